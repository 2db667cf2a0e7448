"""The daily sheet on the screen: figures with their records, states of the units below, checks, what is still owed."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from django.http import HttpResponse
from django.urls import reverse

from menshen.domains.reporting.interface import GROUPS, ITEMS, Sheet, daily_sheet, write_daily_sheet
from menshen.domains.reporting.models import ReportDue
from menshen.domains.reporting.vocabulary import CheckResult, Permission, ReportState
from menshen.gateway.api.figures import readable_area
from menshen.gateway.desk.ledgers import XLSX, day_from
from menshen.gateway.desk.links import action_url, figure_url
from menshen.gateway.desk.parts import Badge, Check, Link, Report, SheetCell, SheetGroup, SheetRow, Todo
from menshen.gateway.desk.shell import desk_page, draw, viewer_of
from menshen.kernel.base import clock
from menshen.kernel.base.modules import find
from menshen.kernel.base.problems import not_found
from menshen.kernel.base.terms import Term
from menshen.kernel.scope.codes import ancestors_of
from menshen.kernel.scope.models import Area

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest

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
    """The sheet of an area and day; `format=xlsx` gives the workbook."""
    viewer = viewer_of(request)
    home = next((code for code in viewer.areas(Permission.REPORT_READ) if code), None)
    code = request.GET.get("area") or home
    if code is None:
        raise not_found()
    area, day = readable_area(viewer, code), day_from(request.GET.get("day", ""))
    sheet = daily_sheet(area, day, at=clock.now())
    if request.GET.get("format") == "xlsx":
        return _workbook(sheet)
    shown = Report(
        area=str(area),
        day=day,
        badge=_badge(sheet.states.get(area.code)),
        groups=[SheetGroup(group.title, [_short(item.code) for item in group.items]) for group in GROUPS],
        rows=_rows(sheet, day),
        previous_url=_url(area.code, day - timedelta(days=1)),
        next_url=_url(area.code, day + timedelta(days=1)) if day < clock.today() else "",
        cutoff=sheet.cutoff_at,
        as_of=clock.now(),
        checks=_checks(sheet),
        chase=_chase(sheet, viewer, day),
    )
    title = Term(f"Daily report · {area.name}", f"疫情防控日报 · {area.name}")
    return draw(
        request,
        "desk/report.html",
        title,
        report=shown,
        links=_links(viewer, area, day),
        crumbs=_crumbs(viewer, area, day),
    )


def _short(code: str) -> Term:
    declared = find("indicators", code)
    title: Term = declared.title if declared else Term(code, code)
    return title


def _url(area: str, day: date) -> str:
    return f"{reverse('desk:report')}?{urlencode({'area': area, 'day': day.isoformat()})}"


def _badge(state: ReportState | None) -> Badge:
    return Badge(state.term, TONES[state]) if state else NOT_OWED  # type: ignore[arg-type]


def _rows(sheet: Sheet, day: date) -> list[SheetRow]:
    """The area itself first, with the change since yesterday, then its parts."""
    cells = [
        SheetCell(
            sheet.shown(sheet.area.code, item.code),
            figure_url(item.code, sheet.area.code, day),
            _change(sheet, item.code),
        )
        for item in ITEMS
    ]
    rows = [SheetRow(str(sheet.area), cells, "", 0, _badge(sheet.states.get(sheet.area.code)), total=True)]
    for part in sheet.parts:
        state = sheet.states.get(part.code)
        rows.append(
            SheetRow(
                str(part),
                [SheetCell(sheet.shown(part.code, item.code), figure_url(item.code, part.code, day)) for item in ITEMS],
                _url(part.code, day),
                1,
                _badge(state) if state else None,
            )
        )
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
        title = _short(check.figure)
        shown.append(Check(Term(f"{title.en}: {reason.en}", f"{title.zh}：{reason.zh}"), met))
    if held:
        shown.append(
            Check(Term(f"{held} figures equal the sum of the units below", f"{held} 项等于下级合计"), met=True)
        )
    return shown


def _chase(sheet: Sheet, viewer: Viewer, day: date) -> list[Todo]:
    """Units below whose report is missing, with the reminder for who may send it."""
    missing = [part for part in sheet.parts if sheet.states.get(part.code) in (ReportState.MISSING, ReportState.DUE)]
    owed = dict(
        ReportDue.objects.filter(area_id__in=[part.code for part in missing], day=day).values_list("area_id", "pk")
    )
    may = viewer.has(Permission.REPORT_CHASE)
    return [
        Todo(
            str(part),
            action_url("reporting.chase_report", report=owed[part.code]) if may else _url(part.code, day),
            badge=_badge(sheet.states.get(part.code)),
        )
        for part in missing
        if part.code in owed
    ]


def _links(viewer: Viewer, area: Area, day: date) -> list[Link]:
    links = [Link(Term("Excel workbook", "Excel 日报表"), f"{_url(area.code, day)}&format=xlsx", "download")]
    due = ReportDue.objects.filter(area_id=area.code, day=day).first()
    if due and viewer.may(Permission.REPORT_SIGN, area.code):
        links.append(
            Link(Term("Sign and lock", "审核签字"), action_url("reporting.sign_report", report=due.pk), "lock")
        )
    if due and viewer.may(Permission.REPORT_SUBMIT, area.code):
        links.append(
            Link(
                Term("Submit", "上报"),
                action_url("reporting.submit_report", area=area.code, day=day.isoformat()),
                "send",
                primary=True,
            )
        )
    return links


def _crumbs(viewer: Viewer, area: Area, day: date) -> list[Link]:
    above = [code for code in reversed(ancestors_of(area.code)) if viewer.may(Permission.REPORT_READ, code)]
    names = {one.code: str(one) for one in Area.objects.filter(code__in=above)}
    return [Link(names[code], _url(code, day)) for code in above if code in names]


def _workbook(sheet: Sheet) -> HttpResponse:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "daily.xlsx"
        write_daily_sheet(sheet, path)
        answer = HttpResponse(path.read_bytes(), content_type=XLSX)
    name = f"{sheet.area.name}_疫情防控日报表_{sheet.span.day}.xlsx"
    answer["Content-Disposition"] = (
        f"attachment; filename=\"daily-{sheet.span.day}.xlsx\"; filename*=UTF-8''{quote(name)}"
    )
    return answer
