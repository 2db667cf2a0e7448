"""Proposing, approving and ending rules."""

from __future__ import annotations

from datetime import date

import pytest

from factories.policy import (
    DISTRICT,
    NOW,
    OTHER_DISTRICT,
    TODAY,
    keeper,
    keeper_of_all,
    make_districts,
    proposal,
)
from menshen.domains.policy import interface
from menshen.domains.policy.actions import close_rule, propose_rule, put_rule_in_force
from menshen.domains.policy.actions.rules import CloseRule, PutRuleInForce
from menshen.domains.policy.models import Rule
from menshen.domains.policy.vocabulary import Grade, Kind, Permission, Problem, Subject
from menshen.kernel.actions.performing import perform
from menshen.kernel.journal.models import Entry
from menshen.kernel.scope.viewers import acting, system_viewer
from menshen.kernel.tasks.models import Task

pytestmark = pytest.mark.django_db
NOT_FOUND = "scope:record:not_found"


@pytest.fixture(autouse=True)
def districts():
    make_districts()


def propose(by=None, **changes):
    (outcome,) = perform(propose_rule, [proposal(**changes)], by=by or keeper(), at=NOW)
    return outcome


def approve(rule, by=None, **said):
    (outcome,) = perform(put_rule_in_force, [PutRuleInForce(rule=rule, **said)], by=by or keeper("approver"), at=NOW)
    return outcome


def close(rule, until_on, by=None):
    command = CloseRule(rule=rule, until_on=until_on, reason="区指挥部通告第3号")
    (outcome,) = perform(close_rule, [command], by=by or keeper("approver"), at=NOW)
    return outcome


def in_force(day=TODAY, area=DISTRICT):
    found = interface.rulebook().rule_in_force(Subject.REPORTED_AREA_STAY, f"{area}001001001", day)
    return found and found.rule_id


def test_a_proposal_decides_nothing_until_a_second_person_approves():
    rule = propose().subject_id
    assert in_force() is None
    assert approve(rule, by=keeper("proposer")).problem.code == Problem.OWN_PROPOSAL
    assert in_force() is None
    outcome = approve(rule)
    assert (outcome.state, outcome.area) == ("done", DISTRICT)
    assert in_force() == "D-1"
    assert in_force(area=OTHER_DISTRICT) is None
    known = Rule.objects.get(pk=rule)
    assert (known.proposed_by.username, known.approved_by.username, known.approved_at) == ("proposer", "approver", NOW)
    with acting(system_viewer()):
        assert list(Entry.objects.order_by("id").values_list("kind", flat=True)) == [
            Kind.RULE_PROPOSED,
            Kind.RULE_APPROVED,
        ]


def test_proposing_the_same_again_is_known_and_another_content_is_refused():
    first = propose()
    assert propose().state == "known"
    assert propose(first_days=21).problem.code == Problem.ID_TAKEN
    twice = perform(propose_rule, [proposal(rule_id="D-2"), proposal(rule_id="D-2")], by=keeper(), at=NOW)
    assert [outcome.state for outcome in twice] == ["done", "known"]
    assert first.subject_id != twice[0].subject_id


def test_a_proposal_with_another_end_is_not_known():
    propose(valid_until="2020-03-01")
    assert propose(valid_until="2020-03-01").state == "known"
    assert propose().problem.code == Problem.ID_TAKEN


def test_what_was_turned_down_is_not_proposed_again_under_its_number():
    close(propose().subject_id, TODAY)
    assert propose().problem.code == Problem.ID_TAKEN


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"valid_until": "2020-01-23"}, Problem.DATES_REVERSED),
        ({"document": ""}, Problem.DOCUMENT_MISSING),
        ({"parent_rule": "no such rule"}, Problem.PARENT_UNKNOWN),
        ({"parent_rule": "DEMO-REPORTED", "first_days": 21}, Problem.STRICTER_WITHOUT_REASON),
        ({"parent_rule": "DEMO-REPORTED", "first_measure": "centralised_quarantine"}, Problem.STRICTER_WITHOUT_REASON),
        ({"first_days": 0}, Problem.STAGE_INCOMPLETE),
        ({"first_measure": "none"}, Problem.STAGE_INCOMPLETE),
        ({"first_test_days": [15]}, Problem.STAGE_INCOMPLETE),
        ({"second_days": 7}, Problem.STAGE_INCOMPLETE),
        ({"second_measure": "home_health_monitoring"}, Problem.STAGE_INCOMPLETE),
        (
            {"second_measure": "home_health_monitoring", "second_days": 7, "second_test_days": [8]},
            Problem.STAGE_INCOMPLETE,
        ),
    ],
)
def test_a_proposal_that_cannot_be_is_refused(changes, problem):
    assert propose(**changes).problem.code == problem


def test_a_stricter_rule_with_its_reason_and_a_milder_one_without_are_taken():
    assert propose(parent_rule="DEMO-REPORTED", first_days=21, note="本区有聚集性疫情").state == "done"
    assert propose(rule_id="D-2", parent_rule="DEMO-REPORTED", first_days=7).state == "done"


def test_a_later_stage_can_be_the_stricter_one():
    stages = {"first_measure": "centralised_quarantine", "first_days": 14, "second_days": 7}
    above = {"subject": "close_contact", "parent_rule": "CC-V8", **stages}
    assert propose(**above, second_measure="home_quarantine").problem.code == Problem.STRICTER_WITHOUT_REASON
    assert propose(**above, second_measure="home_health_monitoring").state == "done"


def test_what_is_known_from_memory_is_approved_only_with_the_document_that_was_read():
    rule = propose(grade="M").subject_id
    assert approve(rule).problem.code == Problem.UNVERIFIED
    assert approve(rule, verified_document="区指挥部通告第1号").problem.code == Problem.UNVERIFIED
    assert approve(rule, verified_document="区指挥部通告第1号", verified_grade="M").problem.code == Problem.UNVERIFIED
    assert approve(rule, verified_document="区指挥部通告第1号，原件", verified_grade="A").state == "done"
    (found,) = [row for row in interface.rules_in_force() if row.rule_id == "D-1"]
    assert found.grade is Grade.OFFICIAL
    assert Rule.objects.get(pk=rule).grade == "M"


def test_no_rule_comes_into_force_on_the_ground_of_memory():
    rule = propose().subject_id
    assert approve(rule, verified_document="记忆", verified_grade="M").problem.code == Problem.UNVERIFIED


def test_one_situation_has_one_rule_at_a_time():
    first, second = propose().subject_id, propose(rule_id="D-2", valid_from="2020-02-01").subject_id
    assert approve(first).state == "done"
    assert approve(second).problem.code == Problem.OVERLAPS
    assert close(first, date(2020, 2, 1)).state == "done"
    assert approve(second).state == "done"
    assert (in_force(date(2020, 1, 31)), in_force(date(2020, 2, 1))) == ("D-1", "D-2")
    assert approve(second).problem.code == Problem.ALREADY_DECIDED


def test_two_that_overlap_are_not_approved_together():
    rules = [propose().subject_id, propose(rule_id="D-2").subject_id]
    outcomes = perform(put_rule_in_force, [PutRuleInForce(rule=rule) for rule in rules], by=keeper("approver"), at=NOW)
    assert [outcome.state for outcome in outcomes] == ["done", "refused"]


def test_a_rule_is_ended_and_never_made_to_last_longer():
    rule = propose(valid_until="2020-03-01").subject_id
    approve(rule)
    assert close(rule, date(2020, 4, 1)).problem.code == Problem.EXTENDS
    assert close(rule, date(2020, 2, 10)).kind is None
    assert close(rule, date(2020, 2, 10)).state == "known"
    assert (in_force(date(2020, 2, 9)), in_force(date(2020, 2, 10))) == ("D-1", None)
    assert close(rule, date(2020, 1, 1)).state == "done"
    assert in_force() is None


def test_turning_a_proposal_down():
    rule = propose(valid_until="2020-03-01").subject_id
    assert close(rule, date(2020, 3, 1)).kind == Kind.RULE_REJECTED
    assert approve(rule).problem.code == Problem.ALREADY_DECIDED


def test_the_rules_of_another_district_and_of_the_country_are_not_theirs():
    rule = propose().subject_id
    stranger = keeper("stranger", OTHER_DISTRICT)
    assert approve(rule, by=stranger).problem.code == NOT_FOUND
    assert close(rule, TODAY, by=stranger).problem.code == NOT_FOUND
    assert propose(by=stranger).problem.code == NOT_FOUND
    assert propose(rule_id="C-1", jurisdiction="CN").problem.code == NOT_FOUND
    assert approve(10**9).problem.code == NOT_FOUND
    assert approve(rule, by=keeper("reader", permissions={Permission.RULE_READ.value})).problem.code == NOT_FOUND


def test_a_rule_of_the_country_is_journalled_at_the_top_of_the_tree():
    outcome = propose(by=keeper_of_all(), rule_id="C-1", jurisdiction="CN", subject="low_risk_stay")
    assert (outcome.state, outcome.area) == ("done", "99")


def test_a_draft_that_came_with_the_platform_is_approved_by_one_person():
    draft = Rule.objects.get(rule_id="SC-V8-UNVERIFIED")
    outcome = approve(draft.pk, by=keeper_of_all(), verified_document="第八版防控方案", verified_grade="A")
    assert outcome.problem.code == Problem.OVERLAPS  # its sourced part is in force already


def test_reading_the_rules_again_costs_one_look(django_assert_num_queries):
    interface.rulebook()
    with django_assert_num_queries(1):
        interface.rulebook()
    approve(propose().subject_id)
    assert in_force() == "D-1"


def test_queries_do_not_grow_with_the_proposals(django_assert_max_num_queries):
    proposals = [proposal(rule_id=f"D-{number}") for number in range(40)]
    by = keeper()
    with django_assert_max_num_queries(24):
        perform(propose_rule, proposals, by=by, at=NOW)


def waiting():
    with acting(system_viewer()):
        return list(Task.objects.filter(closed_at__isnull=True).values_list("kind", "role", "area_id", "subject_id"))


def test_a_proposal_waits_for_a_second_person_until_it_is_decided():
    rule = propose().subject_id
    assert waiting() == [("policy.decide_rule", "policy_officer", DISTRICT, rule)]
    approve(rule)
    assert waiting() == []
    other = propose(rule_id="D-2", valid_from="2021-01-01").subject_id
    assert len(waiting()) == 1
    close(other, TODAY)
    assert waiting() == []
