"""Role × area × ledger: who looks sees the rows of the own areas, and no other, through the ledger and in the database.

The story of the town is told in two communities of two streets of two districts: every table holds rows beside each
other of which a viewer may see only some.
"""

from __future__ import annotations

from collections import defaultdict

import pytest
from django.db import connection

from architecture.samples import samples
from architecture.town import (
    CITY,
    COMMUNITY,
    DISTRICT,
    ELSEWHERE,
    ELSEWHERE_GRID,
    GRID,
    NEXT_COMMUNITY,
    NOW,
    OTHER_GRID,
    PROVINCE,
    ROLES,
    STREET,
    act,
    clock_at,
)
from menshen.config import postgres
from menshen.gateway.desk.ledgers import readable_ledger
from menshen.kernel.base.modules import declared
from menshen.kernel.base.problems import Refused
from menshen.kernel.ledgers.table import Question, readable
from menshen.kernel.scope.codes import contains
from menshen.kernel.scope.models import Actor, Area
from menshen.kernel.scope.viewers import Held, Viewer, acting, system_viewer, viewer_of
from menshen.kernel.stewardship.exports import Reason, hand_out

NEXT_STREET = f"{DISTRICT}002"
MOVED = {COMMUNITY: NEXT_COMMUNITY, STREET: NEXT_STREET, DISTRICT: ELSEWHERE}
APART = 1_000_000  # between the numbers of a record and of the same in another place
AREAS = (
    PROVINCE, CITY, DISTRICT, ELSEWHERE, STREET, NEXT_STREET, COMMUNITY, NEXT_COMMUNITY, GRID, OTHER_GRID,
    f"{NEXT_COMMUNITY}001", ELSEWHERE_GRID, "98",
)  # fmt: skip
LEDGERS = {ledger.code: ledger for ledger in declared("ledgers") if ledger.area_field}
REST = (
    "approvals.decide", "registry.register_organisation", "privacy.set_keep_time", "quarantine.roster_duty",
    "quarantine.name_group_head", "quarantine.write_security_plan", "quarantine.check_site", "quarantine.survey_home",
    "quarantine.set_zone", "screening.register_arrival",
)  # fmt: skip

_COLUMNS = """
    SELECT name.relname, attribute.attname,
        CASE
            WHEN attribute.attname = 'area_code' OR target.confrelid = 'scope_area'::regclass
                THEN 'CASE WHEN starts_with({0}, {here}) THEN {there} || substr({0}, length({here}) + 1) ELSE {0} END'
            WHEN attribute.attname IN ('number', 'serial', 'token') AND typcategory = 'S'
                THEN 'left(md5({0} || {apart}), 12)'
            WHEN attribute.attname IN ('subject_id', 'serial') THEN '{0} + {apart}'
            WHEN key.indexrelid IS NOT NULL OR target.confrelid = ANY (guarded.tables) THEN '{0} + {apart}'
            WHEN attribute.attname = 'command_id' THEN 'NULL'
            ELSE '{0}'
        END
    FROM (SELECT array_agg(DISTINCT polrelid) FROM pg_policy) AS guarded (tables)
    JOIN pg_class AS name ON name.oid = ANY (guarded.tables)
    JOIN pg_attribute AS attribute ON attrelid = name.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
    JOIN pg_type AS type ON type.oid = atttypid
    LEFT JOIN pg_constraint AS target ON contype = 'f' AND conrelid = name.oid AND conkey = ARRAY[attnum]
    LEFT JOIN pg_index AS key ON indisprimary AND indrelid = name.oid AND attnum = ANY (indkey)
    ORDER BY name.relname, attnum
"""


def guarded_tables(entered):
    """Table → column → how it is written when its row is told again: its area, what makes it unique, as it is."""
    tables = defaultdict(dict)
    for table, column, told in entered.execute(_COLUMNS):
        tables[table][column] = told
    return tables


def tell_again(entered, tables, here, there, apart):
    """All rows once more, with `there` in the place of `here` at the beginning of their areas."""
    for table, columns in tables.items():
        values = [
            told.format(name, here=f"'{here}'", there=f"'{there}'", apart=apart) for name, told in columns.items()
        ]
        entered.execute(
            f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)} FROM {table} "
            "ON CONFLICT DO NOTHING"  # what an area above has once
        )


def finish(town, folder):
    """What has not happened in the town yet, so that no ledger is empty."""
    secretary = viewer_of(Actor.objects.get(username="community_secretary"), on=NOW.date())
    everything = samples(town)
    for code in REST:
        act(code, secretary if code.startswith("approvals.") else system_viewer(), NOW, **everything[code])
    with acting(secretary):
        residents = LEDGERS["registry.residents"]
        hand_out(residents, Question(area=COMMUNITY), folder / "list.xlsx", why=Reason.PAPER, by=secretary, at=NOW)


@pytest.fixture(scope="module")
def tables(town, cluster, tmp_path_factory):
    """All rows, with the story told everywhere: (table, its key) → number → area."""
    finish(town, tmp_path_factory.mktemp("exports"))
    levels = dict(Area.objects.values_list("code", "level"))
    for here, there in MOVED.items():
        levels |= {there + code[len(here) :]: level for code, level in levels.items() if contains(here, code)}
    Area.objects.bulk_create(
        [Area(code=code, level=level, name=f"区{code}") for code, level in levels.items()], ignore_conflicts=True
    )
    with postgres.connect(postgres.superuser(cluster, connection.settings_dict["NAME"])) as entered:
        guarded = guarded_tables(entered)
        entered.execute("SET session_replication_role = replica")  # rows come in any order, also where none may change
        for doubled, (here, there) in enumerate(MOVED.items()):
            tell_again(entered, guarded, here, there, APART << doubled)
        return in_tables(entered, [(table, next(iter(columns))) for table, columns in guarded.items()])


def in_tables(cursor, tables):
    """What a plain statement finds in the tables."""
    found = {table: {} for table in tables}
    parts = [f"SELECT '{name}', '{key}', {key}, area_code FROM {name}" for name, key in tables]
    for name, key, number, area in cursor.execute(" UNION ALL ".join(parts)):
        found[name, key][number] = area
    return found


@pytest.fixture(scope="module")
def ledgers(tables):
    """The rows of every ledger, as the platform itself sees them: ledger → number → area."""
    with clock_at(NOW), acting(system_viewer()):
        return {code: in_ledger(ledger, ledger.rows(system_viewer())) for code, ledger in LEDGERS.items()}


def in_ledger(ledger, rows):
    return dict(rows.values_list("pk", ledger.area_field))


def who(*grants):
    """Somebody who holds these roles in these areas."""
    return Viewer(0, "", tuple(Held(role, area, ROLES[role].permissions) for role, area in grants))


def within(area, rows):
    return {number: where for number, where in rows.items() if contains(area, where)}


def seen_in_tables(tables):
    with connection.cursor() as cursor:
        return in_tables(cursor, tables)


def test_every_ledger_has_rows_beside_each_other(ledgers):
    """Where it had none, nothing could leak."""
    for code, rows in ledgers.items():
        for area in (DISTRICT, ELSEWHERE):
            assert within(area, rows), f"{code} has no row in {area}"


def test_the_application_is_bound_by_the_policies(tables):
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False,)


def test_without_a_viewer_the_database_shows_nothing(tables):
    assert not any(seen_in_tables(tables).values())
    with acting(who(("grid_worker", GRID))):
        assert any(seen_in_tables(tables).values())
    assert not any(seen_in_tables(tables).values())


@pytest.mark.parametrize("role", ROLES)
def test_the_database_shows_a_role_its_areas_and_no_other(role, tables):
    for area in AREAS:
        with acting(who((role, area))):
            found = seen_in_tables(tables)
        for table, rows in tables.items():
            assert found[table] == within(area, rows), f"{table}, {role} of {area}"


@pytest.mark.parametrize("role", ROLES)
def test_a_ledger_shows_a_role_its_areas_and_no_other(role, ledgers):
    for area in AREAS:
        viewer = who((role, area))
        with clock_at(NOW), acting(viewer):
            for code, ledger in LEDGERS.items():
                may = ledger.permission.value in ROLES[role].permissions
                expected = within(area, ledgers[code]) if may else {}
                assert in_ledger(ledger, readable(ledger, viewer)) == expected, f"{code}, {role} of {area}"


def test_a_role_shows_what_it_permits_only_where_it_was_given(ledgers):
    """Row-level security lets both areas through; each ledger shows those of the role that may read it."""
    roles = ("community_secretary", STREET), ("district_officer", ELSEWHERE)
    viewer = who(*roles)
    with clock_at(NOW), acting(viewer):
        for code, ledger in LEDGERS.items():
            expected = {}
            for role, area in roles:
                if ledger.permission.value in ROLES[role].permissions:
                    expected |= within(area, ledgers[code])
            assert in_ledger(ledger, readable(ledger, viewer)) == expected, code


@pytest.mark.parametrize("role", ROLES)
def test_without_its_permission_a_ledger_has_no_door(role):
    for code, ledger in LEDGERS.items():
        if ledger.permission.value not in ROLES[role].permissions:
            with pytest.raises(Refused):
                readable_ledger(who((role, PROVINCE)), code)
