"""`menshen areas`: where areas lie."""

from __future__ import annotations

from pathlib import Path

import click

from menshen.gateway.cli.common import as_option, viewer_for
from menshen.gateway.outlines import draw
from menshen.kernel.base import clock

SHOWN = 10


@click.group()
def areas() -> None:
    """Outlines of areas for the map of the overview. The tree itself comes in by `menshen import scope.areas`."""


@areas.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@as_option
@click.pass_context
def outlines(context: click.Context, file: Path, username: str | None) -> None:
    """Read the outlines in the GeoJSON FILE: a FeatureCollection whose features name their area by code or name.

    Exit code 1 when some were refused.
    """
    drawn = draw(file.read_bytes(), by=viewer_for(username), at=clock.now())
    click.echo(f"{drawn.done} outlines drawn, {drawn.known} known, {len(drawn.refused)} refused.")
    for name, why in drawn.refused[:SHOWN]:
        click.echo(f"  {name}: {why}")
    context.exit(1 if drawn.refused else 0)
