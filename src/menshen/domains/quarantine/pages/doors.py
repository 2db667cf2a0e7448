"""`POST /api/v1/door-events`: what a door contact reports, signed with its own key; the only door without a sign-in.

Headers: `Menshen-Serial`, `Menshen-Time` (seconds since 1970), `Menshen-Nonce` (16 to 64 letters and digits, never used
twice), `Menshen-Signature`: HMAC-SHA256 in hexadecimal over serial, time, nonce and body, a line each. Body:
`{"event": "opened", "at": seconds since 1970}`. Answers say no more than whether it was taken.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.http import JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from menshen.domains.quarantine.jobs.doors import take_message
from menshen.domains.quarantine.vocabulary import Problem
from menshen.kernel.base import clock
from menshen.kernel.base.problems import Refused

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_LONGEST = 1_000  # bytes
_SECONDS = re.compile(r"[0-9]{1,11}", re.ASCII)
_NONCE = re.compile(r"[A-Za-z0-9]{16,64}", re.ASCII)
_SERIAL = re.compile(r"[A-Za-z0-9-]{3,40}", re.ASCII)
_SIGNATURE = re.compile(r"[0-9a-f]{64}", re.ASCII)


@csrf_exempt
@require_POST
def door_events(request: HttpRequest) -> HttpResponse:
    """Take one message in. A forged one and one of an unknown device are one answer, and none says what is made of it:
    the device need not know, and whoever took it off the door must not learn."""
    try:
        take_message(**_message(request), at=clock.now())
    except Refused as refused:
        problem = {"code": refused.code, "title": str(refused.term), "status": refused.status}
        return JsonResponse(problem, status=refused.status, content_type="application/problem+json")
    return JsonResponse({"state": "taken"}, status=HTTPStatus.ACCEPTED)


def _message(request: HttpRequest) -> dict[str, Any]:
    serial, sent, nonce, signed = (
        _header(request, name, pattern)
        for name, pattern in (
            ("Menshen-Serial", _SERIAL),
            ("Menshen-Time", _SECONDS),
            ("Menshen-Nonce", _NONCE),
            ("Menshen-Signature", _SIGNATURE),
        )
    )
    body = request.body
    if len(body) > _LONGEST:
        raise _unreadable()
    try:
        said = json.loads(body)
        event, opened = said["event"], said["at"]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise _unreadable() from None
    if event != "opened" or isinstance(opened, bool) or not isinstance(opened, int):
        raise _unreadable()
    return {
        "serial": serial,
        "sent": sent,
        "sent_at": _moment(int(sent)),
        "nonce": nonce,
        "signed": signed,
        "body": body,
        "opened_at": _moment(opened),
    }


def _header(request: HttpRequest, name: str, pattern: re.Pattern[str]) -> str:
    value = request.headers.get(name, "")
    if not pattern.fullmatch(value):
        raise _unreadable()
    return value


def _moment(seconds: int) -> datetime:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError, ValueError):
        raise _unreadable() from None


def _unreadable() -> Refused:
    return Refused(Problem.DOOR_UNREADABLE, status=HTTPStatus.UNPROCESSABLE_ENTITY)


urlpatterns = [path("api/v1/door-events", door_events, name="door_events")]
