"""Frozen rows of policy and the one way to choose among them.

A row speaks on a day when its state is in force and `valid_from <= day < valid_until`. Among the rows that speak, the
one of the most specific jurisdiction wins, and among equals the one that began last. Drafts never speak.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

from menshen.domains.policy.rules.places import stem
from menshen.domains.policy.vocabulary import (
    NATIONAL,
    CheckedBy,
    CountFrom,
    Grade,
    Measure,
    PolicyReason,
    RiskLevel,
    RuleState,
    Subject,
    TeamPattern,
    TeamRole,
    ThresholdCode,
)
from menshen.kernel.base.decisions import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from decimal import Decimal


class Dated(Protocol):
    """What every row of policy has."""

    @property
    def valid_from(self) -> date: ...
    @property
    def valid_until(self) -> date | None: ...
    @property
    def jurisdiction(self) -> str: ...
    @property
    def state(self) -> RuleState: ...


R = TypeVar("R", bound=Dated)


@dataclass(frozen=True, slots=True)
class Stage:
    """One stretch of a rule: a measure for so many days, with tests on these days of it (day 1 is its first)."""

    measure: Measure
    days: int
    test_days: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleRow:
    """What a document asks of people in one situation, from a day until a day (exclusive), in one jurisdiction.

    `day1_offset` says which day is day 1: 0 the day of the event itself, 1 the day after; places read it differently.
    `window_days`, where the document names one, is how far back a stay counts. `tests_grade` differs from `grade` where
    days and tests come from sources of different trust.
    """

    rule_id: str
    valid_from: date
    valid_until: date | None
    jurisdiction: str
    subject: Subject
    first_measure: Measure
    first_days: int
    first_test_days: tuple[int, ...] = ()
    second_measure: Measure | None = None
    second_days: int = 0
    second_test_days: tuple[int, ...] = ()
    specimen: str = ""
    release_extra: str = ""
    window_days: int | None = None
    count_from: CountFrom = CountFrom.LEAVING
    day1_offset: int = 1
    checked_by: CheckedBy | None = None
    document: str = ""
    grade: Grade = Grade.COPY
    tests_grade: Grade | None = None
    state: RuleState = RuleState.IN_FORCE
    parent_rule: str = ""
    note: str = ""

    @property
    def stages(self) -> tuple[Stage, ...]:
        first = Stage(self.first_measure, self.first_days, self.first_test_days)
        if self.second_measure is None:
            return (first,)
        return (first, Stage(self.second_measure, self.second_days, self.second_test_days))

    @property
    def days(self) -> int:
        """Days of all stages together."""
        return self.first_days + self.second_days


@dataclass(frozen=True, slots=True)
class RiskRow:
    """A place that a list names, from a day until a day (exclusive). Every list lapses."""

    risk_id: str
    place_code: str
    place_name: str
    level: RiskLevel
    valid_from: date
    valid_until: date
    document: str = ""
    grade: Grade = Grade.COPY
    state: RuleState = RuleState.IN_FORCE
    note: str = ""


@dataclass(frozen=True, slots=True)
class Threshold:
    """A number that a rule compares with, in its unit."""

    threshold_id: str
    code: ThresholdCode
    value: Decimal
    unit: str
    valid_from: date
    valid_until: date | None
    jurisdiction: str
    document: str = ""
    grade: Grade = Grade.COPY
    state: RuleState = RuleState.IN_FORCE
    note: str = ""


@dataclass(frozen=True, slots=True)
class TeamSeat:
    """A role beside a person under observation. An optional seat never makes a team incomplete."""

    role: TeamRole
    optional: bool = False


@dataclass(frozen=True, slots=True)
class TeamRow:
    """One seat of a team pattern, in a jurisdiction, for these measures, from a day until a day (exclusive)."""

    pattern: TeamPattern
    seat: TeamSeat
    measures: frozenset[Measure]
    valid_from: date
    valid_until: date | None
    jurisdiction: str
    document: str = ""
    grade: Grade = Grade.COPY
    state: RuleState = RuleState.IN_FORCE
    note: str = ""


def _best(rows: Iterable[R], area_code: str, day: date) -> R | None:
    """The row that speaks for this area on this day, or None."""
    best: R | None = None
    best_rank: tuple[int, date] | None = None
    for row in rows:
        if row.state is not RuleState.IN_FORCE or row.valid_from > day:
            continue
        if row.valid_until is not None and row.valid_until <= day:
            continue
        jurisdiction = row.jurisdiction
        if jurisdiction == NATIONAL:
            specific = 0
        elif area_code.startswith(jurisdiction):
            specific = len(jurisdiction)
        else:
            continue
        rank = (specific, row.valid_from)
        if best_rank is None or rank > best_rank:
            best, best_rank = row, rank
    return best


def rule_in_force(rules: Iterable[RuleRow], subject: Subject, area_code: str, day: date) -> RuleRow | None:
    """The observation rule for a situation where the person now lives, or None: then no measure has a basis."""
    return _best((row for row in rules if row.subject == subject), area_code, day)


def threshold_in_force(rows: Iterable[Threshold], code: ThresholdCode, area_code: str, day: date) -> Threshold | None:
    """The number in force; None means that nothing may be compared, not that the value is fine."""
    return _best((row for row in rows if row.code == code), area_code, day)


def team_in_force(rows: Sequence[TeamRow], measure: Measure, area_code: str, day: date) -> tuple[TeamSeat, ...]:
    """The seats of the pattern in force for a measure; empty where no pattern is set. Seats never delay an order."""
    leading = _best((row for row in rows if measure in row.measures), area_code, day)
    if leading is None:
        return ()
    key = (leading.pattern, leading.jurisdiction, leading.valid_from)
    return tuple(
        row.seat
        for row in rows
        if (row.pattern, row.jurisdiction, row.valid_from) == key
        and measure in row.measures
        and row.state is RuleState.IN_FORCE
        and (row.valid_until is None or day < row.valid_until)
    )


def risk_of(risks: Iterable[RiskRow], place_code: str, day: date) -> RiskRow | None:
    """What a list in force that day calls a place: the row of the smallest listed place that contains it.

    None is 'not listed', which gives no ground for any measure. A row of Wuhan (4201) wins over one of Hubei (42).
    """
    best: RiskRow | None = None
    best_rank: tuple[int, date] | None = None
    for row in risks:
        if row.state is not RuleState.IN_FORCE or not row.valid_from <= day < row.valid_until:
            continue
        listed = stem(row.place_code)
        if not listed or not place_code.startswith(listed):
            continue
        rank = (len(listed), row.valid_from)
        if best_rank is None or rank > best_rank:
            best, best_rank = row, rank
    return best


class Rulebook:
    """The rules and risk rows of policy, sorted by subject and by place, for being asked many times.

    Gives the same answers as `rule_in_force` and `risk_of` over the whole lists; a batch of arrivals shares one.
    """

    __slots__ = ("_risks", "_rules")

    def __init__(self, rules: Iterable[RuleRow], risks: Iterable[RiskRow]) -> None:
        self._rules: dict[Subject, list[RuleRow]] = defaultdict(list)
        self._risks: dict[str, list[RiskRow]] = defaultdict(list)
        for rule in rules:
            self._rules[rule.subject].append(rule)
        for risk in risks:
            self._risks[stem(risk.place_code)].append(risk)

    def rule_in_force(self, subject: Subject, area_code: str, day: date) -> RuleRow | None:
        return _best(self._rules.get(subject, ()), area_code, day)

    def risk_of(self, place_code: str, day: date) -> RiskRow | None:
        for length in range(len(place_code), 0, -1):
            rows = self._risks.get(place_code[:length])
            found = risk_of(rows, place_code, day) if rows else None
            if found is not None:
                return found
        return None


def differences(rule: RuleRow, parent: RuleRow | None) -> tuple[Reason, ...]:
    """In what a local rule is stricter than its parent; what is equal or milder is not listed.

    A local rule shows its parent and the difference, so that a rule cannot grow on its way down unseen.
    """
    if parent is None:
        return (Reason(PolicyReason.NO_PARENT),)
    name = parent.rule_id
    found: list[Reason] = []
    if rule.days > parent.days:
        found.append(Reason(PolicyReason.LONGER, {"days": rule.days, "parent_days": parent.days, "parent_rule": name}))
    by_day = zip(_strictness_by_day(rule), _strictness_by_day(parent), strict=False)
    if rule.first_measure.strictness > parent.first_measure.strictness or any(own > above for own, above in by_day):
        found.append(Reason(PolicyReason.STRICTER_PLACE, {"parent_rule": name}))
    tests = sum(len(stage.test_days) for stage in rule.stages)
    parent_tests = sum(len(stage.test_days) for stage in parent.stages)
    if tests > parent_tests:
        facts = {"tests": tests, "parent_tests": parent_tests, "parent_rule": name}
        found.append(Reason(PolicyReason.MORE_TESTS, facts))
    return tuple(found)


def _strictness_by_day(rule: RuleRow) -> list[int]:
    return [stage.measure.strictness for stage in rule.stages for _ in range(stage.days)]
