"""One import in this process, which does nothing else: `python -m benchmarks.importing ROSTER`."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.databases import variables
from benchmarks.measuring import Meter, peak_megabytes
from menshen.config import postgres
from menshen.config.environment import PROJECT, Environment

if TYPE_CHECKING:
    from menshen.config.cluster import Cluster

LEDGER = "registry.residents"


@dataclass(frozen=True, slots=True)
class Run:
    """What an import took, in seconds and megabytes. `reader` is the process that unpacks the workbook."""

    wall: float
    application: float
    database: float
    peak: float
    reader: float
    accepted: int
    known: int
    refused: int

    @property
    def megabytes(self) -> float:
        """Both processes at their fullest, although they are not so at the same time."""
        return self.peak + self.reader

    @property
    def rows(self) -> int:
        return self.accepted + self.known + self.refused


def import_there(cluster: Cluster, database: str, roster: Path) -> Run:
    """Import the roster for its city in a process of its own."""
    program = [sys.executable, "-m", "benchmarks.importing", str(roster)]
    done = subprocess.run(
        program, env=variables(cluster, database), cwd=PROJECT, stdout=subprocess.PIPE, text=True, check=True
    )
    return Run(**json.loads(done.stdout))


def _import_here(roster: Path) -> Run:
    from menshen.config.boot import set_up_django

    set_up_django()

    from menshen.demo.town import CITY
    from menshen.kernel.base import clock
    from menshen.kernel.base.modules import find
    from menshen.kernel.ledgers.importing import run_import
    from menshen.kernel.scope.viewers import system_viewer

    ledger: Any = find("ledgers", LEDGER)
    viewer = system_viewer()
    with Meter(postgres.own_cluster(Environment.read().data)) as meter:
        report = run_import(ledger, roster, area=CITY, by=viewer, at=clock.now())
    reader = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 / 1e6
    counts = (report.accepted, report.known, report.refused)
    return Run(meter.wall, meter.application, meter.database, peak_megabytes(), reader, *counts)


if __name__ == "__main__":
    print(json.dumps(asdict(_import_here(Path(sys.argv[1])))))
