"""Closing tasks that are only to be seen."""

from __future__ import annotations

from datetime import timedelta

import pytest

from factories.kernel import NOON, sample_module
from factories.scope import COPPER, RIVERSIDE, STREET, somebody, town
from menshen.kernel.actions.performing import perform
from menshen.kernel.administration.actions import AcknowledgeTask, acknowledge_task
from menshen.kernel.administration.vocabulary import Kind, Permission, Problem
from menshen.kernel.base.problems import CommonProblem
from menshen.kernel.base.terms import Term
from menshen.kernel.journal.entries import history
from menshen.kernel.scope.viewers import PLATFORM, Held, Viewer, acting
from menshen.kernel.tasks.flow import NewTask, TaskKind, open_tasks
from menshen.kernel.tasks.models import Task

HOUR = timedelta(hours=1)
LAPSED = TaskKind("sample.lapsed", Term("Something ended", "已结束"), ("street_leader",), HOUR, acknowledged=True)
TO_DO = TaskKind("sample.to_do", Term("Something to do", "待办"), ("street_leader",), HOUR)


def leader(area=STREET, role="street_leader", allowed=Permission.TASK_ACKNOWLEDGE):
    return Viewer(somebody(area).actor_id, "某人", (Held(role, area, frozenset({allowed.value} if allowed else ())),))


@pytest.fixture(autouse=True)
def module(db):
    town()
    with sample_module(tasks=(LAPSED, TO_DO)):
        yield


def task(kind=LAPSED, area=RIVERSIDE, subject=1):
    open_tasks(kind, [NewTask(area, "sample.thing", subject)], at=NOON)
    with acting(PLATFORM):
        return Task.objects.get(kind=kind.code, subject_id=subject)


def seen(*tasks, by):
    outcomes = perform(acknowledge_task, [AcknowledgeTask(task=one.pk) for one in tasks], by=by, at=NOON + HOUR)
    return [outcome.problem.code if outcome.problem else outcome.state for outcome in outcomes]


def test_who_has_it_closes_it_by_having_seen_it():
    one, other = task(), task(subject=2)
    assert seen(one, by=leader()) == ["done"]
    with acting(PLATFORM):
        one.refresh_from_db()
        other.refresh_from_db()
        (entry,) = history(one)
    assert (one.closed_at, other.closed_at) == (NOON + HOUR, None)
    assert (entry.kind, entry.area_id, entry.detail) == (Kind.TASK_ACKNOWLEDGED, RIVERSIDE, {"task": LAPSED.code})
    assert seen(one, other, by=leader()) == ["known", "done"]


def test_what_has_to_be_done_is_not_ticked_off():
    assert seen(task(TO_DO), by=leader()) == [Problem.TASK_NEEDS_DOING]


def test_another_role_leaves_it_alone():
    assert seen(task(), by=leader(role="community_clerk")) == [Problem.TASK_OF_OTHERS]


@pytest.mark.parametrize("by", [{"area": COPPER}, {"allowed": None}])
def test_elsewhere_and_without_the_right_it_is_not_there(by):
    assert seen(task(), by=leader(**by)) == [CommonProblem.NOT_FOUND]
