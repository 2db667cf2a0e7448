"""What is done in reporting: `daily` opens, hands in, signs, corrects and chases daily reports, `work` issues work
reports and keeps the forms that offices made for them."""

from __future__ import annotations

from menshen.domains.reporting.actions.daily import (
    ChaseReport,
    CorrectReport,
    OpenReport,
    SignReport,
    SubmitReport,
    chase_report,
    correct_report,
    open_report,
    sign_report,
    submit_report,
)
from menshen.domains.reporting.actions.work import (
    IssueWorkReport,
    KeepWorkForm,
    WithdrawWorkForm,
    issue_work_report,
    keep_work_form,
    withdraw_work_form,
)

__all__ = [
    "ChaseReport",
    "CorrectReport",
    "IssueWorkReport",
    "KeepWorkForm",
    "OpenReport",
    "SignReport",
    "SubmitReport",
    "WithdrawWorkForm",
    "chase_report",
    "correct_report",
    "issue_work_report",
    "keep_work_form",
    "open_report",
    "sign_report",
    "submit_report",
    "withdraw_work_form",
]
