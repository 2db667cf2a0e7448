"""A batch of roster rows beside what is known: doors, households and people as they will be, then written at once.

Rows of one batch may repeat each other and build on each other, so each is applied to this picture and not to the
database. Writing it takes two statements for each table, however many rows there are.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import connection

from menshen.domains.registry.models import ContactPoint, Dwelling, Household, Person, Residence, SpecialNeed
from menshen.domains.registry.queries import lookups
from menshen.domains.registry.rules import name_key, phone_tail, pinyin_initials
from menshen.domains.registry.vocabulary import ContactPointKind, RelationToHead
from menshen.kernel.base.bulk import insert_rows
from menshen.kernel.base.idnumbers import is_mobile
from menshen.kernel.privacy.encryption import blind_all, encrypt_all
from menshen.kernel.scope.codes import LENGTHS, Level

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date

_COMMUNITY = LENGTHS[Level.COMMUNITY]
_LONGEST_INITIALS = 20
_HEAD = RelationToHead.HEAD.value
_MOBILE, _LANDLINE = ContactPointKind.MOBILE.value, ContactPointKind.LANDLINE.value


def community_of(area: str) -> str:
    return area[:_COMMUNITY]


@dataclass(slots=True, eq=False)
class Door:
    """A dwelling; `parts` are compound, building, unit and door as written."""

    area: str
    key: str
    parts: tuple[str, str, str, str] = ("", "", "", "")
    id: int | None = None
    homes: list[Home] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Home:
    """A household."""

    area: str
    door: Door | None
    number: str
    id: int | None = None
    members: dict[str, list[Someone]] = field(default_factory=dict)
    """By `name_key`."""


@dataclass(slots=True, eq=False)
class Stay:
    """A residence that holds."""

    person: Someone
    home: Home
    relation: str = ""
    kind: str = ""
    from_on: date | None = None
    id: int | None = None


@dataclass(slots=True, eq=False)
class Someone:
    """A person as they will be; `key` is the `name_key`.

    The first `known_numbers` and `known_needs` are in the database. `lives_in` is the household of a present home: as a
    picture where the batch has it, else its id; None for someone without one.
    """

    area: str
    name: str
    key: str
    gender: str = ""
    born_on: date | None = None
    id_number: str = ""
    registered_at: str = ""
    id: int | None = None
    numbers: list[str] = field(default_factory=list)
    needs: list[str] = field(default_factory=list)
    known_numbers: int = 0
    known_needs: int = 0
    stays: dict[Home, Stay] = field(default_factory=dict)
    lives_in: Home | int | None = None


class Roster:
    """The picture of a batch. Load it with what the rows ask for, apply the rows, write it."""

    def __init__(self) -> None:
        self.doors: dict[tuple[str, str], list[Door]] = defaultdict(list)
        self.numbered: dict[tuple[str, str], list[Home]] = defaultdict(list)
        self.headed: dict[tuple[str, str], list[Home]] = defaultdict(list)
        self.by_id_number: dict[tuple[str, str], Someone] = {}
        self.by_id: dict[int, Someone] = {}
        self.out_of_sight: set[tuple[str, str]] = set()
        self._new_doors: list[Door] = []
        self._new_homes: list[Home] = []
        self._new_people: list[Someone] = []
        self._new_stays: list[Stay] = []
        self._touched: dict[int, Someone] = {}
        self._numbered: list[Home] = []
        self._learned: dict[int, Stay] = {}

    def load(
        self,
        areas: Collection[str],
        *,
        keys: Collection[str],
        numbers: Collection[str],
        heads: Collection[str],
        id_numbers: Collection[str],
    ) -> None:
        """Read the households with these address keys, numbers or heads, and who lives there or has these numbers."""
        extent = lookups.spanning([community_of(area) for area in areas])
        homes = self._load_homes(lookups.homes(keys, numbers, heads, extent))
        merged = lookups.merged_numbers(id_numbers, extent)
        for known in lookups.people(id_numbers, homes, extent, also={survivor for _, _, survivor in merged}):
            person = self.by_id.get(known.id)
            if person is None:
                person = self.by_id[known.id] = _someone(known)
                if person.id_number:
                    self.by_id_number[community_of(person.area), person.id_number] = person
            home = homes.get(known.household_id or 0)
            person.lives_in = home or person.lives_in or known.household_id
            if home is not None:
                person.stays[home] = Stay(person, home, known.relation, from_on=known.from_on, id=known.residence_id)
                home.members.setdefault(person.key, []).append(person)
                if known.relation == _HEAD:
                    self.headed[community_of(home.area), person.key].append(home)
        for number, area, survivor in merged:
            if survivor in self.by_id:
                self.by_id_number.setdefault((community_of(area), number), self.by_id[survivor])
            else:
                self.out_of_sight.add((community_of(area), number))

    def _load_homes(self, rows: list[lookups.KnownHome]) -> dict[int, Home]:
        homes: dict[int, Home] = {}
        doors: dict[int, Door] = {}
        for row in rows:
            door = None if row.dwelling_id is None else doors.get(row.dwelling_id)
            if row.dwelling_id is not None and door is None:
                door = doors[row.dwelling_id] = Door(row.area, row.address_key, id=row.dwelling_id)
                self.doors[community_of(row.area), row.address_key].append(door)
            if row.household_id is not None:
                homes[row.household_id] = self._place(Home(row.area, door, row.number, row.household_id))
        return homes

    def _place(self, home: Home) -> Home:
        """Let the household be found by its door and by its number."""
        if home.door is not None:
            home.door.homes.append(home)
        if home.number:
            self.numbered[community_of(home.area), home.number].append(home)
        return home

    def take_in(self, person: Person) -> Someone:
        """Somebody who is not in the picture through the places it shows."""
        taken = Someone(
            person.area_id, person.name, name_key(person.name), person.gender, person.born_on, person.id_number,
            person.registered_at, person.pk,
        )  # fmt: skip
        self.by_id[person.pk] = taken
        return taken

    def new_door(self, area: str, key: str, parts: tuple[str, str, str, str]) -> Door:
        door = Door(area, key, parts)
        self._new_doors.append(door)
        self.doors[community_of(area), key].append(door)
        return door

    def new_home(self, area: str, door: Door | None, number: str) -> Home:
        home = self._place(Home(area if door is None else door.area, door, number))
        self._new_homes.append(home)
        return home

    def give_number(self, home: Home, number: str) -> None:
        """A household known without a number turns out to have one."""
        home.number = number
        self.numbered[community_of(home.area), number].append(home)
        if home.id is not None:
            self._numbered.append(home)

    def add(self, person: Someone) -> None:
        """A person seen for the first time."""
        self._new_people.append(person)
        if person.id_number:
            self.by_id_number[community_of(person.area), person.id_number] = person

    def settle(self, person: Someone, home: Home, *, kind: str, relation: str, from_on: date | None) -> Stay:
        """The person lives there from now on."""
        stay = person.stays[home] = Stay(person, home, relation, kind, from_on)
        self._new_stays.append(stay)
        home.members.setdefault(person.key, []).append(person)
        if relation == _HEAD:
            self.headed[community_of(home.area), person.key].append(home)
        person.lives_in = home
        if person.area != home.area:
            person.area = home.area
            self.touch(person)
        return stay

    def learn(self, stay: Stay, *, relation: str, from_on: date | None) -> list[str]:
        """Fill in what was unknown of a residence; gives the names of what that was."""
        learned = []
        if relation and not stay.relation:
            stay.relation = relation
            learned.append("relation")
        if from_on and not stay.from_on:
            stay.from_on = from_on
            learned.append("from_on")
        if learned and stay.id is not None:
            self._learned[stay.id] = stay
        return learned

    def touch(self, person: Someone) -> None:
        """Something of a known person changed and must be written."""
        if person.id is not None:
            self._touched[person.id] = person

    def write(self) -> None:
        """Everything new, then everything changed."""
        self._write_homes()
        people = self._new_people
        rows = [
            (
                p.area,
                p.name,
                pinyin_initials(p.name)[:_LONGEST_INITIALS],
                p.gender,
                p.born_on,
                p.id_number,
                p.registered_at,
            )
            for p in people
        ]
        names = ("area", "name", "pinyin", "gender", "born_on", "id_number", "registered_at")
        for person, number in zip(people, insert_rows(Person, names, rows), strict=True):
            person.id = number
        self._write_stays()
        self._write_belongings([*people, *self._touched.values()])
        self._write_changes()

    def _write_homes(self) -> None:
        doors = [(door.area, *door.parts, door.key) for door in self._new_doors]
        names = ("area", "compound", "building", "unit", "door", "address_key")
        for door, number in zip(self._new_doors, insert_rows(Dwelling, names, doors), strict=True):
            door.id = number
        homes = [(home.area, home.door and home.door.id, home.number) for home in self._new_homes]
        for home, number in zip(
            self._new_homes, insert_rows(Household, ("area", "dwelling", "number"), homes), strict=True
        ):
            home.id = number

    def _write_stays(self) -> None:
        names = ("area", "person", "household", "kind", "relation", "main", "from_on")
        rows = [
            (stay.home.area, stay.person.id, stay.home.id, stay.kind, stay.relation, True, stay.from_on)
            for stay in self._new_stays
        ]
        for stay, number in zip(self._new_stays, insert_rows(Residence, names, rows), strict=True):
            stay.id = number

    def _write_belongings(self, people: Iterable[Someone]) -> None:
        numbers, needs = [], []
        for person in people:
            for place, number in enumerate(person.numbers[person.known_numbers :], start=person.known_numbers):
                kind = _MOBILE if is_mobile(number) else _LANDLINE
                numbers.append((person.area, person.id, kind, number, phone_tail(number), place == 0))
            needs += [(person.area, person.id, need, "") for need in person.needs[person.known_needs :]]
        insert_rows(ContactPoint, ("area", "person", "kind", "number", "tail", "main"), numbers)
        insert_rows(SpecialNeed, ("area", "person", "kind", "note"), needs)

    def _write_changes(self) -> None:
        people = list(self._touched.values())
        if people:
            id_numbers = [person.id_number for person in people]
            columns = zip(*((p.id, p.area, p.gender, p.born_on, p.registered_at) for p in people), strict=True)
            # What a person has corrected since we looked stays: a roster only fills in.
            execute(
                "UPDATE registry_person AS t SET area_code = n.area, "
                "gender = coalesce(nullif(t.gender, ''), n.gender), born_on = coalesce(t.born_on, n.born_on), "
                "registered_at = coalesce(nullif(t.registered_at, ''), n.registered_at), "
                "id_number = coalesce(nullif(t.id_number, ''), n.id_number), "
                "id_number_index = coalesce(nullif(t.id_number_index, ''), n.id_number_index) "
                "FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::date[], %s::text[], %s::text[], %s::text[]) "
                "AS n (id, area, gender, born_on, registered_at, id_number, id_number_index) WHERE t.id = n.id",
                *map(list, columns),
                encrypt_all(id_numbers),
                blind_all(id_numbers, "id_number"),
            )
            carry_along([person.id for person in people if person.id])
        if self._learned:
            execute(
                "UPDATE registry_residence AS t SET relation = n.relation, from_on = n.from_on "
                "FROM unnest(%s::bigint[], %s::text[], %s::date[]) AS n (id, relation, from_on) WHERE t.id = n.id",
                [*self._learned],
                [stay.relation for stay in self._learned.values()],
                [stay.from_on for stay in self._learned.values()],
            )
        if self._numbered:
            execute(
                "UPDATE registry_household AS t SET number = n.number FROM unnest(%s::bigint[], %s::text[]) "
                "AS n (id, number) WHERE t.id = n.id",
                [home.id for home in self._numbered],
                [home.number for home in self._numbered],
            )


def carry_along(person_ids: list[int]) -> None:
    """Bring contact points and special needs to the area that the person is in now."""
    for table in ("registry_contact_point", "registry_special_need"):
        execute(
            f"UPDATE {table} AS t SET area_code = p.area_code FROM registry_person AS p "  # noqa: S608  two fixed names
            "WHERE p.id = t.person_id AND p.id = ANY(%s) AND t.area_code <> p.area_code",
            person_ids,
        )


def execute(statement: str, *arrays: list[Any]) -> None:
    """A statement over many rows, given as columns."""
    with connection.cursor() as cursor:
        cursor.execute(statement, arrays)


def _someone(known: lookups.KnownPerson) -> Someone:
    return Someone(
        known.area, known.name, name_key(known.name), known.gender, known.born_on, known.id_number, known.registered_at,
        known.id, known.numbers, known.needs, len(known.numbers), len(known.needs),
    )  # fmt: skip
