"""`menshen export`: a ledger as a workbook."""

from __future__ import annotations

from pathlib import Path

import click

from menshen.gateway.cli.common import area_code, as_option, ledger_named, viewer_for
from menshen.kernel.base import clock
from menshen.kernel.ledgers.table import Question
from menshen.kernel.scope.viewers import acting
from menshen.kernel.stewardship.exports import hand_out
from menshen.kernel.stewardship.vocabulary import Reason


@click.command("export")
@click.argument("ledger")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--area", help="Only this area: code or name.")
@click.option("--search", default="", help="Only rows that begin with this, as in the desk's search box.")
@click.option(
    "--filter", "filters", multiple=True, metavar="COLUMN=VALUE", help="Only rows where the column has the value."
)
@click.option(
    "--reason", type=click.Choice(Reason.codes()), help="What a list of people is needed for; it is written down."
)
@click.option("--note", default="", help="The reason in a few words.")
@as_option
def export(
    ledger: str,
    file: Path,
    area: str | None,
    search: str,
    filters: tuple[str, ...],
    reason: str | None,
    note: str,
    username: str | None,
) -> None:
    """Write LEDGER (e.g. screening.arrivals) to the Excel FILE, masked as on the desk.

    A list of people needs a reason; each of its rows names who exported it.
    """
    declared = ledger_named(ledger)
    pairs = [text.partition("=") for text in filters]
    known = {column.code for column in declared.shown if column.filter}
    for code, separator, _ in pairs:
        if not separator or code not in known:
            raise click.UsageError(f"--filter takes COLUMN=VALUE with one of: {', '.join(sorted(known))}")
    question = Question(
        search=search,
        area=area_code(area) if area else "",
        filters={code: value for code, _, value in pairs},
    )
    viewer = viewer_for(username)
    if not viewer.has(declared.permission):
        raise click.ClickException(f"{username} may not see {ledger}.")
    with acting(viewer):
        why = Reason(reason) if reason else None
        rows = hand_out(declared, question, file, why=why, note=note, by=viewer, at=clock.now())
    click.echo(f"{rows} rows written to {file}.")
