"""`menshen doctor`: one line for each thing that has to be right on this machine, and what to do where it is not."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from menshen.config.findings import Level
from menshen.config.health import CHECKS

MARKS = {Level.OK: "ok  ", Level.WARN: "warn", Level.FAIL: "FAIL"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For scripts.")
@click.pass_context
def doctor(context: click.Context, *, as_json: bool) -> None:
    """Say what is wrong with this machine. Exit code 1 where something fails; warnings alone give 0."""
    findings = [finding for check in CHECKS for finding in check()]
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False))
    else:
        for finding in findings:
            click.echo(f"{MARKS[finding.level]} {finding.subject}: {finding.sentence}")
            if finding.remedy:
                click.echo(f"     → {finding.remedy}")
    context.exit(1 if any(finding.level == Level.FAIL for finding in findings) else 0)
