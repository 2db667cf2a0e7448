"""A form: its headings, how a record fills its cells, and the faulty rows that are put among the good ones.

Faults never change the totals. A repeated row is already known; a row that must be refused is one more than the good
ones. What is only untidy (notations, masked optional cells, two telephones in a cell) is not a fault.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from menshen.demo.identity import check_character
from menshen.demo.workbooks.sheets import KNOWN, Cell, Heading, Row, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from menshen.demo.workbooks.hands import Hand

T = TypeVar("T")


class Flaw(StrEnum):
    """A fault of a row. `REPEATED` is a copy of a row above in the same file: known. The others are refused.

    `CHECKSUM`: the last character of the identity number is wrong. `ROUNDED`: the number was stored as a number, of
    which Excel keeps 15 digits. `MASKED`: name, number and telephone are masked, so that nobody can be found.
    `NO_SUCH_DOOR`: the address and the household number do not exist.
    """

    REPEATED = "repeated"
    CHECKSUM = "checksum"
    ROUNDED = "rounded"
    MASKED = "masked"
    NO_SUCH_DOOR = "no_such_door"


class Part(StrEnum):
    """What a cell is, where faults need to know."""

    NAME = "name"
    ID_NUMBER = "id_number"
    PHONE = "phone"
    HOUSEHOLD = "household"
    DOOR = "door"
    ADDRESS = "address"


_MASKED: Final = {Part.NAME: "某某某", Part.ID_NUMBER: "990101************", Part.PHONE: "____"}
_NO_SUCH_DOOR: Final = {
    Part.NAME: "查无此人",
    Part.PHONE: None,
    Part.HOUSEHOLD: "999-9999",
    Part.DOOR: "9999",
    Part.ADDRESS: "无名小区99栋9单元9999",
}
_FLUSHED_EVERY: Final = 50


@dataclass(frozen=True)
class Column(Generic[T]):
    """`make` fills the cell; without it the column is the running number.

    In a `merged` column `make` gives a `Span` in the first row and nothing in the rows under it.
    """

    heading: Heading
    make: Callable[[T, Hand], Cell] | None = None
    part: Part | None = None
    merged: bool = False


@dataclass(frozen=True)
class Form(Generic[T]):
    """Columns in their order. `id_number` gives a record's identity number, where there is one."""

    columns: tuple[Column[T], ...]
    id_number: Callable[[T], str] = lambda _: ""

    @property
    def headings(self) -> tuple[Heading, ...]:
        return tuple(column.heading for column in self.columns)

    def rows(self, records: Sequence[T], hand: Hand, flaws: Mapping[Flaw, int] | None = None) -> Iterator[Row]:
        """A row for each record; a faulty one comes some rows after the record that it was made from.

        Where cells are merged over rows the faulty ones come at the end.
        """
        flawed = _draw_places(len(records), hand, flaws or {})
        last = len(records) - 1
        merges = any(column.merged for column in self.columns)
        number = 0
        spanned: dict[int, Cell] = {}
        waiting: list[Row] = []
        for place, record in enumerate(records):
            number += 1
            cells = [column.make(record, hand) if column.make else number for column in self.columns]
            yield Row(cells)
            spanned.update((at, cell) for at, cell in enumerate(cells) if isinstance(cell, Span))
            waiting.extend(self._faulty(record, cells, spanned, flaw) for flaw in flawed[place])
            if place == last or (not merges and place % _FLUSHED_EVERY == 0):
                for row in waiting:
                    number += 1
                    yield self._numbered(row, number)
                waiting.clear()

    def _faulty(self, record: T, cells: list[Cell], spanned: Mapping[int, Cell], flaw: Flaw) -> Row:
        """The record's row once more, with the fault; merged cells are written out."""
        copy = [_written_out(spanned[at]) if at in spanned else cell for at, cell in enumerate(cells)]
        if flaw is Flaw.REPEATED:
            return Row(copy, KNOWN)
        for at, column in enumerate(self.columns):
            if flaw is Flaw.MASKED and column.part in _MASKED:
                copy[at] = _MASKED[column.part]
            elif flaw is Flaw.NO_SUCH_DOOR and column.part in _NO_SUCH_DOOR:
                copy[at] = _NO_SUCH_DOOR[column.part]
            elif column.part is Part.ID_NUMBER and flaw in (Flaw.CHECKSUM, Flaw.ROUNDED):
                number = self.id_number(record)
                copy[at] = _rounded(number) if flaw is Flaw.ROUNDED else _wrong_check(number)
        return Row(copy, flaw)

    def _numbered(self, row: Row, number: int) -> Row:
        return Row(
            [cell if column.make else number for cell, column in zip(row.cells, self.columns, strict=True)], row.mark
        )


def _draw_places(count: int, hand: Hand, flaws: Mapping[Flaw, int]) -> defaultdict[int, list[Flaw]]:
    """Which records get a faulty companion; fewer than asked for where there are fewer records."""
    wanted = [flaw for flaw, number in flaws.items() for _ in range(number)][:count]
    places: defaultdict[int, list[Flaw]] = defaultdict(list)
    for place, flaw in zip(hand.rng.sample(range(count), len(wanted)), wanted, strict=True):
        places[place].append(flaw)
    return places


def _written_out(cell: Cell) -> Cell:
    return cell.text if isinstance(cell, Span) else cell


def _wrong_check(number: str) -> str:
    return number[:17] + ("7" if number[17] != "7" else "8")


def _rounded(number: str) -> float:
    """What Excel keeps of an identity number: 15 digits and zeros, which must not happen to be valid."""
    kept = number[:15]
    if check_character(f"{kept}00") == "0":
        kept = f"{kept[:14]}{(int(kept[14]) + 1) % 10}"
    return float(f"{kept}000")
