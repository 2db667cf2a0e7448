"""The front door of the registry for other domains. Everything is asked for in bulk and inside `acting(viewer)`."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from menshen.domains.registry.actions.handing_over import hand_over
from menshen.domains.registry.actions.registering import RegisterResident, register_resident
from menshen.domains.registry.models import ContactPoint, Household, Person, Residence, SpecialNeed
from menshen.domains.registry.pages import members_of
from menshen.domains.registry.queries import inhabited_households
from menshen.domains.registry.queries import people as residents
from menshen.domains.registry.queries.matching import (
    FoundPerson,
    HouseholdHint,
    PersonHint,
    find_households,
    find_people,
)
from menshen.domains.registry.queries.search import Hit, Home, search, search_households
from menshen.domains.registry.vocabulary import SpecialNeedKind
from menshen.kernel.privacy.masking import mask_id
from menshen.kernel.scope.viewers import PLATFORM, acting

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

__all__ = [
    "FoundPerson",
    "Hit",
    "Home",
    "HouseholdHint",
    "PersonFacts",
    "PersonHint",
    "PersonOnPaper",
    "RegisterResident",
    "find_households",
    "find_people",
    "former_records",
    "hand_over",
    "household_areas",
    "inhabited_households",
    "members_of",
    "names_borne",
    "people_facts",
    "people_on_paper",
    "register_resident",
    "residents",
    "search",
    "search_households",
    "special_needs_of",
]


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What other domains may need to know; `household_id` and `address` are those of the main residence that holds."""

    id: int
    name: str
    gender: str
    born_on: date | None
    id_number: str
    phone: str
    area: str
    household_id: int | None
    address: str


@dataclass(frozen=True, slots=True)
class PersonOnPaper:
    """How a person stands on a notice: the identity number masked, the address of the main residence."""

    name: str
    masked_id_number: str
    address: str


def people_facts(numbers: Iterable[int]) -> dict[int, PersonFacts]:
    """`{person: facts}` in three queries; who is not in the viewer's areas is left out."""
    wanted = list(set(numbers))
    held = Residence.objects.filter(person_id__in=wanted, until_on__isnull=True, main=True)
    homes = {stay.person_id: stay.household for stay in held.select_related("household__dwelling").order_by("-id")}
    phones = dict(ContactPoint.objects.filter(person_id__in=wanted, main=True).values_list("person_id", "number"))
    return {
        person.pk: PersonFacts(
            person.pk,
            person.name,
            person.gender,
            person.born_on,
            person.id_number,
            phones.get(person.pk, ""),
            person.area_id,
            home.pk if home else None,
            str(home.dwelling) if home and home.dwelling else "",
        )
        for person in Person.objects.filter(pk__in=wanted)
        for home in (homes.get(person.pk),)
    }


def former_records(people: Iterable[int]) -> dict[int, int]:
    """`{record that became part of one of these: the one}`, whose history the former goes on in."""
    merged = Person.objects.filter(merged_into__in=list(people))
    return {number: into for number, into in merged.values_list("pk", "merged_into_id") if into}


def people_on_paper(numbers: Iterable[int]) -> dict[int, PersonOnPaper]:
    """What a notice prints of each person."""
    return {
        number: PersonOnPaper(facts.name, mask_id(facts.id_number), facts.address)
        for number, facts in people_facts(numbers).items()
    }


def household_areas(numbers: Iterable[int]) -> dict[int, str]:
    """`{household: its area}`; those outside the viewer's areas are left out."""
    return dict(Household.objects.filter(pk__in=list(numbers)).values_list("id", "area_id"))


def names_borne(names: Iterable[str]) -> set[str]:
    """Which of these are names of people, wherever they live: a text is read by everybody. Tells no more of them."""
    with acting(PLATFORM):
        return set(Person.objects.filter(name__in=list(names)).values_list("name", flat=True))


def special_needs_of(numbers: Iterable[int]) -> dict[int, frozenset[SpecialNeedKind]]:
    """The needs of each person that hold; people without one are left out."""
    found: dict[int, set[SpecialNeedKind]] = defaultdict(set)
    held = SpecialNeed.objects.filter(person_id__in=list(numbers), until_on__isnull=True)
    for person, kind in held.values_list("person_id", "kind"):
        found[person].add(SpecialNeedKind(kind))
    return {person: frozenset(kinds) for person, kinds in found.items()}
