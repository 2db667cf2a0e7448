"""The program `menshen`: a list of commands, each in a file of its own that is read when the command is used.

Exit codes: 0 done, 1 refused or failed, 2 called wrongly. What a person can put right is said in one sentence on the
error stream; a traceback is a mistake of ours.
"""

from __future__ import annotations

import importlib
import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from menshen import __version__
from menshen.config.environment import ConfigurationError
from menshen.kernel.base.problems import Refused
from menshen.kernel.base.terms import speaking
from menshen.kernel.privacy.keys import KeysUnusable

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a command is (`module:name` of a click command), what the list says of it, and what it needs first."""

    place: str
    help: str
    django: bool = True
    database: bool = True


NO_SUCH_TABLE = {"42P01", "42703"}  # nor column; SQLSTATE of PostgreSQL

# To add a command: write it as a click command in a file of its own and add a line.
COMMANDS = {
    "demo": Entry("menshen.config.cli_demo:demo", "Load the demonstration town, live its days, serve the desk."),
    "serve": Entry("menshen.config.cli_serve:serve", "Serve the desk and work off the jobs.", django=False),
    "migrate": Entry("menshen.config.cli_migrate:migrate", "Bring the database's tables up to date.", django=False),
    "import": Entry("menshen.gateway.cli.imports:import_", "Read an Excel file into a ledger."),
    "export": Entry("menshen.gateway.cli.exports:export", "Write a ledger to an Excel file."),
    "report": Entry("menshen.gateway.cli.reports:report", "Print or write a report."),
    "act": Entry("menshen.gateway.cli.acts:act", "Do any action, as the forms of the desk do."),
    "actor": Entry("menshen.gateway.cli.actors:actor", "Make people, give them roles, passwords and tokens."),
    "areas": Entry("menshen.gateway.cli.areas:areas", "Bring in the outlines of areas from a GeoJSON file."),
    "keys": Entry("menshen.config.cli_keys:keys", "List the keys of encrypted numbers, or take a new one into use."),
    "check-text": Entry("menshen.gateway.cli.texts:check_text", "Say whether a text may be published."),
    "retention": Entry("menshen.gateway.cli.retention:retention", "Destroy what need not be kept any longer."),
    "jobs": Entry("menshen.config.cli_jobs:jobs", "List the periodic jobs, or run them now."),
    "bench": Entry(
        "menshen.config.cli_bench:bench", "Measure this machine and write benchmarks/RESULTS.md.", database=False
    ),
    "docs": Entry("menshen.config.cli_docs:docs", "Write the generated documentation anew.", database=False),
    "doctor": Entry("menshen.config.cli_doctor:doctor", "Say what is wrong with this machine.", database=False),
    "db": Entry("menshen.config.cli_db:db", "Start, stop or look at our own PostgreSQL.", django=False, database=False),
    "django": Entry("menshen.config.cli_django:django", "Run one of Django's own commands (for developers)."),
}


class Commands(click.Group):
    """The group behind `menshen`: knows every command by name, reads only the one that is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  click's signature
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        if entry.django:
            from menshen.config.boot import set_up_django

            set_up_django()
        module, _, name = entry.place.partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        if entry.django and entry.database and command.callback:
            command.callback = _with_database(command.callback)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.help) for name, entry in COMMANDS.items()])


def _with_database(callback: Callable[..., Any]) -> Callable[..., Any]:
    """Start our own database once the command line turned out to be a valid call, and not a question for help."""

    def run(*arguments: Any, **options: Any) -> Any:
        from menshen.config.boot import set_up_database

        set_up_database()
        return callback(*arguments, **options)

    return run


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="menshen")
def program() -> None:
    """Menshen: one fact entered once; measures, tasks, notices, ledgers and reports follow from it."""


def main() -> None:
    """Run the program and leave with its exit code."""
    with speaking("zh" if os.environ.get("LC_ALL", os.environ.get("LANG", "")).startswith("zh") else "en"):
        sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command line; the exit code."""
    try:
        code = program.main(arguments, prog_name="menshen", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        return 130
    except Exception as error:
        sentence = _sentence(error)
        if sentence is None:
            raise
        click.echo(sentence, err=True)
        return 1
    return code if isinstance(code, int) else 0


def _sentence(error: Exception) -> str | None:
    """What to tell a person; None for a mistake of ours, which deserves its traceback."""
    if isinstance(error, Refused):
        return str(error.term)
    if isinstance(error, (ConfigurationError, KeysUnusable)):
        return str(error)
    if any(base.__module__.startswith(("django.db", "psycopg")) for base in type(error).__mro__):
        return _sentence_of_database(error)
    if error.args and isinstance(error.args[0], OSError):  # xlsxwriter wraps what the disk said
        error = error.args[0]
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return None


def _sentence_of_database(error: Exception) -> str | None:
    """What the machine or its keeper can help; a statement that is wrong is a mistake of ours."""
    said = " ".join(str(error).split())
    state = getattr(error.__cause__, "sqlstate", None) or getattr(error, "sqlstate", None) or ""
    if state in NO_SUCH_TABLE:
        return f"The tables are not those of this version: run `menshen migrate`. ({said})"
    if not {"OperationalError", "InterfaceError"} & {base.__name__ for base in type(error).__mro__}:
        return None
    return f"The database {'cannot go on' if state else 'does not answer'}: {said}. `menshen doctor` says more."


if __name__ == "__main__":
    main()
