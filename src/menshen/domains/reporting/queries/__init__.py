"""Reading reports: what the daily sheet holds, its figures, and where each unit's report stands."""

from __future__ import annotations

from menshen.domains.reporting.queries.dues import Standing, chase_list, corrected_from, dues, history, standings
from menshen.domains.reporting.queries.forms import (
    WORK_REPORT_CODE,
    check_period,
    form_of,
    work_form,
    work_forms,
    work_reports,
)
from menshen.domains.reporting.queries.items import GROUPS, ITEMS, SUMS, SheetGroup, SheetItem, item
from menshen.domains.reporting.queries.notes import notes_of
from menshen.domains.reporting.queries.sheets import (
    REPORTING_LEVELS,
    Check,
    Flag,
    Sheet,
    daily_sheet,
    span_of,
    spans_of,
)
from menshen.domains.reporting.queries.work import BESIDES, Source, WorkSheet, title_of, work_sheet

__all__ = [
    "BESIDES",
    "GROUPS",
    "ITEMS",
    "REPORTING_LEVELS",
    "SUMS",
    "WORK_REPORT_CODE",
    "Check",
    "Flag",
    "Sheet",
    "SheetGroup",
    "SheetItem",
    "Source",
    "Standing",
    "WorkSheet",
    "chase_list",
    "check_period",
    "corrected_from",
    "daily_sheet",
    "dues",
    "form_of",
    "history",
    "item",
    "notes_of",
    "span_of",
    "spans_of",
    "standings",
    "title_of",
    "work_form",
    "work_forms",
    "work_reports",
    "work_sheet",
]
