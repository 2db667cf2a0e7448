"""Who comes home during the fortnight and who is still away, chosen among the residents on the rosters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Final

from menshen.demo.places import (
    COACH,
    DESTINATIONS,
    FLIGHT,
    HUBEI_CITIES,
    LOW_RISK_CITIES,
    ORIGINS,
    RAIL,
    TRAIN,
    TRANSPORTS,
    WUHAN,
    City,
)
from menshen.demo.town import MAIN, SECOND, VILLAGE
from menshen.domains.screening.vocabulary import OriginClass
from menshen.kernel.base.clock import local

if TYPE_CHECKING:
    from collections.abc import Sequence

    from menshen.demo.people import Household, Person

FIRST_DAY: Final = date(2020, 1, 23)
REPORT_DAY: Final = date(2020, 2, 5)
OBSERVED_DAYS: Final = 14


@dataclass(frozen=True, slots=True)
class PlannedArrival:
    """One person's way home. Times are local, to the minute; companions are names of members who travelled along.

    `reported_at` is the household's own report, often missing; `known_at` is when a worker had asked. `registered_on`
    is the day whose sheet carries the row: what was known before the first day is on the first day's sheet.
    """

    household: Household
    person: Person
    group: OriginClass
    origin: City
    left_at: datetime
    arrived_home_at: datetime
    reported_at: datetime | None
    known_at: datetime
    transport: str
    vehicle: str
    seat: str
    companions: tuple[str, ...]
    celsius: float
    standing: str

    @property
    def left_on(self) -> date:
        return self.left_at.date()

    @property
    def registered_on(self) -> date:
        return max(self.known_at.date(), FIRST_DAY)

    @property
    def observed_until(self) -> date:
        """The first free day: fourteen days are counted from the day after leaving."""
        return self.left_on + timedelta(days=OBSERVED_DAYS + 1)

    @property
    def is_late(self) -> bool:
        """Whether more than two hours passed from coming home to being known."""
        return self.known_at - self.arrived_home_at > timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class PlannedDeparture:
    """One person who is away and has not come back by the report day."""

    household: Household
    person: Person
    destination: City
    left_on: date
    reason: str
    expected_back_on: date | None
    registered_on: date


@dataclass(frozen=True, slots=True)
class Quota:
    """Parties to be found: `parties[n]` households of which n + 1 members travel together.

    `left` gives the days of leaving with their weights; `late` parties of one are found out after more than two hours;
    `standing` narrows the choice to students or workers.
    """

    group: OriginClass
    parties: tuple[int, ...]
    left: tuple[tuple[date, int], ...]
    origins: tuple[City, ...]
    late: int = 0
    standing: str = ""


STUDENT: Final = "学生"
WORKER: Final = "务工"


def _january(*weights: tuple[int, int]) -> tuple[tuple[date, int], ...]:
    """Weights by day, counted on from 1 January: 32 is the first of February."""
    return tuple((date(2019, 12, 31) + timedelta(days=day), weight) for day, weight in weights)


# Home for the New Year of 25 January, then back to town for work.
_WEEKS: Final = _january(
    (22, 30), (23, 28), (24, 16), (25, 6), (26, 7), (27, 9), (28, 8),
    (29, 8), (30, 9), (31, 11), (32, 11), (33, 9), (34, 7),
)  # fmt: skip
QUOTAS: Final[dict[str, tuple[Quota, ...]]] = {
    MAIN: (
        # Nobody left before 22 January, so that all of them are still under observation on the report day.
        Quota(OriginClass.HUBEI, (8, 6, 2, 2), _january((22, 3), (23, 2)), ORIGINS[OriginClass.HUBEI]),
        Quota(OriginClass.OTHER_PROVINCE, (228, 22, 5), _WEEKS, ORIGINS[OriginClass.OTHER_PROVINCE], late=2),
        Quota(
            OriginClass.WITHIN_PROVINCE, (363, 22, 4), (*_WEEKS, *_january((35, 8), (36, 5))),
            ORIGINS[OriginClass.WITHIN_PROVINCE], late=3,
        ),
    ),
    SECOND: (
        Quota(OriginClass.HUBEI, (6, 2, 0, 1), _january((20, 1), (21, 1)), (WUHAN,)),
        Quota(OriginClass.HUBEI, (4, 3), _january((22, 1)), (WUHAN,), late=1),
    ),
    VILLAGE: (
        Quota(OriginClass.WITHIN_PROVINCE, (7,), _WEEKS[:6], LOW_RISK_CITIES, standing=STUDENT),
        Quota(OriginClass.WITHIN_PROVINCE, (7,), _WEEKS, LOW_RISK_CITIES, standing=WORKER),
    ),
}  # fmt: skip
AWAY: Final[dict[str, int]] = {MAIN: 412, SECOND: 286, VILLAGE: 23}


def plan_movements(
    code: str, households: Sequence[Household], seed: int
) -> tuple[list[PlannedArrival], list[PlannedDeparture]]:
    """Arrivals in the order in which they became known, and people still away; no household is in both.

    Raises ValueError when the community has too few households of the kind that a quota asks for.
    """
    rng = Random(f"{seed}:movements:{code}")
    order = rng.sample(households, len(households))
    taken: set[str] = set()
    arrivals: list[PlannedArrival] = []
    for quota in QUOTAS.get(code, ()):
        late = quota.late
        for size, count in enumerate(quota.parties, start=1):
            for _ in range(count):
                household, party = _find_party(rng, order, taken, size, quota.standing)
                taken.add(household.number)
                is_late = late > 0 and size == 1
                late -= is_late
                arrivals.extend(_plan_trip(rng, household, party, quota, is_late=is_late))
    arrivals.sort(key=lambda arrival: (arrival.known_at, arrival.person.serial))
    free = [household for household in order if household.number not in taken]
    return arrivals, _plan_departures(rng, free, AWAY.get(code, 0))


def _find_party(
    rng: Random, order: Sequence[Household], taken: set[str], size: int, standing: str
) -> tuple[Household, list[Person]]:
    for household in order:
        if household.number not in taken and (party := _travellers(rng, household, size, standing)):
            return household, party
    raise ValueError(f"no household is left of which {size} may travel {standing}")


def _travellers(rng: Random, household: Household, size: int, standing: str) -> list[Person]:
    """`size` members, a grown-up first; nobody when the household has not so many who would travel."""
    members = rng.sample(household.members, len(household.members))
    if standing == STUDENT:
        return [person for person in members if person.occupation == STUDENT and _age(person) >= 15][:size]
    grown = [person for person in members if 18 <= _age(person) <= 58]
    if standing == WORKER:
        grown = [person for person in grown if person.occupation != STUDENT]
    others = [person for person in members if person not in grown and _age(person) < 66]
    return [*grown, *others][:size] if grown and len(grown) + len(others) >= size else []


def _age(person: Person) -> int:
    return person.age_on(FIRST_DAY)


def _plan_trip(
    rng: Random, household: Household, party: list[Person], quota: Quota, *, is_late: bool
) -> list[PlannedArrival]:
    days, weights = zip(*quota.left, strict=True)
    left_on = rng.choices(days, weights)[0]
    if is_late:
        left_on = min(left_on, date(2020, 2, 1))
    # Wuhan was closed on 23 January at ten.
    origins = HUBEI_CITIES[1:] if quota.group is OriginClass.HUBEI and left_on > date(2020, 1, 22) else quota.origins
    transport = rng.choice(TRANSPORTS[quota.group])
    minutes = int(60 * rng.uniform(*transport.hours))
    earliest, latest = (18 * 60, 20 * 60) if transport.overnight else (6 * 60, 20 * 60 - minutes)
    if left_on == REPORT_DAY:
        latest = 8 * 60
    left_at = local(left_on) + timedelta(minutes=rng.randint(earliest, latest))
    arrived_home_at = left_at + timedelta(minutes=minutes)
    known_at = arrived_home_at + timedelta(minutes=rng.randint(150, 230) if is_late else rng.randint(8, 110))
    reported_at = None
    if not is_late and rng.random() < 0.55:
        reported_at = left_at - timedelta(minutes=rng.randint(60, 1500))
    vehicle = _vehicle(rng, transport.name)
    carriage, first_seat = rng.randint(1, 16), rng.randint(1, 60)
    origin = rng.choice(origins)
    return [
        PlannedArrival(
            household=household,
            person=person,
            group=quota.group,
            origin=origin,
            left_at=left_at,
            arrived_home_at=arrived_home_at,
            reported_at=reported_at,
            known_at=known_at,
            transport=transport.name,
            vehicle=vehicle,
            seat=_seat(transport.name, carriage, first_seat + place),
            companions=tuple(other.name for other in party if other is not person),
            celsius=round(min(37.1, max(35.9, rng.gauss(36.5, 0.25))), 1),
            standing=quota.standing or _standing(rng, person),
        )
        for place, person in enumerate(party)
    ]


def _standing(rng: Random, person: Person) -> str:
    if person.occupation == STUDENT or _age(person) < 18:
        return STUDENT
    return "探亲" if person.occupation == "退休" else rng.choice((WORKER, WORKER, WORKER, "经商", "探亲"))


def _vehicle(rng: Random, transport: str) -> str:
    """Number of train or flight, or a plate of the fictional province."""
    if transport == RAIL:
        return f"G{rng.randint(1001, 2999)}"
    if transport == TRAIN:
        return f"K{rng.randint(101, 999)}"
    if transport == FLIGHT:
        return f"CZ{rng.randint(3001, 6999)}"
    return f"示{rng.choice('ABCDEFGH')}{rng.randint(10_000, 99_999)}"


def _seat(transport: str, carriage: int, place: int) -> str:
    if transport == RAIL:
        return f"{carriage:02d}车{place // 5 + 1:02d}{'ABCDF'[place % 5]}"
    if transport == TRAIN:
        return f"{carriage:02d}车{place:03d}号"
    if transport == FLIGHT:
        return f"{place // 6 + 11}{'ABCDEF'[place % 6]}"
    return f"{place}号" if transport == COACH else ""


def _plan_departures(rng: Random, households: Sequence[Household], count: int) -> list[PlannedDeparture]:
    candidates = [
        (household, person) for household in households for person in household.members[1:] if 18 <= _age(person) <= 55
    ]
    departures = []
    for household, person in rng.sample(candidates, count):
        left_on = date(2020, 1, 19) - timedelta(days=int(rng.expovariate(1 / 60)) + 1)
        studies = person.occupation == STUDENT
        back = None if rng.random() < 0.6 else date(2020, 2, 10) + timedelta(days=rng.randint(0, 40))
        reason = "求学" if studies else rng.choice(("务工", "务工", "务工", "经商", "探亲"))
        registered_on = FIRST_DAY + timedelta(days=rng.randint(0, 3))
        destination = rng.choice(DESTINATIONS)
        departures.append(PlannedDeparture(household, person, destination, left_on, reason, back, registered_on))
    departures.sort(key=lambda departure: (departure.registered_on, departure.person.serial))
    return departures
