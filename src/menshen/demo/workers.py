"""The residents of the main community who leave for work after the holidays: 981, as its report counts them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, Final

from menshen.demo.arrivals import REPORT_DAY
from menshen.demo.places import DESTINATIONS, WUHAN
from menshen.demo.town import MAIN

if TYPE_CHECKING:
    from collections.abc import Iterable

    from menshen.demo.arrivals import PlannedArrival, PlannedDeparture
    from menshen.demo.people import Household, Person
    from menshen.demo.places import City

WORKERS: Final = {MAIN: 981}
REGISTERED_ON: Final = REPORT_DAY - timedelta(days=1)
_YOUNGEST, _OLDEST = 18, 55
_PLACES: Final = tuple(city for city in DESTINATIONS if city is not WUHAN)


@dataclass(frozen=True, slots=True)
class PlannedWorker:
    """Somebody at home who means to leave; `leaves_on` is open for one in ten."""

    household: Household
    person: Person
    destination: City
    employer: str
    leaves_on: date | None


def plan_workers(
    code: str,
    households: Iterable[Household],
    arrivals: Iterable[PlannedArrival],
    departures: Iterable[PlannedDeparture],
    seed: int,
) -> list[PlannedWorker]:
    """Drawn among those of working age who neither came back in these days nor are away, in the order of the doors."""
    wanted = WORKERS.get(code, 0)
    if not wanted:
        return []
    rng = Random(f"{seed}:workers:{code}")
    moving = {one.person.serial for one in arrivals} | {one.person.serial for one in departures}
    free = [
        (home, person)
        for home in households
        for person in home.members
        if _YOUNGEST <= person.age_on(REPORT_DAY) <= _OLDEST and person.serial not in moving
    ]
    return [
        PlannedWorker(
            home,
            person,
            rng.choice(_PLACES),
            rng.choice(("电子厂", "服装厂", "建筑公司", "物流公司", "家政公司", "")),
            REPORT_DAY + timedelta(days=rng.randint(3, 20)) if rng.random() < 0.9 else None,
        )
        for home, person in (free[place] for place in sorted(rng.sample(range(len(free)), wanted)))
    ]
