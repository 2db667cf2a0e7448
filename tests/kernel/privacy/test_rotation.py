"""A new key is taken into use while work goes on; killed, it goes on; the old key is forgotten in the end."""

from __future__ import annotations

import json

import pytest
from django.db import connection

from factories.registry import FAR_GRID, GRID, OTHER_GRID, id_number, make_areas, phone
from factories.scope import TODAY
from menshen.config import cli, postgres
from menshen.domains.registry.models import ContactPoint, Organisation, Person
from menshen.kernel.base.clock import local
from menshen.kernel.base.problems import Refused
from menshen.kernel.privacy import keys, rotation
from menshen.kernel.privacy.encryption import blind, key_of, refresh
from menshen.kernel.privacy.keys import KeysUnusable, Use
from menshen.kernel.privacy.rotation import encrypted_columns, holds_encrypted, rotate, used_keys
from menshen.kernel.scope.viewers import PLATFORM, acting

NOON = local(TODAY, 12)
PEOPLE = 25


@pytest.fixture
def registered(committed_db, tmp_path, settings, monkeypatch):
    """People with numbers, under keys of the test's own, committed."""
    before = settings.KEYS
    settings.KEYS = tmp_path / "keys.json"
    monkeypatch.setenv("MENSHEN_KEYS", str(settings.KEYS))
    monkeypatch.setattr(rotation, "BATCH", 4)
    monkeypatch.setattr(rotation, "PATIENCE", 0)
    keys.create(NOON)
    refresh()
    make_areas()
    with acting(PLATFORM):
        people = Person.objects.bulk_create(
            Person(area_id=(GRID, FAR_GRID)[serial % 2], name="张伟", id_number=id_number(serial) if serial % 5 else "")
            for serial in range(PEOPLE)
        )
        ContactPoint.objects.bulk_create(
            ContactPoint(area_id=one.area_id, person=one, kind="mobile", number=phone(serial), tail="0000")
            for serial, one in enumerate(people)
        )
        Organisation.objects.create(area_id=GRID, name="店", kind="shop", contact_number=phone(99))
    yield
    settings.KEYS = before
    refresh()


def everything():
    with acting(PLATFORM):
        return (
            list(Person.objects.order_by("id").values_list("id_number", flat=True)),
            list(ContactPoint.objects.order_by("id").values_list("number", flat=True)),
            Organisation.objects.get().contact_number,
        )


def made_with(table, column):
    with acting(PLATFORM), connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT left({column}, 4) FROM {table} WHERE {column} <> ''")
        return {number for (number,) in cursor.fetchall()}


def test_every_encrypted_column_is_known():
    names = {str(column) for column in encrypted_columns()}
    assert {"registry_person.id_number", "registry_contact_point.number", "quarantine_team_seat.holder_number"} <= names


def test_numbers_are_written_anew_and_read_as_before(registered):
    before, (old,) = everything(), keys.read().encryption
    done = rotate(Use.ENCRYPTION, at=NOON, patience=0)
    (new,) = keys.read().encryption
    assert (done.rows, done.key, done.forgotten, done.left) == (20 + PEOPLE + 1, new.id, (old.id,), 0)
    assert new.id != old.id
    assert used_keys(Use.ENCRYPTION) == {new.id: 20 + PEOPLE + 1}
    assert everything() == before


def test_indexes_are_made_anew_and_find_as_before(registered):
    (old,) = keys.read().index
    assert rotate(Use.INDEX, at=NOON, patience=0).forgotten == (old.id,)
    (new,) = keys.read().index
    assert made_with("registry_person", "id_number_index") == {new.id}
    with acting(PLATFORM):
        assert Person.objects.get(id_number=id_number(7)).id_number_index == blind(id_number(7), "id_number")
        assert ContactPoint.objects.filter(number=phone(7)).count() == 1


@pytest.mark.parametrize("use", [Use.ENCRYPTION, Use.INDEX])
def test_killed_in_the_middle_it_goes_on(registered, use):
    before, (old,) = everything(), keys.read().of(use)

    class Killed(BaseException):
        pass

    def kill(column, rows):
        if str(column) == "registry_contact_point.number":
            raise Killed

    with pytest.raises(Killed):
        rotate(use, at=NOON, progress=kill, patience=0)
    assert len(keys.read().of(use)) == 2
    assert everything() == before
    with acting(PLATFORM):
        assert Person.objects.filter(id_number__in=[id_number(serial) for serial in range(PEOPLE)]).count() == 20
        Person.objects.create(area_id=OTHER_GRID, name="新来", id_number=id_number(77))
    again = rotate(use, at=NOON, patience=0)
    assert again.rows < 20 + PEOPLE
    assert again.forgotten == (old.id,)
    assert set(used_keys(use)) == {again.key}


def test_a_number_that_slipped_in_twice_meanwhile_keeps_both_index_keys(registered):
    (old,) = keys.read().index
    with acting(PLATFORM):
        twice = Person.objects.filter(area_id=GRID).exclude(id_number="").first()
        number, before = twice.id_number, twice.id_number_index
    keys.add(Use.INDEX, NOON)
    refresh()
    with acting(PLATFORM):
        second = Person.objects.create(area_id=GRID, name="再来", id_number=number)
    done = rotate(Use.INDEX, at=NOON, patience=0)
    assert (done.left, done.forgotten) == (1, ())
    with acting(PLATFORM):
        assert set(Person.objects.filter(id_number=number)) == {twice, second}
        assert Person.objects.get(pk=twice.pk).id_number_index == before
        second.delete()
    assert rotate(Use.INDEX, at=NOON, patience=0).forgotten == (old.id,)


def test_only_one_rotates_at_a_time(registered):
    with postgres.connect(postgres.address(postgres.Environment.read(), "app")) as other:
        other.execute("SELECT pg_advisory_lock(hashtextextended('menshen keys rotate', 0))")
        with pytest.raises(Refused) as refused:
            rotate(Use.ENCRYPTION, at=NOON, patience=0)
        other.execute("SELECT pg_advisory_unlock_all()")
    assert refused.value.code == "privacy:rotation:under_way"
    assert len(keys.read().encryption) == 1
    assert rotate(Use.ENCRYPTION, at=NOON, patience=0).left == 0


def test_the_commands_list_and_rotate(registered, capsys):
    (old,) = keys.read().encryption
    assert cli.run(["keys", "list", "--json"]) == 0
    first, second = json.loads(capsys.readouterr().out)
    assert (first["use"], first["id"], first["values"], first["writes"]) == ("encryption", old.id, 46, True)
    assert (second["use"], second["values"]) == ("index", 45)
    assert cli.run(["keys", "rotate"]) == 0
    said = capsys.readouterr().out
    assert "46 values written anew" in said
    assert f"Forgotten: {old.id}" in said
    assert cli.run(["keys", "rotate", "--index"]) == 0
    assert cli.run(["keys", "list"]) == 0
    said = capsys.readouterr().out
    assert keys.read().encryption[0].id in said
    assert keys.read().encryption[0].secret not in said


def test_without_the_key_file_nothing_is_made_up(registered, capsys):
    keys.path().unlink()
    assert holds_encrypted()
    assert cli.run(["keys", "list"]) == 1
    assert "Put your copy of it back" in capsys.readouterr().err
    with pytest.raises(KeysUnusable):
        rotate(Use.ENCRYPTION, at=NOON, patience=0)
    assert not keys.path().exists()


def test_the_key_of_a_value_stands_before_it(registered):
    assert made_with("registry_person", "id_number") == {keys.read().encryption[0].id}
    assert key_of(blind("1", "phone")) == keys.read().index[0].id
