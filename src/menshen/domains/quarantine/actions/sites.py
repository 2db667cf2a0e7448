"""Sites of centralised quarantine and their rooms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from menshen.domains.quarantine.models import Room, Site
from menshen.domains.quarantine.queries import area_ids
from menshen.domains.quarantine.vocabulary import Kind, Permission, SiteKind
from menshen.kernel.actions.declaration import Command, Label, Outcome, action
from menshen.kernel.actions.types import AreaCode, LongText, ShortText
from menshen.kernel.base.problems import not_found
from menshen.kernel.base.terms import Term

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from menshen.kernel.scope.viewers import Viewer


class RegisterSite(Command):
    """A place of centralised quarantine with its rooms, numbered in one stroke; more can follow later."""

    area: Annotated[AreaCode, Label("Area", "所属辖区")]
    name: Annotated[ShortText, Label("Name", "名称"), Field(min_length=1)]
    kind: Annotated[SiteKind, Label("Kind", "类型")] = SiteKind.HOTEL
    address: Annotated[LongText, Label("Address", "地址"), Field(max_length=140)] = ""
    rooms: Annotated[
        list[Annotated[ShortText, Field(max_length=20)]],
        Label("Room numbers", "房间号", Term("One a line.", "每行一个。")),
        Field(max_length=2_000),
    ] = []  # noqa: RUF012  pydantic copies it
    beds: Annotated[int, Label("Beds a room", "每间床位"), Field(ge=1, le=10)] = 1


@action(
    "quarantine.register_site",
    kind=Kind.SITE_REGISTERED,
    permission=Permission.SITE_WRITE,
    command=RegisterSite,
    title=Term("Register site", "登记隔离点"),
)
def register_site(commands: list[RegisterSite], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """Register sites; for a site that is there, add the rooms that are new."""
    areas = area_ids(command.area for command in commands)
    placed = [command for command in commands if command.area in areas]
    sites, fresh = _sites(placed)
    have = set(Room.objects.filter(site__in=sites.values()).values_list("site_id", "number"))
    rooms: list[Room] = []
    outcomes = []
    for command in commands:
        if command.area not in areas:
            outcomes.append(Outcome.refusal(not_found()))
            continue
        site = sites[command.area, command.name]
        new = [number for number in dict.fromkeys(command.rooms) if number and (site.pk, number) not in have]
        have.update((site.pk, number) for number in new)
        rooms += [Room(area_id=site.area_id, site=site, number=number, beds=command.beds) for number in new]
        is_new = site.pk in fresh
        fresh.discard(site.pk)
        outcomes.append(
            Outcome.done(Site, site.pk, site.area_id, rooms=len(new)) if new or is_new else Outcome.known(Site, site.pk)
        )
    Room.objects.bulk_create(rooms)
    return outcomes


def _sites(commands: Sequence[RegisterSite]) -> tuple[dict[tuple[str, str], Site], set[int]]:
    """The sites named, by area and name, and the numbers of those that were made for it."""
    names = {command.name for command in commands}
    held = {(site.area_id, site.name): site for site in Site.objects.filter(name__in=names)}
    missing = {
        (command.area, command.name): Site(
            area_id=command.area, name=command.name, kind=command.kind.value, address=command.address
        )
        for command in commands
        if (command.area, command.name) not in held
    }
    made = Site.objects.bulk_create(missing.values())
    return held | {(site.area_id, site.name): site for site in made}, {site.pk for site in made}
