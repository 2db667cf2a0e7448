"""Collecting indicators by set-based SQL, all levels of the tree at once, and keeping them fresh entry by entry.

A fill mark stores the oldest transaction that was still running when the values were collected. What was written in
that transaction or a later one may be missing from them; the journal says which grids that concerns, and only those
are collected again. Time stamps could not do this: a long transaction commits behind a younger one. It asks of every
act that it leaves an entry in each grid whose records it changes.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Q
from psycopg.types.json import Jsonb

from menshen.kernel.indicators.declaration import Span
from menshen.kernel.indicators.models import AreaFigures, FillMark
from menshen.kernel.indicators.passes import GRID_LENGTH, passes
from menshen.kernel.scope.codes import LENGTHS, ancestors_of, bounds

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    from django.db.models import QuerySet

    from menshen.kernel.indicators.declaration import Indicator

    Figures = Mapping[str, int]
    Held = Mapping[str, int | None]

_LENGTHS = [length for length in sorted(LENGTHS.values()) if length <= GRID_LENGTH]
FULL_AFTER = 2_000  # stale grids beyond which collecting the whole tree is cheaper
AT_ONCE = 100  # stale grids in one query


def records(indicator: Indicator, span: Span, area: str) -> QuerySet[Any]:
    """The records behind a number."""
    lowest, beyond = bounds(area)
    return indicator.records(span).filter(area_id__gte=lowest, area_id__lt=beyond)


def listed(indicator: Indicator, span: Span, area: str, *, on: date) -> QuerySet[Any]:
    """Those of them that drilling down may show on a day."""
    rows = records(indicator, span, area)
    return rows.filter(indicator.listed(on)) if indicator.listed else rows


def ensure_filled(indicators: Sequence[Indicator], *spans: Span, at: datetime) -> None:
    """Bring the values of the days up to everything committed so far. Call with eyes for the whole tree.

    Who finds something missing waits for the others who do, until the ends of their transactions. A mark from the
    future is none: it came with a dump from another server, where transactions had other numbers.
    """
    if _everything_is_in(indicators, spans):
        return
    _take_turn()
    seen_before, beyond = transactions()
    marks = _marks(indicators, spans, beyond)
    stale = _grids_written_since(min(marks.values())) if marks else []
    anew = len(stale) > FULL_AFTER
    for span in spans:
        filled = [known for known in indicators if (span, known.code) in marks and not anew]
        collect([known for known in indicators if known not in filled], span)
        for start in range(0, len(stale) if filled else 0, AT_ONCE):
            refresh(filled, span, stale[start : start + AT_ONCE])
    _mark([known.code for known in indicators], spans, seen_before, at)


def collect(indicators: Sequence[Indicator], span: Span) -> None:
    """Compute the indicators for the whole tree: one GROUP BY over the records, one over its result for each level.

    All passes go into one statement, which writes each area once. Where everything about people was destroyed, there
    is nothing left to count, and what is kept stays.
    """
    looks, given = [], []
    for number, once in enumerate(passes(indicators, span)):
        sql, params = once.by_grid().query.sql_with_params()
        looks.append(
            f"""
            grids_{number} AS MATERIALIZED ({sql}),
            look_{number} AS (
                SELECT left(grid, step) AS area, jsonb_strip_nulls({_sums(once.names)}) AS figures
                FROM grids_{number}, unnest(%s::int[]) AS step WHERE length(grid) >= step GROUP BY 1
            )"""  # noqa: S608  the inner statement comes from the ORM with its own parameters
        )
        given += [*params, *(known.code for known in once.indicators), _LENGTHS]
    if not looks:
        return
    numbers = range(1, len(looks))
    joined = "look_0" + "".join(f" FULL JOIN look_{number} USING (area)" for number in numbers)
    merged = " || ".join(f"coalesce(look_{number}.figures, '{{}}')" for number in range(len(looks)))
    codes = [known.code for known in indicators]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE indicators_area_figures AS held SET figures = figures - %s::text[] "
            "WHERE day = %s AND cutoff_hour = %s AND figures ?| %s::text[] AND NOT EXISTS ("
            "SELECT FROM scope_collection AS ended WHERE emptied_at IS NOT NULL "
            "AND held.area_code >= ended.area_code AND held.area_code < ended.area_code || ':')",
            [codes, span.day, span.cutoff_hour, codes],
        )
        cursor.execute(
            f"""
            WITH {", ".join(looks)}
            INSERT INTO indicators_area_figures (day, cutoff_hour, area_code, figures)
            SELECT %s, %s, area, {merged} FROM {joined}
            ON CONFLICT (day, cutoff_hour, area_code)
            DO UPDATE SET figures = indicators_area_figures.figures || EXCLUDED.figures
            """,  # noqa: S608
            [*given, span.day, span.cutoff_hour],
        )


_PAIRS = 40  # a function takes a hundred arguments at most


def _sums(names: Sequence[str]) -> str:
    """An expression for an object of the sums by code, null for zero; it takes the codes as parameters."""
    pairs = [f"%s::text, nullif(sum({name}), 0)" for name in names]
    return " || ".join(
        f"jsonb_build_object({', '.join(pairs[start : start + _PAIRS])})" for start in range(0, len(pairs), _PAIRS)
    )


def refresh(indicators: Sequence[Indicator], span: Span, areas: Sequence[str]) -> None:
    """Compute the indicators again for some grids and pass the differences up to the areas above them.

    An area above the grids stands for the records that hang on it itself and not on a grid below it. Where a value was
    withheld below it, its own stays: what went into it cannot be counted again.
    """
    held = _figures(span, {place for area in areas for place in (area, *ancestors_of(area))})
    codes = [known.code for known in indicators]
    differences = {area: Counter({code: -(held.get(area, {}).get(code) or 0) for code in codes}) for area in areas}
    withheld: set[tuple[str, str]] = set()
    for above, figures in _below(span, [area for area in areas if len(area) < GRID_LENGTH]):
        withheld.update((above, code) for code in codes if figures.get(code, 0) is None)
        differences[above].update({code: figures.get(code) or 0 for code in codes})
    for grid, figures in _counted(indicators, span, areas):
        differences[grid].update(figures)
    for above, code in withheld:
        differences[above][code] = 0
    _add(differences, held, span)


def _counted(indicators: Sequence[Indicator], span: Span, areas: Sequence[str]) -> Iterable[tuple[str, Figures]]:
    """What the records give for each of these grids (or areas above the grids), in one statement."""
    inside = Q()
    for area in areas:
        lowest, beyond = bounds(area)
        inside |= Q(area_id__gte=lowest, area_id__lt=beyond) if len(area) >= GRID_LENGTH else Q(area_id=area)
    looks, given = [], []
    for once in passes(indicators, span):
        sql, params = once.by_grid(inside).query.sql_with_params()
        looks.append(f"SELECT grid, jsonb_strip_nulls({_sums(once.names)}) FROM ({sql}) AS look GROUP BY grid")  # noqa: S608
        given += [*(known.code for known in once.indicators), *params]
    return _read(" UNION ALL ".join(looks), given)


def _below(span: Span, areas: Sequence[str]) -> Iterable[tuple[str, Held]]:
    """The figures of each area directly below one of these, with the code of the one above."""
    if not areas:
        return []
    digits = [_LENGTHS[_LENGTHS.index(len(area)) + 1] for area in areas]
    return _read(
        "SELECT above, figures FROM unnest(%s::text[], %s::int[]) AS wanted (above, digits) "
        "JOIN indicators_area_figures ON area_code > above AND area_code < above || ':' AND length(area_code) = digits "
        "WHERE day = %s AND cutoff_hour = %s",
        [list(areas), digits, span.day, span.cutoff_hour],
    )


def _read(sql: str, params: Sequence[Any]) -> Iterable[tuple[str, Figures]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [(area, json.loads(figures)) for area, figures in cursor.fetchall()]


def _add(differences: Mapping[str, Figures], held: Mapping[str, Held], span: Span) -> None:
    """Add what changed to the areas themselves and to all above them."""
    changed: dict[str, Counter[str]] = {}
    for area, difference in differences.items():
        found = {code: value for code, value in difference.items() if value}
        for place in (area, *ancestors_of(area)) if found else ():
            changed.setdefault(place, Counter(held.get(place, {}))).update(found)
    if not changed:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO indicators_area_figures (day, cutoff_hour, area_code, figures)
            SELECT %s, %s, area, figures FROM unnest(%s::text[], %s::jsonb[]) AS changed (area, figures)
            ON CONFLICT (day, cutoff_hour, area_code) DO UPDATE SET figures = EXCLUDED.figures
            """,
            [
                span.day,
                span.cutoff_hour,
                list(changed),
                [Jsonb({code: value for code, value in figures.items() if value}) for figures in changed.values()],
            ],
        )


def values(codes: Iterable[str], span: Span, areas: Iterable[str]) -> dict[str, dict[str, int]]:
    """`{area: {code: value}}`; a filled indicator without a value is 0, one not filled or withheld is left out:
    unknown."""
    return values_of_days(codes, [span], areas)[span]


def values_of_days(
    codes: Iterable[str], spans: Iterable[Span], areas: Iterable[str]
) -> dict[Span, dict[str, dict[str, int]]]:
    """The same for several days."""
    wanted, days, places = list(codes), list(spans), list(areas)
    filled: dict[Span, set[str]] = defaultdict(set)
    marks = FillMark.objects.filter(_within(days), code__in=wanted)
    for day, hour, code in marks.values_list("day", "cutoff_hour", "code"):
        filled[Span(day, hour)].add(code)
    held: dict[tuple[Span, str], Held] = {}
    rows = AreaFigures.objects.filter(_within(days), area_id__in=places)
    for day, hour, area, figures in rows.values_list("day", "cutoff_hour", "area_id", "figures"):
        held[Span(day, hour), area] = figures
    return {
        span: {
            area: {code: value for code in wanted if code in filled[span] and (value := kept.get(code, 0)) is not None}
            for area in places
            for kept in (held.get((span, area), {}),)
        }
        for span in days
    }


def _figures(span: Span, areas: Iterable[str]) -> dict[str, Held]:
    """What is kept for these areas; nothing for those without a figure other than zero."""
    rows = AreaFigures.objects.filter(_within([span]), area_id__in=list(areas))
    return dict(rows.values_list("area_id", "figures"))


def forget() -> None:
    """Take every mark away, so that the next reader collects anew: the tree itself has changed."""
    _take_turn()
    FillMark.objects.all().delete()


def _take_turn() -> None:
    """Wait until no other transaction changes values: two of them would add the same difference."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('menshen.indicators'))")


def _within(spans: Iterable[Span]) -> Q:
    """The rows of these reporting days."""
    condition = Q()
    for span in spans:
        condition |= Q(day=span.day, cutoff_hour=span.cutoff_hour)
    return condition


def _everything_is_in(indicators: Sequence[Indicator], spans: Sequence[Span]) -> bool:
    """Whether all are marked, and no entry has been written since that the marks may not contain.

    The last entry is asked for by the index: of an unknown `oldest` the planner expects a third of the journal behind
    it, and reads it all.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT marks = %s AND coalesce(last.written_in < oldest::text::xid8, true)
            FROM (
                SELECT count(*) AS marks, min(seen_before) AS oldest
                FROM unnest(%s::date[], %s::int[]) AS span (day, cutoff_hour)
                JOIN indicators_fill_mark USING (day, cutoff_hour)
                WHERE code = ANY(%s) AND seen_before <= pg_snapshot_xmax(pg_current_snapshot())::text::bigint
            ) AS held
            LEFT JOIN (SELECT written_in FROM journal_entry ORDER BY written_in DESC LIMIT 1) AS last ON true
            """,
            [
                len(indicators) * len(spans),
                [span.day for span in spans],
                [span.cutoff_hour for span in spans],
                [known.code for known in indicators],
            ],
        )
        return bool((cursor.fetchone() or (False,))[0])


def _marks(indicators: Sequence[Indicator], spans: Sequence[Span], beyond: int) -> dict[tuple[Span, str], int]:
    held = FillMark.objects.filter(
        _within(spans), code__in=[known.code for known in indicators], seen_before__lte=beyond
    )
    rows = held.values_list("day", "cutoff_hour", "code", "seen_before")
    return {(Span(day, hour), code): seen_before for day, hour, code, seen_before in rows}


def transactions() -> tuple[int, int]:
    """The oldest transaction that still runs, and the first that has not begun."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_snapshot_xmin(now)::text::bigint, pg_snapshot_xmax(now)::text::bigint "
            "FROM pg_current_snapshot() AS now"
        )
        oldest, beyond = cursor.fetchone() or (0, 0)
        return int(oldest), int(beyond)


def _grids_written_since(transaction: int) -> list[str]:
    """Grids (or areas above the grid) with journal entries that a mark of that transaction may not contain."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT left(area_code, %s) FROM journal_entry WHERE written_in >= %s::text::xid8 LIMIT %s",
            [GRID_LENGTH, str(transaction), FULL_AFTER + 1],
        )
        return [row[0] for row in cursor.fetchall()]


def _mark(codes: Sequence[str], spans: Sequence[Span], seen_before: int, at: datetime) -> None:
    FillMark.objects.bulk_create(
        [
            FillMark(code=code, day=span.day, cutoff_hour=span.cutoff_hour, seen_before=seen_before, filled_at=at)
            for span in spans
            for code in codes
        ],
        update_conflicts=True,
        unique_fields=["code", "day", "cutoff_hour"],
        update_fields=["seen_before", "filled_at"],
    )
