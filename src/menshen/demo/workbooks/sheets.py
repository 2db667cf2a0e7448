"""Rows laid out in an .xlsx file: title rows, headings in one or two rows, merged cells, several sheets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import TYPE_CHECKING, Final, NamedTuple

import xlsxwriter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet


class Span(NamedTuple):
    """A value written once in a cell that is merged over `rows` rows."""

    text: str
    rows: int


Cell = None | str | float | date | Span
# A heading, or a heading with the one merged over it and its neighbours.
Heading = str | tuple[str, str]


class Row(NamedTuple):
    """Cells, and what an import must say about them: accepted unless `mark` is `KNOWN` or the reason of a refusal."""

    cells: list[Cell]
    mark: str = ""


KNOWN: Final = "known"


class Table(NamedTuple):
    """One sheet. `titles` are written above the headings, each over the whole width."""

    sheet: str
    titles: tuple[str, ...]
    headings: tuple[Heading, ...]
    rows: Iterable[Row]


@dataclass(frozen=True, slots=True)
class Expected:
    """How many rows of a file an import accepts, knows already, refuses."""

    accepted: int = 0
    known: int = 0
    refused: int = 0

    @property
    def rows(self) -> int:
        return self.accepted + self.known + self.refused


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that must be refused: its sheet, its number as Excel shows it, and why (a `Flaw`)."""

    sheet: str
    number: int
    reason: str


def write_workbook(path: Path, tables: Iterable[Table], note: str = "") -> tuple[Expected, list[BadRow]]:
    """Write the sheets, with a sheet of explanations first when there is a `note`.

    Rows are flushed as they come, unless a table merges cells over several rows.
    """
    counts = {"": 0, KNOWN: 0}
    refused: list[BadRow] = []
    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy/m/d", "strings_to_formulas": False}) as book:
        if note:
            book.add_worksheet("说明").write_string(0, 0, note)
        for table in tables:
            for number, mark in _Writer(book, table).write():
                if mark in counts:
                    counts[mark] += 1
                else:
                    refused.append(BadRow(table.sheet, number, mark))
    return Expected(counts[""], counts[KNOWN], len(refused)), refused


class _Writer:
    def __init__(self, book: xlsxwriter.Workbook, table: Table) -> None:
        self._table = table
        self._sheet: Worksheet = book.add_worksheet(table.sheet)
        self._heading: Format = book.add_format({"bold": True, "align": "center", "valign": "vcenter", "border": 1})
        self._middle: Format = book.add_format({"valign": "vcenter"})
        self._moment: Format = book.add_format({"num_format": "yyyy/m/d h:mm"})

    def write(self) -> Iterator[tuple[int, str]]:
        """The number of each row, counted from 1 as Excel does, and its mark."""
        row = self._write_head()
        for cells, mark in self._table.rows:
            self._write_row(row, cells)
            row += 1
            yield row, mark

    def _write_head(self) -> int:
        headings, sheet = self._table.headings, self._sheet
        for number, title in enumerate(self._table.titles):
            sheet.merge_range(number, 0, number, len(headings) - 1, title, self._heading)
        top = len(self._table.titles)
        if all(isinstance(heading, str) for heading in headings):
            sheet.write_row(top, 0, headings, self._heading)
            return top + 1
        for column, heading in enumerate(headings):
            if isinstance(heading, str):
                sheet.merge_range(top, column, top + 1, column, heading, self._heading)
            else:
                sheet.write_string(top + 1, column, heading[1], self._heading)
        self._write_groups(top, headings)
        return top + 2

    def _write_groups(self, row: int, headings: Sequence[Heading]) -> None:
        def group_of(column: int) -> str:
            heading = headings[column]
            return "" if isinstance(heading, str) else heading[0]

        for group, run in groupby(range(len(headings)), group_of):
            columns = list(run)
            if group and len(columns) > 1:
                self._sheet.merge_range(row, columns[0], row, columns[-1], group, self._heading)
            elif group:
                self._sheet.write_string(row, columns[0], group, self._heading)

    def _write_row(self, row: int, cells: Sequence[Cell]) -> None:
        sheet = self._sheet
        for column, cell in enumerate(cells):
            if not cell:
                continue
            if isinstance(cell, str):
                sheet.write_string(row, column, cell)
            elif isinstance(cell, Span):
                if cell.rows > 1:
                    sheet.merge_range(row, column, row + cell.rows - 1, column, cell.text, self._middle)
                else:
                    sheet.write_string(row, column, cell.text)
            elif isinstance(cell, datetime):
                sheet.write_datetime(row, column, cell, self._moment)
            elif isinstance(cell, date):
                sheet.write_datetime(row, column, cell)
            else:
                sheet.write_number(row, column, cell)
