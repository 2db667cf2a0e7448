from __future__ import annotations

from menshen.kernel.base.modules import MenshenApp, Module
from menshen.kernel.base.terms import Term


class LedgersApp(MenshenApp):
    name = "menshen.kernel.ledgers"
    label = "ledgers"

    def declare(self) -> Module:
        from menshen.kernel.ledgers import importing, queueing  # after the models

        return Module("ledgers", Term("Workbooks", "表格"), problems=importing.ImportProblem, jobs=queueing.JOBS)
