"""People of a small community, as tests need them: areas, those who work there, rows of a roster.

Identity numbers carry the area code 990101, which was never assigned.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from menshen.domains.registry.actions.registering import RegisterResident, register_resident
from menshen.domains.registry.vocabulary import Permission
from menshen.kernel.actions.performing import perform
from menshen.kernel.base.idnumbers import check_character
from menshen.kernel.scope.codes import ancestors_of, level_of
from menshen.kernel.scope.models import Actor, Area
from menshen.kernel.scope.viewers import Held, Viewer

if TYPE_CHECKING:
    from menshen.kernel.actions.declaration import Outcome

COMMUNITY = "990101001001"
GRID = "990101001001001"
OTHER_GRID = "990101001001002"
OTHER_COMMUNITY = "990101001002"
FAR_GRID = "990101001002001"
NOW = datetime(2020, 1, 23, 2, tzinfo=UTC)


def make_areas(*further: str) -> None:
    """Two communities with their grids, what is named beside, and all that lies above."""
    codes = {COMMUNITY, GRID, OTHER_GRID, OTHER_COMMUNITY, FAR_GRID, *further}
    codes |= {above for code in codes for above in ancestors_of(code)}
    Area.objects.bulk_create(
        [Area(code=code, level=level_of(code).value, name=f"网格{code[-3:]}") for code in sorted(codes)],
        ignore_conflicts=True,
    )


def worker(area: str = COMMUNITY, *, permissions: set[str] | None = None, name: str = "clerk") -> Viewer:
    """Somebody with every permission of the registry over `area`."""
    actor, _ = Actor.objects.get_or_create(username=name, defaults={"display_name": name})
    allowed = frozenset(permissions if permissions is not None else Permission.codes())
    return Viewer(actor.pk, name, (Held("worker", area, allowed),))


def id_number(serial: int = 1, *, born_on: date = date(1980, 5, 17), male: bool = True) -> str:
    """A valid number; `serial` below 500 tells people of one birthday apart."""
    first = f"990101{born_on:%Y%m%d}{2 * serial + male:03d}"
    return first + check_character(first)


def phone(serial: int = 1) -> str:
    return f"100{serial:08d}"


def row(name: str = "张伟", **known: Any) -> RegisterResident:
    """A row of a roster: someone in 3栋2单元501 of 滨江花园 unless it says otherwise."""
    home = {"area": GRID, "compound": "滨江花园", "building": "3栋", "unit": "2单元", "door": "501"}
    return RegisterResident.model_validate({**home, "name": name, **known})


def register(*rows: RegisterResident, by: Viewer | None = None, at: datetime = NOW) -> list[Outcome]:
    """Bring the rows in as one batch."""
    return perform(register_resident, rows, by=by or worker(), at=at)
