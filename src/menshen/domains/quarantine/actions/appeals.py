"""Appeals against an order: taken down, decided by another person, and where upheld the order is void from its start.

Void is a fact of its own beside what was: the days, the figures and the papers of before stay as they were, the papers
marked as withdrawn, the figures corrected by what is counted from that day on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from django.db.models import Q
from pydantic import Field

from menshen.domains.quarantine.actions.common import ENDING, OrderId, end_now, orders_by_id
from menshen.domains.quarantine.models import Appeal, QuarantineOrder
from menshen.domains.quarantine.vocabulary import AppealDecision, EndReason, Kind, Permission, Problem
from menshen.kernel.actions.declaration import Command, Label, Outcome, action, area_of_record
from menshen.kernel.actions.performing import note
from menshen.kernel.actions.types import LongText, Moment, PersonName, RecordId
from menshen.kernel.base.terms import Term
from menshen.kernel.journal.entries import NewEntry, subject_type
from menshen.kernel.scope.viewers import PLATFORM, acting

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from menshen.kernel.scope.viewers import Viewer

_APPEALABLE = Q(confirmed_at__isnull=False, voided_at__isnull=True)


class RecordAppeal(Command):
    """Somebody objects to an order, also to one that has ended."""

    order: OrderId
    asked_by: Annotated[PersonName, Label("Who objects", "申诉人", Term("Or who speaks for them.", "或代理人。"))]
    grounds: Annotated[LongText, Label("On what grounds", "申诉理由"), Field(min_length=1)]
    asked_at: Annotated[Moment | None, Label("When", "时间", Term("Empty: now.", "不填表示现在。"))] = None


@action(
    "quarantine.record_appeal",
    after_exit=True,
    kind=Kind.APPEAL_RECORDED,
    permission=Permission.APPEAL_WRITE,
    command=RecordAppeal,
    title=Term("Take an appeal down", "登记申诉"),
    areas_of=area_of_record(QuarantineOrder, "order", _APPEALABLE),
)
def record_appeal(commands: list[RecordAppeal], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """Write appeals down; the street leader is asked at once."""
    orders = orders_by_id(command.order for command in commands)
    waiting = set(Appeal.objects.filter(order__in=orders, decided_at__isnull=True).values_list("order_id", flat=True))
    outcomes: list[Outcome | None] = []
    rows = []
    for command in commands:
        order, moment = orders[command.order], command.asked_at or command.happened_at or at
        problem = None
        if order.confirmed_at is None or order.voided_at:
            problem = Outcome.refused(Problem.APPEAL_NOT_YET)
        elif order.pk in waiting:
            problem = Outcome.refused(Problem.APPEAL_OPEN)
        elif moment > at:
            problem = Outcome.refused(Problem.IN_THE_FUTURE, on="asked_at")
        outcomes.append(problem)
        if problem is None:
            waiting.add(order.pk)
            rows.append(
                Appeal(
                    area_id=order.area_id,
                    order=order,
                    grounds=command.grounds,
                    asked_by=command.asked_by,
                    asked_at=moment,
                )
            )
    made = iter(Appeal.objects.bulk_create(rows))
    return [outcome or _recorded(next(made)) for outcome in outcomes]


def _recorded(appeal: Appeal) -> Outcome:
    return Outcome.done(Appeal, appeal.pk, appeal.area_id, order=appeal.order_id)


class DecideAppeal(Command):
    """Whether an appeal is right. Upheld, the order is void from its start and its person free at once."""

    appeal: Annotated[RecordId, Label("Appeal", "申诉")]
    decision: Annotated[AppealDecision, Label("Decision", "决定")]
    reasons: Annotated[
        LongText, Label("Reasons", "理由", Term("Printed on the notice.", "写入告知书。")), Field(min_length=1)
    ]


@action(
    "quarantine.decide_appeal",
    after_exit=True,
    kind=Kind.APPEAL_DECIDED,
    permission=Permission.APPEAL_DECIDE,
    command=DecideAppeal,
    title=Term("Decide an appeal", "作出申诉决定"),
    areas_of=area_of_record(Appeal, "appeal", Q(decided_at__isnull=True)),
)
def decide_appeal(commands: list[DecideAppeal], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Decide appeals; nobody decides about the order that they confirmed themselves."""
    appeals = Appeal.objects.select_for_update().in_bulk({command.appeal for command in commands})
    orders = orders_by_id(appeal.order_id for appeal in appeals.values())
    outcomes, upheld = [], {}
    for command in commands:
        appeal = appeals[command.appeal]
        order = orders[appeal.order_id]
        if appeal.decided_at:
            outcomes.append(Outcome.refused(Problem.APPEAL_DECIDED))
            continue
        if order.confirmed_by_id == by.actor_id:
            outcomes.append(Outcome.refused(Problem.OWN_ORDER))
            continue
        appeal.decided_at, appeal.decided_by_id = at, by.actor_id
        appeal.decision, appeal.reasons = command.decision.value, command.reasons
        if command.decision is AppealDecision.UPHELD:
            upheld[order.pk] = command.reasons
        outcomes.append(
            Outcome.done(Appeal, appeal.pk, appeal.area_id, order=order.pk, decision=command.decision.value)
        )
    Appeal.objects.bulk_update(appeals.values(), ["decided_at", "decided_by", "decision", "reasons"])
    void(upheld, by=by, at=at)
    return outcomes


def void(reasons: dict[int, str], *, by: Viewer, at: datetime) -> None:
    """Make orders void from their start, with all that only carried them on: later phases, hand-overs elsewhere.

    An order that holds somebody on a new ground of its own stands by itself and is left.
    """
    if not reasons:
        return
    with acting(PLATFORM):  # after a hand-over the rest of the days lies in another area
        why = dict(reasons)
        found = list(orders_by_id(why).values())
        orders: list[QuarantineOrder] = []
        while found:
            orders += found
            carried = {order.pk: order for order in found if order.end_reason != EndReason.SUPERSEDED}
            found = _carried_on(carried)
            why |= {order.pk: why[order.supersedes_id or 0] for order in found}
        for order in orders:
            _void(order, at)
        QuarantineOrder.objects.bulk_update(orders, [*ENDING, "voided_at", "declined_at"])
        kind = subject_type(QuarantineOrder)
        confirmed = [order for order in orders if order.confirmed_at]
        note(
            [
                NewEntry(Kind.ORDER_VOIDED, order.area_id, kind, order.pk, at, detail={"reason": why[order.pk]})
                for order in confirmed
            ],
            by=by,
            at=at,
        )
        proposals = [order for order in orders if not order.confirmed_at]
        note([NewEntry(Kind.PROPOSAL_WITHDRAWN, one.area_id, kind, one.pk, at) for one in proposals], by=by, at=at)


def _carried_on(orders: Iterable[int]) -> list[QuarantineOrder]:
    standing = QuarantineOrder.objects.select_for_update().filter(declined_at__isnull=True, voided_at__isnull=True)
    return list(standing.filter(supersedes__in=list(orders)).order_by("pk"))


def _void(order: QuarantineOrder, at: datetime) -> None:
    """A proposal is taken back; an order that runs ends now; one that ended only gets the fact that it was void."""
    if order.confirmed_at is None:
        order.declined_at = at
        return
    if order.ended_on is None:
        end_now(order, EndReason.VOIDED, at)
    order.voided_at = at
