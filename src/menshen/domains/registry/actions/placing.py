"""Where somebody is said to live: the address and the household of a command, found among what is known."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from menshen.domains.registry.actions.roster import Door, Home, Roster, Someone, community_of
from menshen.domains.registry.queries import lookups
from menshen.domains.registry.rules import address_key, address_parts, name_key
from menshen.domains.registry.vocabulary import Problem
from menshen.kernel.base.problems import Refused
from menshen.kernel.scope.codes import LENGTHS, Level

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

_LONGEST = (60, 20, 20, 30)


class Addressed(Protocol):
    """The fields of a command that names a home; `address` stands for the four parts where they are written in one."""

    @property
    def area(self) -> str: ...
    @property
    def compound(self) -> str: ...
    @property
    def building(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def door(self) -> str: ...
    @property
    def address(self) -> str: ...
    @property
    def household_number(self) -> str: ...
    @property
    def head_name(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Where:
    """A home as a command names it; `head` is the key of the head's name, `head_name` the name as written."""

    area: str
    parts: tuple[str, str, str, str]
    key: str
    number: str
    head: str
    head_name: str


def where(command: Addressed) -> Where:
    parts, key = _read(command.compound, command.building, command.unit, command.door, command.address)
    head = name_key(command.head_name) if command.head_name else ""
    return Where(command.area, parts, key, command.household_number, head, command.head_name)


@lru_cache(maxsize=10_000)
def _read(compound: str, building: str, unit: str, door: str, address: str) -> tuple[tuple[str, str, str, str], str]:
    """The parts and the key; members of a household come one after another with the same address."""
    parts = (compound, building, unit, door)
    if address and not any(parts):
        compound, building, unit, door = (
            part[:most] for part, most in zip(address_parts(address), _LONGEST, strict=True)
        )
        return (compound, building, unit, door), address_key(address)
    return parts, address_key(*parts)


def holds_homes(area: str) -> bool:
    """Whether people are registered there: in a community or in a part of one."""
    return len(area) >= LENGTHS[Level.COMMUNITY]


def picture(places: Sequence[Where], id_numbers: Collection[str] = (), leaving: Collection[str] = ()) -> Roster:
    """What is known around these places; nobody else registers there, or in the areas `leaving`, until we commit."""
    areas = {place.area for place in places}
    lookups.lock_communities({community_of(area) for area in (*areas, *leaving)})
    roster = Roster()
    homeless = [place for place in places if not place.key]
    roster.load(
        areas,
        keys={place.key for place in places if place.key},
        numbers={place.number or place.head for place in homeless} - {""},
        heads={name for place in homeless if not place.number for name in (place.head_name, place.head)} - {""},
        id_numbers=id_numbers,
    )
    return roster


def find_door(roster: Roster, place: Where) -> Door | None:
    """The known door of that address: rosters name the grid, the compound or the unit, which lie in one another.

    Raises Refused where the area named holds several such doors: 3-2-501 is in every compound.
    """
    doors = roster.doors.get((community_of(place.area), place.key), ()) if place.key else ()
    around = [door for door in doors if place.area.startswith(door.area)]
    if around:
        return max(around, key=lambda door: len(door.area))
    below = [door for door in doors if door.area.startswith(place.area)]
    if len(below) > 1:
        raise Refused(Problem.ADDRESS_AMBIGUOUS, field="door", count=len(below))
    return below[0] if below else None


def find_home(roster: Roster, place: Where, door: Door | None, person: Someone | None, name: str) -> Home | None:
    """The known household that is meant, or None for a new one; `person` or else `name` (a key) may live in it.

    Raises Refused where there is no address, or where several households fit.
    """
    if not place.key:
        homes = _without_address(roster, place)
    elif door is None:
        return None
    else:
        homes = door.homes
    if place.key and place.number:
        exact = next((home for home in homes if home.number == place.number), None)
        return exact or next((home for home in homes if not home.number), None)
    if len(homes) > 1:
        homes = [home for home in homes if name in home.members or (person and home in person.stays)] or homes
    if len(homes) > 1 and place.head:
        homes = [home for home in homes if place.head in home.members] or homes
    if len(homes) > 1:
        raise Refused(Problem.HOUSEHOLD_AMBIGUOUS, field="household_number", count=len(homes))
    return homes[0] if homes else None


def _without_address(roster: Roster, place: Where) -> list[Home]:
    """A family's further lines often leave out the address: its number tells which it is, or the name of its head."""
    word = place.number or place.head
    if not word:
        raise Refused(Problem.ADDRESS_MISSING, field="door")
    community = community_of(place.area)
    homes = dict.fromkeys(roster.numbered.get((community, word), ()))
    if not place.number:
        homes |= dict.fromkeys(roster.headed.get((community, word), ()))
    return [home for home in homes if home.area.startswith(place.area) or place.area.startswith(home.area)]


def open_home(roster: Roster, place: Where, door: Door | None, home: Home | None) -> Home:
    """The household, made where it is new, numbered where its number has just become known."""
    if home is None:
        if door is None and place.key:
            door = roster.new_door(place.area, place.key, place.parts)
        return roster.new_home(place.area, door, place.number or ("" if door else place.head))
    if place.number and not home.number:
        roster.give_number(home, place.number)
    return home
