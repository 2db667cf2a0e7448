"""Writing many rows in one statement.

`COPY` cannot write into a table under row-level security, and an ORM insert costs several times the CPU, so rows go
in as arrays through `unnest`. An array travels as one text with a separator: Python joins it and PostgreSQL splits it
in C, while an array literal would be built and quoted value by value. Ids are drawn from the table's sequence first:
the caller gets them in the order of the rows, which `RETURNING` does not promise.
"""

from __future__ import annotations

import gc
import json
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db import connection
from psycopg import sql
from psycopg.types.json import Jsonb

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from django.db import models

_SEPARATOR = "\x1f"
_NULL = "\x1e"
_BATCH = 500
_SPLIT = sql.SQL("string_to_array(%s, {}, {})").format(sql.Literal(_SEPARATOR), sql.Literal(_NULL))


@contextmanager
def collector_at_rest(rows: int) -> Iterator[None]:
    """Keep the garbage collector still during a large batch.

    A batch makes hundreds of thousands of objects that all live until its end; looking through them and through
    everything else in the process again and again finds nothing and takes half of the time.
    """
    if rows < _BATCH or not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def insert_rows(model: type[models.Model], columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[int]:
    """Insert `rows` (values in the order of the field names `columns`) and give their new ids in the same order."""
    if not rows:
        return []
    stored = _stored([model._meta.get_field(name) for name in columns], rows)
    fields = [field for field, _ in stored]
    if len(rows) == 1:
        return [_insert_one(model, fields, [values[0] for _, values in stored])]
    ids = next_ids(model, len(rows))
    packed = [_pack(ids, str)]
    for field, values in stored:
        packed.append(_pack(values, json.dumps if field.get_internal_type() == "JSONField" else str))
    types = ["bigint", *(_cast_type(field) for field in fields)]
    arrays = [(_SPLIT if isinstance(values, str) else sql.SQL("%s")) + sql.SQL(f"::{kind}[]")
              for values, kind in zip(packed, types, strict=True)]  # fmt: skip
    statement = sql.SQL("INSERT INTO {table} ({names}) SELECT * FROM unnest({arrays})").format(
        table=sql.Identifier(model._meta.db_table),
        names=sql.SQL(", ").join(sql.Identifier(name) for name in ["id", *(field.column for field in fields)]),
        arrays=sql.SQL(", ").join(arrays),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, packed)
    return ids


def _stored(fields: Sequence[Any], rows: Sequence[Sequence[Any]]) -> list[tuple[Any, Sequence[Any]]]:
    """The columns with their values. A field that stores its values otherwise, or in further columns, has `stored`."""
    columns: list[tuple[Any, Sequence[Any]]] = []
    for field, values in zip(fields, zip(*rows, strict=True), strict=True):
        columns += field.stored(values) if hasattr(field, "stored") else [(field, values)]
    return columns


def _insert_one(model: type[models.Model], fields: Sequence[Any], row: Sequence[Any]) -> int:
    """A single row draws its id where it is written: one statement instead of two."""
    values: list[Any] = [
        Jsonb(value) if field.get_internal_type() == "JSONField" and value is not None else value
        for field, value in zip(fields, row, strict=True)
    ]
    with connection.cursor() as cursor:
        cursor.execute(_statement_for_one(model._meta.db_table, *(field.column for field in fields)), values)
        return int((cursor.fetchone() or (0,))[0])


@cache
def _statement_for_one(table: str, *columns: str) -> str:
    """Put together once: that takes longer than to write the row."""
    statement = sql.SQL("INSERT INTO {table} ({names}) VALUES ({places}) RETURNING id").format(
        table=sql.Identifier(table),
        names=sql.SQL(", ").join(map(sql.Identifier, columns)),
        places=sql.SQL(", ").join([sql.SQL("%s")] * len(columns)),
    )
    return statement.as_string()


def _pack(values: Sequence[Any], write: Callable[[Any], str]) -> str | list[str | None]:
    """The values as one text; as a list where one of them contains a sign that the text needs for itself."""
    first = values[0]
    if all(value is first for value in values):
        texts: list[str | None] = [None if first is None else write(first)] * len(values)
    elif all(type(value) is str for value in values) and write is str:
        texts = list(values)
    else:
        texts = [None if value is None else write(value) for value in values]
    joined = _SEPARATOR.join([_NULL if text is None else text for text in texts])
    if joined.count(_SEPARATOR) == len(texts) - 1 and joined.count(_NULL) == texts.count(None):
        return joined
    return texts


def next_ids(model: type[models.Model], count: int) -> list[int]:
    """Draw `count` ids from the model's sequence, ascending."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(sequence) FROM generate_series(1, %s), "
            "(SELECT pg_get_serial_sequence(%s, 'id')::regclass AS sequence OFFSET 0) AS looked_up_once",
            [count, model._meta.db_table],
        )
        return sorted(row[0] for row in cursor.fetchall())


def _cast_type(field: Any) -> str:
    """The column's type without length, precision and collation, as an array element."""
    kind = str(field.rel_db_type(connection) if field.is_relation else field.db_type(connection))
    bare = kind.split("(", maxsplit=1)[0].removesuffix(" COLLATE").strip()
    return "text" if bare == "varchar" else bare
