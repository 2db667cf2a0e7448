"""Rules of policy: which dated row speaks for a situation, a place and a day.

`rows` are the frozen rows and the choice among them, `places` reads what people write as a place of origin, `shipped`
reads the rows that come with the platform. Nothing here knows a database or a clock.
"""

from __future__ import annotations

from menshen.domains.policy.rules.places import Gazetteer, Place, stem
from menshen.domains.policy.rules.rows import (
    RiskRow,
    Rulebook,
    RuleRow,
    Stage,
    TeamRow,
    TeamSeat,
    Threshold,
    differences,
    risk_of,
    rule_in_force,
    team_in_force,
    threshold_in_force,
)
from menshen.domains.policy.rules.shipped import named_place, resolve_place

__all__ = [
    "Gazetteer",
    "Place",
    "RiskRow",
    "RuleRow",
    "Rulebook",
    "Stage",
    "TeamRow",
    "TeamSeat",
    "Threshold",
    "differences",
    "named_place",
    "resolve_place",
    "risk_of",
    "rule_in_force",
    "stem",
    "team_in_force",
    "threshold_in_force",
]
