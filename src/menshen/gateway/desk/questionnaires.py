"""Filling in questionnaires on the desk, and getting their workbooks to edit them in Excel."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from pydantic import ValidationError
from xlsxwriter import Workbook

from menshen.domains.screening.actions.forms import AnswerForm, answer_form
from menshen.domains.screening.models import CampaignHousehold, FormVersion
from menshen.domains.screening.queries.forms import DOOR_VISIT, SELF_DECLARATION, current_form, forms_in
from menshen.domains.screening.vocabulary import Permission
from menshen.gateway import questions
from menshen.gateway.desk.forms import DONE, SHOWN_FACTS, command_number
from menshen.gateway.desk.links import action_url, place_of
from menshen.gateway.desk.parts import Empty, Link
from menshen.gateway.desk.records import facts_of
from menshen.gateway.desk.shell import desk_page, draw, viewer_of
from menshen.kernel.actions.fields import sentence_of
from menshen.kernel.actions.performing import perform
from menshen.kernel.base import clock
from menshen.kernel.base.ids import uuid7
from menshen.kernel.base.problems import not_found
from menshen.kernel.base.terms import Term
from menshen.kernel.forms.answering import Filled, defaults, fill
from menshen.kernel.forms.sheets import SHEETS
from menshen.kernel.scope.models import Area

if TYPE_CHECKING:
    from django.http import HttpRequest

    from menshen.gateway.desk.links import Place
    from menshen.kernel.base.problems import Refused
    from menshen.kernel.scope.viewers import Viewer

TITLE = Term("Questionnaires", "问卷")
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_KEY = 18  # digits of a record's number


@desk_page
def questionnaires(request: HttpRequest) -> HttpResponse:
    """Which questionnaire to fill in; for a household of a campaign that is the door visit."""
    viewer = viewer_of(request)
    if not viewer.has(Permission.FORM_READ):
        raise not_found()
    target = _target(request)
    area = target.area_id if target else viewer.home or ""
    if target is not None and viewer.has(Permission.FORM_ANSWER):
        found = current_form(DOOR_VISIT, area)
        if found is not None:
            return redirect(f"{reverse('desk:questionnaire', args=[found.pk])}?{urlencode({'target': target.pk})}")
    held = forms_in(area)
    return draw(
        request,
        "desk/questionnaires.html",
        TITLE,
        forms=[
            {
                "title": Term(form.english, form.title),
                "version": form.version,
                "shipped": form.area_id is None,
                "fill_url": _fill_url(viewer, form),
                "workbook_url": reverse("desk:questionnaire_workbook", args=[form.pk]),
            }
            for form in held
        ],
        links=[Link(Term("Publish a questionnaire", "发布问卷"), action_url("screening.publish_form"), "upload")]
        if viewer.has(Permission.FORM_PUBLISH)
        else [],
        empty=None if held else Empty(Term("No questionnaire yet", "暂无问卷")),
    )


def _fill_url(viewer: Viewer, form: FormVersion) -> str:
    """Where it is filled in; a door visit begins with its household, a declaration with the resident."""
    if form.code == DOOR_VISIT:
        return reverse("desk:ledger", args=["screening.households"]) if viewer.has(Permission.CAMPAIGN_READ) else ""
    if form.code == SELF_DECLARATION or not viewer.has(Permission.FORM_ANSWER):
        return ""
    return reverse("desk:questionnaire", args=[form.pk])


@desk_page
def questionnaire(request: HttpRequest, number: int) -> HttpResponse:
    """The questions that are asked in the light of what was answered; on sending, the action or what cannot be."""
    viewer, now = viewer_of(request), clock.now()
    form = FormVersion.objects.filter(pk=number).first()
    if form is None or not viewer.has(Permission.FORM_ANSWER):
        raise not_found()
    target = _target(request)
    area = target.area_id if target else str(request.GET.get("area") or viewer.home or "")
    place = place_of(viewer, CampaignHousehold, target.pk) if target else None
    if request.method != "POST":
        answers = defaults(form.content, at=now)
        filled = fill(form.content, answers, at=now)
        filled.problems = {}
        return _show(request, form, area, questions.drawn(form.content, answers, filled), place)
    sent = questions.read(form.content, request.POST)
    filled = fill(form.content, sent.answers, at=now)
    drawn_anew = "HX-Request" in request.headers
    more = questions.added(form.content, sent, filled) and not drawn_anew
    if more or drawn_anew:
        filled.problems = {}
        return _show(request, form, area, questions.drawn(form.content, sent.answers, filled, more=more), place)
    problems = []
    if not filled.problems:
        refused = _perform(request, form, target, area, sent, filled)
        if refused is None:
            return _done(request, form, place)
        name = (refused.field or "").removeprefix("answers.")
        if name in filled.asked:
            filled.problems = {name: refused.facts.get("said", refused.term)}
        else:
            problems = [refused.term]
    drawn = questions.drawn(form.content, sent.answers, filled, problems=problems)
    return _show(request, form, area, drawn, place, status=422)


def _target(request: HttpRequest) -> CampaignHousehold | None:
    """The household that the address names; not there where it is not the viewer's."""
    number = request.GET.get("target", "")
    if not number:
        return None
    usable = number.isdecimal() and len(number) <= LONGEST_KEY
    found: CampaignHousehold | None = CampaignHousehold.objects.filter(pk=int(number)).first() if usable else None
    if found is None:
        raise not_found()
    return found


def _perform(
    request: HttpRequest,
    form: FormVersion,
    target: CampaignHousehold | None,
    area: str,
    sent: questions.Sent,
    filled: Filled,
) -> Refused | None:
    """Send the answers on; why not, where they are not taken."""
    asked = {name: value for name, value in sent.answers.items() if name in filled.asked}
    where: dict[str, Any] = {"target": target.pk} if target else {"area": area}
    try:
        command = AnswerForm.model_validate({"form": form.pk, "answers": asked, **where})
    except ValidationError as invalid:
        refused = not_found()
        refused.term = sentence_of(invalid.errors()[0])
        return refused
    numbers = command_number(request.POST)
    (outcome,) = perform(answer_form, [command], by=viewer_of(request), at=clock.now(), command_ids=numbers)
    return outcome.problem


def _show(
    request: HttpRequest,
    form: FormVersion,
    area: str,
    drawn: questions.Questionnaire,
    place: Place | None,
    *,
    status: int = 200,
) -> HttpResponse:
    viewer = viewer_of(request)
    part = {
        "drawn": drawn,
        "url": request.get_full_path(),
        "command_id": str(uuid7()),
        "cancel_url": place.url if place else reverse("desk:questionnaires"),
    }
    if "HX-Request" in request.headers:
        return render(request, "desk/components/questionnaire.html", part, status=status)
    facts = (facts_of(viewer, place.ledger, place.row) or [])[:SHOWN_FACTS] if place else []
    return draw(
        request,
        "desk/questionnaire.html",
        Term(form.english, form.title),
        status=status,
        crumbs=[Link(TITLE, reverse("desk:questionnaires"))],
        subtitle=Term(f"Version {form.version}", f"第 {form.version} 版"),
        facts=facts,
        where="" if place else Area.objects.filter(code=area).first() or "",
        **part,
    )


def _done(request: HttpRequest, form: FormVersion, place: Place | None) -> HttpResponse:
    """What was done; at a household the next person, or the list."""
    again = Link(Term("Once more", "继续填写"), request.get_full_path(), "plus")
    on = Link(Term("Back to the household", "返回该户"), place.url, "home") if place else None
    home = Link(Term("My work", "返回工作台"), reverse("desk:home"), "home", primary=True)
    links = [again, *([replace(on, icon="arrow-left")] if on else []), home]
    title = Term(form.english, form.title)
    return draw(request, "desk/action_done.html", title, sentence=DONE["done"], links=links)


@desk_page
def workbook(request: HttpRequest, number: int) -> HttpResponse:
    """The sheets of a version as an Excel file, to be edited and published again."""
    form = FormVersion.objects.filter(pk=number).first()
    if form is None or not viewer_of(request).has(Permission.FORM_READ):
        raise not_found()
    content = io.BytesIO()
    with Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        for name in (name for name in SHEETS if name in form.workbook):
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, 20, 24)
            for place, row in enumerate(form.workbook[name]):
                sheet.write_row(place, 0, row)
    answer = HttpResponse(content.getvalue(), content_type=EXCEL)
    answer["Content-Disposition"] = f'attachment; filename="{form.code}-{form.version}.xlsx"'
    return answer
