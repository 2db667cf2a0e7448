"""The steps of an Excel import."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from menshen.gateway.desk.parts.ledger import Option
    from menshen.gateway.desk.parts.words import Text


@dataclass(frozen=True, slots=True)
class HeadingMatch:
    """A heading of the sheet, some of its values, and the column it is taken for."""

    name: str
    heading: str
    samples: Sequence[str]
    options: Sequence[Option]
    certainty: Literal["remembered", "guessed", "none"] = "guessed"


@dataclass(frozen=True, slots=True)
class SheetChoice:
    """A sheet of the workbook: its rows, in which line its headings were found, whether it is taken."""

    name: str
    rows: int
    heading_line: int
    chosen: bool = True


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of the rows of a file; `reasons` counts the refusals by sentence, `left_out` the rows that would not
    be kept whole; `untold` says which grids are not known."""

    accepted: int = 0
    known: int = 0
    refused: int = 0
    reasons: Sequence[tuple[Text, int]] = ()
    left_out: Sequence[tuple[Text, int]] = ()
    untold: Text = ""

    @property
    def total(self) -> int:
        return self.accepted + self.known + self.refused
