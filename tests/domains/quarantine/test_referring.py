"""Fever or symptoms: to a doctor at once, each step with its time, and nobody is held for it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from factories.quarantine import (
    DAY,
    UNTIL,
    again,
    at_home,
    child,
    correct,
    do,
    everything,
    medic,
    observed_town,
    on,
    open_tasks,
    orders,
    papers,
    proposed,
    referrals,
    register,
    returned,
    secretary,
    staff,
    state,
)
from factories.registry import GRID, OTHER_COMMUNITY, OTHER_GRID
from menshen.domains.registry.models import Household, Person, Residence
from menshen.kernel.tasks.flow import escalate

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def town():
    observed_town()


def feverish(order=None, at=None, **given):
    """A referral that a check with fever opened."""
    order = order or at_home()
    found = {"temperature": "38.1", "symptoms": ["fever"]} | given
    do("record_health_check", medic(), at or on(1, 8), order=order.pk, **found)
    return referrals()[-1]


def step(code, referral, at, by=None, **given):
    return state(do(f"{code}_referral", by or medic(), at, referral=referral.pk, **given))


def test_fever_opens_a_referral_and_a_task_with_the_reasons():
    referral = feverish()
    assert (referral.area_id, referral.found_at) == (GRID, on(1, 8))
    assert referral.reasons == {"temperature": "38.1", "symptoms": ["fever"]}
    (task,) = open_tasks("follow_referral")
    assert (task.subject_id, task.role) == (referral.pk, "community_secretary")


def test_a_second_fever_adds_no_second_referral():
    order = at_home()
    feverish(order)
    feverish(order, on(1, 17))
    assert len(referrals()) == 1


def test_a_concluded_referral_leaves_room_for_the_next():
    order = at_home()
    step("conclude", feverish(order), on(1, 12), conclusion="excluded")
    feverish(order, on(2, 8))
    assert len(referrals()) == 2


def test_the_way_of_a_fever_to_the_clinic_and_back():
    referral = feverish()
    assert step("hand_over", referral, on(1, 9), facility="示范区人民医院发热门诊") == "done"
    assert open_tasks("follow_referral") == []
    assert step("diagnose", referral, on(1, 11)) == "done"
    assert step("conclude", referral, on(2, 12), conclusion="excluded") == "done"
    (done,) = referrals()
    assert (done.found_at, done.handed_over_at, done.diagnosed_at, done.concluded_at) == (
        on(1, 8), on(1, 9), on(1, 11), on(2, 12)
    )  # fmt: skip
    assert (done.facility, done.conclusion) == ("示范区人民医院发热门诊", "excluded")


@pytest.mark.parametrize(
    ("code", "given"),
    [
        ("hand_over", {"facility": "x", "handed_over_at": on(1, 7)}),
        ("hand_over", {"facility": "x", "handed_over_at": on(1, 12)}),
        ("diagnose", {"diagnosed_at": on(1, 8, 30)}),
        ("conclude", {"conclusion": "excluded", "concluded_at": on(1, 10)}),
    ],
)
def test_times_that_do_not_follow_each_other_are_refused(code, given):
    referral = feverish()
    step("hand_over", referral, on(1, 9), facility="示范区人民医院")
    step("diagnose", referral, on(1, 11))
    assert step(code, referral, on(2), **given) == "times_reversed"


def test_a_time_to_come_is_refused():
    referral = feverish()
    assert step("hand_over", referral, on(1, 9), facility="x", handed_over_at=on(1, 10)) == "in_the_future"


def test_a_concluded_referral_takes_nothing_more():
    referral = feverish()
    step("conclude", referral, on(1, 12), conclusion="other_illness")
    assert step("hand_over", referral, on(1, 13), facility="x") == "already_concluded"
    assert step("conclude", referral, on(1, 13), conclusion="confirmed") == "already_concluded"


def test_nobody_outside_follows_it():
    referral = feverish()
    assert step("hand_over", referral, on(1, 9), by=secretary(OTHER_COMMUNITY), facility="x") == "not_found"
    assert step("hand_over", referral, on(1, 9), by=staff("grid_worker", GRID), facility="x") == "not_found"


def test_a_referral_that_nobody_follows_climbs_to_the_medic_and_to_the_street():
    feverish()
    escalate(at=on(1, 11, 1))
    assert [task.role for task in open_tasks("follow_referral")] == ["medic"]
    escalate(at=on(1, 12, 1))
    assert [task.role for task in open_tasks("follow_referral")] == ["street_leader"]


def test_somebody_who_arrives_ill_is_referred_whatever_the_rules_ask():
    register(returned(origin="浙江省杭州市", temperature="37.8", symptoms=["cough"]))
    (referral,) = referrals()
    assert (referral.order_id, referral.reasons) == (None, {"temperature": "37.8", "symptoms": ["cough"]})
    assert orders() == []


def test_an_arrival_corrected_to_a_fever_is_referred():
    order = proposed()
    assert referrals() == []
    correct(order.arrival_id, temperature="38.0")
    assert len(referrals()) == 1


def test_an_arrival_corrected_to_a_fever_is_referred_wherever_the_person_lives_now():
    order = proposed()
    with everything():
        Person.objects.filter(pk=order.person_id).update(area_id=OTHER_GRID)
    correct(order.arrival_id, by=staff("grid_worker", GRID), temperature="38.0")
    assert [referral.area_id for referral in referrals()] == [GRID]


# A confirmed case.


def test_a_confirmed_case_is_no_longer_in_quarantine():
    order = at_home()
    referral = feverish(order)
    step("conclude", referral, on(2, 12), conclusion="confirmed")
    order = again(order)
    assert (order.ended_on, order.end_reason) == (DAY + timedelta(days=2), "hospitalised")
    assert papers("release_notice", order) == []


@pytest.mark.parametrize("conclusion", ["excluded", "other_illness"])
def test_a_fever_that_was_none_leaves_the_order_as_it_is(conclusion):
    order = at_home()
    step("conclude", feverish(order), on(2, 12), conclusion=conclusion)
    assert (again(order).ended_on, again(order).until_on) == (None, UNTIL)


# The wait for the hand-over is short, and some do not wait at all.


def test_the_hand_over_is_due_within_the_longest_wait_in_force():
    feverish()
    assert [task.due_at for task in open_tasks("follow_referral")] == [on(1, 10)]


def test_a_child_is_handed_over_at_once():
    order = child()
    do("confirm_order", secretary(), on(DAY), order=order.pk, assessed=True)
    feverish(order)
    assert [task.due_at for task in open_tasks("follow_referral")] == [on(1, 8)]


def test_a_fever_that_is_entered_late_is_due_at_once():
    order = at_home()
    found = {"temperature": "38.1", "symptoms": [], "taken_at": on(1, 8)}
    do("record_health_check", medic(), on(1, 18), order=order.pk, **found)
    assert [task.due_at for task in open_tasks("follow_referral")] == [on(1, 18)]


def test_signs_in_two_grids_of_one_person_are_one_referral():
    """Neither grid worker sees what the other one opened."""
    order = at_home("王喆")
    feverish(order)
    with everything():
        Person.objects.filter(pk=order.person_id).update(area_id=OTHER_GRID)
    ill = returned(area=OTHER_GRID, person=order.person_id, address="临江花园9栋901", arrived_home_at=on(1, 9),
                   known_at=on(1, 9), temperature="38.5", symptoms=["fever"])  # fmt: skip
    with everything():
        home = Household.objects.create(area_id=OTHER_GRID, number="901")
        Residence.objects.filter(person_id=order.person_id).update(area_id=OTHER_GRID, household=home)
    register(ill, by=staff("grid_worker", OTHER_GRID), at=on(1))
    assert len(referrals()) == 1
