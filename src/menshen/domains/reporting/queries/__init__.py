"""Reading reports: what the daily sheet holds, its figures, and where each unit's report stands."""

from __future__ import annotations

from menshen.domains.reporting.queries.dues import Standing, chase_list, corrected_from, dues, history, standings
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

__all__ = [
    "GROUPS",
    "ITEMS",
    "REPORTING_LEVELS",
    "SUMS",
    "Check",
    "Flag",
    "Sheet",
    "SheetGroup",
    "SheetItem",
    "Standing",
    "chase_list",
    "corrected_from",
    "daily_sheet",
    "dues",
    "history",
    "item",
    "notes_of",
    "span_of",
    "spans_of",
    "standings",
]
