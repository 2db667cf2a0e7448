"""Deciding on shortenings that a new rule or a corrected record suggests. Without a decision nothing changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from menshen.domains.quarantine.actions.common import ENDING, orders_by_id
from menshen.domains.quarantine.actions.ending import bring_forward
from menshen.domains.quarantine.models import OrderChange, QuarantineOrder
from menshen.domains.quarantine.queries import area_ids, changes_waiting
from menshen.domains.quarantine.vocabulary import Kind, Permission, Problem
from menshen.kernel.actions.declaration import Command, Label, Outcome, PointsAt, action, area_of_record
from menshen.kernel.actions.performing import note
from menshen.kernel.actions.types import AreaCode, LongText, RecordId
from menshen.kernel.base.problems import not_found
from menshen.kernel.base.terms import Term
from menshen.kernel.journal.entries import NewEntry, subject_type
from menshen.kernel.scope.models import Area

if TYPE_CHECKING:
    from datetime import datetime

    from menshen.kernel.scope.viewers import Viewer


class ApproveChanges(Command):
    """The orders of an area end earlier, as was proposed; or only one of them."""

    area: Annotated[AreaCode, Label("Area", "辖区")]
    change: Annotated[
        RecordId | None, Label("Shortening", "缩短建议", Term("Empty: all of the area.", "不填则全部批准。"))
    ] = None


@action(
    "quarantine.approve_changes",
    after_exit=True,
    kind=Kind.CHANGES_APPROVED,
    permission=Permission.ORDER_CORRECT,
    command=ApproveChanges,
    title=Term("Approve shortenings", "批准缩短期限"),
    points_at=PointsAt(OrderChange, "change"),
)
def approve_changes(commands: list[ApproveChanges], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Bring the ends of orders forward as proposed, each with its own entry and a new notice."""
    areas = area_ids(command.area for command in commands)
    return [_approve(command, areas.get(command.area), by, at) for command in commands]


def _approve(command: ApproveChanges, area_id: int | None, by: Viewer, at: datetime) -> Outcome:
    if area_id is None:
        return Outcome.refusal(not_found())
    waiting = changes_waiting().within(command.area).order_by("order_id")
    if command.change:
        waiting = waiting.filter(pk=command.change)
    orders = orders_by_id(waiting.values_list("order_id", flat=True))
    # Read behind the lock: what somebody else decides at this moment is decided.
    changes = {change.order_id: change for change in waiting.select_for_update().filter(order__in=list(orders))}
    shortened = [orders[number] for number in changes if orders[number].ended_on is None]
    for order in shortened:
        bring_forward(order, changes[order.pk].until_on, at)
    QuarantineOrder.objects.bulk_update(shortened, ["until_on", *ENDING], batch_size=1_000)
    OrderChange.objects.filter(pk__in=[changes[order.pk].pk for order in shortened]).update(
        decided_at=at, decided_by=by.actor_id, accepted=True
    )
    note([_entry(order, changes[order.pk], at) for order in shortened], by=by, at=at)
    if not shortened:
        return Outcome.refused(Problem.NO_CHANGE_WAITING)
    return Outcome.done(Area, area_id, command.area, shortened=len(shortened))


def _entry(order: QuarantineOrder, change: OrderChange, at: datetime) -> NewEntry:
    detail = {"ends_on": order.until_on.isoformat(), "change": change.pk}
    return NewEntry(Kind.ORDER_SHORTENED, order.area_id, subject_type(QuarantineOrder), order.pk, at, detail=detail)


class DeclineChange(Command):
    """The order stays as it is; the reason is kept."""

    change: Annotated[RecordId, Label("Shortening", "缩短建议")]
    reason: Annotated[LongText, Label("Reason", "理由")]


@action(
    "quarantine.decline_change",
    after_exit=True,
    kind=Kind.CHANGE_DECLINED,
    permission=Permission.ORDER_CORRECT,
    command=DeclineChange,
    title=Term("Decline shortening", "不采纳缩短建议"),
    areas_of=area_of_record(OrderChange, "change"),
)
def decline_change(commands: list[DeclineChange], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Close proposals to shorten without a change."""
    held = OrderChange.objects.select_for_update().in_bulk([command.change for command in commands])
    outcomes = []
    for command in commands:
        change = held[command.change]
        if change.decided_at:
            outcomes.append(Outcome.refused(Problem.CHANGE_DECIDED))
        elif not command.reason:
            outcomes.append(Outcome.refused(Problem.REASON_MISSING, on="reason"))
        else:
            change.decided_at, change.decided_by_id, change.accepted = at, by.actor_id, False
            outcomes.append(Outcome.done(OrderChange, change.pk, change.area_id, reason=command.reason))
    OrderChange.objects.bulk_update(held.values(), ["decided_at", "decided_by", "accepted"])
    return outcomes
