"""Addresses that several pages give, and where a record stands."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlencode

from django.urls import reverse

from menshen.kernel.base.modules import declared, find
from menshen.kernel.ledgers.table import readable
from menshen.kernel.scope.viewers import NOBODY

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from menshen.kernel.indicators.declaration import Span
    from menshen.kernel.ledgers.declaration import Ledger
    from menshen.kernel.scope.viewers import Viewer


def figure_url(code: str, area: str, span: Span) -> str:
    """The records behind a figure of a sheet with that cut-off, which for a unit on it may not be its own."""
    query = {"area": area, "day": span.day.isoformat(), "cutoff": span.cutoff_hour}
    return f"{reverse('desk:figure', args=[code])}?{urlencode(query)}"


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


def place_of(viewer: Viewer, model: Any, number: int) -> Place | None:
    """The first ledger of the viewer's in which a record stands, or which is about it."""
    for found in declared("ledgers"):
        key = "pk" if model_of(found.code) is model else found.about if subject_of(found) is model else ""
        if key and viewer.has(found.permission):
            row = rows_ever(found, viewer).filter(**{key: number}).values_list("pk", flat=True).first()
            if row is not None:
                return Place(found, row, number)
    return None
