"""Cells that hold numbers. A word or a dash is never zero."""

from __future__ import annotations

import math
import re
from decimal import Decimal
from typing import TYPE_CHECKING

from menshen.kernel.base.folding import tidy
from menshen.kernel.ledgers.parsed import (
    SAID_NONE,
    UNKNOWN,
    Cell,
    Parsed,
    Parser,
    hidden,
    hides_something,
    is_cut_number,
    problem,
    special,
    text_of,
)
from menshen.kernel.ledgers.vocabulary import CellKind, CellProblem

if TYPE_CHECKING:
    from menshen.kernel.ledgers.columns import Column

_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?", re.ASCII)
_NUMBER = re.compile(r"[+-]?(?:\d{1,15}(?:\.\d{0,15})?|\.\d{1,15})", re.ASCII)
_CHINESE_POINT = re.compile(r"(?<=\d)。(?=\d)")
_MINUS = str.maketrans("−–—", "---")
_APPROXIMATE = re.compile(r"约|近|余|多|左右|上下|以上|以下|几|超过|不足|大概|[~><≥≤±]")


def number_parser(column: Column) -> Parser:
    """The parser of INTEGER (gives int) and DECIMAL (gives Decimal) cells of this column."""
    whole = column.kind is CellKind.INTEGER
    units = sorted((tidy(unit) for unit in column.units), key=len, reverse=True)

    def parse(cell: Cell) -> Parsed:
        if isinstance(cell, (int, float)) and not isinstance(cell, bool):
            return _from_number(cell, whole=whole)
        if cell is None or isinstance(cell, str):
            return _from_text(text_of(cell), units, whole=whole)
        return problem(CellProblem.NOT_A_NUMBER, text_of(cell))

    return parse


def _from_number(number: float, *, whole: bool) -> Parsed:
    text = text_of(number)
    if not math.isfinite(number):
        return problem(CellProblem.NOT_A_NUMBER, text)
    if is_cut_number(float(number), text):
        return problem(CellProblem.DIGITS_LOST, text)
    if not whole:
        return Parsed(Decimal(text))
    return Parsed(int(number)) if number == int(number) else problem(CellProblem.NOT_WHOLE, text)


def _from_text(text: str, units: list[str], *, whole: bool) -> Parsed:
    if (read := special(text)) is not None:
        return read
    bare = next((text[: -len(unit)].rstrip() for unit in units if text.endswith(unit)), text)
    if bare is not text and (read := special(bare)) is not None:
        return SAID_NONE if read is SAID_NONE else UNKNOWN
    bare = _CHINESE_POINT.sub(".", bare).translate(_MINUS)
    if _GROUPED.fullmatch(bare):
        bare = bare.replace(",", "")
    if _NUMBER.fullmatch(bare):
        number = Decimal(bare)
        if not whole:
            return Parsed(number)
        return Parsed(int(number)) if number == int(number) else problem(CellProblem.NOT_WHOLE, text)
    if is_cut_number(text, text):
        return problem(CellProblem.DIGITS_LOST, text)
    if hides_something(bare):
        return hidden(text)
    if _APPROXIMATE.search(text) and any(map(str.isdigit, text)):
        return problem(CellProblem.NUMBER_APPROXIMATE, text)
    return problem(CellProblem.NOT_A_NUMBER, text)
