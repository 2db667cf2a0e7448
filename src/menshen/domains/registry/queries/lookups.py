"""What is known of the people and doors of a batch: one statement for each question, however long the batch.

Row-level security has narrowed the tables to the viewer's areas. Conditions are equalities and ranges, which can use
indexes there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection

from menshen.kernel.privacy.encryption import blinds, decrypt, decrypt_all

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date


class KnownHome(NamedTuple):
    """A door with one of its households, or without any; a household whose address is unknown has no door."""

    area: str
    dwelling_id: int | None
    address_key: str
    household_id: int | None
    number: str


class KnownPerson(NamedTuple):
    """A person with a residence that holds, or without one; `numbers` the main one first, `needs` those that hold."""

    id: int
    area: str
    name: str
    gender: str
    born_on: date | None
    id_number: str
    registered_at: str
    numbers: list[str]
    needs: list[str]
    residence_id: int | None
    household_id: int | None
    relation: str
    from_on: date | None


def fetch(statement: str, *arguments: Any) -> list[Any]:
    """The rows of one statement."""
    with connection.cursor() as cursor:
        cursor.execute(statement, arguments)
        rows: list[Any] = cursor.fetchall()
        return rows


def lock_communities(codes: Collection[str]) -> None:
    """Wait until nobody else registers people in these communities, and keep others waiting until we commit.

    Two rosters with the same people that come at once would otherwise fail on each other's rows, or wait for each other
    for ever. Always in the same order, so that nobody waits in a circle.
    """
    fetch(
        "SELECT pg_advisory_xact_lock(hashtextextended('registry ' || code, 0)) FROM unnest(%s::text[]) AS code",
        sorted(codes),
    )


_HOMES = """
    SELECT {household}.area_code, d.id, coalesce(d.address_key, ''), h.id, coalesce(h.number, '')
"""
_AT_KEYS = (
    _HOMES.format(household="d")
    + """
    FROM registry_dwelling d LEFT JOIN registry_household h ON h.dwelling_id = d.id
    WHERE d.address_key = ANY(%s) AND d.area_code >= %s AND d.area_code < %s
"""
)
_NUMBERED = (
    _HOMES.format(household="h")
    + """
    FROM registry_household h LEFT JOIN registry_dwelling d ON d.id = h.dwelling_id
    WHERE h.number = ANY(%s) AND h.number <> '' AND h.area_code >= %s AND h.area_code < %s
"""
)
_HEADED = (
    _HOMES.format(household="h")
    + """
    FROM registry_person p
    JOIN registry_residence r ON r.person_id = p.id AND r.until_on IS NULL AND r.relation = 'head'
    JOIN registry_household h ON h.id = r.household_id LEFT JOIN registry_dwelling d ON d.id = h.dwelling_id
    WHERE p.name = ANY(%s) AND p.area_code >= %s AND p.area_code < %s
"""
)


def homes(
    keys: Collection[str], numbers: Collection[str], heads: Collection[str], areas: tuple[str, str]
) -> list[KnownHome]:
    """Within a range of areas: doors with one of these address keys, households with one of these numbers, and
    households whose head has one of these names."""
    asked = [(_AT_KEYS, keys), (_NUMBERED, numbers), (_HEADED, heads)]
    ways = [(statement, [list(words), *areas]) for statement, words in asked if words]
    if not ways:
        return []
    statement = " UNION ".join(way for way, _ in ways) + " ORDER BY 2, 4"
    return [KnownHome(*row) for row in fetch(statement, *(argument for _, arguments in ways for argument in arguments))]


_WHO = """
    SELECT id FROM registry_person WHERE id_number_index = ANY(%s) AND area_code >= %s AND area_code < %s
    UNION SELECT person_id FROM registry_residence WHERE household_id = ANY(%s) AND until_on IS NULL
"""
_MERGED = """
    SELECT id_number, area_code, survivor_id FROM registry_merge
    WHERE id_number_index = ANY(%s) AND area_code >= %s AND area_code < %s
"""
_PEOPLE = """
    SELECT p.id, p.area_code, p.name, p.gender, p.born_on, p.id_number, p.registered_at,
        ARRAY(SELECT number FROM registry_contact_point WHERE person_id = p.id ORDER BY NOT main, id),
        ARRAY(SELECT kind FROM registry_special_need WHERE person_id = p.id AND until_on IS NULL),
        r.id, r.household_id, coalesce(r.relation, ''), r.from_on
    FROM registry_person p LEFT JOIN registry_residence r ON r.person_id = p.id AND r.until_on IS NULL
    WHERE p.id = ANY(%s)
"""


def merged_numbers(id_numbers: Collection[str], areas: tuple[str, str]) -> list[tuple[str, str, int]]:
    """Numbers that a record within a range of areas had before it became part of another: with its area, and the other.

    Where that has the number itself, as is usual, the number leads to it twice.
    """
    rows = fetch(_MERGED, blinds(id_numbers, "id_number"), *areas) if id_numbers else []
    return [(decrypt(number), area, survivor) for number, area, survivor in rows]


def people(
    id_numbers: Collection[str], households: Collection[int], areas: tuple[str, str], also: Collection[int] = ()
) -> list[KnownPerson]:
    """Who has one of these numbers within a range of areas, who lives in one of these households, and `also` these; a
    row for each residence that holds."""
    if not id_numbers and not households:
        return []
    # Asked in two steps: most often it is nobody, and to plan the long question takes longer than to ask the short one.
    asked = fetch(_WHO, blinds(id_numbers, "id_number"), *areas, list(households))
    who = list({number for (number,) in asked}.union(also))
    rows = [KnownPerson(*row) for row in fetch(_PEOPLE, who)] if who else []
    return [known._replace(id_number=decrypt(known.id_number), numbers=decrypt_all(known.numbers)) for known in rows]


def addresses(households: Collection[int]) -> dict[int, str]:
    """`{household: its address as written}`."""
    rows = fetch(
        "SELECT h.id, d.compound, d.building, d.unit, d.door FROM registry_household h "
        "JOIN registry_dwelling d ON d.id = h.dwelling_id WHERE h.id = ANY(%s)",
        list(households),
    )
    return {number: " ".join(filter(None, parts)) for number, *parts in rows}


def spanning(codes: Sequence[str]) -> tuple[str, str]:
    """A range that holds the subtrees of all these areas, of which some may lie in others."""
    return min(codes), max(code + ":" for code in codes)
