"""Who stays where, and since when."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from django.db.models import Q

from menshen.domains.policy.vocabulary import Measure
from menshen.domains.quarantine.actions.common import ROOMS, SITES, OrderId, each, not_running, orders_by_id, unfinished
from menshen.domains.quarantine.models import Placement, QuarantineOrder, Room, Site
from menshen.domains.quarantine.queries import waiting_for_room
from menshen.domains.quarantine.vocabulary import Kind, Permission, Problem
from menshen.kernel.actions.declaration import Command, Label, Outcome, PointsAt, action, area_of_record
from menshen.kernel.actions.types import AreaCode, Moment, RecordId
from menshen.kernel.base.clock import day_of, local
from menshen.kernel.base.terms import Term
from menshen.kernel.scope.viewers import PLATFORM, acting

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from menshen.kernel.scope.viewers import Viewer


class AssignPlacement(Command):
    """Where a person under an order stays from now on; without a room it is the own home."""

    order: OrderId
    room: Annotated[RecordId | None, Label("Room", "房间", Term("Empty: at home.", "不填表示居家。")), ROOMS] = None
    from_at: Annotated[Moment | None, Label("From", "入住时间")] = None
    accompanied: Annotated[bool, Label("Someone stays along", "有陪护同住")] = False


@action(
    "quarantine.assign_placement",
    kind=Kind.PLACEMENT_ASSIGNED,
    permission=Permission.PLACEMENT_WRITE,
    command=AssignPlacement,
    title=Term("Assign placement", "安排安置"),
    areas_of=area_of_record(QuarantineOrder, "order", unfinished),
)
def assign_placement(commands: list[AssignPlacement], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Place people; an earlier placement ends when the new one begins. A room never takes more than its beds."""
    orders = orders_by_id(command.order for command in commands)
    rooms = _rooms([command.room for command in commands if command.room], by)
    beds = Beds.of(rooms, min((command.from_at or at for command in commands), default=at))
    present = {
        placement.order_id: placement
        for placement in Placement.objects.filter(order__in=list(orders), until_at__isnull=True)
    }
    outcomes: list[Outcome] = []
    ended, placed = [], []
    for command in commands:
        order, room, since = orders[command.order], rooms.get(command.room or 0), command.from_at or at
        before = present.get(order.pk)
        if before and before.room_id == command.room:
            outcomes.append(Outcome.known(QuarantineOrder, order.pk))
            continue
        free = beds.free(room, since) if room else None
        if problem := _not_placeable(order, command, room, since, at) or _full(room, free):
            outcomes.append(problem)
            continue
        if before:
            before.until_at = max(since, before.from_at)
            ended.append(before)
            beds.leave(before)
        present[order.pk] = Placement(
            area_id=order.area_id,
            order=order,
            person_id=order.person_id,
            room=room,
            bed=free[0] if free else None,
            from_at=since,
        )
        placed.append(present[order.pk])
        beds.take(present[order.pk])
        outcomes.append(Outcome.done(QuarantineOrder, order.pk, order.area_id, room=command.room))
    Placement.objects.bulk_update([placement for placement in ended if placement.pk], ["until_at"])
    Placement.objects.bulk_create(placed)
    return outcomes


def _rooms(numbers: Iterable[int], by: Viewer) -> dict[int, Room]:
    """The rooms, locked, of sites in which the viewer may place people: two who fill one room wait for each other."""
    found = Room.objects.select_for_update().order_by("pk").filter(pk__in=set(numbers))
    return {room.pk: room for room in found if by.may(Permission.PLACEMENT_WRITE, room.area_id)}


@dataclass(frozen=True, slots=True)
class Beds:
    """Who has which bed of some rooms, and until when; a bed of somebody of another community is taken too."""

    held: dict[int, list[Placement]]

    @classmethod
    def of(cls, rooms: Iterable[int], since: datetime) -> Beds:
        """As they are held from that moment on."""
        held: dict[int, list[Placement]] = defaultdict(list)
        if wanted := list(rooms):
            lasting = Q(until_at__isnull=True) | Q(until_at__gt=since)
            with acting(PLATFORM):
                for placement in Placement.objects.filter(lasting, room_id__in=wanted):
                    held[placement.room_id or 0].append(placement)
        return cls(held)

    def free(self, room: Room, since: datetime) -> list[int]:
        """The numbers of its beds that nobody has from that moment on."""
        taken = {
            placement.bed
            for placement in self.held[room.pk]
            if placement.until_at is None or placement.until_at > since
        }
        return [number for number in range(1, room.beds + 1) if number not in taken]

    def take(self, placement: Placement) -> None:
        if placement.room_id:
            self.held[placement.room_id].append(placement)

    def leave(self, placement: Placement) -> None:
        """What ended here ends here as well, found by its number or as the very same."""
        for other in self.held.get(placement.room_id or 0, ()):
            if other is placement or (other.pk is not None and other.pk == placement.pk):
                other.until_at = placement.until_at


def _not_placeable(
    order: QuarantineOrder, command: AssignPlacement, room: Room | None, since: datetime, at: datetime
) -> Outcome | None:
    if problem := not_running(order, day_of(at)):
        return problem
    if not local(order.starts_on) <= since < local(order.until_on):
        return Outcome.refused(Problem.OUTSIDE_ORDER, on="from_at", starts_on=order.starts_on, until=order.until_on)
    if command.room is None:
        return None
    if room is None:
        return Outcome.refused(Problem.ROOM_UNKNOWN, on="room")
    if order.measure != Measure.CENTRALISED_QUARANTINE:
        return Outcome.refused(Problem.SPENT_AT_HOME, on="room")
    if order.never_alone and not command.accompanied:
        return Outcome.refused(Problem.NEVER_ALONE, on="accompanied")
    return None


def _full(room: Room | None, free: list[int] | None) -> Outcome | None:
    if room and not free:
        return Outcome.refused(Problem.ROOM_FULL, on="room", room=room.number)
    return None


class FillSite(Command):
    """Give everybody of an area who waits for a room one of this site, households side by side."""

    area: Annotated[AreaCode, Label("Area", "辖区")]
    site: Annotated[RecordId, Label("Site", "隔离点"), SITES]


@action(
    "quarantine.fill_site",
    kind=Kind.SITE_FILLED,
    permission=Permission.PLACEMENT_WRITE,
    command=FillSite,
    title=Term("Allocate rooms of a site", "批量安排隔离点房间"),
    points_at=PointsAt(Site, "site"),
)
def fill_site(commands: list[FillSite], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Place the waiting in free beds, as far as they go; who must not be alone is left to a person."""
    return [_fill(command, by, at) for command in commands]


def _fill(command: FillSite, by: Viewer, at: datetime) -> Outcome:
    site = Site.objects.filter(pk=command.site).first()
    if site is None or not by.may(Permission.PLACEMENT_WRITE, site.area_id):
        return Outcome.refused(Problem.SITE_UNKNOWN, on="site")
    rooms = {room.pk: room for room in Room.objects.select_for_update().filter(site=site).order_by("pk")}
    beds = Beds.of(rooms, at)
    free = [room.pk for room in rooms.values() for _ in beds.free(room, at)]
    waiting = waiting_for_room().within(command.area).filter(never_alone=False, starts_on__lte=day_of(at))
    order_ids = waiting.order_by("household_id", "pk").values_list("pk", flat=True)[: len(free)]
    singles = [AssignPlacement(order=order, room=room) for order, room in zip(order_ids, free, strict=False)]
    done = each(assign_placement, singles, by=by, at=at)
    if not done:
        return Outcome.refused(Problem.NOBODY_TO_PLACE, site=site.name)
    return Outcome.done(Site, site.pk, site.area_id, placed=len(done))


class EndPlacement(Command):
    """The person left the room."""

    placement: Annotated[RecordId, Label("Placement", "安置记录")]
    until_at: Annotated[Moment | None, Label("Until", "离开时间")] = None


@action(
    "quarantine.end_placement",
    after_exit=True,
    kind=Kind.PLACEMENT_ENDED,
    permission=Permission.PLACEMENT_WRITE,
    command=EndPlacement,
    title=Term("End placement", "结束安置"),
    areas_of=area_of_record(Placement, "placement"),
)
def end_placement(commands: list[EndPlacement], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """Close placements at the time given or now."""
    held = Placement.objects.select_for_update().in_bulk([command.placement for command in commands])
    outcomes, ended = [], []
    for command in commands:
        placement, until_at = held[command.placement], command.until_at or at
        if placement.until_at:
            outcomes.append(Outcome.known(Placement, placement.pk))
        elif until_at > at:
            outcomes.append(Outcome.refused(Problem.IN_THE_FUTURE, on="until_at"))
        else:
            placement.until_at = max(until_at, placement.from_at)
            ended.append(placement)
            outcomes.append(Outcome.done(Placement, placement.pk, placement.area_id, order=placement.order_id))
    Placement.objects.bulk_update(ended, ["until_at"])
    return outcomes
