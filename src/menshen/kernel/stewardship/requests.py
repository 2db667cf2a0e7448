"""What people ask about data on themselves: taken down by any worker, decided with reasons, answered on paper.

What is granted is done with the ordinary actions, so that a correction is an act like any other. While a request is
open, nothing about the person is destroyed.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from django.db.models import Q
from pydantic import Field

from menshen.kernel.actions.declaration import Command, Label, Outcome, action, area_of_record
from menshen.kernel.actions.types import AreaCode, LongText, Moment, PersonName, PhoneNumber, RecordId
from menshen.kernel.base.clock import day_of
from menshen.kernel.base.modules import declared
from menshen.kernel.base.problems import not_found
from menshen.kernel.base.terms import Term
from menshen.kernel.documents.declaration import DocumentField, DocumentKind
from menshen.kernel.documents.issuing import NewDocument, issue
from menshen.kernel.journal.entries import Reaction, subject_type
from menshen.kernel.scope.codes import LENGTHS, Level
from menshen.kernel.scope.models import Area
from menshen.kernel.scope.viewers import PLATFORM, acting
from menshen.kernel.stewardship.records import DataRequest
from menshen.kernel.stewardship.vocabulary import (
    Kind,
    Permission,
    Problem,
    RequestDecision,
    RequestKind,
    RequestWay,
)
from menshen.kernel.tasks.flow import NewTask, TaskKind, open_tasks

if TYPE_CHECKING:
    from datetime import datetime

    from menshen.kernel.journal.models import Entry
    from menshen.kernel.scope.viewers import Viewer

WITHIN = timedelta(days=15)

ANSWER = DocumentKind(
    code="privacy.request_answer",
    title=Term("Answer about own data", "个人信息请求答复书"),
    permission=Permission.REQUEST_READ,
    template=Path(__file__).parent / "templates" / "stewardship" / "request_answer.typ",
    number_pattern="{area}信复〔{year}〕{number}号",
    fields={
        "issuer": DocumentField(Term("Issuing body", "发文单位"), "临江社区居民委员会"),
        "asked_by": DocumentField(Term("Who asked", "请求人"), "王喆"),
        "asked_on": DocumentField(Term("Day asked", "提出日期"), "2020-02-03"),
        "kind": DocumentField(Term("What for", "请求事项"), {"en": "To correct it", "zh": "更正、补充"}),
        "words": DocumentField(Term("In their words", "请求内容"), "门牌号有误"),
        "decision": DocumentField(Term("Answer", "答复"), {"en": "Granted", "zh": "同意"}),
        "reasons": DocumentField(Term("Reasons", "理由"), "经核对属实，已更正"),
    },
)

TO_ANSWER = TaskKind(
    "privacy.answer_request",
    Term("Answer somebody who asks about own data", "答复个人信息请求"),
    ladder=("community_secretary", "street_leader"),
    resolved_by=frozenset({Kind.REQUEST_DECIDED.value}),
    within=WITHIN,
    patience=timedelta(0),
    action="privacy.decide_request",
    subject_field="request",
)


class RecordRequest(Command):
    """Somebody asks about data on themselves. Anybody may ask; it has no consequence for them."""

    area: Annotated[AreaCode, Label("Area", "辖区")]
    kind: Annotated[RequestKind, Label("What for", "请求事项")]
    asked_by: Annotated[PersonName, Label("Who asks", "请求人", Term("Or who speaks for them.", "或代理人。"))]
    phone: Annotated[PhoneNumber, Label("Phone", "联系电话")] = ""
    words: Annotated[LongText, Field(min_length=1), Label("In their words", "请求内容")]
    way: Annotated[RequestWay, Label("How", "提出方式")] = RequestWay.IN_PERSON
    person: Annotated[
        RecordId | None,
        Label("Resident's number", "居民编号", Term("Empty: not found on record.", "查无登记的不填。")),
    ] = None
    asked_at: Annotated[Moment | None, Label("When", "时间", Term("Empty: now.", "不填表示现在。"))] = None


@action(
    "privacy.record_request",
    after_exit=True,
    kind=Kind.REQUEST_RECORDED,
    permission=Permission.REQUEST_WRITE,
    command=RecordRequest,
    title=Term("Take down a request about own data", "登记个人信息请求"),
)
def record_request(commands: list[RecordRequest], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Write requests down; the community secretary is asked to answer."""
    people: Any = next(holding.model for holding in declared("holdings") if holding.people)
    known = set(
        people.objects.filter(pk__in={command.person for command in commands if command.person}).values_list(
            "pk", flat=True
        )
    )
    assert by.actor_id is not None  # who takes something down has signed in
    outcomes: list[Outcome | None] = []
    rows = []
    for command in commands:
        moment = command.asked_at or command.happened_at or at
        problem = None
        if command.person and command.person not in known:
            problem = Outcome.refusal(not_found())
        elif moment > at:
            problem = Outcome.refused(Problem.ASKED_LATER, on="asked_at")
        outcomes.append(problem)
        if problem is None:
            rows.append(
                DataRequest(
                    area_id=command.area, kind=command.kind, asked_by=command.asked_by, phone=command.phone,
                    words=command.words, way=command.way, asked_at=moment, due_at=moment + WITHIN,
                    subject_type=subject_type(people) if command.person else "", subject_id=command.person,
                    recorded_by_id=by.actor_id,
                )
            )  # fmt: skip
    made = iter(DataRequest.objects.bulk_create(rows))
    return [outcome or _recorded(next(made)) for outcome in outcomes]


def _recorded(row: DataRequest) -> Outcome:
    return Outcome.done(DataRequest, row.pk, row.area_id)


class DecideRequest(Command):
    """The answer, with reasons. What is granted has to be done with the ordinary actions."""

    request: Annotated[RecordId, Label("Request", "请求")]
    decision: Annotated[RequestDecision, Label("Answer", "答复")]
    reasons: Annotated[
        LongText, Field(min_length=1), Label("Reasons", "理由", Term("Printed on the answer.", "写入答复书。"))
    ]


@action(
    "privacy.decide_request",
    after_exit=True,
    kind=Kind.REQUEST_DECIDED,
    permission=Permission.REQUEST_DECIDE,
    command=DecideRequest,
    title=Term("Answer a request about own data", "答复个人信息请求"),
    areas_of=area_of_record(DataRequest, "request", Q(decided_at__isnull=True)),
)
def decide_request(commands: list[DecideRequest], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Decide, and issue the answer as a numbered paper."""
    rows = DataRequest.objects.select_for_update().in_bulk({command.request for command in commands})
    outcomes, papers = [], []
    for command in commands:
        row = rows[command.request]
        if row.decided_at:
            outcomes.append(Outcome.refused(Problem.REQUEST_DECIDED))
            continue
        row.decided_at, row.decided_by_id = at, by.actor_id
        row.decision, row.reasons = command.decision.value, command.reasons
        papers.append(row)
        outcomes.append(Outcome.done(DataRequest, row.pk, row.area_id, decision=row.decision))
    DataRequest.objects.bulk_update(papers, ["decided_at", "decided_by", "decision", "reasons"])
    offices = {row.area_id: row.area_id[: LENGTHS[Level.COMMUNITY]] for row in papers}
    names = dict(Area.objects.filter(code__in=offices.values()).values_list("code", "name"))
    issue(ANSWER, [_paper(row, names[offices[row.area_id]]) for row in papers], by=by, at=at)
    return outcomes


def _paper(row: DataRequest, issuer: str) -> NewDocument:
    data = {
        "issuer": issuer,
        "asked_by": row.asked_by,
        "asked_on": day_of(row.asked_at),
        "kind": RequestKind(row.kind).term,
        "words": row.words,
        "decision": RequestDecision(row.decision).term,
        "reasons": row.reasons,
    }
    return NewDocument(row.area_id, subject_type(DataRequest), row.pk, data)


def _ask(entries: list[Entry], *, by: Viewer, at: datetime) -> None:  # noqa: ARG001
    """Somebody waits for an answer."""
    with acting(PLATFORM):
        rows = DataRequest.objects.in_bulk({entry.subject_id for entry in entries})
    tasks = [NewTask(row.area_id, subject_type(DataRequest), row.pk, due_at=row.due_at) for row in rows.values()]
    open_tasks(TO_ANSWER, tasks, at=at)


ACTIONS = (record_request, decide_request)
REACTIONS = (Reaction(Kind.REQUEST_RECORDED, _ask),)
