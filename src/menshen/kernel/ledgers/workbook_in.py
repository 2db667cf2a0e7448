"""Reading a table out of a workbook: the sheets that hold it, their headings, and typed rows with their problems."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from menshen.kernel.base.folding import tidy
from menshen.kernel.base.problems import Refused
from menshen.kernel.base.terms import Term, Vocabulary
from menshen.kernel.ledgers.cells import parser
from menshen.kernel.ledgers.files import Limits, RawRow, RawSheet, Source, open_source
from menshen.kernel.ledgers.filling import Filler
from menshen.kernel.ledgers.headings import LOOKED_AT, Headings, Match, SheetMapping
from menshen.kernel.ledgers.parsed import MISSING, shown, special, text_of
from menshen.kernel.ledgers.vocabulary import CellKind, CellNote, CellProblem, FileProblem, RowSkip, SheetSkip

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from menshen.kernel.ledgers.columns import Column
    from menshen.kernel.ledgers.parsed import Cell, Parsed, Parser

__all__ = ["Limits", "Mark", "ParsedRow", "RawRow", "Section", "Skipped", "Table", "open_table", "read_table"]

# How many distinct cells of a column are read only once. Words and days repeat, names and numbers of people hardly.
_KEPT = 20_000
_KEPT_OF = {CellKind.NAME: 1_000, CellKind.ID_NUMBER: 100, CellKind.PHONE: 1_000}
_LONGEST_SUFFIX = 2
_SUSPICIOUS = frozenset("合总小共累T统填制审注备说负单")
_TOTAL = re.compile(r"(?:[合总小共累]\s*计|Total)\s*(?::.*|\d.*)?")
_REMARK = re.compile(
    r"(?:注|备注|说明|填报人|填表人|制表人?|审核人?|负责人|填报单位|单位|填报日期|填表日期|统计日期|统计时间|填表说明)\s*:.*"
)


class Mark(NamedTuple):
    """Something to be said about one cell; `facts` may hold what was written in it and belong to nobody else."""

    column: Column
    code: Vocabulary
    facts: dict[str, Any]

    @property
    def term(self) -> Term:
        """The sentence with the column's title in front."""
        sentence, title = self.code.term.format(**self.facts), self.column.title
        return Term(f"{title.en}: {sentence.en}", f"{title.zh}：{sentence.zh}")


@dataclass(slots=True)
class ParsedRow:
    """One record of a sheet.

    `values` has an entry for each column that the sheet has: None where the cell is empty, or unknown (then its code
    is in `unknowns`), or a problem. `cells` are the original ones, filled where a merged cell stands above.
    """

    sheet: str
    number: int
    values: dict[str, Any]
    cells: list[Cell]
    unknowns: set[str] = field(default_factory=set)
    problems: list[Mark] = field(default_factory=list)
    notes: list[Mark] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Section:
    """A sheet that holds the table, and what its columns are."""

    sheet: RawSheet
    mapping: SheetMapping


@dataclass(frozen=True, slots=True)
class Skipped:
    """A sheet that was not read. `mapping` is what was recognised where required columns are missing."""

    name: str
    why: SheetSkip
    mapping: SheetMapping | None = None


class Table(Iterator[ParsedRow]):
    """The records of all sheets that hold the table, in order: an iterator; `rows` begins anew.

    `skipped_rows` counts what was passed over (empty rows, totals, repeated headings, remarks) by the last reading.
    `day` is the one that a reading begun after it was set takes missing years from.
    """

    def __init__(self, source: Source, headings: Headings, day: date) -> None:
        self.source = source
        self.day = day
        self.sections: list[Section] = []
        self.skipped: list[Skipped] = []
        self.skipped_rows: Counter[RowSkip] = Counter()
        self._headings = headings
        for sheet in source.sheets:
            self._look_at(sheet)
        self._iterator = self.rows()

    def _look_at(self, sheet: RawSheet) -> None:
        if sheet.skip:
            self.skipped.append(Skipped(sheet.name, sheet.skip))
            return
        mapping = self._headings.find(list(islice(self.source.rows(sheet), LOOKED_AT)))
        if mapping is None:
            self.skipped.append(Skipped(sheet.name, SheetSkip.NO_HEADINGS))
        elif mapping.missing:
            self.skipped.append(Skipped(sheet.name, SheetSkip.MISSING_COLUMNS, mapping))
        else:
            self.sections.append(Section(sheet, mapping))

    def require(self) -> None:
        """Refused where no sheet holds the table; names what the nearest one lacks."""
        if self.sections:
            return
        near = max(
            (skipped for skipped in self.skipped if skipped.mapping),
            key=lambda skipped: skipped.mapping.score if skipped.mapping else 0,
            default=None,
        )
        if near is None or near.mapping is None:
            needed = [column for column in self._headings.columns if column.required] or self._headings.columns[:2]
            raise Refused(FileProblem.NO_TABLE, status=422, columns=_titles(needed))
        raise Refused(
            FileProblem.MISSING_COLUMNS, status=422, sheet=shown(near.name), columns=_titles(near.mapping.missing)
        )

    def __iter__(self) -> Table:
        return self

    def __next__(self) -> ParsedRow:
        return next(self._iterator)

    def rows(self) -> Iterator[ParsedRow]:
        """All records from the first."""
        self.skipped_rows = Counter()
        for section in self.sections:
            yield from _Reader(section, self._headings, self.day, self.skipped_rows).rows(self.source)

    def originals(self, section: Section) -> Iterator[RawRow]:
        """The rows below the headings of a sheet as they stand, records or not, merged cells filled."""
        filler = Filler(section.mapping.matches, section.sheet.merges, section.mapping.rows[-1])
        for row in self.source.rows(section.sheet):
            if row.number > section.mapping.rows[-1]:
                if filler.needed:
                    row.cells.extend([""] * (section.mapping.width - len(row.cells)))
                    filler.fill(row.number, row.cells)
                yield row

    def close(self) -> None:
        self.source.close()


def open_table(
    path: Path,
    columns: Sequence[Column],
    *,
    context_day: date,
    remembered: Mapping[str, str] | None = None,
    limits: Limits | None = None,
    name: str = "",
) -> Table:
    """The table in the file, even where no sheet has all that is required: for asking a person about the headings.

    `remembered` maps keys of headings (`Heading.key`) to column codes, or to "" for headings to be ignored; `name` is
    what the file was called by who sent it.
    """
    headings = Headings(columns, remembered)
    return Table(open_source(path, limits, name), headings, context_day)


def read_table(
    path: Path,
    columns: Sequence[Column],
    *,
    context_day: date,
    remembered: Mapping[str, str] | None = None,
    limits: Limits | None = None,
    name: str = "",
    sheets: Collection[str] | None = None,
) -> Table:
    """The records in the file (in the `sheets` of these names); Refused with a `FileProblem` where it holds none of
    this ledger."""
    table = open_table(path, columns, context_day=context_day, remembered=remembered, limits=limits, name=name)
    table.require()
    if sheets is not None:
        table.sections = [section for section in table.sections if section.sheet.name in sheets]
    return table


def _titles(columns: Sequence[Column]) -> str:
    return "、".join(str(column.title) for column in columns)


@dataclass(slots=True)
class _Plan:
    """How one column of the sheet is read: where, by which parser, and what was read before."""

    column: Column
    code: str
    index: int
    required: bool
    parse: Parser
    kept: int
    parts: tuple[tuple[int, str], ...] = ()
    known: dict[Cell, Parsed] = field(default_factory=dict)


class _Reader:
    """The reading of one sheet."""

    def __init__(self, section: Section, headings: Headings, day: date, skipped: Counter[RowSkip]) -> None:
        self._section = section
        self._headings = headings
        self._day = day
        self._skipped = skipped
        self._follow(section.mapping)

    def _follow(self, mapping: SheetMapping) -> None:
        """Read by this mapping from here on."""
        self._mapping = mapping
        self._plans = [self._plan(match) for match in mapping.matches]
        self._width = mapping.width
        self._first = mapping.matches[0].index
        self._filler = Filler(mapping.matches, self._section.sheet.merges, mapping.rows[-1])

    def _plan(self, match: Match) -> _Plan:
        column = match.column
        kept = _KEPT_OF.get(column.kind, _KEPT)
        return _Plan(column, column.code, match.index, column.required, parser(column, self._day), kept, _parts(match))

    def rows(self, source: Source) -> Iterator[ParsedRow]:
        sheet = self._section.sheet
        heading_rows = [row for row in islice(source.rows(sheet), LOOKED_AT) if row.number in self._mapping.rows]
        suspects = {row.cells[self._first] for row in heading_rows if self._first < len(row.cells)}
        suspects |= {word for column in self._headings.columns for word in (column.title.zh, *column.aliases)}
        last = self._mapping.rows[-1]
        before: RawRow | None = None
        for row in source.rows(sheet):
            if row.number <= last:
                continue
            cells = row.cells
            if len(cells) < self._width:
                cells += [""] * (self._width - len(cells))
            if before is not None:
                goes_on, before = self._goes_on(before, row, heading_rows), None
                if goes_on:
                    continue
            if cells[self._first] in suspects and self._is_heading(row):
                before = row
                continue
            parsed = self._parsed(row)
            if parsed is not None:
                yield parsed

    def _is_heading(self, row: RawRow) -> bool:
        """Whether the headings come again; in another order, they count from here on."""
        words = [cell for cell in row.cells if isinstance(cell, str) and cell.strip()]
        known = sum(map(self._headings.is_heading, words))
        if known <= len(words) / 2 or known < min(2, len(self._plans)):
            return False
        self._skipped[RowSkip.HEADING] += 1
        again = self._headings.find([row])
        if again and not again.missing and len(self._mapping.rows) == 1 and again.places != self._mapping.places:
            self._follow(again)
        return True

    def _goes_on(self, before: RawRow, row: RawRow, heading_rows: list[RawRow]) -> bool:
        """Whether the row is the second one of headings that come again."""
        if len(heading_rows) == 1 or row.number != before.number + 1:
            return False
        expected = [cell for cell in heading_rows[-1].cells if cell not in ("", None)]
        if [cell for cell in row.cells if cell not in ("", None)] != expected:
            return False
        self._skipped[RowSkip.HEADING] += 1
        return True

    def _parsed(self, row: RawRow) -> ParsedRow | None:
        cells = row.cells
        if (skip := _no_record(cells)) is not None:
            self._skipped[skip] += 1
            return None
        filled = self._filler.fill(row.number, cells) if self._filler.needed else ()
        values: dict[str, Any] = {}
        parsed = ParsedRow(row.sheet, row.number, values, cells)
        for plan in self._plans:
            cell = _joined(cells, plan.parts) if plan.parts else cells[plan.index]
            read = plan.known.get(cell) if cell.__class__ is not bool else None
            if read is None:
                read = plan.parse(cell)
                # True and 1.0 are one key of a dictionary and two things in a sheet.
                if len(plan.known) < plan.kept and cell.__class__ is not bool:
                    plan.known[cell] = read
            values[plan.code] = read.value
            if read.unknown or read.problem or read.note:
                _mark(parsed, plan.column, read)
            if read.value is None and plan.required and not read.problem:
                parsed.problems.append(_needed(plan.column, cell, read))
        if self._is_empty(parsed, filled):
            self._skipped[RowSkip.BLANK] += 1
            return None
        parsed.notes += [Mark(match.column, CellNote.FILLED_DOWN, {}) for match in filled]
        return parsed

    def _is_empty(self, parsed: ParsedRow, filled: Sequence[Match]) -> bool:
        """Whether the row says nothing: a serial number at most, or what a merged cell above lends it."""
        lent = {match.column.code for match in filled}
        if any(value is not None and code not in lent for code, value in parsed.values.items()):
            return False
        spared = self._mapping.ignored | {heading.index for match in filled for heading in match.headings}
        return not any(
            index not in spared and cell is not None and not (isinstance(cell, str) and not tidy(cell))
            for index, cell in enumerate(parsed.cells)
        )


def _mark(parsed: ParsedRow, column: Column, read: Parsed) -> None:
    if read.unknown:
        parsed.unknowns.add(column.code)
    if read.problem:
        parsed.problems.append(Mark(column, read.problem, read.facts))
    if read.note:
        parsed.notes.append(Mark(column, read.note, read.facts))


def _needed(column: Column, cell: Cell, read: Parsed) -> Mark:
    if read.unknown:
        return Mark(column, CellProblem.REQUIRED_UNKNOWN, {"written": shown(text_of(cell))})
    return Mark(column, CellProblem.REQUIRED, {})


def _no_record(cells: list[Cell]) -> RowSkip | None:
    """Whether the row is one of totals, or of remarks and signatures below the table."""
    first = next((cell for cell in cells if cell not in ("", None)), None)
    if not isinstance(first, str) or first.lstrip()[:1] not in _SUSPICIOUS:
        return None
    text = tidy(first)
    if _TOTAL.fullmatch(text):
        return RowSkip.TOTAL
    return RowSkip.REMARK if _REMARK.fullmatch(text) else None


def _parts(match: Match) -> tuple[tuple[int, str], ...]:
    """Where the parts of a value are that is written in several columns, with the word that follows a bare number."""
    if len(match.headings) == 1:
        return ()
    return tuple(
        (heading.index, heading.part if len(heading.part) <= _LONGEST_SUFFIX else "") for heading in match.headings
    )


def _joined(cells: list[Cell], parts: tuple[tuple[int, str], ...]) -> str:
    """`临江花园 | 3 | 501` under `小区 | 楼 | 户` is 临江花园3楼501户; what is empty or unknown is left out."""
    texts = ((text_of(cells[index]), suffix) for index, suffix in parts)
    return "".join(
        f"{text}{suffix}" if text.isdecimal() else text for text, suffix in texts if special(text, none=MISSING) is None
    )
