"""Morning and evening checks: unknown is never normal, the same again is known, anything else is a correction."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from factories.quarantine import (
    DAY,
    STREET,
    UNTIL,
    act,
    at_home,
    checks,
    clerk,
    do,
    everything,
    medic,
    observed_town,
    on,
    open_tasks,
    proposed,
    referrals,
    run_job,
    secretary,
    staff,
    state,
    under_order,
)
from factories.registry import COMMUNITY, FAR_GRID, GRID, OTHER_COMMUNITY, OTHER_GRID, id_number
from menshen.domains.policy.models import Threshold

pytestmark = pytest.mark.django_db

WELL = {"temperature": "36.5", "symptoms": []}


@pytest.fixture(autouse=True)
def town():
    observed_town()


def check(order, at=None, by=None, **given):
    return do("record_health_check", by or staff("grid_worker", GRID), at or on(1, 8), order=order.pk, **given)


def correct(number, at=None, **given):
    return do("correct_health_check", staff("grid_worker", GRID), at or on(1, 12), check=number, **given)


# What one check says.


def test_a_check_without_day_and_session_is_the_present_one():
    order = at_home()
    assert state(check(order, on(1, 8), **WELL)) == "done"
    assert state(check(order, on(1, 17), **WELL)) == "done"
    assert [(one.day, one.session, one.taken_at) for one in checks(order)] == [
        (DAY + timedelta(days=1), "morning", on(1, 8)),
        (DAY + timedelta(days=1), "evening", on(1, 17)),
    ]


@pytest.mark.parametrize(
    ("temperature", "symptoms", "verdict"),
    [
        ("36.5", [], "normal"),
        ("37.2", [], "normal"),
        ("37.3", [], "refer"),
        ("36.5", ["cough"], "refer"),
        (None, [], "incomplete"),
        ("36.5", None, "incomplete"),
        (None, None, "incomplete"),
        (None, ["cough"], "refer"),
        ("33.0", [], "incomplete"),
    ],
)
def test_the_verdict(temperature, symptoms, verdict):
    order = at_home()
    check(order, temperature=temperature, symptoms=symptoms)
    (recorded,) = checks(order)
    assert recorded.verdict == verdict
    assert recorded.symptoms == symptoms
    assert recorded.temperature == (None if temperature is None else Decimal(temperature))


def test_a_check_of_an_earlier_session_counts_as_taken_at_its_usual_hour():
    order = at_home()
    check(order, on(2, 9), day=DAY + timedelta(days=1), session="evening", **WELL)
    assert checks(order)[0].taken_at == on(1, 17)


def test_a_check_typed_in_later_keeps_the_time_it_was_taken():
    order = at_home()
    check(order, on(1, 20), taken_at=on(1, 7, 45), **WELL)
    assert (checks(order)[0].taken_at, checks(order)[0].session) == (on(1, 7, 45), "morning")


# What is refused.


@pytest.mark.parametrize("given", [{"day": DAY + timedelta(days=2)}, {"taken_at": on(1, 12)}])
def test_the_future_is_refused(given):
    assert state(check(at_home(), on(1, 8), **WELL, **given)) == "in_the_future"


def test_a_time_on_another_day_is_refused():
    outcome = check(at_home(), on(2), day=DAY + timedelta(days=2), taken_at=on(1, 8), **WELL)
    assert state(outcome) == "day_differs"


@pytest.mark.parametrize("day", [DAY - timedelta(days=1), UNTIL])
def test_a_day_without_an_order_is_refused(day):
    assert state(check(at_home(), on(UNTIL, 9), day=day, session="morning", **WELL)) == "no_active_order"


def test_a_proposal_asks_for_no_check():
    assert state(check(proposed(), **WELL)) == "no_active_order"


def test_the_last_day_can_still_be_recorded_after_the_end():
    order = at_home()
    run_job("end_due_orders", on(UNTIL, 0))
    outcome = check(order, on(UNTIL, 9), day=UNTIL - timedelta(days=1), session="evening", **WELL)
    assert state(outcome) == "done"


def test_without_a_fever_line_in_force_nothing_is_judged():
    order = at_home()
    Threshold.objects.filter(code="fever").update(valid_until=DAY + timedelta(days=1))
    assert state(check(order, **WELL)) == "limit_missing"
    assert checks(order) == []


def test_whoever_does_not_work_here_records_nothing():
    order = at_home()
    for by in (staff("grid_worker", OTHER_GRID), secretary(OTHER_COMMUNITY), clerk()):
        assert state(check(order, by=by, **WELL)) == "not_found"
    assert state(check(order, by=medic(), **WELL)) == "done"


# The same again, and corrections.


def test_the_same_check_again_is_known():
    order = at_home()
    first = check(order, **WELL)
    second = check(order, on(1, 9), **WELL)
    assert (state(second), second.subject_id) == ("known", first.subject_id)


def test_another_value_for_the_same_check_is_refused_with_advice():
    order = at_home()
    check(order, **WELL)
    assert state(check(order, temperature="36.9", symptoms=[])) == "already_recorded"
    assert len(checks(order)) == 1


def test_repeats_inside_one_batch_are_known_and_differing_ones_refused():
    order = at_home()
    lines = [{"order": order.pk, **WELL}] * 2 + [{"order": order.pk, "temperature": "36.8", "symptoms": []}]
    outcomes = act("quarantine.record_health_check", medic(), on(1, 8), *lines)
    assert [state(outcome) for outcome in outcomes] == ["done", "known", "already_recorded"]
    assert outcomes[0].subject_id == outcomes[1].subject_id


def test_a_correction_is_a_new_row_and_the_old_one_stays_readable():
    order = at_home()
    first = check(order, temperature="36.5", symptoms=None)
    outcome = correct(first.subject_id, **WELL)
    old, new = checks(order)
    assert state(outcome) == "done"
    assert (old.verdict, new.verdict, new.corrects_id) == ("incomplete", "normal", old.pk)
    assert new.taken_at == old.taken_at


def test_only_the_newest_entry_can_be_corrected():
    order = at_home()
    first = check(order, temperature="36.5", symptoms=None)
    correct(first.subject_id, **WELL)
    assert state(correct(first.subject_id, temperature="36.6", symptoms=[])) == "already_corrected"


def test_a_correction_to_the_same_values_changes_nothing():
    order = at_home()
    first = check(order, **WELL)
    assert state(correct(first.subject_id, **WELL)) == "known"


def test_what_was_recorded_first_stays_known_after_a_correction():
    """The sheet of paper comes in a second time: nothing changes."""
    order = at_home()
    first = check(order, **WELL)
    correct(first.subject_id, temperature="36.7", symptoms=[])
    assert state(check(order, **WELL)) == "known"
    assert state(check(order, temperature="36.7", symptoms=[])) == "known"
    assert len(checks(order)) == 2


def test_a_fever_found_by_a_correction_refers_like_any_other():
    order = at_home()
    first = check(order, **WELL)
    correct(first.subject_id, temperature="38.1", symptoms=[])
    assert [referral.order_id for referral in referrals()] == [order.pk]


# Missed checks: one task a grid, and a word about nobody.


def test_missed_checks_are_one_task_a_grid_with_the_number_of_people():
    at_home()
    both = at_home("王芳", address="临江花园3栋502")
    at_home("赵远", area=OTHER_GRID)
    check(both, on(1, 8), **WELL)
    check(both, on(1, 17), **WELL)
    run_job("find_missed_checks", on(1, 21))
    tasks = open_tasks("missed_checks")
    assert [(task.area_id, task.role, task.facts) for task in tasks] == [
        (GRID, "grid_worker", {"people": 1, "day": "2020-01-24"}),
        (OTHER_GRID, "grid_worker", {"people": 1, "day": "2020-01-24"}),
    ]


def test_the_day_on_which_an_order_begins_is_not_missed():
    at_home()
    run_job("find_missed_checks", on(DAY, 21))
    assert open_tasks("missed_checks") == []


def test_the_next_evening_replaces_the_task_and_the_same_evening_keeps_it():
    at_home()
    run_job("find_missed_checks", on(1, 21))
    (first,) = open_tasks("missed_checks")
    run_job("find_missed_checks", on(1, 22))
    assert open_tasks("missed_checks") == [first]
    run_job("find_missed_checks", on(2, 21))
    (second,) = open_tasks("missed_checks")
    assert (second.pk != first.pk, second.facts["day"]) == (True, "2020-01-25")


def test_where_one_check_a_day_is_asked_one_is_enough():
    order = at_home()
    row = Threshold.objects.get(code="checks_per_day")
    row.pk, row.threshold_id, row.value, row.jurisdiction = None, "CHECKS-TOWN", 1, STREET
    row.save(force_insert=True)
    check(order, on(1, 8), **WELL)
    run_job("find_missed_checks", on(1, 21))
    assert open_tasks("missed_checks") == []


def test_a_missed_check_changes_nothing_for_the_person():
    order = under_order()
    run_job("find_missed_checks", on(1, 21))
    run_job("end_due_orders", on(UNTIL, 0))
    with everything():
        order.refresh_from_db()
    assert (order.ended_on, order.until_on) == (UNTIL, UNTIL)


# A sheet of temperatures, row by row.


def enter(*lines, at=None, by=None, area=COMMUNITY):
    day = {"area": area, "day": DAY + timedelta(days=1), "session": "morning"}
    return act("quarantine.enter_check", by or secretary(), at or on(1, 18), *({**day, **line} for line in lines))


def test_a_line_finds_the_person_by_name_or_by_identity_number():
    named, numbered = at_home("李晞"), at_home("王芳", id_number=id_number(1), address="临江花园3栋502")
    lines = [
        {"name": "李晞", **WELL},
        {"name": "王芳", "id_number": id_number(1), "temperature": "36.8", "symptoms": []},
    ]
    assert [state(outcome) for outcome in enter(*lines)] == ["done", "done"]
    assert (len(checks(named)), len(checks(numbered))) == (1, 1)
    assert [state(outcome) for outcome in enter(*lines)] == ["known", "known"]


def test_two_people_of_one_name_need_the_number():
    at_home("张伟", id_number=id_number(1))
    second = at_home("张伟", id_number=id_number(2), address="临江花园3栋502")
    assert [state(outcome) for outcome in enter({"name": "张伟", **WELL})] == ["person_ambiguous"]
    assert [state(one) for one in enter({"name": "张伟", "id_number": id_number(2), **WELL})] == ["done"]
    assert len(checks(second)) == 1


def test_a_line_of_somebody_without_an_order_is_refused_and_the_others_go_in():
    at_home("李晞")
    outcomes = enter({"name": "没有此人", **WELL}, {"name": "李晞", **WELL})
    assert [state(outcome) for outcome in outcomes] == ["no_active_order", "done"]


def test_a_line_reaches_nobody_outside_the_area_it_was_entered_for():
    far = at_home("远人", area=FAR_GRID)
    everywhere = staff("medic", STREET)
    assert [state(outcome) for outcome in enter({"name": "远人", **WELL}, by=everywhere)] == ["no_active_order"]
    assert checks(far) == []


def test_a_name_that_came_back_later_goes_to_the_order_of_that_day():
    order = at_home("李晞")
    run_job("end_due_orders", on(UNTIL, 0))
    later = at_home("李晞", left_on=date(2020, 2, 10), arrived_home_at=on(date(2020, 2, 11), 8),
                    known_at=on(date(2020, 2, 11), 9), at=on(date(2020, 2, 11)))  # fmt: skip
    assert [state(one) for one in enter({"name": "李晞", **WELL}, at=on(date(2020, 2, 12)))] == ["done"]
    assert (len(checks(order)), len(checks(later))) == (1, 0)
