"""Two-language terms: every code that a person may see carries its English and its Chinese.

The language of the reader is a context variable, set once per request, so that `str(term)` is right in a template,
in an error and in a workbook without being told.
"""

from __future__ import annotations

import enum
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Iterator

LANGUAGES = ("zh", "en")
_language: ContextVar[str] = ContextVar("menshen_language", default="zh")


def language() -> str:
    """The reader's language: `zh` unless `speaking` said otherwise."""
    return _language.get()


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Speak `code` inside the block; a code we do not have falls back to Chinese."""
    token = _language.set(code if code in LANGUAGES else "zh")
    try:
        yield
    finally:
        _language.reset(token)


@dataclass(frozen=True, slots=True)
class Term:
    """A word or sentence in both languages; `{name}` places are filled by `format`."""

    en: str
    zh: str

    def __str__(self) -> str:
        return self.en if language() == "en" else self.zh

    def format(self, **facts: Any) -> Term:
        """The same sentence with its places filled in both languages."""
        return Term(self.en.format(**facts), self.zh.format(**facts))


class Vocabulary(enum.StrEnum):
    """An enum whose members are `CODE = "code", "English", "中文"`.

    Members are enums and not tables, so that a new code needs no migration; the database stores the code. Retired
    members stay, marked by a comment, because old rows must still read.
    """

    en: str
    zh: str

    def __new__(cls, code: str, en: str = "", zh: str = "") -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        member.en = en or code
        member.zh = zh or en or code
        return member

    @property
    def term(self) -> Term:
        return Term(self.en, self.zh)

    def __str__(self) -> str:
        """The code: an enum is data first. Say `member.term` where a person reads."""
        return self.value

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """`(code, Chinese)` pairs in the form that Django fields take."""
        return [(member.value, member.zh) for member in cls]

    @classmethod
    def codes(cls) -> list[str]:
        return [member.value for member in cls]
