"""Cells left empty because the one above is meant: merged cells, and what a family's first line says for all of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from menshen.kernel.ledgers.headings import Match
    from menshen.kernel.ledgers.parsed import Cell


def is_blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


@dataclass(slots=True)
class _Merged:
    """One column of the sheet with merged cells: where they begin and end, and the one that we are in."""

    match: Match
    index: int
    ends: dict[int, int]
    until: int = 0
    value: Cell = None


@dataclass(slots=True)
class _Repeated:
    """A column whose empty cells repeat the one above; of a value in parts all must be empty."""

    match: Match
    indexes: tuple[int, ...]
    values: list[Cell] = field(default_factory=list)


class Filler:
    """Fills the rows of one sheet, from the top; merged cells of the headings (up to row `after`) do not count.

    A merge says exactly how far a cell goes, so it counts in every column, and in a column that has merges nothing
    else is filled.
    """

    def __init__(self, matches: Sequence[Match], merges: Mapping[int, list[tuple[int, int]]], after: int) -> None:
        self._merged: list[_Merged] = []
        self._repeated: list[_Repeated] = []
        for match in matches:
            indexes = tuple(heading.index for heading in match.headings)
            merged = [
                _Merged(match, index, ends)
                for index in indexes
                if (ends := {first: last for first, last in merges.get(index, ()) if first > after})
            ]
            self._merged += merged
            if match.column.fill_down and not merged:
                self._repeated.append(_Repeated(match, indexes))
        self.needed = bool(self._merged or self._repeated)

    def fill(self, number: int, cells: list[Cell]) -> list[Match]:
        """Fill the cells of row `number` in place; the columns that were filled."""
        filled: list[Match] = []
        for merged in self._merged:
            if number in merged.ends:
                merged.until, merged.value = merged.ends[number], cells[merged.index]
            elif number <= merged.until and is_blank(cells[merged.index]) and not is_blank(merged.value):
                cells[merged.index] = merged.value
                filled.append(merged.match)
        for repeated in self._repeated:
            if not all(is_blank(cells[index]) for index in repeated.indexes):
                repeated.values = [cells[index] for index in repeated.indexes]
            elif repeated.values:
                for index, value in zip(repeated.indexes, repeated.values, strict=True):
                    cells[index] = value
                filled.append(repeated.match)
        return filled
