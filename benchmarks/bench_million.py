"""The demonstration grown to a million people; run only when it is named."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.bench_demo import live
from benchmarks.results import Figure, Section

if TYPE_CHECKING:
    from benchmarks.runner import Bench

TITLE = "The demonstration with a million people"
PEOPLE = 1_000_000
LEAST = 70_000


def run(bench: Bench) -> Section:
    people = max(LEAST, bench.size(PEOPLE))
    with tempfile.TemporaryDirectory() as folder:
        taken = live(bench, bench.database, Path(folder), "--population", str(people))
        rosters = [path for path in (Path(folder) / "data").rglob("*.xlsx") if path.is_file()]
    return Section(
        f"`menshen demo --population {people} --no-serve` in an empty database: {len(rosters)} workbooks are written "
        "and brought in by the ordinary import, and the fourteen days are lived through.",
        [Figure(f"all of it, for {people:,} people", "s", (taken,))],
    )
