"""Making a person known in the community that takes them over."""

from __future__ import annotations

from datetime import date

import pytest

from factories.registry import (
    FAR_GRID,
    GRID,
    NOW,
    OTHER_COMMUNITY,
    OTHER_GRID,
    id_number,
    make_areas,
    phone,
    register,
    row,
    worker,
)
from menshen.domains.registry.interface import hand_over
from menshen.domains.registry.models import Person, SpecialNeed
from menshen.domains.registry.vocabulary import Kind
from menshen.kernel.journal.models import Entry
from menshen.kernel.scope.viewers import acting, system_viewer

pytestmark = pytest.mark.django_db
THIRD_COMMUNITY = "990101001003"


@pytest.fixture(autouse=True)
def areas():
    make_areas(THIRD_COMMUNITY)


def registered(**known) -> int:
    (outcome,) = register(row(**{"phone": phone(1), "special_needs": ["chronic_illness"]} | known))
    return outcome.subject_id


def handed(*people) -> list[Person]:
    """The receiving areas' records, in order."""
    with acting(system_viewer()):
        numbers = hand_over(people, by=worker(), at=NOW)
        found = Person.objects.prefetch_related("contact_points", "special_needs").in_bulk(numbers)
        return [found[number] for number in numbers]


def belongings(person) -> tuple[list[str], list[str], set[str]]:
    points, needs = person.contact_points.all(), person.special_needs.all()
    return (
        [point.number for point in points], [need.kind for need in needs], {one.area_id for one in (*points, *needs)}
    )  # fmt: skip


def test_the_same_facts_are_known_there_and_the_journal_there_tells():
    person = registered(id_number=id_number(1))
    with acting(system_viewer()):
        SpecialNeed.objects.create(
            area_id=GRID, person_id=person, kind="literacy", until_on=date(2020, 1, 1)
        )  # no longer holds
    (there,) = handed((person, FAR_GRID))
    assert (there.pk != person, there.name, there.id_number, there.area_id) == (True, "张伟", id_number(1), FAR_GRID)
    assert belongings(there) == ([phone(1)], ["chronic_illness"], {FAR_GRID})
    with acting(system_viewer()):
        entry = Entry.objects.latest("id")
    assert (entry.kind, entry.subject_id, entry.area_id) == (Kind.PERSON_REGISTERED, there.pk, FAR_GRID)


def test_who_is_known_there_by_number_stays_as_known_there():
    person = registered(id_number=id_number(1))
    (known,) = register(row(id_number=id_number(1), area=FAR_GRID), by=worker(OTHER_COMMUNITY, name="neighbour"))
    assert [there.pk for there in handed((person, FAR_GRID))] == [known.subject_id]


def test_handed_to_two_communities_at_once_each_gets_phones_and_needs():
    person = registered()
    first, second = handed((person, FAR_GRID), (person, THIRD_COMMUNITY))
    assert belongings(first) == ([phone(1)], ["chronic_illness"], {FAR_GRID})
    assert belongings(second) == ([phone(1)], ["chronic_illness"], {THIRD_COMMUNITY})


def test_one_human_being_with_two_records_becomes_one_person_there():
    first = registered(id_number=id_number(1))
    (second,) = register(row(id_number=id_number(1), area=FAR_GRID), by=worker(OTHER_COMMUNITY, name="neighbour"))
    one, other = handed((first, THIRD_COMMUNITY), (second.subject_id, THIRD_COMMUNITY))
    assert one == other


def test_the_same_twice_is_one():
    person = registered(area=OTHER_GRID)
    one, other = handed((person, FAR_GRID), (person, FAR_GRID))
    assert one == other
    with acting(system_viewer()):
        assert Person.objects.count() == 2
