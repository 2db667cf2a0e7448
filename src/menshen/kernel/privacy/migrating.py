"""Steps of migrations: what stands in plain text in a column is encrypted where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection, migrations
from psycopg import sql

from menshen.kernel.privacy.encryption import blind_all, encrypt_all
from menshen.kernel.scope.viewers import PLATFORM, acting

if TYPE_CHECKING:
    from typing import Any

_BATCH = 5_000


def encrypt_existing(table: str, column: str, *, what: str = "") -> migrations.RunPython:
    """Encrypt the rows that are there, and fill the index where `what` names one. There is no way back."""

    def forwards(*_: Any) -> None:
        with acting(PLATFORM):
            last = 0
            while rows := _rows(table, column, last):
                _write(table, column, what, rows)
                last = rows[-1][0]

    return migrations.RunPython(forwards)


def _rows(table: str, column: str, after: int) -> list[tuple[int, str]]:
    name, place = sql.Identifier(column), sql.Identifier(table)
    statement = sql.SQL("SELECT id, {0} FROM {1} WHERE id > %s AND {0} <> '' ORDER BY id LIMIT %s").format(name, place)
    with connection.cursor() as cursor:
        cursor.execute(statement, [after, _BATCH])
        rows: list[tuple[int, str]] = cursor.fetchall()
        return rows


def _write(table: str, column: str, what: str, rows: list[tuple[int, str]]) -> None:
    plain = [text for _, text in rows]
    filled = {column: encrypt_all(plain)} | ({f"{column}_index": blind_all(plain, what)} if what else {})
    names = [sql.Identifier(name) for name in filled]
    statement = sql.SQL("UPDATE {} AS t SET {} FROM unnest(%s::bigint[], {}) AS n (id, {}) WHERE t.id = n.id").format(
        sql.Identifier(table),
        sql.SQL(", ").join(sql.SQL("{0} = n.{0}").format(name) for name in names),
        sql.SQL(", ").join([sql.SQL("%s::text[]")] * len(names)),
        sql.SQL(", ").join(names),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [[number for number, _ in rows], *filled.values()])
