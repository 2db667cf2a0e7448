"""`menshen demo`: the demonstration town, from its Excel files to the desk."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click
from django.conf import settings
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from menshen.config.cli_serve import check_free, serve
from menshen.demo.days import DAYS
from menshen.demo.results import write_results
from menshen.demo.run import NotForDemonstration, Story, live_through
from menshen.demo.staff import LOG_INS, PASSWORD
from menshen.demo.town import STREET
from menshen.domains.reporting.interface import daily_sheet
from menshen.gateway.cli.reports import print_sheet
from menshen.kernel.base import clock
from menshen.kernel.scope.models import Area
from menshen.kernel.scope.roles import role

if TYPE_CHECKING:
    from collections.abc import Sequence

OPENING = clock.local(DAYS[-1], 19, 30)


@click.command()
@click.option(
    "--population", type=click.IntRange(70_000, 20_000_000), help="Grow the town around the three communities."
)
@click.option("--seed", default=1, show_default=True, help="Another seed gives other people and the same figures.")
@click.option("--no-serve", is_flag=True, help="Stop before the desk is served.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port of the desk.")
@click.pass_context
def demo(context: click.Context, population: int | None, seed: int, *, no_serve: bool, port: int) -> None:
    """Load the demonstration town, live through its fourteen days, print the last report, serve the desk.

    A second run finds the town as it is and goes on to the report at once.
    """
    console = Console()
    if not no_serve:
        check_free("127.0.0.1", port)  # better said now than after the town has lived
    with _bar(console) as bar:
        job = bar.add_task("", total=None)
        story = Story(
            say=bar.console.print,
            step=lambda label, done, total: bar.update(job, description=label, completed=done, total=total),
        )
        try:
            live_through(Path(settings.DATA) / "demo", population=population, seed=seed, story=story)
        except NotForDemonstration as error:
            remedy = "Give the demonstration a database of its own: MENSHEN_DATA=… (then `menshen migrate`)."
            raise click.ClickException(f"{error} {remedy}") from None
    street = Area.objects.get(code=STREET)
    print_sheet(daily_sheet(street, DAYS[-1], at=OPENING))
    with console.status("Writing the sheets, notices and ledgers …"):
        written = write_results(Path(settings.OUT), at=OPENING)
    _say_written(console, written)
    if not no_serve:
        _say_log_ins(console)
        os.environ["MENSHEN_DEMONSTRATION"] = "1"
        context.invoke(serve, port=port, as_of=OPENING)


def _bar(console: Console) -> Progress:
    columns = (TextColumn("{task.description:<34}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=console, transient=True)


def _say_written(console: Console, written: Sequence[Path]) -> None:
    console.print(f"\n{len(written)} files are in {written[0].parent}:" if written else "")
    for path in written:
        console.print(f"  {path.name}", highlight=False)


def _say_log_ins(console: Console) -> None:
    console.print(f"\nDemonstration log-ins (password [bold]{PASSWORD}[/bold]):")
    for one in LOG_INS:
        known = role(one.role)
        console.print(
            f"  {one.username:<12} {known.title.zh if known else one.role} · {known.title.en if known else ''}"
        )
    console.print()
