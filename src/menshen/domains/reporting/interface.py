"""The front door of reporting."""

from __future__ import annotations

from menshen.domains.reporting.documents import daily_report_pdf, write_daily_sheet
from menshen.domains.reporting.queries import (
    GROUPS,
    ITEMS,
    Flag,
    Sheet,
    SheetGroup,
    SheetItem,
    corrected_from,
    daily_sheet,
    item,
    notes_of,
    span_of,
)

__all__ = [
    "GROUPS",
    "ITEMS",
    "Flag",
    "Sheet",
    "SheetGroup",
    "SheetItem",
    "corrected_from",
    "daily_report_pdf",
    "daily_sheet",
    "item",
    "notes_of",
    "span_of",
    "write_daily_sheet",
]
