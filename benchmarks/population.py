"""The people of a demonstration town in the registry's tables, by `COPY` and not by the roster's import."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from benchmarks.databases import loading
from menshen.config import postgres
from menshen.demo.people import residents
from menshen.domains.registry.models import ContactPoint, Dwelling, Household, Person, Residence, SpecialNeed
from menshen.domains.registry.rules import address_key, phone_tail, pinyin_initials
from menshen.domains.registry.vocabulary import ContactPointKind, Gender, ResidenceKind
from menshen.kernel.privacy.encryption import blind, encrypt

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from menshen.config.cluster import Cluster
    from menshen.demo.town import Town

    Write = Callable[[Sequence[Any]], None]

_COLUMNS: dict[type[Any], tuple[str, ...]] = {
    Dwelling: ("id", "area_code", "compound", "building", "unit", "door", "address_key"),
    Household: ("id", "area_code", "dwelling_id", "number"),
    Person: ("id", "area_code", "name", "pinyin", "gender", "born_on", "id_number", "id_number_index", "registered_at"),
    Residence: ("id", "area_code", "person_id", "household_id", "kind", "main"),
    ContactPoint: ("area_code", "person_id", "kind", "number", "number_index", "tail", "main"),
    SpecialNeed: ("area_code", "person_id", "kind"),
}


def load_areas(cluster: Cluster, database: str, town: Town) -> None:
    """Every area of the town, to the units of the buildings."""
    statement = "COPY scope_area (code, level, name, english, phone) FROM STDIN"
    with postgres.connect(postgres.superuser(cluster, database)) as connection:
        with connection.cursor() as cursor, cursor.copy(statement) as file:
            for area in town.areas():
                file.write_row((area.code, area.level, area.name, "", ""))
        connection.execute("VACUUM (ANALYZE) scope_area")


def load_people(cluster: Cluster, database: str, town: Town, say: Callable[[str], None]) -> None:
    """Everybody with dwelling, household, residence, phone and special needs, under the areas of `load_areas`."""
    with loading(cluster, database, [model._meta.db_table for model in _COLUMNS]), ExitStack() as streams:
        write = {model: _stream(streams, cluster, database, model) for model in _COLUMNS}
        home = 0
        last = None
        for number, (household, person) in enumerate(residents(town), 1):
            area = household.area_code
            if household is not last:
                last = household
                home += 1
                parts = (household.place, household.building, household.unit, household.door)
                write[Dwelling]((home, area, *parts, address_key(*parts)))
                write[Household]((home, area, home, household.number))
            gender = Gender.MALE if person.male else Gender.FEMALE
            initials = pinyin_initials(person.name)[:20]
            write[Person](
                (number, area, person.name, initials, gender.value, person.born_on, encrypt(person.id_number),
                 blind(person.id_number, "id_number"), person.registered_at)
            )  # fmt: skip
            kind = ResidenceKind.FLOATING if person.floating else ResidenceKind.RESIDENT
            write[Residence]((number, area, number, home, kind.value, True))
            if person.phone:
                tail = phone_tail(person.phone)
                stored, index = encrypt(person.phone), blind(person.phone, "phone")
                write[ContactPoint]((area, number, ContactPointKind.MOBILE.value, stored, index, tail, True))
            for need in person.needs:
                write[SpecialNeed]((area, number, need.value))
            if number % 100_000 == 0:
                say(f"{number:,} people …")


def _stream(streams: ExitStack, cluster: Cluster, database: str, model: type[Any]) -> Write:
    """A function that writes a row of the table; each table is filled over a connection of its own."""
    connection = streams.enter_context(postgres.connect(postgres.superuser(cluster, database)))
    cursor = streams.enter_context(connection.cursor())
    statement = f"COPY {model._meta.db_table} ({', '.join(_COLUMNS[model])}) FROM STDIN"
    return streams.enter_context(cursor.copy(statement.encode())).write_row
