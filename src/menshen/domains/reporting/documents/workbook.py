"""The daily sheet (疫情防控日报表) as a workbook: one row for each unit below, the total under them.

It is an official form and therefore Chinese whatever the reader's language. Text is written as text, never as a
formula; an unknown figure says 未报, and only a zero says 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import xlsxwriter

from menshen.domains.reporting.queries import GROUPS, ITEMS, notes_of
from menshen.kernel.base.clock import in_local
from menshen.kernel.ledgers.workbook_out import writable

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from menshen.domains.reporting.models import Submission
    from menshen.domains.reporting.queries import Sheet
    from menshen.kernel.scope.models import Area

TITLE = "疫情防控日报表"
UNKNOWN = "未报"
_TITLE_ROW, _UNIT_ROW, _GROUP_ROW, _ITEM_ROW = range(4)
_FIRST = _ITEM_ROW + 1
_UNIT, _STATE, _FIGURES = range(3)
_REMARK = _FIGURES + len(ITEMS)
_A3 = 8  # Excel's number for the paper
_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}

_BASE = {"font_name": "宋体", "font_size": 10, "align": "center", "valign": "vcenter"}
_BOXED = {**_BASE, "border": 1, "text_wrap": True}
_FORMATS: dict[str, dict[str, Any]] = {
    "title": {**_BASE, "font_name": "黑体", "font_size": 20},
    "line": {**_BASE, "align": "left"},
    "heading": {**_BOXED, "bold": True, "bg_color": "#F2F2F2"},
    "name": {**_BOXED, "align": "left"},
    "figure": {**_BOXED, "num_format": "0"},
    "unknown": {**_BOXED, "font_color": "#C00000"},
    "total": {**_BOXED, "bold": True, "num_format": "0"},
    "note": {**_BASE, "align": "left", "valign": "top", "text_wrap": True},
}


@dataclass(frozen=True, slots=True)
class _Page:
    """The worksheet and the formats of its workbook."""

    sheet: Any
    formats: dict[str, Any]

    def text(self, row: int, column: int, text: str, look: str, *, until: int | None = None) -> None:
        """Write a text, across the columns up to `until` where it is given."""
        if until is not None and until > column:
            self.sheet.merge_range(row, column, row, until, "", self.formats[look])
        self.sheet.write_string(row, column, writable(text), self.formats[look])

    def figure(self, row: int, column: int, value: int | None, look: str) -> None:
        if value is None:
            self.text(row, column, UNKNOWN, "unknown")
        else:
            self.sheet.write_number(row, column, value, self.formats[look])


def write_daily_sheet(sheet: Sheet, path: Path) -> None:
    """Write the sheet to `path` as .xlsx, ready to print on A3 landscape, one page wide."""
    with xlsxwriter.Workbook(str(path), _OPTIONS) as book:
        book.set_properties({"title": f"{sheet.area.name}{TITLE} {sheet.span.day}"})
        page = _Page(book.add_worksheet("日报表"), {name: book.add_format(look) for name, look in _FORMATS.items()})
        _set_up(page)
        _write_headings(page, sheet)
        below = _write_units(page, sheet)
        _write_foot(page, sheet, below)


def _set_up(page: _Page) -> None:
    sheet = page.sheet
    sheet.set_landscape()
    sheet.set_paper(_A3)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.repeat_rows(_GROUP_ROW, _ITEM_ROW)
    sheet.center_horizontally()
    sheet.set_footer("&C第 &P 页，共 &N 页")
    sheet.freeze_panes(_FIRST, _FIGURES)
    sheet.set_column(_UNIT, _UNIT, 16)
    sheet.set_column(_STATE, _STATE, 9)
    sheet.set_column(_FIGURES, _REMARK - 1, 6.5)
    sheet.set_column(_REMARK, _REMARK, 24)
    sheet.set_row(_TITLE_ROW, 34)
    sheet.set_row(_UNIT_ROW, 20)
    sheet.set_row(_GROUP_ROW, 22)
    sheet.set_row(_ITEM_ROW, 92)


def _write_headings(page: _Page, sheet: Sheet) -> None:
    page.text(_TITLE_ROW, 0, TITLE, "title", until=_REMARK)
    middle, right = _FIGURES + len(ITEMS) // 3, _FIGURES + 2 * len(ITEMS) // 3
    page.text(_UNIT_ROW, 0, f"填报单位：{sheet.area.name}", "line", until=middle - 1)
    page.text(_UNIT_ROW, middle, f"日期：{sheet.span.day:%Y年%m月%d日}", "line", until=right - 1)
    page.text(_UNIT_ROW, right, f"截止时间：{_moment(sheet.cutoff_at)}", "line", until=_REMARK)
    for column, text in ((_UNIT, "单位"), (_STATE, "上报状态"), (_REMARK, "问题及说明")):
        page.sheet.merge_range(_GROUP_ROW, column, _ITEM_ROW, column, "", page.formats["heading"])
        page.text(_GROUP_ROW, column, text, "heading")
    column = _FIGURES
    for group in GROUPS:
        page.text(_GROUP_ROW, column, group.title.zh, "heading", until=column + len(group.items) - 1)
        for item in group.items:
            unit = item.indicator.unit
            page.text(_ITEM_ROW, column, group.heading(item).zh + (f"（{unit.zh}）" if unit else ""), "heading")
            column += 1


def _write_units(page: _Page, sheet: Sheet) -> int:
    """The units and the total; the row below them."""
    row = _FIRST
    for part in sheet.parts:
        _write_row(page, row, part.name, sheet, part, partial(sheet.shown, part.code), "figure")
        row += 1
    name = f"合计（{sheet.area.name}）" if sheet.parts else sheet.area.name
    _write_row(page, row, name, sheet, sheet.area, sheet.printed, "total")
    return row + 1


def _write_row(
    page: _Page, row: int, name: str, sheet: Sheet, area: Area, value: Callable[[str], int | None], look: str
) -> None:
    standing = sheet.standings.get(area.code)
    page.sheet.set_row(row, 26)
    page.text(row, _UNIT, name, "name")
    page.text(row, _STATE, standing.state.zh if standing else "", "unknown" if area in sheet.silent else "figure")
    for column, item in enumerate(ITEMS, _FIGURES):
        page.figure(row, column, value(item.code), look)
    page.text(row, _REMARK, standing.newest.note if standing and standing.newest else "", "name")


def _write_foot(page: _Page, sheet: Sheet, row: int) -> None:
    """What does not add up or is odd, then who answers for the sheet."""
    for number, note in enumerate(notes_of(sheet), 1):
        page.text(row, 0, f"说明{number}：{note.zh}", "note", until=_REMARK)
        row += 1
    page.text(row, 0, "“未报”表示没有收到上报，不等于零；“0”表示已核实为零。", "note", until=_REMARK)
    row += 1
    handed_in = sheet.handed_in
    third = len(ITEMS) // 3
    page.text(row, 0, f"填报人：{_preparer(handed_in)}", "line", until=third - 1)
    page.text(row, third, f"审核签字：{_signer(handed_in)}", "line", until=2 * third - 1)
    came = f"{_moment(handed_in.submitted_at)}（第{handed_in.version}版）" if handed_in else ""
    page.text(row, 2 * third, f"报送时间：{came}", "line", until=_REMARK)
    page.sheet.set_row(row, 26)
    page.sheet.print_area(0, 0, row, _REMARK)


def _preparer(handed_in: Submission | None) -> str:
    return handed_in.submitted_by.display_name if handed_in else ""


def _signer(handed_in: Submission | None) -> str:
    if handed_in is None or handed_in.signed_by is None or handed_in.signed_at is None:
        return ""
    return f"{handed_in.signed_by.display_name}（{_moment(handed_in.signed_at)}）"


def _moment(moment: datetime) -> str:
    return in_local(moment).strftime("%Y年%m月%d日 %H:%M")
