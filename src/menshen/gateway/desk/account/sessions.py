"""The sessions of one person: written down at the sign-in, kept fresh by use, ended one by one."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from allauth.usersessions.models import UserSession

from menshen.gateway.desk.account.devices import address_of
from menshen.kernel.base import clock
from menshen.kernel.scope.models import Actor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest

_SEEN = "seen"
FRESH = 300  # seconds in which further use is not written down


def begin(sender: object, request: HttpRequest, user: Any, **_: object) -> None:  # noqa: ARG001  a signal's signature
    """Write a session down when somebody signs in."""
    _write(request, user)


def keep(request: HttpRequest) -> None:
    """Note that a session is in use, every few minutes; what is in use does not run out."""
    seen = request.session.get(_SEEN, 0)
    if time.time() - seen > FRESH and isinstance(request.user, Actor):
        _write(request, request.user)


def _write(request: HttpRequest, actor: Actor) -> None:
    session = request.session
    session[_SEEN] = int(time.time())
    if not session.session_key:
        session.save()
    now = clock.now()
    seen = {
        "user": actor,
        "ip": address_of(request),
        "user_agent": request.META.get("HTTP_USER_AGENT", "")[:200],
        "last_seen_at": now,
    }
    UserSession.objects.update_or_create(
        session_key=session.session_key, defaults=seen, create_defaults={**seen, "created_at": now}
    )


def is_this(request: HttpRequest, each: UserSession) -> bool:
    """Whether it is the session in which is asked."""
    return bool(each.session_key == request.session.session_key)


def sessions_of(actor: Actor) -> list[UserSession]:
    """Those that still hold, the last used first; the others are forgotten on the way."""
    held: Sequence[UserSession] = UserSession.objects.purge_and_list(actor)
    return sorted(held, key=lambda each: each.last_seen_at, reverse=True)


def end(request: HttpRequest, actor: Actor, which: str) -> int:
    """End `this` session, the `others`, or one by its number; how many ended."""
    ended = 0
    for each in sessions_of(actor):
        names = {str(each.pk), "this" if is_this(request, each) else "others"}
        if which in names:
            each.end()
            ended += 1
    return ended
