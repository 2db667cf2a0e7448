"""One search over people and addresses: by name, pinyin initials, phone tail, identity number, address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from menshen.domains.registry import interface as registry
from menshen.domains.registry.vocabulary import Permission
from menshen.gateway.desk.ledgers import ledger_url
from menshen.gateway.desk.parts import Todo
from menshen.gateway.desk.shell import desk_page, draw, viewer_of
from menshen.kernel.base.terms import Term
from menshen.kernel.scope.viewers import acting

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@desk_page
def search(request: HttpRequest) -> HttpResponse:
    """At most twenty hits; the ledger has the rest."""
    viewer, words = viewer_of(request), request.GET.get("q", "").strip()
    results = []
    if words and viewer.has(Permission.PERSON_READ):
        with acting(viewer.holding(Permission.PERSON_READ)):
            hits = registry.search(viewer, words)
        if hits:
            todos = [
                Todo(hit.name, reverse("desk:record", args=["registry.residents", hit.residence_id]), hit.address)
                for hit in hits
            ]
            results.append(
                {
                    "title": Term("People", "人员"),
                    "count": len(hits),
                    "url": ledger_url("registry.residents", q=words),
                    "todos": todos,
                }
            )
    return draw(request, "desk/search.html", Term("Search", "搜索"), query=words, results=results)
