"""The page behind the printed code: a resident says that they are back, and how they are.

It needs no account, no script and no cookie. Whatever is told, the answer is the same, whether somebody is known here
or not.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from pydantic import ValidationError

from menshen.domains.screening.actions.declarations import Declare
from menshen.domains.screening.actions.declarations import declare as take_down
from menshen.domains.screening.actions.feeding import KNOWN, symptoms_of
from menshen.domains.screening.actions.posters import kept_in
from menshen.domains.screening.models import FormVersion
from menshen.domains.screening.queries.forms import SELF_DECLARATION, current_form, holds_for
from menshen.domains.screening.vocabulary import Permission
from menshen.gateway import questions
from menshen.gateway.desk.forms import command_number
from menshen.gateway.public.frame import (
    TOO_LARGE,
    TOO_MANY,
    about,
    few_enough,
    frame,
    in_language,
    open_page,
    poster_of,
    say,
    somebody,
    too_large,
)
from menshen.kernel.actions.fields import sentence_of
from menshen.kernel.actions.performing import perform
from menshen.kernel.base import clock
from menshen.kernel.base.ids import uuid7
from menshen.kernel.base.terms import Term
from menshen.kernel.forms.answering import Filled, defaults, fill
from menshen.kernel.scope.viewers import PLATFORM, acting

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from menshen.domains.screening.models import Poster
    from menshen.kernel.scope.viewers import Viewer

TITLE = Term("Tell us that you are back, and how you are", "返乡和健康自主申报")
_PLAIN = ("name", "phone", "address", "origin", "back_on")


@open_page
def declare(request: HttpRequest, token: str) -> HttpResponse:
    """The questions; on sending, the declaration is taken down for the area of the poster."""
    if too_large(request):
        return say(request, TITLE, TOO_LARGE, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    now = clock.now()
    with acting(PLATFORM):
        poster = poster_of(token)
        form = _form(request, poster.area_id) if poster else None
        context = _context(request, poster)
    if poster is None or form is None or not _declarer(poster).collects(poster.area_id):
        return render(request, "public/closed.html", context, status=404)
    context |= {"form": form, "command_id": str(uuid7())}
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
    if not few_enough("declaration", request, poster.area_id, now):
        return say(request, TITLE, TOO_MANY, HTTPStatus.TOO_MANY_REQUESTS)
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
        (outcome,) = perform(
            take_down, [command], by=_declarer(poster), at=now, command_ids=command_number(request.POST)
        )
        if outcome.problem is None:
            return HttpResponseRedirect(reverse("public:declared", args=[poster.token]) + in_language(request))
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


def _declarer(poster: Poster) -> Viewer:
    return somebody(poster.area_id, Permission.DECLARATION_WRITE)


def _context(request: HttpRequest, poster: Poster | None) -> dict[str, Any]:
    """What all three pages say. Call it inside `acting(PLATFORM)`."""
    if poster is None:
        return frame(request, TITLE)
    kept = kept_in(poster.area_id, clock.today())
    ask_url = reverse("public:ask", args=[poster.token]) + in_language(request)
    return frame(request, TITLE) | about(poster) | {"kept": kept, "ask_url": ask_url}


def _form(request: HttpRequest, area: str) -> FormVersion | None:
    """The version that the page was drawn with, if it was one for here; else the one that holds now."""
    number = request.POST.get("form", "")
    if number.isdecimal() and len(number) <= 18:  # noqa: PLR2004  no key has more digits
        drawn: FormVersion | None = FormVersion.objects.filter(pk=int(number), code=SELF_DECLARATION).first()
        if drawn is not None and holds_for(drawn, area):
            return drawn
    return current_form(SELF_DECLARATION, area)


def _draw(
    request: HttpRequest, context: dict[str, Any], drawn: questions.Questionnaire, *, status: int = 200
) -> HttpResponse:
    return render(request, "public/declare.html", context | {"drawn": drawn}, status=status)


@open_page
def thanks(request: HttpRequest, token: str) -> HttpResponse:
    """The same for everybody, whatever was known before."""
    with acting(PLATFORM):
        poster = poster_of(token)
        context = _context(request, poster)
    if poster is None:
        return render(request, "public/closed.html", context, status=404)
    return render(request, "public/thanks.html", context)
