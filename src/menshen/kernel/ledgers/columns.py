"""The declaration of one column: what it is called, what its cells mean, where its value comes from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from menshen.kernel.ledgers.vocabulary import CellKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from menshen.kernel.base.terms import Term, Vocabulary

__all__ = ["CellKind", "Column"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a ledger: of the desk table, the API, the workbook that comes in and the one that goes out.

    - `aliases`: headings that people really use for it, in any spelling of `word_key`.
    - `vocabulary` with `choice_aliases` (word people write → code): for choices.
    - `words`: for a choice among codes that are registered when the program starts (roles, kinds of entries); such a
      column does not come in by a workbook.
    - `none_words`: words beside 无 that say "none of them" in a multiple choice, e.g. `("正常",)` for symptoms.
    - `units`: words that may stand after a number and are dropped, e.g. `("人", "℃")`.
    - `fill_down`: an empty cell repeats the one above (a family's address written once).
    - `second`: the code of the column that a second value in one cell belongs to (two phones in the cell for one).
    - `planned`: holds days to come; a day without year is then the nearest such day, else the latest one gone by.
    - `source`: the ORM path of its value.
    - Identity numbers and phones are shown masked, to everybody; `public` says that a phone is that of an office. A
      name is masked for who does not hold the permission `readers`, where that is given.
    """

    code: str
    title: Term
    kind: CellKind = CellKind.TEXT
    aliases: tuple[str, ...] = ()
    vocabulary: type[Vocabulary] | None = None
    choice_aliases: Mapping[str, str] = field(default_factory=dict, hash=False)
    none_words: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    required: bool = False
    fill_down: bool = False
    second: str | None = None
    planned: bool = False
    source: str | None = None
    public: bool = False
    readers: Vocabulary | None = None
    search: bool = False
    filter: bool = False
    sort: bool = False
    width: int | None = None
    imported: bool = True
    exported: bool = True
    words: Callable[[], Mapping[str, Term]] | None = None

    def __post_init__(self) -> None:
        if self.readers and self.kind is not CellKind.NAME:
            raise ValueError(f"column {self.code} is no name: whether it is masked follows from its kind")
        if self.masked and self.filter:
            raise ValueError(f"column {self.code} is masked; a filter would tell, piece by piece, what is hidden")
        if self.kind in (CellKind.CHOICE, CellKind.MULTI_CHOICE) and not (self.vocabulary or self.words):
            raise ValueError(f"column {self.code} is a choice without a vocabulary")
        if self.words and self.imported:
            raise ValueError(f"column {self.code} has words that are known later: it cannot come in")
        if self.vocabulary and (strange := set(self.choice_aliases.values()) - set(self.vocabulary.codes())):
            raise ValueError(
                f"column {self.code} has aliases for codes that do not exist: {', '.join(sorted(strange))}"
            )

    @property
    def choices(self) -> dict[str, Term]:
        """Code → what people read, for a choice; empty for any other column."""
        if self.words:
            return dict(self.words())
        return {member.value: member.term for member in self.vocabulary or ()}

    @property
    def masked(self) -> bool:
        """Whether somebody, or everybody, sees only part of the value."""
        return self.readers is not None or (self.kind in _NUMBERS and not self.public)


_NUMBERS = (CellKind.ID_NUMBER, CellKind.PHONE)
