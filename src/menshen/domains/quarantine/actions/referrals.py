"""Following a referral to its end: handed over, first diagnosis, conclusion, each with its time.

While a referral is open a time may be put right; the journal keeps what was said before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from django.db.models import Q
from pydantic import Field

from menshen.domains.quarantine.models import Referral
from menshen.domains.quarantine.vocabulary import Kind, Permission, Problem, ReferralConclusion
from menshen.kernel.actions.declaration import Command, Label, Outcome, action, area_of_record
from menshen.kernel.actions.types import LongText, Moment, RecordId
from menshen.kernel.base.terms import Term

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from menshen.kernel.scope.viewers import Viewer

ReferralId = Annotated[RecordId, Label("Referral", "转诊")]
When = Annotated[Moment | None, Label("When", "时间", Term("Empty: now.", "不填表示现在。"))]
_OPEN = Q(concluded_at__isnull=True)
STEPS = ("found_at", "handed_over_at", "diagnosed_at", "concluded_at")


class HandOverReferral(Command):
    """The person is with a doctor."""

    referral: ReferralId
    facility: Annotated[LongText, Label("Facility", "医疗机构"), Field(min_length=1, max_length=80)]
    handed_over_at: When = None


@action(
    "quarantine.hand_over_referral",
    after_exit=True,
    kind=Kind.REFERRAL_HANDED_OVER,
    permission=Permission.REFERRAL_WRITE,
    command=HandOverReferral,
    title=Term("Hand over to a facility", "移交医疗机构"),
    areas_of=area_of_record(Referral, "referral", _OPEN),
)
def hand_over_referral(commands: list[HandOverReferral], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """Note who took over, and when."""
    held = _locked(command.referral for command in commands)
    outcomes = []
    for command in commands:
        referral = held[command.referral]
        moment = command.handed_over_at or command.happened_at or at
        problem = _set(referral, "handed_over_at", moment, at)
        if problem is None:
            referral.facility = command.facility
        outcomes.append(problem or _step(referral, "handed_over_at", facility=command.facility))
    Referral.objects.bulk_update(held.values(), ["handed_over_at", "facility"])
    return outcomes


class DiagnoseReferral(Command):
    """The first diagnosis was made."""

    referral: ReferralId
    diagnosed_at: When = None


@action(
    "quarantine.diagnose_referral",
    after_exit=True,
    kind=Kind.REFERRAL_DIAGNOSED,
    permission=Permission.REFERRAL_WRITE,
    command=DiagnoseReferral,
    title=Term("Note first diagnosis", "登记首次诊断"),
    areas_of=area_of_record(Referral, "referral", _OPEN),
)
def diagnose_referral(commands: list[DiagnoseReferral], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """Note the time of the first diagnosis."""
    held = _locked(command.referral for command in commands)
    outcomes = []
    for command in commands:
        referral = held[command.referral]
        problem = _set(referral, "diagnosed_at", command.diagnosed_at or command.happened_at or at, at)
        outcomes.append(problem or _step(referral, "diagnosed_at"))
    Referral.objects.bulk_update(held.values(), ["diagnosed_at"])
    return outcomes


class ConcludeReferral(Command):
    """What it was in the end."""

    referral: ReferralId
    conclusion: Annotated[ReferralConclusion, Label("Conclusion", "结论")]
    concluded_at: When = None


@action(
    "quarantine.conclude_referral",
    after_exit=True,
    kind=Kind.REFERRAL_CONCLUDED,
    permission=Permission.REFERRAL_WRITE,
    command=ConcludeReferral,
    title=Term("Conclude referral", "登记转诊结论"),
    areas_of=area_of_record(Referral, "referral", _OPEN),
)
def conclude_referral(commands: list[ConcludeReferral], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """Close referrals. A confirmed case becomes a matter of treatment and tracing, and no longer of quarantine."""
    held = _locked(command.referral for command in commands)
    outcomes = []
    for command in commands:
        referral = held[command.referral]
        problem = _set(referral, "concluded_at", command.concluded_at or command.happened_at or at, at)
        if problem is None:
            referral.conclusion = command.conclusion.value
        outcomes.append(problem or _step(referral, "concluded_at", conclusion=command.conclusion.value))
    Referral.objects.bulk_update(held.values(), ["concluded_at", "conclusion"])
    return outcomes


def _locked(numbers: Iterable[int]) -> dict[int, Referral]:
    return Referral.objects.select_for_update().in_bulk(set(numbers))


def _set(referral: Referral, step: str, moment: datetime, at: datetime) -> Outcome | None:
    """Set the time of a step; or why it cannot be: closed, to come, or not in the order of the steps."""
    if referral.concluded_at:
        return Outcome.refused(Problem.REFERRAL_CLOSED)
    if moment > at:
        return Outcome.refused(Problem.IN_THE_FUTURE, on=step)
    place = STEPS.index(step)
    before = [known for name in STEPS[:place] if (known := getattr(referral, name))]
    later = [known for name in STEPS[place + 1 :] if (known := getattr(referral, name))]
    if moment < max(before, default=moment) or moment > min(later, default=moment):
        return Outcome.refused(Problem.REFERRAL_ORDER, on=step)
    setattr(referral, step, moment)
    return None


def _step(referral: Referral, step: str, **detail: str) -> Outcome:
    moment: datetime = getattr(referral, step)
    return Outcome.done(Referral, referral.pk, referral.area_id, at=moment.isoformat(), **detail)
