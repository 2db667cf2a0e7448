"""Signing in and out, and the language of the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from menshen.gateway.viewing import LANGUAGE_COOKIE
from menshen.kernel.base import clock
from menshen.kernel.base.terms import LANGUAGES, Term
from menshen.kernel.scope.models import Actor
from menshen.kernel.scope.roles import role

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

WRONG = Term(
    "User name or password is wrong. Mind capital letters; the office can set a new password.",
    "用户名或密码不正确。请注意大小写；如忘记密码，请联系管理员重置。",
)
YEAR = 365 * 24 * 3600


def sign_in(request: HttpRequest) -> HttpResponse:
    """The form, and the check; afterwards back to where one wanted to go."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    username, error = request.POST.get("username", ""), None
    if request.method == "POST":
        actor = authenticate(request, username=username, password=request.POST.get("password", ""))
        if actor is not None:
            login(request, actor)
            return redirect(_inside(request, wanted) or reverse("desk:home"))
        error = WRONG
    context = {
        "form_url": reverse("desk:sign_in"),
        "next": _inside(request, wanted) or "",
        "username": username,
        "error": error,
        "language_url": reverse("desk:language"),
        "demo_logins": _demonstration(),
        "clock_shifted": clock.is_shifted(),
        "now": clock.now(),
    }
    return render(request, "desk/sign_in.html", context, status=422 if error else 200)


def _demonstration() -> list[dict[str, Any]]:
    """The log-ins of the demonstration town, offered only where the server was started for it."""
    logins = settings.DEMONSTRATION_LOG_INS
    if not logins:
        return []
    there = set(
        Actor.objects.filter(username__in=[one["username"] for one in logins]).values_list("username", flat=True)
    )
    return [
        {**one, "role": known.title if (known := role(one["role"])) else one["role"]}
        for one in logins
        if one["username"] in there
    ]


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("desk:sign_in")


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Remember the language in a cookie of this browser."""
    chosen = request.POST.get("language", "zh")
    answer = HttpResponseRedirect(_inside(request, request.POST.get("next", "")) or reverse("desk:home"))
    answer.set_cookie(
        LANGUAGE_COOKIE,
        chosen if chosen in LANGUAGES else "zh",
        max_age=YEAR,
        samesite="Lax",
        secure=request.is_secure(),
    )
    return answer


def _inside(request: HttpRequest, url: str) -> str | None:
    """The address if it leads back to this desk; never to somewhere else."""
    safe = url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
    return url if url and safe else None
