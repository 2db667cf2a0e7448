"""The cells of a form: read from an Excel workbook, or from a table in Markdown, as forms come with the platform."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from python_calamine import CalamineError, CalamineWorkbook

from menshen.kernel.base.folding import fold
from menshen.kernel.forms.vocabulary import Flaw, FormUnusable, Found

if TYPE_CHECKING:
    from collections.abc import Mapping

SHEETS = ("survey", "choices", "settings")
LARGEST = 1_000_000  # bytes of a workbook
UNPACKED = 20_000_000  # bytes that it may hold
ROWS = {"survey": 500, "choices": 5_000, "settings": 10}
COLUMNS = 60
CELL = 2_000  # characters


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a sheet: its number there, and what stands under each heading."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """`columns` gives the letters of each heading."""

    name: str
    columns: Mapping[str, str]
    lines: tuple[Line, ...]

    def cell(self, line: Line | None, heading: str) -> str:
        """Where that stands, as Excel says it."""
        return f"{self.name}!{self.columns.get(heading, 'A')}{line.number if line else 1}"


Sheets = dict[str, Sheet]


def read_workbook(content: bytes) -> Sheets:
    """The sheets of a form; FormUnusable where it is no workbook of a reasonable size."""
    if len(content) > LARGEST:
        raise FormUnusable([Found("", Flaw.TOO_LARGE)])
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            if sum(part.file_size for part in parts.infolist()) > UNPACKED:
                raise FormUnusable([Found("", Flaw.TOO_LARGE)])
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = {name.strip().lower(): name for name in book.sheet_names}
        found = {
            wanted: book.get_sheet_by_name(names[wanted]).to_python(skip_empty_area=False, nrows=ROWS[wanted] + 2)
            for wanted in SHEETS
            if wanted in names
        }
    except (zipfile.BadZipFile, CalamineError, OSError, ValueError, KeyError):
        raise FormUnusable([Found("", Flaw.NO_WORKBOOK)]) from None
    return {
        name: _sheet(name, [[_text(cell) for cell in row[:COLUMNS]] for row in rows]) for name, rows in found.items()
    }


def read_table(text: str) -> Sheets:
    """The sheets of a form in Markdown: a line `| survey |`, then rows whose first cell is empty."""
    rows: dict[str, list[list[str]]] = {}
    current: list[list[str]] = []
    for line in text.splitlines():
        if not line.startswith("|"):
            continue
        first, *cells = (cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split("|"))
        if first in SHEETS:
            current = rows.setdefault(first, [])
        elif not set("".join(cells)) <= set("-: "):
            current.append(cells)
    return {name: _sheet(name, found) for name, found in rows.items()}


def rows_of(sheets: Sheets) -> dict[str, list[list[str]]]:
    """The sheets as rows with their headings first, to be written into a workbook."""
    return {
        name: [
            list(sheet.columns),
            *([line.cells.get(heading, "") for heading in sheet.columns] for line in sheet.lines),
        ]
        for name, sheet in sheets.items()
    }


def _sheet(name: str, rows: list[list[str]]) -> Sheet:
    if len(rows) > ROWS[name] + 1:
        raise FormUnusable([Found(name, Flaw.TOO_MANY, (("limit", str(ROWS[name])),))])
    headings = [heading.strip() for heading in rows[0]] if rows else []
    columns = {heading: _letters(place) for place, heading in enumerate(headings) if heading}
    lines = []
    for number, row in enumerate(rows[1:], start=2):
        cells = {heading: cell for heading, cell in zip(headings, row, strict=False) if heading and cell}
        if any(len(cell) > CELL for cell in cells.values()):
            raise FormUnusable([Found(f"{name}!{number}", Flaw.TOO_LONG, (("limit", str(CELL)),))])
        if cells:
            lines.append(Line(number, cells))
    return Sheet(name, columns, tuple(lines))


def _text(cell: object) -> str:
    """A cell as somebody reads it: whole numbers without a point, nothing invisible."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return "\n".join(filter(None, (fold(line) for line in str(cell).splitlines())))


def _letters(place: int) -> str:
    """A, B … Z, AA: the name of a column."""
    name = ""
    while place >= 0:
        name = chr(ord("A") + place % 26) + name
        place = place // 26 - 1
    return name
