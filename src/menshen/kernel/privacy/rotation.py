"""Taking a new key into use: every row is encrypted (or indexed) anew in batches, then the old key is forgotten.

Each batch is a transaction. What was done stays done when the program is killed; started again it goes on, because a
second key of a use in the file says that a rotation is under way. Work goes on meanwhile: values of both keys are
read, and conditions ask for both indexes. Only the uniqueness of numbers is checked between rows of the same key until
the last row is indexed anew; a number that slipped in twice is then counted as `left`, and both keys stay.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import IntegrityError, connection, transaction
from psycopg import sql

from menshen.kernel.base.problems import Refused
from menshen.kernel.base.terms import Vocabulary
from menshen.kernel.privacy import keys
from menshen.kernel.privacy.encryption import KEY_ID_LENGTH, blind_all, decrypt_all, encrypt_all, key_of, refresh
from menshen.kernel.privacy.fields import EncryptedField
from menshen.kernel.privacy.keys import Use
from menshen.kernel.scope.viewers import PLATFORM, acting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

BATCH = 2_000
PATIENCE = 2.5  # seconds in which every process has noticed a new key
_LOCK = "menshen keys rotate"


class RotationProblem(Vocabulary):
    """Why keys cannot be rotated now."""

    UNDER_WAY = (
        "privacy:rotation:under_way",
        "Somebody else is rotating the keys of this database. Wait until that is done.",
        "另有进程正在更换本库密钥，请等待其完成。",
    )


@dataclass(frozen=True, slots=True)
class Column:
    """One encrypted column and its index, by name; `index` is empty for one that nobody searches."""

    table: str
    name: str
    index: str
    what: str

    def __str__(self) -> str:
        return f"{self.table}.{self.name}"

    def of(self, use: Use) -> str:
        """The column whose values the keys of a use made; empty where there is none."""
        return self.index if use is Use.INDEX else self.name


@dataclass(frozen=True, slots=True)
class Rotated:
    """What a rotation did: rows written anew, keys forgotten, rows that could not be indexed anew."""

    rows: int
    key: str
    forgotten: tuple[str, ...]
    left: int


def encrypted_columns() -> list[Column]:
    """All there are, in the order of their names."""
    return sorted(
        (
            Column(model._meta.db_table, str(field.column), str(field.index.column) if field.index else "", field.what)
            for model in apps.get_models()
            for field in model._meta.concrete_fields
            if isinstance(field, EncryptedField)
        ),
        key=str,
    )


def holds_encrypted() -> bool:
    """Whether the database, whatever tables it has already, holds a number that some key encrypted."""
    with acting(PLATFORM), connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for column in encrypted_columns():
            if column.table not in tables:
                continue
            name, table = sql.Identifier(column.name), sql.Identifier(column.table)
            cursor.execute(
                sql.SQL("SELECT EXISTS (SELECT 1 FROM {0} WHERE {1} ~ '^[0-9a-f]{{4}}[.]')").format(table, name)
            )
            if (cursor.fetchone() or (False,))[0]:
                return True
    return False


def used_keys(use: Use) -> dict[str, int]:
    """`{key id: values made with it}` over the whole database, keys that the file lacks among them."""
    counts: dict[str, int] = {}
    with acting(PLATFORM), connection.cursor() as cursor:
        for column in encrypted_columns():
            if not column.of(use):
                continue
            cursor.execute(
                sql.SQL("SELECT left({0}, %s), count(*) FROM {1} WHERE {0} <> '' GROUP BY 1").format(
                    sql.Identifier(column.of(use)), sql.Identifier(column.table)
                ),
                [KEY_ID_LENGTH],
            )
            for number, rows in cursor.fetchall():
                counts[number] = counts.get(number, 0) + rows
    return counts


def rotate(
    use: Use, *, at: datetime, progress: Callable[[Column, int], None] | None = None, patience: float = PATIENCE
) -> Rotated:
    """Bring every row under a new key and forget the old ones. Goes on with a rotation that was interrupted.

    `progress(column, rows)` is told after each batch. Call it outside a transaction.
    """
    with _alone():
        if len(keys.read().of(use)) == 1:
            keys.add(use, at)
        refresh()
        time.sleep(patience)
        key = keys.read().of(use)[-1].id
        rows = left = 0
        for column in encrypted_columns():
            if column.of(use):
                done, kept = _rewrite(column, use, key, progress)
                rows, left = rows + done, left + kept
        return Rotated(rows, key, tuple(_forget_unused(use)), left)


class _alone:  # noqa: N801  used as a statement
    """Only one rotation at a time; the lock goes with the connection of a program that was killed."""

    def __enter__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [_LOCK])
            if not (cursor.fetchone() or (False,))[0]:
                raise Refused(RotationProblem.UNDER_WAY)

    def __exit__(self, *_: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [_LOCK])


def _rewrite(column: Column, use: Use, key: str, progress: Callable[[Column, int], None] | None) -> tuple[int, int]:
    """Rows written anew, and rows that the database refused."""
    done = kept = 0
    last = 0
    while True:
        with acting(PLATFORM):
            found = _old_rows(column, use, key, after=last)
            if not found:
                return done, kept
            refused = _write(column, use, found)
        last = found[-1][0]
        done, kept = done + len(found) - refused, kept + refused
        if progress:
            progress(column, len(found))


def _old_rows(column: Column, use: Use, key: str, *, after: int) -> list[tuple[int, str]]:
    """The next rows that another key made, with what they hold; nobody changes them meanwhile."""
    statement = sql.SQL(
        "SELECT id, {name} FROM {table} WHERE id > %s AND {made} <> '' AND left({made}, %s) <> %s "
        "ORDER BY id LIMIT %s FOR UPDATE"
    ).format(name=sql.Identifier(column.name), table=sql.Identifier(column.table), made=sql.Identifier(column.of(use)))
    with connection.cursor() as cursor:
        cursor.execute(statement, [after, KEY_ID_LENGTH, key, BATCH])
        rows: list[tuple[int, str]] = cursor.fetchall()
        return rows


def _write(column: Column, use: Use, rows: Sequence[tuple[int, str]]) -> int:
    """Write a batch; the number of rows that stand against another one under the new index."""
    plain = decrypt_all(stored for _, stored in rows)
    values = blind_all(plain, column.what) if use is Use.INDEX else encrypt_all(plain)
    written = list(zip([number for number, _ in rows], values, strict=True))
    if _written(column, use, written):
        return 0
    return sum(not _written(column, use, [row]) for row in written)


def _written(column: Column, use: Use, rows: Sequence[tuple[int, str]]) -> bool:
    statement = sql.SQL(
        "UPDATE {table} AS t SET {name} = n.value FROM unnest(%s::bigint[], %s::text[]) AS n (id, value) "
        "WHERE t.id = n.id"
    ).format(table=sql.Identifier(column.table), name=sql.Identifier(column.of(use)))
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [[number for number, _ in rows], [value for _, value in rows]])
    except IntegrityError:
        return False
    return True


def _forget_unused(use: Use) -> Iterator[str]:
    """Forget the old keys that no row needs. Each table is closed to writers while it is looked through, so that no
    transaction that still holds a value of an old key ends after that."""
    old = keys.read().of(use)[:-1]
    needed: set[str] = set()
    for column in encrypted_columns():
        if not column.of(use):
            continue
        name, table = sql.Identifier(column.of(use)), sql.Identifier(column.table)
        with acting(PLATFORM), connection.cursor() as cursor:
            cursor.execute(sql.SQL("LOCK TABLE {} IN SHARE MODE").format(table))
            cursor.execute(
                sql.SQL("SELECT DISTINCT left({0}, %s) FROM {1} WHERE left({0}, %s) = ANY(%s)").format(name, table),
                [KEY_ID_LENGTH, KEY_ID_LENGTH, [key.id for key in old]],
            )
            needed |= {key_of(number) for (number,) in cursor.fetchall()}
    for key in old:
        if key.id not in needed:
            keys.drop(use, key.id)
            yield key.id
    refresh()
