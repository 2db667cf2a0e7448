"""Collecting indicators by set-based SQL, all levels of the tree at once, and keeping them fresh entry by entry.

A fill mark stores the oldest transaction that was still running when the values were collected. What was written in
that transaction or a later one may be missing from them; the journal says which grids that concerns, and only those
are collected again. Time stamps could not do this: a long transaction commits behind a younger one. It asks of every
act that it leaves an entry in each grid whose records it changes.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Q
from django.db.models.functions import Length
from psycopg.types.json import Jsonb

from menshen.kernel.indicators.models import AreaFigures, FillMark
from menshen.kernel.indicators.passes import GRID_LENGTH, passes
from menshen.kernel.scope.codes import LENGTHS, ancestors_of, bounds

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from menshen.kernel.indicators.declaration import Indicator, Span

    Figures = Mapping[str, int]

_LENGTHS = [length for length in sorted(LENGTHS.values()) if length <= GRID_LENGTH]
FULL_AFTER = 2_000  # stale grids beyond which collecting the whole tree is cheaper
AT_ONCE = 100  # stale grids in one query


def records(indicator: Indicator, span: Span, area: str) -> QuerySet[Any]:
    """The records behind a number: what drilling down shows."""
    lowest, beyond = bounds(area)
    return indicator.records(span).filter(area_id__gte=lowest, area_id__lt=beyond)


def ensure_filled(indicators: Sequence[Indicator], span: Span, *, at: datetime) -> None:
    """Bring the values of the day up to everything committed so far. Call as the system viewer.

    Callers take turns until the ends of their transactions. A mark from the future is none: it came with a dump from
    another server, where transactions had other numbers.
    """
    _take_turn()
    seen_before, beyond = transactions()
    held = FillMark.objects.filter(day=span.day, cutoff_hour=span.cutoff_hour, seen_before__lte=beyond)
    marks = dict(held.filter(code__in=[known.code for known in indicators]).values_list("code", "seen_before"))
    missing = [known for known in indicators if known.code not in marks]
    filled = [known for known in indicators if known.code in marks]
    stale = _grids_written_since(min(marks.values())) if marks else []
    if len(stale) > FULL_AFTER:
        missing, filled = list(indicators), []
    collect(missing, span)
    for start in range(0, len(stale), AT_ONCE):
        refresh(filled, span, stale[start : start + AT_ONCE])
    _mark([known.code for known in indicators], span, seen_before, at)


def collect(indicators: Sequence[Indicator], span: Span) -> None:
    """Compute the indicators for the whole tree: one GROUP BY over the records, one over its result for each level.

    All passes go into one statement, which writes each area once.
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
            "UPDATE indicators_area_figures SET figures = figures - %s::text[] "
            "WHERE day = %s AND cutoff_hour = %s AND figures ?| %s::text[]",
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

    An area above the grids stands for the records that hang on it itself and not on a grid below it.
    """
    inside = Q()
    for area in areas:
        lowest, beyond = bounds(area)
        inside |= Q(area_id__gte=lowest, area_id__lt=beyond) if len(area) >= GRID_LENGTH else Q(area_id=area)
    differences: dict[str, Counter[str]] = {area: Counter() for area in areas}
    for once in passes(indicators, span):
        for row in once.by_grid(inside):
            for known, name in zip(once.indicators, once.names, strict=True):
                differences[row["grid"]][known.code] += row[name] or 0
    held = _figures(span, {place for area in areas for place in (area, *ancestors_of(area))})
    codes = [known.code for known in indicators]
    for area, difference in differences.items():
        difference.subtract(_own(held, span, area, codes))
    _add(differences, held, span)


def _own(held: Mapping[str, Figures], span: Span, area: str, codes: Sequence[str]) -> Figures:
    """What an area contributed so far: its values less what came up from the level below."""
    kept = held.get(area, {})
    own = Counter({code: kept.get(code, 0) for code in codes})
    if len(area) < GRID_LENGTH:
        lowest, beyond = bounds(area)
        below = _LENGTHS[_LENGTHS.index(len(area)) + 1]
        parts = _held(span).alias(digits=Length("area_id")).filter(area_id__gt=lowest, area_id__lt=beyond, digits=below)
        for part in parts.values_list("figures", flat=True):
            own.subtract({code: part.get(code, 0) for code in codes})
    return own


def _add(differences: Mapping[str, Figures], held: Mapping[str, Figures], span: Span) -> None:
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
    """`{area: {code: value}}`; a filled indicator without a value is 0, an unfilled one is left out: unknown."""
    wanted, places = list(codes), list(areas)
    marks = FillMark.objects.filter(day=span.day, cutoff_hour=span.cutoff_hour, code__in=wanted)
    filled = set(marks.values_list("code", flat=True))
    held = _figures(span, places)
    return {area: {code: held.get(area, {}).get(code, 0) for code in wanted if code in filled} for area in places}


def _figures(span: Span, areas: Iterable[str]) -> dict[str, Figures]:
    """What is kept for these areas; nothing for those without a figure other than zero."""
    return dict(_held(span).filter(area_id__in=list(areas)).values_list("area_id", "figures"))


def forget() -> None:
    """Take every mark away, so that the next reader collects anew: the tree itself has changed."""
    _take_turn()
    FillMark.objects.all().delete()


def _take_turn() -> None:
    """Wait until no other transaction changes values: two of them would add the same difference."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('menshen.indicators'))")


def _held(span: Span) -> QuerySet[Any]:
    return AreaFigures.objects.filter(day=span.day, cutoff_hour=span.cutoff_hour)


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


def _mark(codes: Sequence[str], span: Span, seen_before: int, at: datetime) -> None:
    FillMark.objects.bulk_create(
        [
            FillMark(code=code, day=span.day, cutoff_hour=span.cutoff_hour, seen_before=seen_before, filled_at=at)
            for code in codes
        ],
        update_conflicts=True,
        unique_fields=["code", "day", "cutoff_hour"],
        update_fields=["seen_before", "filled_at"],
    )
