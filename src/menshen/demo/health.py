"""Temperatures of everyone under observation, morning and evening, and what became of the three who had a fever."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Final

from menshen.demo.arrivals import FIRST_DAY, REPORT_DAY, PlannedArrival
from menshen.demo.town import MAIN, Community
from menshen.domains.screening.vocabulary import OriginClass
from menshen.kernel.base.clock import local

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from menshen.demo.people import Household, Person

MORNING: Final = "早"
EVENING: Final = "晚"
FEVER_LINE: Final = 37.3
_FIRST_CHECKS: Final = local(FIRST_DAY, 12)


@dataclass(frozen=True, slots=True)
class PlannedCheck:
    """One measurement; `symptoms` and `measure` are empty when there is nothing to say."""

    arrival: PlannedArrival
    half: str
    measured_at: datetime
    celsius: float
    method: str
    symptoms: str
    measure: str
    made_by: str

    @property
    def person(self) -> Person:
        return self.arrival.person

    @property
    def household(self) -> Household:
        return self.arrival.household


@dataclass(frozen=True, slots=True)
class PlannedReferral:
    """The way of a fever to the clinic and back: all were excluded, none was a case."""

    arrival: PlannedArrival
    found_at: datetime
    referred_at: datetime
    first_diagnosed_at: datetime
    excluded_at: datetime
    facility: str
    finding: str


@dataclass(frozen=True, slots=True)
class _Fever:
    group: OriginClass
    day: date
    half: str
    celsius: float
    symptoms: str
    finding: str


_FEVERS: Final = {
    MAIN: (
        _Fever(OriginClass.HUBEI, date(2020, 1, 28), EVENING, 37.6, "咳嗽、咽痛", "上呼吸道感染"),
        _Fever(OriginClass.OTHER_PROVINCE, date(2020, 1, 31), MORNING, 37.4, "", "剧烈活动后体温偏高"),
        _Fever(OriginClass.WITHIN_PROVINCE, date(2020, 2, 2), EVENING, 38.1, "发热、乏力", "急性扁桃体炎"),
    )
}


class Checks:
    """The checks of one community, made anew from the seed each time they are asked for."""

    def __init__(self, community: Community, arrivals: Sequence[PlannedArrival], seed: int) -> None:
        self._arrivals = arrivals
        self._seed = seed
        self._workers = {grid.code: grid.workers for grid in community.grids}
        self._fevers: dict[tuple[int, date, str], _Fever] = {}
        for fever in _FEVERS.get(community.code, ()):
            feverish = next(a for a in arrivals if a.group is fever.group and a.registered_on < fever.day)
            self._fevers[feverish.person.serial, fever.day, fever.half] = fever

    def on(self, day: date) -> Iterator[PlannedCheck]:
        """Morning and then evening of everyone who is under observation on that day."""
        for half in (MORNING, EVENING):
            for arrival in self._arrivals:
                check = self._check(arrival, day, half)
                if check is not None:
                    yield check

    def referrals(self) -> list[PlannedReferral]:
        """In the order of the fevers; the clinic answers within an hour and a half, the exclusion comes next noon."""
        by_serial = {arrival.person.serial: arrival for arrival in self._arrivals}
        referrals = []
        for (serial, day, half), fever in self._fevers.items():
            found_at = _moment(self._seed, serial, day, half)
            referrals.append(
                PlannedReferral(
                    by_serial[serial],
                    found_at,
                    found_at + timedelta(minutes=12),
                    found_at + timedelta(minutes=95),
                    local(day + timedelta(days=1), 12, 30),
                    "示范区人民医院发热门诊",
                    fever.finding,
                )
            )
        return referrals

    def _check(self, arrival: PlannedArrival, day: date, half: str) -> PlannedCheck | None:
        serial = arrival.person.serial
        at = _moment(self._seed, serial, day, half)
        if at <= max(arrival.known_at, _FIRST_CHECKS) or day >= arrival.observed_until or day > REPORT_DAY:
            return None
        rng = Random(f"{self._seed}:celsius:{serial}:{at}")
        made_by = rng.choice(self._workers[arrival.household.grid_code])
        fever = self._fevers.get((serial, day, half))
        if fever is not None:
            return PlannedCheck(arrival, half, at, fever.celsius, "腋温", fever.symptoms, "送发热门诊", made_by)
        celsius = round(min(37.2, max(35.9, rng.gauss(36.5, 0.25))), 1)
        return PlannedCheck(arrival, half, at, celsius, rng.choice(("额温", "腋温")), "", "", made_by)


def _moment(seed: int, serial: int, day: date, half: str) -> datetime:
    """Between 7:30 and 9:30 or between 16:00 and 17:40, before the day's report is closed."""
    rng = Random(f"{seed}:check:{serial}:{day}:{half}")
    if half == MORNING:
        return local(day, 7, 30) + timedelta(minutes=rng.randint(0, 120))
    return local(day, 16) + timedelta(minutes=rng.randint(0, 100))
