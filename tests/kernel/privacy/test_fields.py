"""An encrypted column: plain in Python, a cipher in the database, asked only whether it is one of some numbers."""

from __future__ import annotations

import pytest
from django.core.exceptions import FieldError
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from factories.registry import COMMUNITY, GRID, id_number, make_areas, phone
from menshen.domains.registry.models import ContactPoint, Organisation, Person, Residence
from menshen.kernel.base.bulk import insert_rows
from menshen.kernel.privacy.encryption import blind, decrypt
from menshen.kernel.scope.viewers import PLATFORM, acting

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _eyes():
    make_areas()
    with acting(PLATFORM):
        yield


def person(number="", name="张伟", area=GRID):
    return Person.objects.create(area_id=area, name=name, id_number=number)


def stored(table, *columns):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(columns)} FROM {table} ORDER BY id")
        return cursor.fetchall()


@pytest.mark.parametrize("how", ["save", "bulk_create", "insert_one", "insert_many"])
def test_every_way_to_write_a_row_fills_cipher_and_index(how):
    numbers = [id_number(1), "", id_number(2)]
    if how == "save":
        for number in numbers:
            person(number)
    elif how == "bulk_create":
        Person.objects.bulk_create(Person(area_id=GRID, name="张伟", id_number=number) for number in numbers)
    else:
        rows = [(GRID, "张伟", "", "", None, number, "") for number in numbers]
        names = ("area", "name", "pinyin", "gender", "born_on", "id_number", "registered_at")
        for batch in [[row] for row in rows] if how == "insert_one" else [rows]:
            insert_rows(Person, names, batch)
    ciphers, indexes = zip(*stored("registry_person", "id_number", "id_number_index"), strict=True)
    assert [decrypt(cipher) for cipher in ciphers] == numbers
    assert list(indexes) == [blind(number, "id_number") for number in numbers]
    assert not any(number and number in cipher for number, cipher in zip(numbers, ciphers, strict=True))
    assert [one.id_number for one in Person.objects.order_by("id")] == numbers


def test_a_number_is_found_by_itself_also_through_another_table():
    one, _ = person(id_number(1)), person(id_number(2))
    point = ContactPoint.objects.create(area_id=GRID, person=one, kind="mobile", number=phone(1), tail="0001")
    assert Person.objects.get(id_number=id_number(1)) == one
    assert list(Person.objects.filter(id_number__in=[id_number(1), id_number(9)])) == [one]
    assert list(Person.objects.exclude(id_number=id_number(2))) == [one]
    assert ContactPoint.objects.get(person__id_number=id_number(1), number=phone(1)) == point
    assert not Person.objects.filter(id_number__in=[]).exists()


def test_unknown_is_asked_for_like_a_number():
    person(id_number(1))
    unknown = person()
    assert list(Person.objects.filter(id_number="")) == [unknown]
    assert Person.objects.filter(id_number__in=["", id_number(1)]).count() == 2


@pytest.mark.parametrize(
    "asked",
    [
        {"id_number__startswith": "99"}, {"id_number__gt": "1"}, {"id_number__contains": "1"},
        {"id_number": F("name")}, {"id_number__in": Person.objects.values("name")}, {"id_number__upper": "X"},
    ],
)  # fmt: skip
def test_nothing_else_can_be_asked(asked):
    with pytest.raises(FieldError):
        list(Person.objects.filter(**asked))


def test_a_column_without_index_cannot_be_searched():
    Organisation.objects.create(area_id=GRID, name="店", kind="shop", contact_number=phone(1))
    assert Organisation.objects.get().contact_number == phone(1)
    assert phone(1) not in stored("registry_organisation", "contact_number")[0][0]
    with pytest.raises(FieldError, match="no index"):
        list(Organisation.objects.filter(contact_number=phone(1)))


def test_one_number_is_in_a_community_once_and_unknown_any_number_of_times():
    person(), person()
    person(id_number(1))
    with pytest.raises(IntegrityError, match="an_id_number_is_in_a_community_once"), transaction.atomic():
        person(id_number(1), area=f"{COMMUNITY}002")


def test_values_are_decrypted_wherever_they_come_from():
    one = person(id_number(1))
    ContactPoint.objects.create(area_id=GRID, person=one, kind="mobile", number=phone(1), tail="0001")
    assert list(Person.objects.values_list("id_number", flat=True)) == [id_number(1)]
    assert ContactPoint.objects.values("person__id_number", "number").get() == {
        "person__id_number": id_number(1), "number": phone(1),
    }  # fmt: skip
    assert not Residence.objects.filter(person__id_number=id_number(1)).exists()


def test_a_changed_number_is_written_by_update_and_bulk_update():
    one = person(id_number(1))
    one.id_number, one.id_number_index = id_number(2), blind(id_number(2), "id_number")
    Person.objects.bulk_update([one], ["id_number", "id_number_index"])
    assert Person.objects.get(id_number=id_number(2)).id_number == id_number(2)
    one.id_number = id_number(3)
    one.save()
    assert Person.objects.get(id_number=id_number(3)) == one
    Organisation.objects.create(area_id=GRID, name="店", kind="shop")
    Organisation.objects.update(contact_number=phone(2))
    assert Organisation.objects.get().contact_number == phone(2)
