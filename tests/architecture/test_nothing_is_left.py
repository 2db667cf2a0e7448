"""When collection has ended everywhere, nothing of anybody is left in any table, whatever a town has recorded."""

from __future__ import annotations

import pytest
from django.db import connection

from architecture.samples import samples
from architecture.town import ID_NUMBERS, NAMES, NEWCOMER, NOW, PHONES, ROLES, TWICE, TWICE_MERGED
from menshen.kernel.base.modules import declared
from menshen.kernel.privacy import keys
from menshen.kernel.privacy.encryption import refresh
from menshen.kernel.privacy.lookups import verify
from menshen.kernel.scope.models import Collection
from menshen.kernel.scope.viewers import PLATFORM, acting, system_viewer
from menshen.kernel.stewardship import ending, retention
from menshen.kernel.stewardship.models import Exit

_COLUMNS = """
    SELECT table_name, column_name FROM information_schema.columns
    JOIN information_schema.tables USING (table_schema, table_name)
    WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
        AND data_type IN ('text', 'character varying', 'character', 'json', 'jsonb', 'ARRAY', 'bytea')
"""


@pytest.fixture
def own_files(settings, tmp_path):
    """The keys are destroyed as well: a copy of those that the town was written with."""
    before = settings.KEYS
    settings.KEYS, settings.DATA = tmp_path / "keys.json", tmp_path
    settings.KEYS.write_bytes(before.read_bytes())
    settings.KEYS.chmod(0o600)
    refresh()
    yield
    settings.KEYS = before
    refresh()


def leaks() -> list[str]:
    wanted = "|".join((*NAMES, NEWCOMER, TWICE, TWICE_MERGED, *ID_NUMBERS, *PHONES))
    found = []
    with acting(PLATFORM), connection.cursor() as cursor:
        cursor.execute(_COLUMNS)
        for table, column in cursor.fetchall():
            cursor.execute("SELECT has_table_privilege(%s, 'SELECT')", [table])
            if not cursor.fetchone()[0]:
                continue  # of the database's own job queue
            cursor.execute(f'SELECT count(*) FROM "{table}" WHERE "{column}"::text ~ %s', [wanted])
            if cursor.fetchone()[0]:
                found.append(f"{table}.{column}")
    return found


def test_where_collection_has_ended_only_what_ends_or_protects_can_be_done(town, door):
    """By somebody who may do it otherwise; what is refused says so, whatever it is."""
    payloads = samples(town)
    with acting(PLATFORM):
        Collection.objects.create(area_id="99", stopped_at=NOW)
    try:
        for action in declared("actions"):
            role = next(code for code, known in ROLES.items() if action.permission.value in known.permissions)
            answer = door.api(role, f"actions/{action.code}", payloads[action.code]).json()
            refused = "scope:collection:ended" in str(answer)
            assert refused is not action.after_exit, f"{action.code}: {answer}"
    finally:
        with acting(PLATFORM):
            Collection.objects.all().delete()


def test_no_name_number_or_phone_of_the_town_is_left(town, own_files):
    assert "registry_person.name" in leaks()
    by = system_viewer().actor_id
    with acting(PLATFORM):
        Exit.objects.all().delete()
        Exit.objects.create(
            area_id="99", reason="应急响应结束", asked_at=NOW, asked_by_id=by, stopped_at=NOW, frozen_at=NOW,
            destroying_at=NOW,
        )  # fmt: skip
    before = keys.read()
    (report,) = ending.destroy_all(at=NOW)
    assert leaks() == []
    assert report.counts["quarantine_order"] > 0
    with acting(PLATFORM):
        left = {model.__name__ for model in ending.personal_models() if model.objects.exists()}
    assert left <= {"Task"}  # to sign the report
    assert verify() is None
    assert not set(before.encryption) & set(keys.read().encryption)
    assert retention.preview(at=NOW) == {}
