"""The parser of every kind of cell: whatever a workbook holds goes in, a `Parsed` comes out, nothing is raised."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING

from menshen.kernel.base.folding import fold, simplified
from menshen.kernel.ledgers.choices import choice_parser, multi_choice_parser, parse_boolean
from menshen.kernel.ledgers.dates import day_parser
from menshen.kernel.ledgers.identities import parse_id_number, parse_name, parse_phone
from menshen.kernel.ledgers.numbers import number_parser
from menshen.kernel.ledgers.parsed import (
    Cell,
    Parsed,
    Parser,
    hidden,
    hides_something,
    is_cut_number,
    noted,
    problem,
    special,
    text_of,
)
from menshen.kernel.ledgers.vocabulary import CellKind, CellNote, CellProblem

if TYPE_CHECKING:
    from menshen.kernel.ledgers.columns import Column

LONGEST_TEXT = 2000
_AREA_CODE = re.compile(r"\d{2,30}", re.ASCII)


def parser(column: Column, day: date) -> Parser:
    """The parser of this column's cells, read on `day`, from which missing years are taken. It never raises."""
    match column.kind:
        case CellKind.NAME:
            return parse_name
        case CellKind.ID_NUMBER:
            return parse_id_number
        case CellKind.PHONE:
            return parse_phone
        case CellKind.DATE | CellKind.DATETIME:
            return day_parser(column, day)
        case CellKind.INTEGER | CellKind.DECIMAL:
            return number_parser(column)
        case CellKind.CHOICE:
            return choice_parser(column)
        case CellKind.MULTI_CHOICE:
            return multi_choice_parser(column)
        case CellKind.BOOLEAN:
            return parse_boolean
        case CellKind.AREA:
            return parse_area
    return parse_text


def parse(cell: Cell, column: Column, day: date) -> Parsed:
    """One cell; whoever reads many of a column keeps its `parser`."""
    return parser(column, day)(cell)


def parse_text(cell: Cell) -> Parsed:
    """Free text. 无 stays: it says that there is none."""
    if isinstance(cell, str):
        text = fold(cell)
    elif isinstance(cell, (date, datetime)):
        # Excel makes a date of `3-2`, meant as building and unit.
        return noted(text_of(cell), CellNote.TURNED_INTO_DATE, taken=text_of(cell))
    else:
        text = text_of(cell)
        if is_cut_number(cell, text):
            return problem(CellProblem.DIGITS_LOST, text)
    if (read := special(text, none=None)) is not None:
        return read
    if len(text) > LONGEST_TEXT:
        return problem(CellProblem.TOO_LONG, text, length=len(text), limit=LONGEST_TEXT)
    return Parsed(text)


def parse_area(cell: Cell) -> Parsed:
    """The code or the name of an area, in simplified characters; which area it is, the database says."""
    text = text_of(cell)
    if is_cut_number(cell, text):
        return problem(CellProblem.DIGITS_LOST, text)
    if (read := special(text)) is not None:
        return read
    if _AREA_CODE.fullmatch(text):
        return Parsed(text)
    return hidden(text) if hides_something(text) else Parsed(simplified(text))
