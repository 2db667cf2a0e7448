"""The first page: tasks by how urgent they are, what was done today, and what to turn to when there is none."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from factories.registry import COMMUNITY, GRID, make_areas
from factories.scope import colleague
from menshen.kernel.base import clock
from menshen.kernel.scope.viewers import PLATFORM, acting
from menshen.kernel.tasks.models import Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def noon(monkeypatch):
    moment = clock.local(clock.today(), 12)
    monkeypatch.setattr(clock, "now", lambda: moment)
    return moment


@pytest.fixture
def desk(noon):
    make_areas()
    client = Client()
    client.force_login(colleague("community_secretary", COMMUNITY))
    return client


def task(number, due_at, *, opened_at, closed_at=None, role="community_secretary", area=GRID):
    with acting(PLATFORM):
        Task.objects.create(
            kind="quarantine.confirm_order", role=role, subject_type="quarantine.quarantineorder", subject_id=number,
            area_id=area, opened_at=opened_at, due_at=due_at, closed_at=closed_at,
        )  # fmt: skip


def groups(answer):
    return [(str(group.title), len(group.todos)) for group in answer.context["task_groups"]]


def test_tasks_stand_in_the_order_of_their_urgency(desk, noon):
    task(1, noon + timedelta(days=2), opened_at=noon)
    task(2, noon + timedelta(hours=3), opened_at=noon)
    task(3, noon - timedelta(hours=3), opened_at=noon)
    task(4, noon - timedelta(hours=1), opened_at=noon, role="street_leader")
    for path in ("/", "/tasks/"):
        answer = desk.get(path)
        assert groups(answer) == [("已超时", 1), ("今日到期", 1), ("以后", 1)]
        assert answer.context["tasks_count"] == 3


def test_what_was_done_today_is_listed_and_not_what_was_done_before(desk, noon):
    task(1, noon, opened_at=noon, closed_at=noon - timedelta(hours=1))
    task(2, noon, opened_at=noon, closed_at=noon - timedelta(hours=2))
    task(3, noon, opened_at=noon, closed_at=noon - timedelta(days=1))
    task(4, noon, opened_at=noon, closed_at=noon, role="street_leader")
    answer = desk.get("/")
    assert [todo.due for todo in answer.context["done"]] == ["11:00", "10:00"]
    assert "今日已办 2 项" in answer.content.decode()


def test_who_has_nothing_to_do_is_told_what_to_turn_to(desk):
    answer = desk.get("/")
    assert groups(answer) == []
    assert "没有待办事项" in answer.content.decode()
    assert "/actions/screening.register_arrival/" in answer.content.decode()
    other = Client()
    other.force_login(colleague("district_inspector", COMMUNITY))
    assert [link.url for link in other.get("/").context["next_steps"]] == ["/overview/"]
