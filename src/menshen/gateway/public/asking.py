"""Where people ask about data on themselves without signing in: to see, correct or delete them, or to appeal.

It is taken down and becomes the work of the community secretary. Whatever is asked, the answer is the same, whether
somebody is known here or not; that it is they who ask is made sure of by a person, before anything is told or done.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from pydantic import ValidationError

from menshen.gateway.desk.forms import command_number
from menshen.gateway.desk.parts import Option
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
from menshen.gateway.questions import ECHO, Question, Questionnaire
from menshen.kernel.actions.fields import sentence_of
from menshen.kernel.actions.performing import perform
from menshen.kernel.base import clock
from menshen.kernel.base.ids import uuid7
from menshen.kernel.base.terms import Term
from menshen.kernel.scope.viewers import PLATFORM, acting
from menshen.kernel.stewardship.requests import WITHIN, RecordRequest, record_request
from menshen.kernel.stewardship.vocabulary import Permission, RequestKind, RequestWay

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

    from menshen.domains.screening.models import Poster

TITLE = Term("Your data: see, correct, delete", "查阅、更正、删除本人信息")
_TO_CALL = Term("We call you there to make sure that it is you, and to answer.", "用于核实身份和答复。")
_NO_NUMBER = Term(
    "For example what is wrong, and how it should be. Please write no ID number.",
    "例如哪里有误、应改成什么。请不要填写身份证号。",
)
ASKED = (
    Question("kind", "radio", Term("What do you ask for?", "您的请求"), required=True),
    Question("asked_by", "text", Term("Your name", "您的姓名"), required=True),
    Question("phone", "text", Term("Your phone", "联系电话"), hint=_TO_CALL, input="tel", required=True),
    Question("words", "lines", Term("In your own words", "请说明"), hint=_NO_NUMBER, required=True),
)


@open_page
def ask(request: HttpRequest, token: str) -> HttpResponse:
    """Four questions; on sending, the request is taken down for the area of the poster."""
    if too_large(request):
        return say(request, TITLE, TOO_LARGE, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    with acting(PLATFORM):
        poster = poster_of(token)
    if poster is None:
        return render(request, "public/closed.html", frame(request, TITLE), status=404)
    if request.method != "POST":
        return _draw(request, poster, {}, {})
    given = {one.name: said for one in ASKED if (said := request.POST.get(one.name, "").strip())}
    errors: dict[str, Term] = {} if "phone" in given else {"phone": Term("Please fill this in.", "请填写此项。")}
    try:
        command = RecordRequest.model_validate(given | {"area": poster.area_id, "way": RequestWay.PAGE})
    except ValidationError as invalid:
        errors = {str(found["loc"][0]): sentence_of(found) for found in invalid.errors()} | errors
    if errors:
        return _draw(request, poster, given, errors, status=422)
    now = clock.now()
    if not few_enough("request", request, poster.area_id, now):
        return say(request, TITLE, TOO_MANY, HTTPStatus.TOO_MANY_REQUESTS)
    by = somebody(poster.area_id, Permission.REQUEST_WRITE)
    perform(record_request, [command], by=by, at=now, command_ids=command_number(request.POST))
    return HttpResponseRedirect(reverse("public:asked", args=[poster.token]) + in_language(request))


def _draw(
    request: HttpRequest, poster: Poster, given: Mapping[str, str], errors: Mapping[str, Term], *, status: int = 200
) -> HttpResponse:
    questions = [
        Question(
            one.name, one.kind, one.label, one.hint, errors.get(one.name, ""), given.get(one.name, "")[:ECHO],
            [Option(kind.value, kind.term, given.get(one.name) == kind.value) for kind in RequestKind],
            one.input, required=one.required,
        )
        for one in ASKED
    ]  # fmt: skip
    with acting(PLATFORM):
        context = frame(request, TITLE) | about(poster)
    context |= {"drawn": Questionnaire(questions), "days": WITHIN.days, "command_id": str(uuid7())}
    return render(request, "public/ask.html", context, status=status)


@open_page
def thanks(request: HttpRequest, token: str) -> HttpResponse:
    """The same for everybody, whatever was known before."""
    with acting(PLATFORM):
        poster = poster_of(token)
        context = frame(request, TITLE) | (about(poster) if poster else {})
    if poster is None:
        return render(request, "public/closed.html", context, status=404)
    return render(request, "public/asked.html", context | {"days": WITHIN.days})
