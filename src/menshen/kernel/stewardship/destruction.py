"""The report of a destruction: what it says, and the two people who sign it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from django.db.models import Q
from pydantic import Field

from menshen.kernel.actions.declaration import Command, Label, Outcome, PointsAt, action, area_of_record
from menshen.kernel.actions.types import AreaCode, LongText, RecordId
from menshen.kernel.base.clock import day_of
from menshen.kernel.base.jobs import Job
from menshen.kernel.base.terms import Term
from menshen.kernel.documents.declaration import DocumentField, DocumentKind
from menshen.kernel.documents.issuing import NewDocument, issue
from menshen.kernel.journal.entries import Reaction, subject_type
from menshen.kernel.privacy.marks import Keep
from menshen.kernel.scope.queries import path_names
from menshen.kernel.scope.viewers import PLATFORM, acting
from menshen.kernel.stewardship import retention
from menshen.kernel.stewardship.records import Destruction, KeepTime, called
from menshen.kernel.stewardship.vocabulary import Cause, Kind, Permission, Problem
from menshen.kernel.tasks.flow import NewTask, TaskKind, open_tasks

if TYPE_CHECKING:
    from datetime import datetime

    from menshen.kernel.journal.models import Entry
    from menshen.kernel.scope.viewers import Viewer

LEAST_LOG_DAYS = 183  # Cybersecurity Law, article 21

REPORT = DocumentKind(
    code="privacy.destruction_report",
    title=Term("Report of destruction", "个人信息销毁报告"),
    permission=Permission.DESTRUCTION_READ,
    template=Path(__file__).parent / "templates" / "stewardship" / "destruction_report.typ",
    number_pattern="{area}销〔{year}〕{number}号",
    issuer=None,
    fields={
        "issuer": DocumentField(Term("Issuing body", "发文单位"), "示范街道办事处"),
        "cause": DocumentField(Term("Why", "销毁原因"), {"en": "The time of keeping was over", "zh": "保存期限届满"}),
        "area": DocumentField(Term("Area", "辖区"), "示范区 示范街道"),
        "done_on": DocumentField(Term("Day", "销毁日期"), "2020-08-10"),
        "rules": DocumentField(
            Term("How long it was kept", "保存期限"),
            [{"keep": {"en": "Until the measure has ended", "zh": "至管理措施结束"}, "days": 180}],
        ),
        "counts": DocumentField(
            Term("Rows of each table", "各表销毁数"),
            [{"table": "registry_person", "called": {"en": "People", "zh": "人员"}, "rows": 12}],
        ),
        "digest": DocumentField(Term("Digest over the keys", "主键校验值"), "9f" * 32),
        "backups_until": DocumentField(Term("Copies in backups go by", "备份副本清除日"), "2020-09-09"),
        "signed": DocumentField(
            Term("Signatures", "签署人"),
            [{"name": "甲", "on": "2020-08-11"}, {"name": "乙", "on": "2020-08-12"}],
        ),
    },
)

SIGN = TaskKind(
    "privacy.sign_destruction",
    Term("Sign the report: {rows} rows were destroyed on {day}", "签署销毁报告：{day} 销毁 {rows} 条"),
    ladder=("data_protection_officer", "street_leader"),
    resolved_by=frozenset({Kind.DESTRUCTION_SIGNED.value}),
    within=timedelta(days=3),
    patience=timedelta(days=2),
    action="privacy.sign_destruction",
    subject_field="destruction",
)
COUNTERSIGN = TaskKind(
    "privacy.countersign_destruction",
    Term(
        "Sign the report as the second one: {rows} rows were destroyed on {day}",
        "复核签署销毁报告：{day} 销毁 {rows} 条",
    ),
    ladder=("street_leader", "data_protection_officer"),
    resolved_by=frozenset({Kind.DESTRUCTION_COUNTERSIGNED.value}),
    within=timedelta(days=3),
    patience=timedelta(days=2),
    action="privacy.sign_destruction",
    subject_field="destruction",
)


_UNSIGNED = Q(done_at__isnull=False, countersigned_at__isnull=True)


class SignDestruction(Command):
    """You have read the report and it is right. Two different people sign."""

    destruction: Annotated[RecordId, Label("Destruction", "销毁记录")]


@action(
    "privacy.sign_destruction",
    after_exit=True,
    kind=Kind.DESTRUCTION_SIGNED,
    permission=Permission.DESTRUCTION_SIGN,
    command=SignDestruction,
    title=Term("Sign the report", "签署销毁报告"),
    areas_of=area_of_record(Destruction, "destruction"),
    points_at=PointsAt(Destruction, "destruction", _UNSIGNED, lambda viewer, _: ~Q(signed_by=viewer.actor_id)),
)
def sign_destruction(commands: list[SignDestruction], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Sign as the first or as the second; with the second signature the report is issued as a paper."""
    reports = Destruction.objects.select_for_update().in_bulk({command.destruction for command in commands})
    outcomes, whole = [], []
    for command in commands:
        report = reports[command.destruction]
        if report.countersigned_at:
            outcomes.append(Outcome.refused(Problem.SIGNED))
        elif report.done_at is None:
            outcomes.append(Outcome.refused(Problem.NOT_DONE))
        elif report.signed_at is None:
            report.signed_at, report.signed_by_id = at, by.actor_id
            outcomes.append(Outcome.done(Destruction, report.pk, report.area_id))
        elif report.signed_by_id == by.actor_id:
            outcomes.append(Outcome.refused(Problem.SAME_PERSON))
        else:
            report.countersigned_at, report.countersigned_by_id = at, by.actor_id
            whole.append(report)
            kind = Kind.DESTRUCTION_COUNTERSIGNED.value
            outcomes.append(Outcome.done(Destruction, report.pk, report.area_id, kind=kind))
    Destruction.objects.bulk_update(
        reports.values(), ["signed_at", "signed_by", "countersigned_at", "countersigned_by"]
    )
    for report in whole:  # one a day at most
        issue(REPORT, [_paper(report)], by=by, at=at)
    return outcomes


def _paper(report: Destruction) -> NewDocument:
    words = called()
    place = path_names(report.area_id)
    data = {
        "issuer": place.rsplit(" ", 1)[-1],
        "cause": Cause(report.cause).term,
        "area": place,
        "done_on": day_of(report.done_at or report.begun_at),
        "rules": [{"keep": Keep(keep).term, "days": days} for keep, days in report.rules.items()],
        "counts": [
            {"table": table, "called": words[table], "rows": rows}
            for table, rows in sorted(report.counts.items())
            if table in words
        ],
        "digest": report.digest,
        "backups_until": report.backups_until,
        "signed": [
            {"name": str(who), "on": day_of(when)}
            for who, when in ((report.signed_by, report.signed_at), (report.countersigned_by, report.countersigned_at))
            if when
        ],
    }
    return NewDocument(report.area_id, subject_type(Destruction), report.pk, data)


def _ask(kind: TaskKind, entries: list[Entry], at: datetime) -> None:
    with acting(PLATFORM):
        reports = Destruction.objects.in_bulk({entry.subject_id for entry in entries})
    tasks = [
        NewTask(report.area_id, subject_type(Destruction), report.pk, _facts(report)) for report in reports.values()
    ]
    open_tasks(kind, tasks, at=at)


def _facts(report: Destruction) -> dict[str, object]:
    return {"rows": sum(report.counts.values()), "day": day_of(report.done_at or report.begun_at).isoformat()}


def _ask_first(entries: list[Entry], *, by: Viewer, at: datetime) -> None:  # noqa: ARG001
    """What was destroyed is to be signed for."""
    _ask(SIGN, entries, at)


def _ask_second(entries: list[Entry], *, by: Viewer, at: datetime) -> None:  # noqa: ARG001
    """Another person signs as well."""
    _ask(COUNTERSIGN, entries, at)


REACTIONS = (Reaction(Kind.DESTRUCTION_DONE, _ask_first), Reaction(Kind.DESTRUCTION_SIGNED, _ask_second))


def _nightly(at: datetime) -> None:
    """Destroy what has fallen due, office by office."""
    retention.run(at=at)


JOBS = (Job("privacy.destroy_what_fell_due", "40 2 * * *", _nightly),)


class SetKeepTime(Command):
    """From a day on, something is kept for so many days after its end, in an area and all below it."""

    area: Annotated[AreaCode, Label("Area", "辖区")]
    keep: Annotated[Keep, Label("What is counted from", "起算")]
    days: Annotated[int, Field(ge=1, le=36_500), Label("Days", "天数")]
    from_on: Annotated[date, Label("Holds from", "生效日", Term("Tomorrow at the earliest.", "最早为明日。"))]
    document: Annotated[LongText, Field(min_length=1), Label("What says so", "依据文件")]


@action(
    "privacy.set_keep_time",
    after_exit=True,
    kind=Kind.KEEP_TIME_SET,
    permission=Permission.KEEP_TIME_WRITE,
    command=SetKeepTime,
    title=Term("Set how long things are kept", "设定保存期限"),
)
def set_keep_time(commands: list[SetKeepTime], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Add a dated row; those before stay for what they held."""
    assert by.actor_id is not None  # who sets something has signed in
    outcomes: list[Outcome | None] = []
    rows = []
    for command in commands:
        problem = None
        if command.from_on <= day_of(at):
            problem = Outcome.refused(Problem.IN_THE_PAST, on="from_on")
        elif command.keep is Keep.LOG and command.days < LEAST_LOG_DAYS:
            problem = Outcome.refused(Problem.TOO_SHORT, on="days")
        outcomes.append(problem)
        if problem is None:
            rows.append(
                KeepTime(
                    area_id=command.area, keep=command.keep, days=command.days, from_on=command.from_on,
                    document=command.document, set_by_id=by.actor_id,
                )
            )  # fmt: skip
    made = iter(KeepTime.objects.bulk_create(rows))
    return [outcome or _set(next(made)) for outcome in outcomes]


def _set(row: KeepTime) -> Outcome:
    return Outcome.done(KeepTime, row.pk, row.area_id, keep=row.keep, days=row.days)
