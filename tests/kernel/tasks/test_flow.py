"""Tasks: open once, up the ladder in time, closed by what happens."""

from __future__ import annotations

from datetime import timedelta

import pytest

from factories.kernel import NOON, Kind, sample_module
from factories.scope import COPPER, DISTRICT, RIVERSIDE, STREET, colleague, grid, signed_in, somebody, town
from menshen.domains.registry.models import Organisation
from menshen.kernel.actions.performing import note
from menshen.kernel.base.modules import find
from menshen.kernel.base.terms import Term
from menshen.kernel.journal.entries import NewEntry, subject_type
from menshen.kernel.scope.viewers import PLATFORM, acting, system_viewer, viewer_of
from menshen.kernel.tasks.flow import NewTask, TaskKind, close_tasks, escalate, open_tasks, tasks_of, title_of
from menshen.kernel.tasks.models import Task

SHOP = subject_type(Organisation)
GRID = grid(RIVERSIDE)
HOUR = timedelta(hours=1)
INSPECT = TaskKind(
    "sample.inspect_shop",
    Term("Look at shop {name}", "查看商铺{name}"),
    ladder=("grid_worker", "community_secretary", "street_leader"),
    resolved_by=frozenset({Kind.SHOP_CLOSED}),
    within=2 * HOUR,
    patience=HOUR,
)
SIMPLE = TaskKind(
    "sample.note_shop",
    Term("Shop seen", "已见商铺"),
    ladder=("community_clerk",),
    resolved_by=frozenset(),
    within=HOUR,
    acknowledged=True,
)


@pytest.fixture(autouse=True)
def module(db):
    town()
    with sample_module(tasks=(INSPECT, SIMPLE)):
        yield


def waiting(area=GRID, subject=1, **known):
    return NewTask(area, SHOP, subject, **known)


def tasks():
    with acting(PLATFORM):
        return list(Task.objects.order_by("id"))


def test_a_task_goes_to_the_first_of_the_ladder_with_its_times():
    open_tasks(INSPECT, [waiting(facts={"name": "甲"})], at=NOON)
    (task,) = tasks()
    assert (task.role, task.escalated, task.closed_at) == ("grid_worker", 0, None)
    assert (task.opened_at, task.due_at, task.escalate_at) == (NOON, NOON + 2 * HOUR, NOON + 3 * HOUR)
    assert title_of(task) == Term("Look at shop 甲", "查看商铺甲")


def test_a_time_of_its_own():
    open_tasks(INSPECT, [waiting(due_at=NOON + 9 * HOUR)], at=NOON)
    assert tasks()[0].escalate_at == NOON + 10 * HOUR


def test_it_is_open_once_for_a_subject():
    open_tasks(INSPECT, [waiting(subject=1), waiting(subject=2)], at=NOON)
    open_tasks(INSPECT, [waiting(subject=1), waiting(subject=3)], at=NOON + HOUR)
    open_tasks(SIMPLE, [waiting(subject=1)], at=NOON + HOUR)
    assert [(task.kind, task.subject_id, task.opened_at) for task in tasks()] == [
        (INSPECT.code, 1, NOON),
        (INSPECT.code, 2, NOON),
        (INSPECT.code, 3, NOON + HOUR),
        (SIMPLE.code, 1, NOON + HOUR),
    ]


def test_closed_it_may_be_opened_again():
    open_tasks(INSPECT, [waiting()], at=NOON)
    close_tasks(INSPECT, SHOP, [1], at=NOON + HOUR)
    open_tasks(INSPECT, [waiting()], at=NOON + 2 * HOUR)
    assert [task.closed_at for task in tasks()] == [NOON + HOUR, None]


def test_nothing_to_open_costs_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        open_tasks(INSPECT, [], at=NOON)


@pytest.mark.parametrize(
    ("waited", "role", "rung"),
    [
        (2 * HOUR, "grid_worker", 0),
        (3 * HOUR, "community_secretary", 1),
        (4 * HOUR, "street_leader", 2),
        (100 * HOUR, "street_leader", 2),
    ],
)
def test_what_waits_too_long_climbs_one_rung_a_time(waited, role, rung):
    open_tasks(INSPECT, [waiting()], at=NOON)
    open_tasks(SIMPLE, [waiting()], at=NOON)
    moved = escalate(at=NOON + waited)
    task, simple = tasks()
    assert (task.role, task.escalated, moved) == (role, rung, rung)
    assert (task.escalate_at is None) is (rung == 2)
    assert (simple.role, simple.escalated) == ("community_clerk", 0)
    assert escalate(at=NOON + waited) == 0


def test_a_closed_task_climbs_no_more():
    open_tasks(INSPECT, [waiting()], at=NOON)
    close_tasks(INSPECT, SHOP, [1], at=NOON)
    assert escalate(at=NOON + 9 * HOUR) == 0


def test_the_job_runs_it():
    open_tasks(INSPECT, [waiting()], at=NOON)
    job = find("jobs", "tasks.escalate")
    job.run(NOON + 3 * HOUR)
    assert tasks()[0].role == "community_secretary"


def test_an_entry_about_the_subject_closes_it_and_no_other():
    open_tasks(INSPECT, [waiting(subject=1), waiting(subject=2)], at=NOON)
    system = system_viewer()
    with acting(system):
        note([NewEntry(Kind.SHOP_OPENED, COPPER, SHOP, 1, NOON)], by=system, at=NOON)
        note([NewEntry(Kind.SHOP_CLOSED, COPPER, "tasks.task", 2, NOON)], by=system, at=NOON)
        (entry,) = note([NewEntry(Kind.SHOP_CLOSED, COPPER, SHOP, 1, NOON)], by=system, at=NOON + HOUR)
    one, other = tasks()
    assert (one.closed_at, one.closed_by) == (NOON + HOUR, entry.pk)
    assert other.closed_at is None


def test_each_task_knows_the_entry_that_closed_it():
    open_tasks(INSPECT, [waiting(subject=number) for number in (1, 2, 3)], at=NOON)
    system = system_viewer()
    with acting(system):
        entries = note(
            [NewEntry(Kind.SHOP_CLOSED, COPPER, SHOP, number, NOON) for number in (3, 1)], by=system, at=NOON
        )
    closed_by = {task.subject_id: task.closed_by for task in tasks()}
    assert closed_by == {3: entries[0].pk, 1: entries[1].pk, 2: None}


def test_a_grid_worker_opens_and_settles_what_waits_above():
    """The community's task is none of the worker's rows, and still the worker's acts are what it hangs on."""
    worker = somebody(grid(RIVERSIDE))
    with acting(worker):
        open_tasks(INSPECT, [waiting(RIVERSIDE, 1), waiting(STREET, 2)], at=NOON)
        assert Task.objects.count() == 0
        note([NewEntry(Kind.SHOP_CLOSED, grid(RIVERSIDE), SHOP, 1, NOON)], by=worker, at=NOON)
    assert [task.closed_at for task in tasks()] == [NOON, None]


def test_who_sees_which_task():
    open_tasks(INSPECT, [waiting(grid(RIVERSIDE), 1, due_at=NOON + HOUR)], at=NOON)
    open_tasks(INSPECT, [waiting(grid(COPPER), 2)], at=NOON)
    open_tasks(INSPECT, [waiting(grid(RIVERSIDE), 3, due_at=NOON)], at=NOON)

    def mine(viewer):
        with acting(viewer):
            return [task.subject_id for task in tasks_of(viewer)]

    worker = signed_in("grid_worker", grid(RIVERSIDE))
    assert mine(worker) == [3, 1]
    assert mine(signed_in("grid_worker", grid(RIVERSIDE, 2))) == []
    assert mine(signed_in("community_secretary", RIVERSIDE)) == []
    escalate(at=NOON + HOUR)
    assert mine(worker) == [1]
    assert mine(signed_in("community_secretary", RIVERSIDE)) == [3]
    assert mine(signed_in("community_secretary", COPPER)) == []
    assert mine(signed_in("district_inspector", DISTRICT)) == []


def test_two_roles_have_the_tasks_of_both():
    open_tasks(INSPECT, [waiting(grid(RIVERSIDE), 1)], at=NOON)
    open_tasks(SIMPLE, [waiting(COPPER, 2)], at=NOON)
    actor = colleague("grid_worker", grid(RIVERSIDE), username="both")
    colleague("community_clerk", COPPER, username="both")
    viewer = viewer_of(actor, on=NOON.date())
    with acting(viewer):
        assert sorted(task.subject_id for task in tasks_of(viewer)) == [1, 2]


def test_a_kind_that_is_no_longer_declared_still_reads():
    open_tasks(INSPECT, [waiting(facts={"name": "甲"})], at=NOON)
    task = tasks()[0]
    task.kind = "sample.forgotten"
    assert title_of(task).en == "sample.forgotten"
