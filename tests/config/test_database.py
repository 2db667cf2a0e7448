"""What every test relies on: it enters as the application, and nothing of it stays."""

from __future__ import annotations

import subprocess
import sys

import pytest
from django.db import connection

from menshen.kernel.scope.models import Actor


def _actors() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM scope_actor WHERE username = 'visitor'")
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_tests_enter_as_the_application_which_security_binds():
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == ("menshen_app", False, False)
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user")
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db
@pytest.mark.parametrize("attempt", [1, 2])
def test_a_rolled_back_test_leaves_nothing(attempt):
    assert _actors() == 0
    Actor.objects.create_user("visitor", display_name="Visitor")
    assert _actors() == 1


@pytest.mark.parametrize("attempt", [1, 2])
def test_a_committed_database_is_fresh_and_seen_by_other_programs(committed_db, attempt):
    assert _actors() == 0
    Actor.objects.create_user("visitor", display_name="Visitor")
    program = [sys.executable, "-m", "menshen.config.cli", "actor", "list"]
    seen = subprocess.run(program, capture_output=True, text=True, check=True)
    assert "Visitor" in seen.stdout


def test_the_pool_gives_a_connection_back_clean(committed_db):
    """A setting that was local to a transaction reads as empty on a reused connection, never as its old value."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        first = cursor.fetchone()
        cursor.execute("BEGIN; SET LOCAL menshen.lo = '99'; COMMIT")
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        assert cursor.fetchone() == first
        cursor.execute("SELECT NULLIF(current_setting('menshen.lo', true), '')")
        assert cursor.fetchone() == (None,)
