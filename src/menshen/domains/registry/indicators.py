"""Numbers of the registry: who lives here on a day, in how many households, with which needs."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.db.models import Count

from menshen.domains.registry.queries import residences_on, special_needs_on
from menshen.domains.registry.vocabulary import ResidenceKind
from menshen.kernel.base.terms import Term
from menshen.kernel.indicators.declaration import Indicator

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from menshen.domains.registry.models import Residence, SpecialNeed
    from menshen.kernel.indicators.declaration import Span

_PEOPLE = Term("people", "人")


def _residences(span: Span) -> QuerySet[Residence]:
    return residences_on(span.day)


def _of_kind(span: Span, *, kind: ResidenceKind) -> QuerySet[Residence]:
    return residences_on(span.day).filter(kind=kind.value)


def _needs(span: Span) -> QuerySet[SpecialNeed]:
    return special_needs_on(span.day)


HOUSEHOLDS = Indicator(
    "registry.households",
    Term("Households", "户数"),
    _residences,
    value=Count("household_id", distinct=True),
    ledger="registry.households",
    row="household_id",
    unit=Term("households", "户"),
)
PEOPLE = Indicator("registry.people", Term("People", "人数"), _residences, ledger="registry.residents", unit=_PEOPLE)
OF_EACH_KIND = tuple(
    Indicator(
        f"registry.people_{kind.value}",
        kind.term,
        partial(_of_kind, kind=kind),
        ledger="registry.residents",
        unit=_PEOPLE,
    )
    for kind in ResidenceKind
)
SPECIAL_NEEDS = Indicator(
    "registry.special_needs",
    Term("People with special needs", "特殊需求人员"),
    _needs,
    value=Count("person_id", distinct=True),
    ledger="registry.special_needs",
    unit=_PEOPLE,
)
INDICATORS = (HOUSEHOLDS, PEOPLE, *OF_EACH_KIND, SPECIAL_NEEDS)
