"""People at the sign-in of a test: machines that keep their cookies, phones that show codes, a clock that goes on."""

from __future__ import annotations

import base64
import hmac
import time
from contextlib import contextmanager
from datetime import timedelta

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.test import Client

from factories.scope import colleague, town
from menshen.kernel.administration.models import SignIn
from menshen.kernel.base import clock
from menshen.kernel.scope.models import Actor, Area

PASSWORD = "three odd words"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


def person(role="community_clerk", area="990101001001", username="zhou"):
    """Somebody with a password."""
    if not Area.objects.exists():
        town()
    actor = colleague(role, area, username=username)
    actor.set_password(PASSWORD)
    actor.save()
    return actor


def machine(address="10.0.0.1", agent=FIREFOX):
    """A browser somewhere, with its own cookies."""
    return Client(REMOTE_ADDR=address, HTTP_USER_AGENT=agent)


def enter(client, username="zhou", password=PASSWORD, **more):
    return client.post("/sign-in/", {"username": username, "password": password, **more})


def entered(username="zhou", **more):
    """A machine on which somebody has signed in."""
    client = machine(**more)
    assert enter(client, username).status_code == 302
    return client


def is_in(client):
    return client.get("/tasks/").status_code == 200


def code_of(secret, later=0):
    """What a phone shows by RFC 6238, `later` steps of half a minute from now."""
    step = int(time.time()) // 30 + later
    digest = hmac.digest(base64.b32decode(secret), step.to_bytes(8), "sha1")
    place = digest[-1] & 15
    return f"{(int.from_bytes(digest[place : place + 4]) & 0x7FFFFFFF) % 1_000_000:06}"


def secret_of(username="zhou"):
    held = Authenticator.objects.get(user=Actor.objects.get(username=username), type=Authenticator.Type.TOTP)
    return get_adapter().decrypt(held.data["secret"])


def events(username="zhou"):
    """What the log says of somebody, in order; of nobody known for None."""
    lines = SignIn.objects.order_by("pk")
    lines = lines.filter(actor__username=username) if username else lines.filter(actor=None)
    return list(lines.values_list("event", flat=True))


@contextmanager
def later(**ahead):
    """The clock of the platform, so much later."""
    before = clock._shift
    clock._shift = before + timedelta(**ahead)
    try:
        yield
    finally:
        clock._shift = before
