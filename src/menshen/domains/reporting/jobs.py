"""Reports fall due by themselves; who owes one has a task until it is in."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from menshen.domains.reporting.actions import OpenReport, open_report
from menshen.domains.reporting.models import ReportDue
from menshen.domains.reporting.queries.sheets import REPORTING_LEVELS
from menshen.domains.reporting.vocabulary import Kind
from menshen.kernel.actions.performing import perform
from menshen.kernel.base.clock import day_of
from menshen.kernel.base.jobs import Job
from menshen.kernel.base.terms import Term
from menshen.kernel.journal.entries import Reaction, subject_type
from menshen.kernel.scope.codes import Level, level_of
from menshen.kernel.scope.models import Area
from menshen.kernel.scope.viewers import system_viewer
from menshen.kernel.tasks.flow import NewTask, TaskKind, open_tasks

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from menshen.kernel.journal.models import Entry
    from menshen.kernel.scope.viewers import Viewer

SUBMIT_REPORT = TaskKind(
    "reporting.submit_report",
    Term("The daily report of {day} is due", "{day} 日报待上报"),
    ladder=("community_clerk", "community_secretary", "street_leader"),
    resolved_by=frozenset({Kind.REPORT_SUBMITTED}),
    within=timedelta(hours=2),
    patience=timedelta(minutes=30),
)
SUBMIT_STREET_REPORT = replace(
    SUBMIT_REPORT, code="reporting.submit_street_report", ladder=("street_clerk", "street_leader", "district_officer")
)
SUBMIT_DISTRICT_REPORT = replace(SUBMIT_REPORT, code="reporting.submit_district_report", ladder=("district_officer",))
ANSWER_REMINDER = TaskKind(
    "reporting.answer_reminder",
    Term("The level above asks for the report of {day}", "上级催报：{day} 日报"),
    ladder=("community_secretary", "street_leader"),
    resolved_by=frozenset({Kind.REPORT_SUBMITTED}),
    within=timedelta(minutes=30),
)
ANSWER_STREET_REMINDER = replace(
    ANSWER_REMINDER, code="reporting.answer_street_reminder", ladder=("street_leader", "district_officer")
)
ANSWER_DISTRICT_REMINDER = replace(
    ANSWER_REMINDER, code="reporting.answer_district_reminder", ladder=("district_officer",)
)
SIGN_REPORT = TaskKind(
    "reporting.sign_report",
    Term("The daily report of {day} waits for a signature", "{day} 日报待审核签字"),
    ladder=("community_secretary", "street_leader"),
    resolved_by=frozenset({Kind.REPORT_SIGNED}),
    within=timedelta(hours=1),
)
SIGN_STREET_REPORT = replace(
    SIGN_REPORT, code="reporting.sign_street_report", ladder=("street_leader", "district_officer")
)
SIGN_DISTRICT_REPORT = replace(SIGN_REPORT, code="reporting.sign_district_report", ladder=("district_officer",))
# What is owed is a task of whoever works on that level.
SUBMIT = {Level.COMMUNITY: SUBMIT_REPORT, Level.STREET: SUBMIT_STREET_REPORT, Level.DISTRICT: SUBMIT_DISTRICT_REPORT}
ANSWER = {
    Level.COMMUNITY: ANSWER_REMINDER,
    Level.STREET: ANSWER_STREET_REMINDER,
    Level.DISTRICT: ANSWER_DISTRICT_REMINDER,
}
SIGN = {Level.COMMUNITY: SIGN_REPORT, Level.STREET: SIGN_STREET_REPORT, Level.DISTRICT: SIGN_DISTRICT_REPORT}
TASKS = (*SUBMIT.values(), *ANSWER.values(), *SIGN.values())
REPORTING_UNITS = [level.value for level in REPORTING_LEVELS]


def open_reports(at: datetime) -> None:
    """Every community, street and district owes a report for the day."""
    day = day_of(at)
    units = Area.objects.filter(level__in=REPORTING_UNITS, closed_on__isnull=True).values_list("code", flat=True)
    perform(open_report, [OpenReport(area=code, day=day) for code in units], by=system_viewer(), at=at)


def ask_for_reports(entries: Sequence[Entry], *, by: Viewer, at: datetime) -> None:  # noqa: ARG001  a reaction's signature
    """A report that is owed is a task of the unit, due when the report is."""
    for kind, owed in _by_kind(entries, SUBMIT):
        open_tasks(kind, [_task(due, due.due_at) for due in owed], at=at)


def remind(entries: Sequence[Entry], *, by: Viewer, at: datetime) -> None:  # noqa: ARG001
    """A reminder is a task of its own, with less time."""
    for kind, owed in _by_kind(entries, ANSWER):
        open_tasks(kind, [_task(due) for due in owed], at=at)


def ask_to_sign(entries: Sequence[Entry], *, by: Viewer, at: datetime) -> None:  # noqa: ARG001
    """A version that was handed in waits for who answers for it. They read it first: the task leads to the report."""
    for kind, owed in _by_kind(entries, SIGN):
        open_tasks(kind, [_task(due) for due in owed], at=at)


def _by_kind(entries: Sequence[Entry], kinds: dict[Level, TaskKind]) -> list[tuple[TaskKind, list[ReportDue]]]:
    """The reports that these entries speak of, with the kind of task of their level."""
    owed: dict[Level, list[ReportDue]] = defaultdict(list)
    for due in ReportDue.objects.filter(pk__in=[entry.subject_id for entry in entries]):
        owed[level_of(due.area_id)].append(due)
    return [(kind, owed[level]) for level, kind in kinds.items()]


def _task(due: ReportDue, due_at: datetime | None = None) -> NewTask:
    return NewTask(due.area_id, subject_type(ReportDue), due.pk, {"day": due.day.isoformat()}, due_at=due_at)


REACTIONS = (
    Reaction(Kind.REPORT_OPENED, ask_for_reports),
    Reaction(Kind.REPORT_CHASED, remind),
    Reaction(Kind.REPORT_SUBMITTED, ask_to_sign),
    Reaction(Kind.REPORT_CORRECTED, ask_to_sign),
)
JOBS = (Job("reporting.open_reports", "5 0 * * *", open_reports),)
