"""`menshen jobs`: what the worker runs by the calendar, run by hand."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from menshen.gateway.cli.options import MOMENT
from menshen.kernel.base import clock
from menshen.kernel.base.modules import declared

if TYPE_CHECKING:
    from datetime import datetime

    from menshen.kernel.base.jobs import Job


@click.group()
def jobs() -> None:
    """List the periodic jobs, or run them now. The worker inside `menshen serve` runs them when they fall due."""


@jobs.command("list")
@click.option("--json", "as_json", is_flag=True, help="For scripts.")
def list_(*, as_json: bool) -> None:
    """The jobs, with when they run: minute, hour, day, month, weekday in local time."""
    known: list[Job] = declared("jobs")
    if as_json:
        click.echo(json.dumps([{"code": job.code, "cron": job.cron} for job in known]))
        return
    for job in known:
        click.echo(f"{job.code:40} {job.cron}")


@jobs.command()
@click.argument("code", required=False)
@click.option("--at", type=MOMENT, help="Run as if it were then, e.g. 2020-02-05T18:00.")
def run(code: str | None, at: datetime | None) -> None:
    """Run one job, or all of them; running one twice changes nothing."""
    known: list[Job] = declared("jobs")
    chosen = [job for job in known if code in {None, job.code}]
    if code and not chosen:
        raise click.BadParameter(f"there is no job {code}; `menshen jobs list` shows them", param_hint="CODE")
    for job in chosen:
        job.run(at or clock.now())
        click.echo(f"{job.code}: done")
