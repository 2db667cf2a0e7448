"""`menshen report`: the daily report on the terminal, as JSON, as a workbook or on paper; the work report in Word."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from menshen.domains.reporting.interface import (
    GROUPS,
    Sheet,
    check_period,
    daily_report_pdf,
    daily_sheet,
    notes_of,
    shipped_form,
    work_form,
    work_report_docx,
    work_report_draft,
    work_report_pdf,
    work_sheet,
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


@report.command()
@click.option("--area", help="Area of the report: code or name.")
@click.option("--from", "first", type=DAY, help="First day; the first of the week that ends with the last by default.")
@click.option("--to", "last", type=DAY, help="Last day; today by default.")
@click.option("--docx", type=_FILE, help="Write it in Word, in the form of the office where it has one.")
@click.option("--pdf", type=_FILE, help="Write it on paper.")
@click.option("--english", is_flag=True, help="In English; the Chinese one is the official text.")
@click.option("--form", type=_FILE, help="Write the Word form that comes with the platform, to be edited.")
@as_option
@json_option
def work(
    area: str | None,
    first: date | None,
    last: date | None,
    docx: Path | None,
    pdf: Path | None,
    form: Path | None,
    username: str | None,
    *,
    english: bool,
    as_json: bool,
) -> None:
    """The work report of an area over some days: situation, measures taken, problems, next steps, sources."""
    spoken = "en" if english else "zh"
    if form:
        _written(form, shipped_form(spoken))
        if area is None:
            return
    if area is None:
        raise click.UsageError("Missing option '--area'.")
    code, viewer, now = area_code(area), viewer_for(username), clock.now()
    if not viewer.may(Permission.REPORT_READ, code):
        raise not_found()
    until = last or clock.today()
    begin = first or until - timedelta(days=6)
    check_period(begin, until, at=now)
    own = work_form(code)
    sheet = work_sheet(Area.objects.get(code=code), begin, until, at=now)
    paper = work_report_draft(sheet, template=own.pk if own else None, at=now)
    if docx:
        used = own if own and not english else None  # the forms of offices are Chinese
        content = bytes(used.content) if used else None
        _written(docx, work_report_docx(paper, form=content, asked=used.places if used else (), language=spoken))
    if pdf:
        _written(pdf, work_report_pdf(paper, language=spoken))
    if as_json:
        print_json(paper.data)
    elif not (docx or pdf or form):
        _print_work(paper.data, spoken)


def _written(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    click.echo(f"Written to {path}.", err=True)


def _print_work(data: dict[str, Any], spoken: str) -> None:
    """The report as text."""
    for number, section in enumerate(data["sections"], 1):
        click.echo(f"{number}. {section['title'][spoken]}")
        for item in section["items"]:
            click.echo(f"   {item['heading'][spoken]}: {item['text'][spoken]}")


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
