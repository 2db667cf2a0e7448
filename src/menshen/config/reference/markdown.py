"""The few forms that the pages need."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from menshen.kernel.base.terms import Term, Vocabulary


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table, with what would break its cells escaped."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines) + "\n"


def _cell(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().replace("|", "\\|")


def vocabulary(words: Iterable[Vocabulary]) -> str:
    """Members of a vocabulary with both languages."""
    return table(("Code", "English", "中文"), [(code(word.value), word.en, word.zh) for word in words])


def both(term: Term) -> str:
    return f"{term.en} · {term.zh}"


def code(text: str) -> str:
    return f"`{text}`"


def prose(docstring: str | None) -> str:
    """A docstring as paragraphs, without the indentation of its lines."""
    lines = (docstring or "").strip().splitlines()
    return "\n".join(line.strip() for line in lines)
