"""The way in: name and password, then the second factor of who has one; and the way out."""

from __future__ import annotations

import math
import time
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_POST

from menshen.gateway.desk.account import second_factor, sessions
from menshen.gateway.desk.account.devices import address_of, device_of, known_device, remember_device
from menshen.gateway.desk.account.language import inside
from menshen.kernel.administration import brakes
from menshen.kernel.administration.sign_ins import note
from menshen.kernel.administration.vocabulary import SignInEvent
from menshen.kernel.base import clock
from menshen.kernel.base.terms import Term
from menshen.kernel.scope.models import Actor
from menshen.kernel.scope.roles import role
from menshen.kernel.scope.viewers import viewer_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from menshen.kernel.administration.brakes import Key, Taken

WRONG = Term(
    "User name or password is wrong. Mind capital letters; the office can set a new password.",
    "用户名或密码不正确。请注意大小写；如忘记密码，请联系管理员重置。",
)
WRONG_CODE = Term(
    "This code does not fit. Type the one that the phone shows now; its clock must be right. "
    "A recovery code works once.",
    "验证码不正确。请输入手机上当前显示的验证码（手机时间须准确）；备用码只能使用一次。",
)
FEW_LEFT = Term("Tries left before a wait: {left}.", "再错 {left} 次后须等待。")
HELD_UP = Term(
    "Too many wrong tries. Nothing is looked at for {minutes} minutes, until {time}. If you forgot it, your "
    "administrator can end the wait, reset the second factor or have a new password set.",
    "错误次数过多，请在 {minutes} 分钟后（{time}）再试。"
    "如忘记密码或丢失手机，请联系管理员解除等待、重置密码或重置二次验证。",
)
WARN_BELOW = 3  # tries left
_PENDING = "sign_in_pending"
_PATIENCE = 300  # seconds between the password and the code


def sign_in(request: HttpRequest) -> HttpResponse:
    """The form, and the check; afterwards back to where one wanted to go."""
    wanted = inside(request, request.POST.get("next") or request.GET.get("next", "")) or ""
    if request.method == "POST":
        return _check_password(request, wanted)
    if getattr(request, "owes_factor", False):
        return _to_set_up(wanted)
    return _form(request, wanted)


def _check_password(request: HttpRequest, wanted: str) -> HttpResponse:
    username, at = request.POST.get("username", ""), clock.now()
    keys = _counted(request, username)
    taken = brakes.take(keys, at=at)
    if taken.until:
        return _form(request, wanted, error=held_up(taken.until, at), until=taken.until)
    actor: Any = authenticate(request, username=username, password=request.POST.get("password", ""))
    if actor is None:
        known = Actor.objects.filter(username=username).first()
        log(request, SignInEvent.WRONG_PASSWORD if known else SignInEvent.WRONG_NAME, known)
        until = _now_held_up(request, taken, keys, known, at)
        return _form(request, wanted, error=wrong(WRONG, taken, until, at), until=until)
    brakes.release([key for key in keys if key.limit is not brakes.ADDRESS])
    brakes.give_back([key for key in keys if key.limit is brakes.ADDRESS])
    if second_factor.has_factor(actor):
        held = {"actor": actor.pk, "hash": actor.get_session_auth_hash(), "next": wanted, "at": time.time()}
        request.session[_PENDING] = held
        return redirect("desk:sign_in_code")
    return _let_in(request, actor, wanted, shown=False)


def _counted(request: HttpRequest, username: str) -> Sequence[Key]:
    """What the try counts for: the known machine by itself; elsewhere the log-in and the address."""
    if known := known_device(request, username):
        return [brakes.DEVICE.of(known)]
    return [brakes.account_key(username), brakes.ADDRESS.of(address_of(request))]


def held_up(until: datetime, at: datetime) -> Term:
    """How long to wait and whom to ask."""
    minutes = max(1, math.ceil((until - at).total_seconds() / 60))
    return HELD_UP.format(minutes=minutes, time=clock.in_local(until).strftime("%H:%M"))


def wrong(sentence: Term, taken: Taken, until: datetime | None, at: datetime) -> Term:
    """Why not, and how many tries are left where they are few."""
    if until:
        return held_up(until, at)
    if taken.left >= WARN_BELOW:
        return sentence
    rest = FEW_LEFT.format(left=taken.left)
    return Term(f"{sentence.en} {rest.en}", f"{sentence.zh}{rest.zh}")


def _now_held_up(
    request: HttpRequest, taken: Taken, keys: Sequence[Key], actor: Actor | None, at: datetime
) -> datetime | None:
    """The end of the wait where this was the last try before it. The log says so once, not at each try after it."""
    if taken.left:
        return None
    log(request, SignInEvent.HELD_UP, actor)
    return at + max(key.limit.wait for key in keys)


def log(request: HttpRequest, event: SignInEvent, actor: Actor | None) -> None:
    """A line of the log of sign-ins, from the request."""
    number = actor.pk if actor else None
    note(event, at=clock.now(), actor=number, address=address_of(request), device=device_of(request))


def sign_in_code(request: HttpRequest) -> HttpResponse:
    """The second step of who has a second factor."""
    pending: dict[str, Any] = request.session.get(_PENDING, {})
    actor = _pending_actor(pending)
    if actor is None:
        request.session.pop(_PENDING, None)
        return redirect("desk:sign_in")
    if request.method != "POST":
        return _code_form(request)
    at, key = clock.now(), brakes.FACTOR.of(str(actor.pk))
    taken = brakes.take([key], at=at)
    if taken.until:
        return _code_form(request, error=held_up(taken.until, at), until=taken.until)
    shown = second_factor.shown_by(actor, request.POST.get("code", ""))
    if shown is None:
        log(request, SignInEvent.WRONG_CODE, actor)
        until = _now_held_up(request, taken, [key], actor, at)
        return _code_form(request, error=wrong(WRONG_CODE, taken, until, at), until=until)
    brakes.release([key])
    del request.session[_PENDING]
    if shown is SignInEvent.RECOVERY_CODE_USED:
        log(request, shown, actor)
    return _let_in(request, actor, pending["next"], shown=True)


def _pending_actor(pending: dict[str, Any]) -> Actor | None:
    """Who gave the right password a moment ago, unless it was changed or access closed since."""
    if not pending or not 0 <= time.time() - pending["at"] <= _PATIENCE:
        return None
    actor = Actor.objects.filter(pk=pending["actor"], is_active=True).first()
    if actor is None or not constant_time_compare(actor.get_session_auth_hash(), pending["hash"]):
        return None
    return actor


def _let_in(request: HttpRequest, actor: Actor, wanted: str, *, shown: bool) -> HttpResponse:
    login(request, actor)
    request.session[second_factor.SHOWN] = shown
    log(request, SignInEvent.SIGNED_IN, actor)
    if second_factor.owes(request, viewer_of(actor, on=clock.today())):
        answer = _to_set_up(wanted)
    else:
        answer = redirect(wanted or reverse("desk:home"))
    remember_device(request, answer, actor)
    return answer


def _to_set_up(wanted: str) -> HttpResponse:
    onward = f"?{urlencode({'next': wanted})}" if wanted else ""
    return redirect(reverse("desk:second_factor") + onward)


def _form(
    request: HttpRequest, wanted: str, *, error: Term | None = None, until: datetime | None = None
) -> HttpResponse:
    context = {
        "form_url": reverse("desk:sign_in"),
        "next": wanted,
        "username": request.POST.get("username", ""),
        "error": error,
        "language_url": reverse("desk:language"),
        "demo_logins": _demonstration(),
        "clock_shifted": clock.is_shifted(),
        "now": clock.now(),
    }
    return _answer(request, "desk/sign_in.html", context, until)


def _code_form(request: HttpRequest, *, error: Term | None = None, until: datetime | None = None) -> HttpResponse:
    context = {
        "form_url": reverse("desk:sign_in_code"),
        "back_url": reverse("desk:sign_in"),
        "error": error,
        "language_url": reverse("desk:language"),
    }
    return _answer(request, "desk/sign_in_code.html", context, until)


def _answer(request: HttpRequest, template: str, context: dict[str, Any], until: datetime | None) -> HttpResponse:
    status = HTTPStatus.OK
    if context["error"]:
        status = HTTPStatus.TOO_MANY_REQUESTS if until else HTTPStatus.UNPROCESSABLE_ENTITY
    answer = render(request, template, context, status=status)
    if until:
        answer["Retry-After"] = str(max(1, math.ceil((until - clock.now()).total_seconds())))
    return answer


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
    """End this session."""
    if isinstance(request.user, Actor):
        log(request, SignInEvent.SIGNED_OUT, request.user)
        sessions.end(request, request.user, "this")
    logout(request)
    return redirect("desk:sign_in")
