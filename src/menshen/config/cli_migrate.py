"""`menshen migrate`: the only command that enters the database as its owner."""

from __future__ import annotations

import os

import click


@click.command()
@click.option("--check", is_flag=True, help="Change nothing; exit code 1 where something is to be done.")
@click.pass_context
def migrate(context: click.Context, *, check: bool) -> None:
    """Bring the tables of the database up to date. Running it again does nothing."""
    os.environ["MENSHEN_DB_ROLE"] = "owner"

    from menshen.config import postgres
    from menshen.config.boot import set_up_database, set_up_django
    from menshen.config.environment import Environment

    set_up_database()
    set_up_django()

    from django.core.management import call_command

    from menshen.config.tables import missing_migrations
    from menshen.domains.policy.interface import load_reference_data
    from menshen.domains.screening.interface import load_shipped_forms

    missing = missing_migrations()
    if check:
        click.echo("\n".join(missing) or "The tables are up to date.")
        context.exit(1 if missing else 0)
    _keys()
    if missing:
        postgres.grant_application(Environment.read())
        call_command("migrate", interactive=False, verbosity=0)
    rows = load_reference_data()
    load_shipped_forms()
    click.echo(f"The tables are up to date ({len(missing)} migrations applied, {rows} rows of policy brought in).")


def _keys() -> None:
    """The key file, made where this is a new installation: numbers that nobody can read any more are no new one."""
    from menshen.kernel.base import clock
    from menshen.kernel.privacy import keys
    from menshen.kernel.privacy.rotation import holds_encrypted

    if not keys.path().exists() and not holds_encrypted():
        keys.create(clock.now())
        click.echo(f"Keys of encrypted numbers made in {keys.path()}: keep a copy, without it the numbers are lost.")
    keys.read()
