"""Any ledger as a table: search, filters, sort, pages, export; and the records behind a figure as the same table."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models.functions import Length
from django.shortcuts import render
from django.urls import reverse

from menshen.domains.reporting.interface import span_of
from menshen.gateway.api.figures import readable_area
from menshen.gateway.desk.exports import exported
from menshen.gateway.desk.links import papers_links
from menshen.gateway.desk.parts import Cell, Chip, Column, Empty, Filter, Link, Notice, Option, Pages, Row, Table
from menshen.gateway.desk.shell import desk_page, draw, viewer_of
from menshen.kernel.base import clock
from menshen.kernel.base.clock import FIRST_YEAR, LAST_YEAR
from menshen.kernel.base.modules import find
from menshen.kernel.base.problems import CommonProblem, Refused, not_found
from menshen.kernel.base.terms import Term
from menshen.kernel.indicators.declaration import Span
from menshen.kernel.indicators.filling import ensure_filled, listed, values
from menshen.kernel.ledgers.columns import CellKind
from menshen.kernel.ledgers.table import COUNT_UP_TO, PAGE_SIZE, Page, Question, page_of
from menshen.kernel.scope.codes import LENGTHS, Level
from menshen.kernel.scope.models import Area
from menshen.kernel.scope.viewers import PLATFORM, acting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from menshen.gateway.desk.parts import Presence, Text
    from menshen.kernel.ledgers.columns import Column as LedgerColumn
    from menshen.kernel.ledgers.declaration import Ledger
    from menshen.kernel.scope.viewers import Viewer

RANGES = (CellKind.DATE, CellKind.DATETIME, CellKind.INTEGER, CellKind.DECIMAL)
MOST_AREAS = 300
PEOPLE_HINT = Term("Name, initials, phone tail, address", "姓名、拼音首字母、电话尾号、地址")


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
    return _shown(request, found, found.title, asked(request, found), links=_links(viewer, found))


def _shown(request: HttpRequest, found: Ledger, title: Term, question: Question, **context: Any) -> HttpResponse:
    """The whole page, only the rows for a swap, or all of the rows as a workbook."""
    viewer = viewer_of(request)
    if request.GET.get("format") == "xlsx":
        return exported(request, found, question)
    page = page_of(found, viewer, question)
    if not page.ids and page.count:  # the address of a page that was there before
        page = page_of(found, viewer, replace(question, page=page.pages))
    table = table_of(request, found, question, page)
    if request.headers.get("HX-Request-Type") == "partial":
        return render(request, "desk/components/table_results.html", {"table": table})
    return draw(request, "desk/ledger.html", title, table=table, **context)


@desk_page
def figure(request: HttpRequest, code: str) -> HttpResponse:
    """The records that a figure counts, in the columns of their ledger, as far as the viewer may see them."""
    viewer = viewer_of(request)
    indicator = find("indicators", code)
    if indicator is None:
        raise not_found()
    area = readable_area(viewer, request.GET.get("area", ""))
    day = day_from(request.GET.get("day", ""))
    span = Span(day, _cutoff(request)) if "cutoff" in request.GET else span_of(area.code, day)
    with acting(PLATFORM):  # the figure of an area that the viewer may read contains no person
        ensure_filled([indicator], span, at=clock.now())
        value = values([code], span, [area.code])[area.code].get(code)
    found: Ledger | None = find("ledgers", indicator.ledger) if indicator.ledger else None
    notice = Notice(
        Term(
            f"{indicator.title.en}: {'not known' if value is None else value} · {area}, {day}",
            f"{indicator.title.zh}：{'未知' if value is None else value} · {area.name}，{day:%Y-%m-%d}",
        )
    )
    if found is None or not viewer.has(found.permission):
        return draw(
            request, "desk/ledger.html", indicator.title, notices=[notice, _NO_LIST], table=_bare(indicator.title)
        )
    rows, ever = listed(indicator, span, area.code, on=clock.today()), found.ever or found.rows
    counted = replace(found, rows=lambda reader: ever(reader).filter(pk__in=rows.values(indicator.row)))
    question = replace(asked(request, found), area="")  # where a figure counts is not always where its record lies
    closed = indicator.listed is not None and (rows.aggregate(total=indicator.value)["total"] or 0) < (value or 0)
    return _shown(request, counted, indicator.title, question, notices=[notice, *([_CLOSED] if closed else [])])


def _cutoff(request: HttpRequest) -> int:
    """The cut-off hour of the address."""
    text = request.GET["cutoff"]
    if text.isdecimal() and len(text) < 3 and 1 <= int(text) <= 24:  # noqa: PLR2004  hours
        return int(text)
    detail = Term(f"“{text}” is not an hour from 1 to 24", f"“{text}”不是 1 至 24 时")
    raise Refused(CommonProblem.INVALID, status=422, field="cutoff", detail=detail)


_CLOSED = Notice(
    Term(
        "No list in force names some of these places any more: the number stays, the people are not listed by origin.",
        "部分地区已不在现行名单内：数字保留，不再按来源地列出人员。",
    ),
    "due",
)
_ENTERED = Term("Records appear as soon as something is entered or imported.", "录入或导入后会显示在这里。")
_BY_ITSELF = Term("It fills by itself as the work is done.", "办理业务后会自动显示在这里。")
_NO_LIST = Notice(Term("You may see the number, not the records.", "您可查看数字，无权查看明细。"), "due")


def _bare(title: Term) -> Table:
    return Table("figure", title, "", (), (), 0, empty=Empty(title))


def day_from(text: str) -> date:
    """The day of the address, or today; a text that is none is said to be none."""
    if not text:
        return clock.today()
    try:
        day = date.fromisoformat(text)
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ValueError(text)
        return day
    except ValueError:
        detail = Term(f"“{text}” is not a day like 2020-02-05", f"“{text}”不是日期，应如 2020-02-05")
        raise Refused(CommonProblem.INVALID, status=422, field="day", detail=detail) from None


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
        page=min(int(page), COUNT_UP_TO // PAGE_SIZE) if page.isdecimal() and len(page) < 8 else 1,  # noqa: PLR2004  longer is no page
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
    filters = [_filter(request, column) for column in page.columns if column.filter]
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
        url=request.path,
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
        filters=filters,
        chips=[chip for one in filters if (chip := _chip(request, one))],
        clear_url=_address(request, q=None, page=None, **dict.fromkeys(name for one in filters for name in one.sent)),
        kept=_kept(request, filters),
        exports=[
            Link(Term("Excel workbook", "Excel 表格"), _address(request, format="xlsx", page=None)),
            *papers_links(request.GET, found),
        ],
        empty=_empty(viewer_of(request), found),
    )


def _kept(request: HttpRequest, filters: Sequence[Filter]) -> list[tuple[str, str]]:
    """What the address says besides the filters, so that the next filter does not lose it."""
    sent = {name for one in filters for name in one.sent}
    return [
        (name, value)
        for name in ("sort", "area", "day", "cutoff")
        if name not in sent and (value := request.GET.get(name))
    ]


def _cell(column: LedgerColumn, value: Any) -> Cell:
    presence = presence_of(column, value)
    return Cell(presence=presence) if presence == "missing" else Cell(str(value), presence=presence)


def presence_of(column: LedgerColumn, value: Any) -> Presence:
    """Nothing recorded, hidden in part, or simply there."""
    if value in ("", None):
        return "missing"
    return "masked" if column.masked and "*" in str(value) else "known"


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
    elif column.choices:
        options = list(column.choices.items())
    else:
        return Filter(column.code, column.title, "text", chosen)
    return Filter(
        column.code,
        column.title,
        "select",
        chosen,
        [Option(code, word, code == chosen) for code, word in options],
    )


def _areas_below(viewer: Viewer) -> list[Area]:
    """Areas to choose from in the order of the tree: the viewer's own down to the grids, the upper of very many."""
    levels = [level.value for level, length in LENGTHS.items() if length <= LENGTHS[Level.GRID]]
    found: list[Area] = []
    for code in viewer.areas():
        inside = Area.objects.filter(code__gte=code, code__lt=code + ":", level__in=levels, closed_on__isnull=True)
        found += inside.order_by(Length("code"), "code")[:MOST_AREAS]
    return sorted(found, key=lambda area: area.code)


def _chip(request: HttpRequest, one: Filter) -> Chip | None:
    """What the filter says now, in words, and the address without it."""
    if one.kind in ("days", "numbers"):
        shown: Text = f"{one.start} – {one.end}".strip() if one.start or one.end else ""
    else:
        shown = next((option.label for option in one.options if option.chosen), one.value)
    if not shown:
        return None
    text = Term(f"{one.label}: {shown}", f"{one.label}：{shown}")
    return Chip(text, _address(request, page=None, **dict.fromkeys(one.sent)))


def _empty(viewer: Viewer, found: Ledger) -> Empty:
    links = []
    if found.imports and viewer.has(found.imports.action.permission):
        url = reverse("desk:import", args=[found.code])
        links.append(Link(Term("Import a workbook", "导入表格"), url, "upload", primary=True))
    entered = found.imports or found.offers
    return Empty(Term("Nothing here yet", "暂无记录"), _ENTERED if entered else _BY_ITSELF, links)


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
    """What can be done here by who looks: the import, the action behind it, and what else the ledger offers."""
    links = []
    offers = list(found.offers)
    if found.imports:
        offers.insert(0, found.imports.action)
        if viewer.has(found.imports.action.permission):
            links.append(Link(Term("Import Excel", "导入 Excel"), reverse("desk:import", args=[found.code]), "upload"))
    doable = [act for act in offers if viewer.has(act.permission)]
    links += [
        Link(act.title, reverse("desk:action", args=[act.code]), "" if place else "plus", primary=not place)
        for place, act in enumerate(doable)
    ]
    return links


def ledger_url(code: str, **query: str) -> str:
    return f"{reverse('desk:ledger', args=[code])}{'?' + urlencode(query) if query else ''}"
