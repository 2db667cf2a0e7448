"""Addresses that several pages give, and where a record stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlencode

from django.urls import reverse

from menshen.gateway.desk.parts import Link
from menshen.kernel.base.modules import declared, find
from menshen.kernel.base.terms import Term
from menshen.kernel.documents.models import Document
from menshen.kernel.indicators.declaration import Span
from menshen.kernel.journal.entries import subject_type
from menshen.kernel.ledgers.table import cells_of, formatted, readable
from menshen.kernel.scope.viewers import NOBODY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from django.db.models import QuerySet
    from django.http import QueryDict

    from menshen.kernel.ledgers.declaration import Ledger
    from menshen.kernel.ledgers.details import Subject
    from menshen.kernel.scope.viewers import Viewer


def figure_url(code: str, area: str, span: Span) -> str:
    """The records behind a figure of a sheet with that cut-off, which for a unit on it may not be its own."""
    query = {"area": area, "day": span.day.isoformat(), "cutoff": span.cutoff_hour}
    return f"{reverse('desk:figure', args=[code])}?{urlencode(query)}"


def source_url(source: Mapping[str, Any]) -> str:
    """Where a figure of a work report can be looked at: its records on the day it speaks of; "" where there are none.

    A figure of several days has no list of its own.
    """
    code, several = source["code"], source["first"] != source["last"]
    if several or find("indicators", code) is None:
        return ""
    return figure_url(code, source["area_code"], Span(date.fromisoformat(source["last"]), source["cutoff_hour"]))


def action_url(code: str, **filled: object) -> str:
    """The form of an action with some of its fields filled."""
    query = urlencode({name: value for name, value in filled.items() if value is not None})
    return f"{reverse('desk:action', args=[code])}{'?' + query if query else ''}"


@cache
def model_of(code: str) -> Any:
    """What the rows of a ledger are. Asked once a process: some ledgers look something up to say which they have."""
    found: Ledger = find("ledgers", code)  # type: ignore[assignment]  # an address has found it by this code
    return found.rows(NOBODY).model


def subject_of(found: Ledger) -> Any:
    """What the ledger is about beside its rows, or None."""
    return model_of(found.code)._meta.get_field(found.about).related_model if found.about else None


def rows_ever(found: Ledger, viewer: Viewer) -> QuerySet[Any]:
    """The rows of a ledger for who may read it, with those that have left it since."""
    return readable(replace(found, rows=found.ever or found.rows), viewer)


class Place(NamedTuple):
    """The row of a ledger on which a record is found by its `number`; `row` is the row's own."""

    ledger: Ledger
    row: int
    number: int

    @property
    def url(self) -> str:
        return reverse("desk:record", args=[self.ledger.code, self.row])


def places_of(viewer: Viewer, subjects: Iterable[Subject]) -> dict[Subject, str]:
    """Addresses of records of any type, for those that stand in a ledger of the viewer's; a query for each type."""
    return {
        (kind, number): reverse("desk:record", args=[ledger.code, number])
        for ledger, kind, rows in _rows_of(viewer, subjects)
        for number in rows.values_list("pk", flat=True)
    }


def titles_of(viewer: Viewer, subjects: Iterable[Subject]) -> dict[Subject, Term]:
    """The same records by what they are and by the word at the head of their pages."""
    found: dict[Subject, Term] = {}
    for ledger, kind, rows in _rows_of(viewer, subjects):
        raws, title = list(cells_of(ledger, rows)), ledger.title
        for raw, (word, *_) in zip(raws, formatted(ledger, viewer, [raw[1:] for raw in raws]), strict=True):
            found[kind, raw[0]] = Term(f"{title.en}: {word}", f"{title.zh}：{word}")
    return found


def _rows_of(viewer: Viewer, subjects: Iterable[Subject]) -> Iterator[tuple[Ledger, str, QuerySet[Any]]]:
    """The records in the first ledger of their type that the viewer may read."""
    by_type: dict[str, list[int]] = {}
    for kind, number in subjects:
        by_type.setdefault(kind, []).append(number)
    for ledger in declared("ledgers") if by_type else ():
        kind = subject_type(model_of(ledger.code))
        if kind in by_type and viewer.has(ledger.permission):
            yield ledger, kind, rows_ever(ledger, viewer).filter(pk__in=by_type.pop(kind))


def place_of(viewer: Viewer, model: Any, number: int) -> Place | None:
    """The first ledger of the viewer's in which a record stands, or which is about it."""
    for found in declared("ledgers"):
        key = "pk" if model_of(found.code) is model else found.about if subject_of(found) is model else ""
        if key and viewer.has(found.permission):
            row = rows_ever(found, viewer).filter(**{key: number}).values_list("pk", flat=True).first()
            if row is not None:
                return Place(found, row, number)
    return None


def papers_links(query: QueryDict, found: Ledger) -> list[Link]:
    """The ways to all papers of what a ledger shows now; none where its rows are no papers."""
    if model_of(found.code) is not Document:
        return []
    address, single = reverse("desk:papers", args=[found.code]), query.copy()
    single.pop("page", None)
    every = single.copy()
    single["as"] = "zip"
    return [
        Link(Term("Print all (PDF)", "全部打印（PDF）"), f"{address}?{every.urlencode()}"),
        Link(Term("Each as a file (zip)", "逐份下载（zip）"), f"{address}?{single.urlencode()}"),
    ]
