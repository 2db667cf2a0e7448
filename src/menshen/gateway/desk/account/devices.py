"""Which machine asks: its address, what it calls itself, and whether somebody has signed in on it before."""

from __future__ import annotations

import ipaddress
import secrets
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core import signing
from django.urls import reverse

from menshen.kernel.privacy.encryption import fingerprint

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from menshen.kernel.scope.models import Actor

NOWHERE = "0.0.0.0"  # noqa: S104  stands for an address that is not known; nothing listens there
REMEMBERED = 180 * 24 * 3600  # seconds
_SALT = "menshen known device"

_BROWSERS = (
    ("MicroMessenger", "WeChat"),
    ("DingTalk", "DingTalk"),
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("QQBrowser", "QQ Browser"),
    ("UCBrowser", "UC Browser"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
    ("Trident", "Internet Explorer"),
)
_SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def address_of(request: HttpRequest) -> str:
    """The network address of who asks.

    Behind a proxy, which there is where the desk is reached by HTTPS, it is the one that the proxy wrote last; what
    stands before it in the header came from outside and may be anything.
    """
    written = request.META.get("REMOTE_ADDR", "")
    if settings.SECURE_PROXY_SSL_HEADER:
        written = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip() or written
    try:
        return str(ipaddress.ip_address(written))
    except ValueError:
        return NOWHERE


def device_of(request: HttpRequest) -> str:
    """What the asking machine calls itself, in words."""
    return named_device(request.META.get("HTTP_USER_AGENT", ""))


def named_device(user_agent: str) -> str:
    """Browser and system, e.g. `Firefox · Windows`; empty for what we do not know."""
    found = [next((name for sign, name in known if sign in user_agent), "") for known in (_BROWSERS, _SYSTEMS)]
    return " · ".join(name for name in found if name)


def known_device(request: HttpRequest, username: str) -> str:
    """`actor:number` of this machine where somebody signed in under that log-in before, else "".

    The cookie opens nothing. It only lets a known machine count its wrong passwords by itself.
    """
    try:
        held: Any = signing.loads(request.COOKIES.get(_cookie(username), ""), salt=_SALT, max_age=REMEMBERED)
    except signing.BadSignature:
        return ""
    return str(held)


def remember_device(request: HttpRequest, response: HttpResponse, actor: Actor) -> None:
    """Know this machine again when the same person signs in."""
    held = known_device(request, actor.username)
    if held.partition(":")[0] != str(actor.pk):
        held = f"{actor.pk}:{secrets.token_urlsafe(12)}"
    response.set_cookie(
        _cookie(actor.username),
        signing.dumps(held, salt=_SALT),
        max_age=REMEMBERED,
        path=reverse("desk:sign_in"),
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )


def _cookie(username: str) -> str:
    """Its name tells nobody whose it is."""
    return f"menshen_known_{fingerprint(username)[:16]}"
