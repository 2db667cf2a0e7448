"""Receiving verification lists: the list itself, then its lines, in whatever columns they come."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, StringConstraints

from menshen.domains.policy import interface as policy
from menshen.domains.policy.vocabulary import ThresholdCode
from menshen.domains.screening.models import Clue, ClueBatch, Verification
from menshen.domains.screening.rules.lists import Identity, is_same_person, months_before
from menshen.domains.screening.vocabulary import Kind, Permission, Problem
from menshen.kernel.actions.declaration import Command, Label, Outcome, action
from menshen.kernel.actions.types import AreaCode, IdNumber, LongText, Moment, PersonName, PhoneNumber, ShortText, Text
from menshen.kernel.base.bulk import insert_rows
from menshen.kernel.base.clock import day_of, local
from menshen.kernel.base.terms import Term

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from menshen.kernel.scope.viewers import Viewer

MARKS = {
    "split_by": ThresholdCode.CLUE_SPLIT_WITHIN,
    "first_by": ThresholdCode.CLUE_FIRST_WITHIN,
    "all_by": ThresholdCode.CLUE_ALL_WITHIN,
}
"""The three moments of a list and the limits that give them, in hours from its receipt."""

PUSHED = ("title", "sender", "received_at", *MARKS)
LONGEST_ORIGINAL = 20_000
_LATEST = Term("Leave empty for the list received last.", "不填为最近接收的批次。")
_AS_CAME = Term("Filled by the import; leave empty.", "导入时自动保存，手工登记可不填。")


class OpenClueBatch(Command):
    """A list that came from above: who sent it and when. Its lines are imported after that."""

    area: Annotated[AreaCode, Label("Received by", "接收单位")]
    title: Annotated[ShortText, Field(min_length=1), Label("Title of the list", "批次名称")]
    sender: Annotated[ShortText, Field(min_length=1), Label("Sent by", "推送单位")]
    received_at: Annotated[Moment | None, Label("Received at", "接收时间", Term("Empty: now.", "不填为现在。"))] = None


@action(
    "screening.open_clue_batch",
    kind=Kind.BATCH_OPENED,
    permission=Permission.CLUE_SPLIT,
    command=OpenClueBatch,
    title=Term("Register a list from above", "登记协查批次"),
)
def open_clue_batch(commands: list[OpenClueBatch], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """Register lists with the moments by which they should be split, answered first, and answered all."""
    areas, titles = {command.area for command in commands}, {command.title for command in commands}
    held = {(row.area_id, row.title): row for row in ClueBatch.objects.filter(area_id__in=areas, title__in=titles)}
    limits = policy.thresholds()
    outcomes: list[Outcome | ClueBatch] = []
    fresh: list[ClueBatch] = []
    for command in commands:
        received_at = command.received_at or at
        if received_at > at:
            outcomes.append(Outcome.refused(Problem.BATCH_IN_THE_FUTURE, on="received_at"))
            continue
        same = held.get((command.area, command.title))
        if same is not None:
            alike = same.pk and same.sender == command.sender and command.received_at in (None, same.received_at)
            taken = Outcome.refused(Problem.BATCH_TITLE_TAKEN, on="title")
            outcomes.append(Outcome.known(ClueBatch, same.pk) if alike else taken)
            continue
        batch = ClueBatch(area_id=command.area, title=command.title, sender=command.sender, received_at=received_at)
        for name, code in MARKS.items():
            limit = policy.threshold_in_force(limits, code, command.area, day_of(received_at))
            setattr(batch, name, None if limit is None else received_at + timedelta(hours=float(limit.value)))
        held[command.area, command.title] = batch
        fresh.append(batch)
        outcomes.append(batch)
    ClueBatch.objects.bulk_create(fresh)
    return [_opened(answer) for answer in outcomes]


def _opened(answer: Outcome | ClueBatch) -> Outcome:
    return answer if isinstance(answer, Outcome) else Outcome.done(ClueBatch, answer.pk, answer.area_id)


class ReceiveClue(Command):
    """One line of a list: somebody to be found."""

    area: Annotated[AreaCode, Label("Received by", "接收单位")]
    batch: Annotated[ShortText, Label("Title of the list", "批次名称", _LATEST)] = ""
    name: Annotated[PersonName, Label("Name", "姓名")]
    id_number: Annotated[IdNumber, Label("ID number", "身份证号")] = ""
    phone: Annotated[PhoneNumber, Label("Phone", "联系电话")] = ""
    address: Annotated[LongText, Label("Address", "住址")] = ""
    origin: Annotated[ShortText, Field(max_length=120), Label("Came from", "来源地")] = ""
    left_on: Annotated[date | None, Label("Left there on", "离开日期")] = None
    original: Annotated[
        Text, StringConstraints(max_length=LONGEST_ORIGINAL), Label("Columns as they came", "原表各列", _AS_CAME)
    ] = ""

    @property
    def identity(self) -> Identity:
        return Identity(self.name, self.id_number, self.phone)


@action(
    "screening.receive_clue",
    kind=Kind.CLUE_RECEIVED,
    permission=Permission.CLUE_SPLIT,
    command=ReceiveClue,
    title=Term("Enter a clue", "登记协查线索"),
)
def receive_clue(commands: list[ReceiveClue], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """Take lines into their lists; where the same person was answered for lately, that answer is shown beside."""
    lists = _lists({command.area for command in commands})
    batches = [lists.get((command.area, command.batch)) for command in commands]
    held = _held({batch.pk for batch in batches if batch}, {command.name for command in commands})
    before = _answered(commands, at)
    answers: list[tuple[str, int] | Outcome] = []
    fresh: list[tuple[ClueBatch, ReceiveClue, Verification | None]] = []
    for command, batch in zip(commands, batches, strict=True):
        if batch is None:
            answers.append(Outcome.refused(Problem.BATCH_MISSING, on="batch"))
            continue
        key = (batch.pk, command.identity, command.address)
        if key in held:
            answers.append(("known", held[key]))
            continue
        held[key] = -len(fresh) - 1
        fresh.append((batch, command, before.get(command.identity)))
        answers.append(("done", held[key]))
    ids = insert_rows(Clue, _COLUMNS, [_row(*one) for one in fresh])
    return [_said(answer, fresh, ids) for answer in answers]


_COLUMNS = (
    "area", "batch", "received_at", "name", "id_number", "phone", "address", "origin", "left_on", "original",
    "earlier", "outcome", "handed_from",
)  # fmt: skip


def _row(batch: ClueBatch, command: ReceiveClue, earlier: Verification | None) -> tuple[object, ...]:
    return (
        command.area, batch.pk, batch.received_at, command.name, command.id_number, command.phone, command.address,
        command.origin, command.left_on, command.original, earlier.pk if earlier else None, "", "",
    )  # fmt: skip


def _said(
    answer: tuple[str, int] | Outcome,
    fresh: Sequence[tuple[ClueBatch, ReceiveClue, Verification | None]],
    ids: Sequence[int],
) -> Outcome:
    """Numbers below zero are places in `fresh`."""
    if isinstance(answer, Outcome):
        return answer
    state, number = answer
    if state == "known":
        return Outcome.known(Clue, number if number > 0 else ids[-number - 1])
    batch, command, earlier = fresh[-number - 1]
    detail: dict[str, Any] = {"batch": batch.pk} | ({"answered_before": earlier.outcome} if earlier else {})
    return Outcome.done(Clue, ids[-number - 1], command.area, **detail)


def _lists(areas: Iterable[str]) -> dict[tuple[str, str], ClueBatch]:
    """The lists of the areas by area and title; under the empty title the one received last."""
    rows = list(ClueBatch.objects.filter(area_id__in=list(areas)).order_by("received_at", "pk"))
    return {(row.area_id, title): row for row in rows for title in (row.title, "")}


def _held(batches: Iterable[int], names: Iterable[str]) -> dict[tuple[int, Identity, str], int]:
    """Lines that are on these lists already."""
    rows = Clue.objects.filter(batch_id__in=list(batches), name__in=list(names)).order_by("-pk")
    return {(row.batch_id, Identity(row.name, row.id_number, row.phone), row.address): row.pk for row in rows}


def _answered(commands: Sequence[ReceiveClue], at: datetime) -> dict[Identity, Verification]:
    """The latest answer that still holds to each person who was verified before."""
    limits, today = policy.thresholds(), day_of(at)
    holds = [
        limit
        for area in {command.area for command in commands}
        if (limit := policy.threshold_in_force(limits, ThresholdCode.CLUE_ANSWER_HOLDS, area, today))
    ]
    if not holds:
        return {}
    since = local(months_before(today, int(max(limit.value for limit in holds))))
    wanted = {command.identity for command in commands}
    rows = Verification.objects.filter(
        clue__name__in={one.name for one in wanted}, superseded_at__isnull=True, verified_at__gte=since
    )
    found: dict[Identity, Verification] = {}
    for row in rows.select_related("clue").order_by("verified_at", "pk"):
        known = Identity(row.clue.name, row.clue.id_number, row.clue.phone)
        if known in wanted and is_same_person(known, known):
            found[known] = row
    return found
