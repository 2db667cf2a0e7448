from __future__ import annotations

from menshen.kernel.base.modules import MenshenApp, Module
from menshen.kernel.base.terms import Term


class PolicyApp(MenshenApp):
    name = "menshen.domains.policy"
    label = "policy"

    def declare(self) -> Module:
        from menshen.domains.policy import actions, jobs, ledgers, vocabulary  # after the models

        return Module(
            "policy",
            Term("Policy", "政策"),
            permissions=vocabulary.Permission,
            kinds=vocabulary.Kind,
            problems=vocabulary.Problem,
            actions=(
                actions.propose_rule,
                actions.put_rule_in_force,
                actions.close_rule,
                actions.list_risk_area,
                actions.close_risk_area,
            ),
            ledgers=(ledgers.RULES, ledgers.RISK_AREAS, ledgers.THRESHOLDS),
            tasks=jobs.TASKS,
            reactions=jobs.REACTIONS,
        )
