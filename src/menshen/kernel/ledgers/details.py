"""What a domain adds to the page of a record: lines of a person's history, tables and pictures about one record.

A page is about a person or a record that a lower domain owns, and domains do not import upward: so whoever knows more
declares it, and the page asks everybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from menshen.kernel.base.terms import Term

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence
    from datetime import date, datetime

    from menshen.kernel.base.pictures import Picture
    from menshen.kernel.base.terms import Vocabulary
    from menshen.kernel.scope.viewers import Viewer

Subject = tuple[str, int]
"""The type of a record as in the journal (`registry.person`), and its number."""


@dataclass(frozen=True, slots=True)
class Happened:
    """One dated line about a person. A `date` means that the hour does not count. `subject` is the record to open."""

    person: int
    at: datetime | date
    title: Term
    text: Term | str = ""
    subject: Subject | None = None
    icon: str = "check"
    tone: str = "plain"


@dataclass(frozen=True, slots=True)
class History:
    """What one domain knows of people, for who holds `permission` where the records lie.

    `of(people)` is asked inside `acting` with just the grants that carry it, for any number of people at once.
    """

    code: str
    permission: Vocabulary
    of: Callable[[Collection[int]], Iterable[Happened]]


@dataclass(frozen=True, slots=True)
class DetailCell:
    """One value; empty is not recorded. `subject` is the record that it opens, by whose own title it is called where it
    says nothing else."""

    text: Term | str = ""
    subject: Subject | None = None
    tone: str = ""


@dataclass(frozen=True, slots=True)
class DetailTable:
    """Columns and rows; the first cell names the row. `note` says what a number alone would not."""

    columns: Sequence[Term]
    rows: Sequence[Sequence[DetailCell]]
    note: Term | str = ""


@dataclass(frozen=True, slots=True)
class Detail:
    """A table on the page of each record of the type `about`, for who holds `permission` where the record lies.

    `build(viewer, number, at)` gives None where there is nothing to say.
    """

    code: str
    about: str
    title: Term
    permission: Vocabulary
    build: Callable[[Viewer, int, datetime], DetailTable | None]


@dataclass(frozen=True, slots=True)
class Sight:
    """A picture on the page of each record of the type `about`, for who holds `permission` where the record lies.

    `read(number)` gives None where there is none.
    """

    code: str
    about: str
    title: Term
    permission: Vocabulary
    read: Callable[[int], Picture | None]


NOTHING = DetailCell()


def cell(value: Term | str | float | date | None, subject: Subject | None = None, tone: str = "") -> DetailCell:
    """A value as it is read; None is not recorded."""
    if value is None or value == "":
        return NOTHING
    return DetailCell(value if isinstance(value, Term) else str(value), subject, tone)
