"""`menshen django`: Django's own commands with our settings and database, for developers."""

from __future__ import annotations

import click


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []}, add_help_option=False)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def django(arguments: tuple[str, ...]) -> None:
    """Run one of Django's own commands, e.g. `menshen django makemigrations`."""
    from django.core.management import execute_from_command_line

    execute_from_command_line(["menshen django", *arguments])
