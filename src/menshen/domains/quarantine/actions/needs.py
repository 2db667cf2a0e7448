"""What people need while they are under an order: goods, medicine, care, and to go out when they must."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from django.db.models import Q

from menshen.domains.quarantine.actions.common import OrderId, not_running, orders_by_id, unfinished
from menshen.domains.quarantine.models import Need, Outing, QuarantineOrder
from menshen.domains.quarantine.vocabulary import Kind, NeedKind, NeedOutcome, OutingReason, Permission, Problem
from menshen.kernel.actions.declaration import Command, Label, Outcome, action, area_of_record
from menshen.kernel.actions.types import LongText, Moment, RecordId
from menshen.kernel.base.clock import day_of
from menshen.kernel.base.terms import Term

if TYPE_CHECKING:
    from datetime import datetime

    from menshen.kernel.scope.viewers import Viewer

When = Annotated[Moment | None, Label("When", "时间", Term("Empty: now.", "不填表示现在。"))]
_UNDECIDED = Q(decided_at__isnull=True)


class NoteNeed(Command):
    """Somebody under an order needs something."""

    order: OrderId
    kind: Annotated[NeedKind, Label("What kind", "需求类别")]
    words: Annotated[LongText, Label("What", "具体需求")] = ""
    asked_at: When = None


@action(
    "quarantine.note_need",
    after_exit=True,
    kind=Kind.NEED_NOTED,
    permission=Permission.NEED_WRITE,
    command=NoteNeed,
    title=Term("Note a need", "登记需求"),
    areas_of=area_of_record(QuarantineOrder, "order", unfinished),
)
def note_need(commands: list[NoteNeed], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """Write needs down; each is a task until it is settled."""
    orders = orders_by_id(command.order for command in commands)
    outcomes: list[Outcome | None] = []
    rows = []
    for command in commands:
        order, moment = orders[command.order], command.asked_at or command.happened_at or at
        problem = not_running(order, day_of(at)) or _future(moment, at, "asked_at")
        outcomes.append(problem)
        if problem is None:
            rows.append(
                Need(area_id=order.area_id, order=order, kind=command.kind.value, words=command.words, asked_at=moment)
            )
    made = iter(Need.objects.bulk_create(rows))
    return [outcome or _noted(next(made)) for outcome in outcomes]


def _noted(need: Need) -> Outcome:
    return Outcome.done(Need, need.pk, need.area_id, order=need.order_id, need=need.kind)


def _future(moment: datetime, at: datetime, on: str) -> Outcome | None:
    return Outcome.refused(Problem.IN_THE_FUTURE, on=on) if moment > at else None


class SettleNeed(Command):
    """What became of a need."""

    need: Annotated[RecordId, Label("Need", "需求")]
    outcome: Annotated[NeedOutcome, Label("Outcome", "办理结果")] = NeedOutcome.DONE
    answer: Annotated[
        LongText, Label("What was done", "办理情况", Term("Needed where it could not be done.", "未能办理的须说明。"))
    ] = ""
    settled_at: When = None


@action(
    "quarantine.settle_need",
    after_exit=True,
    kind=Kind.NEED_SETTLED,
    permission=Permission.NEED_WRITE,
    command=SettleNeed,
    title=Term("Settle a need", "办结需求"),
    areas_of=area_of_record(Need, "need", Q(settled_at__isnull=True)),
)
def settle_need(commands: list[SettleNeed], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """Close needs with what was done and when."""
    held = Need.objects.select_for_update().in_bulk({command.need for command in commands})
    outcomes = []
    for command in commands:
        need, moment = held[command.need], command.settled_at or command.happened_at or at
        problem = _future(moment, at, "settled_at")
        if need.settled_at:
            problem = Outcome.refused(Problem.NEED_SETTLED)
        elif command.outcome is NeedOutcome.NOT_POSSIBLE and not command.answer:
            problem = Outcome.refused(Problem.WORDS_MISSING, on="answer")
        if problem is None:
            need.settled_at = max(moment, need.asked_at)
            need.outcome, need.answer = command.outcome.value, command.answer
        outcomes.append(problem or Outcome.done(Need, need.pk, need.area_id, outcome=command.outcome.value))
    Need.objects.bulk_update(held.values(), ["settled_at", "outcome", "answer"])
    return outcomes


class AskOuting(Command):
    """Somebody under an order has to go out. Fire, acute illness, birth and violence ask for nobody's leave."""

    order: OrderId
    reason: Annotated[
        OutingReason,
        Label(
            "Why",
            "外出事由",
            Term("In danger people go at once; nobody has to ask.", "遇火灾、急病、人身危险可立即离开，无需申请。"),
        ),
    ]
    words: Annotated[LongText, Label("More about it", "说明")] = ""


@action(
    "quarantine.ask_outing",
    after_exit=True,
    kind=Kind.OUTING_ASKED,
    permission=Permission.NEED_WRITE,
    command=AskOuting,
    title=Term("Ask for a necessary outing", "提出确需外出"),
    areas_of=area_of_record(QuarantineOrder, "order", unfinished),
)
def ask_outing(commands: list[AskOuting], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """Put outings before the clinic."""
    orders = orders_by_id(command.order for command in commands)
    outcomes: list[Outcome | None] = []
    rows = []
    for command in commands:
        order = orders[command.order]
        problem = not_running(order, day_of(at))
        outcomes.append(problem)
        if problem is None:
            rows.append(
                Outing(
                    area_id=order.area_id, order=order, reason=command.reason.value, words=command.words, asked_at=at
                )
            )
    made = iter(Outing.objects.bulk_create(rows))
    return [outcome or _asked(next(made)) for outcome in outcomes]


def _asked(outing: Outing) -> Outcome:
    return Outcome.done(Outing, outing.pk, outing.area_id, order=outing.order_id)


class DecideOuting(Command):
    """The clinic arranges an outing, or says why it cannot be; against that one can appeal."""

    outing: Annotated[RecordId, Label("Outing", "外出需求")]
    granted: Annotated[bool, Label("Arranged", "同意并安排")]
    answer: Annotated[
        LongText,
        Label(
            "How, or why not",
            "安排或理由",
            Term(
                "Transport and escort, or the reason and where to appeal.",
                "写明交通、陪同；不同意的写明理由和申诉渠道。",
            ),
        ),
    ]
    from_at: Annotated[Moment | None, Label("From", "开始时间")] = None
    until_at: Annotated[Moment | None, Label("Until", "结束时间")] = None


@action(
    "quarantine.decide_outing",
    after_exit=True,
    kind=Kind.OUTING_DECIDED,
    permission=Permission.OUTING_DECIDE,
    command=DecideOuting,
    title=Term("Arrange or refuse an outing", "答复外出需求"),
    areas_of=area_of_record(Outing, "outing", _UNDECIDED),
)
def decide_outing(commands: list[DecideOuting], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """Answer outings; a granted one has its times, within which a door may open."""
    held = Outing.objects.select_for_update().in_bulk({command.outing for command in commands})
    outcomes = []
    for command in commands:
        outing = held[command.outing]
        if problem := _undecidable(outing, command):
            outcomes.append(problem)
            continue
        outing.decided_at, outing.granted, outing.answer = at, command.granted, command.answer
        outing.from_at, outing.until_at = (command.from_at, command.until_at) if command.granted else (None, None)
        outcomes.append(Outcome.done(Outing, outing.pk, outing.area_id, granted=command.granted))
    Outing.objects.bulk_update(held.values(), ["decided_at", "granted", "answer", "from_at", "until_at"])
    return outcomes


def _undecidable(outing: Outing, command: DecideOuting) -> Outcome | None:
    if outing.decided_at:
        return Outcome.refused(Problem.OUTING_DECIDED)
    if not command.answer:
        return Outcome.refused(Problem.REASON_MISSING, on="answer")
    if command.granted and not (command.from_at and command.until_at and command.from_at < command.until_at):
        return Outcome.refused(Problem.OUTING_TIMES, on="from_at")
    return None
