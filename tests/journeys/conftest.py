"""The demonstration town, lived through once for all journeys, and a desk that serves it.

The town takes a minute to live through. The first worker of pytest-xdist that needs it does so; the others wait for it
and work in copies.
"""

from __future__ import annotations

import fcntl
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from conftest import CLUSTER, DATA, OWN_DATABASE, leave, pointed_at
from menshen.config import postgres
from menshen.demo.run import Story, live_through

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

RUN = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))[:12]
OPENING = "2020-02-05T19:30"


@pytest.fixture(scope="session")
def lived_town(django_db_setup: None, template: str, django_db_blocker, tmp_path_factory) -> str:
    """The name of a closed database in which the town has lived through its days."""
    name = f"menshen_test_{os.getppid() if 'PYTEST_XDIST_WORKER' in os.environ else os.getpid()}_town_{RUN}"
    with (DATA / "town.lock").open("w") as lock, django_db_blocker.unblock():
        fcntl.flock(lock, fcntl.LOCK_EX)
        with postgres.connect(postgres.superuser(CLUSTER)) as connection:
            finished = "SELECT 1 FROM pg_database WHERE datname = %s AND NOT datallowconn"
            if not connection.execute(finished, [name]).fetchone():
                postgres.drop_database(CLUSTER, name)
                postgres.create_database(CLUSTER, name, template)
                with pointed_at(name):
                    folder = tmp_path_factory.mktemp("town")
                    live_through(folder, story=Story(say=print, step=lambda *_: None))
                connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    return name


@pytest.fixture(scope="module")
def town(lived_town: str, django_db_blocker) -> Iterator[None]:
    """A copy of the lived-through town for the tests of one file."""
    name = f"{OWN_DATABASE}_town"
    with django_db_blocker.unblock():
        postgres.create_database(CLUSTER, name, lived_town)
        try:
            with pointed_at(name):
                yield
        finally:
            leave()
            postgres.drop_database(CLUSTER, name)


@dataclass(frozen=True)
class Desk:
    """A running server of the town."""

    url: str


@pytest.fixture(scope="module")
def desk(town: None, tmp_path_factory) -> Iterator[Desk]:
    """`menshen serve` on the last evening of the town."""
    with served(tmp_path_factory.mktemp("desk"), OPENING, port=free_port()) as url:
        yield Desk(url)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def served(folder: Path, moment: str, *, port: int) -> Iterator[str]:
    """The address of `menshen serve`, which runs as if it were that moment; what it says is kept in `folder`."""
    words = ["serve", "--port", str(port), "--workers", "1", "--as-of", moment]
    with (folder / "serve.log").open("w+") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "menshen.config.cli", *words],
            env=os.environ | {"MENSHEN_DEMONSTRATION": "1"},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        url = f"http://127.0.0.1:{port}"
        try:
            for _ in range(300):
                if server.poll() is not None or _answers(url):
                    break
                time.sleep(0.2)
            assert _answers(url), log.seek(0) or log.read()
            yield url
        finally:
            server.terminate()
            server.wait(60)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/sign-in/", timeout=5) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False
