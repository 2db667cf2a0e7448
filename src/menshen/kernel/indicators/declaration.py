"""Declaring an indicator: the records that count and how they are counted."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count

from menshen.kernel.base.clock import local
from menshen.kernel.base.modules import find

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import Q, QuerySet

    from menshen.kernel.base.terms import Term


@dataclass(frozen=True, slots=True)
class Span:
    """A reporting day: everything from the cut-off before it (inclusive) to its own cut-off (exclusive).

    `cutoff_hour` is 1–24; 24 makes the span the calendar day.
    """

    day: date
    cutoff_hour: int = 24

    @classmethod
    def until(cls, day: date, cutoff: datetime) -> Span:
        """The day whose figures go up to that cut-off."""
        return cls(day, (cutoff - local(day)) // timedelta(hours=1))

    @property
    def end(self) -> datetime:
        return local(self.day) + timedelta(hours=self.cutoff_hour)

    @property
    def start(self) -> datetime:
        return self.end - timedelta(days=1)

    @property
    def before(self) -> Span:
        return Span(self.day - timedelta(days=1), self.cutoff_hour)


@dataclass(frozen=True)
class Indicator:
    """`records(span)` is the queryset of what counts, unfiltered by area; its model carries `area`.

    `value` aggregates within an area: `Count("*")` unless said otherwise; for a distinct count the counted thing must
    lie in one grid, or the sums up the tree would count it twice. `ledger` names the ledger that shows the records,
    `row` the field of a record that is the key of a row there. `listed(day)` is the condition on which a record may
    still be listed on a day: the number stays when a list of people has to close.
    """

    code: str
    title: Term
    records: Callable[[Span], QuerySet[Any]]
    value: Any = field(default_factory=lambda: Count("*"))
    ledger: str | None = None
    unit: Term | None = None
    row: str = "pk"
    listed: Callable[[date], Q] | None = None


def indicator(code: str) -> Indicator:
    """The indicator of that code; KeyError for one that no module declares."""
    found: Indicator | None = find("indicators", code)
    if found is None:
        raise KeyError(code)
    return found
