"""The daily sheet on the screen: figures with their records, states of the units below, checks, what is still owed."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from django.http import HttpResponse
from django.urls import reverse

from menshen.domains.reporting.interface import (
    GROUPS,
    ITEMS,
    Sheet,
    corrected_from,
    daily_report_pdf,
    daily_sheet,
    item,
    notes_of,
    write_daily_sheet,
)
from menshen.domains.reporting.vocabulary import CheckResult, Permission, ReportState
from menshen.gateway.api.figures import readable_area
from menshen.gateway.desk.exports import XLSX
from menshen.gateway.desk.ledgers import day_from
from menshen.gateway.desk.links import action_url, figure_url
from menshen.gateway.desk.parts import Badge, Check, Link, Notice, Report, SheetCell, SheetGroup, SheetRow, Todo
from menshen.gateway.desk.shell import desk_page, draw, viewer_of
from menshen.kernel.base import clock
from menshen.kernel.base.problems import not_found
from menshen.kernel.base.terms import Term
from menshen.kernel.scope.codes import ancestors_of
from menshen.kernel.scope.models import Area
from menshen.kernel.scope.queries import subtree

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.http import HttpRequest

    from menshen.domains.reporting.models import Submission
    from menshen.kernel.scope.viewers import Viewer

TONES = {
    ReportState.DUE: "info",
    ReportState.MISSING: "wrong",
    ReportState.LATE: "due",
    ReportState.SUBMITTED_ZERO: "good",
    ReportState.SUBMITTED_VALUES: "good",
}
NOT_OWED = Badge(Term("No report owed", "无应报"), "plain")


@desk_page
def report(request: HttpRequest) -> HttpResponse:
    """The sheet of an area and day; `format=xlsx` gives the workbook, `format=pdf` the paper."""
    viewer, now = viewer_of(request), clock.now()
    area, day = area_asked(request, viewer), day_from(request.GET.get("day", ""))
    sheet = daily_sheet(area, day, at=now)
    if request.GET.get("format") == "xlsx":
        return _workbook(sheet)
    if request.GET.get("format") == "pdf":
        return _file(sheet, daily_report_pdf(sheet, at=now), "pdf", "application/pdf")
    handed_in = sheet.handed_in
    shown = Report(
        area=str(area),
        day=day,
        badge=_badge(sheet.states.get(area.code)),
        groups=[SheetGroup(group.title, [group.heading(item) for item in group.items]) for group in GROUPS],
        rows=_rows(sheet),
        previous_url=_url(area.code, day - timedelta(days=1)),
        next_url=_url(area.code, day + timedelta(days=1)) if day < clock.today() else "",
        cutoff=sheet.cutoff_at,
        as_of=now,
        version=handed_in.version if handed_in else 0,
        signed=_signed(handed_in) if handed_in else "",
        notices=[Notice(note, "due") for note in notes_of(sheet)],
        checks=_checks(sheet),
        chase=_chase(sheet, viewer),
    )
    title = Term(f"Daily report · {area}", f"疫情防控日报 · {area.name}")
    return draw(
        request,
        "desk/report.html",
        title,
        report=shown,
        links=_links(sheet, viewer, now),
        crumbs=_crumbs(viewer, area, day),
    )


def area_asked(request: HttpRequest, viewer: Viewer) -> Area:
    """The area of the address; without one the viewer's own, for who reads the whole tree its first area."""
    if code := request.GET.get("area"):
        return readable_area(viewer, code)
    for code in viewer.areas(Permission.REPORT_READ):
        if area := subtree(code).order_by("code").first():
            return area
    raise not_found()


def _signed(version: Submission) -> Term | str:
    if version.signed_by is None:
        return ""
    name = version.signed_by.display_name
    return Term(f"signed by {name}", f"{name}已审核签字")


def _url(area: str, day: date) -> str:
    return f"{reverse('desk:report')}?{urlencode({'area': area, 'day': day.isoformat()})}"


def _badge(state: ReportState | None) -> Badge:
    return Badge(state.term, TONES[state]) if state else NOT_OWED  # type: ignore[arg-type]


def _rows(sheet: Sheet) -> list[SheetRow]:
    """The area itself first, with the change since yesterday, then its parts."""
    cells = [
        SheetCell(
            sheet.shown(sheet.area.code, item.code),
            figure_url(item.code, sheet.area.code, sheet.span),
            _change(sheet, item.code),
        )
        for item in ITEMS
    ]
    rows = [SheetRow(str(sheet.area), cells, "", 0, _badge(sheet.states.get(sheet.area.code)), total=True)]
    for part in sheet.parts:
        state = sheet.states.get(part.code)
        cells = [
            SheetCell(sheet.shown(part.code, item.code), figure_url(item.code, part.code, sheet.span)) for item in ITEMS
        ]
        rows.append(SheetRow(str(part), cells, _url(part.code, sheet.span.day), 1, _badge(state) if state else None))
    return rows


def _change(sheet: Sheet, code: str) -> int | None:
    now, before = sheet.figures.get(code), sheet.yesterday.get(code)
    return None if now is None or before is None or now == before else now - before


def _checks(sheet: Sheet) -> list[Check]:
    """The identities of orders one by one; sums of parts only where one does not hold."""
    shown = []
    held = 0
    for check in sheet.checks:
        met = check.decision.verdict is CheckResult.HOLDS
        if check.kind == "sum of the parts" and met:
            held += 1
            continue
        reason = check.decision.reasons[0].term
        title = item(check.figure).indicator.title
        shown.append(Check(Term(f"{title.en}: {reason.en}", f"{title.zh}：{reason.zh}"), met))
    if held:
        shown.append(
            Check(Term(f"{held} figures equal the sum of the units below", f"{held} 项等于下级合计"), met=True)
        )
    return shown


def _chase(sheet: Sheet, viewer: Viewer) -> list[Todo]:
    """Units below that have not reported; the missing ones with the reminder, for who may send it."""
    todos = []
    for part in sheet.parts:
        standing = sheet.standings.get(part.code)
        if standing is None or standing.state.is_in:
            continue
        may = standing.state is ReportState.MISSING and viewer.may(Permission.REPORT_CHASE, part.code)
        url = action_url("reporting.chase_report", report=standing.due.pk) if may else _url(part.code, sheet.span.day)
        note = Term("Open to send a reminder", "点开即可催报") if may else ""
        todos.append(Todo(str(part), url, note, _badge(standing.state)))
    return todos


def _links(sheet: Sheet, viewer: Viewer, now: datetime) -> list[Link]:
    """The sheet to take away, and what the viewer may do with the report as it stands."""
    code, day = sheet.area.code, sheet.span.day
    links = [
        Link(Term("Excel workbook", "Excel 日报表"), f"{_url(code, day)}&format=xlsx", "download"),
        Link(Term("Paper (PDF)", "日报（PDF）"), f"{_url(code, day)}&format=pdf", "file-text"),
        Link(Term("Work report", "工作情况报告"), f"{reverse('desk:work_report')}?area={code}&to={day}", "report"),
    ]
    standing = sheet.standings.get(code)
    if standing is None:
        return links
    if standing.newest is None:
        if viewer.may(Permission.REPORT_SUBMIT, code) and now >= standing.due.cutoff_at:
            url = action_url("reporting.submit_report", area=code, day=day.isoformat())
            links.append(Link(Term("Submit", "上报"), url, "send", primary=True))
        return links
    if viewer.may(Permission.REPORT_CORRECT, corrected_from(code, locked=standing.locked)):
        url = action_url("reporting.correct_report", report=standing.due.pk)
        links.append(Link(Term("Correct", "更正"), url, "pencil"))
    if standing.newest.locked_at is None and viewer.may(Permission.REPORT_SIGN, code):
        url = action_url("reporting.sign_report", report=standing.due.pk, version=standing.newest.version)
        links.append(Link(Term("Sign and lock", "审核签字"), url, "lock", primary=True))
    return links


def _crumbs(viewer: Viewer, area: Area, day: date) -> list[Link]:
    above = [code for code in reversed(ancestors_of(area.code)) if viewer.may(Permission.REPORT_READ, code)]
    names = {one.code: str(one) for one in Area.objects.filter(code__in=above)}
    return [Link(names[code], _url(code, day)) for code in above if code in names]


def _workbook(sheet: Sheet) -> HttpResponse:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "daily.xlsx"
        write_daily_sheet(sheet, path)
        return _file(sheet, path.read_bytes(), "xlsx", XLSX)


def _file(sheet: Sheet, content: bytes, ending: str, kind: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    name = quote(f"{sheet.area.name}_疫情防控日报表_{sheet.span.day}.{ending}")
    answer["Content-Disposition"] = f"attachment; filename=\"daily-{sheet.span.day}.{ending}\"; filename*=UTF-8''{name}"
    return answer
