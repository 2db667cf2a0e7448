"""Reading the registry. Row-level security has narrowed every table to the viewer's areas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Case, Count, Exists, OuterRef, Q, Subquery, When

from menshen.domains.registry.models import (
    ContactPoint,
    Household,
    LikelyDuplicate,
    Merge,
    Organisation,
    Person,
    Residence,
    SpecialNeed,
)
from menshen.domains.registry.vocabulary import RelationToHead

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from menshen.kernel.scope.viewers import Viewer


def residents(viewer: Viewer) -> QuerySet[Residence]:
    """Who lives where now: a row for each residence that holds, with the person's main `phone`.

    The phone is looked up only for rows that are shown, not for those that are counted.
    """
    return every_residence(viewer).filter(until_on__isnull=True)


def every_residence(viewer: Viewer) -> QuerySet[Residence]:  # noqa: ARG001  the database knows whose eyes these are
    """The ended ones too."""
    rows: QuerySet[Residence] = Residence.objects.annotate(phone=_main_phone())
    return rows


def _main_phone() -> Subquery:
    """Of the person whom a row is about."""
    return Subquery(ContactPoint.objects.filter(person_id=OuterRef("person_id"), main=True).values("number")[:1])


def residences_on(day: date) -> QuerySet[Residence]:
    """Main residences that hold on that day."""
    return Residence.objects.filter(_holds_on(day), main=True)


def special_needs_on(day: date) -> QuerySet[SpecialNeed]:
    """Needs that hold on that day of people who are here."""
    rows: QuerySet[SpecialNeed] = SpecialNeed.objects.filter(_holds_on(day), _here(_holds_on(day)))
    return rows


def _holds_on(day: date) -> Q:
    """What has no known beginning held from before anybody asked."""
    begun = Q(from_on__isnull=True) | Q(from_on__lte=day)
    return begun & (Q(until_on__isnull=True) | Q(until_on__gt=day))


def _here(holds: Q) -> Q:
    """About somebody with a residence that `holds`, or who was handed over to us and has no address yet.

    Whoever has moved away or died keeps what was recorded of them, and nobody calls on them with it.
    """
    stays = Residence.objects.filter(person_id=OuterRef("person_id"))
    return Q(Exists(stays.filter(holds))) | ~Q(Exists(stays))


def people(viewer: Viewer) -> QuerySet[Person]:  # noqa: ARG001
    """People who live here now, each once."""
    return Person.objects.filter(Exists(Residence.objects.filter(person_id=OuterRef("pk"), until_on__isnull=True)))


def households(viewer: Viewer) -> QuerySet[Household]:  # noqa: ARG001
    """Households where somebody lives, with name and `phone` of the `head` (else of who came first) and the `size`."""
    return _described(inhabited_households())


def every_household(viewer: Viewer) -> QuerySet[Household]:  # noqa: ARG001
    """Those too in which nobody lives any more."""
    return _described(Household.objects.all())


def _described(households: QuerySet[Household]) -> QuerySet[Household]:
    living = Residence.objects.filter(household_id=OuterRef("pk"), until_on__isnull=True)
    first = living.order_by(Case(When(relation=RelationToHead.HEAD.value, then=0), default=1), "id")
    return households.annotate(
        head=Subquery(first.values("person__name")[:1]),
        phone=Subquery(first.annotate(number=_main_phone()).values("number")[:1]),
        size=Subquery(living.order_by().values("household_id").annotate(size=Count("*")).values("size")),
    )


def inhabited_households() -> QuerySet[Household]:
    """Households in which somebody lives now."""
    return Household.objects.filter(
        Exists(Residence.objects.filter(household_id=OuterRef("pk"), until_on__isnull=True))
    )


def special_needs(viewer: Viewer) -> QuerySet[SpecialNeed]:
    """Needs that hold now of people who are here, with the person's main `phone`."""
    return every_special_need(viewer).filter(_here(Q(until_on__isnull=True)), until_on__isnull=True)


def every_special_need(viewer: Viewer) -> QuerySet[SpecialNeed]:  # noqa: ARG001
    """The ended ones too."""
    rows: QuerySet[SpecialNeed] = SpecialNeed.objects.annotate(phone=_main_phone())
    return rows


UNSETTLED = Q(told_apart_at__isnull=True, earlier__merged_into__isnull=True, later__merged_into__isnull=True)
"""Of pairs: nobody has merged them or told them apart."""


def likely_duplicates(viewer: Viewer) -> QuerySet[LikelyDuplicate]:
    """Pairs that somebody should look at."""
    return every_pair(viewer).filter(UNSETTLED)


def every_pair(viewer: Viewer) -> QuerySet[LikelyDuplicate]:  # noqa: ARG001
    """The settled ones too."""
    return LikelyDuplicate.objects.all()


def merges(viewer: Viewer) -> QuerySet[Merge]:  # noqa: ARG001
    """Merges that hold."""
    return Merge.objects.all()


def organisations(viewer: Viewer) -> QuerySet[Organisation]:  # noqa: ARG001
    return Organisation.objects.all()
