"""The daily sheet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from menshen.gateway.desk.parts.figures import Chart
    from menshen.gateway.desk.parts.record import Todo
    from menshen.gateway.desk.parts.words import Badge, Link, Notice, Text


@dataclass(frozen=True, slots=True)
class SheetCell:
    """One number of one unit. None is missing. `flag` says in words why the number is unusual."""

    value: int | float | None
    url: str = ""
    change: int | None = None
    flag: Text = ""


@dataclass(frozen=True, slots=True)
class SheetRow:
    unit: Text
    cells: Sequence[SheetCell]
    url: str = ""
    depth: int = 0
    badge: Badge | None = None
    total: bool = False


@dataclass(frozen=True, slots=True)
class SheetGroup:
    """A heading over neighbouring columns."""

    title: Text
    columns: Sequence[Text]


@dataclass(frozen=True, slots=True)
class Check:
    """An identity that the sheet must meet, as a sentence, and whether it does."""

    text: Text
    met: bool
    url: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """The daily sheet of one area and day, with who still owes theirs and what does not add up.

    `version` is 0 until one was handed in.
    """

    area: Text
    day: date
    badge: Badge
    groups: Sequence[SheetGroup]
    rows: Sequence[SheetRow]
    previous_url: str = ""
    next_url: str = ""
    cutoff: datetime | None = None
    as_of: datetime | None = None
    version: int = 0
    signed: Text = ""
    notices: Sequence[Notice] = ()
    checks: Sequence[Check] = ()
    chase: Sequence[Todo] = ()
    links: Sequence[Link] = ()
    chart: Chart | None = None

    @property
    def columns(self) -> list[Text]:
        return [title for group in self.groups for title in group.columns]
