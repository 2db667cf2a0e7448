"""Closing areas, and where they lie on a map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from django.apps import apps
from django.db.models import Exists, OuterRef, Value
from django.db.models.functions import Concat
from pydantic import AfterValidator, Field

from menshen.kernel.actions.declaration import Command, Label, Outcome, action
from menshen.kernel.actions.fields import Widget
from menshen.kernel.actions.types import AreaCode, Text
from menshen.kernel.administration.vocabulary import Kind, Permission, Problem
from menshen.kernel.base.clock import day_of
from menshen.kernel.base.terms import Term
from menshen.kernel.scope.models import Area, AreaOutline, Grant, Scoped
from menshen.kernel.scope.outlines import geometry_of
from menshen.kernel.scope.viewers import PLATFORM, acting

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from menshen.kernel.scope.viewers import Viewer


class CloseArea(Command):
    """An area is dissolved. What was recorded in it stays where it is."""

    area: Annotated[AreaCode, Label("Area", "辖区")]


@action(
    "scope.close_area",
    kind=Kind.AREA_CLOSED,
    permission=Permission.AREA_MANAGE,
    command=CloseArea,
    title=Term("Close area", "停用区划网格"),
    areas_of=lambda commands: [command.area for command in commands],  # one that is closed already is known
)
def close_area(commands: list[CloseArea], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001  an action's signature
    """Close areas in which nothing is open, nobody lives and nobody works any more."""
    codes = {command.area for command in commands}
    areas = {area.code: area for area in Area.objects.select_for_update().filter(code__in=codes).order_by("code")}
    lived_in, worked_in, divided = _lived_in(codes), _worked_in(codes, at), _divided(codes)
    outcomes = []
    for command in commands:
        area = areas.get(command.area)
        if area is None:
            outcomes.append(Outcome.refused(Problem.AREA_UNKNOWN, on="area", status=404))
        elif area.closed_on:
            outcomes.append(Outcome.known(Area, area.pk))
        elif area.code in divided:
            outcomes.append(Outcome.refused(Problem.AREA_DIVIDED, on="area", name=area.name))
        elif area.code in lived_in:
            outcomes.append(Outcome.refused(Problem.AREA_LIVED_IN, on="area", name=area.name))
        elif area.code in worked_in:
            outcomes.append(Outcome.refused(Problem.AREA_WORKED_IN, on="area", name=area.name))
        else:
            area.closed_on = day_of(at)
            outcomes.append(Outcome.done(Area, area.pk, area.code))
    Area.objects.bulk_update(list(areas.values()), ["closed_on"])
    return outcomes


def _divided(codes: Collection[str]) -> set[str]:
    """Those with an open area below."""
    below = Area.objects.filter(
        closed_on__isnull=True, code__gt=OuterRef("code"), code__lt=Concat(OuterRef("code"), Value(":"))
    )
    return set(Area.objects.filter(Exists(below), code__in=codes).values_list("code", flat=True))


def _lived_in(codes: Collection[str]) -> set[str]:
    """Those in which a record lies that needs an open area, as people do."""
    found: set[str] = set()
    with acting(PLATFORM):
        for model in apps.get_models():
            if issubclass(model, Scoped) and getattr(model, "keeps_area_open", False):
                found.update(model.objects.filter(area_id__in=codes).values_list("area_id", flat=True).distinct())
    return found


def _worked_in(codes: Collection[str], at: datetime) -> set[str]:
    """Those for which somebody holds a role today or later."""
    ended = Grant.objects.filter(area_id__in=codes).exclude(valid_until__lte=day_of(at))
    return {str(code) for code in ended.values_list("area_id", flat=True)}


def _geometry(text: str) -> str:
    geometry_of(text)
    return text


class DrawOutline(Command):
    """Where an area lies, as a GeoJSON geometry in degrees."""

    area: Annotated[AreaCode, Label("Area", "辖区")]
    outline: Annotated[
        Text,
        Field(max_length=2_000_000),
        AfterValidator(_geometry),
        Widget("text"),
        Label("Outline (GeoJSON geometry)", "边界（GeoJSON 几何）"),
    ]


@action(
    "scope.draw_outline",
    kind=Kind.AREA_OUTLINED,
    permission=Permission.AREA_MANAGE,
    command=DrawOutline,
    title=Term("Draw outline", "导入辖区边界"),
)
def draw_outline(commands: list[DrawOutline], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001  an action's signature
    """Keep the outlines; a new one takes the place of the old."""
    areas = dict(Area.objects.filter(code__in=[command.area for command in commands]).values_list("code", "pk"))
    held = {one.area_id: one for one in AreaOutline.objects.filter(area__in=list(areas))}
    outcomes, fresh, changed = [], {}, {}
    for command in commands:
        geometry = geometry_of(command.outline)
        known = held.get(command.area)
        if known is not None and known.geometry == _as_kept(geometry):
            outcomes.append(Outcome.known(Area, areas[command.area]))
            continue
        if known is None:
            known = held[command.area] = fresh[command.area] = AreaOutline(area_id=command.area)
        elif command.area not in fresh:
            changed[command.area] = known
        known.geometry = _as_kept(geometry)
        outcomes.append(Outcome.done(Area, areas[command.area], command.area))
    AreaOutline.objects.bulk_create(fresh.values())
    AreaOutline.objects.bulk_update(changed.values(), ["geometry"])
    return outcomes


def _as_kept(value: object) -> object:
    """With lists for tuples, as JSON gives it back."""
    if isinstance(value, dict):
        return {name: _as_kept(part) for name, part in value.items()}
    return [_as_kept(part) for part in value] if isinstance(value, (list, tuple)) else value
