"""Writing the log of sign-ins, and forgetting it when its time is over."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from menshen.kernel.administration.models import Brake, SignIn

if TYPE_CHECKING:
    from datetime import datetime

    from menshen.kernel.administration.vocabulary import SignInEvent

# Cybersecurity Law, article 21(3): network logs are kept for not less than six months, and the longest six have 184.
KEPT = timedelta(days=184)
COUNTED = timedelta(days=1)  # no counter is asked for longer


def note(
    event: SignInEvent, *, at: datetime, actor: int | None = None, address: str | None = None, device: str = ""
) -> None:
    """Write a line. What was typed is no argument: it may be a password in the wrong field."""
    SignIn.objects.create(event=event.value, at=at, actor_id=actor, address=address, device=device[:60])


def forget(at: datetime) -> None:
    """Delete lines older than the law asks for, counters that count no more, and sessions that are over."""
    SignIn.objects.filter(at__lt=at - KEPT).delete()
    Brake.objects.filter(last_at__lt=at - COUNTED).delete()
    # Sessions end by the clock of the machine, which browsers keep too, and not by that of a rehearsal.
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
