"""The demonstration grown to a million people, and every page of its desk; run only when it is named."""

from __future__ import annotations

import tempfile
from itertools import groupby
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.bench_demo import live
from benchmarks.pages import Page, pages_there
from benchmarks.results import Figure, Section

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.runner import Bench

TITLE = "The demonstration with a million people"
PEOPLE = 1_000_000
LEAST = 70_000
TARGET_PAGE = 100


def run(bench: Bench) -> Section:
    people = max(LEAST, bench.size(PEOPLE))
    with tempfile.TemporaryDirectory() as folder:
        taken = live(bench, bench.database, Path(folder), "--population", str(people))
        rosters = [path for path in (Path(folder) / "data").rglob("*.xlsx") if path.is_file()]
        bench.say(f"{taken:.0f} s; now every page of the desk")
        pages = pages_there(bench.cluster, bench.database, bench.runs(2))
    asked = f"each of {len(pages):,} pages of the desk"
    every = Figure(asked, "ms", tuple(page.median for page in pages), TARGET_PAGE)
    return Section(
        f"`menshen demo --population {people} --no-serve` in an empty database: {len(rosters)} workbooks are written "
        "and brought in by the ordinary import, and the fourteen days are lived through. Then a log-in of each role "
        "follows the links of the desk; a page takes from the request to its last byte, the statements to the database "
        "included. Of each route the table has the page that took longest.",
        [Figure(f"all of it, for {people:,} people", "s", (taken,)), every, *_slowest(pages)],
        notes=[_over(pages)],
    )


def _slowest(pages: list[Page]) -> Iterator[Figure]:
    """The slowest page of each route, the slowest route first."""
    by_route = groupby(sorted(pages, key=lambda page: page.route), key=lambda page: page.route)
    slowest = [max(group, key=lambda page: page.median) for _, group in by_route]
    for page in sorted(slowest, key=lambda page: -page.median):
        name = f"`{page.address}` for {page.who}, {page.statements} statements"
        yield Figure(name, "ms", page.taken, TARGET_PAGE)


def _over(pages: list[Page]) -> str:
    over = [page.median for page in pages if page.median > TARGET_PAGE]
    said = f", their median {median(over):.0f} ms" if over else ""
    return f"{len(over)} of {len(pages):,} pages took more than {TARGET_PAGE} ms{said}."
