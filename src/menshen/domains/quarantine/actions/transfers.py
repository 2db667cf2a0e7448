"""Moving somebody to a site or a hospital, and handing them over: asked, left, arrived, received by somebody.

The order and its days do not move with it. A room is left when its person leaves, and given anew upon arrival.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from django.db.models import Q
from pydantic import Field

from menshen.domains.quarantine.actions.common import ROOMS, SITES, OrderId, not_running, orders_by_id, unfinished
from menshen.domains.quarantine.actions.placements import AssignPlacement, assign_placement
from menshen.domains.quarantine.models import Placement, QuarantineOrder, Site, Transfer
from menshen.domains.quarantine.queries import state_of
from menshen.domains.quarantine.rules import after_step
from menshen.domains.quarantine.vocabulary import Destination, Kind, Permission, Problem, TransferStep
from menshen.kernel.actions.declaration import Command, Label, Outcome, action, area_of_record
from menshen.kernel.actions.performing import run
from menshen.kernel.actions.types import LongText, Moment, PersonName, RecordId
from menshen.kernel.base.clock import day_of
from menshen.kernel.base.terms import Term

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from menshen.kernel.scope.viewers import Viewer

TransferId = Annotated[RecordId, Label("Transfer", "转运")]
When = Annotated[Moment | None, Label("When", "时间", Term("Empty: now.", "不填表示现在。"))]
_LATER = Term("Empty: it is given later.", "不填表示稍后安排。")
OPEN = Q(received_at__isnull=True, cancelled_at__isnull=True)
_TO_LEAVE = OPEN & Q(left_at__isnull=True)
_ON_THE_WAY = OPEN & Q(left_at__isnull=False, arrived_at__isnull=True)
_THERE = OPEN & Q(arrived_at__isnull=False)


class AskTransfer(Command):
    """Somebody under an order has to go to a site or a hospital."""

    order: OrderId
    destination: Annotated[Destination, Label("Where to", "目的地")]
    site: Annotated[RecordId | None, Label("Site", "隔离点"), SITES] = None
    facility: Annotated[LongText, Label("Hospital", "医疗机构"), Field(max_length=80)] = ""
    reason: Annotated[LongText, Label("Reason", "理由")]


@action(
    "quarantine.ask_transfer",
    kind=Kind.TRANSFER_ASKED,
    permission=Permission.TRANSFER_WRITE,
    command=AskTransfer,
    title=Term("Ask for a transfer", "提出转运"),
    areas_of=area_of_record(QuarantineOrder, "order", unfinished),
)
def ask_transfer(commands: list[AskTransfer], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Open transfers; one at a time for a person."""
    orders = orders_by_id(command.order for command in commands)
    sites = Site.objects.in_bulk({command.site for command in commands if command.site})
    people = {order.person_id for order in orders.values()}
    under_way = set(Transfer.objects.filter(OPEN, person_id__in=people).values_list("person_id", flat=True))
    outcomes: list[Outcome | None] = []
    rows = []
    for command in commands:
        order = orders[command.order]
        site = sites.get(command.site or 0)
        problem = not_running(order, day_of(at)) or _no_destination(command, site, by)
        if problem is None and order.person_id in under_way:
            problem = Outcome.refused(Problem.TRANSFER_OPEN)
        if problem is None and not command.reason:
            problem = Outcome.refused(Problem.REASON_MISSING, on="reason")
        outcomes.append(problem)
        if problem is None:
            under_way.add(order.person_id)
            rows.append(
                Transfer(
                    area_id=order.area_id,
                    order=order,
                    person_id=order.person_id,
                    destination=command.destination.value,
                    site=site if command.destination is Destination.SITE else None,
                    facility=command.facility if command.destination is Destination.HOSPITAL else "",
                    reason=command.reason,
                    asked_at=at,
                )
            )
    made = iter(Transfer.objects.bulk_create(rows))
    return [outcome or _done(next(made)) for outcome in outcomes]


def _no_destination(command: AskTransfer, site: Site | None, by: Viewer) -> Outcome | None:
    if command.destination is Destination.HOSPITAL:
        return None if command.facility else Outcome.refused(Problem.DESTINATION_MISSING, on="facility")
    if command.site is None:
        return Outcome.refused(Problem.DESTINATION_MISSING, on="site")
    if site is None or not by.may(Permission.SITE_READ, site.area_id):
        return Outcome.refused(Problem.SITE_UNKNOWN, on="site")
    return None


def _done(transfer: Transfer, **detail: Any) -> Outcome:
    return Outcome.done(
        Transfer, transfer.pk, transfer.area_id, order=transfer.order_id, to=transfer.destination, **detail
    )


class DepartTransfer(Command):
    """The person is on the way."""

    transfer: TransferId
    left_at: When = None


@action(
    "quarantine.depart_transfer",
    after_exit=True,
    kind=Kind.TRANSFER_LEFT,
    permission=Permission.TRANSFER_WRITE,
    command=DepartTransfer,
    title=Term("Record departure", "登记转运出发"),
    areas_of=area_of_record(Transfer, "transfer", _TO_LEAVE),
)
def depart_transfer(commands: list[DepartTransfer], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """Note the departure; the place in which the person stayed is free from then on."""
    held = _locked(command.transfer for command in commands)
    outcomes, left = [], {}
    for command in commands:
        transfer, moment = held[command.transfer], command.left_at or command.happened_at or at
        problem = _step(transfer, TransferStep.LEAVE, moment, at, transfer.asked_at, on="left_at")
        if problem is None:
            transfer.left_at = left[transfer.order_id] = moment
        outcomes.append(problem or _done(transfer))
    Transfer.objects.bulk_update(held.values(), ["left_at"])
    placements = list(Placement.objects.select_for_update().filter(order__in=list(left), until_at__isnull=True))
    for placement in placements:
        placement.until_at = max(left[placement.order_id], placement.from_at)
    Placement.objects.bulk_update(placements, ["until_at"])
    return outcomes


class ArriveTransfer(Command):
    """The person is there, and somebody has still to take over."""

    transfer: TransferId
    arrived_at: When = None


@action(
    "quarantine.arrive_transfer",
    after_exit=True,
    kind=Kind.TRANSFER_ARRIVED,
    permission=Permission.TRANSFER_WRITE,
    command=ArriveTransfer,
    title=Term("Record arrival of a transfer", "登记转运到达"),
    areas_of=area_of_record(Transfer, "transfer", _ON_THE_WAY),
)
def arrive_transfer(commands: list[ArriveTransfer], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """Note the arrival."""
    held = _locked(command.transfer for command in commands)
    outcomes = []
    for command in commands:
        transfer, moment = held[command.transfer], command.arrived_at or command.happened_at or at
        problem = _step(transfer, TransferStep.ARRIVE, moment, at, transfer.left_at, on="arrived_at")
        if problem is None:
            transfer.arrived_at = moment
        outcomes.append(problem or _done(transfer))
    Transfer.objects.bulk_update(held.values(), ["arrived_at"])
    return outcomes


class ReceiveTransfer(Command):
    """Somebody of the other side has taken over; in a site the person gets a room."""

    transfer: TransferId
    received_by: Annotated[PersonName, Label("Received by", "接收人")]
    received_at: When = None
    room: Annotated[RecordId | None, Label("Room", "房间", _LATER), ROOMS] = None
    accompanied: Annotated[bool, Label("Someone stays along", "有陪护同住")] = False


@action(
    "quarantine.receive_transfer",
    after_exit=True,
    kind=Kind.TRANSFER_RECEIVED,
    permission=Permission.TRANSFER_WRITE,
    command=ReceiveTransfer,
    title=Term("Record the hand-over", "登记转运交接"),
    areas_of=area_of_record(Transfer, "transfer", _THERE),
)
def receive_transfer(commands: list[ReceiveTransfer], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Close transfers with who took over; a room that cannot be given refuses the whole of it."""
    held = _locked(command.transfer for command in commands)
    outcomes: list[Outcome] = []
    for command in commands:
        transfer, moment = held[command.transfer], command.received_at or command.happened_at or at
        problem = _step(transfer, TransferStep.RECEIVE, moment, at, transfer.arrived_at, on="received_at")
        if problem is None and command.room and transfer.destination != Destination.SITE:
            problem = Outcome.refused(Problem.ROOM_UNKNOWN, on="room")
        if problem is None:
            transfer.received_at, transfer.received_by, transfer.room_id = moment, command.received_by, command.room
        outcomes.append(problem or _done(transfer))
    _give_rooms(commands, held, outcomes, by, at)
    done = [held[command.transfer] for command, one in zip(commands, outcomes, strict=True) if one.problem is None]
    Transfer.objects.bulk_update(done, ["received_at", "received_by", "room"])
    return outcomes


def _give_rooms(
    commands: Sequence[ReceiveTransfer], held: dict[int, Transfer], outcomes: list[Outcome], by: Viewer, at: datetime
) -> None:
    """Place those for whom a room is named; whose room is full or not there keeps their transfer open."""
    places = [
        place
        for place, (command, outcome) in enumerate(zip(commands, outcomes, strict=True))
        if command.room and outcome.problem is None
    ]
    wanted = [
        AssignPlacement(
            order=held[commands[place].transfer].order_id,
            room=commands[place].room,
            from_at=held[commands[place].transfer].received_at,
            accompanied=commands[place].accompanied,
        )
        for place in places
    ]
    for place, placed in zip(places, run(assign_placement, wanted, by=by, at=at), strict=True):
        if placed.problem:
            outcomes[place] = placed


class CancelTransfer(Command):
    """The transfer is not needed any more, or turned back."""

    transfer: TransferId
    reason: Annotated[LongText, Label("Reason", "理由")]


@action(
    "quarantine.cancel_transfer",
    after_exit=True,
    kind=Kind.TRANSFER_CANCELLED,
    permission=Permission.TRANSFER_WRITE,
    command=CancelTransfer,
    title=Term("Cancel a transfer", "取消转运"),
    areas_of=area_of_record(Transfer, "transfer", OPEN & Q(arrived_at__isnull=True)),
)
def cancel_transfer(commands: list[CancelTransfer], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """Close transfers that did not arrive."""
    held = _locked(command.transfer for command in commands)
    outcomes = []
    for command in commands:
        transfer = held[command.transfer]
        problem = _step(transfer, TransferStep.CANCEL, at, at, None, on="transfer")
        if problem is None and not command.reason:
            problem = Outcome.refused(Problem.REASON_MISSING, on="reason")
        if problem is None:
            transfer.cancelled_at = at
        outcomes.append(problem or _done(transfer, reason=command.reason))
    Transfer.objects.bulk_update(held.values(), ["cancelled_at"])
    return outcomes


def _locked(numbers: Iterable[int]) -> dict[int, Transfer]:
    return Transfer.objects.select_for_update().in_bulk(set(numbers))


def _step(
    transfer: Transfer, step: TransferStep, moment: datetime, at: datetime, before: datetime | None, *, on: str
) -> Outcome | None:
    """Why the step cannot be recorded at that moment, or None."""
    state = state_of(transfer)
    if after_step(state, step) is None:
        return Outcome.refused(Problem.STEP_NOT_NEXT, state=state.term)
    if moment > at:
        return Outcome.refused(Problem.IN_THE_FUTURE, on=on)
    if before and moment < before:
        return Outcome.refused(Problem.TRANSFER_TIMES, on=on)
    return None
