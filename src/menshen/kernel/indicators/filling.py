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
from django.db.models import Q, Sum
from django.db.models.functions import Length

from menshen.kernel.indicators.models import FillMark, IndicatorValue
from menshen.kernel.indicators.passes import GRID_LENGTH, passes
from menshen.kernel.scope.codes import LENGTHS, ancestors_of, bounds

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from menshen.kernel.indicators.declaration import Indicator, Span

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
    """Compute the indicators for the whole tree: one GROUP BY over the records, one over its result for each level."""
    _held(span).filter(code__in=[known.code for known in indicators]).delete()
    for once in passes(indicators, span):
        sql, params = once.by_grid().query.sql_with_params()
        figures = ", ".join(f"(%s, {name})" for name in once.names)
        with connection.cursor() as cursor:
            cursor.execute(
                f"""
                WITH grids AS MATERIALIZED ({sql})
                INSERT INTO indicators_value (code, day, cutoff_hour, area_code, value)
                SELECT figures.code, %s, %s, left(grids.grid, step), sum(figures.total)
                FROM grids, unnest(%s::int[]) AS step, LATERAL (VALUES {figures}) AS figures (code, total)
                WHERE length(grids.grid) >= step AND figures.total <> 0
                GROUP BY figures.code, left(grids.grid, step)
                """,  # noqa: S608  the inner statement comes from the ORM with its own parameters
                [*params, span.day, span.cutoff_hour, _LENGTHS, *(known.code for known in once.indicators)],
            )


def refresh(indicators: Sequence[Indicator], span: Span, areas: Sequence[str]) -> None:
    """Compute the indicators again for some grids and pass the differences up to the areas above them.

    An area above the grids stands for the records that hang on it itself and not on a grid below it.
    """
    inside = Q()
    for area in areas:
        lowest, beyond = bounds(area)
        inside |= Q(area_id__gte=lowest, area_id__lt=beyond) if len(area) >= GRID_LENGTH else Q(area_id=area)
    differences: Counter[tuple[str, str]] = Counter()
    for once in passes(indicators, span):
        for row in once.by_grid(inside):
            for known, name in zip(once.indicators, once.names, strict=True):
                differences[known.code, row["grid"]] += row[name] or 0
    differences.subtract(_own_values([known.code for known in indicators], span, areas))
    _add(differences, span)


def _own_values(codes: Sequence[str], span: Span, areas: Sequence[str]) -> Counter[tuple[str, str]]:
    """What each area contributed so far: its value less what came up from the level below."""
    held = _held(span).filter(code__in=codes)
    own: Counter[tuple[str, str]] = Counter()
    for code, area, value in held.filter(area_id__in=areas).values_list("code", "area_id", "value"):
        own[code, area] = value
    for area in areas:
        if len(area) < GRID_LENGTH:
            lowest, beyond = bounds(area)
            below = _LENGTHS[_LENGTHS.index(len(area)) + 1]
            parts = held.alias(digits=Length("area_id")).filter(area_id__gt=lowest, area_id__lt=beyond, digits=below)
            for code, value in parts.values_list("code").annotate(total=Sum("value")):
                own[code, area] -= value
    return own


def _add(differences: Counter[tuple[str, str]], span: Span) -> None:
    """Add what changed to the areas themselves and to all above them."""
    rolled: Counter[tuple[str, str]] = Counter()
    for (code, area), difference in differences.items():
        if difference:
            for place in (area, *ancestors_of(area)):
                rolled[code, place] += difference
    if not rolled:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO indicators_value (code, day, cutoff_hour, area_code, value)
            SELECT code, %s, %s, area, difference
            FROM unnest(%s::text[], %s::text[], %s::bigint[]) AS changed (code, area, difference)
            ON CONFLICT (code, day, cutoff_hour, area_code)
            DO UPDATE SET value = indicators_value.value + EXCLUDED.value
            """,
            [
                span.day,
                span.cutoff_hour,
                [code for code, _ in rolled],
                [area for _, area in rolled],
                list(rolled.values()),
            ],
        )


def values(codes: Iterable[str], span: Span, areas: Iterable[str]) -> dict[str, dict[str, int]]:
    """`{area: {code: value}}`; a filled indicator without a row is 0, an unfilled one is left out: unknown."""
    wanted, places = list(codes), list(areas)
    marks = FillMark.objects.filter(day=span.day, cutoff_hour=span.cutoff_hour, code__in=wanted)
    filled = set(marks.values_list("code", flat=True))
    table: dict[str, dict[str, int]] = {area: {code: 0 for code in wanted if code in filled} for area in places}
    rows = _held(span).filter(code__in=filled, area_id__in=places)
    for area, code, value in rows.values_list("area_id", "code", "value"):
        table[area][code] = value
    return table


def forget() -> None:
    """Take every mark away, so that the next reader collects anew: the tree itself has changed."""
    _take_turn()
    FillMark.objects.all().delete()


def _take_turn() -> None:
    """Wait until no other transaction changes values: two of them would add the same difference."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('menshen.indicators'))")


def _held(span: Span) -> QuerySet[Any]:
    return IndicatorValue.objects.filter(day=span.day, cutoff_hour=span.cutoff_hour)


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
