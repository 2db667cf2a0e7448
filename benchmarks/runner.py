"""Running benches: each in a process and a database of its own, results kept in results.json and RESULTS.md."""

from __future__ import annotations

import importlib
import json
import os
import resource
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil

from benchmarks import databases, machine
from benchmarks.measuring import server_seconds
from benchmarks.results import Outcome, Section, report
from menshen.config import postgres
from menshen.config.cluster import Cluster
from menshen.config.environment import PROJECT, ConfigurationError, Environment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager

HOME = Path(__file__).parent
NAMES = ("import", "register", "lists", "duplicates", "export", "papers", "rollup", "rules", "demo")
ON_REQUEST = ("million",)
WHOLE = ("demo", "million")  # cannot be made small: not in the quick set
QUICK = 50  # how much smaller everything is in quick mode


@dataclass(frozen=True)
class Bench:
    """What a bench is given: its database (the environment already points at it), its size, a voice."""

    database: str
    template: str
    quick: bool = False

    @property
    def cluster(self) -> Cluster:
        return Cluster(Environment.read().data)

    def size(self, number: int) -> int:
        return max(1, number // QUICK) if self.quick else number

    def runs(self, number: int) -> int:
        return 1 if self.quick else number

    def copy(self) -> AbstractContextManager[str]:
        """One more empty database, for as long as the block lasts."""
        return databases.copy(self.cluster, self.template)

    @staticmethod
    def say(line: str) -> None:
        print(f"  {line}", file=sys.stderr, flush=True)


def ordinary(*, quick: bool) -> list[str]:
    """The benches that run when none is named."""
    return [name for name in NAMES if not (quick and name in WHOLE)]


def run(names: Sequence[str], *, quick: bool, say: Callable[[str], None]) -> Iterator[tuple[str, Outcome]]:
    """Run the benches in order; what each found, as soon as it has."""
    cluster = postgres.own_cluster(Environment.read().data)
    cluster.start()
    postgres.create_roles(cluster)
    facts = machine.facts(cluster)
    with databases.template(cluster) as template:
        for name in names:
            say(f"{name}: {title_of(name)}")
            with databases.copy(cluster, template) as database:
                yield name, _run_one(cluster, name, Bench(database, template, quick), facts)


def title_of(name: str) -> str:
    title: str = importlib.import_module(f"benchmarks.bench_{name}").TITLE
    return title


def _run_one(cluster: Cluster, name: str, bench: Bench, facts: dict[str, str]) -> Outcome:
    program = [sys.executable, "-m", "benchmarks", name, bench.database, bench.template, *(["quick"] * bench.quick)]
    at = datetime.now(UTC).astimezone().isoformat(" ", "minutes")
    before, own, began = psutil.cpu_times(), _own_seconds(cluster), time.perf_counter()
    child = subprocess.run(
        program,
        env=databases.variables(cluster, bench.database),
        cwd=PROJECT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        check=False,
    )
    seconds = time.perf_counter() - began
    if child.returncode:
        raise ConfigurationError(f"The bench {name} failed; its last words are above.")
    ours = _own_seconds(cluster) - own
    after = psutil.cpu_times()
    idle = after.idle + after.iowait - before.idle - before.iowait
    stolen = after.steal - before.steal
    whole = seconds * (os.cpu_count() or 1)
    others = max(0.0, whole - idle - stolen - ours)
    data = {
        "title": title_of(name),
        "section": json.loads(child.stdout),
        "at": at,
        "machine": facts,
        "load": {"seconds": seconds, "others": others / whole, "stolen": stolen / whole},
    }
    return Outcome.from_json(data)


def _own_seconds(cluster: Cluster) -> float:
    """Processor seconds of the benches that have ended, and of the server."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime + server_seconds(cluster)


def run_here(name: str, bench: Bench) -> dict[str, Any]:
    """Run one bench in this process; its section as plain data."""
    from menshen.config.boot import set_up_django

    set_up_django()
    section: Section = importlib.import_module(f"benchmarks.bench_{name}").run(bench)
    return asdict(section)


def keep(name: str, outcome: Outcome) -> None:
    """Put the outcome beside the earlier ones of the other benches, and write RESULTS.md anew."""
    kept = HOME / "results.json"
    known: dict[str, Any] = json.loads(kept.read_text()) if kept.exists() else {}
    known[name] = asdict(outcome)
    ordered = {each: known[each] for each in (*NAMES, *ON_REQUEST) if each in known}
    kept.write_text(json.dumps(ordered, ensure_ascii=False, indent=1) + "\n")
    outcomes = {each: Outcome.from_json(data) for each, data in ordered.items()}
    (HOME / "RESULTS.md").write_text(report(outcomes))
