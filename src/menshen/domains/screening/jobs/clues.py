"""What a verification list asks of people: to be split, to be answered in time, to be acknowledged when handed over."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import F

from menshen.domains.screening.models import Clue, ClueBatch, ClueShare
from menshen.domains.screening.vocabulary import Kind
from menshen.kernel.base.terms import Term
from menshen.kernel.journal.entries import Reaction, subject_type
from menshen.kernel.scope.codes import LENGTHS, Level
from menshen.kernel.scope.viewers import PLATFORM, acting
from menshen.kernel.tasks.flow import NewTask, TaskKind, close_tasks, open_tasks

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from menshen.kernel.journal.models import Entry
    from menshen.kernel.scope.viewers import Viewer

_BATCH, _SHARE, _CLUE = subject_type(ClueBatch), subject_type(ClueShare), subject_type(Clue)
_COMMUNITY = LENGTHS[Level.COMMUNITY]
_SPLIT = Term("List “{list}”: split it and send it out", "协查批次“{list}”待拆分下发")
_VERIFY = Term("List “{list}”: answer the clues", "协查批次“{list}”待核查")
_AT_COMMUNITY = ("community_clerk", "community_secretary", "street_leader")

# Who may have to act differs by level, and a task kind names its roles: so there are two of each.
SPLIT_LIST = TaskKind(
    "screening.split_list",
    _SPLIT,
    ladder=("street_clerk", "street_leader"),
    within=timedelta(hours=2),
    patience=timedelta(hours=1),
    action="screening.propose_split",
    subject_field="batch",
)
SPLIT_LIST_HERE = TaskKind(
    "screening.split_list_of_community",
    _SPLIT,
    ladder=_AT_COMMUNITY,
    within=timedelta(hours=2),
    patience=timedelta(hours=1),
    action="screening.propose_split",
    subject_field="batch",
)
VERIFY_CLUES = TaskKind(
    "screening.verify_clues",
    _VERIFY,
    ladder=_AT_COMMUNITY,
    within=timedelta(hours=24),
    patience=timedelta(hours=2),
)
VERIFY_CLUES_OF_GRID = TaskKind(
    "screening.verify_clues_of_grid",
    _VERIFY,
    ladder=("grid_worker", *_AT_COMMUNITY),
    within=timedelta(hours=24),
    patience=timedelta(hours=2),
)
ACKNOWLEDGE_CLUE = TaskKind(
    "screening.acknowledge_clue",
    Term("A clue was handed over to you: acknowledge it", "有移交至本单位的协查线索，请签收"),
    ladder=_AT_COMMUNITY,
    resolved_by=frozenset({Kind.CLUE_ACKNOWLEDGED.value, Kind.CLUE_VERIFIED.value}),
    within=timedelta(hours=2),
    patience=timedelta(hours=1),
    action="screening.acknowledge_clue",
    subject_field="clue",
)
TASKS = (SPLIT_LIST, SPLIT_LIST_HERE, VERIFY_CLUES, VERIFY_CLUES_OF_GRID, ACKNOWLEDGE_CLUE)


def follow_clues(entries: Sequence[Entry], *, by: Viewer, at: datetime) -> None:  # noqa: ARG001  a reaction's signature
    """Keep the tasks of the lists and units in which something came, went or was answered."""
    numbers = {entry.subject_id for entry in entries if entry.subject_type == _CLUE}
    left = {entry.detail.get("share") for entry in entries}
    with acting(PLATFORM):  # who works in a grid does not see the list of the street
        of_clues = list(Clue.objects.filter(pk__in=numbers).values_list("batch_id", "share_id"))
        _refresh_splits({batch for batch, _ in of_clues}, at=at)
        _refresh_answers({share for _, share in of_clues} | left, at=at)


def follow_lists(entries: Sequence[Entry], *, by: Viewer, at: datetime) -> None:  # noqa: ARG001
    """The same after lists were sent out."""
    with acting(PLATFORM):
        _refresh_splits({entry.subject_id for entry in entries}, at=at)


def follow_shares(entries: Sequence[Entry], *, by: Viewer, at: datetime) -> None:  # noqa: ARG001
    """The same for the units that got clues."""
    with acting(PLATFORM):
        _refresh_answers({entry.subject_id for entry in entries}, at=at)


def _refresh_splits(batches: Iterable[int], *, at: datetime) -> None:
    waiting = Clue.objects.filter(batch_id__in=list(batches), outcome="", area_id=F("batch__area_id"))
    held = set(waiting.values_list("batch_id", flat=True))
    tasks: dict[TaskKind, list[NewTask]] = defaultdict(list)
    done = []
    for batch in ClueBatch.objects.filter(pk__in=list(batches)).order_by("pk"):
        if batch.pk not in held:
            done.append(batch.pk)
            continue
        kind = SPLIT_LIST if len(batch.area_id) < _COMMUNITY else SPLIT_LIST_HERE
        tasks[kind].append(NewTask(batch.area_id, _BATCH, batch.pk, {"list": batch.title}, batch.split_by))
    for kind in (SPLIT_LIST, SPLIT_LIST_HERE):
        close_tasks(kind, _BATCH, done, at=at)
        open_tasks(kind, tasks[kind], at=at)


def _refresh_answers(shares: Iterable[int | None], *, at: datetime) -> None:
    numbers = [number for number in shares if number is not None]
    waiting = Clue.objects.filter(share_id__in=numbers, outcome="", area_id=F("share__area_id"))
    held = set(waiting.values_list("share_id", flat=True))
    tasks: dict[TaskKind, list[NewTask]] = defaultdict(list)
    for share in ClueShare.objects.filter(pk__in=held).order_by("pk"):
        kind = VERIFY_CLUES if len(share.area_id) <= _COMMUNITY else VERIFY_CLUES_OF_GRID
        tasks[kind].append(NewTask(share.area_id, _SHARE, share.pk, {"list": share.title}, share.all_by))
    for kind in (VERIFY_CLUES, VERIFY_CLUES_OF_GRID):
        close_tasks(kind, _SHARE, [number for number in numbers if number not in held], at=at)
        open_tasks(kind, tasks[kind], at=at)


def ask_to_acknowledge(entries: Sequence[Entry], *, by: Viewer, at: datetime) -> None:  # noqa: ARG001
    """Tell the receiver of a clue, and nobody else any more."""
    close_tasks(ACKNOWLEDGE_CLUE, _CLUE, [entry.subject_id for entry in entries], at=at)
    open_tasks(ACKNOWLEDGE_CLUE, [NewTask(entry.area_id, _CLUE, entry.subject_id) for entry in entries], at=at)


REACTIONS = (
    *(
        Reaction(kind.value, follow_clues)
        for kind in (Kind.CLUE_RECEIVED, Kind.CLUE_VERIFIED, Kind.CLUE_HANDED_OVER, Kind.CLUE_TAKEN_OVER)
    ),
    Reaction(Kind.BATCH_SPLIT.value, follow_lists),
    Reaction(Kind.SHARE_SENT.value, follow_shares),
    Reaction(Kind.CLUE_TAKEN_OVER.value, ask_to_acknowledge),
)
