"""Opening, submitting, signing, correcting and chasing reports."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, cast

from django.db.models import Exists, OuterRef, Prefetch, Q, prefetch_related_objects
from pydantic import Field

from menshen.domains.reporting.documents import DAILY_REPORT, daily_report_data
from menshen.domains.reporting.models import ReportDue, Submission
from menshen.domains.reporting.queries import ITEMS, Sheet, corrected_from, daily_sheet, spans_of
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
from menshen.kernel.scope.models import Area

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

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


_VERSIONS = Submission.objects.filter(due=OuterRef("pk"))
_HANDED_IN = Q(Exists(_VERSIONS))
_NEWER = Submission.objects.filter(due=OuterRef("due"), version__gt=OuterRef("version"))
_UNSIGNED = Q(Exists(_VERSIONS.filter(~Exists(_NEWER), locked_at__isnull=True)))


def _missing(at: datetime) -> Q:
    return Q(~Exists(_VERSIONS), due_at__lt=at)


class SubmitReport(Command):
    """Hand in the figures as they stand. There is nothing to type but a remark."""

    area: Annotated[AreaCode, Label("Unit", "填报单位")]
    day: Annotated[ReportDay, Label("Day", "日期")]
    note: Annotated[LongText, Label("Remark", "说明")] = ""


@action(
    "reporting.submit_report",
    after_exit=True,
    kind=Kind.REPORT_SUBMITTED,
    permission=Permission.REPORT_SUBMIT,
    command=SubmitReport,
    title=Term("Submit the daily report", "上报日报"),
)
def submit_report(commands: list[SubmitReport], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Freeze the figures of the day as version 1. Silence is not a report: even all zeros are handed in."""
    asked = {(command.area, command.day) for command in commands}
    owed = ReportDue.objects.filter(area_id__in={area for area, _ in asked}, day__in={day for _, day in asked})
    held = {(due.area_id, due.day): due for due in _locked(owed)}
    return [_submit(command, held.get((command.area, command.day)), by, at) for command in commands]


def _locked(owed: QuerySet[ReportDue]) -> list[ReportDue]:
    """The reports, for nobody else to change, with their versions; in one order, so that two lists never wait for
    each other. What was handed in before the lock was there is read after it."""
    held = list(owed.order_by("pk").select_for_update())
    prefetch_related_objects(held, Prefetch("submissions", Submission.objects.order_by("version"), to_attr="versions"))
    return held


def _submit(command: SubmitReport, due: ReportDue | None, by: Viewer, at: datetime) -> Outcome:
    if due is None:
        return Outcome.refused(Problem.NOT_DUE, on="day", day=command.day)
    if due.versions:
        return Outcome.refused(Problem.ALREADY_SUBMITTED)
    if at < due.cutoff_at:
        return Outcome.refused(Problem.BEFORE_CUT_OFF, cut_off=in_local(due.cutoff_at).strftime("%m-%d %H:%M"))
    made = _freeze(due, command.note, by, at)
    return Outcome.done(ReportDue, due.pk, due.area_id, version=1, nil=made.nil)


def _freeze(due: ReportDue, remark: str, by: Viewer, at: datetime) -> Submission:
    """The figures as they stand, as the next version."""
    sheet = _sheet(due, at)
    figures = {item.code: sheet.shown(due.area_id, item.code) for item in ITEMS}
    made = Submission.objects.create(
        area_id=due.area_id,
        due=due,
        version=len(due.versions) + 1,
        values=figures,
        nil=is_zero_report({item.code: figures[item.code] for item in ITEMS if item.zero}),
        flags=[flag.as_json() for flag in sheet.flags],
        note=remark,
        submitted_at=at,
        submitted_by_id=cast("int", by.actor_id),
    )
    due.versions.append(made)
    return made


def _sheet(due: ReportDue, at: datetime) -> Sheet:
    return daily_sheet(Area.objects.get(code=due.area_id), due.day, at=at)


class SignReport(Command):
    """A named person answers for the version that they read; the report is locked with the signature."""

    report: Annotated[RecordId, Label("Report", "报告")]
    version: Annotated[int | None, Field(ge=1, le=32_767), Label("Version that was read", "所核版本")] = None


@action(
    "reporting.sign_report",
    after_exit=True,
    kind=Kind.REPORT_SIGNED,
    permission=Permission.REPORT_SIGN,
    command=SignReport,
    title=Term("Sign and lock", "审核签字并锁定"),
    areas_of=area_of_record(ReportDue, "report", _UNSIGNED),
)
def sign_report(commands: list[SignReport], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Sign the newest version and number its paper. A locked report changes only by a new version from above."""
    held = _held(command.report for command in commands)
    return [_sign(held[command.report], command.version, by, at) for command in commands]


def _held(reports: Iterable[int]) -> dict[int, ReportDue]:
    return {due.pk: due for due in _locked(ReportDue.objects.filter(pk__in=set(reports)))}


def _sign(due: ReportDue, read: int | None, by: Viewer, at: datetime) -> Outcome:
    if not due.versions:
        return Outcome.refused(Problem.NOT_SUBMITTED)
    newest = due.versions[-1]
    if read not in (None, newest.version):
        return Outcome.refused(Problem.NEWER_VERSION, on="version", version=newest.version)
    if newest.locked_at:
        return Outcome.known(ReportDue, due.pk)
    newest.signed_at = newest.locked_at = at
    newest.signed_by_id = by.actor_id
    newest.save(update_fields=["signed_at", "locked_at", "signed_by"])
    number = _number_paper(due, by, at)
    return Outcome.done(ReportDue, due.pk, due.area_id, version=newest.version, number=number)


def _number_paper(due: ReportDue, by: Viewer, at: datetime) -> str:
    """Issue the report as signed; the paper of an earlier version is withdrawn by it."""
    sheet = _sheet(due, at)
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
    after_exit=True,
    kind=Kind.REPORT_CORRECTED,
    permission=Permission.REPORT_CORRECT,
    command=CorrectReport,
    title=Term("Correct by a new version", "更正为新版本"),
    areas_of=area_of_record(ReportDue, "report", _HANDED_IN),
)
def correct_report(commands: list[CorrectReport], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Freeze the figures as they stand now as the next version; the versions before stay readable.

    Once a version was signed the report is locked, and only who may correct reports in the area above adds another.
    """
    held = _held(command.report for command in commands)
    return [_correct(held[command.report], command.reason, by, at) for command in commands]


def _correct(due: ReportDue, reason: str, by: Viewer, at: datetime) -> Outcome:
    if not due.versions:
        return Outcome.refused(Problem.NOT_SUBMITTED)
    locked = any(version.locked_at for version in due.versions)
    if not by.may(Permission.REPORT_CORRECT, corrected_from(due.area_id, locked=locked)):
        return Outcome.refused(Problem.LOCKED)
    if not reason:
        return Outcome.refused(Problem.REASON_MISSING, on="reason")
    made = _freeze(due, reason, by, at)
    return Outcome.done(ReportDue, due.pk, due.area_id, version=made.version)


class ChaseReport(Command):
    """Remind a unit of a report that has not come."""

    report: Annotated[RecordId, Label("Report", "报告")]


@action(
    "reporting.chase_report",
    after_exit=True,
    kind=Kind.REPORT_CHASED,
    permission=Permission.REPORT_CHASE,
    command=ChaseReport,
    title=Term("Chase", "催报"),
    areas_of=area_of_record(ReportDue, "report", _missing),
)
def chase_report(commands: list[ChaseReport], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """Open the reminder as a task of the unit; not more often than every half hour."""
    held = _held(command.report for command in commands)
    outcomes = []
    for due in (held[command.report] for command in commands):
        if due.versions or at <= due.due_at:
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
