"""`menshen keys`: the keys that ID numbers and phones are encrypted and found with."""

from __future__ import annotations

import json

import click
from rich.console import Console
from rich.progress import Progress, TextColumn, TimeElapsedColumn

from menshen.kernel.base import clock
from menshen.kernel.privacy import keys as key_file
from menshen.kernel.privacy.keys import Use
from menshen.kernel.privacy.rotation import Column, rotate, used_keys

TURNING = (Use.ENCRYPTION, Use.INDEX)  # the key of the log stays: its lines are never written anew


@click.group()
def keys() -> None:
    """List the keys of encrypted numbers, or take a new one into use. They are in a file beside the database."""


@keys.command("list")
@click.option("--json", "as_json", is_flag=True, help="For scripts.")
def list_(*, as_json: bool) -> None:
    """Each key with its age and how many values in the database need it; never the key itself."""
    ring = key_file.read()
    rows = [
        {"use": use.value, "id": key.id, "made_at": key.made_at, "values": counts.get(key.id, 0),
         "writes": key is ring.of(use)[-1]}
        for use in TURNING
        for counts in (used_keys(use),)
        for key in ring.of(use)
    ]  # fmt: skip
    if as_json:
        click.echo(json.dumps(rows))
        return
    click.echo(f"{key_file.path()}")
    for row in rows:
        role = "writes" if row["writes"] else "is still read"
        click.echo(f"{row['use']:10} {row['id']}  made {row['made_at']}  {row['values']:>10,} values  {role}")


@keys.command("rotate")
@click.option("--index", is_flag=True, help="The key of the search index instead of that of the numbers.")
def rotate_(*, index: bool) -> None:
    """Make a new key, write every number anew with it, and forget the old key once nothing needs it.

    The desk may run meanwhile. A run that was broken off goes on when started again. Afterwards take a new copy of the
    key file; backups of the database from before need the old copy.
    """
    use = Use.INDEX if index else Use.ENCRYPTION
    console = Console(stderr=True)
    with Progress(TextColumn("{task.description}  {task.completed:,.0f}"), TimeElapsedColumn(), console=console,
                  transient=True) as bar:  # fmt: skip
        job = bar.add_task("waiting until every process has noticed", total=None)

        def advance(column: Column, rows: int) -> None:
            bar.update(job, description=str(column), advance=rows)

        done = rotate(use, at=clock.now(), progress=advance)
    click.echo(f"{done.rows:,} values written anew with the key {done.key}.")
    if done.forgotten:
        click.echo(f"Forgotten: {', '.join(done.forgotten)}. Take a copy of {key_file.path()} now.")
    if done.left:
        click.echo(
            f"{done.left:,} values could not be indexed anew, because another person of the community has the same "
            "number: both keys stay in use. Merge the duplicates, then run this again.",
            err=True,
        )
        raise SystemExit(1)
