"""Opening, submitting, signing, correcting and chasing reports."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, cast

from pydantic import Field

from menshen.domains.reporting.documents import DAILY_REPORT, daily_report_data
from menshen.domains.reporting.models import ReportDue, Submission
from menshen.domains.reporting.queries import ITEMS, Sheet, daily_sheet, spans_of
from menshen.domains.reporting.rules import due_time, is_zero_report
from menshen.domains.reporting.vocabulary import Kind, Permission, Problem
from menshen.kernel.actions.declaration import Command, Label, Outcome, action, area_of_record
from menshen.kernel.actions.types import AreaCode, LongText, RecordId
from menshen.kernel.base.bulk import insert_rows
from menshen.kernel.base.clock import in_local
from menshen.kernel.base.problems import not_found
from menshen.kernel.base.terms import Term
from menshen.kernel.documents.issuing import NewDocument, issue
from menshen.kernel.journal.entries import subject_type
from menshen.kernel.scope.codes import ROOT, parent_of
from menshen.kernel.scope.models import Area

if TYPE_CHECKING:
    from datetime import datetime

    from menshen.kernel.scope.viewers import Viewer

ReportDay = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2200, 1, 1))]
PAUSE_BETWEEN_REMINDERS = timedelta(minutes=30)


class OpenReport(Command):
    """A unit owes the report of a day."""

    area: Annotated[AreaCode, Label("Unit", "填报单位")]
    day: Annotated[ReportDay, Label("Day", "日期")]


@action(
    "reporting.open_report",
    kind=Kind.REPORT_OPENED,
    permission=Permission.REPORT_SETTLE,
    command=OpenReport,
    title=Term("Ask for a report", "设定应报"),
)
def open_report(commands: list[OpenReport], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """Write down what is owed, with its cut-off and its due time."""
    keys = list(dict.fromkeys((command.area, command.day) for command in commands))
    areas, days = {area for area, _ in keys}, {day for _, day in keys}
    owed = ReportDue.objects.filter(area_id__in=areas, day__in=days)
    held = {(area, day): number for area, day, number in owed.values_list("area_id", "day", "pk")}
    existing = set(Area.objects.filter(code__in=areas).values_list("code", flat=True))
    fresh = [key for key in keys if key not in held and key[0] in existing]
    ends = {key: span.end for key, span in spans_of(fresh).items()}
    rows = [(*key, ends[key], due_time(ends[key])) for key in fresh]
    made = dict(zip(fresh, insert_rows(ReportDue, ("area", "day", "cutoff_at", "due_at"), rows), strict=True))
    outcomes = []
    for key in ((command.area, command.day) for command in commands):
        if key[0] not in existing:
            outcomes.append(Outcome.refusal(not_found()))
        elif key in held:
            outcomes.append(Outcome.known(ReportDue, held[key]))
        else:
            held[key] = made[key]
            outcomes.append(Outcome.done(ReportDue, made[key], key[0], day=key[1].isoformat()))
    return outcomes


class SubmitReport(Command):
    """Hand in the figures as they stand. There is nothing to type but a remark."""

    area: Annotated[AreaCode, Label("Unit", "填报单位")]
    day: Annotated[ReportDay, Label("Day", "日期")]
    note: Annotated[LongText, Label("Remark", "说明")] = ""


@action(
    "reporting.submit_report",
    kind=Kind.REPORT_SUBMITTED,
    permission=Permission.REPORT_SUBMIT,
    command=SubmitReport,
    title=Term("Submit the daily report", "上报日报"),
)
def submit_report(commands: list[SubmitReport], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Freeze the figures of the day as version 1. Silence is not a report: even all zeros are handed in."""
    return [_submit(command.area, command.day, command.note, by, at) for command in commands]


def _submit(area: str, day: date, remark: str, by: Viewer, at: datetime) -> Outcome:
    due = ReportDue.objects.select_for_update().filter(area_id=area, day=day).first()
    if due is None:
        return Outcome.refused(Problem.NOT_DUE, on="day", day=day)
    if due.submissions.exists():
        return Outcome.refused(Problem.ALREADY_SUBMITTED)
    if at < due.cutoff_at:
        return Outcome.refused(Problem.BEFORE_CUT_OFF, cut_off=in_local(due.cutoff_at).strftime("%m-%d %H:%M"))
    sheet = daily_sheet(Area.objects.get(code=area), day, at=at)
    made = _freeze(due, sheet, 1, remark, by, at)
    return Outcome.done(ReportDue, due.pk, area, version=1, nil=made.nil)


def _freeze(due: ReportDue, sheet: Sheet, version: int, remark: str, by: Viewer, at: datetime) -> Submission:
    figures = {item.code: sheet.shown(due.area_id, item.code) for item in ITEMS}
    return Submission.objects.create(
        area_id=due.area_id,
        due=due,
        version=version,
        values=figures,
        nil=is_zero_report({item.code: figures[item.code] for item in ITEMS if item.zero}),
        flags=[flag.as_json() for flag in sheet.flags],
        note=remark,
        submitted_at=at,
        submitted_by_id=cast("int", by.actor_id),
    )


class SignReport(Command):
    """A named person answers for the report; it is locked with the signature."""

    report: Annotated[RecordId, Label("Report", "报告")]


@action(
    "reporting.sign_report",
    kind=Kind.REPORT_SIGNED,
    permission=Permission.REPORT_SIGN,
    command=SignReport,
    title=Term("Sign and lock", "审核签字并锁定"),
    areas_of=area_of_record(ReportDue, "report"),
)
def sign_report(commands: list[SignReport], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Sign the newest version and number its paper. A locked report changes only by a new version from above."""
    return [_sign(command.report, by, at) for command in commands]


def _sign(report: int, by: Viewer, at: datetime) -> Outcome:
    newest = Submission.objects.select_for_update().filter(due_id=report).order_by("-version").first()
    if newest is None:
        return Outcome.refused(Problem.NOT_SUBMITTED)
    if newest.locked_at:
        return Outcome.known(ReportDue, report)
    newest.signed_at = newest.locked_at = at
    newest.signed_by_id = by.actor_id
    newest.save(update_fields=["signed_at", "locked_at", "signed_by"])
    number = _number_paper(newest, by, at)
    return Outcome.done(ReportDue, report, newest.area_id, version=newest.version, number=number)


def _number_paper(signed: Submission, by: Viewer, at: datetime) -> str:
    """Issue the report as signed; the paper of an earlier version is withdrawn by it."""
    due = signed.due
    sheet = daily_sheet(Area.objects.get(code=due.area_id), due.day, at=at)
    paper = NewDocument(
        area=due.area_id,
        subject_type=subject_type(ReportDue),
        subject_id=due.pk,
        data=daily_report_data(sheet),
        supersedes=sheet.paper.pk if sheet.paper else None,
    )
    return issue(DAILY_REPORT, [paper], by=by, at=at)[0].number


class CorrectReport(Command):
    """The figures changed after the report was handed in: hand in the next version."""

    report: Annotated[RecordId, Label("Report", "报告")]
    reason: Annotated[LongText, Label("Reason", "更正理由")]


@action(
    "reporting.correct_report",
    kind=Kind.REPORT_CORRECTED,
    permission=Permission.REPORT_CORRECT,
    command=CorrectReport,
    title=Term("Correct by a new version", "更正为新版本"),
    areas_of=area_of_record(ReportDue, "report"),
)
def correct_report(commands: list[CorrectReport], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Freeze the figures as they stand now as the next version; the versions before stay readable.

    Once a version was signed the report is locked, and only who may correct reports in the area above adds another.
    """
    return [_correct(command, by, at) for command in commands]


def _correct(command: CorrectReport, by: Viewer, at: datetime) -> Outcome:
    due = ReportDue.objects.select_for_update().get(pk=command.report)
    versions = list(due.submissions.order_by("version").values_list("version", "locked_at"))
    if not versions:
        return Outcome.refused(Problem.NOT_SUBMITTED)
    locked = any(locked_at for _, locked_at in versions)
    if locked and not by.may(Permission.REPORT_CORRECT, parent_of(due.area_id) or ROOT):
        return Outcome.refused(Problem.LOCKED)
    if not command.reason:
        return Outcome.refused(Problem.REASON_MISSING, on="reason")
    version = versions[-1][0] + 1
    sheet = daily_sheet(Area.objects.get(code=due.area_id), due.day, at=at)
    _freeze(due, sheet, version, command.reason, by, at)
    return Outcome.done(ReportDue, due.pk, due.area_id, version=version)


class ChaseReport(Command):
    """Remind a unit of a report that has not come."""

    report: Annotated[RecordId, Label("Report", "报告")]


@action(
    "reporting.chase_report",
    kind=Kind.REPORT_CHASED,
    permission=Permission.REPORT_CHASE,
    command=ChaseReport,
    title=Term("Chase", "催报"),
    areas_of=area_of_record(ReportDue, "report"),
)
def chase_report(commands: list[ChaseReport], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """Open the reminder as a task of the unit; not more often than every half hour."""
    held = ReportDue.objects.select_for_update().in_bulk([command.report for command in commands])
    outcomes = []
    for due in (held[command.report] for command in commands):
        if due.submissions.exists() or at <= due.due_at:
            outcomes.append(Outcome.refused(Problem.NOT_MISSING))
        elif due.chased_at and at - due.chased_at < PAUSE_BETWEEN_REMINDERS:
            outcomes.append(
                Outcome.refused(
                    Problem.ALREADY_CHASED,
                    at=in_local(due.chased_at).strftime("%H:%M"),
                    minutes=int(PAUSE_BETWEEN_REMINDERS.total_seconds() // 60),
                )
            )
        else:
            due.chased_at = at
            outcomes.append(Outcome.done(ReportDue, due.pk, due.area_id, day=due.day.isoformat()))
    ReportDue.objects.bulk_update(list(held.values()), ["chased_at"])
    return outcomes
