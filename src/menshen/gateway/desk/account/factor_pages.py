"""Setting up the second factor, its paper, and turning it off."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.shortcuts import redirect, render
from django.urls import reverse

from menshen.gateway.desk.account import second_factor
from menshen.gateway.desk.account.language import inside, to_sign_in
from menshen.gateway.desk.account.own import confirm
from menshen.gateway.desk.account.signing_in import WRONG_CODE, held_up, log
from menshen.kernel.administration import brakes
from menshen.kernel.administration.vocabulary import SignInEvent
from menshen.kernel.base import clock
from menshen.kernel.base.terms import Term
from menshen.kernel.scope.models import Actor
from menshen.kernel.scope.roles import is_guarded
from menshen.kernel.scope.viewers import viewer_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

TURNED_OFF = Term("The second factor was turned off.", "二次验证已关闭。")
NEEDED = Term(
    "Your role needs the second factor: it cannot be turned off. For a new phone, set it up anew.",
    "您的角色必须使用二次验证，不能关闭。更换手机请重新设置。",
)


def signed_in(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For pages that also somebody needs who may not enter the desk before the second factor is set up."""

    @wraps(view)
    def page(request: HttpRequest) -> HttpResponse:
        if not isinstance(request.user, Actor):
            return to_sign_in(request)
        return view(request, request.user)

    return page


@signed_in
def set_up(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the QR code; with the first code from the phone it holds, and the recovery codes are shown, once.

    Who has one already and began this session without it signs in again: a password alone never replaces a phone.
    """
    owes = getattr(request, "owes_factor", False)
    has = second_factor.has_factor(actor)
    if owes and has:
        logout(request)
        return redirect("desk:sign_in")
    if request.method == "POST":
        error = None if owes else confirm(request, actor, request.POST.get("present", ""))
        error = error or _taken_too_often(actor)
        codes = None if error else second_factor.set_up(request, actor, request.POST.get("code", ""))
        if codes:
            brakes.release([brakes.FACTOR.of(str(actor.pk))])
            log(request, SignInEvent.FACTOR_ADDED, actor)
            return _paper(request, codes)
        return _form(request, actor, owes=owes, has=has, error=error or WRONG_CODE)
    return _form(request, actor, owes=owes, has=has)


def _taken_too_often(actor: Actor) -> Term | None:
    at = clock.now()
    until = brakes.take([brakes.FACTOR.of(str(actor.pk))], at=at).until
    return held_up(until, at) if until else None


def _form(request: HttpRequest, actor: Actor, *, owes: bool, has: bool, error: Term | None = None) -> HttpResponse:
    secret = second_factor.waiting_secret(request)
    context = {
        "form_url": reverse("desk:second_factor"),
        "next": _wanted(request),
        "picture": second_factor.picture(actor, secret),
        "secret": " ".join(secret[place : place + 4] for place in range(0, len(secret), 4)),
        "owes": owes,
        "has": has,
        "needed": NEEDED if has and _is_needed(actor) else "",
        "error": error,
        "codes_left": second_factor.codes_left(actor),
        "change_url": reverse("desk:second_factor_change"),
        "back_url": "" if owes else reverse("desk:account"),
        "sign_out_url": reverse("desk:sign_out"),
        "language_url": reverse("desk:language"),
    }
    return render(request, "desk/second_factor.html", context, status=422 if error else 200)


def _wanted(request: HttpRequest) -> str:
    return inside(request, request.POST.get("next") or request.GET.get("next", "")) or ""


def _paper(request: HttpRequest, codes: list[str]) -> HttpResponse:
    context = {
        "codes": [f"{code[:4]} {code[4:]}" for code in codes],
        "next": _wanted(request) or reverse("desk:home"),
        "username": getattr(request.user, "username", ""),
        "now": clock.now(),
    }
    return render(request, "desk/recovery_codes.html", context)


@signed_in
def change(request: HttpRequest, actor: Actor) -> HttpResponse:
    """New recovery codes, or no second factor any more; both by the password."""
    if request.method != "POST" or getattr(request, "owes_factor", False):
        return redirect("desk:second_factor")
    turn_off = request.POST.get("do") == "turn_off"
    error: Any = NEEDED if turn_off and _is_needed(actor) else None
    error = error or confirm(request, actor, request.POST.get("present", ""))
    has = second_factor.has_factor(actor)
    if error or not has:
        return _form(request, actor, owes=False, has=has, error=error)
    if not turn_off:
        log(request, SignInEvent.CODES_RENEWED, actor)
        return _paper(request, second_factor.renew_codes(actor))
    second_factor.remove(actor)
    log(request, SignInEvent.FACTOR_REMOVED, actor)
    messages.success(request, str(TURNED_OFF))
    return redirect("desk:account")


def _is_needed(actor: Actor) -> bool:
    return settings.SECOND_FACTOR_REQUIRED and any(
        is_guarded(held.role) for held in viewer_of(actor, on=clock.today()).held
    )
