"""Writing workbooks: a ledger as a sheet, and the rows of an import with what became of each.

Whatever people once typed goes out as text. A string is written as a string cell, never as a formula, and columns have
the format “text”, so that `=1+1` stays what it is even when somebody edits the cell, and an identity number keeps its
digits.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING, Any

from rustpy_xlsxwriter import Format, write_worksheet, write_worksheets

from menshen.kernel.base.clock import LOCAL
from menshen.kernel.base.problems import Refused
from menshen.kernel.base.terms import Term
from menshen.kernel.ledgers.headings import REASON_TITLE, VERDICT_TITLE
from menshen.kernel.ledgers.parsed import text_of
from menshen.kernel.ledgers.vocabulary import FileProblem, RowVerdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from menshen.kernel.ledgers.parsed import Cell
    from menshen.kernel.ledgers.workbook_in import Section, Table

MOST_ROWS = 1_048_575  # of a sheet, below its headings
LONGEST_CELL = 32_767
WIDTH = 16.0
_WIDTH_OF_REASONS = 60.0
_WIDEST = 200  # columns: beyond stand stray cells
_HIGHLIGHT = "#FFE0E0"
_SHEET_NAME = 31
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\]|^'|'$")
_UNWRITABLE = re.compile("[\ud800-\udfff\ufffe\uffff]")
_AS_THEY_ARE = (bool, int, float, Decimal)


def write_sheet(
    path: Path,
    name: str,
    titles: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    widths: Sequence[float | None] = (),
) -> int:
    """Write a workbook of one sheet and give the number of its rows.

    Numbers, days and moments are written as such (moments in local time), everything else as text. Refused beyond what
    a sheet holds; the titles must differ from each other.
    """
    if len(set(titles)) < len(titles):
        raise ValueError("two columns have the same title")
    written = Counter[str]()
    records = _records(list(titles), rows, written)
    first = next(records, None)
    if first is None:
        # The library writes no headings over no rows; an empty line below them is none.
        first = dict.fromkeys(titles, "")
    with _written(path):
        write_worksheet(
            chain([first], records),
            str(path),
            sheet_name=sheet_name(name),
            freeze_row=1,
            header_format=Format().set_bold(),
            column_formats=_formats(first),
            column_widths=dict(
                zip(titles, (width or WIDTH for width in [*widths, *[None] * len(titles)]), strict=False)
            ),
        )
    return written["rows"]


@contextmanager
def _written(path: Path) -> Iterator[None]:
    """Refused where the place cannot be written to or is full."""
    try:
        yield
    except OSError as error:
        raise Refused(FileProblem.NOT_WRITABLE, status=507, name=path.name, reason=error) from error


def sheet_name(text: str) -> str:
    """The text as a sheet may be called: 31 characters, none of those that Excel forbids."""
    return _NOT_IN_SHEET_NAMES.sub(" ", _UNWRITABLE.sub("", text)).strip()[:_SHEET_NAME].strip() or "Sheet1"


def writable(value: Any) -> Any:
    """The value as the library may write it: text that Excel can hold, moments without a zone."""
    if value.__class__ is str and len(value) < LONGEST_CELL and (value.isascii() or not _UNWRITABLE.search(value)):
        return value
    if value is None or isinstance(value, _AS_THEY_ARE):
        return value
    if isinstance(value, datetime):
        return value.astimezone(LOCAL).replace(tzinfo=None) if value.tzinfo else value
    if isinstance(value, date):
        return value
    text = _UNWRITABLE.sub("", str(value))
    return text if len(text) <= LONGEST_CELL else f"{text[: LONGEST_CELL - 1]}…"


def _records(titles: list[str], rows: Iterable[Sequence[Any]], written: Counter[str]) -> Iterator[dict[str, Any]]:
    for row in rows:
        written["rows"] += 1
        if written["rows"] > MOST_ROWS:
            raise Refused(FileProblem.TOO_MANY_ROWS, status=422, limit=MOST_ROWS)
        yield dict(zip(titles, row if _writable_together(row) else map(writable, row), strict=True))


def _writable_together(row: Sequence[Any]) -> bool:
    """Whether all of it is text that needs no change: most rows are, and one look takes a third of fifteen."""
    try:
        text = "".join(row)
    except TypeError:
        return False
    return len(text) < LONGEST_CELL and not _UNWRITABLE.search(text)


def _formats(first: Mapping[str, Any]) -> dict[str, Format]:
    """Text, unless the first row has a number or a day there."""
    return {title: Format().set_num_format(_number_format(value)) for title, value in first.items()}


def _number_format(value: Any) -> str:
    if isinstance(value, datetime):
        return "yyyy-mm-dd hh:mm"
    if isinstance(value, date):
        return "yyyy-mm-dd"
    return "General" if isinstance(value, _AS_THEY_ARE) else "@"


@dataclass(frozen=True, slots=True)
class RowResult:
    """What became of a row, and the sentences that say why."""

    verdict: RowVerdict
    reason: str = ""


def write_results(
    table: Table,
    path: Path,
    results: Mapping[tuple[str, int], RowResult],
    *,
    others: RowVerdict | None = None,
    refused_only: bool = False,
) -> int:
    """Write the rows of an imported table with what became of them; the number of rows written.

    `results` maps sheet and row number to the result; records that are not in it have the verdict `others`. Each sheet
    keeps its cells, merged ones filled, under its headings in one row; verdict and reason follow in two columns that
    an import passes over, so the corrected workbook can be sent in again. Refused rows are coloured; with
    `refused_only` nothing else is written.
    """
    if others is not None and not refused_only:
        known = {(row.sheet, row.number): RowResult(others) for row in table.rows()}
        results = {**known, **results}
    sheets = [_ResultSheet(table, section, results, refused_only=refused_only) for section in table.sections]
    names = _different(sheet_name(sheet.section.sheet.name) for sheet in sheets)
    with _written(path):
        write_worksheets(
            [(name, sheet.records()) for name, sheet in zip(names, sheets, strict=True)],
            str(path),
            freeze_panes={"general": {"row": 1, "col": 0}},
            header_format=dict.fromkeys(names, Format().set_bold()),
            column_formats={name: sheet.formats() for name, sheet in zip(names, sheets, strict=True)},
            column_widths={name: sheet.widths() for name, sheet in zip(names, sheets, strict=True)},
            row_formats={name: sheet.highlights() for name, sheet in zip(names, sheets, strict=True)},
        )
    return sum(sheet.written for sheet in sheets)


class _ResultSheet:
    """One sheet of a results workbook."""

    def __init__(
        self, table: Table, section: Section, results: Mapping[tuple[str, int], RowResult], *, refused_only: bool
    ) -> None:
        self.section = section
        self.written = 0
        self._table = table
        self._results = results
        self._refused_only = refused_only
        mapping = section.mapping
        width = max(mapping.width, min(section.sheet.width, _WIDEST))
        self._indexes = [index for index in range(width) if index not in mapping.results]
        texts = {heading.index: heading.text for heading in mapping.headings}
        own = [str(VERDICT_TITLE), str(REASON_TITLE)]
        self._titles = [*_different([texts.get(index) or f"({index + 1})" for index in self._indexes], own), *own]

    def formats(self) -> dict[str, Format]:
        return {title: Format().set_num_format("@") for title in self._titles}

    def widths(self) -> dict[str, float]:
        return {**dict.fromkeys(self._titles, WIDTH), self._titles[-1]: _WIDTH_OF_REASONS}

    def highlights(self) -> dict[int, Format]:
        """The format of the refused rows, by their position below the headings."""
        colour = Format().set_background_color(_HIGHLIGHT).set_num_format("@")
        return {
            position: colour
            for position, (_, result) in enumerate(self._rows(), 1)
            if result and result.verdict is RowVerdict.REFUSED
        }

    def records(self) -> Iterator[dict[str, Any]]:
        counts = Counter[RowVerdict]()
        for cells, result in self._rows():
            self.written += 1
            row = [_as_written(cells[index]) if index < len(cells) else "" for index in self._indexes]
            row += [str(result.verdict.term), writable(result.reason)] if result else ["", ""]
            counts.update([result.verdict] if result else [])
            yield dict(zip(self._titles, row, strict=True))
        # Also because the library writes the last row twice where that row has a format, and Excel then complains.
        yield {**dict.fromkeys(self._titles, ""), self._titles[-1]: _summary(counts)}

    def _rows(self) -> Iterator[tuple[list[Cell], RowResult | None]]:
        for row in self._table.originals(self.section):
            result = self._results.get((row.sheet, row.number))
            if not self._refused_only or (result and result.verdict is RowVerdict.REFUSED):
                yield row.cells, result


def _as_written(cell: Cell) -> Any:
    """A cell of somebody's workbook: numbers as they are, everything else as text."""
    if isinstance(cell, str):
        return writable(cell)
    if isinstance(cell, (int, float)) and not isinstance(cell, bool) and math.isfinite(cell):
        return cell
    return text_of(cell)


def _summary(counts: Mapping[RowVerdict, int]) -> str:
    """The last line, which an import takes for a row of totals."""
    parts = [f"{verdict.term} {counts.get(verdict, 0)}" for verdict in RowVerdict]
    return f"{Term('Total', '合计')}: {'；'.join(parts)}"


def _different(names: Iterable[str], taken: Iterable[str] = ()) -> list[str]:
    """The names, numbered where one comes again; Excel does not tell capital letters apart."""
    seen = {name.casefold() for name in taken}
    chosen = []
    for name in names:
        candidate, number = name, 1
        while candidate.casefold() in seen:
            number += 1
            candidate = f"{name[: _SHEET_NAME - 5]} ({number})"
        seen.add(candidate.casefold())
        chosen.append(candidate)
    return chosen
