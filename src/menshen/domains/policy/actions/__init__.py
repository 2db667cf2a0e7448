"""What can be done to policy: rules are proposed, approved and ended; risk areas are listed and lifted."""

from __future__ import annotations

from menshen.domains.policy.actions.risk_areas import close_risk_area, list_risk_area
from menshen.domains.policy.actions.rules import close_rule, propose_rule, put_rule_in_force

__all__ = ["close_risk_area", "close_rule", "list_risk_area", "propose_rule", "put_rule_in_force"]
