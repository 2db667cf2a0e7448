"""Finding the household or the person that a row of somebody else's sheet means: all rows of a batch at once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from menshen.domains.registry.queries import lookups
from menshen.domains.registry.rules import address_key, name_key
from menshen.domains.registry.vocabulary import Problem
from menshen.kernel.base.problems import Refused
from menshen.kernel.privacy.encryption import blinds, decrypt

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class HouseholdHint:
    """What a row says of a household within `area`: its number, its address written in one, the head's name."""

    area: str
    number: str = ""
    address: str = ""
    head_name: str = ""


@dataclass(frozen=True, slots=True)
class PersonHint:
    """What a row says of someone who lives within `area`."""

    area: str
    name: str
    id_number: str = ""
    phone: str = ""
    number: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """Who was meant, and where they live now; `household_id` is None for someone who has moved out."""

    person_id: int
    household_id: int | None
    area: str


def find_households(hints: Sequence[HouseholdHint]) -> list[int | Refused]:
    """The household of each hint, or why it cannot be told: by address, else by number, else by the head's name.

    Three statements, however many hints.
    """
    if not hints:
        return []
    extent = lookups.spanning([hint.area for hint in hints])
    keys = [address_key(hint.address) for hint in hints]
    by_key: dict[str, list[_Home]] = defaultdict(list)
    for row in lookups.homes({key for key in keys if key}, (), (), extent):
        if row.household_id is not None:
            by_key[row.address_key].append(_Home(row.area, row.household_id, row.number))
    by_number = _by_number({hint.number for hint in hints if hint.number}, extent)
    by_head = _by_head(_spellings(hint.head_name for hint in hints), extent)
    found = []
    for hint, key in zip(hints, keys, strict=True):
        heads = _inside(by_head.get(name_key(hint.head_name), []), hint.area) if hint.head_name else []
        homes = _inside(by_key.get(key, []), hint.area) if key else []
        if hint.number:
            homes = [home for home in homes if home.number == hint.number] or homes
        homes = homes or _inside(by_number.get(hint.number, []), hint.area) or ([] if key or hint.number else heads)
        if len(homes) > 1 and heads:
            homes = [home for home in homes if home in heads] or homes
        found.append(_only(homes))
    return found


def find_people(hints: Sequence[PersonHint]) -> list[FoundPerson | Refused]:
    """The person of each hint, or why they cannot be told apart: by identity number, else by name and phone, else by
    name in the household, else, where nothing else is said, by a name that one person bears.

    Six statements, however many hints.
    """
    if not hints:
        return []
    extent = lookups.spanning([hint.area for hint in hints])
    homes = find_households([HouseholdHint(hint.area, hint.number, hint.address) for hint in hints])
    people = _People(hints, [home for home in homes if isinstance(home, int)], extent)
    return [people.meant_by(hint, home) for hint, home in zip(hints, homes, strict=True)]


@dataclass(frozen=True, slots=True)
class _Home:
    area: str
    id: int
    number: str = ""


@dataclass(frozen=True, slots=True)
class _Person:
    id: int
    area: str
    key: str
    numbered: bool
    household_id: int | None


def _inside(homes: list[_Home], area: str) -> list[_Home]:
    """Those in the area, or in one that contains it: a sheet may name the grid of a household known by its compound."""
    return [home for home in homes if home.area.startswith(area) or area.startswith(home.area)]


def _only(homes: list[_Home]) -> int | Refused:
    if len(homes) == 1:
        return homes[0].id
    return Refused(Problem.HOUSEHOLD_AMBIGUOUS, count=len(homes)) if homes else Refused(Problem.HOUSEHOLD_UNKNOWN)


def _by_number(numbers: set[str], extent: tuple[str, str]) -> dict[str, list[_Home]]:
    found: dict[str, list[_Home]] = defaultdict(list)
    if numbers:
        for area, number, household in lookups.fetch(
            "SELECT area_code, number, id FROM registry_household "
            "WHERE number = ANY(%s) AND area_code >= %s AND area_code < %s",
            list(numbers),
            *extent,
        ):
            found[number].append(_Home(area, household, number))
    return found


def _by_head(names: set[str], extent: tuple[str, str]) -> dict[str, list[_Home]]:
    found: dict[str, list[_Home]] = defaultdict(list)
    if names:
        for area, name, household, number in lookups.fetch(
            "SELECT h.area_code, p.name, h.id, h.number FROM registry_person p "
            "JOIN registry_residence r ON r.person_id = p.id AND r.until_on IS NULL AND r.relation = 'head' "
            "JOIN registry_household h ON h.id = r.household_id "
            "WHERE p.name = ANY(%s) AND p.area_code >= %s AND p.area_code < %s",
            list(names),
            *extent,
        ):
            found[name_key(name)].append(_Home(area, household, number))
    return found


_PEOPLE = """
    SELECT p.id, p.area_code, p.name, p.id_number, r.household_id FROM registry_person p
    LEFT JOIN registry_residence r ON r.person_id = p.id AND r.until_on IS NULL
"""
_NUMBERED = _PEOPLE + "WHERE p.id_number_index = ANY(%s) AND p.area_code >= %s AND p.area_code < %s"
_ONCE_NUMBERED = """
    SELECT p.id, p.area_code, p.name, m.id_number, r.household_id FROM registry_merge m
    JOIN registry_person p ON p.id = m.survivor_id AND p.id_number_index <> m.id_number_index
    LEFT JOIN registry_residence r ON r.person_id = p.id AND r.until_on IS NULL
    WHERE m.id_number_index = ANY(%s) AND p.area_code >= %s AND p.area_code < %s
"""
_NAMED = _PEOPLE + "WHERE p.name = ANY(%s) AND p.area_code >= %s AND p.area_code < %s"
_CALLED = """
    SELECT c.number, p.id, p.area_code, p.name, p.id_number, r.household_id FROM registry_contact_point c
    JOIN registry_person p ON p.id = c.person_id
    LEFT JOIN registry_residence r ON r.person_id = p.id AND r.until_on IS NULL
    WHERE c.tail = ANY(%s) AND c.number_index = ANY(%s) AND c.area_code >= %s AND c.area_code < %s
"""
_LIVING = """
    SELECT r.household_id, p.id, p.area_code, p.name, p.id_number, r.household_id FROM registry_residence r
    JOIN registry_person p ON p.id = r.person_id WHERE r.household_id = ANY(%s) AND r.until_on IS NULL
"""


class _People:
    """Everyone whom a hint of the batch may mean."""

    def __init__(self, hints: Sequence[PersonHint], households: list[int], extent: tuple[str, str]) -> None:
        id_numbers = sorted({hint.id_number for hint in hints if hint.id_number})
        phones = sorted({hint.phone for hint in hints if hint.phone})
        alone = sorted(_spellings(hint.name for hint in hints if _by_name_alone(hint)))
        self._numbered: dict[str, list[_Person]] = defaultdict(list)
        self._called: dict[str, list[_Person]] = defaultdict(list)
        self._living: dict[int, list[_Person]] = defaultdict(list)
        self._named: dict[str, list[_Person]] = defaultdict(list)
        numbered = [blinds(id_numbers, "id_number"), *extent] * 2
        for row in lookups.fetch(f"{_NUMBERED} UNION ALL {_ONCE_NUMBERED}", *numbered) if id_numbers else ():
            self._numbered[decrypt(row[3])].append(_person(row))
        tails = [phone[-4:] for phone in phones]
        for number, *row in lookups.fetch(_CALLED, tails, blinds(phones, "phone"), *extent) if phones else ():
            self._called[decrypt(number)].append(_person(row))
        for home, *row in lookups.fetch(_LIVING, households) if households else ():
            self._living[home].append(_person(row))
        for row in lookups.fetch(_NAMED, alone, *extent) if alone else ():
            self._named[name_key(row[2])].append(_person(row))

    def meant_by(self, hint: PersonHint, home: int | Refused) -> FoundPerson | Refused:
        key = name_key(hint.name)
        numbered = self._within(self._numbered.get(hint.id_number, []), hint)
        if numbered:
            same = [person for person in numbered if person.key == key]
            return self._one(same) if same else Refused(Problem.ID_NUMBER_TAKEN, field="id_number")
        ways = [self._called.get(hint.phone, [])]
        if isinstance(home, int):
            ways.append(self._living.get(home, []))
        if _by_name_alone(hint):
            ways.append(self._named.get(key, []))
        for people in ways:
            namesakes = [
                person
                for person in self._within(people, hint)
                if person.key == key and not (hint.id_number and person.numbered)
            ]
            if namesakes:
                return self._one(namesakes)
        return Refused(Problem.PERSON_UNKNOWN, field="name")

    def _within(self, people: list[_Person], hint: PersonHint) -> list[_Person]:
        return [person for person in people if person.area.startswith(hint.area) or hint.area.startswith(person.area)]

    def _one(self, people: list[_Person]) -> FoundPerson | Refused:
        """The one person among these rows; somebody with two homes has two rows."""
        if (count := len({person.id for person in people})) > 1:
            return Refused(Problem.PERSON_AMBIGUOUS, field="name", count=count)
        return FoundPerson(people[0].id, people[0].household_id, people[0].area)


def _spellings(names: Iterable[str]) -> set[str]:
    """How these names may be kept: as written, or simplified and without gaps."""
    return {spelling for name in names if name for spelling in (name, name_key(name))}


def _by_name_alone(hint: PersonHint) -> bool:
    return not (hint.id_number or hint.phone or hint.address or hint.number)


def _person(row: Sequence[Any]) -> _Person:
    number, area, name, id_number, household = row
    return _Person(number, area, name_key(name), bool(id_number), household)
