"""Publishing questionnaires that an office edited in Excel, and answering them."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from django.db import transaction
from django.db.models import Max, Q
from pydantic import Field, ValidationError, model_validator

from menshen.domains.screening.actions.arrivals import register_arrival
from menshen.domains.screening.actions.attempts import record_attempt
from menshen.domains.screening.actions.feeding import arrival_of, attempt_of, unfit
from menshen.domains.screening.models import CampaignHousehold, FormAnswer, FormVersion
from menshen.domains.screening.queries.forms import DOOR_VISIT, current_form, digest_of, holds_for, question
from menshen.domains.screening.vocabulary import Kind, Permission, Problem
from menshen.kernel.actions.declaration import Command, Label, Outcome, PointsAt, action, area_of_record
from menshen.kernel.actions.fields import Widget, sentence_of
from menshen.kernel.actions.performing import note, run
from menshen.kernel.actions.types import AreaCode, RecordId, Text
from menshen.kernel.base.problems import Refused
from menshen.kernel.base.terms import Term
from menshen.kernel.forms.answering import fill
from menshen.kernel.forms.compiling import compile_form
from menshen.kernel.forms.sheets import LARGEST, read_workbook, rows_of
from menshen.kernel.forms.vocabulary import Flaw, FormUnusable, Found
from menshen.kernel.journal.entries import NewEntry
from menshen.kernel.scope.queries import standing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from menshen.domains.screening.actions.arrivals import RegisterArrival
    from menshen.domains.screening.actions.attempts import RecordAttempt
    from menshen.kernel.actions.declaration import Action
    from menshen.kernel.forms.compiling import Form
    from menshen.kernel.forms.sheets import Sheets
    from menshen.kernel.scope.viewers import Viewer

_BASE64 = LARGEST * 2
_FILE = Term(
    "Download a questionnaire from its page, edit it in Excel, save it as .xlsx.",
    "可在问卷页面下载现有问卷，用 Excel 编辑后保存为 .xlsx。",
)


class PublishForm(Command):
    """A questionnaire for an area and all below it. Its code is the form_id of the sheet settings: a known code makes a
    new version, and drafts of the earlier one stay valid."""

    area: Annotated[AreaCode, Label("For the area", "适用辖区")]
    workbook: Annotated[
        Text, Field(max_length=_BASE64), Label("XLSForm workbook", "XLSForm 工作簿", _FILE), Widget("file")
    ]


@action(
    "screening.publish_form",
    kind=Kind.FORM_PUBLISHED,
    permission=Permission.FORM_PUBLISH,
    command=PublishForm,
    title=Term("Publish a questionnaire", "发布问卷"),
)
def publish_form(commands: list[PublishForm], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Check and compile the workbook; what cannot be shown is named by its cell, and then nothing is published."""
    return [_publish(command, by, at) for command in commands]  # each is a workbook: seldom more than one


def _publish(command: PublishForm, by: Viewer, at: datetime) -> Outcome:
    try:
        sheets = read_workbook(_bytes(command.workbook))
        content = _understood(sheets)
    except FormUnusable as unusable:
        said = unusable.term
        refused = Refused(Problem.FORM_UNUSABLE, field="workbook", said=said)
        refused.term = Term(
            Problem.FORM_UNUSABLE.en.format(said=said.en), Problem.FORM_UNUSABLE.zh.format(said=said.zh)
        )
        return Outcome.refusal(refused)
    workbook = rows_of(sheets)
    digest = digest_of(workbook)
    held = current_form(content["code"], command.area)
    if held is not None and held.area_id == command.area and held.digest == digest:
        return Outcome.known(FormVersion, held.pk)
    earlier = FormVersion.objects.filter(area_id=command.area, code=content["code"])
    form = FormVersion.objects.create(
        area_id=command.area,
        code=content["code"],
        version=(earlier.aggregate(last=Max("version"))["last"] or 0) + 1,
        title=content["title"]["zh"],
        english=content["title"]["en"],
        content=content,
        workbook=workbook,
        digest=digest,
        published_at=at,
        published_by_id=by.actor_id,
    )
    return Outcome.done(FormVersion, form.pk, command.area, code=form.code, version=form.version)


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise FormUnusable([Found("", Flaw.NO_WORKBOOK)]) from None


def _understood(sheets: Sheets) -> Form:
    content = compile_form(sheets)
    if found := unfit(content, sheets):
        raise FormUnusable(found)
    return content


class AnswerForm(Command):
    """A questionnaire as it was filled in. `target` is a household of a campaign; a form that is about no household is
    answered in an area."""

    form: Annotated[RecordId, Label("Questionnaire", "问卷")]
    target: Annotated[RecordId | None, Label("Household of the campaign", "排查对象户")] = None
    area: Annotated[AreaCode | None, Label("Area", "辖区")] = None
    answers: Annotated[
        dict[Annotated[Text, Field(max_length=40)], Text | list[Text]],
        Field(max_length=500), Label("Answers", "答案"), Widget("answers"),
    ]  # fmt: skip

    @model_validator(mode="after")
    def _is_somewhere(self) -> AnswerForm:
        if self.target is None and self.area is None:
            raise ValueError("name the household or the area / 请指明排查对象户或辖区")
        return self


def _areas(commands: Sequence[AnswerForm]) -> list[str | None]:
    """That of the household where one is named, else the open area that the command names."""
    targets = area_of_record(CampaignHousehold, "target")(commands)
    held = standing({command.area for command in commands if command.area and command.target is None})
    named = [command.area if command.area in held else None for command in commands]
    return [named[n] if command.target is None else targets[n] for n, command in enumerate(commands)]


@action(
    "screening.answer_form",
    kind=Kind.FORM_ANSWERED,
    permission=Permission.FORM_ANSWER,
    command=AnswerForm,
    title=Term("Fill in a questionnaire", "填写问卷"),
    areas_of=_areas,
    points_at=PointsAt(CampaignHousehold, "target", Q(share__closed_on__isnull=True)),
)
def answer_form(commands: list[AnswerForm], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Keep the answers and make the records that follow from them: a visit, and the arrival of whoever came."""
    forms = FormVersion.objects.in_bulk({command.form for command in commands})
    targets = CampaignHousehold.objects.select_related("household__dwelling").in_bulk(
        {command.target for command in commands if command.target}
    )
    plans = [_plan(command, forms.get(command.form), targets.get(command.target or 0), at) for command in commands]
    answers = iter(_write([plan for plan in plans if isinstance(plan, _Plan)], by, at))
    return [next(answers) if isinstance(plan, _Plan) else Outcome.refusal(plan) for plan in plans]


@dataclass(slots=True)
class _Plan:
    """An answer about to be kept, and what follows from it."""

    answer: FormAnswer
    attempt: RecordAttempt | None = None
    arrival: RegisterArrival | None = None


def _plan(
    command: AnswerForm, form: FormVersion | None, target: CampaignHousehold | None, at: datetime
) -> _Plan | Refused:
    """What one command comes to; why not, by the question."""
    area = target.area_id if target else str(command.area)
    if form is None or not holds_for(form, area):
        return Refused(Problem.FORM_NOT_HERE, field="form")
    moment = min(command.happened_at or at, at)
    filled = fill(form.content, command.answers, at=moment)
    for name, said in filled.problems.items():
        return wrong(form.content, name, said)
    kept = json.dumps(filled.values, ensure_ascii=False)
    plan = _Plan(FormAnswer(area_id=area, form=form, target=target, answers=kept, answered_at=moment))
    if form.code != DOOR_VISIT:
        return plan
    if target is None:
        return Refused(Problem.HOUSEHOLD_NEEDED, field="target")
    try:
        plan.attempt, plan.arrival = attempt_of(filled.values, target, moment), arrival_of(filled.values, target)
    except ValidationError as invalid:
        found = invalid.errors()[0]
        return wrong(form.content, str(found["loc"][0]) if found["loc"] else "", sentence_of(found))
    return plan


def _write(plans: Sequence[_Plan], by: Viewer, at: datetime) -> list[Outcome]:
    """All together; where a part of one is refused, each alone, so that it falls with all that belongs to it."""
    with transaction.atomic():
        arrivals = _do(register_arrival, [plan.arrival for plan in plans], by, at)
        attempts = _do(record_attempt, [plan.attempt for plan in plans], by, at)
        refused = [_refused(*each) for each in zip(plans, arrivals, attempts, strict=True)]
        if not any(refused):
            return _keep(plans, arrivals, attempts)
        transaction.set_rollback(True)
    if len(plans) == 1:
        return [Outcome.refusal(one) for one in refused if one]
    return [outcome for plan in plans for outcome in _write([plan], by, at)]


def _do(act: Action, commands: Sequence[Command | None], by: Viewer, at: datetime) -> list[Outcome | None]:
    """Another action as a part of this one, with its entries."""
    asked = [command for command in commands if command is not None]
    outcomes = run(act, asked, by=by, at=at) if asked else []
    note(
        [
            NewEntry(one.kind or act.kind.value, one.area, one.subject_type, one.subject_id, at, detail=one.detail)
            for one in outcomes
            if one.state == "done" and one.subject_id is not None
        ],
        by=by,
        at=at,
    )
    answers = iter(outcomes)
    return [None if command is None else next(answers) for command in commands]


def _refused(plan: _Plan, arrival: Outcome | None, attempt: Outcome | None) -> Refused | None:
    problem = (arrival.problem if arrival else None) or (attempt.problem if attempt else None)
    return wrong(plan.answer.form.content, problem.field or "", problem.term) if problem else None


def _keep(
    plans: Sequence[_Plan], arrivals: Sequence[Outcome | None], attempts: Sequence[Outcome | None]
) -> list[Outcome]:
    for plan, arrival, attempt in zip(plans, arrivals, attempts, strict=True):
        plan.answer.arrival_id = arrival.subject_id if arrival else None
        plan.answer.attempt_id = attempt.subject_id if attempt else None
    kept = FormAnswer.objects.bulk_create([plan.answer for plan in plans])
    return [
        Outcome.done(FormAnswer, one.pk, one.area_id, form=one.form_id, code=one.form.code, version=one.form.version)
        for one in kept
    ]


def wrong(form: Form, name: str, said: Term) -> Refused:
    """An answer that cannot be, by the words of its question; `answers.<name>` is where a page shows it."""
    asked = question(form, name)
    if asked is None:
        refused = Refused(Problem.ANSWERS_WRONG, field="answers", question=name, said=said)
        refused.term = said
        return refused
    refused = Refused(Problem.ANSWERS_WRONG, field=f"answers.{name}", question=name, said=said)
    label, sentence = asked["label"], Problem.ANSWERS_WRONG
    refused.term = Term(
        sentence.en.format(question=label["en"], said=said.en), sentence.zh.format(question=label["zh"], said=said.zh)
    )
    return refused
