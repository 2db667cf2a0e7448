"""Declaring a ledger: columns over what is recorded, and the action through which its workbooks come in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from django.db.models import Q, QuerySet

    from menshen.kernel.actions.declaration import Action, Command
    from menshen.kernel.base.terms import Term, Vocabulary
    from menshen.kernel.ledgers.columns import Column
    from menshen.kernel.scope.viewers import Viewer


@dataclass(frozen=True, slots=True)
class RowContext:
    """What a row of a workbook is read against: where it belongs, which day and moment it is read on.

    `written` are its headings and cells as they came, for ledgers that send them back.
    """

    area: str
    day: date
    at: datetime
    written: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class ImportSpec:
    """How a row becomes a command.

    `build(values, context)` makes it from the parsed values by column code; without it the command is made from the
    values directly. `area_from` names the columns that may tell the row's area (a grid, a compound), tried in order
    before the sheet's name and the area the import was started for; `area_digits` is how deep it must lead. Where
    `area_from` is empty the area of the import stands in for a column `area` that is missing. `as_written` hands
    `build` the headings and cells as they came.
    """

    action: Action
    build: Callable[[dict[str, Any], RowContext], Command] | None = None
    area_from: tuple[str, ...] = ()
    area_digits: int = 12
    chunk: int = 5_000
    as_written: bool = False


@dataclass(frozen=True)
class Ledger:
    """`rows(viewer)` is the queryset of a row each; row-level security has narrowed it to the viewer's areas.

    `order` is the default order, by an index; `area_field` is where a row has its area code, None where the rows
    belong to no area. `search(words)` is a condition that takes the place of the columns marked for search.

    `ever` are its rows with those that have left it since, which the figures of earlier days count.

    `carried` is a text field of a row with the cells of the sheet it came in (JSON, `[[heading, cell], …]`): a workbook
    that goes out has these columns first, numbers of people masked, and then those of the ledger.

    `offers` are actions done from here that point at no row; those that do are offered on the page of the row, and so
    are those about the record that the row refers to by its key `about`.
    """

    code: str
    title: Term
    permission: Vocabulary
    rows: Callable[[Viewer], QuerySet[Any]]
    columns: tuple[Column, ...]
    order: tuple[str, ...] = ("area_id", "id")
    imports: ImportSpec | None = None
    area_field: str | None = "area_id"
    search: Callable[[str], Q] | None = None
    offers: tuple[Action, ...] = ()
    about: str = ""
    ever: Callable[[Viewer], QuerySet[Any]] | None = None
    carried: str = ""

    @property
    def shown(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.exported and column.source)

    @property
    def domain(self) -> str:
        return self.code.split(".", 1)[0]
