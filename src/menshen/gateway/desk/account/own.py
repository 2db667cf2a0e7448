"""One's own account: who one is here, the password, the sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation

from menshen.gateway.desk.account import second_factor, sessions
from menshen.gateway.desk.account.devices import named_device
from menshen.gateway.desk.account.signing_in import held_up, log
from menshen.gateway.desk.parts import Fact, Field, FieldGroup, Form, Link
from menshen.gateway.desk.shell import WHOLE_TREE, desk_page, draw, viewer_of
from menshen.kernel.administration import access, brakes
from menshen.kernel.administration.vocabulary import SignInEvent
from menshen.kernel.base import clock
from menshen.kernel.base.terms import Term, language
from menshen.kernel.scope.models import Area
from menshen.kernel.scope.roles import role

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from menshen.kernel.scope.models import Actor
    from menshen.kernel.scope.viewers import Viewer

TITLE = Term("My account", "我的账号")
NOT_IT = Term("This is not the present password.", "当前密码不正确。")
NOT_TWICE = Term("The two new passwords differ. Type the new one twice.", "两次输入的新密码不一致，请重新输入。")
SAME = Term("This is the present password. Choose another.", "新密码不能与当前密码相同，请另选。")
CHANGED = Term("The password was changed. All other sessions have ended.", "密码已修改，其他设备上的会话均已结束。")
ENDED = Term("{count} sessions ended.", "已结束 {count} 个会话。")
STRENGTH = Term(
    "At least 10 characters, not only figures, not your name, and none of the passwords that everybody uses. Three or "
    "four words that do not belong together are good and easy to remember.",
    "至少 10 位，不能全是数字，不能包含本人姓名或登录名，不能用常见密码。用三四个不相关的词连起来，既安全又好记。",
)


@desk_page
def account(request: HttpRequest) -> HttpResponse:
    """Who one is here, and where one is signed in."""
    actor: Any = request.user
    context: dict[str, Any] = {
        "facts": [Fact(Term("Log-in", "登录名"), actor.username), Fact(Term("Name", "姓名"), actor.display_name)],
        "roles": _roles(viewer_of(request)),
        "links": [
            Link(Term("Change password", "修改密码"), reverse("desk:password"), "lock"),
            Link(Term("Second factor", "二次验证"), reverse("desk:second_factor"), "shield-check"),
        ],
        "has_factor": second_factor.has_factor(actor),
        "codes_left": second_factor.codes_left(actor),
        "sessions": [
            {
                "number": each.pk,
                "device": named_device(each.user_agent),
                "address": each.ip,
                "begun": each.created_at,
                "seen": each.last_seen_at,
                "mine": sessions.is_this(request, each),
            }
            for each in sorted(sessions.sessions_of(actor), key=lambda each: not sessions.is_this(request, each))
        ],
        "end_url": reverse("desk:end_session"),
    }
    return draw(request, "desk/account.html", TITLE, **context)


def _roles(viewer: Viewer) -> list[Fact]:
    names = {area.code: str(area) for area in Area.objects.filter(code__in=[held.area for held in viewer.held])}
    return [Fact(known.title, names.get(held.area, WHOLE_TREE)) for held in viewer.held if (known := role(held.role))]


@desk_page
def end_session(request: HttpRequest) -> HttpResponse:
    """End one session of one's own, or all the others."""
    actor: Any = request.user
    if request.method == "POST" and (ended := sessions.end(request, actor, request.POST.get("session", ""))):
        log(request, SignInEvent.SESSION_ENDED, actor)
        messages.success(request, str(ENDED.format(count=ended)))
    return redirect("desk:account")


@desk_page
def password(request: HttpRequest) -> HttpResponse:
    """Change one's password, by the present one."""
    errors: dict[str, str] = {}
    if request.method == "POST":
        errors = _change(request)
        if not errors:
            messages.success(request, str(CHANGED))
            return redirect("desk:account")
    return draw(
        request,
        "desk/action_form.html",
        Term("Change password", "修改密码"),
        status=422 if errors else 200,
        form=_password_form(errors),
        crumbs=[Link(TITLE, reverse("desk:account"))],
    )


def _change(request: HttpRequest) -> dict[str, str]:
    """Change it; else what is wrong, by field."""
    actor: Any = request.user
    present, chosen = request.POST.get("present", ""), request.POST.get("chosen", "")
    if error := confirm(request, actor, present):
        return {"present": str(error)}
    if chosen != request.POST.get("again", ""):
        return {"again": str(NOT_TWICE)}
    if chosen == present:
        return {"chosen": str(SAME)}
    if weak := weaknesses(chosen, actor):
        return {"chosen": weak}
    actor.set_password(chosen)
    actor.save(update_fields=["password"])
    access.end_sessions({actor.pk})
    update_session_auth_hash(request, actor)
    sessions.begin(None, request, actor)
    log(request, SignInEvent.PASSWORD_CHANGED, actor)
    return {}


def confirm(request: HttpRequest, actor: Actor, present: str) -> Term | None:
    """Ask for the password again before something grave: the desk may stand alone. None if it is right."""
    at, key = clock.now(), brakes.CONFIRM.of(str(actor.pk))
    taken = brakes.take([key], at=at)
    if taken.until:
        return held_up(taken.until, at)
    if not actor.check_password(present):
        log(request, SignInEvent.WRONG_PASSWORD, actor)
        return NOT_IT
    brakes.release([key])
    return None


def weaknesses(chosen: str, actor: Actor) -> str:
    """Why a password is too easy to guess, in the reader's language; "" for a good one."""
    with translation.override("en" if language() == "en" else "zh-hans"):
        try:
            validate_password(chosen, actor)
        except ValidationError as error:
            return ("" if language() == "zh" else " ").join(error.messages)
    return ""


def _password_form(errors: dict[str, str]) -> Form:
    fields = (
        ("present", Term("Present password", "当前密码"), "current-password", ""),
        ("chosen", Term("New password", "新密码"), "new-password", STRENGTH),
        ("again", Term("New password once more", "再次输入新密码"), "new-password", ""),
    )
    return Form(
        url=reverse("desk:password"),
        groups=[
            FieldGroup(
                [
                    Field(
                        name,
                        label,
                        "password",
                        required=True,
                        help=help_,
                        error=errors.get(name, ""),
                        autocomplete=autocomplete,
                        span="wide",
                    )
                    for name, label, autocomplete, help_ in fields
                ]
            )
        ],
        submit=Term("Change password", "修改密码"),
        cancel_url=reverse("desk:account"),
    )
