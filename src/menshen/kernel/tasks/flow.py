"""Opening, resolving and escalating tasks, each in one statement for any number of them.

A task often waits above the area of who causes or settles it: a grid worker's arrival is confirmed by the community.
So tasks are kept with the platform's own eyes; only `tasks_of` looks with a person's.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import F, Q

from menshen.kernel.base.modules import declared, find
from menshen.kernel.base.terms import Term
from menshen.kernel.scope.codes import ancestors_of
from menshen.kernel.scope.viewers import PLATFORM, acting
from menshen.kernel.tasks.models import Task

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from menshen.kernel.journal.models import Entry
    from menshen.kernel.scope.viewers import Viewer

MOST_FOLLOWING = 12  # tasks of a moment that are told to who caused them


@dataclass(frozen=True, slots=True)
class TaskKind:
    """`code` is `domain.noun_verb`; `ladder` names the roles it goes to, the first one first.

    `within`: time to do it. `resolved_by`: journal kinds that close it. `patience`: time past due until the next role
    of the ladder gets it. `action`: code of the action that does it, for the button; `subject_field`: its field that
    takes the subject (an area's code, a record's number). `acknowledged`: for the eye only, closed by having seen it.
    `also`: which tasks wait for a viewer now beside those of their own roles.
    """

    code: str
    title: Term
    ladder: tuple[str, ...]
    within: timedelta
    resolved_by: frozenset[str] = frozenset()
    patience: timedelta = timedelta(hours=2)
    action: str | None = None
    subject_field: str | None = None
    acknowledged: bool = False
    also: Callable[[Viewer], Q] | None = None


@dataclass(frozen=True, slots=True)
class NewTask:
    """A task about to be opened; `due_at` overrides the kind's own time."""

    area: str
    subject_type: str
    subject_id: int
    facts: dict[str, Any] = field(default_factory=dict)
    due_at: datetime | None = None


def open_tasks(kind: TaskKind, tasks: Sequence[NewTask], *, at: datetime) -> None:
    """Open the tasks; one that is open already for the same subject stays as it is."""
    if not tasks:
        return
    rows = []
    for task in tasks:
        due_at = task.due_at or at + kind.within
        rows.append(
            Task(
                kind=kind.code,
                area_id=task.area,
                role=kind.ladder[0],
                subject_type=task.subject_type,
                subject_id=task.subject_id,
                facts=task.facts,
                opened_at=at,
                due_at=due_at,
                escalate_at=due_at + kind.patience if len(kind.ladder) > 1 else None,
            )
        )
    with acting(PLATFORM):
        Task.objects.bulk_create(rows, ignore_conflicts=True)


def resolve(entries: Sequence[Entry], *, at: datetime) -> None:
    """Close every open task whose kind says that one of these entries settles it, each by its own entry."""
    settles: dict[str, list[str]] = defaultdict(list)
    for kind in declared("tasks"):
        for word in kind.resolved_by:
            settles[word].append(kind.code)
    closing: dict[tuple[str, str, int], int] = {}
    for entry in entries:
        for code in settles.get(entry.kind, ()):
            closing[code, entry.subject_type, entry.subject_id] = entry.pk
    if not closing:
        return
    kinds, types, subjects = map(list, zip(*closing, strict=True))
    with acting(PLATFORM), connection.cursor() as cursor:
        cursor.execute(_SETTLE, [at, kinds, types, subjects, list(closing.values())])


_SETTLE = """
    UPDATE tasks_task AS task SET closed_at = %s, closed_by = settled.entry
    FROM unnest(%s::text[], %s::text[], %s::bigint[], %s::bigint[]) AS settled (kind, subject_type, subject_id, entry)
    WHERE (task.kind, task.subject_type, task.subject_id) = (settled.kind, settled.subject_type, settled.subject_id)
        AND task.closed_at IS NULL
"""


def close_tasks(kind: TaskKind, subject_type: str, subjects: Iterable[int], *, at: datetime) -> None:
    """Close tasks that no single entry settles, e.g. when nothing of a kind waits in an area any more."""
    with acting(PLATFORM):
        _open(kind.code, subject_type, subjects).update(closed_at=at)


def _open(kind: str, subject_type: str, subjects: Iterable[int]) -> QuerySet[Task]:
    return Task.objects.filter(
        kind=kind, subject_type=subject_type, subject_id__in=list(subjects), closed_at__isnull=True
    )


def escalate(*, at: datetime) -> int:
    """Hand every task that waited too long to the next role of its ladder; gives how many."""
    moved = 0
    with acting(PLATFORM):
        for kind in declared("tasks"):
            for step in range(len(kind.ladder) - 1):
                last = step + 2 == len(kind.ladder)
                moved += Task.objects.filter(
                    kind=kind.code, escalated=step, closed_at__isnull=True, escalate_at__lte=at
                ).update(
                    role=kind.ladder[step + 1],
                    escalated=step + 1,
                    escalate_at=None if last else F("escalate_at") + kind.patience,
                )
    return moved


def opened_at(at: datetime, area: str) -> list[Task]:
    """What was opened at that very moment along the line of the area, whoever has to do it: a task often waits above or
    below who causes it."""
    in_line = Q(area_id__in=ancestors_of(area)) | Q(area_id__gte=area, area_id__lt=area + ":")
    with acting(PLATFORM):
        return list(Task.objects.filter(in_line, opened_at=at).order_by("due_at", "id")[:MOST_FOLLOWING])


def tasks_of(viewer: Viewer) -> QuerySet[Task]:
    """Open tasks that wait for one of the viewer's roles in its area, the most urgent first."""
    return Task.objects.filter(_of(viewer), closed_at__isnull=True).order_by("due_at", "id")


def done_of(viewer: Viewer, *, since: datetime) -> QuerySet[Task]:
    """Tasks of the viewer's roles that were closed since then, by whomever, the latest first."""
    return Task.objects.filter(_of(viewer), closed_at__gte=since).order_by("-closed_at", "-id")


def _of(viewer: Viewer) -> Q:
    """Those of the viewer's roles in their areas, and what a kind says beside that."""
    mine = Q(pk__in=[])
    for grant in viewer.held:
        mine |= Q(role=grant.role, area_id__gte=grant.area, area_id__lt=grant.area + ":")
    for also in {kind.also for kind in declared("tasks") if kind.also}:
        mine |= also(viewer)
    return mine


def title_of(task: Task) -> Term:
    """The sentence that says what to do."""
    kind: TaskKind | None = find("tasks", task.kind)
    return kind.title.format(**task.facts) if kind else Term(task.kind, task.kind)
