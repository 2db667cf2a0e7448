"""From an arrival to a proposed order: what the rules in force ask for, with reasons; nothing binds before a person."""

from __future__ import annotations

from datetime import date

import pytest

from factories.quarantine import (
    DAY,
    UNTIL,
    child,
    correct,
    do,
    everything,
    observed_town,
    on,
    open_tasks,
    order_of_arrival,
    orders,
    proposed,
    register,
    returned,
    run_job,
    secretary,
    staff,
    state,
    under_order,
    withdraw_arrival,
)
from factories.registry import COMMUNITY, GRID
from menshen.domains.policy.models import RiskArea
from menshen.domains.quarantine.vocabulary import Kind
from menshen.kernel.journal.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def town():
    observed_town()


def test_who_left_wuhan_is_proposed_14_days_in_a_site_from_the_day_after_leaving():
    order = proposed()
    assert (order.measure, order.rule_id) == ("centralised_quarantine", "DEMO-KEY")
    assert (order.starts_on, order.until_on) == (DAY, UNTIL)
    assert order.counted_from == date(2020, 1, 22)
    assert [reason["code"].rpartition(":")[2] for reason in order.reasons] == ["listed_stay", "rule_asks"]
    assert "湖北省武汉市" in order.reasons[0]["zh"]
    assert order.rule["rule_id"] == "DEMO-KEY"
    assert order.rule["document"]
    assert order.area_id == GRID


def test_a_proposal_binds_nobody():
    order = proposed()
    assert (order.confirmed_at, order.ended_on) == (None, None)
    outcome = do("record_health_check", secretary(), on(DAY, 11), order=order.pk, temperature="36.5", symptoms=[])
    assert state(outcome) == "no_active_order"


@pytest.mark.parametrize(
    ("origin", "measure", "rule"),
    [
        ("广东省广州市", "home_quarantine", "DEMO-REPORTED"),
        ("示范省云岭市", "self_health_monitoring", "DEMO-PROVINCE"),
    ],
)
def test_the_measure_follows_from_where_someone_stayed(origin, measure, rule):
    order = proposed(origin=origin)
    assert (order.measure, order.rule_id) == (measure, rule)


@pytest.mark.parametrize("origin", ["浙江省杭州市", ""])
def test_no_listed_stay_no_proposal(origin):
    register(returned(origin=origin))
    assert orders() == []
    assert open_tasks("confirm_orders") == []


def test_proposals_of_a_community_are_one_task_for_its_secretary():
    register(*(returned(f"住户{number}", address=f"临江花园3栋{100 + number}") for number in range(3)))
    (task,) = open_tasks("confirm_orders")
    assert (task.area_id, task.role) == (COMMUNITY, "community_secretary")


def test_a_grid_workers_arrival_waits_for_the_community():
    proposed(by=staff("grid_worker", GRID))
    assert [task.area_id for task in open_tasks("confirm_orders")] == [COMMUNITY]


def test_a_child_is_marked_for_assessment_and_never_alone():
    order = child()
    assert (order.needs_assessment, order.never_alone) == (True, True)


def test_an_adult_whose_day_of_leaving_is_unknown_is_assessed_but_may_be_alone():
    order = proposed(left_on=None)
    assert (order.needs_assessment, order.never_alone) == (True, False)


def test_a_corrected_arrival_withdraws_the_proposal_and_proposes_anew():
    first = proposed()
    outcome = correct(first.arrival_id, left_on=date(2020, 1, 20))
    assert state(outcome) == "done"
    fresh = order_of_arrival(outcome.subject_id)
    assert (fresh.until_on, fresh.confirmed_at) == (date(2020, 2, 4), None)
    assert orders(pk=first.pk)[0].declined_at == on(DAY, 15)
    with everything():
        assert Entry.objects.filter(kind=Kind.PROPOSAL_WITHDRAWN, subject_id=first.pk).exists()


def test_a_corrected_arrival_that_gives_no_ground_leaves_no_proposal_and_no_task():
    first = proposed()
    correct(first.arrival_id, origin="浙江省杭州市")
    assert orders(declined_at__isnull=True) == []
    assert open_tasks("confirm_orders") == []


def test_a_withdrawn_arrival_takes_its_proposal_along():
    withdraw_arrival(proposed().arrival_id)
    assert orders(declined_at__isnull=True) == []
    assert open_tasks("confirm_orders") == []


def test_proposals_whose_list_has_lapsed_are_withdrawn_at_night():
    proposed(origin="广东省广州市", left_on=date(2020, 2, 28), arrived_home_at=on(date(2020, 2, 29)), known_at=None,
             at=on(date(2020, 2, 29)))  # fmt: skip
    run_job("follow_policy", on(date(2020, 3, 1), 0, 10))
    assert orders(declined_at__isnull=True) == []


def test_proposals_whose_days_are_over_lapse_at_midnight():
    order = proposed()
    run_job("end_due_orders", on(UNTIL, 0))
    assert orders(pk=order.pk)[0].declined_at == on(UNTIL, 0)
    assert open_tasks("confirm_orders") == []
    with everything():
        assert Entry.objects.filter(kind=Kind.PROPOSAL_LAPSED, subject_id=order.pk).exists()


def test_a_second_arrival_of_someone_under_an_order_is_proposed_and_cannot_be_confirmed_at_once():
    under_order()
    later = proposed(left_on=date(2020, 1, 24), arrived_home_at=on(2, 9), known_at=on(2, 9), at=on(2))
    outcome = do("confirm_order", secretary(), on(2), order=later.pk)
    assert state(outcome) == "already_ordered"


def test_who_came_from_a_place_that_was_listed_only_afterwards_is_proposed_the_night_after():
    left = date(2020, 1, 17)
    early = on(date(2020, 1, 19))
    register(returned(left_on=left, arrived_home_at=on(date(2020, 1, 18)), known_at=None), at=early)
    assert orders() == []
    run_job("follow_policy", on(date(2020, 1, 21), 0, 10))
    (order,) = orders()
    assert (order.starts_on, order.until_on) == (date(2020, 1, 21), date(2020, 2, 1))
    run_job("follow_policy", on(date(2020, 1, 22), 0, 10))
    assert len(orders()) == 1


def test_what_a_person_declined_is_not_proposed_again():
    do("decline_order", secretary(), on(DAY), order=proposed().pk, reason="已在外地隔离满14天")
    run_job("follow_policy", on(1, 0, 10))
    assert len(orders()) == 1


def test_a_list_that_was_lifted_by_mistake_and_stands_again_proposes_again():
    proposed(origin="广东省广州市")
    RiskArea.objects.filter(risk_id="DEMO-44").update(state="withdrawn")
    run_job("follow_policy", on(1, 0, 10))
    assert orders(declined_at__isnull=True) == []
    RiskArea.objects.filter(risk_id="DEMO-44").update(state="in_force")
    run_job("follow_policy", on(2, 0, 10))
    (order,) = orders(declined_at__isnull=True)
    assert (order.rule_id, order.until_on) == ("DEMO-REPORTED", UNTIL)
