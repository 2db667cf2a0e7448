"""Issuing work reports, and keeping the forms that offices made for them."""

from __future__ import annotations

import binascii
import hashlib
from base64 import b64decode
from datetime import date
from typing import TYPE_CHECKING, Annotated, cast

from django.db.models import Q
from pydantic import Field

from menshen.domains.reporting.documents import WORK_REPORT, check_form, work_report_data
from menshen.domains.reporting.models import WorkForm
from menshen.domains.reporting.queries import check_period, work_form, work_sheet
from menshen.domains.reporting.vocabulary import Kind, Permission
from menshen.kernel.actions.declaration import Command, Label, Outcome, action, area_of_record
from menshen.kernel.actions.fields import Widget
from menshen.kernel.actions.types import AreaCode, Name, RecordId, Text
from menshen.kernel.base.problems import Refused
from menshen.kernel.base.terms import Term
from menshen.kernel.documents.issuing import NewDocument, issue
from menshen.kernel.documents.models import Document
from menshen.kernel.documents.vocabulary import DocumentProblem
from menshen.kernel.documents.word_templates import LARGEST
from menshen.kernel.journal.entries import subject_type
from menshen.kernel.scope.models import Area

if TYPE_CHECKING:
    from datetime import datetime

    from menshen.kernel.scope.viewers import Viewer

ReportDay = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2200, 1, 1))]
_FILE = Term(
    "Download the form that comes with the platform, edit it in Word, save it as .docx.",
    "可先下载系统自带模板，用 Word 修改后保存为 .docx。",
)


class IssueWorkReport(Command):
    """The work report of an area over some days, numbered and kept with all its figures."""

    area: Annotated[AreaCode, Label("Area", "报告单位")]
    first_on: Annotated[ReportDay, Label("From", "起始日期")]
    last_on: Annotated[ReportDay, Label("To", "截止日期")]


@action(
    "reporting.issue_work_report",
    after_exit=True,
    kind=Kind.WORK_REPORT_ISSUED,
    permission=Permission.WORK_REPORT_ISSUE,
    command=IssueWorkReport,
    title=Term("Issue the work report", "签发工作情况报告"),
)
def issue_work_report(commands: list[IssueWorkReport], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Number the report as the records stand now. What is said in it is computed; there is nothing to type."""
    areas = {area.code: area for area in Area.objects.filter(code__in={command.area for command in commands})}
    return [_issue(areas[command.area], command, by, at) for command in commands]  # each is a report: seldom several


def _issue(area: Area, command: IssueWorkReport, by: Viewer, at: datetime) -> Outcome:
    check_period(command.first_on, command.last_on, at=at)
    sheet = work_sheet(area, command.first_on, command.last_on, at=at)
    form = work_form(area.code)
    data = work_report_data(sheet, template=form.pk if form else None)
    paper = issue(WORK_REPORT, [NewDocument(area.code, subject_type(Area), area.pk, data)], by=by, at=at)[0]
    return Outcome.done(Document, paper.pk, area.code, number=paper.number)


class KeepWorkForm(Command):
    """A Word file in which the work reports of an area, and of those below it without a form of their own, are written
    from now on."""

    area: Annotated[AreaCode, Label("For the area", "适用辖区")]
    name: Annotated[Name, Label("Name", "模板名称")]
    content: Annotated[Text, Field(max_length=LARGEST * 2), Label("Word file", "Word 模板", _FILE), Widget("file")]


@action(
    "reporting.keep_work_form",
    kind=Kind.WORK_FORM_KEPT,
    permission=Permission.WORK_FORM_WRITE,
    command=KeepWorkForm,
    title=Term("Use a form of our own", "上传工作情况报告模板"),
)
def keep_work_form(commands: list[KeepWorkForm], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Check the file and keep it; what it asks for and is not there is named, and then nothing is kept."""
    return [_keep(command, by, at) for command in commands]


def _keep(command: KeepWorkForm, by: Viewer, at: datetime) -> Outcome:
    try:
        content = b64decode(command.content, validate=True)
    except (binascii.Error, ValueError):
        return Outcome.refused(DocumentProblem.NO_WORD_FILE, on="content", status=422)
    try:
        asked = check_form(content, WORK_REPORT.specimen())
    except Refused as refused:
        refused.field = "content"
        return Outcome.refusal(refused)
    kept = WorkForm.objects.create(
        area_id=command.area,
        name=command.name,
        content=content,
        digest=hashlib.sha256(content).hexdigest(),
        places=sorted(asked),
        kept_at=at,
        kept_by_id=cast("int", by.actor_id),
    )
    return Outcome.done(WorkForm, kept.pk, kept.area_id)


class WithdrawWorkForm(Command):
    """Reports are written in the form before it again; those issued in this one keep it."""

    form: Annotated[RecordId, Label("Form", "模板")]


@action(
    "reporting.withdraw_work_form",
    kind=Kind.WORK_FORM_WITHDRAWN,
    permission=Permission.WORK_FORM_WRITE,
    command=WithdrawWorkForm,
    title=Term("Stop using this form", "停用该模板"),
    areas_of=area_of_record(WorkForm, "form", Q(withdrawn_at__isnull=True)),
)
def withdraw_work_form(commands: list[WithdrawWorkForm], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """Take forms out of use."""
    forms = WorkForm.objects.filter(pk__in={command.form for command in commands})
    held = {form.pk: form for form in forms.order_by("pk").select_for_update()}
    outcomes = []
    for form in (held[command.form] for command in commands):
        if form.withdrawn_at:
            outcomes.append(Outcome.known(WorkForm, form.pk))
        else:
            form.withdrawn_at = at
            outcomes.append(Outcome.done(WorkForm, form.pk, form.area_id))
    WorkForm.objects.bulk_update(held.values(), ["withdrawn_at"])
    return outcomes
