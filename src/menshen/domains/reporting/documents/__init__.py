"""Reports as documents: the daily report on paper (PDF, numbered once it is signed) and as a workbook; the work report
on paper and in Word."""

from __future__ import annotations

from menshen.domains.reporting.documents.paper import DAILY_REPORT, daily_report_data, daily_report_pdf
from menshen.domains.reporting.documents.work import (
    SECTIONS,
    WORK_REPORT,
    work_report_data,
    work_report_draft,
    work_report_pdf,
)
from menshen.domains.reporting.documents.work_word import check_form, shipped_form, work_report_docx
from menshen.domains.reporting.documents.workbook import write_daily_sheet

__all__ = [
    "DAILY_REPORT",
    "SECTIONS",
    "WORK_REPORT",
    "check_form",
    "daily_report_data",
    "daily_report_pdf",
    "shipped_form",
    "work_report_data",
    "work_report_docx",
    "work_report_draft",
    "work_report_pdf",
    "write_daily_sheet",
]
