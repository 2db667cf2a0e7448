"""The tables of `quarantine/`."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from menshen.domains.policy.rules import Rulebook, shipped, threshold_in_force
from menshen.domains.policy.vocabulary import Measure, TeamRole, ThresholdCode
from menshen.domains.quarantine import rules
from menshen.domains.quarantine.models import kept
from menshen.domains.quarantine.vocabulary import (
    CheckSession,
    DutyRole,
    GroupKind,
    QuarantineReason,
    Shift,
    SiteGap,
    SpecialGroup,
    TransferState,
    TransferStep,
    ZoneKind,
)
from menshen.domains.registry.vocabulary import SpecialNeedKind
from menshen.domains.screening.vocabulary import Symptom
from spec.reading import A_DAY, UNKNOWN, cases, codes, day, exposures, hour, said, seats, stays, yes

BOOK = Rulebook(shipped.rules(), shipped.risk_areas())
HOME = "990101001001001"
ORDER = rules.OrderFacts(
    Measure.HOME_QUARANTINE, date(2020, 1, 23), date(2020, 2, 6), "DEMO-REPORTED", confirmed_on=date(2020, 1, 23)
)


def threshold(code):
    return threshold_in_force(shipped.thresholds(), code, "990101", A_DAY)


def check(decision, row):
    """Compare a proposal with those verdict columns that the table has."""
    proposal = decision.verdict
    found = {
        "measure": proposal.measure.value,
        "starts": iso(proposal.starts_on),
        "until": iso(proposal.until),
        "tests": " ".join(map(iso, proposal.test_on)),
        "later": "; ".join(f"{phase.measure} until {phase.until}" for phase in proposal.later),
        "rule": decision.rule_id or "",
        "batch": said(rules.may_confirm_in_batch(decision)),
        "assess": said(proposal.assess),
        "accompanied": said(proposal.accompanied),
        "reasons": codes(decision.reasons),
    }
    assert {column: found[column] for column in found if column in row} == {
        column: row[column] for column in found if column in row
    }
    assert proposal.second == (proposal.later[0] if proposal.later else None)


def iso(found):
    return found.isoformat() if found else ""


def proposed(row):
    facts = rules.ArrivalFacts(
        area_code=row.get("lives in", HOME),
        arrived_on=day(row["arrived"]) if "arrived" in row else date(2020, 1, 25),
        stays=stays(row["stays"]),
        exposures=exposures(row.get("exposed", "")),
        special_groups=frozenset(map(SpecialGroup, row.get("groups", "").split())),
        home_fit={"yes": True, "no": False}.get(row.get("home fit", "")),
    )
    return rules.propose_order(facts, rulebook=BOOK, on=day(row.get("on", "2020-01-25")))


@cases("quarantine/proposals", "One stay, early 2020")
def test_one_stay(row):
    check(proposed(row), row)


@cases("quarantine/proposals", "No ground, no measure")
def test_no_ground(row):
    check(proposed(row), row)


@cases("quarantine/proposals", "A listing counts on the day of the decision")
def test_listing(row):
    check(proposed(row), row)


@cases("quarantine/proposals", "The day of leaving is not known")
def test_leaving_unknown(row):
    check(proposed(row), row)


@cases("quarantine/proposals", "Several grounds: the strictest measure of each day")
def test_several_grounds(row):
    check(proposed(row), row)


@cases("quarantine/proposals", "Exposures and entry from abroad")
def test_exposures(row):
    check(proposed(row), row)


@cases("quarantine/proposals", "Children, pregnant, ill and dependent people")
def test_special_groups_of_people(row):
    check(proposed(row), row)


@cases("quarantine/changes", "Orders in force")
def test_changes(row):
    measure, _, starts_on = row["order"].partition(" from ")
    order = rules.OrderFacts(
        Measure(measure), day(starts_on), day(row["runs until"]), row["rule"], confirmed_on=day(starts_on)
    )
    ground = row["exposed or stayed"]
    facts = rules.ArrivalFacts(
        HOME,
        arrived_on=None,
        stays=stays(ground) if " left " in ground else (),
        exposures=() if " left " in ground else exposures(ground),
    )
    decision = rules.propose_change(order, facts, rulebook=BOOK, on=day(row["on"]))
    assert (decision.verdict.measure.value if decision else "") == row["proposal"]
    assert (iso(decision.verdict.until) if decision else "") == row["until"]
    assert (codes(decision.reasons) if decision else "") == row["reasons"]


@cases("quarantine/orders", "Standing")
def test_standing(row):
    order = rules.OrderFacts(
        ORDER.measure,
        ORDER.starts_on,
        ORDER.until,
        ORDER.rule_id,
        confirmed_on=day(row["confirmed"]),
        declined=yes(row["declined"]),
        ended_on=day(row["ended"]),
    )
    found = rules.standing(order, day(row["on"]))
    assert found == row["standing"]
    assert said(found.counts) == row["counts as in force"]


@cases("quarantine/orders", "Release")
def test_release(row):
    order = rules.OrderFacts(
        ORDER.measure,
        ORDER.starts_on,
        ORDER.until,
        ORDER.rule_id,
        confirmed_on=ORDER.confirmed_on,
        release_approved_on=day(row["approved"]),
        release_refused=yes(row["refused"]),
    )
    decision = rules.release_decision(order, day(row["on"]))
    assert decision.verdict == row["verdict"]
    assert codes(decision.reasons) == row["reasons"]
    assert said(rules.release_due(order, day(row["on"]))) == row["free"]
    assert rules.end_of(order) == ORDER.until


@cases("quarantine/orders", "Moving the end")
def test_moving_the_end(row):
    problem = rules.may_set_until(ORDER, day(row["new end"]))
    assert (problem.value.rpartition(":")[2] if problem else "") == row["problem"]


@cases("quarantine/orders", "The place, where it is left to a person")
def test_places_open(row):
    reasons = [QuarantineReason(f"quarantine:reason:{word}") for word in row["reasons"].split()]
    open_to_choose = rules.measures_open(Measure(row["proposed"]), reasons)
    assert " ".join(open_to_choose) == row["may be confirmed"]


@cases("quarantine/orders", "Holding someone longer takes a new order")
def test_holding(row):
    gaps = rules.holding_gaps(rules.Holding(row["reason"], row["rule"] or None, row["notice"], row["appeal"]))
    assert " ".join(problem.value.rpartition(":")[2] for problem in gaps) == row["missing"]


@cases("quarantine/checks", "One check")
def test_health_check(row):
    temperature = None if row["temperature"] == UNKNOWN else Decimal(row["temperature"])
    words = [] if row["symptoms"] == "none" else row["symptoms"].split()
    symptoms = None if row["symptoms"] == UNKNOWN else [Symptom(word) for word in words]
    decision = rules.check_health(temperature, symptoms, threshold(ThresholdCode.FEVER))
    assert decision.verdict == row["verdict"]
    assert codes(decision.reasons) == row["reasons"]
    assert decision.rule_id == "FEVER-2020"


@cases("quarantine/checks", "Checks still open on a day")
def test_open_checks(row):
    on = day(row["on"])
    done = {(on, CheckSession(word)) for word in row["done that day"].split()}
    assert " ".join(rules.open_checks(ORDER, done, on)) == row["open"]


@cases("quarantine/checks", "Missed checks")
def test_missed_checks(row):
    done = {
        (day(when), CheckSession(session))
        for when, session in (part.split() for part in filter(None, row["done"].split("; ")))
    }
    missed = rules.missed_checks(ORDER, done, day(row["on"]))
    assert "; ".join(f"{when} {session}" for when, session in missed) == row["missed"]


@cases("quarantine/checks", "Teams")
def test_team_gaps(row):
    gaps = rules.team_gaps(seats(row["required"]), {TeamRole(word) for word in row["filled"].split()})
    assert " ".join(gaps) == row["empty seats"]


@cases("quarantine/checks", "Groups")
def test_groups(row):
    needs = [SpecialNeedKind(word) for word in row["needs"].split()]
    assert " ".join(sorted(rules.special_groups(day(row["born"]), needs, day(row["on"])))) == row["groups"]


@cases("quarantine/checks", "A feverish person waits")
def test_waiting(row):
    decision = rules.waiting(
        since=hour(row["since"]),
        now=hour(row["now"]),
        at_most=threshold(ThresholdCode.WAITING_AT_MOST),
        groups=[SpecialGroup(word) for word in row["groups"].split()],
    )
    assert decision.verdict == row["verdict"]
    assert codes(decision.reasons) == row["reasons"]


def words(vocabulary, cell):
    return frozenset(vocabulary if cell == "all" else map(vocabulary, cell.split()))


STAFFING = rules.Staffing(people=50, doctors=2, nurses=2)


@cases("quarantine/sites", "Doctors and nurses of a shift")
def test_crews(row):
    needed = STAFFING.needed(int(row["people"]))
    assert (needed[DutyRole.DOCTOR], needed[DutyRole.NURSE]) == (int(row["doctors"]), int(row["nurses"]))


@cases("quarantine/sites", "Gaps")
def test_gaps_of_sites(row):
    on_duty = {
        (shift, role): int(row[f"{role.value}s"])
        for shift in Shift
        for role in (DutyRole.DOCTOR, DutyRole.NURSE, DutyRole.GUARD)
    }
    facts = rules.SiteFacts(
        people=int(row["people"]),
        zones=words(ZoneKind, row["zones"]),
        groups=words(GroupKind, row["groups"]),
        on_duty=on_duty,
        has_plan=yes(row["plan"]),
        exits_open={"open": True, "blocked": False}.get(row["exits"]),
    )
    staffing = STAFFING if yes(row["staffing rule"]) else None
    gaps = rules.site_gaps(facts, staffing, int(row["asked groups"]))
    assert " ".join(gap.value for gap in gaps) == row["missing"]
    assert len(rules.groups_asked(int(row["asked groups"]))) == int(row["asked groups"])


def test_one_shift_short_is_a_gap():
    full = dict.fromkeys([(shift, role) for shift in Shift for role in DutyRole], 4)
    facts = rules.SiteFacts(
        40, frozenset(ZoneKind), frozenset(GroupKind), full | {(Shift.NIGHT, DutyRole.NURSE): 1}, True, True
    )
    assert rules.site_gaps(facts, STAFFING, 5) == (SiteGap.NURSES,)


@cases("quarantine/living", "Homes")
def test_homes(row):
    seen = {"yes": True, "no": False, UNKNOWN: None}
    decision = rules.home_suitability(
        rules.HomeFacts(**{name.replace(" ", "_"): seen[row[name]] for name in row if name not in ("place", "reasons")})
    )
    assert decision.verdict.value == row["place"]
    assert codes(decision.reasons) == row["reasons"]


@cases("quarantine/living", "Transfers")
def test_steps_of_transfers(row):
    after = rules.after_step(TransferState(row["stands"]), TransferStep(row["step"]))
    assert (after.value if after else "") == row["stands then"]


@cases("quarantine/living", "Days of tests")
def test_days_of_tests(row):
    rule = next(rule for rule in shipped.rules() if rule.rule_id == row["rule"])
    starts_on, _, until = row["order"].partition(" until ")
    found = rules.days_of_tests(kept(rule), day(row["counted from"]), day(starts_on), day(until))
    assert " ".join(map(iso, found)) == row["tests"]


@cases("quarantine/living", "Openings of a door")
def test_openings(row):
    spans = [tuple(map(hour, span.split("-"))) for span in row["outing"].split()]
    facts = rules.DoorFacts(
        yes(row["in force"]), spans, [hour(moment) for moment in row["visits"].split()], timedelta(minutes=30)
    )
    decision = rules.judge_opening(hour(row["opened"]), facts)
    assert (decision.verdict.value, codes(decision.reasons)) == (row["verdict"], row["reasons"])


@cases("quarantine/living", "Messages")
def test_messages(row):
    signed = rules.signature("as installed", "A-1", "1580530000", "n1", b"opened")
    again = rules.signature(row["key"], row["serial"], row["time"], row["number"], row["body"].encode())
    assert said(rules.is_genuine(signed, again)) == row["genuine"]


@cases("quarantine/living", "Age of a message")
def test_ages(row):
    assert said(rules.is_fresh(hour(row["sent"]), hour(row["received"]))) == row["fresh"]
