"""Who am I, the area tree, the daily report, and the records behind a figure."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from django.http import HttpRequest  # noqa: TC002  read by ninja at run time
from ninja import Query, Schema
from pydantic import Field, StringConstraints

from menshen.domains.reporting.interface import daily_sheet, span_of
from menshen.domains.reporting.vocabulary import Permission
from menshen.gateway.api.answers import PROBLEMS
from menshen.kernel.base import clock
from menshen.kernel.base.modules import find
from menshen.kernel.base.problems import not_found
from menshen.kernel.indicators.declaration import Span
from menshen.kernel.indicators.filling import listed, records
from menshen.kernel.ledgers.table import MAX_PAGE_SIZE, PAGE_SIZE
from menshen.kernel.scope.codes import children_level, level_of
from menshen.kernel.scope.models import Area
from menshen.kernel.scope.queries import children
from menshen.kernel.scope.viewers import acting

if TYPE_CHECKING:
    from ninja import NinjaAPI

    from menshen.kernel.scope.viewers import Viewer

Code = Annotated[str, StringConstraints(pattern=r"^[0-9]{2,24}$")]
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2200, 1, 1))]


class Grant(Schema):
    role: str
    area: str


class Me(Schema):
    """The one who asks, with the roles that hold today."""

    name: str
    grants: list[Grant]


class AreaRow(Schema):
    code: str
    level: str
    name: str


class Records(Schema):
    """`ids` of the records that a figure counts, of the type `record`; the figure itself is `count`.

    A list by origin names nobody whose place no list in force names any more; the figure stays.
    """

    code: str
    area: str
    day: date
    record: str
    ledger: str | None
    count: int
    ids: list[int]


def add_to(api: NinjaAPI) -> None:
    api.get("/me", response={200: Me, **PROBLEMS}, tags=["scope"], summary="Who am I")(_me)
    api.get("/areas", response={200: list[AreaRow], **PROBLEMS}, tags=["scope"], summary="Areas below one")(_areas)
    api.get("/reports/daily", response={200: dict[str, Any], **PROBLEMS}, tags=["reporting"], summary="Daily report")(
        _daily
    )
    api.get(
        "/figures/{code}/records",
        response={200: Records, **PROBLEMS},
        tags=["reporting"],
        summary="The records behind a figure",
    )(_records)


def _me(request: HttpRequest) -> dict[str, Any]:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return {"name": viewer.name, "grants": [{"role": held.role, "area": held.area} for held in viewer.held]}


def _areas(request: HttpRequest, under: Code | None = None) -> list[Area]:
    """The areas directly below `under`; without it, the topmost of the asker."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    if under is None:
        return list(Area.objects.filter(code__in=viewer.areas()))
    if not any(under.startswith(code) for code in viewer.areas()) or not Area.objects.filter(code=under).exists():
        raise not_found()
    below = children_level(level_of(under))
    return list(children(under, below)) if below else []


def _daily(request: HttpRequest, area: Code, day: Day | None = None) -> dict[str, Any]:
    """The daily sheet of an area and its parts: codes to numbers, null where a figure is not known."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    sheet = daily_sheet(readable_area(viewer, area), day or clock.today(), at=clock.now())
    return sheet.as_json()


def _records(
    request: HttpRequest,
    code: str,
    area: Code,
    day: Day | None = None,
    cutoff: Annotated[int | None, Query(ge=1, le=24)] = None,
    size: Annotated[int, Query(ge=1, le=MAX_PAGE_SIZE)] = PAGE_SIZE,
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> dict[str, Any]:
    """The very records that the figure counts, as far as the asker may see them.

    `cutoff` is the hour of the report in which the figure stands; without it, the one in force for the area.
    """
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    indicator = find("indicators", code)
    if indicator is None:
        raise not_found()
    place = readable_area(viewer, area)
    when = day or clock.today()
    span = Span(when, cutoff) if cutoff else span_of(place.code, when)
    with acting(viewer):
        rows = listed(indicator, span, place.code, on=clock.today()).order_by("pk")
        ids = list(rows.values_list("pk", flat=True)[(page - 1) * size : page * size])
        count = records(indicator, span, place.code).aggregate(total=indicator.value)["total"] or 0
    return {
        "code": code,
        "area": place.code,
        "day": when,
        "record": rows.model._meta.label,
        "ledger": indicator.ledger,
        "count": count,
        "ids": ids,
    }


def readable_area(viewer: Viewer, code: str) -> Area:
    """The area, for who may read its reports; 'not yours' and 'not there' answer alike."""
    area = Area.objects.filter(code=code).first()
    if area is None or not viewer.may(Permission.REPORT_READ, area.code):
        raise not_found()
    return area
