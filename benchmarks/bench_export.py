"""A ledger of more than 100,000 people as a workbook."""

from __future__ import annotations

import csv
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import xlsxwriter
from openpyxl import Workbook

from benchmarks.measuring import Meter
from benchmarks.population import load_areas, load_people
from benchmarks.results import Comparison, Figure, Section
from menshen.config.roles import STREET_CLERK
from menshen.demo.town import CITY, VILLAGE, build_town
from menshen.kernel.base.modules import find
from menshen.kernel.ledgers.exporting import export, export_rows
from menshen.kernel.ledgers.table import Question
from menshen.kernel.scope.viewers import Held, Viewer, acting, system_viewer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from benchmarks.runner import Bench

TITLE = "Export of 120,000 people"
PEOPLE = 120_000
TARGET = 20  # microseconds


def run(bench: Bench) -> Section:
    town = build_town(max(bench.size(PEOPLE), build_town().people))
    load_areas(bench.cluster, bench.database, town)
    load_people(bench.cluster, bench.database, town, bench.say)
    ledger: Any = find("ledgers", "registry.residents")
    area = VILLAGE if bench.quick else CITY
    viewer = Viewer(system_viewer().actor_id, "clerk", (Held("clerk", area, STREET_CLERK.permissions),))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.xlsx"

        def taken(write: Callable[[Path, Iterable[list[Any]]], int] | None = None) -> Meter:
            """Microseconds a row, of our own export or of another way to write its rows."""
            with Meter(bench.cluster) as meter, acting(viewer):
                if write:
                    rows = write(path, export_rows(ledger, viewer, Question()))
                else:
                    rows = export(ledger, viewer, Question(), path)
            return meter.per(rows, 1e6)

        taken()
        ours = [taken() for _ in range(bench.runs(5))]
        size = path.stat().st_size / 1e6
        cpu = Figure("CPU of application and database, a row", "µs", tuple(each.cpu for each in ours), TARGET)
        comparisons = [
            Comparison(f"the same cells through {write.__doc__}", "µs CPU a row", cpu.median, taken(write).cpu)
            for write in (_by_openpyxl, _by_xlsxwriter, _by_csv)
        ]
    return Section(
        f"The ledger of residents with its {len(ledger.shown)} columns, {town.people:,} rows, to an .xlsx of "
        f"{size:.1f} MB, masked as on the screen, read from the server in batches under row-level security.",
        [
            cpu,
            Figure("of these, the database", "µs", tuple(each.database for each in ours)),
            Figure("from the question to the file, a row", "µs", tuple(each.wall for each in ours)),
        ],
        comparisons,
    )


def _by_openpyxl(path: Path, rows: Iterable[list[Any]]) -> int:
    """openpyxl in its write-only mode"""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    count = 0
    for row in rows:
        sheet.append(row)
        count += 1
    book.save(path)
    return count


def _by_xlsxwriter(path: Path, rows: Iterable[list[Any]]) -> int:
    """XlsxWriter in its constant-memory mode"""
    count = 0
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for row in rows:
            sheet.write_row(count, 0, row)
            count += 1
    return count


def _by_csv(path: Path, rows: Iterable[list[Any]]) -> int:
    """the csv module, which writes no workbook"""
    count = 0
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        for row in rows:
            writer.writerow(row)
            count += 1
    return count
