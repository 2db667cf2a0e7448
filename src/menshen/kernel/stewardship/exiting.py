"""The end of collection in an area: asked for by one, confirmed by a second, then frozen, then destroyed.

From the second signature on nothing new is taken down; what holds somebody can still be ended, and nobody is held any
longer for it. Until destruction begins, everything can be taken back. What remains are figures.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from django.conf import settings
from django.db.models import Q
from pydantic import Field

from menshen.kernel.actions.declaration import Command, Label, Outcome, action, area_of_record
from menshen.kernel.actions.types import AreaCode, LongText, RecordId
from menshen.kernel.base.jobs import Job, run_soon
from menshen.kernel.base.modules import declared
from menshen.kernel.base.terms import Term
from menshen.kernel.journal.entries import Reaction, subject_type
from menshen.kernel.scope.codes import contains
from menshen.kernel.scope.models import Collection
from menshen.kernel.scope.viewers import PLATFORM, acting
from menshen.kernel.stewardship import ending
from menshen.kernel.stewardship.records import Exit
from menshen.kernel.stewardship.statistics import anonymous_figures
from menshen.kernel.stewardship.vocabulary import Kind, Permission, Problem
from menshen.kernel.tasks.flow import NewTask, TaskKind, open_tasks

if TYPE_CHECKING:
    from datetime import datetime

    from menshen.kernel.journal.models import Entry
    from menshen.kernel.scope.viewers import Viewer

JOB = "privacy.destroy_after_exit"
CONFIRM = TaskKind(
    "privacy.confirm_exit",
    Term("A second person decides: collection is to end here", "终止采集待第二人确认"),
    ladder=("district_officer",),
    resolved_by=frozenset({Kind.COLLECTION_STOPPED.value, Kind.EXIT_TAKEN_BACK.value}),
    within=timedelta(days=3),
    action="privacy.confirm_exit",
    subject_field="exit",
)

ExitId = Annotated[RecordId, Label("End of collection", "终止采集事项")]
_OPEN = Q(taken_back_at__isnull=True, destroying_at__isnull=True)


class BeginExit(Command):
    """Collection is to end in an area. Nothing happens until a second person confirms."""

    area: Annotated[AreaCode, Label("Area", "辖区")]
    reason: Annotated[LongText, Field(min_length=1), Label("Reason", "理由")]


@action(
    "privacy.begin_exit",
    after_exit=True,
    kind=Kind.EXIT_ASKED,
    permission=Permission.EXIT_CARRY_OUT,
    command=BeginExit,
    title=Term("End collection", "终止采集"),
)
def begin_exit(commands: list[BeginExit], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Ask for the end of collection."""
    assert by.actor_id is not None  # who asks has signed in
    with acting(PLATFORM):
        known = list(Exit.objects.filter(taken_back_at__isnull=True).values_list("area_id", flat=True))
    asked: list[Exit | None] = []
    for command in commands:
        if any(contains(area, command.area) or contains(command.area, area) for area in known):
            asked.append(None)
        else:
            known.append(command.area)
            asked.append(Exit(area_id=command.area, reason=command.reason, asked_at=at, asked_by_id=by.actor_id))
    Exit.objects.bulk_create(row for row in asked if row)
    return [
        Outcome.done(Exit, row.pk, row.area_id) if row else Outcome.refused(Problem.EXIT_OPEN, on="area")
        for row in asked
    ]


class StepOfExit(Command):
    """The next step of the end of collection."""

    exit: ExitId


@action(
    "privacy.confirm_exit",
    after_exit=True,
    kind=Kind.COLLECTION_STOPPED,
    permission=Permission.EXIT_CARRY_OUT,
    command=StepOfExit,
    title=Term("Confirm: stop collection", "确认停止采集"),
    areas_of=area_of_record(Exit, "exit", _OPEN & Q(stopped_at__isnull=True)),
)
def confirm_exit(commands: list[StepOfExit], *, by: Viewer, at: datetime) -> list[Outcome]:
    """The second person confirms, and from this moment on nothing new is taken down."""
    return [_confirm(row, by, at) for row in _rows(commands)]


def _confirm(row: Exit, by: Viewer, at: datetime) -> Outcome:
    if row.taken_back_at or row.stopped_at:
        return Outcome.refused(Problem.EXIT_NOT_YET)
    if row.asked_by_id == by.actor_id:
        return Outcome.refused(Problem.SAME_PERSON)
    row.stopped_at, row.stopped_by_id = at, by.actor_id
    row.save(update_fields=["stopped_at", "stopped_by"])
    Collection.objects.create(area_id=row.area_id, stopped_at=at)
    return Outcome.done(Exit, row.pk, row.area_id)


@action(
    "privacy.freeze_exit",
    after_exit=True,
    kind=Kind.EXIT_FROZEN,
    permission=Permission.EXIT_CARRY_OUT,
    command=StepOfExit,
    title=Term("Freeze and keep the figures", "冻结并导出统计"),
    areas_of=area_of_record(Exit, "exit", _OPEN & Q(stopped_at__isnull=False, frozen_at__isnull=True)),
)
def freeze_exit(commands: list[StepOfExit], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Once nobody is held any longer and nobody waits for an answer: write the anonymous figures to a file."""
    return [_freeze(row, by, at) for row in _rows(commands)]


def _freeze(row: Exit, by: Viewer, at: datetime) -> Outcome:
    if row.taken_back_at or row.stopped_at is None or row.frozen_at:
        return Outcome.refused(Problem.EXIT_NOT_YET)
    if problem := _bound(row):
        return problem
    text = anonymous_figures(row.area_id)
    path = statistics_path(row.area_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text)
    row.frozen_at, row.frozen_by_id, row.statistics = at, by.actor_id, hashlib.sha256(text).hexdigest()
    row.save(update_fields=["frozen_at", "frozen_by", "statistics"])
    return Outcome.done(Exit, row.pk, row.area_id, digest=row.statistics)


def statistics_path(area: str) -> Path:
    """Where the anonymous figures of an area lie once its collection has ended."""
    return Path(settings.OUT) / f"figures_{area}.csv"


@action(
    "privacy.destroy_exit",
    after_exit=True,
    kind=Kind.EXIT_DESTROYING,
    permission=Permission.EXIT_CARRY_OUT,
    command=StepOfExit,
    title=Term("Destroy all personal data", "销毁全部个人信息"),
    areas_of=area_of_record(Exit, "exit", _OPEN & Q(frozen_at__isnull=False)),
)
def destroy_exit(commands: list[StepOfExit], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Begin, by another person than who froze. There is no way back; the worker does it at once."""
    return [_begin_destruction(row, by, at) for row in _rows(commands)]


def _begin_destruction(row: Exit, by: Viewer, at: datetime) -> Outcome:
    if row.taken_back_at or row.frozen_at is None or row.destroying_at:
        return Outcome.refused(Problem.EXIT_NOT_YET)
    if row.frozen_by_id == by.actor_id:
        return Outcome.refused(Problem.SAME_PERSON)
    if problem := _bound(row):
        return problem
    row.destroying_at, row.destroying_by_id = at, by.actor_id
    row.save(update_fields=["destroying_at", "destroying_by"])
    run_soon(JOB)
    return Outcome.done(Exit, row.pk, row.area_id)


class TakeExitBack(Command):
    """Collection goes on."""

    exit: ExitId
    reason: Annotated[LongText, Field(min_length=1), Label("Reason", "理由")]


@action(
    "privacy.take_exit_back",
    after_exit=True,
    kind=Kind.EXIT_TAKEN_BACK,
    permission=Permission.EXIT_CARRY_OUT,
    command=TakeExitBack,
    title=Term("Take it back: collection goes on", "撤回，恢复采集"),
    areas_of=area_of_record(Exit, "exit", _OPEN),
)
def take_exit_back(commands: list[TakeExitBack], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """As long as destruction has not begun."""
    outcomes = []
    for command, row in zip(commands, _rows(commands), strict=True):
        if row.destroying_at:
            outcomes.append(Outcome.refused(Problem.EXIT_NO_WAY_BACK))
        elif row.taken_back_at:
            outcomes.append(Outcome.known(Exit, row.pk))
        else:
            row.taken_back_at = at
            row.save(update_fields=["taken_back_at"])
            Collection.objects.filter(area_id=row.area_id).delete()
            outcomes.append(Outcome.done(Exit, row.pk, row.area_id, reason=command.reason))
    return outcomes


def _rows(commands: list[StepOfExit] | list[TakeExitBack]) -> list[Exit]:
    found = Exit.objects.select_for_update().in_bulk({command.exit for command in commands})
    return [found[command.exit] for command in commands]


def _bound(row: Exit) -> Outcome | None:
    """Refused while a measure is in force or somebody waits for an answer."""
    counts: Counter[str] = Counter()
    with acting(PLATFORM):
        for holding in declared("holdings"):
            if holding.binds:
                ended = holding.model.objects.within(row.area_id).annotate(over_since=holding.ended)
                counts[holding.model._meta.db_table] += ended.filter(over_since__isnull=True).count()
    tables = ", ".join(f"{table}: {count}" for table, count in sorted(counts.items()) if count)
    return Outcome.refused(Problem.STILL_BOUND, count=counts.total(), tables=tables) if tables else None


def _ask_second(entries: list[Entry], *, by: Viewer, at: datetime) -> None:  # noqa: ARG001
    """A second person is to confirm."""
    tasks = [NewTask(entry.area_id, subject_type(Exit), entry.subject_id) for entry in entries]
    open_tasks(CONFIRM, tasks, at=at)


def _destroy(at: datetime) -> None:
    """Destroy all personal data where two people have begun it."""
    ending.destroy_all(at=at)


ACTIONS = (begin_exit, confirm_exit, freeze_exit, destroy_exit, take_exit_back)
REACTIONS = (Reaction(Kind.EXIT_ASKED, _ask_second),)
JOBS = (Job(JOB, "50 2 * * *", _destroy),)
