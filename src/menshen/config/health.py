"""What has to be right on a machine, checked one by one; `menshen doctor` prints it."""

from __future__ import annotations

import shutil
import stat
import time
from typing import TYPE_CHECKING

import psycopg
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.utils import Error

from menshen.config import postgres
from menshen.config.boot import set_up_database
from menshen.config.environment import ConfigurationError, Environment
from menshen.config.findings import Finding, Level
from menshen.config.protection import check_protection
from menshen.config.tables import missing_migrations
from menshen.kernel.base import clock
from menshen.kernel.documents.typesetting import fonts_available
from menshen.kernel.scope.models import Scoped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

GIGABYTE = 1024**3
LOOPBACK = {"127.0.0.1", "localhost", "[::1]"}


def check_database() -> Iterator[Finding]:
    """Everything that can only be asked once the database answers."""
    try:
        set_up_database()
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('server_version')")
            (version,) = cursor.fetchone()
    except (ConfigurationError, Error, psycopg.Error, OSError) as error:
        yield Finding(
            "database",
            Level.FAIL,
            str(error).strip(),
            "`menshen db start`, or set MENSHEN_DATABASE_URL to a PostgreSQL that runs.",
        )
        return
    kind = "our own" if postgres.is_own(Environment.read()) else "given by MENSHEN_DATABASE_URL"
    yield Finding("database", Level.OK, f"PostgreSQL {version}, {kind}")
    yield _role()
    yield from _tables()
    yield _database_clock()


def _role() -> Finding:
    """Row-level security binds neither superusers nor, without FORCE, owners."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper OR rolbypassrls, EXISTS (SELECT 1 FROM pg_tables "
            "WHERE schemaname = 'public' AND tableowner = current_user) FROM pg_roles WHERE rolname = current_user"
        )
        name, unbound, owns = cursor.fetchone()
    if unbound:
        remedy = f"ALTER ROLE {name} NOSUPERUSER NOBYPASSRLS, or enter as another role."
        return Finding("role", Level.FAIL, f"{name} is not bound by row-level security: it sees every area", remedy)
    if owns:
        remedy = "Give the application a role of its own and set MENSHEN_OWNER_DATABASE_URL for migrations."
        return Finding("role", Level.WARN, f"{name} owns tables, so it could lift its own limits", remedy)
    return Finding("role", Level.OK, f"{name}, which row-level security binds")


def _tables() -> Iterator[Finding]:
    missing = missing_migrations()
    if missing:
        yield Finding("migrations", Level.FAIL, f"{len(missing)} are missing", "`menshen migrate`")
        return
    yield from check_protection()
    yield Finding("migrations", Level.OK, "all applied")
    tables = [model._meta.db_table for model in apps.get_models() if issubclass(model, Scoped)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relname = ANY(%s) AND relnamespace = 'public'::regnamespace "
            "AND NOT (relrowsecurity AND relforcerowsecurity AND ARRAY(SELECT polname::text FROM pg_policy "
            "WHERE polrelid = pg_class.oid) = ARRAY['within_scope']) ORDER BY 1",
            [tables],
        )
        open_tables = [name for (name,) in cursor.fetchall()]
    if open_tables:
        remedy = "Restore the policies that the migrations made, or the database from a backup."
        yield Finding("row-level security", Level.FAIL, f"switched off or changed on {', '.join(open_tables)}", remedy)
    else:
        yield Finding("row-level security", Level.OK, f"forced on {len(tables)} tables")


def _database_clock() -> Finding:
    before = time.time()
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())::float8")
        (theirs,) = cursor.fetchone()
    apart = abs(theirs - (before + time.time()) / 2)
    if apart > 5:  # noqa: PLR2004  seconds; deadlines are minutes
        return Finding("clock", Level.WARN, f"the database's clock is {apart:.0f} s off ours", "Run NTP on both.")
    return Finding("clock", Level.OK, "this machine and the database agree")


def check_demonstration_clock() -> Iterator[Finding]:
    if clock.is_shifted():
        remedy = "Unset MENSHEN_CLOCK before real work."
        yield Finding("clock", Level.WARN, f"shifted for a demonstration, to {clock.now():%Y-%m-%d %H:%M}", remedy)


def check_fonts() -> Iterator[Finding]:
    families = fonts_available()
    if families:
        yield Finding("fonts", Level.OK, f"documents are printed in {families[0]}")
    else:
        yield Finding("fonts", Level.FAIL, "no Chinese font: no document can be printed", "`make setup`")


def check_front_end() -> Iterator[Finding]:
    if settings.DESK_MANIFEST.exists():
        yield Finding("front end", Level.OK, "built")
    else:
        yield Finding("front end", Level.FAIL, "not built: the desk has no style and no script", "`make setup`")


def check_disk() -> Iterator[Finding]:
    """Of the data folder, and of the database where root had to put it elsewhere."""
    environment = Environment.read()
    folders = [environment.data]
    if postgres.is_own(environment):
        folders.append(postgres.own_cluster(environment.data).home)
    standing = [next(path for path in (folder, *folder.parents) if path.is_dir()) for folder in folders]
    for folder in {path.stat().st_dev: path for path in standing}.values():
        yield _free(folder)


def _free(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free / GIGABYTE
    sentence = f"{free:.1f} GB free in {folder}"
    if free < 1:
        return Finding("disk", Level.FAIL, sentence, "Free some space: a full disk stops the database.")
    if free < 5:  # noqa: PLR2004  GB; a town's year with its documents
        return Finding("disk", Level.WARN, sentence, "Plan for more space.")
    return Finding("disk", Level.OK, sentence)


def check_settings() -> Iterator[Finding]:
    environment = Environment.read()
    if environment.debug:
        yield Finding("debug", Level.WARN, "errors show inner details", "Unset MENSHEN_DEBUG before real work.")
    public = set(environment.hosts) - LOOPBACK
    if public and not environment.https:
        remedy = "Serve it by HTTPS and set MENSHEN_HTTPS=1: over plain http passwords can be read on the way."
        yield Finding("https", Level.WARN, f"{', '.join(sorted(public))} without HTTPS", remedy)
    yield _secret(environment)


def _secret(environment: Environment) -> Finding:
    if environment.secret_key:
        if len(environment.secret_key) < 32:  # noqa: PLR2004  characters
            return Finding("secret key", Level.WARN, "short enough to guess", "Make MENSHEN_SECRET_KEY longer.")
        return Finding("secret key", Level.OK, "given by MENSHEN_SECRET_KEY")
    path = environment.data / "secret_key"
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        return Finding("secret key", Level.FAIL, f"others can read {path}", f"chmod 600 {path}")
    return Finding("secret key", Level.OK, f"in {path}")


CHECKS: tuple[Callable[[], Iterator[Finding]], ...] = (
    check_database,
    check_demonstration_clock,
    check_fonts,
    check_front_end,
    check_disk,
    check_settings,
)
