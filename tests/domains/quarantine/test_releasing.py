"""The end of an order: it comes on its day whatever anybody did, and the approval is asked the day before."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from factories.quarantine import (
    DAY,
    STREET,
    UNTIL,
    again,
    at_home,
    do,
    everything,
    observed_town,
    on,
    open_tasks,
    orders,
    papers,
    placements,
    run_job,
    seats,
    secretary,
    shortened,
    staff,
    state,
    under_order,
)
from factories.registry import COMMUNITY
from menshen.domains.policy.models import Rule
from menshen.domains.quarantine.models import QuarantineOrder
from menshen.domains.quarantine.vocabulary import Kind
from menshen.kernel.journal.models import Entry
from menshen.kernel.tasks.flow import escalate, tasks_of

pytestmark = pytest.mark.django_db

LAST_DAY = UNTIL - timedelta(days=1)


@pytest.fixture(autouse=True)
def town():
    observed_town()


def approve(order, at, by=None):
    return do("approve_release", by or secretary(), at, order=order.pk)


def midnight(day: date = UNTIL) -> None:
    run_job("end_due_orders", on(day, 0))


def test_the_approval_can_be_given_from_the_day_before_and_not_earlier():
    order = under_order()
    assert state(approve(order, on(LAST_DAY - timedelta(days=1), 23, 59))) == "not_due"
    assert state(approve(order, on(LAST_DAY, 0))) == "done"
    assert state(approve(order, on(LAST_DAY, 9))) == "known"


def test_the_approval_is_asked_on_the_last_morning_and_the_task_closes_with_it():
    order = under_order()
    run_job("ask_releases", on(LAST_DAY - timedelta(days=1), 8))
    assert open_tasks("approve_release") == []
    run_job("ask_releases", on(LAST_DAY, 8))
    (task,) = open_tasks("approve_release")
    assert (task.area_id, task.due_at) == (COMMUNITY, on(UNTIL, 0))
    approve(order, on(LAST_DAY, 9))
    assert open_tasks("approve_release") == []


def test_an_order_confirmed_on_its_last_day_is_asked_about_at_once():
    under_order(at=on(LAST_DAY, 20))
    assert [task.due_at for task in open_tasks("approve_release")] == [on(UNTIL, 0)]


def test_releases_of_a_community_are_approved_in_one_act():
    both = [under_order(), at_home()]
    outcome = do("approve_releases", secretary(), on(LAST_DAY), area=COMMUNITY)
    assert (state(outcome), outcome.detail["approved"]) == ("done", 2)
    assert all(again(order).release_approved_at == on(LAST_DAY) for order in both)
    assert state(do("approve_releases", secretary(), on(LAST_DAY), area=COMMUNITY)) == "none_asked"


def test_the_journal_keeps_how_many_checks_were_missing_when_it_was_approved():
    order = at_home()
    do("record_health_check", secretary(), on(1, 8), order=order.pk, temperature="36.5", symptoms=[])
    outcome = approve(order, on(LAST_DAY))
    assert outcome.detail == {"missed_checks": 2 * 12 - 1}


def test_an_approved_order_ends_on_its_day_with_a_notice():
    order = at_home()
    approve(order, on(LAST_DAY))
    midnight()
    order = again(order)
    assert (order.ended_on, order.end_reason) == (UNTIL, "approved")
    assert len(papers("release_notice", order)) == 1
    assert placements(order)[0].until_at == on(UNTIL, 0)
    assert open_tasks("release_lapsed") == []


def test_an_order_that_nobody_approved_ends_on_the_same_day_and_the_street_hears_of_it():
    order = at_home()
    midnight()
    order = again(order)
    assert (order.ended_on, order.end_reason) == (UNTIL, "by_rule")
    assert len(papers("release_notice", order)) == 1
    with everything():
        assert Entry.objects.filter(kind=Kind.APPROVAL_LAPSED, subject_id=order.pk).count() == 1
    (task,) = open_tasks("release_lapsed")
    assert (task.role, task.area_id) == ("street_leader", COMMUNITY)


def test_the_lapse_reaches_the_desk_of_the_street_leader():
    under_order()
    midnight()
    with everything():
        assert [task.kind for task in tasks_of(staff("street_leader", STREET))] == ["quarantine.release_lapsed"]


def test_an_approval_that_does_not_come_is_handed_up_before_midnight():
    under_order()
    run_job("ask_releases", on(LAST_DAY, 8))
    escalate(at=on(LAST_DAY, 20, 1))
    assert [task.role for task in open_tasks("approve_release")] == ["street_leader"]
    midnight()
    assert open_tasks("approve_release") == []


@pytest.mark.parametrize("days_late", [0, 1, 9])
def test_however_late_the_night_job_runs_nobody_was_held_longer(days_late):
    order = at_home()
    run_job("end_due_orders", on(UNTIL + timedelta(days=days_late), 3))
    order = again(order)
    assert (order.ended_on, order.ended_at) == (UNTIL, on(UNTIL + timedelta(days=days_late), 3))
    assert placements(order)[0].until_at == on(UNTIL, 0)


def test_the_job_may_run_again_without_a_second_end():
    order = under_order()
    midnight()
    midnight(UNTIL + timedelta(days=1))
    with everything():
        assert Entry.objects.filter(kind=Kind.ORDER_ENDED, subject_id=order.pk).count() == 1
    assert len(papers("release_notice", order)) == 1


def test_an_approval_after_the_end_is_refused_and_changes_nothing():
    order = under_order()
    late = on(UNTIL, 8)
    assert state(approve(order, late)) == "ended"
    midnight()
    assert state(approve(order, late)) == "ended"
    assert again(order).ended_on == UNTIL


def test_nobody_is_asked_before_the_morning_for_the_releases_of_tomorrow():
    under_order()
    under_order("晚归", left_on=date(2020, 1, 23), address="临江花园3栋502", arrived_home_at=on(DAY, 9))
    midnight()
    assert open_tasks("approve_release") == []
    run_job("ask_releases", on(UNTIL, 8))
    assert [task.due_at for task in open_tasks("approve_release")] == [on(UNTIL + timedelta(days=1), 0)]


def test_other_orders_go_on():
    ending, staying = under_order(), under_order("晚归", left_on=date(2020, 1, 23), address="临江花园3栋502")
    midnight()
    assert [order.pk for order in orders(ended_on__isnull=True)] == [staying.pk]
    assert again(ending).ended_on == UNTIL


# A rule with two stretches: the second is an order of its own.


@pytest.fixture
def two_stretches():
    """Someone from a key area under a rule of 14 days in a site and 7 of monitoring at home."""
    old = Rule.objects.get(rule_id="DEMO-KEY")
    old.valid_until = date(2020, 1, 21)
    old.save(update_fields=["valid_until"])
    old.pk, old.rule_id, old.valid_from, old.valid_until = None, "TEST-14-7", date(2020, 1, 21), None
    old.second_measure, old.second_days = "home_health_monitoring", 7
    old.save(force_insert=True)
    return under_order()


def test_the_second_stretch_is_proposed_when_the_first_ends(two_stretches):
    midnight()
    first, second = orders()
    assert (second.measure, second.starts_on, second.until_on) == ("home_health_monitoring", UNTIL, date(2020, 2, 13))
    assert (second.supersedes_id, second.confirmed_at, second.rule_id) == (first.pk, None, "TEST-14-7")
    assert "2020-02-13" in second.reasons[-1]["zh"]
    assert not any("2020-02-06 0时" in reason["zh"] for reason in second.reasons)
    assert len(open_tasks("confirm_orders")) == 1


def test_the_second_stretch_binds_only_once_confirmed_and_keeps_the_team(two_stretches):
    do("name_team_member", secretary(), on(3), area=COMMUNITY, role="medic", holder="赵医生")
    midnight()
    second = orders()[-1]
    outcome = do("confirm_order", secretary(), on(UNTIL, 9), order=second.pk)
    assert state(outcome) == "done"
    assert seats(second)["medic"] == "赵医生"
    run_job("end_due_orders", on(date(2020, 2, 13), 0))
    assert again(second).ended_on == date(2020, 2, 13)


def test_nothing_follows_an_order_that_was_shortened_by_hand(two_stretches):
    shortened(two_stretches, date(2020, 1, 30), on(3))
    midnight(date(2020, 1, 30))
    assert len(orders()) == 1


def test_the_figure_of_orders_is_the_number_of_people_never_more():
    order = under_order()
    midnight()
    with everything():
        assert QuarantineOrder.objects.filter(person_id=order.person_id, ended_on__isnull=True).count() == 0
