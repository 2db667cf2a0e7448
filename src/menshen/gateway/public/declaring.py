"""The page behind the printed code: a resident says that they are back, and how they are.

It needs no account, no script and no cookie, so it carries no forgery token either: nothing that it does rests on who
is signed in. Whatever is told, the answer is the same, whether somebody is known here or not.
"""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from pydantic import ValidationError

from menshen.domains.screening.actions.counting import count_declaration
from menshen.domains.screening.actions.declarations import Declare
from menshen.domains.screening.actions.declarations import declare as take_down
from menshen.domains.screening.actions.feeding import KNOWN, symptoms_of
from menshen.domains.screening.actions.posters import kept_in
from menshen.domains.screening.models import FormVersion, Poster
from menshen.domains.screening.queries.forms import SELF_DECLARATION, current_form, holds_for
from menshen.domains.screening.vocabulary import Permission
from menshen.gateway import questions
from menshen.gateway.desk.forms import command_number
from menshen.gateway.viewing import language_of
from menshen.kernel.actions.fields import sentence_of
from menshen.kernel.actions.performing import perform
from menshen.kernel.base import clock
from menshen.kernel.base.ids import uuid7
from menshen.kernel.base.terms import LANGUAGES, Term, language, speaking
from menshen.kernel.forms.answering import Filled, defaults, fill
from menshen.kernel.scope.codes import Level, at_level
from menshen.kernel.scope.models import Area
from menshen.kernel.scope.viewers import PLATFORM, Held, acting, system_viewer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from menshen.kernel.scope.viewers import Viewer

LARGEST = 64 * 1024  # bytes of what is sent
TOO_MANY = Term(
    "Too many declarations came from this network within an hour. Please try again in an hour, or call the community.",
    "一小时内来自该网络的申报过多，请一小时后再试，或拨打社区电话。",
)
TOO_LARGE = Term("That was too long. Please write less.", "内容过长，请简要填写。")
_PLAIN = ("name", "phone", "address", "origin", "back_on")


def _in_own_language(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The page says its language in its address: an old phone may keep no cookie."""

    def page(request: HttpRequest, token: str) -> HttpResponse:
        asked = request.GET.get("language", "")
        with speaking(asked if asked in LANGUAGES else language_of(request)):
            answer = view(request, token)
            answer.headers["Content-Language"] = language()
            answer.headers["X-Robots-Tag"] = "noindex"
            answer.headers["Referrer-Policy"] = "no-referrer"
            return answer

    return page


@csrf_exempt
@_in_own_language
def declare(request: HttpRequest, token: str) -> HttpResponse:
    """The questions; on sending, the declaration is taken down for the area of the poster."""
    if _size(request) > LARGEST:
        return _say(request, TOO_LARGE, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    now = clock.now()
    with acting(PLATFORM):
        poster = _poster(token)
        form = _form(request, poster.area_id) if poster else None
        about = _about(poster) if poster else {}
    if poster is None or form is None or not _somebody(poster.area_id).collects(poster.area_id):
        return render(request, "public/closed.html", _frame(request), status=404)
    context = _frame(request) | about | {"form": form, "command_id": str(uuid7())}
    if request.method != "POST":
        answers = defaults(form.content, at=now)
        filled = fill(form.content, answers, at=now)
        filled.problems = {}
        return _draw(request, context, questions.drawn(form.content, answers, filled))
    sent = questions.read(form.content, request.POST)
    filled = fill(form.content, sent.answers, at=now)
    if questions.added(form.content, sent, filled):
        filled.problems = {}
        return _draw(request, context, questions.drawn(form.content, sent.answers, filled, more=True))
    if not filled.problems:
        return _taken(request, context, poster, form, sent, filled, now)
    return _draw(request, context, questions.drawn(form.content, sent.answers, filled), status=422)


def _taken(
    request: HttpRequest,
    context: dict[str, Any],
    poster: Poster,
    form: FormVersion,
    sent: questions.Sent,
    filled: Filled,
    now: datetime,
) -> HttpResponse:
    """Take it down, unless there were too many; what is not accepted is said beside its question."""
    with acting(PLATFORM):
        enough = count_declaration(_address(request), poster.area_id, at=now)
    if not enough:
        return _say(request, TOO_MANY, HTTPStatus.TOO_MANY_REQUESTS)
    problems: list[Term | str] = []
    try:
        command = Declare.model_validate(_command(filled.values, poster, form))
    except ValidationError as invalid:
        found = invalid.errors()[0]
        name = str(found["loc"][0]) if found["loc"] else ""
        filled.problems, problems = (
            ({name: sentence_of(found)}, []) if name in filled.asked else ({}, [sentence_of(found)])
        )
    else:
        by, numbers = _somebody(poster.area_id), command_number(request.POST)
        (outcome,) = perform(take_down, [command], by=by, at=now, command_ids=numbers)
        if outcome.problem is None:
            query = f"?language={language()}" if request.GET.get("language") else ""
            return HttpResponseRedirect(reverse("public:declared", args=[poster.token]) + query)
        name = outcome.problem.field or ""
        filled.problems, problems = (
            ({name: outcome.problem.term}, []) if name in filled.asked else ({}, [outcome.problem.term])
        )
    drawn = questions.drawn(form.content, sent.answers, filled, problems=problems)
    return _draw(request, context, drawn, status=422)


def _command(values: Mapping[str, Any], poster: Poster, form: FormVersion) -> dict[str, Any]:
    """Known questions by name; those that an office added go along as they are."""
    known = KNOWN[SELF_DECLARATION]
    return {name: values[name] for name in _PLAIN if name in values} | {
        "area": poster.area_id,
        "symptoms": symptoms_of(values),
        "form": form.pk,
        "more": {name: value for name, value in values.items() if name not in known},
    }


def _somebody(area: str) -> Viewer:
    """Whoever holds the phone: may declare in the area of the poster and nothing else."""
    return replace(system_viewer(), held=(Held("public", area, frozenset({Permission.DECLARATION_WRITE.value})),))


def _poster(token: str) -> Poster | None:
    found: Poster | None = Poster.objects.filter(token=token, closed_at__isnull=True).first()
    return found


def _form(request: HttpRequest, area: str) -> FormVersion | None:
    """The version that the page was drawn with, if it was one for here; else the one that holds now."""
    number = request.POST.get("form", "")
    if number.isdecimal() and len(number) <= 18:  # noqa: PLR2004  no key has more digits
        drawn: FormVersion | None = FormVersion.objects.filter(pk=int(number), code=SELF_DECLARATION).first()
        if drawn is not None and holds_for(drawn, area):
            return drawn
    return current_form(SELF_DECLARATION, area)


def _about(poster: Poster) -> dict[str, Any]:
    """Who collects, and whom to call."""
    codes = (poster.area_id, at_level(poster.area_id, Level.COMMUNITY) or poster.area_id)
    areas = {area.code: area for area in Area.objects.filter(code__in=codes)}
    return {"place": areas[codes[0]], "community": areas[codes[1]], "kept": kept_in(poster.area_id, clock.today())}


def _frame(request: HttpRequest) -> dict[str, Any]:
    other = "en" if language() == "zh" else "zh"
    return {
        "title": Term("Tell us that you are back, and how you are", "返乡和健康自主申报"),
        "other_language": f"{request.path}?language={other}",
        "other_code": "en" if other == "en" else "zh-CN",
        "other_name": "English" if other == "en" else "中文",
        "url": request.get_full_path(),
    }


def _draw(
    request: HttpRequest, context: dict[str, Any], drawn: questions.Questionnaire, *, status: int = 200
) -> HttpResponse:
    return render(request, "public/declare.html", context | {"drawn": drawn}, status=status)


def _say(request: HttpRequest, sentence: Term, status: HTTPStatus) -> HttpResponse:
    return render(request, "public/said.html", _frame(request) | {"sentence": sentence}, status=status)


@_in_own_language
def thanks(request: HttpRequest, token: str) -> HttpResponse:
    """The same for everybody, whatever was known before."""
    with acting(PLATFORM):
        poster = _poster(token)
        about = _about(poster) if poster else {}
    if poster is None:
        return render(request, "public/closed.html", _frame(request), status=404)
    return render(request, "public/thanks.html", _frame(request) | about)


def _size(request: HttpRequest) -> int:
    length = request.headers.get("Content-Length", "")
    return int(length) if length.isdecimal() and len(length) < 12 else 0 if not length else LARGEST + 1  # noqa: PLR2004


def _address(request: HttpRequest) -> str:
    """The network address: behind a proxy, which then sets it, the one that the proxy saw."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    return forwarded.rpartition(",")[2].strip() or str(request.META.get("REMOTE_ADDR", ""))
