"""`menshen report`: the daily report on the terminal, as JSON, as a workbook or on paper."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from menshen.domains.reporting.interface import (
    GROUPS,
    Sheet,
    daily_report_pdf,
    daily_sheet,
    notes_of,
    write_daily_sheet,
)
from menshen.domains.reporting.vocabulary import Permission
from menshen.gateway.cli.common import area_code, as_option, json_option, print_json, viewer_for
from menshen.gateway.cli.options import DAY
from menshen.kernel.base import clock
from menshen.kernel.base.problems import not_found
from menshen.kernel.base.terms import Term
from menshen.kernel.scope.models import Area

if TYPE_CHECKING:
    from datetime import date

WIDTH_OF_A_FILE = 120  # columns where the report goes into a file or a pipe
ITEM_WIDTH, FIGURE_WIDTH = 36, 14
UNKNOWN = Term("not reported", "未报")
NONE_OWED = Term("owes no report", "无应报")
_FILE = click.Path(dir_okay=False, path_type=Path)


@click.group()
def report() -> None:
    """Print or write a report."""


@report.command()
@click.option("--area", required=True, help="Area of the report: code or name.")
@click.option("--date", "day", type=DAY, help="Reporting day; today by default.")
@click.option("--xlsx", type=_FILE, help="Write the daily sheet as a workbook.")
@click.option("--pdf", type=_FILE, help="Write it on paper.")
@as_option
@json_option
def daily(
    area: str, day: date | None, xlsx: Path | None, pdf: Path | None, username: str | None, *, as_json: bool
) -> None:
    """The daily report of an area and of the units below it, as the records stand now."""
    code, viewer, now = area_code(area), viewer_for(username), clock.now()
    if not viewer.may(Permission.REPORT_READ, code):
        raise not_found()
    sheet = daily_sheet(Area.objects.get(code=code), day or clock.today(), at=now)
    if xlsx:
        write_daily_sheet(sheet, xlsx)
        click.echo(f"Written to {xlsx}.", err=True)
    if pdf:
        pdf.write_bytes(daily_report_pdf(sheet, at=now))
        click.echo(f"Written to {pdf}.", err=True)
    if as_json:
        print_json(sheet.as_json())
    elif not (xlsx or pdf):
        print_sheet(sheet)


def print_sheet(sheet: Sheet) -> None:
    """The sheet as a table on the terminal, with what is to be said about it."""
    console = Console(highlight=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = WIDTH_OF_A_FILE
    room = (console.width - ITEM_WIDTH) // FIGURE_WIDTH - 2
    parts = sheet.parts if len(sheet.parts) <= room else []
    cutoff = f"{clock.in_local(sheet.cutoff_at):%Y-%m-%d %H:%M}"
    table = Table(
        title=f"{escape(str(sheet.area))} · {Term('Daily report', '疫情防控日报表')} · {sheet.span.day}",
        caption=f"{Term('Figures up to', '截止时间')} {cutoff}",
        box=SIMPLE_HEAD,
    )
    table.add_column(str(Term("Item", "项目")), no_wrap=True, min_width=ITEM_WIDTH)
    for area in [sheet.area, *parts]:
        table.add_column(f"{escape(str(area))}\n{_state(sheet, area)}", justify="right")
        if area is sheet.area:
            table.add_column(str(Term("day before", "上期")), justify="right")
    for group in GROUPS:
        table.add_section()
        table.add_row(f"[bold]{escape(str(group.title))}[/bold]")
        for item in group.items:
            values = [sheet.shown(sheet.area.code, item.code), sheet.yesterday.get(item.code)]
            values += [sheet.shown(part.code, item.code) for part in parts]
            cells = [str(UNKNOWN) if value is None else str(value) for value in values]
            table.add_row(f"  {group.heading(item)}", *cells)
    console.print(table)
    for note in notes_of(sheet):
        console.print(f"! {note}", markup=False)


def _state(sheet: Sheet, area: Area) -> str:
    state = sheet.states.get(area.code)
    return str(state.term if state else NONE_OWED)
