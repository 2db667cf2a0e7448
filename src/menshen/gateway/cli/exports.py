"""`menshen export`: a ledger as a workbook."""

from __future__ import annotations

from pathlib import Path

import click

from menshen.gateway.cli.common import area_code, as_option, ledger_named, viewer_for
from menshen.kernel.ledgers.exporting import export as write_export
from menshen.kernel.ledgers.table import Question
from menshen.kernel.scope.viewers import acting


@click.command("export")
@click.argument("ledger")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--area", help="Only this area: code or name.")
@click.option("--search", default="", help="Only rows that begin with this, as in the desk's search box.")
@click.option(
    "--filter", "filters", multiple=True, metavar="COLUMN=VALUE", help="Only rows where the column has the value."
)
@as_option
def export(
    ledger: str, file: Path, area: str | None, search: str, filters: tuple[str, ...], username: str | None
) -> None:
    """Write LEDGER (e.g. screening.arrivals) to the Excel FILE, masked as on the desk."""
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
        rows = write_export(declared, viewer, question, file)
    click.echo(f"{rows} rows written to {file}.")
