"""What a journey means: the place and its class, what a list called it that day, when the two-hour clock ends.

A place is read from what someone said about where they stayed; a number plate or a native place says nothing about it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from menshen.domains.policy import interface as policy
from menshen.domains.policy.vocabulary import ThresholdCode
from menshen.domains.screening.rules import origin_class
from menshen.domains.screening.vocabulary import Problem
from menshen.kernel.base.clock import day_of
from menshen.kernel.base.folding import tidy
from menshen.kernel.base.problems import Refused

if TYPE_CHECKING:
    from decimal import Decimal

    from menshen.domains.screening.models import Arrival

_PLATE = re.compile(r"[一-鿿][A-Z]\s?[A-Z0-9]{4,6}")
_PROVINCE = 2  # digits of an area code that say the province


@dataclass(frozen=True, slots=True)
class Told:
    """What was told of a journey, as it goes into the record; empty and None are unknown."""

    origin: str = ""
    left_on: date | None = None
    arrived_home_at: datetime | None = None
    announced_at: datetime | None = None
    known_at: datetime | None = None
    route: str = ""
    transport: str = ""
    transport_number: str = ""
    seat: str = ""
    companions: str = ""
    identity_group: str = ""
    temperature: Decimal | None = None
    symptoms: list[str] | None = None
    contact_history: str = ""
    asked_by: str = ""
    note: str = ""

    @classmethod
    def of(cls, arrival: Arrival) -> Told:
        """As it was told before."""
        return cls(**{name: getattr(arrival, name) for name in TOLD})


TOLD = tuple(field.name for field in fields(Told))


@dataclass(frozen=True, slots=True)
class Judged:
    """What follows from it by the lists and limits in force."""

    place_code: str
    origin_class: str
    risk_level: str
    risk_row: str
    known_at: datetime | None
    clock_ends_at: datetime | None


class Judge:
    """Reads journeys against the policy in force; one for a batch, because it reads policy once."""

    def __init__(self, at: datetime) -> None:
        self._at = at
        self._rulebook = policy.rulebook()
        self._limits = policy.thresholds()

    def judge(self, told: Told, area: str, claimed_at: datetime) -> Judged:
        """Refused: the place is not one, or the times contradict each other. `claimed_at` is when it was told.

        The situation counts as known once the place is; somebody who asked in vain says so by `known_at`.
        """
        self._check_times(told)
        place = policy.resolve_place(told.origin) if told.origin else None
        if told.origin and place is None:
            plate = _PLATE.fullmatch(tidy(told.origin).upper())
            raise Refused(
                Problem.PLACE_IS_A_PLATE if plate else Problem.PLACE_UNKNOWN, field="origin", place=told.origin
            )
        code = place.code if place else ""
        arrived_on = day_of(told.arrived_home_at or claimed_at)
        risk = self._rulebook.risk_of(code, told.left_on or arrived_on) if code else None
        known_at = told.known_at or (claimed_at if place else None)
        return Judged(
            code,
            origin_class(code, area[:_PROVINCE]).value,
            risk.level.value if risk else "",
            risk.risk_id if risk else "",
            known_at,
            self._clock_end(told.arrived_home_at, area),
        )

    def _clock_end(self, arrived_home_at: datetime | None, area: str) -> datetime | None:
        if arrived_home_at is None:
            return None
        limit = policy.threshold_in_force(
            self._limits, ThresholdCode.ARRIVAL_KNOWN_WITHIN, area, day_of(arrived_home_at)
        )
        return None if limit is None else arrived_home_at + timedelta(hours=float(limit.value))

    def _check_times(self, told: Told) -> None:
        if told.arrived_home_at is not None and told.arrived_home_at > self._at:
            raise Refused(Problem.ARRIVAL_IN_THE_FUTURE, field="arrived_home_at")
        if told.known_at is not None and told.known_at > self._at:
            raise Refused(Problem.KNOWN_IN_THE_FUTURE, field="known_at")
        latest = told.arrived_home_at or self._at
        if told.left_on is not None and told.left_on > day_of(latest):
            raise Refused(Problem.LEFT_AFTER_ARRIVAL, field="left_on")
