"""A roster of 200,000 rows through the ordinary import."""

from __future__ import annotations

import tempfile
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openpyxl import load_workbook

from benchmarks.importing import Run, import_there
from benchmarks.measuring import timed
from benchmarks.plain import enter
from benchmarks.population import load_areas
from benchmarks.results import Comparison, Figure, Section
from menshen.demo.people import residents
from menshen.demo.town import build_town
from menshen.demo.workbooks import write_roster
from menshen.kernel.scope.models import Area
from menshen.kernel.scope.viewers import acting, system_viewer

if TYPE_CHECKING:
    from benchmarks.runner import Bench
    from menshen.demo.town import Town

TITLE = "Import of a roster of 200,000 people"
ROWS = 200_000
SAMPLE = 1_000
TARGET_SECONDS = 30
TARGET_MEGABYTES = 600


def run(bench: Bench) -> Section:
    town = build_town(ROWS)
    with tempfile.TemporaryDirectory() as folder:
        roster = Path(folder) / "roster.xlsx"
        rows = write_roster(roster, islice(residents(town), bench.size(ROWS)))
        bench.say(f"{rows:,} rows in {roster.stat().st_size / 1e6:.1f} MB")
        first, again = [], []
        for _ in range(bench.runs(3)):
            with bench.copy() as database:
                load_areas(bench.cluster, database, town)
                first.append(_whole(import_there(bench.cluster, database, roster), rows))
                bench.say(f"{first[-1].wall:.1f} s, {first[-1].megabytes:.0f} MB, {first[-1].accepted:,} accepted")
                again.append(_whole(import_there(bench.cluster, database, roster), rows))
        comparison = _row_by_row(bench, town, Path(folder) / "sample.xlsx", first[0])
    one = first[0]
    memory = (
        f"Memory is the peak of the importing process ({one.peak:.0f} MB) added to that of the process that unpacks "
        f"the workbook ({one.reader:.0f} MB)."
    )
    return Section(
        f"{rows:,} people on one sheet of 17 columns, written by the demonstration, into an empty database: reading "
        "and recognising the cells, checking identity numbers, finding households and people, writing dwellings, "
        f"households, people, residences, phones, special needs and the journal. {one.accepted:,} rows accepted.",
        [
            Figure("from the file to the last commit", "s", tuple(each.wall for each in first), TARGET_SECONDS),
            Figure("memory", "MB", tuple(each.megabytes for each in first), TARGET_MEGABYTES),
            Figure("CPU of the application", "s", tuple(each.application for each in first)),
            Figure("CPU of the database", "s", tuple(each.database for each in first)),
            Figure("the same roster again, nothing changes", "s", tuple(each.wall for each in again)),
        ],
        [comparison],
        [memory],
    )


def _whole(done: Run, rows: int) -> Run:
    if done.refused or done.rows != rows:
        raise AssertionError(f"not every one of {rows} rows went in: {done}")
    return done


def _row_by_row(bench: Bench, town: Town, sample: Path, ours: Run) -> Comparison:
    """The way it is usually written: openpyxl and the ORM, a transaction for each row."""
    rows = write_roster(sample, islice(residents(town), bench.size(SAMPLE)))
    load_areas(bench.cluster, bench.database, town)
    viewer = system_viewer()

    def work() -> None:
        lines = load_workbook(sample, read_only=True)["居民花名册"].iter_rows(values_only=True)
        headings = next(lines)
        for line in lines:
            with acting(viewer):
                enter(viewer, _fields(dict(zip(headings, line, strict=True))))

    taken = timed(work, 1, warm_up=0)[0]
    return Comparison("openpyxl and the ORM, row by row", "ms a row", ours.wall * 1e3 / ours.rows, taken / rows)


def _fields(cells: dict[Any, Any]) -> dict[str, Any]:
    """A line of the roster in the words of the JSON door."""
    community = Area.objects.get(level="community", name=cells["社区"])
    grid = Area.objects.get(level="grid", name=cells["网格"], code__startswith=community.code)
    return {
        "area": grid.code,
        "name": cells["姓名"],
        "id_number": cells["身份证号码"],
        "phone": cells["联系电话"] or "",
        "compound": cells["小区"],
        "building": cells["楼栋"] or "",
        "unit": cells["单元"] or "",
        "door": cells["门牌"],
        "household_number": cells["户编号"],
    }
