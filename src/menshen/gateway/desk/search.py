"""One search over what the viewer may see: people, households, organisations, areas, and pages and actions by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse

from menshen.domains.registry import interface as registry
from menshen.domains.registry.models import Organisation
from menshen.domains.registry.vocabulary import Permission
from menshen.gateway.desk.ledgers import ledger_url
from menshen.gateway.desk.links import action_url
from menshen.gateway.desk.menu import menu_of
from menshen.gateway.desk.parts import Todo
from menshen.gateway.desk.shell import desk_page, draw, viewer_of
from menshen.kernel.administration.vocabulary import Permission as Scope
from menshen.kernel.base.modules import declared
from menshen.kernel.base.terms import Term
from menshen.kernel.scope.codes import Level
from menshen.kernel.scope.models import Area
from menshen.kernel.scope.queries import names_of
from menshen.kernel.scope.viewers import acting

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse

    from menshen.kernel.scope.viewers import Viewer

MOST = 20
LONGEST = 60  # of what is looked for


@dataclass(frozen=True, slots=True)
class Result:
    """Hits of one sort; `url` leads to all of them, where there is such a page."""

    title: Term
    todos: list[Todo]
    url: str = ""

    @property
    def count(self) -> int:
        return len(self.todos)


@desk_page
def search(request: HttpRequest) -> HttpResponse:
    """At most twenty hits of each sort; the ledgers have the rest."""
    viewer, words = viewer_of(request), request.GET.get("q", "").strip()[:LONGEST]
    sorts = (_people, _households, _organisations, _areas) if words else ()
    found = [sort(viewer, words) for sort in sorts]
    if words:
        found.append(_pages(request, viewer, words))
    results = [result for result in found if result.todos]
    return draw(request, "desk/search.html", Term("Search", "搜索"), query=words, results=results)


def _people(viewer: Viewer, words: str) -> Result:
    hits = []
    if viewer.has(Permission.PERSON_READ):
        with acting(viewer.holding(Permission.PERSON_READ)):
            hits = registry.search(viewer, words)
    todos = [
        Todo(hit.name, reverse("desk:record", args=["registry.residents", hit.residence_id]), hit.address)
        for hit in hits
    ]
    return Result(Term("People", "人员"), todos, ledger_url("registry.residents", q=words))


def _households(viewer: Viewer, words: str) -> Result:
    homes = []
    if viewer.has(Permission.HOUSEHOLD_READ):
        with acting(viewer.holding(Permission.HOUSEHOLD_READ)):
            homes = registry.search_households(words)
    names = names_of(home.area for home in homes)
    todos = [
        Todo(
            home.address or Term("no address", "无地址"),
            reverse("desk:record", args=["registry.households", home.household_id]),
            names.get(home.area, ""),
        )
        for home in homes
    ]
    return Result(Term("Households", "住户"), todos, ledger_url("registry.households"))


def _organisations(viewer: Viewer, words: str) -> Result:
    found: Iterable[tuple[int, str, str]] = ()
    if viewer.has(Permission.ORGANISATION_READ):
        with acting(viewer.holding(Permission.ORGANISATION_READ)):
            named = Organisation.objects.filter(name__contains=words).order_by("name")
            found = list(named.values_list("pk", "name", "address")[:MOST])
    todos = [
        Todo(name, reverse("desk:record", args=["registry.organisations", number]), address)
        for number, name, address in found
    ]
    return Result(Term("Organisations", "单位"), todos, ledger_url("registry.organisations"))


def _areas(viewer: Viewer, words: str) -> Result:
    """Of the viewer's own, by any part of a name or the beginning of the code."""
    todos: list[Todo] = []
    called = Q(name__contains=words) | Q(english__icontains=words) | Q(code__startswith=words)
    for code in viewer.areas(Scope.AREA_READ):
        inside = Area.objects.filter(called, code__gte=code, code__lt=code + ":", closed_on__isnull=True)
        todos += [
            Todo(str(area), f"{reverse('desk:tree')}?area={area.code}", Level(area.level).term)
            for area in inside[: MOST - len(todos)]
        ]
    return Result(Term("Areas", "辖区"), todos)


def _pages(request: HttpRequest, viewer: Viewer, words: str) -> Result:
    """What the menu leads to and what can be done, by its name in either language."""
    wanted = words.casefold()
    todos = [
        Todo(item.term, item.url, group.title)
        for group in menu_of(request, viewer)
        for item in group.items
        if _named(item.term, wanted)
    ]
    todos += [
        Todo(act.title, action_url(act.code), Term("Action", "办理"))
        for act in declared("actions")
        if viewer.has(act.permission) and _named(act.title, wanted)
    ]
    return Result(Term("Pages and actions", "页面与办理"), todos[:MOST])


def _named(term: object, wanted: str) -> bool:
    return isinstance(term, Term) and (wanted in term.en.casefold() or wanted in term.zh.casefold())
