"""Rules of reporting: facts in, a state or a sentence out. None is 'unknown' everywhere here, and never taken for zero.

`states` judges due reports and their sums; `phrases` and `sentences` say figures in words; `work` puts the work report
together from them.
"""

from __future__ import annotations

from menshen.domains.reporting.rules.phrases import (
    HOUSEHOLD,
    PERSON,
    Gap,
    Noun,
    amount,
    change,
    compared,
    joined,
    share,
    shared_out,
    trend,
)
from menshen.domains.reporting.rules.sentences import (
    Tally,
    arrivals,
    checks,
    clock,
    contacts,
    coverage,
    in_force,
    papers,
    referrals,
    registers,
    reports,
)
from menshen.domains.reporting.rules.states import (
    SubmissionFacts,
    anomalies,
    check_children,
    check_in_force,
    due_time,
    is_zero_report,
    report_state,
)
from menshen.domains.reporting.rules.work import Said, Use, WorkFacts, WorkReport, work_report

__all__ = [
    "HOUSEHOLD",
    "PERSON",
    "Gap",
    "Noun",
    "Said",
    "SubmissionFacts",
    "Tally",
    "Use",
    "WorkFacts",
    "WorkReport",
    "amount",
    "anomalies",
    "arrivals",
    "change",
    "check_children",
    "check_in_force",
    "checks",
    "clock",
    "compared",
    "contacts",
    "coverage",
    "due_time",
    "in_force",
    "is_zero_report",
    "joined",
    "papers",
    "referrals",
    "registers",
    "report_state",
    "reports",
    "share",
    "shared_out",
    "trend",
    "work_report",
]
