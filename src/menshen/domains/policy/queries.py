"""Reading policy: the pure rows that rules decide by, and the querysets of the ledgers.

The pure rows are kept in the process and read again only when the stamp of `Revision` differs, which costs one look at
a table of one row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from menshen.domains.policy import rules as pure
from menshen.domains.policy.models import Revision, RiskArea, Rule, TeamRole, Threshold
from menshen.domains.policy.vocabulary import (
    CheckedBy,
    CountFrom,
    Grade,
    Measure,
    RiskLevel,
    RuleState,
    Subject,
    TeamPattern,
    ThresholdCode,
)
from menshen.domains.policy.vocabulary import TeamRole as TeamRoleCode

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from menshen.domains.policy.models import PolicyRow
    from menshen.kernel.scope.viewers import Viewer


@dataclass(frozen=True, slots=True)
class Shelf:
    """Everything in force on some day, as of one revision."""

    rules: tuple[pure.RuleRow, ...]
    risks: tuple[pure.RiskRow, ...]
    thresholds: tuple[pure.Threshold, ...]
    teams: tuple[pure.TeamRow, ...]
    rulebook: pure.Rulebook


_kept: tuple[UUID, Shelf] | None = None


def shelf() -> Shelf:
    """The approved rows of all four tables; each still says on which days and where it holds."""
    global _kept  # noqa: PLW0603  one value for the process, replaced whole
    stamp = Revision.objects.values_list("stamp", flat=True).get()
    if _kept is None or _kept[0] != stamp:
        _kept = (stamp, _read())
    return _kept[1]


def _read() -> Shelf:
    approved = RuleState.IN_FORCE.value
    rules = tuple(rule_row(row) for row in Rule.objects.filter(state=approved))
    risks = tuple(risk_row(row) for row in RiskArea.objects.filter(state=approved))
    thresholds = tuple(threshold_row(row) for row in Threshold.objects.filter(state=approved))
    teams = tuple(team_row(row) for row in TeamRole.objects.filter(state=approved).order_by("id"))
    return Shelf(rules, risks, thresholds, teams, pure.Rulebook(rules, risks))


def rule_row(row: Rule) -> pure.RuleRow:
    """The pure form of a stored rule, drafts too; a verified row has the grade of what was read."""
    return pure.RuleRow(
        rule_id=row.rule_id,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        jurisdiction=row.jurisdiction,
        subject=Subject(row.subject),
        first_measure=Measure(row.first_measure),
        first_days=row.first_days,
        first_test_days=tuple(row.first_test_days),
        second_measure=Measure(row.second_measure) if row.second_measure else None,
        second_days=row.second_days,
        second_test_days=tuple(row.second_test_days),
        specimen=row.specimen,
        release_extra=row.release_extra,
        window_days=row.window_days,
        count_from=CountFrom(row.count_from),
        day1_offset=row.day1_offset,
        checked_by=CheckedBy(row.checked_by) if row.checked_by else None,
        document=row.document,
        grade=_grade(row),
        tests_grade=Grade(row.tests_grade) if row.tests_grade and not row.verified_grade else None,
        state=RuleState(row.state),
        parent_rule=row.parent_rule,
        note=row.note,
    )


def draft_rule(number: int) -> pure.RuleRow | None:
    """The rule of that key while it is still a draft."""
    row = Rule.objects.filter(pk=number, state=RuleState.DRAFT.value).first()
    return rule_row(row) if row else None


def risk_row(row: RiskArea) -> pure.RiskRow:
    assert row.valid_until is not None  # a_risk_area_ends_after_it_begins
    return pure.RiskRow(
        risk_id=row.risk_id,
        place_code=row.place_code,
        place_name=row.place_name,
        level=RiskLevel(row.level),
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        document=row.document,
        grade=_grade(row),
        state=RuleState(row.state),
        note=row.note,
    )


def threshold_row(row: Threshold) -> pure.Threshold:
    return pure.Threshold(
        threshold_id=row.threshold_id,
        code=ThresholdCode(row.code),
        value=row.value,
        unit=row.unit,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        jurisdiction=row.jurisdiction,
        document=row.document,
        grade=_grade(row),
        state=RuleState(row.state),
        note=row.note,
    )


def team_row(row: TeamRole) -> pure.TeamRow:
    return pure.TeamRow(
        pattern=TeamPattern(row.pattern),
        seat=pure.TeamSeat(TeamRoleCode(row.role), optional=row.optional),
        measures=frozenset(Measure(code) for code in row.measures),
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        jurisdiction=row.jurisdiction,
        document=row.document,
        grade=_grade(row),
        state=RuleState(row.state),
        note=row.note,
    )


def _grade(row: PolicyRow) -> Grade:
    return Grade(row.verified_grade or row.grade)


def rules(viewer: Viewer) -> QuerySet[Rule]:  # noqa: ARG001  policy is public within the platform
    return Rule.objects.all()


def risk_areas(viewer: Viewer) -> QuerySet[RiskArea]:  # noqa: ARG001
    return RiskArea.objects.all()


def thresholds(viewer: Viewer) -> QuerySet[Threshold]:  # noqa: ARG001
    return Threshold.objects.all()
