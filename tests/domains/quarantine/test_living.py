"""Needs and outings, the home that is checked first, care for who must not be alone, tests on the days of the rule."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from factories.quarantine import (
    DAY,
    STREET,
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
    proposed,
    run_job,
    secretary,
    staff,
    state,
    under_order,
)
from factories.registry import COMMUNITY, GRID, id_number
from menshen.domains.policy.models import Rule
from menshen.domains.quarantine import models
from menshen.domains.quarantine.pages.homes import home_checked
from menshen.domains.quarantine.queries import tests_to_take as to_take
from menshen.domains.registry.models import SpecialNeed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def town():
    observed_town()


def worker():
    return staff("grid_worker", GRID)


# Needs.


def test_a_need_is_a_task_of_the_grid_until_it_is_settled():
    order = at_home()
    need = do("note_need", worker(), on(1), order=order.pk, kind="medicine", words="降压药").subject_id
    (task,) = open_tasks("settle_need")
    assert (task.role, task.area_id) == ("grid_worker", GRID)
    assert "降压药" not in str(task.facts)
    assert state(do("settle_need", worker(), on(1, 12), need=need, answer="已送到门口")) == "done"
    assert open_tasks("settle_need") == []
    with everything():
        found = models.Need.objects.get()
    assert (found.asked_at, found.settled_at, found.outcome) == (on(1), on(1, 12), "done")
    assert state(do("settle_need", worker(), on(1, 13), need=need)) == "already_settled"


def test_what_could_not_be_done_is_said():
    order = at_home()
    need = do("note_need", worker(), on(1), order=order.pk, kind="other").subject_id
    assert state(do("settle_need", worker(), on(1), need=need, outcome="not_possible")) == "words_missing"
    assert state(do("settle_need", worker(), on(1), need=need, outcome="not_possible", answer="缺货")) == "done"


def test_nobody_under_no_order_is_asked_what_they_need():
    order = proposed()
    assert state(do("note_need", worker(), on(1), order=order.pk, kind="food")) == "not_confirmed"


# Outings (row 2-054).


def test_the_clinic_arranges_an_outing():
    order = at_home()
    outing = do("ask_outing", worker(), on(1), order=order.pk, reason="medical", words="透析").subject_id
    (task,) = open_tasks("arrange_outing")
    assert (task.role, task.area_id) == ("medic", STREET)
    given = {"outing": outing, "granted": True, "answer": "救护车接送"}
    assert state(do("decide_outing", medic(), on(1, 11), **given)) == "times_missing"
    times = {"from_at": on(2, 8), "until_at": on(2, 12)}
    assert state(do("decide_outing", worker(), on(1, 11), **given, **times)) == "not_found"  # not the grid worker's
    assert state(do("decide_outing", medic(), on(1, 11), **given, **times)) == "done"
    assert open_tasks("arrange_outing") == []
    assert state(do("decide_outing", medic(), on(1, 11), **given, **times)) == "already_decided"


def test_a_refused_outing_has_its_reason():
    order = at_home()
    outing = do("ask_outing", worker(), on(1), order=order.pk, reason="other").subject_id
    assert state(do("decide_outing", medic(), on(1), outing=outing, granted=False, answer="")) == "reason_missing"
    assert state(do("decide_outing", medic(), on(1), outing=outing, granted=False, answer="可送货上门")) == "done"
    with everything():
        found = models.Outing.objects.get()
    assert (found.granted, found.from_at) == (False, None)


# Homes.

FIT = {"own_room": "yes", "own_toilet": "yes", "aired": "yes", "shared_air": "no", "vulnerable": "no"}


def survey(order, **seen):
    return do("survey_home", worker(), on(DAY, 11), order=order.pk, **seen)


def home(name="李晞"):
    return proposed(name, origin="广东省广州市")


def test_a_home_is_to_be_checked_before_home_quarantine_and_the_task_closes():
    order = home()
    (task,) = open_tasks("survey_homes")
    assert (task.role, task.area_id) == ("community_clerk", COMMUNITY)
    assert survey(order, own_room="yes").detail["verdict"] == "ask"
    assert len(open_tasks("survey_homes")) == 1  # not all is known yet
    assert survey(order, **FIT).detail["verdict"] == "home"
    assert open_tasks("survey_homes") == []
    assert orders(declined_at__isnull=True) == [order]


def test_the_page_of_the_order_says_whether_the_home_was_checked():
    order = home()
    with everything():
        before = home_checked(secretary(), order.pk, on(DAY, 11))
    assert (before.rows, "请在确认隔离决定前" in before.note.zh) == ([], True)
    survey(order, **FIT)
    with everything():
        (row,) = home_checked(secretary(), order.pk, on(DAY, 12)).rows
    assert [str(said.text) for said in row] == [f"{on(DAY, 11):%Y-%m-%d %H:%M}", "符合条件，居家隔离"]


def test_in_an_unfit_home_a_person_decides_where():
    order = home()
    assert survey(order, **FIT | {"own_toilet": "no"}).detail["verdict"] == "site"
    (fresh,) = orders(declined_at__isnull=True)
    assert fresh.pk != order.pk
    assert fresh.needs_assessment
    assert "quarantine:reason:home_unfit" in [reason["code"] for reason in fresh.reasons]
    chosen = {"order": fresh.pk, "assessed": True, "place": "centralised_quarantine", "reason": "无独立卫生间"}
    assert state(do("confirm_order", secretary(), on(DAY, 12), **chosen)) == "done"
    assert again(fresh).measure == "centralised_quarantine"


def test_a_child_with_a_fit_home_stays_at_home():
    order = child()
    assert order.measure == "centralised_quarantine"
    survey(order, **FIT)
    (fresh,) = orders(declined_at__isnull=True)
    assert (fresh.measure, fresh.never_alone) == ("home_quarantine", True)


def test_the_newest_survey_counts():
    order = home()
    survey(order, **FIT | {"aired": "no"})
    (fresh,) = orders(declined_at__isnull=True)
    survey(fresh, **FIT)
    (newest,) = orders(declined_at__isnull=True)
    assert not newest.needs_assessment


# Care.


def cared(order):
    with everything():
        return models.CarePlan.objects.get(order=order)


def test_a_child_makes_two_tasks_that_close_when_done():
    order = child()
    do("confirm_order", secretary(), on(DAY), order=order.pk, assessed=True)
    assert cared(order).minor
    assert [len(open_tasks(kind)) for kind in ("arrange_care", "tell_guardian")] == [1, 1]
    arranged = {"order": order.pk, "companion": "母亲", "arrangement": "母亲同住"}
    assert state(do("arrange_care", secretary(), on(DAY, 11), **arranged)) == "done"
    assert state(do("arrange_care", secretary(), on(DAY, 11), **arranged)) == "known"
    assert state(do("tell_guardian", secretary(), on(DAY, 11), order=order.pk, guardian="母亲")) == "done"
    assert [len(open_tasks(kind)) for kind in ("arrange_care", "tell_guardian")] == [0, 0]
    assert (cared(order).told_at, cared(order).companion) == (on(DAY, 11), "母亲")


@pytest.mark.parametrize("need", ["pregnant", "dependent", "chronic_illness"])
def test_who_is_pregnant_dependent_or_ill_is_cared_for_and_has_no_guardian(need):
    grown = proposed("张敏", id_number=id_number(3))
    with everything():
        SpecialNeed.objects.create(area_id=GRID, person_id=grown.person_id, kind=need, from_on=DAY)
    correct(grown.arrival_id, on(DAY, 11), seat="3车12A")
    (again_came,) = orders(declined_at__isnull=True)
    do("confirm_order", secretary(), on(DAY, 15), order=again_came.pk, assessed=True)
    assert not cared(again_came).minor
    assert (len(open_tasks("arrange_care")), open_tasks("tell_guardian")) == (1, [])
    told = do("tell_guardian", secretary(), on(DAY, 15), order=again_came.pk, guardian="x")
    assert state(told) == "no_minor"


def test_the_tasks_of_care_end_with_the_order():
    order = child()
    do("confirm_order", secretary(), on(DAY), order=order.pk, assessed=True)
    do("withdraw_order", secretary(), on(1), order=order.pk, reason="登记有误")
    assert open_tasks("arrange_care") + open_tasks("tell_guardian") == []


def test_an_order_of_others_asks_for_no_care():
    order = at_home()
    given = {"order": order.pk, "companion": "x", "arrangement": "x"}
    assert state(do("arrange_care", secretary(), on(1), **given)) == "not_asked"


# Tests.


@pytest.fixture
def tested_rule():
    """A rule of the street with tests on days 1, 4 and 7 of seven, then 2 of three at home."""
    with everything():
        Rule.objects.create(
            rule_id="TESTED", valid_from=date(2020, 1, 20), valid_until=date(2020, 4, 8), jurisdiction=STREET,
            subject="key_area_stay", first_measure="centralised_quarantine", first_days=7, first_test_days=[1, 4, 7],
            second_measure="home_health_monitoring", second_days=3, second_test_days=[2], count_from="leaving",
            day1_offset=1, document="x", grade="C", state="in_force", window_days=14,
        )  # fmt: skip


def due_tests(order):
    with everything():
        return list(models.TestDue.objects.filter(order=order).order_by("due_on"))


def test_the_days_of_the_rule_become_tests(tested_rule):
    order = under_order()
    assert order.rule_id == "TESTED"
    assert [test.due_on for test in due_tests(order)] == [DAY, DAY + timedelta(days=3), DAY + timedelta(days=6)]


def test_a_rule_without_tests_asks_for_none():
    assert due_tests(under_order()) == []


def test_tests_due_today_are_one_task_of_the_street_until_all_are_taken(tested_rule):
    first, second = under_order(), under_order("李晞", address="临江花园3栋777")
    run_job("ask_tests", on(DAY, 11))
    (task,) = open_tasks("take_tests")
    assert (task.role, task.area_id, task.facts) == ("medic", STREET, {"day": "2020-01-23", "people": 2})
    for order, left in ((first, 1), (second, 0)):
        test = due_tests(order)[0]
        assert state(do("record_test_taken", medic(), on(DAY, 12), test=test.pk)) == "done"
        assert len(open_tasks("take_tests")) == left
    run_job("ask_tests", on(1, 7))
    assert open_tasks("take_tests") == []


def test_a_test_that_was_missed_is_asked_the_next_day_and_none_after_the_order(tested_rule):
    order = under_order()
    with everything():
        assert to_take(DAY + timedelta(days=1)).count() == 1
        assert to_take(order.until_on).count() == 0
    do("withdraw_order", secretary(), on(1), order=order.pk, reason="更正")
    with everything():
        assert to_take(DAY + timedelta(days=1)).count() == 0


def test_taken_and_answered_are_dated_facts_without_a_result(tested_rule):
    test = due_tests(under_order())[0].pk
    assert state(do("record_result_received", medic(), on(DAY, 12), test=test)) == "not_taken"
    do("record_test_taken", medic(), on(DAY, 12), test=test)
    assert state(do("record_test_taken", medic(), on(DAY, 13), test=test)) == "known"
    assert state(do("record_result_received", medic(), on(1, 9), test=test, result_at=on(DAY, 11))) == "not_taken"
    assert state(do("record_result_received", medic(), on(1, 9), test=test)) == "done"
    columns = {field.name for field in models.TestDue._meta.concrete_fields}
    assert columns == {"id", "area", "order", "due_on", "taken_at", "result_at"}
    with everything(), pytest.raises(IntegrityError, match="follows_its_specimen"), transaction.atomic():
        models.TestDue.objects.filter(pk=test).update(result_at=on(DAY, 1))


def test_the_next_phase_has_the_tests_of_its_own_days(tested_rule):
    order = under_order()
    run_job("end_due_orders", on(order.until_on, 0))
    (following,) = orders(supersedes=order)
    do("confirm_order", secretary(), on(order.until_on, 9), order=following.pk)
    assert [test.due_on for test in due_tests(following)] == [order.until_on + timedelta(days=1)]


def test_until_is_the_same_whatever_is_recorded(tested_rule):
    order = under_order()
    assert again(order).until_on == DAY + timedelta(days=7) < UNTIL
