"""Laying a site out: its zones, and what is known of its rooms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from menshen.domains.quarantine.actions.placements import Beds
from menshen.domains.quarantine.models import Room, Site, Zone
from menshen.domains.quarantine.vocabulary import Kind, Permission, Problem, ZoneKind
from menshen.kernel.actions.declaration import Command, Label, Outcome, action, area_of_record
from menshen.kernel.actions.types import LongText, RecordId, ShortText
from menshen.kernel.base.terms import Term

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from menshen.kernel.scope.viewers import Viewer

SiteId = Annotated[RecordId, Label("Site", "隔离点")]
RoomNumbers = Annotated[
    list[Annotated[ShortText, Field(max_length=20)]],
    Label("Room numbers", "房间号", Term("One a line.", "每行一个。")),
    Field(max_length=2_000),
]


class SetZone(Command):
    """How far an area or a passage of a site reaches, and which rooms lie in it."""

    site: SiteId
    kind: Annotated[ZoneKind, Label("Area or passage", "分区或通道")]
    extent: Annotated[LongText, Label("Where it reaches", "范围"), Field(min_length=1)]
    rooms: RoomNumbers = []  # noqa: RUF012  pydantic copies it


@action(
    "quarantine.set_zone",
    kind=Kind.ZONE_SET,
    permission=Permission.SITE_WRITE,
    command=SetZone,
    title=Term("Set an area or passage", "划定分区和通道"),
    areas_of=area_of_record(Site, "site"),
)
def set_zone(commands: list[SetZone], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """Lay out the three areas and two passages; said again, a zone has its new extent, and rooms named move into it."""
    sites = _sites(commands)
    rooms = _rooms(commands)
    zones = {(zone.site_id, zone.kind): zone for zone in Zone.objects.select_for_update().filter(site__in=sites)}
    outcomes, moved = [], []
    for command in commands:
        if missing := _missing(command, rooms):
            outcomes.append(missing)
            continue
        site, key = sites[command.site], (command.site, command.kind.value)
        zone = zones.setdefault(key, Zone(area_id=site.area_id, site=site, kind=command.kind.value))
        into = [rooms[command.site, number] for number in command.rooms]
        if zone.pk and zone.extent == command.extent and all(room.zone_id == zone.pk for room in into):
            outcomes.append(Outcome.known(Site, site.pk))
            continue
        zone.extent = command.extent
        moved += [(room, zone) for room in into]
        outcomes.append(Outcome.done(Site, site.pk, site.area_id, zone=command.kind.value, rooms=len(into)))
    Zone.objects.bulk_update([zone for zone in zones.values() if zone.pk], ["extent"])
    Zone.objects.bulk_create([zone for zone in zones.values() if not zone.pk])
    for room, zone in moved:
        room.zone = zone
    Room.objects.bulk_update([room for room, _ in moved], ["zone"])
    return outcomes


class DescribeRooms(Command):
    """What is known of rooms. What is left empty stays as it is recorded."""

    site: SiteId
    rooms: Annotated[RoomNumbers, Field(min_length=1)]
    beds: Annotated[int | None, Label("Beds a room", "每间床位"), Field(ge=1, le=10)] = None
    barrier_free: Annotated[bool | None, Label("Barrier-free", "无障碍")] = None
    own_bath: Annotated[bool | None, Label("Own bath", "独立卫生间")] = None


@action(
    "quarantine.describe_rooms",
    kind=Kind.ROOMS_DESCRIBED,
    permission=Permission.SITE_WRITE,
    command=DescribeRooms,
    title=Term("Describe rooms", "补充房间信息"),
    areas_of=area_of_record(Site, "site"),
)
def describe_rooms(commands: list[DescribeRooms], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """Set beds and features of rooms; a bed in which somebody lies is not taken away."""
    sites, rooms = _sites(commands), _rooms(commands)
    beds = Beds.of([room.pk for room in rooms.values()], at)
    outcomes = []
    for command in commands:
        site = sites[command.site]
        if refused := _missing(command, rooms) or _too_few(command, rooms, beds):
            outcomes.append(refused)
            continue
        changed = sum(_describe(rooms[site.pk, number], command) for number in command.rooms)
        outcomes.append(
            Outcome.done(Site, site.pk, site.area_id, rooms=changed) if changed else Outcome.known(Site, site.pk)
        )
    Room.objects.bulk_update(rooms.values(), _FEATURES)
    return outcomes


_FEATURES = ("beds", "barrier_free", "own_bath")


def _describe(room: Room, command: DescribeRooms) -> bool:
    said = {name: value for name in _FEATURES if (value := getattr(command, name)) is not None}
    changed = any(getattr(room, name) != value for name, value in said.items())
    for name, value in said.items():
        setattr(room, name, value)
    return changed


def _too_few(command: DescribeRooms, rooms: dict[tuple[int, str], Room], beds: Beds) -> Outcome | None:
    if command.beds is None:
        return None
    for number in command.rooms:
        held = beds.held.get(rooms[command.site, number].pk, ())
        if any((placement.bed or 0) > command.beds for placement in held):
            return Outcome.refused(Problem.BEDS_IN_USE, on="beds", room=number, beds=command.beds)
    return None


def _sites(commands: Iterable[SetZone | DescribeRooms]) -> dict[int, Site]:
    return Site.objects.in_bulk({command.site for command in commands})


def _rooms(commands: Sequence[SetZone | DescribeRooms]) -> dict[tuple[int, str], Room]:
    """The rooms named, by site and number; locked, so that nobody moves in meanwhile."""
    found = Room.objects.select_for_update().filter(
        site__in={command.site for command in commands},
        number__in={number for command in commands for number in command.rooms},
    )
    return {(room.site_id, room.number): room for room in found.order_by("pk")}


def _missing(command: SetZone | DescribeRooms, rooms: dict[tuple[int, str], Room]) -> Outcome | None:
    for number in command.rooms:
        if (command.site, number) not in rooms:
            return Outcome.refused(Problem.ROOM_NOT_HERE, on="rooms", room=number)
    return None
