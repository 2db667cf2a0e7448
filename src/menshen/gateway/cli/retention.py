"""`menshen retention`: what falls due for destruction, and destroying it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from menshen.gateway.cli.options import MOMENT
from menshen.kernel.base import clock
from menshen.kernel.scope.queries import names_of
from menshen.kernel.stewardship import retention as work

if TYPE_CHECKING:
    from datetime import datetime


@click.group()
def retention() -> None:
    """Destroy what need not be kept any longer. The worker inside `menshen serve` does it every night."""


@retention.command()
@click.option("--dry-run", is_flag=True, help="Only say what would be destroyed.")
@click.option("--json", "as_json", is_flag=True, help="For scripts.")
@click.option("--at", type=MOMENT, help="As if it were then, e.g. 2020-08-05T02:00.")
def run(*, dry_run: bool, as_json: bool, at: datetime | None) -> None:
    """Destroy what has fallen due, office by office. Broken off, it goes on when it is started again.

    Nothing is destroyed that a measure in force, an open request or an approval needs. Each office gets a report that
    two people sign on the desk.
    """
    moment = at or clock.now()
    counts = work.preview(at=moment) if dry_run else _destroyed(moment)
    if as_json:
        click.echo(json.dumps({"destroyed": not dry_run, "offices": counts}, sort_keys=True))
        return
    names = names_of(counts)
    for office, tables in counts.items():
        click.echo(f"{names.get(office, office)} ({office})")
        for table, rows in tables.items():
            click.echo(f"  {table:36} {rows:>9,}")
    total = sum(sum(tables.values()) for tables in counts.values())
    if not total:
        click.echo("Nothing has fallen due.")
    elif dry_run:
        click.echo(f"{total:,} rows would be destroyed. Nothing was changed.")
    else:
        click.echo(f"{total:,} rows destroyed. The report waits for two signatures on the desk.")


def _destroyed(moment: datetime) -> dict[str, dict[str, int]]:
    return {report.area_id: report.counts for report in work.run(at=moment)}
