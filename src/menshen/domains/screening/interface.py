"""The front door of screening for other domains."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from menshen.domains.registry import interface as registry
from menshen.domains.screening.models import Arrival
from menshen.domains.screening.queries import current
from menshen.domains.screening.queries.forms import load_shipped_forms
from menshen.domains.screening.vocabulary import Symptom
from menshen.kernel.base.clock import day_of, local

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from decimal import Decimal

    from menshen.domains.registry.vocabulary import SpecialNeedKind

__all__ = ["ArrivalForDecision", "arrivals_for_decision", "arrivals_since", "load_shipped_forms"]


@dataclass(frozen=True, slots=True)
class ArrivalForDecision:
    """What a decision on an arrival may rest on: the stay, what a list called the place that day, first health facts,
    and who needs care. Neither household registration nor plate nor birthplace is among it.

    `arrived_on` is the day of coming home, the day of registering where that is unknown. `risk_row` is empty where no
    list named the place. `temperature` None and `symptoms` None are unknown; an empty set of symptoms is 'none'.
    """

    arrival_id: int
    area: str
    person_id: int
    household_id: int
    place_code: str
    origin: str
    left_on: date | None
    arrived_on: date
    risk_level: str
    risk_row: str
    temperature: Decimal | None
    symptoms: frozenset[Symptom] | None
    born_on: date | None
    needs: frozenset[SpecialNeedKind]


def arrivals_for_decision(numbers: Iterable[int]) -> list[ArrivalForDecision]:
    """The facts of these arrivals, in two queries; those that were withdrawn since are left out."""
    rows = list(current(Arrival).filter(pk__in=list(numbers)).select_related("person").order_by("pk"))
    needs = registry.special_needs_of({row.person_id for row in rows})
    return [
        ArrivalForDecision(
            arrival_id=row.pk,
            area=row.area_id,
            person_id=row.person_id,
            household_id=row.household_id,
            place_code=row.place_code,
            origin=row.origin,
            left_on=row.left_on,
            arrived_on=day_of(row.arrived_home_at or row.registered_at),
            risk_level=row.risk_level,
            risk_row=row.risk_row,
            temperature=row.temperature,
            symptoms=None if row.symptoms is None else frozenset(map(Symptom, row.symptoms)),
            born_on=row.person.born_on,
            needs=needs.get(row.person_id, frozenset()),
        )
        for row in rows
    ]


def arrivals_since(day: date) -> list[int]:
    """The arrivals that stand and were registered on that day or later, oldest first."""
    return list(current(Arrival).filter(registered_at__gte=local(day)).order_by("pk").values_list("pk", flat=True))
