"""A person confirms, declines, or confirms many by rule; children and others are assessed one by one."""

from __future__ import annotations

from datetime import date

import pytest

from factories.quarantine import (
    DAY,
    UNTIL,
    again,
    child,
    do,
    everything,
    observed_town,
    on,
    open_tasks,
    orders,
    papers,
    placements,
    proposed,
    register,
    returned,
    seats,
    secretary,
    staff,
    state,
    under_order,
)
from factories.registry import COMMUNITY, GRID, OTHER_COMMUNITY, id_number
from menshen.domains.policy.models import RiskArea, Threshold
from menshen.domains.quarantine.vocabulary import Kind
from menshen.domains.registry.models import SpecialNeed
from menshen.kernel.journal.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def town():
    observed_town()


def confirm(order, at=None, by=None, **given):
    return do("confirm_order", by or secretary(), at or on(DAY), order=order.pk, **given)


def test_a_confirmed_order_names_who_took_responsibility():
    by = secretary()
    order = proposed()
    assert state(confirm(order, by=by, managed_by="临江社区卫生服务站")) == "done"
    order = again(order)
    assert (order.confirmed_at, order.confirmed_by_id) == (on(DAY), by.actor_id)
    assert order.managed_by == "临江社区卫生服务站"
    assert open_tasks("confirm_orders") == []


def test_confirming_twice_changes_nothing():
    order = proposed()
    assert [state(confirm(order)), state(confirm(order, on(DAY, 12)))] == ["done", "known"]
    assert len(papers("start_notice")) == 1


def test_an_order_confirmed_late_begins_on_that_day_and_ends_on_the_same_day_as_ever():
    order = proposed()
    confirm(order, on(3))
    order = again(order)
    assert (order.starts_on, order.until_on) == (date(2020, 1, 26), UNTIL)


def test_a_proposal_whose_days_are_over_cannot_be_confirmed():
    order = proposed()
    assert state(confirm(order, on(UNTIL))) == "ended"


def test_a_declined_proposal_keeps_the_reason_and_cannot_be_confirmed():
    order = proposed()
    assert state(do("decline_order", secretary(), on(DAY), order=order.pk, reason="已在外地隔离满14天")) == "done"
    assert state(confirm(order)) == "already_decided"
    assert state(do("decline_order", secretary(), on(DAY), order=order.pk, reason="again")) == "already_decided"
    assert open_tasks("confirm_orders") == []
    with everything():
        assert Entry.objects.get(kind=Kind.ORDER_DECLINED).detail["reason"] == "已在外地隔离满14天"


def test_declining_needs_a_reason():
    assert state(do("decline_order", secretary(), on(DAY), order=proposed().pk, reason="")) == "reason_missing"


def test_another_community_finds_no_such_order():
    order = proposed()
    for role in ("community_secretary", "community_clerk", "grid_worker"):
        assert state(confirm(order, by=staff(role, OTHER_COMMUNITY))) == "not_found"


def test_a_grid_worker_may_not_confirm():
    assert state(confirm(proposed(), by=staff("grid_worker", GRID))) == "not_found"


def test_a_batch_is_confirmed_by_rule_in_one_act_with_an_entry_each():
    register(*(returned(f"住户{number}", address=f"临江花园3栋{100 + number}") for number in range(4)))
    register(returned("粤归", address="临江花园3栋201", origin="广东省广州市"))
    outcome = do("confirm_batch", secretary(), on(DAY), area=COMMUNITY, rule_id="DEMO-KEY")
    assert (state(outcome), outcome.detail["confirmed"]) == ("done", 4)
    assert len(orders(confirmed_at__isnull=False)) == 4
    with everything():
        assert Entry.objects.filter(kind=Kind.ORDER_CONFIRMED).count() == 4
        assert Entry.objects.filter(kind=Kind.BATCH_CONFIRMED).count() == 1
    assert [task.area_id for task in open_tasks("confirm_orders")] == [COMMUNITY]


def test_a_batch_without_a_rule_is_whatever_rule_led_to_the_proposals():
    register(
        returned("鄂归", address="临江花园3栋101"), returned("粤归", address="临江花园3栋201", origin="广东省广州市")
    )
    assert do("confirm_batch", secretary(), on(DAY), area=COMMUNITY).detail["confirmed"] == 2
    assert {order.rule_id for order in orders(confirmed_at__isnull=False)} == {"DEMO-KEY", "DEMO-REPORTED"}


def test_a_batch_of_nothing_is_refused():
    assert state(do("confirm_batch", secretary(), on(DAY), area=COMMUNITY, rule_id="DEMO-KEY")) == "nothing_to_confirm"


def test_a_batch_in_an_area_that_is_not_there_is_not_found():
    unheard = "990101001001099"
    assert state(do("confirm_batch", secretary(), on(DAY), area=unheard, rule_id="DEMO-KEY")) == "not_found"


# One by one: children under 14, pregnant, ill and dependent people.


def test_a_child_is_left_out_of_a_batch():
    order = child()
    outcome = do("confirm_batch", secretary(), on(DAY), area=COMMUNITY, rule_id="DEMO-KEY")
    assert state(outcome) == "nothing_to_confirm"
    assert state(confirm(order)) == "assess_first"
    assert state(confirm(order, assessed=True)) == "done"


def test_the_assessment_may_send_a_child_home_with_its_reason_on_the_notice():
    order = child()
    assert state(confirm(order, assessed=True, place="home_quarantine")) == "reason_missing"
    given = {"assessed": True, "place": "home_quarantine", "reason": "由母亲在家照护"}
    assert state(confirm(order, **given)) == "done"
    assert again(order).measure == "home_quarantine"
    (notice,) = papers("start_notice", order)
    assert "由母亲在家照护" in notice.data["reasons"][-1]["zh"]
    assert [placement.room for placement in placements(order)] == [None]


def test_nobody_chooses_a_place_that_the_rule_decides():
    order = proposed()
    outcome = confirm(order, assessed=True, place="home_quarantine", reason="想在家")
    assert state(outcome) == "place_not_open"


def test_someone_who_became_known_as_pregnant_after_the_proposal_is_assessed_after_all():
    order = proposed("王芳", id_number=id_number(8, male=False))
    with everything():
        SpecialNeed.objects.create(area_id=GRID, person_id=order.person_id, kind="pregnant")
    assert state(confirm(order)) == "proposal_changed"


# The facts and the rule have to hold still when somebody confirms.


def test_a_list_that_was_lifted_meanwhile_stops_the_confirmation():
    order = proposed()
    with everything():
        RiskArea.objects.filter(risk_id__in=["DEMO-42", "DEMO-4201"]).update(valid_until=DAY)
    assert state(confirm(order)) == "proposal_changed"


@pytest.mark.parametrize("code", ["fever", "checks_per_day"])
def test_without_the_number_that_the_notice_names_nothing_is_assumed_and_nothing_confirmed(code):
    order = proposed()
    Threshold.objects.filter(code=code).update(valid_until=date(2020, 1, 21))
    assert state(confirm(order)) == "limit_missing"


# What follows from a confirmation.


def test_a_home_order_is_placed_at_home_and_a_site_order_waits_for_a_room():
    home = under_order("李晞", origin="广东省广州市")
    away = under_order()
    assert [placement.room for placement in placements(home)] == [None]
    assert placements(away) == []
    (task,) = open_tasks("assign_room")
    assert (task.area_id, task.role) == (COMMUNITY, "street_clerk")


def test_the_seats_of_the_team_come_from_the_pattern_in_force():
    four = under_order()
    assert set(seats(four)) == {"police_officer", "grid_worker", "medic", "chosen_person"}
    assert set(seats(four).values()) == {""}
    assert [task.area_id for task in open_tasks("fill_team")] == [COMMUNITY]
