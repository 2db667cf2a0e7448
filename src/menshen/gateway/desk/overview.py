"""The town at a glance: its figures beside yesterday's, a map of its grids, and how the last fortnight went."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse

from menshen.domains.quarantine.interface import MEASURES
from menshen.domains.quarantine.vocabulary import Permission as Quarantine
from menshen.domains.reporting.interface import daily_sheet
from menshen.domains.reporting.vocabulary import Permission as Reporting
from menshen.gateway.api.figures import readable_area
from menshen.gateway.desk.home import figures_of
from menshen.gateway.desk.ledgers import ledger_url
from menshen.gateway.desk.links import figure_url
from menshen.gateway.desk.parts import Chart, Link, Map, MapArea, Notice, Series
from menshen.gateway.desk.shell import desk_page, draw, viewer_of
from menshen.kernel.administration.vocabulary import Permission as Scope
from menshen.kernel.base import clock
from menshen.kernel.base.modules import find
from menshen.kernel.base.problems import not_found
from menshen.kernel.base.terms import Term
from menshen.kernel.indicators.declaration import Span
from menshen.kernel.indicators.filling import values, values_of_days
from menshen.kernel.scope.codes import Level, ancestors_of, children_level, level_of
from menshen.kernel.scope.models import Area, AreaOutline
from menshen.kernel.scope.outlines import tiles
from menshen.kernel.scope.queries import children, subtree
from menshen.kernel.scope.viewers import PLATFORM, acting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from menshen.domains.reporting.interface import Sheet
    from menshen.kernel.scope.viewers import Viewer

MOST_ON_A_MAP = 400
DAYS = 14
NOT_REACHED = "screening.not_reached"
IN_FORCE = tuple(f"quarantine.{measure.value}.in_force" for measure in MEASURES)
TRENDS = ("screening.arrivals_new", NOT_REACHED, *IN_FORCE)
COLOURS = {
    "not_reached": Term("Households not reached", "未联系上的住户"),
    "in_force": Term("People under an order", "在管人员"),
}
NO_OUTLINES = Term(
    "These areas have no outline yet, so each is a tile in the order of its code.",
    "这些辖区尚未导入边界，按代码顺序以方格表示。",
)


@desk_page
def overview(request: HttpRequest) -> HttpResponse:
    """The area of the address, or the viewer's own; coloured by what the switch says."""
    viewer, now = viewer_of(request), clock.now()
    area = _asked(request, viewer)
    sheet = daily_sheet(area, now.date(), at=now)
    shown = request.GET.get("colour", "")
    shown = shown if shown in COLOURS else next(iter(COLOURS))
    drawn = _map(viewer, sheet, shown)
    charts = [chart for chart in (_trend(sheet),) if any(any(v is not None for v in s.values) for s in chart.series)]
    notices = [] if drawn.geography or not drawn.areas else [_notice(viewer)]
    return draw(
        request,
        "desk/overview.html",
        Term(f"Overview · {area}", f"辖区总览 · {area.name}"),
        crumbs=_crumbs(viewer, area),
        figures=figures_of(sheet),
        figures_as_of=now,
        map=drawn,
        charts=charts,
        notices=notices,
    )


def _asked(request: HttpRequest, viewer: Viewer) -> Area:
    if code := request.GET.get("area"):
        return readable_area(viewer, code)
    for code in viewer.areas(Reporting.REPORT_READ):
        if area := subtree(code).order_by("code").first():
            return area
    raise not_found()


def _url(code: str, shown: str) -> str:
    return f"{reverse('desk:overview')}?{urlencode({'area': code, 'colour': shown})}"


def _notice(viewer: Viewer) -> Notice:
    link = None
    if viewer.has(Scope.AREA_MANAGE):
        link = Link(Term("Bring in outlines", "导入边界"), reverse("desk:outlines"))
    return Notice(NO_OUTLINES, "info", link)


def _places(area: Area) -> list[Area]:
    """The grids of the area; of a large one the finest parts that a map can still show. A grid is its own map."""
    level: Level | None = Level.GRID
    if len(area.code) >= len("0" * 15):  # a grid, or a part of one
        return [area]
    while level is not None and level != level_of(area.code):
        found = list(children(area.code, level)[: MOST_ON_A_MAP + 1])
        if found and len(found) <= MOST_ON_A_MAP:
            return found
        level = _above(level)
    return [area]


def _above(level: Level) -> Level | None:
    return next((upper for upper in Level if children_level(upper) is level), None)


def _map(viewer: Viewer, sheet: Sheet, shown: str) -> Map:
    places = _places(sheet.area)
    codes = [place.code for place in places]
    with acting(PLATFORM):  # numbers of areas that the caller may read contain no person
        known = values([NOT_REACHED, *IN_FORCE], sheet.span, codes)
    areas = [
        MapArea(
            place.code,
            str(place),
            (figures.get(NOT_REACHED), _sum([figures.get(code) for code in IN_FORCE])),
            _url(place.code, shown) if place.code != sheet.area.code else "",
            (figure_url(NOT_REACHED, place.code, sheet.span), _orders_url(viewer, place.code)),
        )
        for place in places
        for figures in (known[place.code],)
    ]
    outlines = {
        one.area.code: one.geometry for one in AreaOutline.objects.filter(area__in=places).select_related("area")
    }
    geography = len(outlines) == len(codes)
    at = list(COLOURS).index(shown)
    return Map(
        "map",
        COLOURS[shown],
        tuple(COLOURS.values()),
        areas,
        outlines if geography else tiles(codes),
        [Link(title, _url(sheet.area.code, code), primary=code == shown) for code, title in COLOURS.items()],
        at,
        geography,
        Map.limits_of([area.values[at] for area in areas]),
    )


def _sum(parts: Sequence[int | None]) -> int | None:
    """Unknown where a part is unknown."""
    known = [part for part in parts if part is not None]
    return sum(known) if len(known) == len(parts) else None


def _orders_url(viewer: Viewer, code: str) -> str:
    return ledger_url("quarantine.under_order", area=code) if viewer.has(Quarantine.ORDER_READ) else ""


def _trend(sheet: Sheet) -> Chart:
    """As the figures of those days stand; a day that nobody computed is a gap."""
    first = sheet.span.day - timedelta(days=DAYS - 1)
    spans = [Span(first + timedelta(days=count), sheet.span.cutoff_hour) for count in range(DAYS)]
    with acting(PLATFORM):
        held = values_of_days(TRENDS, spans, [sheet.area.code])
    lines = [held[span][sheet.area.code] for span in spans]
    under = Series(COLOURS["in_force"], [_sum([line.get(code) for code in IN_FORCE]) for line in lines])
    others = [
        Series(indicator.title, [line.get(code) for line in lines])
        for code in (NOT_REACHED, "screening.arrivals_new")
        if (indicator := find("indicators", code))
    ]
    days = [f"{span.day:%m-%d}" for span in spans]
    return Chart("trend", Term("The last fourteen days", "近十四天"), days, [under, *others])


def _crumbs(viewer: Viewer, area: Area) -> list[Link]:
    above = [code for code in reversed(ancestors_of(area.code)) if viewer.may(Reporting.REPORT_READ, code)]
    names = {one.code: str(one) for one in Area.objects.filter(code__in=above)}
    return [Link(names[code], _url(code, "")) for code in above if code in names]
