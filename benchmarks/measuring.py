"""Measuring wall-clock time, processor time of both sides, and memory."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Self

import psutil

if TYPE_CHECKING:
    from collections.abc import Callable

    from menshen.config.cluster import Cluster


@dataclass(slots=True)
class Meter:
    """Seconds between entering and leaving a `with` block.

    `application` is the processor time of this process and of those of its children that have ended meanwhile, or of
    the process `of` with all its children; `database` that of the whole PostgreSQL server. The kernel counts the latter
    in hundredths of a second: measure many operations at once.
    """

    cluster: Cluster
    of: int | None = None
    wall: float = 0.0
    application: float = 0.0
    database: float = 0.0

    @property
    def cpu(self) -> float:
        return self.application + self.database

    def per(self, operations: int, units_a_second: float) -> Meter:
        """The same for one of so many operations, e.g. in milliseconds: `per(500, 1e3)`."""
        factor = units_a_second / operations
        wall, application, database = self.wall * factor, self.application * factor, self.database * factor
        return replace(self, wall=wall, application=application, database=database)

    def __enter__(self) -> Self:
        self.application = -self._application()
        self.database = -server_seconds(self.cluster)
        self.wall = -time.perf_counter()
        return self

    def __exit__(self, *error: object) -> None:
        self.wall += time.perf_counter()
        self.database += server_seconds(self.cluster)
        self.application += self._application()

    def _application(self) -> float:
        if self.of is None:
            times = os.times()
            return times.user + times.system + times.children_user + times.children_system
        return tree_seconds(psutil.Process(self.of))


def server_seconds(cluster: Cluster) -> float:
    """Processor seconds that the server has taken since it started, ended backends included."""
    number = int((cluster.files / "postmaster.pid").read_text().split("\n", 1)[0])
    return tree_seconds(psutil.Process(number))


def tree_seconds(process: psutil.Process) -> float:
    """Processor seconds of a process, its living children and its ended ones."""
    total = 0.0
    for each in (process, *process.children(recursive=True)):
        try:
            times = each.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system + times.children_user + times.children_system
    return total


def timed(work: Callable[[], object], runs: int, *, warm_up: int = 1) -> tuple[float, ...]:
    """Wall-clock milliseconds of each run after some that are not counted."""
    for _ in range(warm_up):
        work()
    taken = []
    for _ in range(runs):
        began = time.perf_counter()
        work()
        taken.append((time.perf_counter() - began) * 1000)
    return tuple(taken)


def peak_megabytes() -> float:
    """The most memory that this process has held at once, in MB of a million bytes."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024 / 1e6
    raise RuntimeError("this system does not tell the peak of a process's memory")
