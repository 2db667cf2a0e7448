"""The daily sheet of a city: every figure for every area, and again after one more record."""

from __future__ import annotations

import shutil
import time
from collections import Counter, defaultdict
from datetime import date
from typing import TYPE_CHECKING

from benchmarks.city import BYTES_A_PERSON, CITY, City, build
from benchmarks.measuring import timed
from benchmarks.results import Comparison, Figure, Section
from menshen.domains.quarantine.models import HealthCheck
from menshen.domains.reporting.queries.items import ITEMS
from menshen.domains.screening.models import Arrival
from menshen.kernel.actions.performing import note
from menshen.kernel.base.clock import local
from menshen.kernel.indicators.declaration import Indicator, Span, indicator
from menshen.kernel.indicators.filling import collect, ensure_filled, values
from menshen.kernel.indicators.models import AreaFigures, FillMark
from menshen.kernel.journal.entries import NewEntry, subject_type
from menshen.kernel.scope.codes import ancestors_of
from menshen.kernel.scope.viewers import acting, system_viewer

if TYPE_CHECKING:
    from benchmarks.runner import Bench
    from menshen.kernel.scope.viewers import Viewer

TITLE = "The daily roll-up of a city of ten million"
PEOPLE = 10_000_000
GRIDS = 30_000
RECORDS = 1_000_000
TARGET_ALL_SECONDS = 10
TARGET_ONE_MILLISECONDS = 100
SAMPLE = 50_000
DAY = date(2020, 2, 5)


def run(bench: Bench) -> Section:
    people, notes = _affordable(bench)
    viewer = system_viewer()
    city = City(people, bench.size(GRIDS), bench.size(RECORDS), local(DAY, 12), viewer.actor_id or 0)
    began = time.perf_counter()
    build(bench.cluster, bench.database, city, bench.say)
    bench.say(f"{city.people:,} people and {city.records:,} records in {time.perf_counter() - began:.0f} s")
    span = Span(DAY)
    indicators = [item.indicator for item in ITEMS]
    whole = [_collect_all(viewer, indicators, span) for _ in range(bench.runs(3))]
    bench.say(f"all figures: {whole}")
    after_one = [_after_one_more(viewer, indicators, span, serial) for serial in range(bench.runs(20))]
    sums = _sums(viewer, indicators, span)
    return Section(
        f"{city.people:,} people in {city.households:,} households and {city.grids:,} grids. Records of the day: "
        f"{city.records:,} (per 20: 3 arrivals, 3 confirmed orders, 6 health checks of 3 further orders, 4 households "
        f"taken into a campaign, 4 attempts), with a journal entry each. All {len(indicators)} figures of the daily "
        "sheet are rolled up for every area from the grid to the province with `ensure_filled`: registers, campaign, "
        "attempts, arrivals by origin, seven figures for each of four measures, health checks, referrals, papers.",
        [
            Figure("all figures of a day for all areas", "s", tuple(whole), TARGET_ALL_SECONDS),
            Figure("the same after one more record", "ms", tuple(after_one), TARGET_ONE_MILLISECONDS),
            *_by_table(viewer, indicators, span),
        ],
        [_python_loop(bench, viewer, span)],
        [*notes, f"Sums for the city: {', '.join(f'{code} {value:,}' for code, value in sums.items())}."],
    )


def _affordable(bench: Bench) -> tuple[int, list[str]]:
    """As many people as fit on the disk twice over."""
    wanted = bench.size(PEOPLE)
    fitting = shutil.disk_usage(bench.cluster.home).free // (2 * BYTES_A_PERSON)
    if fitting >= wanted:
        return wanted, []
    return fitting, [f"The disk has room for {fitting:,} people only; the target is for {wanted:,}."]


def _collect_all(viewer: Viewer, indicators: list[Indicator], span: Span) -> float:
    """Seconds until every figure is there that was not there before."""
    with acting(viewer):
        AreaFigures.objects.all().delete()
        FillMark.objects.all().delete()
    began = time.perf_counter()
    with acting(viewer):
        ensure_filled(indicators, span, at=span.end)
    return time.perf_counter() - began


def _after_one_more(viewer: Viewer, indicators: list[Indicator], span: Span, serial: int) -> float:
    """Milliseconds until the figures contain one more health check."""
    with acting(viewer):
        check = HealthCheck.objects.filter(day=span.day).order_by("id")[serial * 2]  # an order has two
        more = HealthCheck.objects.create(
            area_id=check.area_id,
            order_id=check.order_id,
            day=span.before.day,
            session=check.session,
            taken_at=check.taken_at,
            verdict=check.verdict,
        )
        entry = NewEntry("quarantine:check:recorded", more.area_id, subject_type(HealthCheck), more.pk, more.taken_at)
        note([entry], by=viewer, at=more.taken_at)
    before = _checks(viewer, span, more.area_id)
    began = time.perf_counter()
    with acting(viewer):
        ensure_filled(indicators, span, at=span.end)
    taken = (time.perf_counter() - began) * 1000
    after = _checks(viewer, span, more.area_id)
    if after != [value + 1 for value in before]:
        raise AssertionError(f"one more record must count once in every area above it: {before} became {after}")
    return taken


def _checks(viewer: Viewer, span: Span, grid: str) -> list[int]:
    code = "quarantine.checks_recorded"
    places = [grid, *ancestors_of(grid)]
    with acting(viewer):
        found = values([code], span, places)
    return [found[place][code] for place in places]


def _sums(viewer: Viewer, indicators: list[Indicator], span: Span) -> dict[str, int]:
    with acting(viewer):
        found = values([known.code for known in indicators], span, [CITY])[CITY]
    return {code: value for code, value in found.items() if value}


def _by_table(viewer: Viewer, indicators: list[Indicator], span: Span) -> list[Figure]:
    """The time that the figures over each table take by themselves, where it is a tenth of the whole target."""
    tables: dict[str, list[Indicator]] = defaultdict(list)
    for known in indicators:
        tables[known.records(span).model._meta.db_table].append(known)
    figures = []
    for table, over_it in tables.items():
        began = time.perf_counter()
        with acting(viewer):
            collect(over_it, span)
        taken = time.perf_counter() - began
        if taken > TARGET_ALL_SECONDS / 10:
            figures.append(Figure(f"of these, the {len(over_it)} over {table} alone", "s", (taken,)))
    return figures


def _python_loop(bench: Bench, viewer: Viewer, span: Span) -> Comparison:
    """One figure counted by a loop over its records, against the same figure by SQL."""
    known = indicator("screening.arrivals_total")
    sample = bench.size(SAMPLE)

    def loop() -> None:
        counted: Counter[str] = Counter()
        with acting(viewer):
            for area in known.records(span).values_list("area_id", flat=True)[:sample].iterator():
                for place in (area[:15], *ancestors_of(area[:15])):
                    counted[place] += 1
            AreaFigures.objects.filter(day=span.before.day).delete()
            AreaFigures.objects.bulk_create(
                AreaFigures(
                    day=span.before.day, cutoff_hour=span.cutoff_hour, area_id=area, figures={known.code: value}
                )
                for area, value in counted.items()
            )

    def by_sql() -> None:
        with acting(viewer):
            collect([known], span)

    with acting(viewer):
        arrivals = Arrival.objects.count()
    return Comparison(
        "arrivals counted in Python and written by the ORM",
        "µs a record",
        Figure("", "", timed(by_sql, bench.runs(3))).median * 1000 / arrivals,
        Figure("", "", timed(loop, bench.runs(3))).median * 1000 / min(sample, arrivals),
    )
