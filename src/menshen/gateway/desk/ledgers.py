"""Any ledger as a table: search, filters, sort, pages, export; and the records behind a figure as the same table."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from menshen.domains.reporting.interface import span_of
from menshen.gateway.api.figures import readable_area
from menshen.gateway.desk.parts import Cell, Chip, Column, Empty, Filter, Link, Notice, Option, Pages, Row, Table
from menshen.gateway.desk.shell import desk_page, draw, viewer_of
from menshen.kernel.base import clock
from menshen.kernel.base.modules import declared, find
from menshen.kernel.base.problems import CommonProblem, Refused, not_found
from menshen.kernel.base.terms import Term
from menshen.kernel.indicators.filling import records
from menshen.kernel.ledgers.columns import CellKind
from menshen.kernel.ledgers.exporting import export
from menshen.kernel.ledgers.table import COUNT_UP_TO, PAGE_SIZE, Page, Question, page_of
from menshen.kernel.scope.codes import LENGTHS, Level
from menshen.kernel.scope.models import Area

if TYPE_CHECKING:
    from django.http import HttpRequest

    from menshen.kernel.ledgers.columns import Column as LedgerColumn
    from menshen.kernel.ledgers.declaration import Ledger
    from menshen.kernel.scope.viewers import Viewer

RANGES = (CellKind.DATE, CellKind.DATETIME, CellKind.INTEGER, CellKind.DECIMAL)
MOST_AREAS = 300
PEOPLE_HINT = Term("Name, initials, phone tail, address", "姓名、拼音首字母、电话尾号、地址")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def readable_ledger(viewer: Viewer, code: str) -> Ledger:
    """The ledger, for who may read it."""
    ledger: Ledger | None = find("ledgers", code)
    if ledger is None or not viewer.has(ledger.permission):
        raise not_found()
    return ledger


@desk_page
def ledger(request: HttpRequest, code: str) -> HttpResponse:
    """One page of the ledger; `format=xlsx` gives all of what it shows as a workbook."""
    viewer = viewer_of(request)
    found = readable_ledger(viewer, code)
    question = asked(request, found)
    if request.GET.get("format") == "xlsx":
        return workbook(found, viewer, question)
    table = table_of(request, found, question, page_of(found, viewer, question))
    if request.headers.get("HX-Request-Type") == "partial":
        return render(request, "desk/components/table_results.html", {"table": table})
    return draw(request, "desk/ledger.html", found.title, table=table, links=_links(viewer, found))


@desk_page
def figure(request: HttpRequest, code: str) -> HttpResponse:
    """The records that a figure counts, in the columns of their ledger, as far as the viewer may see them."""
    viewer = viewer_of(request)
    indicator = find("indicators", code)
    if indicator is None:
        raise not_found()
    area = readable_area(viewer, request.GET.get("area", ""))
    day = day_from(request.GET.get("day", ""))
    rows = records(indicator, span_of(area.code, day), area.code)
    value = rows.aggregate(total=indicator.value)["total"] or 0
    found = find("ledgers", indicator.ledger) if indicator.ledger else None
    notice = Notice(
        Term(
            f"{indicator.title.en}: {value} · {area.name}, {day}",
            f"{indicator.title.zh}：{value} · {area.name}，{day:%Y-%m-%d}",
        )
    )
    if found is None or not viewer.has(found.permission):
        return draw(
            request, "desk/ledger.html", indicator.title, notices=[notice, _NO_LIST], table=_bare(indicator.title)
        )
    question = asked(request, found)
    numbers = rows.values("pk")
    narrowed = _narrowed(found, numbers)
    table = table_of(request, narrowed, question, page_of(narrowed, viewer, question))
    return draw(request, "desk/ledger.html", indicator.title, table=table, notices=[notice])


_NO_LIST = Notice(Term("You may see the number, not the records.", "您可查看数字，无权查看明细。"), "due")


def _bare(title: Term) -> Table:
    return Table("figure", title, "", (), (), 0, empty=Empty(title))


def _narrowed(found: Ledger, numbers: Any) -> Ledger:
    return replace(found, rows=lambda viewer: found.rows(viewer).filter(pk__in=numbers))


def day_from(text: str) -> date:
    """The day of the address, or today; a text that is none is said to be none."""
    if not text:
        return clock.today()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(
            CommonProblem.INVALID, status=422, field="day", detail=f"{text!r} is not a day like 2020-02-05"
        ) from None


def asked(request: HttpRequest, found: Ledger) -> Question:
    """The question in the address."""
    filters = {}
    for column in found.shown:
        if not column.filter:
            continue
        if column.kind in RANGES:
            start, end = request.GET.get(f"{column.code}_from", ""), request.GET.get(f"{column.code}_until", "")
            if start or end:
                filters[column.code] = _range(column, start, end)
        elif value := request.GET.get(column.code, ""):
            filters[column.code] = value
    page = request.GET.get("page", "1")
    return Question(
        search=request.GET.get("q", ""),
        area=request.GET.get("area", ""),
        filters=filters,
        sort=request.GET.get("sort", ""),
        page=int(page) if page.isdigit() and len(page) < 8 else 1,  # noqa: PLR2004  longer is no page
        size=PAGE_SIZE,
    )


def _range(column: LedgerColumn, start: str, end: str) -> str:
    """Both ends of a filter field are included; the table's ranges leave the end out."""
    if column.kind in (CellKind.DATE, CellKind.DATETIME) and end:
        try:
            end = date.fromordinal(date.fromisoformat(end).toordinal() + 1).isoformat()
        except ValueError:
            return f"{start}..{end}"
    elif column.kind is CellKind.INTEGER and end.lstrip("-").isdigit():
        end = str(int(end) + 1)
    return f"{start}..{end}"


def table_of(request: HttpRequest, found: Ledger, question: Question, page: Page) -> Table:
    """The page with its filters and the addresses of everything around it."""
    url = request.path
    columns = [
        Column(
            column.title,
            "number" if column.kind in (CellKind.INTEGER, CellKind.DECIMAL) else "text",
            _address(request, sort=f"-{column.code}" if question.sort == column.code else column.code, page=None)
            if column.sort
            else "",
            "ascending" if question.sort == column.code else "descending" if question.sort == f"-{column.code}" else "",
        )
        for column in page.columns
    ]
    rows = [
        Row(
            [_cell(column, value) for column, value in zip(page.columns, cells, strict=True)],
            reverse("desk:record", args=[found.code, number]),
            str(number),
        )
        for number, cells in zip(page.ids, page.rows, strict=True)
    ]
    capped = page.count > COUNT_UP_TO
    return Table(
        id="ledger",
        title=found.title,
        url=url,
        columns=columns,
        rows=rows,
        count=min(page.count, COUNT_UP_TO),
        more=capped,
        pages=Pages.of(
            min(page.count, COUNT_UP_TO),
            number=page.number,
            size=page.size,
            address=lambda number: _address(request, page=number),
        ),
        search=question.search if found.search or any(column.search for column in page.columns) else None,
        search_hint=PEOPLE_HINT if found.search else _hint(page.columns),
        filters=[_filter(request, column) for column in page.columns if column.filter],
        chips=_chips(request, page.columns),
        kept=[(name, value) for name in ("sort", "area", "day") if (value := request.GET.get(name))],
        exports=[Link(Term("Excel workbook", "Excel 表格"), _address(request, format="xlsx", page=None))],
        empty=_empty(found),
    )


def _cell(column: LedgerColumn, value: Any) -> Cell:
    if value in ("", None):
        return Cell(presence="missing")
    text = str(value)
    return Cell(text, presence="masked" if column.mask and "*" in text else "known")


def _hint(columns: tuple[LedgerColumn, ...]) -> Term:
    searched = [column.title for column in columns if column.search]
    return Term(", ".join(title.en for title in searched), "、".join(title.zh for title in searched))


def _filter(request: HttpRequest, column: LedgerColumn) -> Filter:
    if column.kind in RANGES:
        kind = "days" if column.kind in (CellKind.DATE, CellKind.DATETIME) else "numbers"
        start, end = request.GET.get(f"{column.code}_from", ""), request.GET.get(f"{column.code}_until", "")
        return Filter(column.code, column.title, kind, start=start, end=end)  # type: ignore[arg-type]
    chosen = request.GET.get(column.code, "")
    if column.kind is CellKind.BOOLEAN:
        options = [("1", Term("yes", "是")), ("0", Term("no", "否"))]
    elif column.kind is CellKind.AREA:
        options = [(area.code, str(area)) for area in _areas_below(viewer_of(request))]  # type: ignore[misc]
    elif column.vocabulary:
        options = [(member.value, member.term) for member in column.vocabulary]
    else:
        return Filter(column.code, column.title, "text", chosen)
    return Filter(
        column.code,
        column.title,
        "select",
        chosen,
        [Option("", Term("all", "全部"), not chosen), *(Option(code, word, code == chosen) for code, word in options)],
    )


def _areas_below(viewer: Viewer) -> list[Area]:
    """Areas to choose from: the viewer's own down to the grids."""
    levels = [level.value for level, length in LENGTHS.items() if length <= LENGTHS[Level.GRID]]
    found: list[Area] = []
    for code in viewer.areas():
        inside = Area.objects.filter(code__gte=code, code__lt=code + ":", level__in=levels, closed_on__isnull=True)
        found += list(inside.order_by("code")[:MOST_AREAS])
    return found


def _chips(request: HttpRequest, columns: tuple[LedgerColumn, ...]) -> list[Chip]:
    chips = []
    for column in columns:
        names = [column.code, f"{column.code}_from", f"{column.code}_until"]
        shown = " – ".join(value for name in names if (value := request.GET.get(name)))
        if column.filter and shown:
            word = next((m.term for m in column.vocabulary if m.value == shown), None) if column.vocabulary else None
            said = word or Term(shown, shown)
            text = Term(f"{column.title.en}: {said.en}", f"{column.title.zh}：{said.zh}")
            chips.append(Chip(text, _address(request, page=None, **dict.fromkeys(names))))
    return chips


def _empty(found: Ledger) -> Empty:
    links = []
    if found.imports:
        url = reverse("desk:import", args=[found.code])
        links.append(Link(Term("Import a workbook", "导入表格"), url, "upload", primary=True))
    return Empty(
        Term("Nothing here yet", "暂无记录"),
        Term("Records appear as soon as something is entered or imported.", "录入或导入后会显示在这里。"),
        links,
    )


def _address(request: HttpRequest, **changed: Any) -> str:
    """The present address with some query values changed; None takes one out."""
    query = request.GET.copy()
    for name, value in changed.items():
        if value is None:
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"{request.path}?{query.urlencode()}" if query else request.path


def _links(viewer: Viewer, found: Ledger) -> list[Link]:
    """What can be done here: the import, and the actions of the domain that name no record."""
    links = []
    if found.imports and viewer.has(found.imports.action.permission):
        links.append(Link(Term("Import Excel", "导入 Excel"), reverse("desk:import", args=[found.code]), "upload"))
        act = found.imports.action
        links.append(Link(act.title, reverse("desk:action", args=[act.code]), "plus", primary=True))
    return links


def workbook(found: Ledger, viewer: Viewer, question: Question) -> HttpResponse:
    """All rows of the question as a workbook, masked as on the screen."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.xlsx"
        export(found, viewer, question, path)
        answer = HttpResponse(path.read_bytes(), content_type=XLSX)
    name = f"{found.title.zh}_{clock.now():%Y%m%d_%H%M}.xlsx"
    answer["Content-Disposition"] = f"attachment; filename=\"{found.code}.xlsx\"; filename*=UTF-8''{quote(name)}"
    return answer


def ledger_of_action(code: str) -> Ledger | None:
    """The ledger whose rows the action writes, for the way back."""
    for found in declared("ledgers"):
        if found.imports and found.imports.action.code == code:
            ledger_found: Ledger = found
            return ledger_found
    return None


def ledger_url(code: str, **query: str) -> str:
    return f"{reverse('desk:ledger', args=[code])}{'?' + urlencode(query) if query else ''}"
