"""What a verification found; every outcome is a valid end. Who is here becomes an arrival, with nothing typed twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from django.db.models import Q
from pydantic import Field

from menshen.domains.screening.actions.arrivals import Journey
from menshen.domains.screening.actions.becoming import Become, become_arrivals
from menshen.domains.screening.models import Clue, Verification
from menshen.domains.screening.vocabulary import ClueOutcome, Kind, Permission, Problem
from menshen.kernel.actions.declaration import Command, Label, Outcome, action, area_of_record
from menshen.kernel.actions.types import LongText, Moment, RecordId, ShortText
from menshen.kernel.base.terms import Term

if TYPE_CHECKING:
    from datetime import datetime

    from menshen.kernel.scope.viewers import Viewer

_OPEN = Q(outcome="")
_HERE = Q(outcome__in=[outcome.value for outcome in ClueOutcome if outcome.is_here], arrival__isnull=True)
_NOW = Term("Empty: now.", "不填为现在。")


class VerifyClue(Command):
    """The answer to a clue."""

    clue: Annotated[RecordId, Label("Clue", "协查线索")]
    outcome: Annotated[ClueOutcome, Label("Found", "核查结果")]
    verified_at: Annotated[Moment | None, Label("Verified at", "核查时间", _NOW)] = None
    made_by: Annotated[ShortText, Label("Verified by", "核查人")] = ""
    note: Annotated[LongText, Label("Note", "备注")] = ""


@action(
    "screening.verify_clue",
    kind=Kind.CLUE_VERIFIED,
    permission=Permission.CLUE_VERIFY,
    command=VerifyClue,
    title=Term("Record what was found", "登记核查结果"),
    areas_of=area_of_record(Clue, "clue", _OPEN),
)
def verify_clue(commands: list[VerifyClue], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """Answer clues; an answer that is there already is corrected, not written again."""
    clues = Clue.objects.in_bulk([command.clue for command in commands])
    fresh: list[Verification] = []
    outcomes = []
    for command in commands:
        clue, verified_at = clues[command.clue], command.verified_at or at
        if clue.outcome:
            outcomes.append(_again(clue, command.outcome))
        elif verified_at > at:
            outcomes.append(Outcome.refused(Problem.VERIFIED_IN_THE_FUTURE, on="verified_at"))
        elif verified_at < clue.received_at:
            outcomes.append(Outcome.refused(Problem.VERIFIED_BEFORE_RECEIPT, on="verified_at"))
        else:
            clue.outcome, clue.verified_at = command.outcome.value, verified_at
            fresh.append(_answer(clue, command.made_by, command.note, verified_at, verified_at))
            outcomes.append(Outcome.done(Clue, clue.pk, clue.area_id, outcome=clue.outcome, share=clue.share_id))
    Clue.objects.bulk_update([one.clue for one in fresh], ["outcome", "verified_at"])
    Verification.objects.bulk_create(fresh)
    return outcomes


def _again(clue: Clue, outcome: ClueOutcome) -> Outcome:
    if clue.outcome == outcome.value:
        return Outcome.known(Clue, clue.pk)
    return Outcome.refused(Problem.CLUE_CLOSED, on="outcome", outcome=ClueOutcome(clue.outcome).term)


def _answer(clue: Clue, made_by: str, note: str, verified_at: datetime, counts_from: datetime) -> Verification:
    return Verification(
        area_id=clue.area_id,
        clue=clue,
        outcome=clue.outcome,
        verified_at=verified_at,
        counts_from=counts_from,
        made_by=made_by,
        note=note,
    )


class CorrectClueAnswer(Command):
    """Another answer takes the place of the one that was given; that one is kept and no longer counts."""

    clue: Annotated[RecordId, Label("Clue", "协查线索")]
    outcome: Annotated[ClueOutcome, Label("Found", "核查结果")]
    reason: Annotated[LongText, Field(min_length=1), Label("Reason", "更正原因")]


@action(
    "screening.correct_clue_answer",
    kind=Kind.CLUE_VERIFIED_ANEW,
    permission=Permission.CLUE_VERIFY,
    command=CorrectClueAnswer,
    title=Term("Correct the answer", "更正核查结果"),
    areas_of=area_of_record(Clue, "clue", ~_OPEN),
)
def correct_clue_answer(commands: list[CorrectClueAnswer], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """Correct answers; figures of earlier days stay as they were known then."""
    clues = Clue.objects.in_bulk([command.clue for command in commands])
    fresh: list[Verification] = []
    outcomes = []
    for command in commands:
        clue = clues[command.clue]
        if not clue.outcome:
            outcomes.append(Outcome.refused(Problem.CLUE_OPEN))
        elif clue.outcome == command.outcome.value:
            outcomes.append(Outcome.known(Clue, clue.pk))
        else:
            before, clue.outcome = clue.outcome, command.outcome.value
            fresh.append(_answer(clue, "", command.reason, at, at))
            outcomes.append(Outcome.done(Clue, clue.pk, clue.area_id, outcome=clue.outcome, before=before))
    changed = {one.clue_id for one in fresh}
    Verification.objects.filter(clue_id__in=changed, superseded_at__isnull=True).update(superseded_at=at)
    Clue.objects.bulk_update([clues[number] for number in changed], ["outcome"])
    Verification.objects.bulk_create({one.clue_id: one for one in fresh}.values())
    return outcomes


class RegisterClueArrival(Journey):
    """Someone of a list who is here becomes an arrival. What the list says is taken over; write what it does not."""

    clue: Annotated[RecordId, Label("Clue", "协查线索")]
    address: Annotated[
        ShortText, Label("Address", "现住址", Term("Empty: as on the list.", "不填则沿用名单所列地址。"))
    ] = ""


@action(
    "screening.register_clue_arrival",
    kind=Kind.CLUE_ARRIVED,
    permission=Permission.ARRIVAL_WRITE,
    command=RegisterClueArrival,
    title=Term("Register as an arrival", "转来返登记"),
    areas_of=area_of_record(Clue, "clue", _HERE),
)
def register_clue_arrival(commands: list[RegisterClueArrival], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Register arrivals from clues; what a rule asks for follows as from any other arrival."""
    clues = Clue.objects.in_bulk([command.clue for command in commands])
    plans = [_plan(clues[command.clue], command) for command in commands]
    became = become_arrivals(plans, by=by, at=at)
    for outcome, command in zip(became, commands, strict=True):
        if outcome.state == "done":
            clues[command.clue].arrival_id = outcome.detail["arrival"]
    Clue.objects.bulk_update(clues.values(), ["arrival"])
    return became


def _plan(clue: Clue, command: RegisterClueArrival) -> Become | Outcome:
    if clue.arrival_id is not None:
        return Outcome.known(Clue, clue.pk)
    if not clue.outcome or not ClueOutcome(clue.outcome).is_here:
        return Outcome.refused(Problem.CLUE_OPEN)
    told = command.model_dump(exclude_unset=True, exclude={"clue"})
    known = {
        "name": clue.name, "id_number": clue.id_number, "phone": clue.phone, "address": clue.address,
        "origin": clue.origin, "left_on": clue.left_on,
    }  # fmt: skip
    return Become.of(clue, known, told)
