"""Every row that belongs to a person, in whatever table: given to another record, and given back."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from django.apps import apps
from django.db import connection
from psycopg import sql

from menshen.domains.registry.models import LikelyDuplicate, Person
from menshen.kernel.base.modules import declared
from menshen.kernel.journal.entries import subject_type
from menshen.kernel.journal.models import Entry
from menshen.kernel.privacy.models import LookUp
from menshen.kernel.scope.models import Scoped

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping


class Column(NamedTuple):
    """A column that points at people; `subject` where it points at records of any type, which another column names."""

    model: type[Scoped]
    name: str
    subject: bool = False

    def __str__(self) -> str:
        return f"{self.model._meta.db_table}.{self.name}"

    def statement(self, condition: str) -> sql.Composed:
        """Point rows at a person that pointed at another, those for which the condition holds."""
        typed = sql.SQL(" AND subject_type = {}").format(subject_type(Person)) if self.subject else sql.SQL("")
        return sql.SQL("UPDATE {table} SET {column} = %s WHERE {column} = %s AND {condition}{typed}").format(
            table=sql.Identifier(self.model._meta.db_table),
            column=sql.Identifier(self.name),
            condition=sql.SQL(condition),
            typed=typed,
        )


@cache
def columns() -> tuple[Column, ...]:
    """All there are, but for those of journal and log, which are never rewritten, and of the list of likely pairs."""
    models = [model for model in apps.get_models() if issubclass(model, Scoped) and model is not LikelyDuplicate]
    found = [
        Column(model, str(field.column))
        for model in models
        for field in model._meta.concrete_fields
        if field.related_model is Person
    ]
    found += [
        Column(model, "subject_id", subject=True)
        for model in models
        if model not in (Entry, LookUp) and any(field.name == "subject_type" for field in model._meta.concrete_fields)
    ]
    return tuple(sorted(found, key=str))


class Given(NamedTuple):
    """The rows that now belong to another record, by `table.column`, and the areas in which they lie."""

    rows: dict[str, list[int]]
    areas: dict[Column, dict[int, str]]


def give(giver: int, taker: int, *, but: Mapping[type[Scoped], Collection[int]]) -> Given:
    """All rows of the one to the other, without those of `but`, which stay."""
    areas: dict[Column, dict[int, str]] = {}
    for column in columns():
        statement = column.statement("NOT id = ANY(%s)") + sql.SQL(" RETURNING id, area_code")
        with connection.cursor() as cursor:
            cursor.execute(statement, [taker, giver, list(but.get(column.model, ()))])
            if rows := dict(cursor.fetchall()):
                areas[column] = rows
    return Given({str(column): sorted(rows) for column, rows in areas.items()}, areas)


def give_back(rows: Mapping[str, list[int]], taker: int, giver: int) -> set[str]:
    """The rows that `give` moved, as far as they are still with the taker; the areas in which they lie."""
    areas: set[str] = set()
    for column in columns():
        if str(column) in rows:
            with connection.cursor() as cursor:
                cursor.execute(
                    column.statement("id = ANY(%s)") + sql.SQL(" RETURNING area_code"),
                    [giver, taker, rows[str(column)]],
                )
                areas.update(area for (area,) in cursor.fetchall())
    return areas


def bound_elsewhere(given: Given, community: str) -> bool:
    """Whether a measure that still holds somebody was given away from another community, which would lose sight of
    who it is."""
    away: dict[Any, list[int]] = defaultdict(list)
    for column, rows in given.areas.items():
        away[column.model] += [number for number, area in rows.items() if not area.startswith(community)]
    return any(
        holding.model.objects.filter(pk__in=away[holding.model]).alias(over=holding.ended).filter(over=None).exists()
        for holding in declared("holdings")
        if holding.binds and away.get(holding.model)
    )
