from __future__ import annotations

from menshen.kernel.base.modules import MenshenApp, Module
from menshen.kernel.base.terms import Term


class ApprovalsApp(MenshenApp):
    name = "menshen.kernel.approvals"
    label = "approvals"

    def declare(self) -> Module:
        from menshen.kernel.approvals import actions, deputies, jobs, ledgers, pages, vocabulary

        return Module(
            "approvals",
            Term("Approvals", "审批"),
            permissions=vocabulary.Permission,
            kinds=vocabulary.Kind,
            problems=vocabulary.Problem,
            actions=(
                actions.decide,
                actions.withdraw,
                deputies.delegate,
                deputies.name_deputy,
                deputies.end_deputy,
            ),
            ledgers=(ledgers.REQUESTS, ledgers.DEPUTIES),
            reactions=jobs.REACTIONS,
            details=pages.DETAILS,
        )
