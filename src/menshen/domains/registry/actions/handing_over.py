"""Making a person known in another community that takes them over: the same facts, and no address yet."""

from __future__ import annotations

from collections import defaultdict
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
    copies: list[tuple[int, Person]] = []
    for number, area in dict.fromkeys(people):
        person, place = held[number], (held[number].id_number, area[:_COMMUNITY])
        if person.id_number and place in known:
            taken[number, area] = known[place]
            continue
        copy = taken[number, area] = Person(area_id=area, **{name: getattr(person, name) for name in _SAME})
        copies.append((number, copy))
        if person.id_number:
            known[place] = copy
    Person.objects.bulk_create([copy for _, copy in copies])
    _take_along(copies)
    note(
        [NewEntry(Kind.PERSON_REGISTERED, copy.area_id, subject_type(Person), copy.pk, at) for _, copy in copies],
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


def _take_along(copies: Sequence[tuple[int, Person]]) -> None:
    """Phone numbers and needs of each person, for the copies."""
    copies_of: dict[int, list[Person]] = defaultdict(list)
    for number, copy in copies:
        copies_of[number].append(copy)
    ContactPoint.objects.bulk_create(
        ContactPoint(
            area_id=copy.area_id,
            person=copy,
            kind=point.kind,
            number=point.number,
            tail=point.tail,
            main=point.main,
        )
        for point in ContactPoint.objects.filter(person_id__in=list(copies_of))
        for copy in copies_of[point.person_id]
    )
    SpecialNeed.objects.bulk_create(
        SpecialNeed(area_id=copy.area_id, person=copy, kind=need.kind, from_on=need.from_on)
        for need in SpecialNeed.objects.filter(person_id__in=list(copies_of), until_on__isnull=True)
        for copy in copies_of[need.person_id]
    )
