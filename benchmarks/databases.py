"""Databases that live as long as a bench, on the embedded server, and filling them fast.

The owner's constraints and indexes are dropped while millions of rows go in and made again behind them, so that the
database itself checks in the end that what was loaded could have been entered.
"""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from menshen.config import postgres
from menshen.config.environment import PROJECT, Environment

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import psycopg

    from menshen.config.cluster import Cluster

_PREFIX = "menshen_bench"
_numbers = count(1)


def variables(cluster: Cluster, name: str) -> dict[str, str]:
    """The environment of a process that works in that database."""
    return {
        **{key: value for key, value in os.environ.items() if key != "MENSHEN_CLOCK"},
        **{
            variable: f"postgresql://{postgres.ROLES[role]}@/{name}?host={cluster.socket_folder}"
            for variable, role in (("MENSHEN_DATABASE_URL", "app"), ("MENSHEN_OWNER_DATABASE_URL", "owner"))
        },
        "MENSHEN_KEYS": str(Environment.read().key_file()),  # also where the files of the demonstration lie elsewhere
    }


@contextmanager
def template(cluster: Cluster) -> Iterator[str]:
    """The name of a migrated, empty database; removes what killed runs left behind."""
    _sweep(cluster)
    name = f"{_PREFIX}_{os.getpid()}_template"
    postgres.create_database(cluster, name)
    try:
        program = [sys.executable, "-m", "menshen.config.cli", "migrate"]
        subprocess.run(program, env=variables(cluster, name), cwd=PROJECT, check=True, stdout=subprocess.DEVNULL)
        yield name
    finally:
        postgres.drop_database(cluster, name)


@contextmanager
def copy(cluster: Cluster, template: str) -> Iterator[str]:
    """The name of a fresh copy of the template."""
    name = f"{_PREFIX}_{os.getpid()}_{next(_numbers)}"
    postgres.create_database(cluster, name, template)
    try:
        yield name
    finally:
        postgres.drop_database(cluster, name)


def _sweep(cluster: Cluster) -> None:
    with postgres.connect(postgres.superuser(cluster)) as connection:
        names = [name for (name,) in connection.execute("SELECT datname FROM pg_database")]
    for name in names:
        if name.startswith(f"{_PREFIX}_") and not Path(f"/proc/{name.split('_')[2]}").exists():
            postgres.drop_database(cluster, name)


@contextmanager
def loading(cluster: Cluster, name: str, tables: Sequence[str]) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
    """A connection as superuser, which row-level security does not bind, to fill `tables` while they have no indexes
    and no keys; in the end both are made again, sequences moved on and statistics gathered.

    Meanwhile a column that a statement does not name is empty (`''`, `[]`, false) where it may not be unknown.
    """
    with postgres.connect(postgres.superuser(cluster, name)) as connection:
        connection.execute("SET maintenance_work_mem = '1GB'")
        again = [
            statement for table in tables for statement in (*_bare(connection, table), *_forgive(connection, table))
        ]
        yield connection
        # Primary and unique keys first: foreign keys point at them.
        for statement in sorted(again, key=lambda statement: "FOREIGN KEY" in statement):
            connection.execute(statement)
        for table in tables:
            _move_sequence_on(connection, table)
            connection.execute(f"VACUUM (ANALYZE) {table}")
        connection.execute("CHECKPOINT")


def _bare(connection: psycopg.Connection[tuple[Any, ...]], table: str) -> list[str]:
    """Drop keys and indexes that nothing else hangs on; the statements that make them again."""
    keys = connection.execute(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint c WHERE conrelid = %s::regclass "
        "AND (contype IN ('f', 'x') OR contype = 'u' AND NOT EXISTS "
        "(SELECT FROM pg_constraint other WHERE other.contype = 'f' AND other.conindid = c.conindid))",
        [table],
    ).fetchall()
    for key, _ in keys:
        connection.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{key}"')
    indexes = connection.execute(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index "
        "WHERE indrelid = %s::regclass AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)",
        [table],
    ).fetchall()
    for index, _ in indexes:
        connection.execute(f"DROP INDEX {index}")
    made = [f'ALTER TABLE {table} ADD CONSTRAINT "{key}" {definition}' for key, definition in keys]
    return [definition for _, definition in indexes] + made


_EMPTY = {"character varying": "''", "text": "''", "jsonb": "'[]'", "boolean": "false"}


def _forgive(connection: psycopg.Connection[tuple[Any, ...]], table: str) -> list[str]:
    """Let columns that are not named be empty; the statements that end it."""
    required = connection.execute(
        "SELECT column_name, data_type FROM information_schema.columns "
        "WHERE table_name = %s AND is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO'",
        [table],
    ).fetchall()
    columns = [(name, _EMPTY[kind]) for name, kind in required if kind in _EMPTY]
    for name, empty in columns:
        connection.execute(f"ALTER TABLE {table} ALTER COLUMN {name} SET DEFAULT {empty}")
    return [f"ALTER TABLE {table} ALTER COLUMN {name} DROP DEFAULT" for name, _ in columns]


def _move_sequence_on(connection: psycopg.Connection[tuple[Any, ...]], table: str) -> None:
    sequence = connection.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table]).fetchone()
    if sequence and sequence[0]:
        connection.execute(f"SELECT setval('{sequence[0]}', (SELECT max(id) FROM {table}))")  # noqa: S608  our names
