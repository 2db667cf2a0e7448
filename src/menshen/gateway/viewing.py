"""Whose eyes a request looks through, and in which language it is answered."""

from __future__ import annotations

import hashlib
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.shortcuts import render

from menshen.kernel.base import clock
from menshen.kernel.base.terms import LANGUAGES, speaking
from menshen.kernel.scope.models import Actor
from menshen.kernel.scope.viewers import NOBODY, Viewer, viewer_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

LANGUAGE_COOKIE = "menshen_language"
LARGEST = 64 * 1024 * 1024  # bytes of a request: the largest workbook that is taken, and its form around it


class Viewing:
    """Middleware: sets `request.viewer` (nobody without a sign-in) and the language of terms."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with speaking(language_of(request)):
            if too_large(request):
                return render(request, "413.html", status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            if holds_nul(request):
                return render(request, "400.html", status=HTTPStatus.BAD_REQUEST)
            request.viewer = viewer_of_request(request)  # type: ignore[attr-defined]
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language_of(request))
            # A page and its rows share an address, and a browser that was signed out must not show either again.
            response.headers.setdefault("Cache-Control", "no-store")
            return response


def too_large(request: HttpRequest) -> bool:
    """Whether more is announced than any form takes. A form is read whole before anybody asks who sends it."""
    length = request.headers.get("Content-Length", "")
    return length.isdecimal() and int(length) > LARGEST


def holds_nul(request: HttpRequest) -> bool:
    """Whether an address or a form carries a NUL: nobody types one, and no text of the database can hold it.

    What comes as JSON is checked by the types of its command.
    """
    if request.path.startswith("/api/"):
        return False
    values = [request.path, *(value for _, values in request.GET.lists() for value in values)]
    if request.method == "POST":
        values += [str(value) for _, values in request.POST.lists() for value in values]
    return any("\x00" in value for value in values)


def language_of(request: HttpRequest) -> str:
    """The reader's own choice; a program may ask with `Accept-Language`; otherwise Chinese."""
    chosen = request.COOKIES.get(LANGUAGE_COOKIE)
    if chosen in LANGUAGES:
        return chosen
    asked = request.headers.get("Accept-Language", "")
    return "en" if request.path.startswith("/api/") and asked.lower().startswith("en") else "zh"


def viewer_of_request(request: HttpRequest) -> Viewer:
    """The viewer of the bearer token where there is one, else of the session."""
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        actor = actor_of_token(key.strip())
        return viewer_of(actor, on=clock.today()) if actor else NOBODY
    user: Any = getattr(request, "user", None)
    return viewer_of(user, on=clock.today()) if isinstance(user, Actor) else NOBODY


def digest_of_token(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def actor_of_token(key: str) -> Actor | None:
    """The actor whose token this is, while it is valid."""
    # In plain SQL, like the grants: every request of a program passes here, and the ORM would take longer to write the
    # statement than all the rest of the request's way to its action.
    found = Actor.objects.raw(
        "SELECT actor.* FROM scope_api_token AS token JOIN scope_actor AS actor ON actor.id = token.actor_id "
        "WHERE token.digest = %s AND (token.valid_until IS NULL OR token.valid_until > %s) AND actor.is_active",
        [digest_of_token(key), clock.now()],
    )
    return next(iter(found), None)
