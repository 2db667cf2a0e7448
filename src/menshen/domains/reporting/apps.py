from __future__ import annotations

from menshen.kernel.base.modules import MenshenApp, Module
from menshen.kernel.base.terms import Term


class ReportingApp(MenshenApp):
    name = "menshen.domains.reporting"
    label = "reporting"

    def declare(self) -> Module:
        from menshen.domains.reporting import actions, documents, jobs, ledgers, vocabulary

        return Module(
            "reporting",
            Term("Reports", "日报"),
            permissions=vocabulary.Permission,
            kinds=vocabulary.Kind,
            problems=vocabulary.Problem,
            actions=(
                actions.open_report,
                actions.submit_report,
                actions.sign_report,
                actions.correct_report,
                actions.chase_report,
                actions.issue_work_report,
                actions.keep_work_form,
                actions.withdraw_work_form,
            ),
            ledgers=ledgers.LEDGERS,
            documents=(documents.DAILY_REPORT, documents.WORK_REPORT),
            tasks=jobs.TASKS,
            reactions=jobs.REACTIONS,
            jobs=jobs.JOBS,
        )
