"""The demonstration, as a new user runs it."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.databases import variables
from benchmarks.results import Figure, Section
from menshen.config.environment import PROJECT

if TYPE_CHECKING:
    from benchmarks.runner import Bench

TITLE = "The demonstration town and its fourteen days"


def run(bench: Bench) -> Section:
    first: list[float] = []
    again: list[float] = []
    for _ in range(bench.runs(2)):
        with bench.copy() as database, tempfile.TemporaryDirectory() as folder:
            for taken in (first, again):
                taken.append(live(bench, database, Path(folder)))
                bench.say(f"{taken[-1]:.1f} s")
            written = sum(1 for path in (Path(folder) / "out").rglob("*") if path.is_file())
    return Section(
        "`menshen demo --no-serve` in an empty database: rosters, arrivals, attempts and health checks come in as "
        "workbooks, fourteen days are lived through with their jobs, orders, notices and reports, and "
        f"{written} files are written.",
        [
            Figure("the first run", "s", tuple(first)),
            Figure("a second run, which changes nothing", "s", tuple(again)),
        ],
    )


def live(bench: Bench, database: str, folder: Path, *options: str) -> float:
    """Run the demonstration in the database, its files under `folder`; the seconds it took."""
    program = [sys.executable, "-m", "menshen.config.cli", "demo", "--no-serve", *options]
    own = {"MENSHEN_OUT": str(folder / "out"), "MENSHEN_DATA": str(folder / "data")}
    environment = variables(bench.cluster, database) | own
    began = time.perf_counter()
    subprocess.run(program, env=environment, cwd=PROJECT, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - began
