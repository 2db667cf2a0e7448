"""`menshen doctor` finds what it is for, on a database that is really broken in that way."""

from __future__ import annotations

import json
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from conftest import DATA
from factories.scope import STREET, TODAY, signed_in, town
from menshen.config import cli, health, postgres
from menshen.domains.registry.models import Organisation
from menshen.kernel.base import clock
from menshen.kernel.privacy import keys
from menshen.kernel.privacy.encryption import refresh
from menshen.kernel.privacy.keys import Use
from menshen.kernel.privacy.lookups import LookUpKind, look_up
from menshen.kernel.scope.viewers import PLATFORM, acting

NOON = clock.local(TODAY, 12)


def _examine(capsys) -> tuple[int, dict[str, dict[str, str]]]:
    code = cli.run(["doctor", "--json"])
    return code, {finding["subject"]: finding for finding in json.loads(capsys.readouterr().out)}


def _as_superuser(cluster, statement: str) -> None:
    from django.db import connection

    with postgres.connect(postgres.superuser(cluster, connection.settings_dict["NAME"])) as direct:
        direct.execute(statement)


def test_a_sound_machine_passes(committed_db, capsys):
    code, findings = _examine(capsys)
    assert {subject: finding["level"] for subject, finding in findings.items()} == dict.fromkeys(
        (
            "database",
            "role",
            "migrations",
            "keys",
            "look-up log",
            "row-level security",
            "clock",
            "fonts",
            "front end",
            "disk",
            "secret key",
        ),
        "ok",
    )
    assert code == 0


@pytest.mark.parametrize(
    "weakening",
    [
        "ALTER TABLE journal_entry DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE journal_entry NO FORCE ROW LEVEL SECURITY",
        "CREATE POLICY everything ON journal_entry USING (true)",
    ],
)
def test_security_weakened_on_a_table_is_found(committed_db, cluster, capsys, weakening):
    _as_superuser(cluster, weakening)
    code, findings = _examine(capsys)
    assert code == 1
    assert findings["row-level security"]["level"] == "fail"
    assert "journal_entry" in findings["row-level security"]["sentence"]


def test_a_missing_migration_is_found(committed_db, cluster, capsys):
    _as_superuser(cluster, "DELETE FROM django_migrations WHERE app = 'reporting'")
    code, findings = _examine(capsys)
    assert code == 1
    assert "menshen migrate" in findings["migrations"]["remedy"]


def test_entering_as_the_owner_is_warned_of_and_as_superuser_fails(committed_db, capsys, monkeypatch):
    from django.db import connection

    for user, level in (("menshen_owner", "warn"), ("postgres", "fail")):
        connection.close()
        connection.close_pool()
        monkeypatch.setitem(connection.settings_dict, "USER", user)
        code, findings = _examine(capsys)
        assert findings["role"]["level"] == level
        assert code == (1 if level == "fail" else 0)


def test_weak_settings_are_warned_of(committed_db, capsys, monkeypatch):
    monkeypatch.setenv("MENSHEN_DEBUG", "1")
    monkeypatch.setenv("MENSHEN_HOSTS", "desk.example.cn")
    monkeypatch.setenv("MENSHEN_SECRET_KEY", "short")
    _, findings = _examine(capsys)
    assert [findings[subject]["level"] for subject in ("debug", "https", "secret key")] == ["warn"] * 3


def test_a_database_that_does_not_let_us_in_is_said_at_once_with_its_reason(committed_db, capsys, monkeypatch):
    """And everything else is looked at all the same."""
    monkeypatch.setenv("MENSHEN_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    began = time.monotonic()
    code, findings = _examine(capsys)
    assert code == 1
    assert "Connection refused" in findings["database"]["sentence"]
    assert findings["fonts"]["level"] == "ok"
    assert time.monotonic() - began < 10


def test_a_data_folder_that_cannot_be_is_said(committed_db, capsys, monkeypatch):
    monkeypatch.delenv("MENSHEN_DATABASE_URL")
    monkeypatch.delenv("MENSHEN_OWNER_DATABASE_URL")
    monkeypatch.setenv("MENSHEN_DATA", "/dev/null/data")
    code, findings = _examine(capsys)
    assert code == 1
    assert "/dev/null" in findings["database"]["sentence"]
    assert findings["front end"]["level"] == "ok"


def test_without_fonts_no_document_can_be_printed_and_it_is_said(committed_db, capsys, monkeypatch):
    monkeypatch.setattr(health, "fonts_available", list)
    code, findings = _examine(capsys)
    assert (code, findings["fonts"]["level"]) == (1, "fail")


def test_the_disk_of_the_database_is_looked_at(committed_db, capsys, monkeypatch):
    """Started by root, the database may lie on another disk than the data folder."""
    monkeypatch.delenv("MENSHEN_DATABASE_URL")
    monkeypatch.delenv("MENSHEN_OWNER_DATABASE_URL")
    monkeypatch.setattr(postgres, "own_cluster", lambda _: SimpleNamespace(home=Path("/dev/shm/menshen-nowhere")))
    sentences = [finding.sentence for finding in health.check_disk()]
    assert [sentence.rpartition(" ")[2] for sentence in sentences] == [str(DATA), "/dev/shm"]


def test_each_line_says_what_to_do(committed_db, cluster, capsys):
    _as_superuser(cluster, "ALTER TABLE journal_entry DISABLE ROW LEVEL SECURITY")
    assert cli.run(["doctor"]) == 1
    said = capsys.readouterr().out
    assert "FAIL row-level security: switched off or changed on journal_entry\n     → Restore" in said
    assert "ok   database: PostgreSQL 18" in said


def test_a_changed_look_up_line_is_named(committed_db, cluster, capsys):
    town()
    clerk = signed_in("street_clerk", STREET)
    with acting(clerk):
        subjects = [("registry.person", number, STREET) for number in range(1, 5)]
        look_up(clerk, LookUpKind.OPENED, at=NOON, subjects=subjects)
    code, findings = _examine(capsys)
    assert code == 0
    assert findings["look-up log"]["sentence"].startswith("4 lines, unbroken")
    _as_superuser(
        cluster,
        "ALTER TABLE privacy_look_up DISABLE TRIGGER USER; UPDATE privacy_look_up SET subject_id = 9 WHERE line = 3",
    )
    code, findings = _examine(capsys)
    assert code == 1
    assert findings["look-up log"]["sentence"].startswith("line 3: ")


def test_keys_that_others_can_read_lost_keys_and_half_a_rotation_are_found(committed_db, capsys, settings, tmp_path):
    before = settings.KEYS
    settings.KEYS = tmp_path / "keys.json"
    try:
        _, findings = _examine(capsys)
        assert findings["keys"]["level"] == "fail"
        keys.create(NOON)
        refresh()
        town()
        with acting(PLATFORM):
            Organisation.objects.create(area_id=STREET, name="店", kind="shop", contact_number="0999-8652000")
        keys.path().chmod(0o644)
        _, findings = _examine(capsys)
        assert findings["keys"]["remedy"].startswith("chmod 600")
        keys.add(Use.ENCRYPTION, NOON)
        code, findings = _examine(capsys)
        assert (code, findings["keys"]["level"], findings["keys"]["remedy"]) == (0, "warn", "`menshen keys rotate`")
        keys.drop(Use.ENCRYPTION, keys.read().encryption[0].id)
        _, findings = _examine(capsys)
        assert "(1 values)" in findings["keys"]["sentence"]
    finally:
        settings.KEYS = before
        refresh()
