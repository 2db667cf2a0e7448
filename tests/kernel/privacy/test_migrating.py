"""A database from before numbers were encrypted is brought along; one whose keys were lost is not made worse."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.db import connection

from factories.registry import FAR_GRID, GRID, id_number, make_areas, phone
from menshen.domains.registry.models import ContactPoint, Organisation, Person
from menshen.kernel.privacy import migrating
from menshen.kernel.privacy.encryption import blind
from menshen.kernel.privacy.migrating import encrypt_existing
from menshen.kernel.scope.viewers import PLATFORM, acting


def plain(statement, *arguments):
    with acting(PLATFORM), connection.cursor() as cursor:
        cursor.execute(statement, arguments)


@pytest.mark.django_db
def test_what_stood_in_plain_text_is_encrypted_where_it_stands(monkeypatch):
    monkeypatch.setattr(migrating, "_BATCH", 2)
    make_areas()
    with acting(PLATFORM):
        people = [
            Person.objects.create(area_id=(GRID, FAR_GRID)[serial % 2], name=f"张{serial}") for serial in range(7)
        ]
    for serial, one in enumerate(people[:5]):
        plain("UPDATE registry_person SET id_number = %s WHERE id = %s", id_number(serial), one.pk)
    encrypt_existing("registry_person", "id_number", what="id_number").code(None, None)
    with acting(PLATFORM):
        held = list(Person.objects.order_by("id"))
        assert Person.objects.get(id_number=id_number(3)) == people[3]
    assert [one.id_number for one in held] == [*map(id_number, range(5)), "", ""]
    assert [one.id_number_index for one in held] == [blind(one.id_number, "id_number") for one in held]
    with acting(PLATFORM), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM registry_person WHERE id_number LIKE '990101%'")
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db
def test_a_column_without_index_is_encrypted_as_well():
    make_areas()
    with acting(PLATFORM):
        Organisation.objects.create(area_id=GRID, name="店", kind="shop")
    plain("UPDATE registry_organisation SET contact_number = %s", phone(1))
    encrypt_existing("registry_organisation", "contact_number").code(None, None)
    with acting(PLATFORM):
        assert Organisation.objects.get().contact_number == phone(1)


def migrate(keys):
    program = [sys.executable, "-m", "menshen.config.cli", "migrate"]
    return subprocess.run(
        program, env=os.environ | {"MENSHEN_KEYS": str(keys)}, capture_output=True, text=True, check=False
    )


@pytest.mark.slow
def test_keys_are_made_for_a_new_installation_and_never_beside_numbers_that_other_keys_encrypted(
    committed_db, tmp_path
):
    keys = tmp_path / "keys.json"
    done = migrate(keys)
    assert done.returncode == 0, done.stderr
    assert "keep a copy" in done.stdout
    made = keys.read_text()
    assert "keep a copy" not in migrate(keys).stdout
    assert keys.read_text() == made
    keys.unlink()
    make_areas()
    with acting(PLATFORM):
        one = Person.objects.create(area_id=GRID, name="张伟")
        ContactPoint.objects.create(area_id=GRID, person=one, kind="mobile", number=phone(1), tail="0001")
    done = migrate(keys)
    assert done.returncode == 1
    assert "Put your copy of it back" in done.stderr
    assert not keys.exists()
