"""The fourteen days from 23 January to 5 February 2020, community by community, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from menshen.demo.arrivals import (
    FIRST_DAY,
    REPORT_DAY,
    PlannedArrival,
    PlannedDeparture,
    plan_movements,
)  # fmt: skip
from menshen.demo.campaign import PlannedAttempt, plan_attempts
from menshen.demo.health import Checks, PlannedCheck, PlannedReferral
from menshen.demo.people import Household, populate
from menshen.demo.town import ACCEPTANCE, Community, Town
from menshen.demo.workers import PlannedWorker, plan_workers

if TYPE_CHECKING:
    from collections.abc import Iterator

DAYS: Final = tuple(FIRST_DAY + timedelta(days=number) for number in range((REPORT_DAY - FIRST_DAY).days + 1))


@dataclass(frozen=True, slots=True)
class Hotel:
    """The one site of centralised quarantine."""

    name: str
    address: str
    rooms: tuple[str, ...]


HOTEL: Final = Hotel(
    "江畔宾馆",
    "示范省示范市示范区示范街道滨江路66号",
    tuple(f"{floor}{room:02d}" for floor in range(2, 8) for room in range(1, 13)),
)


@dataclass(frozen=True, slots=True)
class CommunityPlan:
    """What happens in one community; a community outside the acceptance has its residents and nothing else."""

    community: Community
    households: tuple[Household, ...]
    arrivals: tuple[PlannedArrival, ...]
    departures: tuple[PlannedDeparture, ...]
    attempts: tuple[PlannedAttempt, ...]
    checks: Checks
    referrals: tuple[PlannedReferral, ...]
    workers: tuple[PlannedWorker, ...]

    def arrivals_on(self, day: date) -> list[PlannedArrival]:
        """Those on the day's sheet: what was known before the first day is on the first."""
        return [arrival for arrival in self.arrivals if arrival.registered_on == day]

    def departures_on(self, day: date) -> list[PlannedDeparture]:
        return [departure for departure in self.departures if departure.registered_on == day]

    def attempts_on(self, day: date) -> list[PlannedAttempt]:
        return [attempt for attempt in self.attempts if attempt.at.date() == day]

    def checks_on(self, day: date) -> Iterator[PlannedCheck]:
        return self.checks.on(day)


def plan_community(community: Community, households: tuple[Household, ...], seed: int) -> CommunityPlan:
    """The fortnight of one community; the same seed gives the same plan."""
    arrivals, departures = plan_movements(community.code, households, seed)
    attempts = plan_attempts(community, households, arrivals, departures, seed)
    checks = Checks(community, arrivals, seed)
    workers = plan_workers(community.code, households, arrivals, departures, seed)
    return CommunityPlan(
        community, households, tuple(arrivals), tuple(departures), tuple(attempts), checks, tuple(checks.referrals()),
        tuple(workers),
    )  # fmt: skip


def plans(town: Town) -> Iterator[CommunityPlan]:
    """The plans of the communities that live through the days; the three come first in the town."""
    for community, households in populate(town):
        if community.code not in ACCEPTANCE:
            return
        yield plan_community(community, tuple(households), town.seed)
