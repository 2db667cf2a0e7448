"""Reading the registry. Row-level security has narrowed every table to the viewer's areas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Case, Count, Exists, OuterRef, Q, Subquery, When

from menshen.domains.registry.models import ContactPoint, Household, Organisation, Person, Residence, SpecialNeed
from menshen.domains.registry.vocabulary import RelationToHead

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from menshen.kernel.scope.viewers import Viewer


def residents(viewer: Viewer) -> QuerySet[Residence]:  # noqa: ARG001  the database knows whose eyes these are
    """Who lives where now: a row for each residence that holds, with the person's main `phone`.

    The phone is looked up only for rows that are shown, not for those that are counted.
    """
    rows: QuerySet[Residence] = Residence.objects.filter(until_on__isnull=True).annotate(phone=_main_phone())
    return rows


def _main_phone() -> Subquery:
    """Of the person whom a row is about."""
    return Subquery(ContactPoint.objects.filter(person_id=OuterRef("person_id"), main=True).values("number")[:1])


def residences_on(day: date) -> QuerySet[Residence]:
    """Main residences that hold on that day. One whose beginning is unknown held from before anybody asked."""
    begun = Q(from_on__isnull=True) | Q(from_on__lte=day)
    not_ended = Q(until_on__isnull=True) | Q(until_on__gt=day)
    return Residence.objects.filter(begun, not_ended, main=True)


def people(viewer: Viewer) -> QuerySet[Person]:  # noqa: ARG001
    """People who live here now, each once."""
    return Person.objects.filter(Exists(Residence.objects.filter(person_id=OuterRef("pk"), until_on__isnull=True)))


def households(viewer: Viewer) -> QuerySet[Household]:  # noqa: ARG001
    """Households where somebody lives, with name and `phone` of the `head` (else of who came first) and the `size`."""
    living = Residence.objects.filter(household_id=OuterRef("pk"), until_on__isnull=True)
    first = living.order_by(Case(When(relation=RelationToHead.HEAD.value, then=0), default=1), "id")
    return inhabited_households().annotate(
        head=Subquery(first.values("person__name")[:1]),
        phone=Subquery(first.annotate(number=_main_phone()).values("number")[:1]),
        size=Subquery(living.order_by().values("household_id").annotate(size=Count("*")).values("size")),
    )


def inhabited_households() -> QuerySet[Household]:
    """Households in which somebody lives now."""
    return Household.objects.filter(
        Exists(Residence.objects.filter(household_id=OuterRef("pk"), until_on__isnull=True))
    )


def special_needs(viewer: Viewer) -> QuerySet[SpecialNeed]:  # noqa: ARG001
    """Needs that hold now, with the person's main `phone`."""
    rows: QuerySet[SpecialNeed] = SpecialNeed.objects.filter(until_on__isnull=True).annotate(phone=_main_phone())
    return rows


def organisations(viewer: Viewer) -> QuerySet[Organisation]:  # noqa: ARG001
    return Organisation.objects.all()
