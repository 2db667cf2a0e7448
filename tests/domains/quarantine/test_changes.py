"""A rule, a list or an arrival changes while an order runs: a person decides, and what is proposed is only milder."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from factories.quarantine import (
    DAY,
    UNTIL,
    act,
    again,
    at_home,
    correct,
    do,
    everything,
    held_longer,
    medic,
    observed_town,
    on,
    open_tasks,
    order_of_arrival,
    orders,
    papers,
    referrals,
    run_job,
    secretary,
    staff,
    state,
    under_order,
    withdraw_arrival,
)
from factories.registry import COMMUNITY, GRID, OTHER_COMMUNITY, OTHER_GRID
from menshen.domains.policy.models import RiskArea, Rule
from menshen.domains.quarantine.models import OrderChange
from menshen.domains.quarantine.vocabulary import Kind
from menshen.domains.registry.models import Residence
from menshen.kernel.journal.models import Entry

pytestmark = pytest.mark.django_db

NEW_RULE = DAY + timedelta(days=5)


@pytest.fixture(autouse=True)
def town():
    observed_town()


def changes() -> list[OrderChange]:
    with everything():
        return list(OrderChange.objects.order_by("pk"))


def a_new_rule(valid_from: date = NEW_RULE, **values) -> None:
    """From that day on another rule for stays in key areas: seven days instead of fourteen, unless told otherwise."""
    old = Rule.objects.get(rule_id="DEMO-KEY")
    Rule.objects.filter(pk=old.pk).update(valid_until=valid_from)
    old.pk, old.rule_id, old.valid_from, old.valid_until, old.first_days = None, "TEST-NEW", valid_from, None, 7
    for name, value in values.items():
        setattr(old, name, value)
    old.save(force_insert=True)


def night(day: date = NEW_RULE) -> None:
    run_job("end_due_orders", on(day, 0))
    run_job("follow_policy", on(day, 0, 10))


def approve(at=None, by=None, **given):
    return do("approve_changes", by or secretary(), at or on(NEW_RULE), area=COMMUNITY, **given)


def move_house(order, to: str) -> None:
    with everything():
        residence = Residence.objects.get(person=order.person_id, until_on=None).pk
    home = {"residence": residence, "moved_on": DAY, "area": to, "address": "铜花新村1栋101"}
    (moved,) = act("registry.move_resident", secretary(), on(1), home)
    assert state(moved) == "done", moved


# Somebody moves house within the community.


def test_an_order_stays_with_its_grid_and_somebody_is_asked_to_look_after_who_moved():
    order = at_home()
    move_house(order, OTHER_GRID)
    assert (again(order).area_id, order.area_id) == (GRID, GRID)
    assert [(task.subject_id, task.area_id, task.role) for task in open_tasks("moved_house")] == [
        (order.pk, GRID, "community_secretary")
    ]
    do("withdraw_order", secretary(), on(2), order=order.pk, reason="有误")
    assert open_tasks("moved_house") == []


def test_within_its_grid_a_move_asks_nothing():
    move_house(at_home(), GRID)
    assert open_tasks("moved_house") == []


# A new rule.


def test_a_shorter_rule_is_proposed_for_running_orders_and_changes_nothing_by_itself():
    order = under_order()
    a_new_rule()
    night()
    (change,) = changes()
    assert (change.order_id, change.until_on, change.rule_id) == (order.pk, date(2020, 1, 30), "TEST-NEW")
    assert "2020-01-30" in change.reasons[0]["zh"]
    assert again(order).until_on == UNTIL
    (task,) = open_tasks("decide_changes")
    assert (task.area_id, task.role) == (COMMUNITY, "community_secretary")


def test_nothing_is_proposed_before_the_new_rule_is_in_force():
    under_order()
    a_new_rule()
    night(NEW_RULE - timedelta(days=1))
    assert changes() == []


def test_a_person_approves_and_the_order_ends_earlier_bound_to_its_own_rule():
    order = under_order()
    a_new_rule()
    night()
    outcome = approve()
    assert (state(outcome), outcome.detail["shortened"]) == ("done", 1)
    order = again(order)
    assert (order.until_on, order.rule_id) == (date(2020, 1, 30), "DEMO-KEY")
    assert open_tasks("decide_changes") == []
    notice = papers("start_notice", order)[-1]
    assert notice.data["until_on"] == "2020-01-30"
    assert "TEST-NEW" in notice.data["reasons"][-1]["zh"]
    with everything():
        assert Entry.objects.get(kind=Kind.ORDER_SHORTENED).detail["change"] == changes()[0].pk


def test_a_declined_change_is_not_proposed_again_the_next_night():
    order = under_order()
    a_new_rule()
    night()
    (change,) = changes()
    assert state(do("decline_change", secretary(), on(5), change=change.pk, reason="")) == "reason_missing"
    assert state(do("decline_change", secretary(), on(5), change=change.pk, reason="病程需要")) == "done"
    assert state(do("decline_change", secretary(), on(5), change=change.pk, reason="again")) == "already_decided"
    assert open_tasks("decide_changes") == []
    night(NEW_RULE + timedelta(days=1))
    assert changes() == [change]
    assert again(order).until_on == UNTIL


def test_a_change_that_waits_is_proposed_once_however_often_the_job_runs():
    under_order()
    a_new_rule()
    night()
    night()
    night(NEW_RULE + timedelta(days=1))
    assert len(changes()) == 1


def test_a_stricter_or_longer_rule_proposes_nothing():
    order = at_home()
    running = under_order()
    a_new_rule(first_days=28)
    Rule.objects.filter(rule_id="DEMO-REPORTED").update(valid_until=NEW_RULE)
    night()
    assert [change.order_id for change in changes()] == [order.pk]  # whose rule ended: it is not asked for any more
    assert again(running).until_on == UNTIL


def test_a_milder_measure_ends_the_order_and_its_own_stretch_is_proposed():
    order = under_order()
    a_new_rule(first_measure="home_health_monitoring", first_days=10)
    night()
    (change,) = changes()
    assert change.later[0]["measure"] == "home_health_monitoring"
    approve()
    first, second = orders()
    assert (first.ended_on, first.end_reason) == (NEW_RULE, "shortened")
    assert (second.measure, second.starts_on, second.until_on) == ("home_health_monitoring", NEW_RULE, date(2020, 2, 2))
    assert (second.rule_id, second.confirmed_at, second.supersedes_id) == ("TEST-NEW", None, order.pk)


def test_a_list_that_was_lifted_proposes_to_end_orders_that_rest_on_it():
    order = at_home()
    RiskArea.objects.filter(risk_id="DEMO-44").update(valid_until=NEW_RULE)
    night()
    (change,) = changes()
    assert (change.until_on, change.rule_id) == (NEW_RULE, "")
    approve()
    assert again(order).ended_on == NEW_RULE


def test_a_place_that_a_person_chose_when_assessing_is_not_proposed_away():
    Rule.objects.filter(rule_id="DEMO-REPORTED").update(valid_until=date(2020, 1, 21))
    rule = Rule.objects.get(rule_id="DEMO-REPORTED")
    rule.pk, rule.rule_id, rule.valid_from, rule.valid_until = None, "TEST-OPEN", date(2020, 1, 21), None
    rule.first_measure = "centralised_or_home"
    rule.save(force_insert=True)
    placed = under_order("钱进", origin="广东省广州市", address="临江花园3栋503", place="centralised_quarantine")
    night()
    assert placed.measure == "centralised_quarantine"
    assert changes() == []


def test_changes_of_another_community_are_not_there():
    under_order()
    a_new_rule()
    night()
    (change,) = changes()
    by = secretary(OTHER_COMMUNITY)
    assert state(approve(by=by)) == "not_found"
    assert state(do("approve_changes", by, on(5), area=OTHER_COMMUNITY, change=change.pk)) == "none_waiting"
    assert state(do("decline_change", by, on(5), change=change.pk, reason="x")) == "not_found"


def test_a_change_of_an_order_that_ended_meanwhile_is_closed_with_it():
    order = under_order()
    a_new_rule()
    night()
    do("withdraw_order", secretary(), on(5), order=order.pk, reason="依据有误")
    (change,) = changes()
    assert (change.accepted, change.decided_at) == (False, on(5))
    assert state(approve()) == "none_waiting"
    assert open_tasks("decide_changes") == []


def test_someone_handed_over_profits_from_a_shorter_rule_too():
    order = under_order()
    do("transfer_order", secretary(), on(2), order=order.pk, to_area=OTHER_COMMUNITY)
    moved = orders()[-1]
    do("confirm_order", secretary(OTHER_COMMUNITY), on(2), order=moved.pk)
    a_new_rule()
    night()
    (change,) = changes()
    assert (change.order_id, change.area_id) == (moved.pk, OTHER_COMMUNITY)


# A corrected arrival of someone under an order: nothing happens silently.


def test_a_correction_in_favour_of_the_person_proposes_to_shorten_and_asks_for_a_review():
    order = under_order()
    correct(order.arrival_id, left_on=date(2020, 1, 18))
    (change,) = changes()
    assert change.until_on == date(2020, 2, 2)
    assert again(order).until_on == UNTIL
    assert [task.subject_id for task in open_tasks("review_order")] == [order.pk]
    assert len(open_tasks("decide_changes")) == 1


def test_a_correction_against_the_person_changes_nothing_and_asks_for_a_review():
    order = under_order()
    correct(order.arrival_id, left_on=DAY)
    assert changes() == []
    assert again(order).until_on == UNTIL
    (task,) = open_tasks("review_order")
    assert (task.subject_id, task.role, task.area_id) == (order.pk, "community_secretary", GRID)


def test_a_correction_of_something_that_decides_nothing_leaves_the_order_alone():
    order = under_order()
    correct(order.arrival_id, seat="05车12F")
    assert (changes(), open_tasks("review_order")) == ([], [])
    assert len(orders()) == 1


def test_a_correction_never_adds_a_second_proposal_beside_a_running_order():
    order = under_order()
    outcome = correct(order.arrival_id, left_on=date(2020, 1, 20))
    assert [known.pk for known in orders()] == [order.pk]
    assert order_of_arrival(outcome.subject_id).pk == order.pk


def test_a_correction_of_a_correction_takes_the_place_of_what_was_proposed_before():
    order = under_order()
    first = correct(order.arrival_id, left_on=date(2020, 1, 20))
    second = correct(first.subject_id, origin="浙江省杭州市")
    old, new = changes()
    assert (old.accepted, new.decided_at, new.until_on) == (False, None, DAY)
    correct(second.subject_id, origin="湖北省武汉市", left_on=date(2020, 1, 22))
    assert [change.decided_at for change in changes() if change.decided_at is None] == []
    assert open_tasks("decide_changes") == []
    assert again(order).until_on == UNTIL


def test_a_change_under_a_rule_that_was_withdrawn_again_does_not_wait_any_more():
    under_order()
    a_new_rule()
    night()
    Rule.objects.filter(rule_id="TEST-NEW").update(state="withdrawn")
    a_new_rule(rule_id="TEST-AS-BEFORE", first_days=14)
    night(NEW_RULE + timedelta(days=1))
    assert [change.accepted for change in changes()] == [False]
    assert open_tasks("decide_changes") == []


def test_the_review_closes_when_the_order_is_changed_or_ends():
    order = under_order()
    correct(order.arrival_id, left_on=DAY)
    do("withdraw_order", secretary(), on(1), order=order.pk, reason="重新核实")
    assert open_tasks("review_order") == []


def test_a_correction_after_the_end_is_a_new_proposal_for_a_person_to_decide():
    order = under_order(left_on=date(2020, 1, 10), arrived_home_at=on(date(2020, 1, 22), 20))
    run_job("end_due_orders", on(2, 0))
    assert again(order).ended_on == DAY + timedelta(days=2)
    outcome = correct(order.arrival_id, on(3), left_on=date(2020, 1, 20))
    fresh = order_of_arrival(outcome.subject_id)
    assert (fresh.confirmed_at, fresh.until_on) == (None, date(2020, 2, 4))
    assert again(order).ended_on == DAY + timedelta(days=2)


def test_a_withdrawn_arrival_proposes_to_end_the_order_that_rests_on_it():
    order = under_order()
    withdraw_arrival(order.arrival_id, on(1))
    (change,) = changes()
    assert (change.until_on, change.reasons[0]["code"].rpartition(":")[2]) == (DAY + timedelta(days=1), "record_wrong")
    assert again(order).ended_on is None
    assert len(open_tasks("decide_changes")) == 1
    approve(on(1, 16))
    assert again(order).ended_on == DAY + timedelta(days=1)


def test_a_grid_worker_corrects_and_the_community_decides():
    order = under_order()
    correct(order.arrival_id, on(1), by=staff("grid_worker", GRID), left_on=date(2020, 1, 18))
    assert [task.area_id for task in open_tasks("decide_changes")] == [COMMUNITY]


# An approved shortening to a week in a site and a week of monitoring; then something else ends the order.


@pytest.fixture
def shortened():
    order = under_order()
    a_new_rule(second_measure="home_health_monitoring", second_days=7)
    night()
    approve()
    order = again(order)
    assert (order.until_on, changes()[0].later[0]["until"]) == (date(2020, 1, 30), "2020-02-06")
    return order


def test_the_next_stretch_is_that_of_the_rule_that_shortened(shortened):
    run_job("end_due_orders", on(date(2020, 1, 30), 0))
    following = orders()[-1]
    assert (following.supersedes_id, following.rule_id, following.until_on) == (shortened.pk, "TEST-NEW", UNTIL)


def test_nothing_follows_an_order_whose_ground_was_wrong(shortened):
    assert state(do("withdraw_order", secretary(), on(6), order=shortened.pk, reason="同名误登")) == "done"
    assert orders() == [shortened]


def test_nothing_follows_the_order_of_a_case_in_hospital(shortened):
    do("record_health_check", secretary(), on(6), order=shortened.pk, temperature="39.0", symptoms=["fever"])
    do("conclude_referral", medic(), on(6, 15), referral=referrals()[0].pk, conclusion="confirmed")
    assert again(shortened).end_reason == "hospitalised"
    assert orders() == [shortened]


def test_a_longer_order_takes_the_place_of_what_would_have_followed(shortened):
    exposed = {"ground": "close_contact", "last_on": DAY + timedelta(days=6), "reason": "同室人员确诊"}
    assert state(held_longer(shortened, on(6), **exposed)) == "done"
    assert [order.rule_id for order in orders()] == ["DEMO-KEY", "CC-2020"]


def test_who_is_handed_over_keeps_the_shorter_stretches(shortened):
    moved = {"order": shortened.pk, "to_area": OTHER_COMMUNITY}
    assert state(do("transfer_order", secretary(), on(6), **moved)) == "done"
    old, new = orders()
    assert (new.area_id, new.supersedes_id, new.until_on) == (OTHER_COMMUNITY, old.pk, date(2020, 1, 30))
    do("confirm_order", secretary(OTHER_COMMUNITY), on(6), order=new.pk)
    run_job("end_due_orders", on(date(2020, 1, 30), 0))
    following = orders()[-1]
    assert (following.area_id, following.rule_id, following.until_on) == (OTHER_COMMUNITY, "TEST-NEW", UNTIL)
