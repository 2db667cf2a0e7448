"""Reading a table once for all the indicators that count its rows.

A sheet has seven figures for each of four measures, all over the same orders: seven times four scans would cost what
one does. Each indicator becomes an aggregate of its own with its own condition.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models.functions import Left
from django.db.models.sql.where import OR, WhereNode

from menshen.kernel.scope.codes import LENGTHS, Level

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.db.models import Q, QuerySet

    from menshen.kernel.indicators.declaration import Indicator, Span

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
        rows = model.objects.all()
        conditions = [each.query.where for _, each in parts]
        if all(conditions):
            rows.query.where.add(WhereNode([condition.clone() for condition in conditions], OR), "AND")
        aggregates = [_narrowed(known.value, where) for (known, _), where in zip(parts, conditions, strict=True)]
        yield Pass(rows, [known for known, _ in parts], aggregates)


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
