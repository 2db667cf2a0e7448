"""Handing a clue over to the unit that can answer it; it is acknowledged there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from django.db.models import Q
from pydantic import Field

from menshen.domains.screening.actions.clue_splits import shares_of
from menshen.domains.screening.models import Clue, ClueBatch, ClueShare
from menshen.domains.screening.vocabulary import ClueOutcome, Kind, Permission, Problem
from menshen.kernel.actions.declaration import Command, Label, Outcome, action, area_of_record
from menshen.kernel.actions.performing import note
from menshen.kernel.actions.types import AreaCode, LongText, RecordId
from menshen.kernel.base.terms import Term
from menshen.kernel.journal.entries import NewEntry, subject_type
from menshen.kernel.scope.queries import standing
from menshen.kernel.scope.viewers import PLATFORM, acting

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from menshen.kernel.scope.viewers import Viewer


class HandOverClue(Command):
    """The person belongs to another unit of this platform, which takes the clue over."""

    clue: Annotated[RecordId, Label("Clue", "协查线索")]
    to_area: Annotated[AreaCode, Label("Receiving area", "接收辖区")]
    reason: Annotated[LongText, Field(min_length=1), Label("Reason", "移交原因")]


@action(
    "screening.hand_over_clue",
    kind=Kind.CLUE_HANDED_OVER,
    permission=Permission.CLUE_SPLIT,
    command=HandOverClue,
    title=Term("Hand over to another unit", "移交其他单位"),
    areas_of=area_of_record(Clue, "clue", Q(outcome="")),
)
def hand_over_clue(commands: list[HandOverClue], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Move clues to the unit named; every clue is counted in one unit only, the one that has it."""
    clues = Clue.objects.in_bulk([command.clue for command in commands])
    known = standing({command.to_area for command in commands})
    moving: dict[int, str] = {}
    outcomes = []
    for command in commands:
        clue = clues[command.clue]
        if clue.outcome:
            outcomes.append(Outcome.refused(Problem.CLUE_CLOSED, outcome=ClueOutcome(clue.outcome).term))
        elif command.to_area not in known or command.to_area == clue.area_id:
            outcomes.append(Outcome.refused(Problem.RECEIVER_UNKNOWN, on="to_area"))
        else:
            moving[clue.pk] = command.to_area
            outcomes.append(
                Outcome.done(
                    Clue, clue.pk, clue.area_id,
                    to_area=command.to_area, reason=command.reason, share=clue.share_id,
                )
            )  # fmt: skip
    _move([clues[number] for number in moving], moving, by=by, at=at)
    return outcomes


def _move(clues: Sequence[Clue], to: dict[int, str], *, by: Viewer, at: datetime) -> None:
    """The receiver's rows lie outside of the sender's eyes: the platform writes them."""
    if not clues:
        return
    with acting(PLATFORM):
        batches = ClueBatch.objects.in_bulk({clue.batch_id for clue in clues})
        shares = shares_of({(clue.batch_id, to[clue.pk]) for clue in clues}, batches)
        for clue in clues:
            clue.handed_from, clue.handed_at, clue.acknowledged_at = clue.area_id, at, None
            clue.area_id, clue.share = to[clue.pk], shares[clue.batch_id, to[clue.pk]]
        Clue.objects.bulk_update(clues, ["area", "share", "handed_from", "handed_at", "acknowledged_at"])
        ClueShare.objects.filter(pk__in=[share.pk for share in shares.values()], sent_at=None).update(sent_at=at)
        kind = subject_type(Clue)
        note([NewEntry(Kind.CLUE_TAKEN_OVER, clue.area_id, kind, clue.pk, at) for clue in clues], by=by, at=at)


class AcknowledgeClue(Command):
    """We have it now."""

    clue: Annotated[RecordId, Label("Clue", "协查线索")]


@action(
    "screening.acknowledge_clue",
    kind=Kind.CLUE_ACKNOWLEDGED,
    permission=Permission.CLUE_VERIFY,
    command=AcknowledgeClue,
    title=Term("Acknowledge the clue", "签收移交线索"),
    areas_of=area_of_record(Clue, "clue", Q(handed_at__isnull=False, acknowledged_at__isnull=True)),
)
def acknowledge_clue(commands: list[AcknowledgeClue], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """Say that clues handed over have come."""
    clues = Clue.objects.in_bulk([command.clue for command in commands])
    waiting = {number for number, clue in clues.items() if clue.handed_at and not clue.acknowledged_at}
    Clue.objects.filter(pk__in=waiting).update(acknowledged_at=at)
    outcomes = []
    for command in commands:
        if command.clue in waiting:
            waiting.discard(command.clue)
            outcomes.append(Outcome.done(Clue, command.clue, clues[command.clue].area_id))
        else:
            outcomes.append(Outcome.known(Clue, command.clue))
    return outcomes
