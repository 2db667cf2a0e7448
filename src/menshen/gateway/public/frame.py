"""What the open pages share: their language, how much may be sent and how often, and on whose behalf they act."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from menshen.domains.screening.actions.counting import count_use
from menshen.domains.screening.models import Poster
from menshen.gateway.viewing import language_of
from menshen.kernel.base.terms import LANGUAGES, Term, language, speaking
from menshen.kernel.scope.codes import Level, at_level
from menshen.kernel.scope.models import Area
from menshen.kernel.scope.viewers import PLATFORM, Held, acting, system_viewer

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from http import HTTPStatus

    from django.http import HttpRequest, HttpResponse

    from menshen.kernel.base.terms import Vocabulary
    from menshen.kernel.scope.viewers import Viewer

LARGEST = 64 * 1024  # bytes of what is sent
TOO_MANY = Term(
    "Too much was sent from this network within an hour. Please try again in an hour, or call the community.",
    "一小时内来自该网络的提交过多，请一小时后再试，或拨打社区电话。",
)
TOO_LARGE = Term("That was too long. Please write less.", "内容过长，请简要填写。")


def open_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For everybody: without a cookie, so without a forgery token too, for nothing that it does rests on who is signed
    in. The page says its language in its address: an old phone may keep no cookie."""

    @csrf_exempt
    def page(request: HttpRequest, token: str) -> HttpResponse:
        asked = request.GET.get("language", "")
        with speaking(asked if asked in LANGUAGES else language_of(request)):
            answer = view(request, token)
            answer.headers["Content-Language"] = language()
            answer.headers["X-Robots-Tag"] = "noindex"
            answer.headers["Referrer-Policy"] = "no-referrer"
            return answer

    return page


def frame(request: HttpRequest, title: Term) -> dict[str, Any]:
    """What `public/base.html` needs."""
    other = "en" if language() == "zh" else "zh"
    return {
        "title": title,
        "other_language": f"{request.path}?language={other}",
        "other_code": "en" if other == "en" else "zh-CN",
        "other_name": "English" if other == "en" else "中文",
        "url": request.get_full_path(),
        "in_language": in_language(request),
    }


def in_language(request: HttpRequest) -> str:
    """What keeps the language in the address of the next page."""
    return f"?language={language()}" if request.GET.get("language") else ""


def say(request: HttpRequest, title: Term, sentence: Term, status: HTTPStatus) -> HttpResponse:
    return render(request, "public/said.html", frame(request, title) | {"sentence": sentence}, status=status)


def poster_of(token: str) -> Poster | None:
    """The poster in use with that code. Call it inside `acting(PLATFORM)`."""
    found: Poster | None = Poster.objects.filter(token=token, closed_at__isnull=True).first()
    return found


def about(poster: Poster) -> dict[str, Any]:
    """Who collects, and whom to call."""
    codes = (poster.area_id, at_level(poster.area_id, Level.COMMUNITY) or poster.area_id)
    areas = {area.code: area for area in Area.objects.filter(code__in=codes)}
    return {"place": areas[codes[0]], "community": areas[codes[1]]}


def somebody(area: str, permission: Vocabulary) -> Viewer:
    """Whoever holds the phone: may do this one thing in the area of the poster and nothing else."""
    return replace(system_viewer(), held=(Held("public", area, frozenset({permission.value})),))


def few_enough(page: str, request: HttpRequest, area: str, at: datetime) -> bool:
    """Count one more that is sent; whether it is within what people need."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    # behind a proxy, which then sets it, the address that the proxy saw
    address = forwarded.rpartition(",")[2].strip() or str(request.META.get("REMOTE_ADDR", ""))
    with acting(PLATFORM):
        return count_use(page, address, area, at=at)


def too_large(request: HttpRequest) -> bool:
    length = request.headers.get("Content-Length") or "0"  # a server may say nothing with an empty text
    return not (length.isdecimal() and len(length) < 12 and int(length) <= LARGEST)  # noqa: PLR2004  it is a number
