"""Tests run against a real PostgreSQL, entered as the application: row-level security holds in every test.

One server of the tests' own lives in `.menshen/test` and is used again by the next run. Migrations run once per change
of theirs, into a template database; every test process works in a copy of it.

- `db` (pytest-django's fixture or mark): inside a transaction that is rolled back; what most tests want.
- `committed_db`: a database of the test's own, for what other connections, programs or a browser must see.
- `committed_module`: the same, shared by the tests of one file.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import subprocess
import sys
from contextlib import contextmanager
from importlib.metadata import version
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

PROJECT = Path(__file__).resolve().parents[1]
DATA = PROJECT / ".menshen" / "test"

# Before anything reads the settings, and for every program that a test starts.
for _name in [name for name in os.environ if name.startswith("MENSHEN_")]:
    del os.environ[_name]
os.environ["MENSHEN_DATA"] = str(DATA)
os.environ["MENSHEN_SECRET_KEY"] = "a key that signs nothing but tests"
os.environ["MENSHEN_SECOND_FACTOR"] = "offered"  # tests of the sign-in ask for it where they mean it
os.environ["DJANGO_SETTINGS_MODULE"] = "menshen.config.settings"

from menshen.config import postgres  # noqa: E402  after the environment made above
from menshen.config.boot import set_up_django  # noqa: E402
from menshen.config.cluster import Cluster  # noqa: E402
from menshen.config.environment import Environment  # noqa: E402

# The tests' server may lose everything when the power fails.
CLUSTER = Cluster(DATA, {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"})
OWN_DATABASE = f"menshen_test_{os.getpid()}"
_numbers = count(1)


def environment_of(database: str) -> dict[str, str]:
    """The variables that let a process work in `database`."""
    return {
        variable: f"postgresql://{postgres.ROLES[role]}@/{database}?host={CLUSTER.socket_folder}"
        for variable, role in (("MENSHEN_DATABASE_URL", "app"), ("MENSHEN_OWNER_DATABASE_URL", "owner"))
    }


os.environ.update(environment_of(OWN_DATABASE))
set_up_django()  # test files import models


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Fast tests first, browsers last; no test may ask for pytest-django's emptying of tables."""
    for item in items:
        mark = item.get_closest_marker("django_db")
        asked = {"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
        if asked or (mark and mark.kwargs.get("transaction")):
            raise pytest.UsageError(
                f"{item.nodeid}: the application may not empty tables that are append-only; use committed_db"
            )
    items.sort(key=lambda item: ("slow" in item.keywords) + 2 * ("browser" in item.keywords))


@pytest.fixture(scope="session")
def template(django_test_environment: None) -> str:
    """The name of the migrated, empty database on the tests' server; made here when what it is made of changed."""
    digest = hashlib.sha256(f"{version('django')} {version('procrastinate')} {version('django-allauth')}".encode())
    source = PROJECT / "src"
    for path in sorted(
        [*source.rglob("migrations/*.py"), *source.rglob("scope/rls.py"), *source.rglob("policy/data/*.csv")]
    ):
        digest.update(path.read_bytes())
    name = f"menshen_template_{digest.hexdigest()[:12]}"
    DATA.mkdir(parents=True, exist_ok=True)
    with (DATA / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        CLUSTER.start()
        postgres.create_roles(CLUSTER)
        _sweep()
        with postgres.connect(postgres.superuser(CLUSTER)) as connection:
            finished = "SELECT 1 FROM pg_database WHERE datname = %s AND NOT datallowconn"
            if not connection.execute(finished, [name]).fetchone():
                postgres.drop_database(CLUSTER, name)
                postgres.create_database(CLUSTER, name)
                program = [sys.executable, "-m", "menshen.config.cli", "migrate"]
                done = subprocess.run(
                    program, env=os.environ | environment_of(name), capture_output=True, text=True, check=False
                )
                assert done.returncode == 0, done.stdout + done.stderr
                # Nobody enters it again: a database with somebody in it cannot be copied.
                connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    return name


def _sweep() -> None:
    """Remove what killed runs left behind: databases whose process is gone, templates of older migrations."""
    with postgres.connect(postgres.superuser(CLUSTER)) as connection:
        names = [name for (name,) in connection.execute("SELECT datname FROM pg_database ORDER BY oid")]
    for name in names:
        if name.startswith("menshen_test_") and not Path(f"/proc/{name.split('_')[2]}").exists():
            postgres.drop_database(CLUSTER, name)
    for name in [name for name in names if name.startswith("menshen_template_")][:-4]:
        postgres.drop_database(CLUSTER, name)


@pytest.fixture(scope="session")
def django_db_setup(template: str) -> Iterator[None]:
    """Pytest-django's set-up, replaced: this process's copy of the template."""
    from django.db import connection

    postgres.create_database(CLUSTER, OWN_DATABASE, template)
    # A worker of pytest-xdist has read the settings from the variables of the process that started it.
    connection.settings_dict.update(postgres.django_database(Environment.read()))
    yield
    leave()
    postgres.drop_database(CLUSTER, OWN_DATABASE)


def leave() -> None:
    from django.db import connection

    connection.close()
    connection.close_pool()


@contextmanager
def pointed_at(name: str) -> Iterator[None]:
    """Django, and all programs started meanwhile, work in the database `name`."""
    from django.db import connection

    before = connection.settings_dict["NAME"]
    leave()
    connection.settings_dict["NAME"] = name
    os.environ.update(environment_of(name))
    try:
        yield
    finally:
        leave()
        connection.settings_dict["NAME"] = before
        os.environ.update(environment_of(before))


@contextmanager
def _database_of_its_own(template: str) -> Iterator[None]:
    """A fresh copy, with everything pointed at it."""
    name = f"{OWN_DATABASE}_{next(_numbers)}"
    postgres.create_database(CLUSTER, name, template)
    try:
        with pointed_at(name):
            yield
    finally:
        postgres.drop_database(CLUSTER, name)


@pytest.fixture
def committed_db(django_db_setup: None, template: str, django_db_blocker) -> Iterator[None]:
    """A database of the test's own in which everything is really committed."""
    with django_db_blocker.unblock(), _database_of_its_own(template):
        yield


@pytest.fixture(scope="module")
def committed_module(django_db_setup: None, template: str, django_db_blocker) -> Iterator[None]:
    """A database that the tests of one file share, and fill, in the order of the file."""
    with django_db_blocker.unblock(), _database_of_its_own(template):
        yield


@pytest.fixture(scope="session")
def cluster() -> Cluster:
    """The tests' server, for a test that must enter it as its superuser."""
    return CLUSTER
