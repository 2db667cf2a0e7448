"""The rows that come with the platform: first contents of the policy tables, and the tables of the tests.

They are CSV beside this package so that a person can read and correct them; `data/README.md` says where they come from.
"""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from menshen.domains.policy.rules.places import Gazetteer, Place
from menshen.domains.policy.rules.rows import RiskRow, RuleRow, TeamRow, TeamSeat, Threshold
from menshen.domains.policy.vocabulary import (
    CheckedBy,
    CountFrom,
    Grade,
    Measure,
    PlaceLevel,
    RiskLevel,
    RuleState,
    Subject,
    TeamPattern,
    TeamRole,
    ThresholdCode,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

_DATA = files("menshen.domains.policy") / "data"


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (_DATA / name).open(encoding="utf-8") as file:
        yield from csv.DictReader(file)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(";")) if text else ()


@cache
def rules() -> tuple[RuleRow, ...]:
    """Observation rules, drafts included."""
    return tuple(
        RuleRow(
            rule_id=row["rule_id"],
            valid_from=date.fromisoformat(row["valid_from"]),
            valid_until=_day(row["valid_until"]),
            jurisdiction=row["jurisdiction"],
            subject=Subject(row["subject"]),
            first_measure=Measure(row["first_measure"]),
            first_days=int(row["first_days"]),
            first_test_days=_numbers(row["first_test_days"]),
            second_measure=Measure(row["second_measure"]) if row["second_measure"] else None,
            second_days=int(row["second_days"] or 0),
            second_test_days=_numbers(row["second_test_days"]),
            specimen=row["specimen"],
            release_extra=row["release_extra"],
            window_days=int(row["window_days"]) if row["window_days"] else None,
            count_from=CountFrom(row["count_from"]),
            day1_offset=int(row["day1_offset"]),
            checked_by=CheckedBy(row["checked_by"]) if row["checked_by"] else None,
            document=row["document"],
            grade=Grade(row["grade"]),
            tests_grade=Grade(row["tests_grade"]) if row["tests_grade"] else None,
            state=RuleState(row["state"]),
            parent_rule=row["parent_rule"],
            note=row["note"],
        )
        for row in _rows("observation_rules.csv")
    )


@cache
def risk_areas() -> tuple[RiskRow, ...]:
    return tuple(
        RiskRow(
            risk_id=row["risk_id"],
            place_code=row["place_code"],
            place_name=row["place_name"],
            level=RiskLevel(row["level"]),
            valid_from=date.fromisoformat(row["valid_from"]),
            valid_until=date.fromisoformat(row["valid_until"]),
            document=row["document"],
            grade=Grade(row["grade"]),
            state=RuleState(row["state"]),
            note=row["note"],
        )
        for row in _rows("risk_areas.csv")
    )


@cache
def thresholds() -> tuple[Threshold, ...]:
    return tuple(
        Threshold(
            threshold_id=row["threshold_id"],
            code=ThresholdCode(row["code"]),
            value=Decimal(row["value"]),
            unit=row["unit"],
            valid_from=date.fromisoformat(row["valid_from"]),
            valid_until=_day(row["valid_until"]),
            jurisdiction=row["jurisdiction"],
            document=row["document"],
            grade=Grade(row["grade"]),
            state=RuleState(row["state"]),
            note=row["note"],
        )
        for row in _rows("thresholds.csv")
    )


@cache
def teams() -> tuple[TeamRow, ...]:
    return tuple(
        TeamRow(
            pattern=TeamPattern(row["pattern"]),
            seat=TeamSeat(TeamRole(row["role"]), optional=row["optional"] == "yes"),
            measures=frozenset(Measure(code) for code in row["measures"].split(";")),
            valid_from=date.fromisoformat(row["valid_from"]),
            valid_until=_day(row["valid_until"]),
            jurisdiction=row["jurisdiction"],
            document=row["document"],
            grade=Grade(row["grade"]),
            state=RuleState(row["state"]),
            note=row["note"],
        )
        for row in _rows("team_roles.csv")
    )


@cache
def places() -> tuple[Place, ...]:
    return tuple(
        Place(
            code=row["code"],
            name=row["name"],
            level=PlaceLevel(row["level"]),
            parent=row["parent"],
            aliases=tuple(row["aliases"].split("|")) if row["aliases"] else (),
        )
        for row in _rows("places.csv")
    )


@cache
def gazetteer() -> Gazetteer:
    return Gazetteer(places())


@lru_cache(maxsize=65536)
def resolve_place(text: str) -> Place | None:
    """The smallest place that a text names for certain, by the list that comes with the platform."""
    return gazetteer().resolve(text)


def named_place(text: str) -> Place | None:
    """The place of that list that a text names as a whole, and not something in it."""
    return gazetteer().named(text)
