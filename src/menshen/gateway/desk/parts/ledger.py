"""A ledger as the reader sees it: columns, rows, filters, pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from menshen.gateway.desk.parts.words import Empty, Link, Presence, Text, Tone


@dataclass(frozen=True, slots=True)
class Column:
    """`long` wraps; `number` stands right. `sort_url` is the address that sorts by this column the next way round."""

    title: Text
    kind: Literal["text", "number", "long"] = "text"
    sort_url: str = ""
    sorted: Literal["", "ascending", "descending"] = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One formatted value. With a `tone` it is shown as a badge."""

    text: Text = ""
    url: str = ""
    presence: Presence = "known"
    tone: Tone | Literal[""] = ""


@dataclass(frozen=True, slots=True)
class Row:
    """`url` opens the record and stands on the first cell; `key` is what group actions send for a ticked row."""

    cells: Sequence[Cell]
    url: str = ""
    key: str = ""
    links: Sequence[Link] = ()


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: Text
    chosen: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Filter:
    """One field of the filter line. Ranges send `NAME_from` and `NAME_until` (both ends included)."""

    name: str
    label: Text
    kind: Literal["text", "select", "days", "numbers"] = "text"
    value: str = ""
    options: Sequence[Option] = ()
    start: str = ""
    end: str = ""

    @property
    def sent(self) -> tuple[str, ...]:
        """The names under which it is sent."""
        return (f"{self.name}_from", f"{self.name}_until") if self.kind in ("days", "numbers") else (self.name,)


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force, in words, and the address without it."""

    text: Text
    clear_url: str


@dataclass(frozen=True, slots=True)
class Pages:
    """Where in the ledger we are. `links` holds None where numbers are left out."""

    number: int
    last: int
    first_row: int
    last_row: int
    links: Sequence[tuple[int, str] | None]
    previous_url: str = ""
    next_url: str = ""

    @classmethod
    def of(cls, count: int, *, number: int, size: int, address: Callable[[int], str]) -> Pages:
        """Page `number` (from 1, brought into range) of `count` rows; `address` gives the URL of a page."""
        last = max(1, -(-count // size))
        number = min(max(1, number), last)
        shown = sorted({1, last, *range(max(1, number - 1), min(last, number + 1) + 1)})
        links: list[tuple[int, str] | None] = []
        for before, page in zip([0, *shown], shown, strict=False):
            if page - before > 1:
                links.append(None)
            links.append((page, address(page)))
        return cls(
            number=number,
            last=last,
            first_row=min(count, (number - 1) * size + 1),
            last_row=min(count, number * size),
            links=links,
            previous_url=address(number - 1) if number > 1 else "",
            next_url=address(number + 1) if number < last else "",
        )


@dataclass(frozen=True, slots=True)
class Table:
    """A ledger as the reader sees it now.

    `id` names it in the page and must not change between requests. `url` is its address without a query, `clear_url`
    the one without filters. `kept` are query values that filtering must not lose (sort order, area). `groups` are
    actions on ticked rows: each posts the keys as `key` to its url. `as_of` says up to when the numbers are computed;
    `more` that there are more rows than `count`.
    """

    id: str
    title: Text
    url: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    count: int
    pages: Pages | None = None
    search: str | None = None
    search_hint: Text = ""
    filters: Sequence[Filter] = ()
    chips: Sequence[Chip] = ()
    clear_url: str = ""
    kept: Sequence[tuple[str, str]] = ()
    exports: Sequence[Link] = ()
    groups: Sequence[Link] = ()
    empty: Empty | None = None
    as_of: datetime | None = None
    more: bool = False

    @property
    def counted(self) -> str:
        """The count as it is said: `more` than that where nobody counted to the end."""
        return f"{self.count:,}{'+' if self.more else ''}"

    @property
    def tools(self) -> bool:
        """Whether a line of search, filters or exports stands over the table."""
        return self.search is not None or bool(self.filters or self.exports)

    @property
    def filtered(self) -> bool:
        return bool(self.chips or self.search)

    @property
    def row_links(self) -> bool:
        return any(row.links for row in self.rows)
