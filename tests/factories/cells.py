"""Reading one cell, for the decision tables of every kind of cell."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from menshen.kernel.base.terms import Term, Vocabulary
from menshen.kernel.ledgers.cells import parse
from menshen.kernel.ledgers.columns import CellKind, Column
from menshen.kernel.ledgers.vocabulary import CellNote, CellProblem

DAY = date(2020, 2, 5)
LOCAL = ZoneInfo("Asia/Shanghai")
P, N = CellProblem, CellNote
UNKNOWN = object()


class Symptom(Vocabulary):
    FEVER = "fever", "Fever", "发热"
    COUGH = "cough", "Cough", "咳嗽"
    OTHER = "other", "Other", "其他"


def column(kind: CellKind, **options: Any) -> Column:
    """A column of that kind; a choice is one of three symptoms."""
    if kind in (CellKind.CHOICE, CellKind.MULTI_CHOICE):
        options = {"vocabulary": Symptom, "choice_aliases": {"发烧": "fever", "有": "fever"}, **options}
    return Column("c", Term("Column", "列"), kind, **options)


def check(kind: CellKind, written: Any, expected: Any, note: CellNote | None = None, **options: Any) -> None:
    """What is written in a cell of that kind is understood as `expected`: a value, a problem, or UNKNOWN."""
    parsed = parse(written, column(kind, **options), DAY)
    if isinstance(expected, CellProblem):
        assert parsed.problem is expected
        sentence = expected.term.format(**parsed.facts)
        assert sentence.en
        assert sentence.zh
        assert parsed.value is None
    elif expected is UNKNOWN:
        assert parsed.unknown
        assert parsed.value is None
        assert parsed.problem is None
    else:
        assert parsed.problem is None, parsed
        assert not parsed.unknown
        assert parsed.value == expected
        assert type(parsed.value) is type(expected)
    assert parsed.note is note
    if note:
        assert note.term.format(**parsed.facts).zh
