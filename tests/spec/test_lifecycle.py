"""What holds for every order, whatever the facts: properties, searched by hypothesis."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from menshen.domains.policy.rules import Rulebook, shipped, team_in_force
from menshen.domains.policy.vocabulary import Measure, Subject, TeamRole
from menshen.domains.quarantine import rules
from menshen.domains.quarantine.vocabulary import CheckSession, ReleaseVerdict, SpecialGroup

BOOK = Rulebook(shipped.rules(), shipped.risk_areas())
HOME = "990101001001001"

listed_days = st.dates(date(2020, 1, 20), date(2020, 2, 29))  # every demonstration row is in force
any_day = st.dates(date(2020, 1, 1), date(2023, 2, 1))
places = st.sampled_from(["420100", "421100", "440300", "430100", "990200", "990800", "330100", "KR", ""])
stays = st.builds(rules.Stay, places, listed_days)
exposures = st.builds(
    rules.Exposure,
    st.sampled_from([Subject.CLOSE_CONTACT, Subject.SECONDARY_CONTACT, Subject.CLOSED_LOOP_LEAVER]),
    any_day,
)
arrivals = st.builds(
    rules.ArrivalFacts,
    area_code=st.just(HOME),
    arrived_on=st.none() | any_day,
    stays=st.lists(stays | st.builds(rules.Stay, places, st.none() | any_day), max_size=3).map(tuple),
    exposures=st.lists(exposures, max_size=2).map(tuple),
    special_groups=st.frozensets(st.sampled_from(SpecialGroup), max_size=2),
    home_fit=st.none() | st.booleans(),
)
measures = st.sampled_from(
    [
        Measure.SELF_HEALTH_MONITORING,
        Measure.HOME_HEALTH_MONITORING,
        Measure.HOME_QUARANTINE,
        Measure.CENTRALISED_QUARANTINE,
    ]
)


@st.composite
def orders(draw):
    starts_on = draw(any_day)
    until = starts_on + timedelta(days=draw(st.integers(1, 30)))
    near = st.dates(starts_on - timedelta(days=10), until + timedelta(days=20))
    return rules.OrderFacts(
        measure=draw(measures),
        starts_on=starts_on,
        until=until,
        rule_id="RULE",
        confirmed_on=draw(st.none() | near),
        declined=draw(st.booleans()),
        release_approved_on=draw(st.none() | near),
        release_refused=draw(st.booleans()),
        ended_on=draw(st.none() | near),
    )


@given(orders(), st.integers(0, 400))
def test_nobody_is_held_from_the_end_on(order, days):
    on = order.until + timedelta(days=days)
    assert not rules.standing(order, on).counts
    assert rules.release_due(order, on)
    assert rules.release_decision(order, on).verdict in (ReleaseVerdict.RELEASED, ReleaseVerdict.ENDED_BY_RULE)
    assert rules.open_checks(order, set(), on) == ()


@given(orders(), st.none() | any_day, st.booleans(), any_day)
def test_a_late_or_missing_or_refused_approval_never_extends(order, approved_on, refused, on):
    other = replace(order, release_approved_on=approved_on, release_refused=refused)
    assert rules.end_of(other) == rules.end_of(order)
    assert rules.standing(other, on) == rules.standing(order, on)


@given(orders(), st.none() | any_day)
def test_a_recorded_end_can_only_be_earlier(order, ended_on):
    assert rules.end_of(replace(order, ended_on=ended_on)) <= order.until


@given(
    orders(), st.lists(st.tuples(st.sampled_from(["approve", "refuse", "move_end", "fill_seat"]), any_day), max_size=8)
)
def test_no_sequence_of_events_makes_an_order_longer(order, events):
    """Without a new order: approving, refusing, filling seats and moving the end in any order at any time."""
    end = rules.end_of(order)
    filled: set[TeamRole] = set()
    for event, day in events:
        if event == "approve":
            order = replace(order, release_approved_on=day)
        elif event == "refuse":
            order = replace(order, release_refused=True)
        elif event == "fill_seat":
            filled.add(TeamRole.MEDIC)
        elif rules.may_set_until(order, day) is None:
            order = replace(order, until=day)
        assert rules.end_of(order) <= end
        end = rules.end_of(order)


@given(arrivals, any_day)
def test_a_proposal_is_one_unbroken_stretch_that_begins_when_it_is_made(facts, on):
    decision = rules.propose_order(facts, rulebook=BOOK, on=on)
    proposal = decision.verdict
    assert decision.reasons
    if proposal.measure is Measure.NONE:
        assert (proposal.starts_on, proposal.until, proposal.later) == (None, None, ())
        return
    assert decision.rule_id is not None
    assert proposal.starts_on == (on if facts.arrived_on is None else max(on, facts.arrived_on))
    ends = [proposal.until, *(phase.until for phase in proposal.later)]
    assert [phase.starts_on for phase in proposal.later] == ends[:-1]
    assert proposal.starts_on < ends[0]
    assert ends == sorted(set(ends))
    assert all(proposal.starts_on <= day < proposal.until for day in proposal.test_on)


@given(arrivals, any_day, st.integers(1, 40))
def test_an_order_made_late_never_ends_later(facts, on, days):
    """The clock runs from leaving or the last exposure, whenever somebody gets round to deciding."""
    known = replace(facts, arrived_on=min(on, facts.arrived_on or on))
    rulebook = in_force_for_ever(on)
    early = rules.propose_order(known, rulebook=rulebook, on=on).verdict
    late = rules.propose_order(known, rulebook=rulebook, on=on + timedelta(days=days)).verdict
    assert last_day(late) <= last_day(early)


def in_force_for_ever(on):
    """The rules of one day, so that only the day of the decision varies."""
    forever = {"valid_from": date.min, "valid_until": date.max}
    current = [rule for rule in shipped.rules() if BOOK.rule_in_force(rule.subject, HOME, on) is rule]
    listed = [risk for risk in shipped.risk_areas() if risk.valid_from <= on < risk.valid_until]
    return Rulebook((replace(rule, **forever) for rule in current), (replace(risk, **forever) for risk in listed))


def last_day(proposal):
    ends = [phase.until for phase in proposal.later] or [proposal.until]
    return ends[-1] or date.min


@given(arrivals, any_day, any_day, orders())
def test_a_change_is_only_proposed_in_the_persons_favour(facts, made_on, on, order):
    decision = rules.propose_change(order, facts, rulebook=BOOK, on=on)
    if decision is None or decision.verdict.until is None:
        return
    assert decision.verdict.until <= order.until
    assert decision.verdict.measure.strictness <= order.measure.strictness


@given(measures, listed_days, st.sets(st.sampled_from(TeamRole)))
def test_team_seats_and_their_gaps(measure, on, filled):
    """Filling a seat only ever closes gaps, and the optional one never is a gap."""
    seats = team_in_force(shipped.teams(), measure, HOME, on)
    gaps = rules.team_gaps(seats, filled)
    assert TeamRole.CHOSEN_PERSON not in gaps
    assert not set(gaps) & filled
    assert rules.team_gaps(seats, filled | set(gaps)) == ()


@given(orders(), st.sets(st.tuples(any_day, st.sampled_from(CheckSession)), max_size=20), any_day)
def test_missed_checks_lie_within_the_order(order, done, on):
    missed = rules.missed_checks(order, done, on)
    assert not set(missed) & done
    assert all(order.starts_on < day < min(on, rules.end_of(order)) for day, _ in missed)
