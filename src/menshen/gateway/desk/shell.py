"""The frame of every page: who looks, the menu, and the block in which only the viewer's areas exist."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, Protocol

from django.shortcuts import render
from django.urls import reverse

from menshen import __version__
from menshen.gateway.desk.account.language import to_sign_in
from menshen.gateway.desk.menu import menu_of
from menshen.gateway.desk.stale import kept_page, worth_keeping
from menshen.kernel.base import clock
from menshen.kernel.base.problems import CommonProblem, Refused
from menshen.kernel.base.terms import Term
from menshen.kernel.scope.models import Area
from menshen.kernel.scope.roles import role
from menshen.kernel.scope.viewers import Viewer, acting

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


WHOLE_TREE = Term("all areas", "全部辖区")
NO_AREA = Term("no area", "无辖区")


class Asked(Protocol):
    """A request whose viewer the middleware has found."""

    viewer: Viewer


def viewer_of(request: Any) -> Viewer:
    viewer: Viewer = request.viewer
    return viewer


def desk_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For pages behind the sign-in: run and draw the view inside the viewer's own areas.

    'Not there' and 'not yours' are one page; another refusal is said in its own words.
    """

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        viewer = viewer_of(request)
        if viewer.actor_id is None:
            if worth_keeping(request):
                return kept_page(request, status=401)
            return to_sign_in(request)
        try:
            with acting(viewer):
                return view(request, *args, **kwargs)
        except Refused as refused:
            with acting(viewer):  # what the page did is undone; its frame shows the viewer's own tasks as ever
                return _refusal(request, refused)

    return page


def _refusal(request: HttpRequest, refused: Refused) -> HttpResponse:
    if refused.code == CommonProblem.NOT_FOUND.value:
        return render(request, "404.html", status=404)
    return draw(request, "desk/refused.html", refused.term, status=refused.status, sentence=refused.term)


def draw(request: HttpRequest, template: str, title: Term | str, *, status: int = 200, **context: Any) -> HttpResponse:
    """Render a page within the frame."""
    return render(request, template, {**frame(request), "title": title, **context}, status=status)


def frame(request: HttpRequest) -> dict[str, Any]:
    """What `base.html` asks for."""
    viewer = viewer_of(request)
    held = viewer.held[0] if viewer.held else None
    known = role(held.role) if held else None
    area = Area.objects.filter(code=held.area).first() if held and held.area else None
    return {
        "menu": menu_of(request, viewer),
        "viewer": {
            "name": viewer.name,
            "role": known.title if known else "",
            "area": area or (WHOLE_TREE if held else NO_AREA),
        },
        "home_url": reverse("desk:home"),
        "search_url": reverse("desk:search") if viewer.held else "",
        "language_url": reverse("desk:language"),
        "sign_out_url": reverse("desk:sign_out"),
        "account_url": reverse("desk:account"),
        "query": request.GET.get("q", "") if request.path == reverse("desk:search") else "",
        "clock_shifted": clock.is_shifted(),
        "now": clock.now(),
        "version": __version__,
    }
