"""What one cell turned out to be, and the reading that all kinds of cells share: blanks, unknowns, formula errors."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from menshen.kernel.base.folding import tidy
from menshen.kernel.ledgers.vocabulary import CellNote, CellProblem
from menshen.kernel.privacy.masking import mask_numbers

Cell = str | int | float | bool | date | datetime | time | timedelta | None
LONGEST_SHOWN = 40


class Parsed(NamedTuple):
    """Missing, unknown, hidden and zero are four things.

    Missing: `value` None and nothing else. Unknown: `unknown`. Hidden: `unknown` with the note MASKED. Zero: 0.
    `facts` fill the sentence of the problem or of the note; there is never both.
    """

    value: Any = None
    unknown: bool = False
    problem: CellProblem | None = None
    note: CellNote | None = None
    facts: dict[str, Any] = {}  # noqa: RUF012  never written to; a fresh one for each of millions of cells costs


Parser = Callable[[Cell], Parsed]

MISSING = Parsed()
UNKNOWN = Parsed(unknown=True)
SAID_NONE = Parsed(note=CellNote.SAID_NONE)

_UNKNOWN_SIGNS = re.compile(r"[xX×某_*?\-‐-―─~/\\|.。…·]+")
_UNKNOWN_WORDS = re.compile(
    r"不[详祥明清知]|不清楚|不知道|未[详知填]|未提供|待[查核定补]|待核实|待补充|(?:拒绝|不愿)提供|n/?a|null|none|nil|unknown|tbd|#",
    re.IGNORECASE,
)
NONE_WORDS = frozenset(("无", "無", "没有", "沒有", "暂无"))
_ERRORS = re.compile(r"#(?:n/a|ref!|value!|div/0!|name\?|null!|num!|spill!|calc!|#{2,})", re.IGNORECASE)
_HIDING = re.compile(r"[×某*＊_?？]|[xX]{2,}|(?<=[\d一-鿿])[xX]|[xX](?=[\d年月日时分])|\.{3,}|…")
_LARGEST_EXACT = 10**15


def problem(kind: CellProblem, written: str, **facts: Any) -> Parsed:
    """A cell that cannot be taken, with what was written in it: cut short, and with a person's numbers masked, because
    the sentence made of it is kept and passed on."""
    return Parsed(problem=kind, facts={"written": shown(mask_numbers(written)), **facts})


def noted(value: Any, note: CellNote, **facts: Any) -> Parsed:
    """A value that was understood although it was written otherwise."""
    return Parsed(value, note=note, facts=facts)


def hidden(written: str) -> Parsed:
    """A value of which a part is starred out: unknown, with what is left of it."""
    return Parsed(unknown=True, note=CellNote.MASKED, facts={"kept": shown(mask_numbers(written))})


def shown(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 1]}…"


def text_of(cell: Cell) -> str:
    """The cell as a person would have typed it, tidied; empty for a blank cell."""
    if isinstance(cell, str):
        return tidy(cell)
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return f"{cell:.0f}" if cell.is_integer() and abs(cell) < _LARGEST_EXACT else f"{cell:.15g}"
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes") if cell.time() != time() else cell.date().isoformat()
    return str(cell)


def special(text: str, *, none: Parsed | None = SAID_NONE) -> Parsed | None:
    """The reading of a tidied text that is no value at all: blank, unknown, an error; None where it may be one.

    `none` is what the word 无 means in this kind of cell; None where 无 is a value like any other.
    """
    if not text:
        return MISSING
    if _UNKNOWN_SIGNS.fullmatch(text) or _UNKNOWN_WORDS.fullmatch(text):
        return UNKNOWN
    if text[0] == "#" and _ERRORS.fullmatch(text):
        return problem(CellProblem.FORMULA_ERROR, text)
    if none is not None and text in NONE_WORDS:
        return none
    return None


def hides_something(text: str) -> bool:
    """Whether stars, crosses, 某 or blanks to fill in stand where characters should be."""
    return _HIDING.search(text) is not None


def is_cut_number(cell: Cell, text: str) -> bool:
    """Whether a spreadsheet kept only the first 15 digits: a large float, or its text such as `1.10101E+17`."""
    if isinstance(cell, float):
        return abs(cell) >= _LARGEST_EXACT
    return isinstance(cell, str) and re.fullmatch(r"\d(?:\.\d+)?E\+\d+", text, re.IGNORECASE) is not None
