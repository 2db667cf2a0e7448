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
                taken.append(_demo(bench, database, folder))
                bench.say(f"{taken[-1]:.1f} s")
            written = sum(1 for path in Path(folder).rglob("*") if path.is_file())
    return Section(
        "`menshen demo --no-serve` in an empty database: rosters, arrivals, attempts and health checks come in as "
        "workbooks, fourteen days are lived through with their jobs, orders, notices and reports, and "
        f"{written} files are written.",
        [
            Figure("the first run", "s", tuple(first)),
            Figure("a second run, which changes nothing", "s", tuple(again)),
        ],
    )


def _demo(bench: Bench, database: str, folder: str) -> float:
    program = [sys.executable, "-m", "menshen.config.cli", "demo", "--no-serve"]
    environment = variables(bench.cluster, database) | {"MENSHEN_OUT": folder}
    began = time.perf_counter()
    subprocess.run(program, env=environment, cwd=PROJECT, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - began
