"""`menshen db`: the PostgreSQL that we keep ourselves."""

from __future__ import annotations

import json

import click

from menshen.config import postgres
from menshen.config.environment import ConfigurationError, Environment


@click.group()
def db() -> None:
    """Start, stop or look at our own PostgreSQL. It stays up after the command that started it."""


@db.command()
def start() -> None:
    """Start it where it does not run; other commands do this by themselves."""
    environment = _own()
    cluster = postgres.own_cluster(environment.data)
    running = cluster.is_running()
    postgres.ensure(environment)
    click.echo(f"PostgreSQL {cluster.version()} {'already runs' if running else 'started'} in {cluster.home}")


@db.command()
def stop() -> None:
    """Stop it; work in progress in other windows is broken off."""
    cluster = postgres.own_cluster(_own().data)
    click.echo(f"PostgreSQL in {cluster.home} {'stopped' if cluster.stop() else 'does not run'}")


@db.command()
@click.option("--json", "as_json", is_flag=True, help="For scripts.")
@click.pass_context
def status(context: click.Context, *, as_json: bool) -> None:
    """Say whether it runs and how to reach it; exit code 1 where it does not run."""
    environment = _own()
    cluster = postgres.own_cluster(environment.data)
    running = cluster.is_running()
    url = f"postgresql://{postgres.ROLES['app']}@/{postgres.DATABASE}?host={cluster.socket_folder}"
    if as_json:
        click.echo(json.dumps({"running": running, "files": str(cluster.files), "url": url}))
    else:
        click.echo(f"{'running' if running else 'not running'}: {cluster.files}\n{url}")
    context.exit(0 if running else 1)


def _own() -> Environment:
    environment = Environment.read()
    if not postgres.is_own(environment):
        raise ConfigurationError("MENSHEN_DATABASE_URL names a database of your own: start and stop it there.")
    return environment
