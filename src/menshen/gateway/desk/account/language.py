"""The language of the desk, and where one may be sent after a form."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from menshen.gateway.viewing import LANGUAGE_COOKIE
from menshen.kernel.base.terms import LANGUAGES

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

YEAR = 365 * 24 * 3600
LONGEST = 2_000  # characters of an address to return to


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Remember the language in a cookie of this browser."""
    chosen = request.POST.get("language", "zh")
    answer = HttpResponseRedirect(inside(request, request.POST.get("next", "")) or reverse("desk:home"))
    answer.set_cookie(
        LANGUAGE_COOKIE,
        chosen if chosen in LANGUAGES else "zh",
        max_age=YEAR,
        samesite="Lax",
        secure=request.is_secure(),
    )
    return answer


def inside(request: HttpRequest, url: str) -> str | None:
    """The address if it leads back to this desk and browsers still follow it; never to somewhere else."""
    safe = url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
    return url if url and safe and len(url) <= LONGEST else None


def to_sign_in(request: HttpRequest) -> HttpResponseRedirect:
    """To the sign-in, and back here afterwards."""
    here = inside(request, request.get_full_path())
    onward = f"?{urlencode({'next': here})}" if here else ""
    return HttpResponseRedirect(reverse("desk:sign_in") + onward)
