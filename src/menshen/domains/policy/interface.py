"""The front door of policy for other domains: pure rows, cached until something changes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from menshen.domains.policy.jobs import load_reference_data
from menshen.domains.policy.queries import draft_rule, shelf
from menshen.domains.policy.rules import (
    RiskRow,
    Rulebook,
    RuleRow,
    TeamRow,
    TeamSeat,
    Threshold,
    resolve_place,
    team_in_force,
    threshold_in_force,
)
from menshen.domains.policy.vocabulary import RuleState

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from menshen.domains.policy.vocabulary import Measure, ThresholdCode

__all__ = [
    "RiskRow",
    "RuleRow",
    "Rulebook",
    "TeamRow",
    "TeamSeat",
    "Threshold",
    "draft_rule",
    "load_reference_data",
    "resolve_place",
    "risk_rows_in_force",
    "rulebook",
    "rulebook_with",
    "rules_in_force",
    "team",
    "team_in_force",
    "teams",
    "threshold",
    "threshold_in_force",
    "threshold_row",
    "thresholds",
]


def rulebook() -> Rulebook:
    """The approved rules and risk areas of all days, to be asked with an area or place and a day; one for a batch."""
    return shelf().rulebook


def rulebook_with(draft: RuleRow) -> Rulebook:
    """The same as if the draft were approved and took the place of the rules that it would overlap."""
    held = shelf()
    standing = [
        row
        for row in held.rules
        if (row.subject, row.jurisdiction) != (draft.subject, draft.jurisdiction)
        or (row.valid_until is not None and row.valid_until <= draft.valid_from)
    ]
    return Rulebook([*standing, replace(draft, state=RuleState.IN_FORCE)], held.risks)


def risk_rows_in_force(day: date) -> frozenset[str]:
    """The ids of the risk areas that a list names on that day."""
    return frozenset(row.risk_id for row in shelf().risks if row.valid_from <= day < row.valid_until)


def rules_in_force() -> tuple[RuleRow, ...]:
    """Every approved rule row, to be kept with the decisions made under it."""
    return shelf().rules


def thresholds() -> tuple[Threshold, ...]:
    """All approved thresholds, for `rules.threshold_in_force`."""
    return shelf().thresholds


def threshold(code: ThresholdCode, area: str, day: date) -> Decimal | None:
    """The number in force; None means that nothing may be compared."""
    found = threshold_row(code, area, day)
    return None if found is None else found.value


def teams() -> tuple[TeamRow, ...]:
    """Every approved seat of a team pattern, for `team_in_force`."""
    return shelf().teams


def team(measure: Measure, area: str, day: date) -> tuple[TeamSeat, ...]:
    """The seats beside a person under that measure; empty where no pattern is in force."""
    return team_in_force(shelf().teams, measure, area, day)


def threshold_row(code: ThresholdCode, area: str, day: date) -> Threshold | None:
    """The number in force with its unit and the row it comes from."""
    return threshold_in_force(shelf().thresholds, code, area, day)
