"""A small town and the people who work in it."""

from __future__ import annotations

from datetime import date
from itertools import count

from menshen.kernel.scope.codes import ancestors_of, level_of
from menshen.kernel.scope.models import Actor, Area, Grant
from menshen.kernel.scope.viewers import Held, Viewer, viewer_of

DISTRICT = "990101"
STREET = "990101001"
RIVERSIDE = "990101001001"
COPPER = "990101001002"
GREENHILL = "990101001201"
NAMES = {
    "99": "示范省",
    "9901": "示范市",
    DISTRICT: "示范区",
    STREET: "示范街道",
    RIVERSIDE: "临江社区",
    COPPER: "铜都社区",
    GREENHILL: "青山村",
}
TODAY = date(2020, 2, 5)
_numbers = count(1)


def grid(community: str, number: int = 1) -> str:
    """The code of a grid of a community."""
    return f"{community}{number:03d}"


def town(*further: str) -> None:
    """A province down to one street with two communities and a village, two grids in each; and what is named beside,
    with all above it."""
    grids = {grid(code, number) for code in (RIVERSIDE, COPPER, GREENHILL) for number in (1, 2)}
    codes = {*NAMES, *grids, *further, *(above for code in further for above in ancestors_of(code))}
    Area.objects.bulk_create(
        [
            Area(code=code, level=level_of(code).value, name=NAMES.get(code, f"第{code[-3:]}号"))
            for code in sorted(codes)
        ],
        ignore_conflicts=True,
    )


def colleague(
    role: str, area: str | None, *, since: date = date(2020, 1, 1), until: date | None = None, username: str = ""
) -> Actor:
    """Somebody who holds a role over an area, or over the whole tree where it is None."""
    username = username or f"{role}-{next(_numbers)}"
    actor = Actor.objects.filter(username=username).first() or Actor.objects.create_user(
        username, display_name=f"{role} {area or 'everywhere'}"
    )
    Grant.objects.create(actor=actor, role=role, area_id=area, valid_from=since, valid_until=until)
    return actor


def signed_in(role: str, area: str | None, *, on: date = TODAY) -> Viewer:
    """The eyes of somebody with one of the platform's own roles."""
    return viewer_of(colleague(role, area), on=on)


def somebody(*areas: str, allowed: set[str] | frozenset[str] = frozenset()) -> Viewer:
    """The eyes of somebody who may do just what is `allowed`, in each of the areas."""
    actor = Actor.objects.create_user(f"somebody-{next(_numbers)}", display_name="某人")
    return Viewer(actor.pk, actor.display_name, tuple(Held("somebody", area, frozenset(allowed)) for area in areas))
