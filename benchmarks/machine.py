"""The machine under the figures: what a reader must know to compare them with another one's."""

from __future__ import annotations

import os
import platform
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import psutil

from menshen.config import postgres

if TYPE_CHECKING:
    from menshen.config.cluster import Cluster

_SETTINGS = (
    "fsync", "synchronous_commit", "full_page_writes", "shared_buffers", "work_mem", "maintenance_work_mem",
    "max_wal_size", "max_parallel_workers_per_gather", "jit", "random_page_cost",
)  # fmt: skip
_DURABLE_WRITES = 50


def facts(cluster: Cluster) -> dict[str, str]:
    """Name and value of everything that matters, in the order in which it is printed."""
    with postgres.connect(postgres.superuser(cluster)) as connection:
        shown = [(name, connection.execute(f"SHOW {name}").fetchone()) for name in _SETTINGS]
    return {
        "processor": f"{_processor()}, {os.cpu_count()} cores",
        "memory": f"{psutil.virtual_memory().total / 2**30:.1f} GiB",
        "system": f"{platform.system()} {platform.release()}",
        "one durable write of 8 kB": f"{_durable_write(cluster.home.parent):.2f} ms",
        "Python": f"{platform.python_version()}, Django {version('django')}, psycopg {version('psycopg')}",
        "PostgreSQL": cluster.version(),
        "its settings": ", ".join(f"{name} = {value[0]}" for name, value in shown if value),
    }


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _durable_write(folder: Path) -> float:
    """Milliseconds until a block is on the disk that the database uses."""
    taken = []
    with tempfile.TemporaryFile(dir=folder) as file:
        for _ in range(_DURABLE_WRITES):
            began = time.perf_counter()
            os.pwrite(file.fileno(), bytes(8192), 0)
            os.fdatasync(file.fileno())
            taken.append(time.perf_counter() - began)
    return median(taken) * 1000
