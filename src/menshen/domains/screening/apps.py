from __future__ import annotations

from menshen.kernel.base.modules import MenshenApp, Module
from menshen.kernel.base.terms import Term


class ScreeningApp(MenshenApp):
    name = "menshen.domains.screening"
    label = "screening"

    def declare(self) -> Module:
        from menshen.domains.screening import actions, documents, holdings, indicators, jobs, ledgers, pages, vocabulary

        return Module(
            "screening",
            Term("Screening", "排查"),
            permissions=vocabulary.Permission,
            kinds=vocabulary.Kind,
            problems=vocabulary.Problem,
            actions=actions.ACTIONS,
            ledgers=ledgers.LEDGERS,
            indicators=indicators.INDICATORS,
            documents=documents.DOCUMENTS,
            tasks=jobs.TASKS,
            reactions=jobs.REACTIONS,
            jobs=jobs.JOBS,
            holdings=holdings.HOLDINGS,
            contradictions={
                "one_arrives_once_at_a_time": vocabulary.Problem.ARRIVED_TWICE,
                "one_leaves_once_a_day": vocabulary.Problem.LEFT_TWICE,
                "one_leaves_for_one_place_at_a_time": vocabulary.Problem.WORKER_TWICE,
            },
            histories=pages.HISTORIES,
            details=pages.DETAILS,
            sights=pages.SIGHTS,
        )
