"""Finding the headings of a sheet and what each column of it holds.

Titles and notes stand above the headings; headings are in any order and any words, one row or two (`现住址` over
`小区 | 楼 | 单元 | 户`), with notes in brackets, traditional characters, line breaks inside. Exact words win over
resemblance, and what a person once said about a heading (`remembered`) wins over everything.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from menshen.kernel.base.folding import fold, tidy, word_key
from menshen.kernel.base.terms import Term, Vocabulary
from menshen.kernel.ledgers.resemblance import ENOUGH, changes_sense, resemblance
from menshen.kernel.ledgers.vocabulary import CellKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from menshen.kernel.ledgers.columns import Column
    from menshen.kernel.ledgers.files import RawRow

VERDICT_TITLE = Term("Import result", "处理结果")
REASON_TITLE = Term("Reason", "原因")

LOOKED_AT = 40  # rows from the top in which headings are looked for
_CANDIDATES = 6
_LONGEST = 60
_FEWEST = 2  # columns that make a table of a sheet
_BARE_PART = 0.8
_JOINED = 0.95
_FOR_A_PART = 0.1  # a value found in parts explains more of the sheet
_SERIALS = frozenset(("序号", "编号", "号", "序", "顺序号", "行号", "no", "num", "id", "number"))
_RESULTS = frozenset((word_key(VERDICT_TITLE.en), word_key(VERDICT_TITLE.zh)))
_REASONS = frozenset((word_key(REASON_TITLE.en), word_key(REASON_TITLE.zh)))
_BRACKETED = re.compile(r"[(\[【〔{<《][^)\]】〕}>》]*[)\]】〕}>》]")
_GROUPED = re.compile(r"(.{2,}?)(?:\s*[-—_:：/|·]\s*|\s+|[(（])([^\s()（）]+)[)）]?")
_NUMBERED = re.compile(r"^\(?\d{1,2}[.、)]\s*(?=\D)")


class HowMatched(Vocabulary):
    """Why a heading was taken for a column."""

    REMEMBERED = "remembered", "Said by a person before", "曾经指定"
    EXACT = "exact", "Same words", "名称一致"
    SIMILAR = "similar", "Similar words", "名称相近"


@dataclass(frozen=True, slots=True)
class Heading:
    """One column of the sheet: where (counted from 0), what it is called, and the `key` under which it is remembered.

    `part` is the lower of two headings (`单元` under `现住址`).
    """

    index: int
    text: str
    key: str
    part: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """A column and where it is in the sheet; several places where it is written in parts."""

    column: Column
    headings: tuple[Heading, ...]
    confidence: float
    how: HowMatched

    @property
    def index(self) -> int:
        return self.headings[0].index


@dataclass(frozen=True, slots=True)
class SheetMapping:
    """What the columns of a sheet hold.

    `rows`: the numbers of its heading rows; `headings`: all of them; `missing`: required columns that are not there;
    `ignored`: where serial numbers are, headings that a person told to pass over, and `results` of an earlier import.
    """

    rows: tuple[int, ...]
    headings: tuple[Heading, ...]
    matches: tuple[Match, ...]
    unmatched: tuple[Heading, ...]
    missing: tuple[Column, ...]
    ignored: frozenset[int]
    results: frozenset[int]

    @property
    def width(self) -> int:
        """How many cells a row needs to have."""
        return 1 + max(heading.index for heading in self.headings)

    @property
    def places(self) -> dict[str, int]:
        """Column code → index in the sheet."""
        return {match.column.code: match.index for match in self.matches}

    @property
    def guesses(self) -> tuple[Match, ...]:
        """What a person should look at: matches by resemblance."""
        return tuple(match for match in self.matches if match.how is HowMatched.SIMILAR)

    @property
    def score(self) -> float:
        return sum(match.confidence for match in self.matches)


@dataclass(frozen=True, slots=True)
class _Slot:
    """A heading with the keys it may be known by, each with how much it is worth, and the key of its group."""

    heading: Heading
    keys: tuple[tuple[str, float], ...]
    group: str = ""


_Candidate = tuple[list[_Slot], tuple[int, ...]]


class Headings:
    """The words of a ledger's columns, ready to be found in sheets."""

    def __init__(self, columns: Sequence[Column], remembered: Mapping[str, str] | None = None) -> None:
        self.columns = [column for column in columns if column.imported]
        self._by_code = {column.code: column for column in self.columns}
        self._remembered = dict(remembered or {})
        self._words: dict[str, Column] = {}
        for column in self.columns:
            for word in (column.title.zh, column.title.en, *column.aliases):
                if not (key := word_key(word)):
                    raise ValueError(f"“{word}” of {column.code} has no letters to be known by")
                if (other := self._words.setdefault(key, column)) is not column:
                    raise ValueError(f"“{word}” is a heading of both {other.code} and {column.code}")

    def find(self, rows: Sequence[RawRow]) -> SheetMapping | None:
        """The mapping of the sheet that begins with `rows`, or None where none of them looks like headings."""
        mappings = [self._mapping(slots, numbers) for slots, numbers in self._candidates(rows[:LOOKED_AT])]
        # The lower of two rows of headings is not read alone: what stands only in the upper one would be lost.
        lower = {mapping.rows[1] for mapping in mappings if len(mapping.rows) > 1 and _needs_both(mapping)}
        plausible = (mapping for mapping in mappings if self._is_plausible(mapping) and not {mapping.rows[0]} <= lower)
        return max(plausible, key=_rank, default=None)

    def is_heading(self, cell: object) -> bool:
        """Whether a cell in the middle of a sheet is one of the words: repeated headings are looked for there."""
        return isinstance(cell, str) and len(cell) < _LONGEST and self._exact(_keys(cell)) is not None

    def _candidates(self, rows: Sequence[RawRow]) -> list[_Candidate]:
        """The rows and pairs of rows that hold most of our words; one row before two, the upper before the lower."""
        found: list[_Candidate] = [(_single(row), (row.number,)) for row in rows]
        found += [
            (_double(upper, lower), (upper.number, lower.number))
            for upper, lower in pairwise(rows)
            if lower.number == upper.number + 1
        ]
        known = [
            sum(self._exact(slot.keys) is not None for slot in slots)
            + len({slot.group for slot in slots} & self._words.keys())
            for slots, _ in found
        ]
        ranked = sorted(zip(known, found, strict=True), key=lambda entry: (-entry[0], len(entry[1][1]), entry[1][1]))
        return [candidate for count, candidate in ranked[:_CANDIDATES] if count]

    def _exact(self, keys: Sequence[tuple[str, float]]) -> tuple[Column | None, float, HowMatched] | None:
        """What a person said about one of the keys, else whose word one of them is; no column: it is to be ignored."""
        for key, _ in keys:
            if key in self._remembered:
                return self._by_code.get(self._remembered[key]), 1.0, HowMatched.REMEMBERED
        for key, worth in keys:
            if column := self._words.get(key):
                return column, worth, HowMatched.EXACT
        return None

    def _mapping(self, slots: list[_Slot], numbers: tuple[int, ...]) -> SheetMapping:
        results = _results(slots)
        ignored = set(results)
        claims: list[tuple[float, int, _Slot, Column, HowMatched]] = []
        for slot in slots:
            if slot.heading.index in ignored:
                continue
            if exact := self._exact(slot.keys):
                column, worth, how = exact
                if column is None:
                    ignored.add(slot.heading.index)
                else:
                    claims.append((worth + (how is HowMatched.REMEMBERED), slot.heading.index, slot, column, how))
            elif slot.keys[0][0] in _SERIALS:
                ignored.add(slot.heading.index)
            elif slot.group not in self._words:  # a part of a column is no spelling of it
                claims += [
                    (alike, slot.heading.index, slot, column, HowMatched.SIMILAR)
                    for alike, column in self._alike(slot.keys[0][0])
                ]
        matches = _settled(claims)
        matches += self._joined(slots, matches, ignored)
        taken = {heading.index for match in matches for heading in match.headings} | ignored
        matched = {match.column.code for match in matches}
        return SheetMapping(
            rows=numbers,
            headings=tuple(slot.heading for slot in slots),
            matches=tuple(sorted(matches, key=lambda match: match.index)),
            unmatched=tuple(slot.heading for slot in slots if slot.heading.index not in taken),
            missing=tuple(column for column in self.columns if column.required and column.code not in matched),
            ignored=frozenset(ignored),
            results=frozenset(results),
        )

    def _alike(self, key: str) -> list[tuple[float, Column]]:
        found = ((resemblance(key, word), column) for word, column in self._words.items())
        return [(alike, column) for alike, column in found if alike >= ENOUGH]

    def _joined(self, slots: list[_Slot], matches: list[Match], ignored: set[int]) -> list[Match]:
        """Columns that the sheet has in parts: a group of headings that is called like the column as a whole.

        Text is put together; of anything else (`体温 早`, `体温 晚`) the first is a guess.
        """
        taken = {match.index for match in matches} | ignored
        matched = {match.column.code for match in matches}
        groups: dict[str, list[Heading]] = {}
        for slot in slots:
            if slot.group and slot.heading.index not in taken:
                groups.setdefault(slot.group, []).append(slot.heading)
        found = []
        for group, parts in groups.items():
            column = self._words.get(group)
            if column is None or column.code in matched or len(parts) == 1:
                continue
            if column.kind is CellKind.TEXT:
                found.append(Match(column, tuple(parts), _JOINED, HowMatched.EXACT))
            else:
                found.append(Match(column, (parts[0],), _JOINED, HowMatched.SIMILAR))
        return found

    def _is_plausible(self, mapping: SheetMapping) -> bool:
        sure = sum(match.how is not HowMatched.SIMILAR for match in mapping.matches)
        return sure > 0 and len(mapping.matches) >= min(_FEWEST, len(self.columns))


def _rank(mapping: SheetMapping) -> tuple[int, float, int, int]:
    parts = sum(heading.part not in ("", heading.text) for match in mapping.matches for heading in match.headings)
    return -len(mapping.missing), round(mapping.score + parts * _FOR_A_PART, 6), -len(mapping.rows), -mapping.rows[0]


def _needs_both(mapping: SheetMapping) -> bool:
    """Whether the upper of two rows has headings of its own beside the groups that are explained below."""
    return any(not heading.part for match in mapping.matches for heading in match.headings)


def _settled(claims: list[tuple[float, int, _Slot, Column, HowMatched]]) -> list[Match]:
    """One heading for each column and one column for each heading: the best claims first, then from left to right."""
    matches: dict[str, Match] = {}
    taken: set[int] = set()
    for worth, index, slot, column, how in sorted(claims, key=lambda claim: (-claim[0], claim[1])):
        if index not in taken and column.code not in matches:
            matches[column.code] = Match(column, (slot.heading,), min(worth, 1.0), how)
            taken.add(index)
    return list(matches.values())


def _results(slots: list[_Slot]) -> set[int]:
    """The two columns that our own results workbook adds, side by side."""
    found: set[int] = set()
    for left, right in itertools.pairwise(slots):
        if left.keys[0][0] in _RESULTS and right.keys[0][0] in _REASONS:
            found |= {left.heading.index, right.heading.index}
    return found


@lru_cache(maxsize=10_000)
def _keys(text: str) -> tuple[tuple[str, float], ...]:
    """The keys of a heading as it is, and without what stands in brackets or a number in front."""
    plain = tidy(text)
    bare = _NUMBERED.sub("", plain)
    forms = (word_key(form) for form in (plain, bare, _BRACKETED.sub("", bare)))
    return tuple((key, 1.0) for key in dict.fromkeys(forms) if key)


def _text(cell: object) -> str:
    return fold(cell)[:_LONGEST] if isinstance(cell, str) else ""


def _single(row: RawRow) -> list[_Slot]:
    """One row of headings; neighbours that begin alike (`现住址-小区`, `现住址-楼`) are the parts of a group."""
    texts = [*map(_text, row.cells)]
    splits = [_GROUPED.fullmatch(text) for text in texts]
    groups = ["", *(match[1] if match else "" for match in splits), ""]
    slots = []
    for index, (text, split) in enumerate(zip(texts, splits, strict=True)):
        before, group, after = groups[index : index + 3]
        if not (keys := _keys(text)):
            continue
        if split and group in (before, after):
            slots.append(_grouped(index, text, group, split[2]))
        else:
            slots.append(_Slot(Heading(index, text, keys[0][0]), keys))
    return slots


def _grouped(index: int, text: str, group: str, part: str, *, alone: bool = False) -> _Slot:
    """A part of a group: known by both names together or, unless the group changes its sense, by its own.

    With `alone` it is the only one in its group.
    """
    keys = _keys(text)[:1]
    if not changes_sense(word_key(group)):
        keys += tuple((key, _BARE_PART) for key, _ in _keys(part))
    return _Slot(Heading(index, text, keys[0][0], part), keys, "" if alone else word_key(group))


def _double(upper: RawRow, lower: RawRow) -> list[_Slot]:
    """Two rows of headings: a group over its parts, beside headings that go over both rows.

    A group ends where the next one begins or where nothing stands below it.
    """
    width = max(len(upper.cells), len(lower.cells))
    tops, parts = ([*map(_text, row.cells), *[""] * (width - len(row.cells))] for row in (upper, lower))
    slots, group = [], ""
    for index, (top, part) in enumerate(zip(tops, parts, strict=True)):
        group = (top or group) if part else ""
        if group and _keys(f"{group} {part}"):
            goes_on = index + 1 < width and not tops[index + 1] and bool(parts[index + 1])
            slots.append(_grouped(index, f"{group} {part}", group, part, alone=bool(top) and not goes_on))
        elif keys := _keys(part or top):
            slots.append(_Slot(Heading(index, part or top, keys[0][0], part), keys))
    return slots
