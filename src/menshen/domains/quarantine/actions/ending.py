"""Ending an order before its day: withdrawing, handing over. Nothing here makes one longer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from menshen.domains.quarantine.actions.common import ENDING, OrderId, end_now, not_running, orders_by_id, unfinished
from menshen.domains.quarantine.models import OrderChange, QuarantineOrder
from menshen.domains.quarantine.queries import area_ids
from menshen.domains.quarantine.vocabulary import EndReason, Kind, Permission, Problem
from menshen.domains.registry import interface as registry
from menshen.kernel.actions.declaration import Command, Label, Outcome, action, area_of_record
from menshen.kernel.actions.performing import note
from menshen.kernel.actions.types import AreaCode, LongText
from menshen.kernel.base.clock import day_of
from menshen.kernel.base.terms import Term
from menshen.kernel.journal.entries import NewEntry, subject_type
from menshen.kernel.scope.codes import LENGTHS, Level, contains
from menshen.kernel.scope.viewers import PLATFORM, acting

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from menshen.kernel.scope.viewers import Viewer

_COMMUNITY = LENGTHS[Level.COMMUNITY]


def bring_forward(order: QuarantineOrder, ends_on: date, at: datetime) -> None:
    """Let the order end on an earlier day; at once where that day has come or lies before its start."""
    if ends_on <= max(day_of(at), order.starts_on):
        end_now(order, EndReason.SHORTENED, at)
    else:
        order.until_on = ends_on


class WithdrawOrder(Command):
    """The ground of an order was wrong: it ends today, and the notice of release says so."""

    order: OrderId
    reason: Annotated[LongText, Label("Reason", "理由", Term("Printed on the notice.", "写入告知书。"))]


@action(
    "quarantine.withdraw_order",
    after_exit=True,
    kind=Kind.ORDER_WITHDRAWN,
    permission=Permission.ORDER_CORRECT,
    command=WithdrawOrder,
    title=Term("Withdraw order", "撤销隔离决定"),
    areas_of=area_of_record(QuarantineOrder, "order", unfinished),
)
def withdraw_order(commands: list[WithdrawOrder], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """Take orders back."""
    orders = orders_by_id(command.order for command in commands)
    outcomes, withdrawn = [], []
    for command in commands:
        order = orders[command.order]
        problem = not_running(order, day_of(at))
        if problem is None and not command.reason:
            problem = Outcome.refused(Problem.REASON_MISSING, on="reason")
        if problem:
            outcomes.append(problem)
            continue
        end_now(order, EndReason.WITHDRAWN, at)
        withdrawn.append(order)
        outcomes.append(Outcome.done(QuarantineOrder, order.pk, order.area_id, reason=command.reason))
    QuarantineOrder.objects.bulk_update(withdrawn, ENDING)
    return outcomes


class TransferOrder(Command):
    """Hand the person over to another community, which gets a proposal for the days that are left."""

    order: OrderId
    to_area: Annotated[AreaCode, Label("Receiving area", "接收辖区")]
    reason: Annotated[LongText, Label("Reason", "理由")] = ""


@action(
    "quarantine.transfer_order",
    kind=Kind.ORDER_TRANSFERRED,
    permission=Permission.ORDER_TRANSFER,
    command=TransferOrder,
    title=Term("Hand over to another area", "转出至其他辖区"),
    areas_of=area_of_record(QuarantineOrder, "order", unfinished),
)
def transfer_order(commands: list[TransferOrder], *, by: Viewer, at: datetime) -> list[Outcome]:
    """End orders here and propose the rest of their days there; the receiving area confirms. The end stays the same."""
    orders = orders_by_id(command.order for command in commands)
    known = area_ids(command.to_area for command in commands)
    today = day_of(at)
    outcomes, moved = [], []
    for command in commands:
        order = orders[command.order]
        problem = not_running(order, today)
        if problem is None and (command.to_area not in known or not _is_elsewhere(order.area_id, command.to_area)):
            problem = Outcome.refused(Problem.RECEIVER_UNKNOWN, on="to_area")
        if problem:
            outcomes.append(problem)
            continue
        end_now(order, EndReason.TRANSFERRED, at)
        moved.append((order, command.to_area))
        outcomes.append(
            Outcome.done(QuarantineOrder, order.pk, order.area_id, to_area=command.to_area, reason=command.reason)
        )
    QuarantineOrder.objects.bulk_update([order for order, _ in moved], ENDING)
    _propose_elsewhere(moved, by, at)
    return outcomes


def _is_elsewhere(here: str, there: str) -> bool:
    """Another community, or an area above communities that does not contain ours. Inside one a person moves house."""
    return not contains(there, here) and not contains(here[:_COMMUNITY], there)


def _propose_elsewhere(moved: Sequence[tuple[QuarantineOrder, str]], by: Viewer, at: datetime) -> None:
    """The receiving area's rows lie outside the sender's eyes: the platform writes them."""
    if not moved:
        return
    with acting(PLATFORM):
        people = registry.hand_over([(order.person_id, area) for order, area in moved], by=by, at=at)
        made = QuarantineOrder.objects.bulk_create(
            QuarantineOrder(
                area_id=area,
                person_id=person,
                arrival_id=order.arrival_id,
                measure=order.measure,
                counted_from=order.counted_from,
                starts_on=max(day_of(at), order.starts_on),
                until_on=order.until_on,
                rule_id=order.rule_id,
                rule=order.rule,
                reasons=order.reasons,
                later=order.later,
                needs_assessment=order.needs_assessment,
                never_alone=order.never_alone,
                proposed_at=at,
                supersedes=order,
            )
            for (order, area), person in zip(moved, people, strict=True)
        )
        _take_along(zip((order for order, _ in moved), made, strict=True))
        kind = subject_type(QuarantineOrder)
        note([NewEntry(Kind.ORDER_PROPOSED, order.area_id, kind, order.pk, at) for order in made], by=by, at=at)


def _take_along(moves: Iterable[tuple[QuarantineOrder, QuarantineOrder]]) -> None:
    """A shortening that was approved here holds there too: the phases that follow are those of its rule."""
    there = {old.pk: new for old, new in moves}
    approved = list(OrderChange.objects.filter(order__in=list(there), accepted=True).order_by("pk"))
    for change in approved:
        new = there[change.order_id]
        change.pk, change.order, change.area_id = None, new, new.area_id
    OrderChange.objects.bulk_create(approved)
