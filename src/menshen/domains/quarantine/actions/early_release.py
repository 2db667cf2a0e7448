"""Ending an order before its rule does is asked with a reason and decided by the levels above.

What a rule ends, or a wrong ground, needs no approval: the end by rule comes by itself, and `withdraw_order` undoes a
mistake at once.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated

from menshen.domains.quarantine.actions.common import ENDING, OrderId, not_running, orders_by_id, unfinished
from menshen.domains.quarantine.actions.ending import bring_forward
from menshen.domains.quarantine.models import OrderChange, QuarantineOrder
from menshen.domains.quarantine.queries import facts_of
from menshen.domains.quarantine.rules import may_set_until
from menshen.domains.quarantine.vocabulary import Kind, Permission, Problem
from menshen.kernel.actions.declaration import Command, Label, Outcome, action, area_of_record
from menshen.kernel.actions.performing import note
from menshen.kernel.actions.types import LongText
from menshen.kernel.approvals.asking import NewRequest, ask, asked_already, asked_twice
from menshen.kernel.approvals.declaration import ApprovalKind, Step
from menshen.kernel.base.clock import day_of
from menshen.kernel.base.terms import Term
from menshen.kernel.journal.entries import NewEntry, subject_type
from menshen.kernel.scope.codes import Level

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from menshen.kernel.approvals.models import Request
    from menshen.kernel.scope.viewers import Viewer

ORDER = subject_type(QuarantineOrder)
EARLY_RELEASE = ApprovalKind(
    "quarantine.early_release",
    Term("Early release", "提前解除隔离"),
    asks=Term(
        "End the order on {ends_on} at 0:00 instead of {until}",
        "隔离决定由 {until} 提前至 {ends_on} 0时解除",
    ),
    steps=(Step("community_secretary", Level.COMMUNITY), Step("street_leader", Level.STREET)),
    within=timedelta(hours=6),
)


class AskEarlyRelease(Command):
    """A ground that fell away, a test, a better place: the order should end before its rule ends it."""

    order: OrderId
    ends_on: Annotated[date, Label("First free day", "解除日期", Term("Today: at once.", "填今天即立即解除。"))]
    reason: Annotated[LongText, Label("Reason", "理由", Term("Printed on the notice.", "写入告知书。"))]


@action(
    "quarantine.ask_early_release",
    after_exit=True,
    kind=Kind.EARLY_RELEASE_ASKED,
    permission=Permission.RELEASE_ASK,
    command=AskEarlyRelease,
    title=Term("Ask for early release", "申请提前解除"),
    areas_of=area_of_record(QuarantineOrder, "order", unfinished),
)
def ask_early_release(commands: list[AskEarlyRelease], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Put the early end before those who decide; until then, and whatever they decide, the order ends on its day."""
    orders = orders_by_id(command.order for command in commands)
    waiting = asked_already(EARLY_RELEASE, ORDER, orders)
    outcomes, requests = [], []
    for command in commands:
        order = orders[command.order]
        problem = not_running(order, day_of(at)) or _not_shorter(order, command)
        if problem is None and order.pk in waiting:
            problem = asked_twice()
        if problem:
            outcomes.append(problem)
            continue
        waiting.add(order.pk)
        requests.append(_request(order, command))
        outcomes.append(Outcome.done(QuarantineOrder, order.pk, order.area_id, ends_on=command.ends_on.isoformat()))
    ask(EARLY_RELEASE, requests, by=by, at=at)
    return outcomes


def _not_shorter(order: QuarantineOrder, command: AskEarlyRelease) -> Outcome | None:
    if longer := may_set_until(facts_of(order), command.ends_on):
        return Outcome.refused(longer, on="ends_on")
    if not command.reason:
        return Outcome.refused(Problem.REASON_MISSING, on="reason")
    return Outcome.known(QuarantineOrder, order.pk) if command.ends_on == order.until_on else None


def _request(order: QuarantineOrder, command: AskEarlyRelease) -> NewRequest:
    facts = {"order": order.pk, "ends_on": command.ends_on.isoformat(), "until": order.until_on.isoformat()}
    return NewRequest(order.area_id, ORDER, order.pk, command.reason, facts)


def release_early(approved: Mapping[int, Request], *, by: Viewer, at: datetime) -> None:
    """Bring the ends of orders forward as approved, to today or to a day before their end; no later phase follows.

    Refused, and with it the approval, where an order has ended or was shortened further meanwhile.
    """
    orders = orders_by_id(approved)
    for number, request in approved.items():
        ends_on = date.fromisoformat(request.facts["ends_on"])
        problem = not_running(orders[number], day_of(at)) or _too_late(orders[number], ends_on)
        if problem and problem.problem:
            raise problem.problem
        bring_forward(orders[number], ends_on, at)
        orders[number].later = []
    QuarantineOrder.objects.bulk_update(orders.values(), ["until_on", "later", *ENDING])
    OrderChange.objects.filter(order__in=list(orders), accepted=True).update(later=[])
    note([_shortened(order, approved[order.pk], at) for order in orders.values()], by=by, at=at)


def _too_late(order: QuarantineOrder, ends_on: date) -> Outcome | None:
    longer = may_set_until(facts_of(order), ends_on)
    return Outcome.refused(longer) if longer else None


def _shortened(order: QuarantineOrder, request: Request, at: datetime) -> NewEntry:
    detail = {"ends_on": order.until_on.isoformat(), "reason": request.reason, "approval": request.pk}
    return NewEntry(Kind.ORDER_SHORTENED, order.area_id, ORDER, order.pk, at, detail=detail)
