"""Making a person known in another community that takes them over: the same facts, and no address yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from menshen.domains.registry.models import ContactPoint, Person, SpecialNeed
from menshen.domains.registry.vocabulary import Kind
from menshen.kernel.actions.performing import note
from menshen.kernel.journal.entries import NewEntry, subject_type
from menshen.kernel.scope.codes import LENGTHS, Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from menshen.kernel.scope.viewers import Viewer

_COMMUNITY = LENGTHS[Level.COMMUNITY]
_SAME = ("name", "pinyin", "gender", "born_on", "id_number", "registered_at")


def hand_over(people: Sequence[tuple[int, str]], *, by: Viewer, at: datetime) -> list[int]:
    """The person's number in the receiving area, for each `(person, area)` in order; call with the platform's eyes.

    Whoever is known there already by identity number stays as known there. Phone numbers and the needs that hold go
    along, because the receiver has to call and to care.
    """
    held = Person.objects.in_bulk([number for number, _ in people])
    known = _known(held.values())
    taken: dict[tuple[int, str], Person] = {}
    for number, area in people:
        person = held[number]
        if person.id_number and (there := known.get((person.id_number, area[:_COMMUNITY]))):
            taken[number, area] = there
        else:
            copy = {name: getattr(person, name) for name in _SAME}
            taken[number, area] = Person(area_id=area, **copy)
            if person.id_number:
                known[person.id_number, area[:_COMMUNITY]] = taken[number, area]
    new = {key: person for key, person in taken.items() if person.pk is None}
    Person.objects.bulk_create(new.values())
    _take_along({number: person for (number, _), person in new.items()})
    note(
        [NewEntry(Kind.PERSON_REGISTERED, one.area_id, subject_type(Person), one.pk, at) for one in new.values()],
        by=by,
        at=at,
    )
    return [taken[key].pk for key in people]


def _known(people: Iterable[Person]) -> dict[tuple[str, str], Person]:
    """Everybody anywhere who has one of the identity numbers of these people, by number and community."""
    numbers = {person.id_number for person in people if person.id_number}
    return {
        (person.id_number, person.area_id[:_COMMUNITY]): person
        for person in Person.objects.filter(id_number__in=numbers)
    }


def _take_along(copies: dict[int, Person]) -> None:
    """Phone numbers and needs of each person, for the copy."""
    ContactPoint.objects.bulk_create(
        ContactPoint(
            area_id=copies[point.person_id].area_id,
            person=copies[point.person_id],
            kind=point.kind,
            number=point.number,
            tail=point.tail,
            main=point.main,
        )
        for point in ContactPoint.objects.filter(person_id__in=list(copies))
    )
    SpecialNeed.objects.bulk_create(
        SpecialNeed(
            area_id=copies[need.person_id].area_id,
            person=copies[need.person_id],
            kind=need.kind,
            from_on=need.from_on,
        )
        for need in SpecialNeed.objects.filter(person_id__in=list(copies), until_on__isnull=True)
    )
