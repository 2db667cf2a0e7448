"""The daily report as a document: on paper (PDF, numbered once it is signed) and as a workbook."""

from __future__ import annotations

from menshen.domains.reporting.documents.paper import DAILY_REPORT, daily_report_data, daily_report_pdf
from menshen.domains.reporting.documents.workbook import write_daily_sheet

__all__ = ["DAILY_REPORT", "daily_report_data", "daily_report_pdf", "write_daily_sheet"]
