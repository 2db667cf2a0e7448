"""Administration of the area tree: from an area to those below it, what can be done with each, and who works there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from menshen.gateway import outlines as geojson
from menshen.gateway.desk.links import action_url
from menshen.gateway.desk.parts import Badge, Fact, Field, FieldGroup, Form, Link, Text, Todo
from menshen.gateway.desk.shell import desk_page, draw, viewer_of
from menshen.kernel.administration.vocabulary import Permission
from menshen.kernel.base import clock
from menshen.kernel.base.problems import Refused, not_found
from menshen.kernel.base.terms import Term
from menshen.kernel.scope.codes import Level, ancestors_of, children_level, contains, level_of
from menshen.kernel.scope.models import Area, AreaOutline, Grant
from menshen.kernel.scope.queries import subtree
from menshen.kernel.scope.roles import role

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse

    from menshen.kernel.scope.viewers import Viewer

NO_FILE = Term("Choose a GeoJSON file first.", "请先选择 GeoJSON 文件。")
TOO_LARGE = Term("The file is larger than 20 MB. Simplify the outlines.", "文件超过 20 MB，请先简化边界。")
TITLE = Term("Area tree", "区划树")


@dataclass(frozen=True, slots=True)
class Branch:
    """An area below, with how many lie under it."""

    name: str
    level: Text
    url: str
    below: int
    closed_on: object = None


@desk_page
def tree(request: HttpRequest) -> HttpResponse:
    """One area of the tree; without one in the address the viewer's own, or the uppermost."""
    viewer = viewer_of(request)
    if not viewer.has(Permission.AREA_READ):
        raise not_found()
    area = _asked(viewer, request.GET.get("area", ""))
    below = _below(area, viewer)
    return draw(
        request,
        "desk/tree.html",
        Term(f"{TITLE.en} · {area}", f"{TITLE.zh} · {area}") if area else TITLE,
        crumbs=_crumbs(viewer, area),
        links=_links(viewer, area),
        facts=_facts(area) if area else [],
        parts=below,
        people=_people(area) if area and viewer.may(Permission.ACTOR_MANAGE, area.code) else None,
    )


def _asked(viewer: Viewer, code: str) -> Area | None:
    """The area, where it is one of the viewer's; None is above all of them."""
    own = viewer.areas(Permission.AREA_READ)
    code = code or next(iter(own), "")
    if not code:
        return None
    found = Area.objects.filter(code=code).first()
    if found is None or not any(contains(one, code) for one in own):
        raise not_found()
    return found


def _url(code: str) -> str:
    return f"{reverse('desk:tree')}?{urlencode({'area': code})}"


def _below(area: Area | None, viewer: Viewer) -> list[Branch]:
    """Those of the next level that has any, with the closed ones at the end."""
    code = area.code if area else ""
    inside = subtree(code)
    level = children_level(level_of(code)) if code else Level.PROVINCE
    while level is not None:
        found = list(inside.filter(level=level))
        if found:
            counts = _counts(found)
            branches = [
                Branch(str(one), Level(one.level).term, _url(one.code), counts[one.code], one.closed_on)
                for one in found
                if any(contains(held, one.code) or contains(one.code, held) for held in viewer.areas())
            ]
            return sorted(branches, key=lambda branch: branch.closed_on is not None)
        level = children_level(level)
    return []


def _counts(areas: Iterable[Area]) -> dict[str, int]:
    """Open areas under each, of whatever level."""
    lengths = {area.code: len(area.code) for area in areas}
    size = next(iter(lengths.values()))
    counts = dict.fromkeys(lengths, 0)
    lowest, highest = min(lengths), max(lengths)
    under = Area.objects.filter(code__gt=lowest, code__lt=highest + ":", closed_on__isnull=True)
    for code in under.values_list("code", flat=True):
        if len(code) > size and code[:size] in counts:
            counts[code[:size]] += 1
    return counts


def _facts(area: Area) -> list[Fact]:
    aliases = area.aliases.values_list("text", flat=True)
    outlined = AreaOutline.objects.filter(area=area).exists()
    yes, no = Term("drawn", "已导入"), Term("none", "未导入")
    facts = [
        Fact(Term("Code", "区划代码"), area.code),
        Fact(Term("Level", "级别"), Level(area.level).term),
        Fact(Term("Name in English", "英文名称"), area.english, "known" if area.english else "missing"),
        Fact(Term("Phone", "联系电话"), area.phone, "known" if area.phone else "missing"),
        Fact(Term("Other names and codes", "别名及其他编码"), "、".join(aliases), "known" if aliases else "missing"),
        Fact(Term("Outline", "边界"), yes if outlined else no),
    ]
    if area.closed_on:
        facts.append(Fact(Term("Closed on", "停用日期"), area.closed_on.isoformat()))
    return facts


def _links(viewer: Viewer, area: Area | None) -> list[Link]:
    """What may be done with the area; a closed one is left alone."""
    if not viewer.has(Permission.AREA_MANAGE):
        return []
    links = [Link(Term("Bring in outlines", "导入边界"), reverse("desk:outlines"), "upload")]
    if area is None or area.closed_on or not viewer.may(Permission.AREA_MANAGE, area.code):
        return links
    own = [
        Link(
            Term("Open an area below", "新建下级"), action_url("scope.open_area", area=area.code), "plus", primary=True
        )
    ]
    own += [
        Link(Term("Change its code", "变更代码"), action_url("scope.recode_area", area=area.code), "pencil"),
        Link(Term("Close", "停用"), action_url("scope.close_area", area=area.code), "x"),
    ]
    if viewer.may(Permission.ACTOR_MANAGE, area.code):
        own.append(
            Link(Term("Add a colleague", "新增人员"), action_url("scope.make_actor", area=area.code), "user-plus")
        )
    return own + links


def _people(area: Area) -> list[Todo]:
    """Grants over just this area, those in force and to come first; each leads to its page."""
    today = clock.today()
    grants = Grant.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=today), area=area)
    todos = []
    for grant in grants.select_related("actor").order_by("actor__display_name", "pk"):
        known = role(grant.role)
        days = f"{grant.valid_from} – {grant.valid_until or ''}".strip(" –")
        badge = Badge(Term("to come", "未开始"), "info") if grant.valid_from > today else None
        url = reverse("desk:record", args=["scope.grants", grant.pk])
        todos.append(Todo(grant.actor.display_name, url, known.title if known else "", badge, days))
    return todos


def _crumbs(viewer: Viewer, area: Area | None) -> list[Link]:
    if area is None:
        return []
    above = [
        code
        for code in reversed(ancestors_of(area.code))
        if any(contains(one, code) for one in viewer.areas(Permission.AREA_READ))
    ]
    names = {one.code: str(one) for one in Area.objects.filter(code__in=above)}
    return [Link(names[code], _url(code)) for code in above if code in names]


@desk_page
def outlines(request: HttpRequest) -> HttpResponse:
    """A GeoJSON file with the outlines of areas, for the map of the overview."""
    viewer = viewer_of(request)
    if not viewer.has(Permission.AREA_MANAGE):
        raise not_found()
    drawn, error = _drawn(request, viewer) if request.method == "POST" else (None, "")
    form = Form(
        url=request.path,
        groups=[
            FieldGroup([Field("file", Term("GeoJSON file", "GeoJSON 文件"), "file", required=True, error=error,
                              accept=".json,.geojson", span="wide")])
        ],
        submit=Term("Bring in", "导入"),
        cancel_url=reverse("desk:tree"),
    )  # fmt: skip
    return draw(
        request,
        "desk/outlines.html",
        Term("Outlines of areas", "辖区边界"),
        status=422 if error else 200,
        crumbs=[Link(TITLE, reverse("desk:tree"))],
        form=form,
        drawn=drawn,
    )


def _drawn(request: HttpRequest, viewer: Viewer) -> tuple[geojson.Drawn | None, Text]:
    sent = request.FILES.get("file")
    if sent is None:
        return None, NO_FILE
    if (sent.size or 0) > geojson.LARGEST:
        return None, TOO_LARGE
    try:
        return geojson.draw(sent.read(), by=viewer, at=clock.now()), ""
    except Refused as refused:
        return None, refused.term
