"""Reading a table once for all the indicators that count its rows.

A sheet has seven figures for each of four measures, all over the same orders: seven times four scans would cost what
one does. Each indicator becomes an aggregate of its own with its own condition.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models.functions import Left
from django.db.models.sql.where import AND, OR, WhereNode

from menshen.kernel.scope.codes import LENGTHS, Level

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.db.models import Q, QuerySet

    from menshen.kernel.indicators.declaration import Indicator, Span
    from menshen.kernel.scope.models import Scoped

GRID_LENGTH = LENGTHS[Level.GRID]


@dataclass(frozen=True, slots=True)
class Pass:
    """One look at `rows`, which gives the value of each of the indicators by its aggregate."""

    rows: QuerySet[Any]
    indicators: list[Indicator]
    aggregates: list[Any]

    @property
    def names(self) -> list[str]:
        """What the values are called in the result."""
        return [f"figure_{number}" for number in range(len(self.indicators))]

    def by_grid(self, inside: Q | None = None) -> QuerySet[Any, dict[str, Any]]:
        """A row for each grid (or area above the grids, for records that hang on it) with anything to count."""
        rows = self.rows.filter(inside) if inside else self.rows
        grids = rows.order_by().annotate(grid=Left("area_id", GRID_LENGTH)).values("grid")
        found: QuerySet[Any, dict[str, Any]] = grids.annotate(**dict(zip(self.names, self.aggregates, strict=True)))
        return found


def passes(indicators: Sequence[Indicator], span: Span) -> Iterator[Pass]:
    """As few looks as give every indicator."""
    alike: dict[Any, list[tuple[Indicator, QuerySet[Any]]]] = defaultdict(list)
    for known in indicators:
        rows = known.records(span)
        if _is_plain(rows, known):
            alike[rows.model].append((known, rows))
        else:
            yield Pass(rows, [known], [known.value])
    for model, parts in alike.items():
        yield _one_look(model, parts)


def _one_look(model: type[Scoped], parts: list[tuple[Indicator, QuerySet[Any]]]) -> Pass:
    """The rows that any of the indicators counts; what they all ask is asked once, the rest at each aggregate."""
    rows = model.objects.all()
    compiler = rows.query.get_compiler(connection=connection)
    asked = [{str(compiler.compile(each)): each for each in _conditions(found)} for _, found in parts]
    common = set.intersection(*(set(each) for each in asked))
    own = [WhereNode([each for text, each in one.items() if text not in common]) for one in asked]
    rows.query.where.children += [asked[0][text] for text in sorted(common)]
    if all(own):
        rows.query.where.add(WhereNode([condition.clone() for condition in own], OR), AND)
    aggregates = [_narrowed(known.value, condition) for (known, _), condition in zip(parts, own, strict=True)]
    return Pass(rows, [known for known, _ in parts], aggregates)


def _conditions(rows: QuerySet[Any]) -> list[Any]:
    """The conditions of which every row satisfies each."""
    where = rows.query.where
    return where.children if where.connector == AND and not where.negated else [where]


def _is_plain(rows: QuerySet[Any], known: Indicator) -> bool:
    """Whether the rows are one table's and a condition on them, which can then stand at the aggregate as well."""
    query = rows.query
    joined = sum(map(bool, query.alias_refcount.values())) > 1
    return not (joined or query.distinct or query.is_sliced or query.combinator or known.value.filter)


def _narrowed(value: Any, condition: WhereNode) -> Any:
    """The aggregate over just the rows that satisfy the condition."""
    aggregate = value.copy()
    aggregate.filter = condition.clone() if condition else None
    return aggregate
