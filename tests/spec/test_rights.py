"""Rights and safety: each test is named by the rows of the founding reports whose safe form it proves.

The mechanism of each row could harm people if built to the letter; the form that is built is a rule of the product.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import date, timedelta
from inspect import signature

import pytest

from menshen.domains.policy import vocabulary as policy_vocabulary
from menshen.domains.policy.rules import RiskRow, Rulebook, RuleRow, resolve_place, shipped, team_in_force
from menshen.domains.policy.vocabulary import Measure, TeamRole, ThresholdCode
from menshen.domains.quarantine import rules
from menshen.domains.quarantine.vocabulary import (
    Problem,
    QuarantineReason,
    ReleaseVerdict,
    SpecialGroup,
    Standing,
    WaitingVerdict,
)
from menshen.domains.registry import vocabulary as registry_vocabulary
from menshen.domains.registry.vocabulary import ResidenceKind
from menshen.domains.reporting import rules as reporting_rules
from menshen.domains.screening import rules as screening_rules
from menshen.domains.screening.vocabulary import HouseholdState, Step
from spec.reading import attempts, hour

BOOK = Rulebook(shipped.rules(), shipped.risk_areas())
HOME = "990101001001001"
FROM_WUHAN = rules.ArrivalFacts(HOME, date(2020, 1, 23), (rules.Stay("420100", date(2020, 1, 22)),))
ORDER = rules.OrderFacts(
    Measure.CENTRALISED_QUARANTINE, date(2020, 1, 23), date(2020, 2, 6), "DEMO-KEY", confirmed_on=date(2020, 1, 23)
)


def propose(facts, on=date(2020, 1, 24)):
    return rules.propose_order(facts, rulebook=BOOK, on=on)


def test_row_2_012_2_013_an_order_ends_although_nobody_approved():
    decision = rules.release_decision(ORDER, ORDER.until)
    assert decision.verdict is ReleaseVerdict.ENDED_BY_RULE
    assert [reason.code for reason in decision.reasons] == [QuarantineReason.NOT_APPROVED]
    assert rules.standing(ORDER, ORDER.until) is Standing.ENDED


def test_row_2_012_2_013_the_approval_is_asked_before_the_end():
    assert rules.release_opens_on(ORDER) == date(2020, 2, 5)
    assert rules.release_decision(ORDER, date(2020, 2, 5)).verdict is ReleaseVerdict.AWAITING_APPROVAL


def test_row_2_012_2_013_longer_takes_a_new_order_with_reason_rule_notice_and_appeal():
    assert rules.may_set_until(ORDER, ORDER.until + timedelta(days=1)) is Problem.LONGER_NEEDS_NEW_ORDER
    assert len(rules.holding_gaps(rules.Holding("", None, "", ""))) == 4


def test_row_0_104_the_clock_runs_from_leaving_and_knows_no_team():
    assert propose(FROM_WUHAN).verdict.until == date(2020, 2, 6)
    assert propose(FROM_WUHAN, on=date(2020, 2, 1)).verdict.until == date(2020, 2, 6)
    for rule in (rules.propose_order, rules.standing, rules.release_decision, rules.end_of):
        assert not {"team", "seats", "filled"} & set(signature(rule).parameters)
    assert not {"team", "seats", "filled"} & {field.name for field in fields(rules.OrderFacts)}


def test_row_0_104_the_family_seat_is_optional_or_a_person_of_their_choice():
    seats = team_in_force(shipped.teams(), Measure.HOME_QUARANTINE, HOME, date(2020, 2, 5))
    family = next(seat for seat in seats if seat.role is TeamRole.CHOSEN_PERSON)
    assert family.optional
    assert TeamRole.CHOSEN_PERSON not in rules.team_gaps(seats, ())


@pytest.fixture
def waiting_limit():
    return next(row for row in shipped.thresholds() if row.code is ThresholdCode.WAITING_AT_MOST)


def test_row_2_069_3_038_a_feverish_person_waits_for_a_limited_time(waiting_limit):
    over = rules.waiting(since=hour("08:00"), now=hour("10:00"), at_most=waiting_limit)
    assert over.verdict is WaitingVerdict.GO
    assert over.rule_id == waiting_limit.threshold_id


@pytest.mark.parametrize("group", SpecialGroup)
def test_row_2_069_3_038_children_pregnant_and_ill_people_do_not_wait(group, waiting_limit):
    decision = rules.waiting(since=hour("08:00"), now=hour("08:00"), at_most=waiting_limit, groups=[group])
    assert decision.verdict is WaitingVerdict.HAND_OVER_NOW


def test_row_2_028_2_049_no_plate_registration_or_birthplace_can_decide():
    known = {field.name for facts in (rules.ArrivalFacts, rules.Stay, rules.Exposure) for field in fields(facts)}
    assert known == {
        "area_code", "arrived_on", "stays", "exposures", "special_groups", "home_fit",
        "place_code", "left_on", "place_name", "subject", "last_on",
    }  # fmt: skip
    assert resolve_place("鄂A12345") is None


def test_row_2_070_2_071_3_014_3_055_only_a_stay_while_a_dated_row_is_in_force():
    nowhere = rules.ArrivalFacts(HOME, date(2020, 1, 23))
    assert propose(nowhere).verdict.measure is Measure.NONE
    assert propose(FROM_WUHAN, on=date(2020, 1, 19)).verdict.measure is Measure.NONE
    assert propose(FROM_WUHAN).verdict.measure is Measure.CENTRALISED_QUARANTINE


def test_row_3_030_lists_close_when_the_row_lapses():
    late = rules.ArrivalFacts(HOME, date(2020, 4, 8), (rules.Stay("420100", date(2020, 4, 7)),))
    assert propose(late, on=date(2020, 4, 8)).verdict.measure is Measure.NONE
    assert next(field for field in fields(RiskRow) if field.name == "valid_until").type == "date"


def test_row_2_071_a_lapsed_list_lets_running_orders_be_ended():
    order = rules.OrderFacts(
        Measure.HOME_QUARANTINE, date(2020, 2, 27), date(2020, 3, 12), "DEMO-REPORTED", confirmed_on=date(2020, 2, 27)
    )
    facts = rules.ArrivalFacts(HOME, date(2020, 2, 27), (rules.Stay("440300", date(2020, 2, 26)),))
    decision = rules.propose_change(order, facts, rulebook=BOOK, on=date(2020, 3, 1))
    assert decision is not None
    assert decision.verdict.measure is Measure.NONE


@pytest.mark.parametrize("group", SpecialGroup)
def test_children_pregnant_ill_and_dependent_people_are_never_alone_in_a_site(group):
    facts = rules.ArrivalFacts(HOME, FROM_WUHAN.arrived_on, FROM_WUHAN.stays, special_groups=frozenset({group}))
    decision = propose(facts)
    assert decision.verdict.assess
    assert decision.verdict.accompanied
    assert not rules.may_confirm_in_batch(decision)


def test_row_4_032_every_measure_cites_its_rule():
    village = rules.ArrivalFacts("990101001201001", date(2020, 1, 23), (rules.Stay("990800", date(2020, 1, 22)),))
    decision = propose(village)
    assert decision.rule_id == "DEMO-LOW"
    assert any(reason.facts.get("rule_id") == "DEMO-LOW" for reason in decision.reasons)


@pytest.mark.parametrize("state", [HouseholdState.REFUSED, HouseholdState.VACANT, HouseholdState.NOT_FOUND])
def test_row_0_015_0_094_0_099_declined_vacant_and_not_found_are_closed(state):
    assert state.is_closed


def test_row_0_015_0_094_0_099_nothing_follows_from_a_refusal():
    assert screening_rules.next_step(attempts("door:refused")).verdict is Step.DONE
    found = screening_rules.coverage([HouseholdState.REFUSED, HouseholdState.SETTLED_BY_PHONE])
    assert (found.not_reached, found.closed_otherwise) == (0, 1)


def test_row_4_051_a_kind_of_residence_decides_nothing():
    assert ResidenceKind.FLOATING in ResidenceKind
    for facts in (rules.ArrivalFacts, rules.OrderFacts, screening_rules.AttemptFacts, RuleRow):
        assert not any("residence" in field.name or "registered" in field.name for field in fields(facts))


def test_row_0_020_4_054_no_word_for_religion():
    words = [
        member.value
        for module in (policy_vocabulary, registry_vocabulary)
        for vocabulary in vars(module).values()
        if isinstance(vocabulary, type) and issubclass(vocabulary, policy_vocabulary.Vocabulary)
        for member in vocabulary
    ]
    assert words
    assert not [word for word in words if "relig" in word]


def test_row_3_058_3_059_lateness_is_measured_on_units():
    assert set(signature(reporting_rules.report_state).parameters) == {"due_at", "submission", "now"}
    assert {field.name for field in fields(reporting_rules.SubmissionFacts)} == {"submitted_at", "values"}
