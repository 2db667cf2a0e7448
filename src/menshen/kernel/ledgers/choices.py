"""Cells that hold words of a list: one, several, yes or no."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from menshen.kernel.base.folding import word_key
from menshen.kernel.ledgers.parsed import (
    MISSING,
    NONE_WORDS,
    UNKNOWN,
    Cell,
    Parsed,
    Parser,
    hidden,
    hides_something,
    noted,
    problem,
    special,
    text_of,
)
from menshen.kernel.ledgers.vocabulary import CellNote, CellProblem

if TYPE_CHECKING:
    from menshen.kernel.ledgers.columns import Column

_SEPARATORS = re.compile(r"[、,;/|+&\n]")
_YES = frozenset(("是", "有", "对", "√", "✓", "✔", "☑", "要", "已", "y", "yes", "true", "t", "1", "真", "on"))
_NO = frozenset(
    ("否", "无", "不是", "没有", "未", "×", "✗", "✘", "☒", "不", "n", "no", "false", "f", "0", "假", "off", "没")
)
_EMPTY_BOXES = frozenset("□☐○◯")
_MOST_WORDS_SHOWN = 12


class Words:
    """The words of a vocabulary in every spelling: code, English, Chinese, aliases, traditional characters."""

    def __init__(self, column: Column) -> None:
        assert column.vocabulary is not None
        members = list(column.vocabulary)
        self._codes = {word_key(word): code for word, code in column.choice_aliases.items()}
        self._signs = {word.strip().casefold(): code for word, code in column.choice_aliases.items()}
        for member in members:
            for word in (member.en, member.zh, member.value):
                self._codes[word_key(word)] = member.value
        more = "…" if len(members) > _MOST_WORDS_SHOWN else ""
        self.allowed = "、".join(member.zh for member in members[:_MOST_WORDS_SHOWN]) + more

    def code(self, text: str) -> str | None:
        """The code of one tidied word; signs such as √, which have no letters, are looked up as they are."""
        return self._codes.get(word_key(text)) or self._signs.get(text.casefold())


def choice_parser(column: Column) -> Parser:
    """The parser of CHOICE cells: gives a code."""
    words = Words(column)

    def parse(cell: Cell) -> Parsed:
        text = text_of(cell)
        if code := words.code(text):
            return Parsed(code)
        if (read := special(text)) is not None:
            return read
        return hidden(text) if hides_something(text) else problem(CellProblem.NOT_A_CHOICE, text, allowed=words.allowed)

    return parse


def multi_choice_parser(column: Column) -> Parser:
    """The parser of MULTI_CHOICE cells: gives a tuple of codes in the order written; 无 gives the empty tuple."""
    words = Words(column)

    def parse(cell: Cell) -> Parsed:
        # Line ends separate here, and tidying would make spaces of them.
        text = text_of(cell.replace("\n", "、") if isinstance(cell, str) else cell).strip("、,;/|+&")
        if code := words.code(text):
            return Parsed((code,))
        if text in column.none_words:
            return Parsed(())
        if (read := special(text or text_of(cell), none=Parsed(()))) is not None:
            return read
        return _several(text, words)

    return parse


def _several(text: str, words: Words) -> Parsed:
    codes: dict[str, None] = {}
    unknown = False
    for piece in filter(None, map(str.strip, _SEPARATORS.split(text))):
        # Spaces separate words too, unless the words together are one.
        for word in [piece] if words.code(piece) else piece.split():
            if code := words.code(word):
                codes[code] = None
            elif special(word) is UNKNOWN:
                unknown = True
            elif word not in NONE_WORDS:
                return problem(CellProblem.NOT_A_CHOICE, word, allowed=words.allowed)
    if unknown:
        return noted(tuple(codes), CellNote.PARTLY_UNKNOWN) if codes else UNKNOWN
    return Parsed(tuple(codes))


def parse_boolean(cell: Cell) -> Parsed:
    """是, 有, √, Y are true; 否, 无, ×, N are false. An x is unknown, as everywhere; an empty box is empty."""
    if isinstance(cell, bool):
        return Parsed(cell)
    text = text_of(cell)
    word = word_key(text) or text
    if word in _YES:
        return Parsed(value=True)
    if word in _NO:
        return Parsed(value=False)
    if text in _EMPTY_BOXES:
        return MISSING
    return special(text) or problem(CellProblem.NOT_YES_NO, text)
