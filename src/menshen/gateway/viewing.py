"""Whose eyes a request looks through, and in which language it is answered."""

from __future__ import annotations

import hashlib
import math
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.shortcuts import render

from menshen.gateway.api.answers import problem, refusal
from menshen.gateway.desk.account.devices import address_of, device_of
from menshen.gateway.desk.account.second_factor import owes
from menshen.gateway.desk.account.sessions import keep
from menshen.kernel.administration.brakes import TOKEN, take
from menshen.kernel.administration.sign_ins import note
from menshen.kernel.administration.vocabulary import SignInEvent
from menshen.kernel.base import clock
from menshen.kernel.base.problems import CommonProblem, Refused
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
            response = self._answer(request)
            response.headers.setdefault("Content-Language", language_of(request))
            # A page and its rows share an address, and a browser that was signed out must not show either again.
            response.headers.setdefault("Cache-Control", "no-store")
            return response

    def _answer(self, request: HttpRequest) -> HttpResponse:
        if too_large(request):
            return say_too_large(request)
        try:
            if holds_nul(request):
                return render(request, "400.html", status=HTTPStatus.BAD_REQUEST)
        except RequestDataTooBig:  # beside a file there may be only so much text
            return say_too_large(request)
        key = token_of(request)
        if key is None:
            request.viewer = viewer_of_session(request)  # type: ignore[attr-defined]
            return self.get_response(request)
        actor = actor_of_token(key)
        if actor is None and (slowed := slow_down(request)):
            return slowed
        request.viewer = viewer_of(actor, on=clock.today()) if actor else NOBODY  # type: ignore[attr-defined]
        return self.get_response(request)


def too_large(request: HttpRequest) -> bool:
    """Whether more is announced than any form takes. A form is read whole before anybody asks who sends it."""
    length = request.headers.get("Content-Length", "")
    largest = LARGEST if request.content_type == "multipart/form-data" else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    return length.isdecimal() and int(length) > largest


def say_too_large(request: HttpRequest) -> HttpResponse:
    if request.path.startswith("/api/"):
        return refusal(Refused(CommonProblem.TOO_LARGE, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE))
    return render(request, "413.html", status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


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


def token_of(request: HttpRequest) -> str | None:
    """The bearer token that came along, if one did."""
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    return key.strip() if scheme.lower() == "bearer" else None


def viewer_of_session(request: HttpRequest) -> Viewer:
    """The viewer of the session: nobody before the second factor, where a role asks for one."""
    user: Any = getattr(request, "user", None)
    if not isinstance(user, Actor):
        return NOBODY
    viewer = viewer_of(user, on=clock.today())
    keep(request)
    request.owes_factor = owes(request, viewer)  # type: ignore[attr-defined]
    return NOBODY if request.owes_factor else viewer  # type: ignore[attr-defined]


def slow_down(request: HttpRequest) -> HttpResponse | None:
    """The answer to who has sent too many wrong tokens from one address; a right one is never slowed down."""
    at, address = clock.now(), address_of(request)
    taken = take([TOKEN.of(address)], at=at)
    if taken.until is None:
        if taken.left == 0:
            note(SignInEvent.TOKEN_REFUSED, at=at, address=address, device=device_of(request))
        return None
    seconds = max(1, math.ceil((taken.until - at).total_seconds()))
    wait = CommonProblem.TOO_MANY_TRIES
    answer = problem(wait.value, str(wait.term.format(seconds=seconds)), HTTPStatus.TOO_MANY_REQUESTS)
    answer["Retry-After"] = str(seconds)
    return answer


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
