"""The database's own check: who looks through it sees the own areas and nothing else, whatever the query says."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import replace

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from factories.kernel import Permission, open_shops, shop
from factories.scope import COPPER, DISTRICT, RIVERSIDE, STREET, grid, somebody, town
from menshen.domains.registry.models import Organisation
from menshen.kernel.journal.models import Entry
from menshen.kernel.scope.models import Area, Scoped
from menshen.kernel.scope.viewers import NOBODY, PLATFORM, acting

SETTINGS = "SELECT current_setting('menshen.lo', true), current_setting('menshen.hi', true)"


class _GivenUpError(Exception):
    """Makes a block end badly."""


def shops(*areas):
    with acting(PLATFORM):
        Organisation.objects.bulk_create(Organisation(area_id=area, name=f"店{area}", kind="shop") for area in areas)


def seen():
    return sorted(Organisation.objects.values_list("area_id", flat=True))


@pytest.fixture
def places(db):
    town(f"{grid(RIVERSIDE)}001")
    everywhere = [grid(RIVERSIDE), f"{grid(RIVERSIDE)}001", RIVERSIDE, grid(COPPER), STREET, DISTRICT]
    shops(*everywhere)
    return sorted(everywhere)


def test_without_a_viewer_there_is_nothing(places):
    assert seen() == []


def test_nobody_sees_nothing(places):
    with acting(NOBODY):
        assert seen() == []


def test_one_subtree(places):
    with acting(somebody(RIVERSIDE)):
        assert seen() == [RIVERSIDE, grid(RIVERSIDE), f"{grid(RIVERSIDE)}001"]
    with acting(somebody(grid(RIVERSIDE))):
        assert seen() == [grid(RIVERSIDE), f"{grid(RIVERSIDE)}001"]
    with acting(somebody(grid(RIVERSIDE, 2))):
        assert seen() == []


def test_several_subtrees_and_not_what_lies_between(places):
    shops(between := grid(RIVERSIDE, 2))
    with acting(somebody(grid(COPPER), grid(RIVERSIDE))):
        assert seen() == [grid(RIVERSIDE), f"{grid(RIVERSIDE)}001", grid(COPPER)]
    with acting(somebody(grid(RIVERSIDE), RIVERSIDE, STREET)):
        assert seen() == sorted([STREET, RIVERSIDE, grid(RIVERSIDE), f"{grid(RIVERSIDE)}001", between, grid(COPPER)])


def test_the_platform_sees_the_whole_tree(places):
    with acting(PLATFORM):
        assert seen() == places


def test_nobody_writes_into_or_out_of_other_areas(places):
    with acting(somebody(RIVERSIDE)):
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Organisation.objects.create(area_id=grid(COPPER), name="越界", kind="shop")
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Organisation.objects.filter(area_id=RIVERSIDE).update(area_id=grid(COPPER))
        assert Organisation.objects.filter(area_id=grid(COPPER)).update(name="改名") == 0
        assert Organisation.objects.filter(area_id=grid(COPPER)).delete()[0] == 0
    with acting(PLATFORM):
        assert seen() == places


def test_a_nested_viewer_is_put_back(places):
    with acting(somebody(RIVERSIDE)):
        outer = seen()
        with acting(somebody(COPPER)):
            assert seen() == [grid(COPPER)]
            with acting(NOBODY):
                assert seen() == []
            assert seen() == [grid(COPPER)]
        assert seen() == outer
    assert seen() == []


def test_a_nested_viewer_is_put_back_after_an_error(places):
    with acting(somebody(RIVERSIDE)):
        outer = seen()
        with suppress(_GivenUpError), acting(PLATFORM):
            assert seen() == places
            raise _GivenUpError
        assert seen() == outer
        with pytest.raises(DatabaseError), acting(PLATFORM), connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")
        assert seen() == outer
    assert seen() == []


def test_a_nested_viewer_who_sees_the_same_asks_the_database_nothing(places):
    everywhere = replace(PLATFORM, name="somebody else")
    with acting(PLATFORM), CaptureQueriesContext(connection) as captured:
        with acting(everywhere), acting(PLATFORM):
            assert Organisation.objects.exists()
        with suppress(_GivenUpError), acting(PLATFORM):
            raise _GivenUpError
        assert Organisation.objects.exists()
    asked = [query["sql"] for query in captured if "SAVEPOINT" not in query["sql"]]
    assert len(asked) == 2, asked


def test_what_was_nested_in_a_block_that_was_taken_back_leaves_the_outer_viewer(places):
    with acting(somebody(RIVERSIDE)):
        with suppress(_GivenUpError), transaction.atomic():
            with acting(PLATFORM):
                pass
            raise _GivenUpError
        with acting(somebody(RIVERSIDE)):
            assert not Organisation.objects.within(COPPER).exists()
            assert Organisation.objects.within(RIVERSIDE).exists()


def test_a_pooled_connection_that_was_used_before_lets_nothing_through(committed_db):
    """After a transaction a local setting reads as the empty text, which compares as the smallest code."""
    town()
    shops(grid(RIVERSIDE), grid(COPPER))
    with acting(PLATFORM):
        assert len(seen()) == 2
        used = connection.connection.info.backend_pid
    for _ in range(3):
        assert connection.connection.info.backend_pid == used
        with connection.cursor() as cursor:
            cursor.execute(SETTINGS)
            assert cursor.fetchone() == ("", "")
        assert seen() == []
        with transaction.atomic():
            assert seen() == []
        connection.close()  # gives it back to the pool
        connection.ensure_connection()


def test_a_transaction_that_failed_lets_nothing_through_afterwards(committed_db):
    town()
    shops(grid(RIVERSIDE))
    with pytest.raises(_GivenUpError), acting(PLATFORM):
        raise _GivenUpError
    assert seen() == []


SCOPED = [model for model in apps.get_models() if issubclass(model, Scoped)]


@pytest.mark.parametrize("model", SCOPED, ids=lambda model: model._meta.label)
def test_every_table_with_an_area_is_protected(db, model):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE oid = %s::regclass", [model._meta.db_table]
        )
        assert cursor.fetchone() == (True, True)
        cursor.execute(
            "SELECT cmd, qual = with_check, qual FROM pg_policies WHERE tablename = %s", [model._meta.db_table]
        )
        ((command, same, condition),) = cursor.fetchall()
    assert (command, same) == ("ALL", True)
    assert condition.count("NULLIF(current_setting(") == condition.count("current_setting(")


# The tree and who works in it, which signing in reads; rules, which are public; what the platform counts and remembers.
OPEN = {
    "scope.Area", "scope.AreaAlias", "scope.Actor", "scope.ApiToken", "scope.Grant",
    "policy.Rule", "policy.RiskArea", "policy.Threshold", "policy.TeamRole", "policy.Revision",
    "documents.Counter", "indicators.FillMark", "ledgers.RememberedHeading", "privacy.LogEnd",
    "screening.FormVersion", "screening.PublicCount",
    "scope.Collection", "scope.AreaOutline", "administration.Brake", "administration.SignIn",
}  # fmt: skip


def test_every_other_table_of_ours_has_an_area():
    """A table that is to be open to everybody is named here, on purpose."""
    ours = [model for model in apps.get_models() if model.__module__.startswith("menshen.")]
    assert {model._meta.label for model in ours if not issubclass(model, Scoped)} <= OPEN


def test_the_application_owns_nothing_and_is_bound_by_the_policies(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (settings.APP_ROLE, False, False)
        cursor.execute(
            "SELECT count(*) FROM pg_class "
            "WHERE relnamespace = 'public'::regnamespace AND relowner = current_user::regrole"
        )
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT count(*) FROM pg_auth_members WHERE member = current_user::regrole")
        assert cursor.fetchone() == (0,)


CHANGES = (
    "UPDATE journal_entry SET kind = 'sample:shop:rewritten'",
    "DELETE FROM journal_entry",
    "TRUNCATE journal_entry",
)


@pytest.mark.parametrize("statement", CHANGES)
def test_the_application_may_not_change_the_journal(db, statement):
    refused = pytest.raises(DatabaseError, match="permission denied")
    with acting(PLATFORM), refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("statement", CHANGES)
def test_not_even_the_owner_changes_the_journal(db, owner, statement):
    with pytest.raises(psycopg.errors.RaiseException, match="append-only"):
        owner.execute(statement)


@pytest.fixture
def owner():
    """A connection as the owner of the tables."""
    with psycopg.connect(os.environ["MENSHEN_OWNER_DATABASE_URL"], autocommit=True) as found:
        found.execute("SELECT set_config('menshen.lo', '0', false), set_config('menshen.hi', ':', false)")
        yield found


def test_within_is_the_same_range(places):
    with acting(PLATFORM):
        assert sorted(row.area_id for row in Organisation.objects.within(RIVERSIDE)) == [
            RIVERSIDE,
            grid(RIVERSIDE),
            f"{grid(RIVERSIDE)}001",
        ]
        assert Organisation.objects.within("").count() == len(places)


def test_codes_sort_as_bytes(places):
    """The range of a subtree counts on it, whatever the locale of the server."""
    with connection.cursor() as cursor:
        for table, column in ((Area._meta.db_table, "code"), (Entry._meta.db_table, "area_code")):
            cursor.execute(
                "SELECT collname FROM pg_attribute JOIN pg_collation ON pg_collation.oid = attcollation "
                "WHERE attrelid = %s::regclass AND attname = %s",
                [table, column],
            )
            assert cursor.fetchone() == ("C",)


def test_a_shop_made_by_its_action_is_seen_where_it_is(places):
    worker = somebody(grid(RIVERSIDE, 2), allowed={Permission.SHOP_WRITE})
    (outcome,) = open_shops(shop(grid(RIVERSIDE, 2)), by=worker)
    assert outcome.state == "done"
    with acting(worker):
        assert seen() == [grid(RIVERSIDE, 2)]
