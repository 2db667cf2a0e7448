"""Two accounts of one arrival, corrections and withdrawals: records are never rewritten."""

from __future__ import annotations

from datetime import timedelta

import pytest

from factories.registry import GRID
from factories.screening import (
    DAY,
    NOON,
    TOMORROW,
    arrive,
    back,
    correct,
    figure,
    households,
    only_arrival,
    screener,
    settled_town,
    states,
)
from menshen.domains.screening.actions import withdraw_arrival
from menshen.domains.screening.actions.arrivals import WithdrawArrival
from menshen.domains.screening.jobs import COMPARE_ACCOUNTS
from menshen.domains.screening.models import Arrival
from menshen.domains.screening.vocabulary import Kind, Problem
from menshen.kernel.actions.performing import perform
from menshen.kernel.base.clock import in_local
from menshen.kernel.journal.models import Entry
from menshen.kernel.scope.viewers import acting, system_viewer
from menshen.kernel.tasks.models import Task

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def town():
    settled_town()
    households(3)


def test_two_accounts_that_differ_are_a_question_to_a_person_and_nothing_else():
    (first,) = arrive(back(origin="广东省广州市"))
    same = back(origin="广东省")  # a province and a city in it agree
    assert states(arrive(same, back(origin="", left_on=None))) == ["known", "known"]
    other = back(origin="湖北省武汉市", left_on="2020-01-20")
    assert states(arrive(other)) == states(arrive(other, at=TOMORROW)) == ["known"]
    with acting(system_viewer()):
        arrival, task = Arrival.objects.get(), Task.objects.get(kind=COMPARE_ACCOUNTS.code)
        told = Entry.objects.filter(kind=Kind.ARRIVAL_CONTRADICTED).get()
    assert (arrival.place_code, arrival.withdrawn_at) == ("440100", None)  # as it was
    assert (task.subject_id, task.area_id, task.facts) == (first.subject_id, GRID, {})
    assert told.detail == {"reasons": ["screening:reason:place_differs", "screening:reason:leaving_differs"]}
    correct(first.subject_id, at=TOMORROW, origin="湖北省武汉市")
    with acting(system_viewer()):
        assert Task.objects.get(kind=COMPARE_ACCOUNTS.code).closed_at == TOMORROW


def test_a_correction_takes_the_place_of_the_old_record_from_its_own_moment_on():
    (first,) = arrive(back(identity_group="student"))
    changed = correct(first.subject_id, at=TOMORROW, origin="广东省深圳市", identity_group="worker")
    assert changed.state == "done"
    today, next_day = DAY.date(), TOMORROW.date()
    for code, on_the_day, afterwards in (
        ("arrivals_total", 1, 1), ("arrival_households", 1, 1), ("arrivals_total_hubei", 1, 0),
        ("arrivals_total_wuhan", 1, 0), ("arrivals_total_other_province", 0, 1), ("arrivals_students", 1, 0),
        ("arrivals_workers", 0, 1), ("arrivals_new", 1, 0), ("arrivals_new_other_province", 0, 0),
    ):  # fmt: skip
        assert (figure(code, today), figure(code, next_day)) == (on_the_day, afterwards), code
    arrival = only_arrival()
    assert (arrival.corrects_id, arrival.risk_row) == (first.subject_id, "DEMO-44")
    assert in_local(arrival.arrived_home_at) == NOON
    assert correct(first.subject_id, origin="北京市").problem.code == Problem.ARRIVAL_CORRECTED
    assert correct(arrival.pk, origin="广东省深圳市").state == "known"
    assert correct(arrival.pk, at=TOMORROW, left_on="2020-01-24").problem.code == Problem.LEFT_AFTER_ARRIVAL


def test_a_correction_does_not_make_two_arrivals_of_one_day():
    (first,) = arrive(back())
    next_noon = NOON + timedelta(days=1)
    (second,) = arrive(back(arrived_home_at=next_noon, known_at=next_noon), at=TOMORROW)
    clash = correct(second.subject_id, at=TOMORROW, arrived_home_at=NOON + timedelta(hours=1))
    assert clash.problem.code == Problem.ARRIVED_ALREADY
    assert correct(first.subject_id, at=TOMORROW, arrived_home_at=NOON - timedelta(hours=1)).state == "done"


def test_a_withdrawn_arrival_counts_only_before_its_withdrawal():
    (first,) = arrive(back())
    command = [WithdrawArrival(arrival=first.subject_id, reason="登记错人")]
    assert states(perform(withdraw_arrival, command, by=screener(), at=TOMORROW)) == ["done"]
    assert states(perform(withdraw_arrival, command, by=screener(), at=TOMORROW)) == ["known"]
    assert (figure("arrivals_total"), figure("arrivals_total", TOMORROW.date())) == (1, 0)
    assert states(arrive(back(), at=TOMORROW)) == ["done"]  # the right one can be registered after all


def test_why_a_record_was_taken_back_stays_in_the_journal():
    (first,) = arrive(back())
    command = WithdrawArrival(arrival=first.subject_id, reason="重复登记")
    perform(withdraw_arrival, [command], by=screener(), at=TOMORROW)
    with acting(system_viewer()):
        assert Entry.objects.get(kind=Kind.ARRIVAL_WITHDRAWN).detail == {"reason": "重复登记"}
