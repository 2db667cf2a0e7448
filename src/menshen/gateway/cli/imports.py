"""`menshen import`: a workbook into a ledger, with the rows that were refused and why."""

from __future__ import annotations

import os
from pathlib import Path

import click

from menshen.gateway.cli.common import area_code, as_option, json_option, ledger_named, print_json, viewer_for
from menshen.kernel.base import clock
from menshen.kernel.ledgers.importing import ImportReport, run_import
from menshen.kernel.ledgers.refusals import write_refusals

SHOWN = 10


@click.command("import")
@click.argument("ledger")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--area", required=True, help="Area the file is about: code or name.")
@click.option("--dry-run", is_flag=True, help="Say what would happen and change nothing.")
@click.option(
    "--errors", type=click.Path(dir_okay=False, path_type=Path), help="Write the workbook with the reasons here."
)
@as_option
@json_option
@click.pass_context
def import_(
    context: click.Context,
    ledger: str,
    file: Path,
    area: str,
    *,
    dry_run: bool,
    errors: Path | None,
    username: str | None,
    as_json: bool,
) -> None:
    """Read the Excel FILE into LEDGER (e.g. registry.residents).

    Every row ends as accepted, already known, or refused with its reason. Exit code 1 when rows were refused.
    """
    declared = ledger_named(ledger, importable=True)
    errors = errors or file.with_name(f"{file.stem}.refused.xlsx")
    if not dry_run and not os.access(errors.parent, os.W_OK):  # said before anything is imported
        raise click.UsageError(f"{errors.parent} cannot be written to. Say with --errors where refused rows should go.")
    about = area_code(area)
    report = run_import(declared, file, area=about, by=viewer_for(username), at=clock.now(), dry_run=dry_run)
    back = errors if report.refused and not dry_run else None
    if back:
        write_refusals(declared, file, back, report.refusals, area=about, day=clock.today())
    if as_json:
        print_json(_as_json(report, back))
    else:
        _print(report, back, dry_run=dry_run)
    context.exit(1 if report.refused else 0)


def _as_json(report: ImportReport, back: Path | None) -> dict[str, object]:
    return {
        "accepted": report.accepted,
        "known": report.known,
        "refused": report.refused,
        "resumed_at": report.resumed_at,
        "untold": dict(report.untold),
        "error_workbook": str(back) if back else None,
        "refusals": [
            {"sheet": row.sheet, "row": row.row, "code": row.code, "en": row.reason.en, "zh": row.reason.zh}
            for row in report.refusals
        ],
    }


def _print(report: ImportReport, back: Path | None, *, dry_run: bool) -> None:
    if report.resumed_at:
        click.echo(f"Went on after {report.resumed_at} rows, where an earlier run of this file had stopped.")
    said = "would be" if dry_run else "were"
    click.echo(
        f"{report.rows} rows: {report.accepted} {said} accepted, {report.known} known, {report.refused} refused."
    )
    if report.untold_sentence:
        click.echo(report.untold_sentence)
    for row in report.refusals[:SHOWN]:
        click.echo(f"  {row.sheet} row {row.row}: {row.reason}")
    if len(report.refusals) > SHOWN:
        click.echo(f"  … and {len(report.refusals) - SHOWN} more.")
    if back:
        click.echo(f"The refused rows with their reasons: {back}. Mend them there and import that file.")
