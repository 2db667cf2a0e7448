"""Full numbers of a whole list: asked with a reason, decided by two levels, handed out once within a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from menshen.kernel.actions.declaration import Command, Label, Outcome, action
from menshen.kernel.actions.performing import note
from menshen.kernel.actions.types import AreaCode, LongText
from menshen.kernel.approvals.asking import REQUEST, NewRequest, ask, asked_already, asked_twice
from menshen.kernel.approvals.declaration import ApprovalKind, Step
from menshen.kernel.approvals.models import Request
from menshen.kernel.approvals.vocabulary import State
from menshen.kernel.base.modules import declared
from menshen.kernel.base.problems import Refused
from menshen.kernel.base.terms import Term
from menshen.kernel.journal.entries import NewEntry, subject_type
from menshen.kernel.journal.models import Entry
from menshen.kernel.scope.codes import Level, contains
from menshen.kernel.scope.models import Area
from menshen.kernel.stewardship.exports import hand_out, tells_of_people
from menshen.kernel.stewardship.unmasking import hides
from menshen.kernel.stewardship.vocabulary import Kind, Permission, Problem, Reason

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from menshen.kernel.ledgers.declaration import Ledger
    from menshen.kernel.ledgers.table import Question
    from menshen.kernel.scope.viewers import Viewer

GOOD_FOR = timedelta(hours=24)
AREA = subject_type(Area)
BULK_UNMASK = ApprovalKind(
    "privacy.bulk_unmask",
    Term("A list with full numbers", "导出完整号码"),
    asks=Term("Hand out the list “{title}” once with full numbers", "导出一次带完整号码的“{title}”"),
    steps=(Step("community_secretary", Level.COMMUNITY), Step("street_leader", Level.STREET)),
    within=timedelta(hours=12),
)


class AskBulkUnmask(Command):
    """Work that cannot be done with masked numbers, e.g. comparing a paper list without the network."""

    area: Annotated[AreaCode, Label("Area", "辖区")]
    ledger: Annotated[LongText, Field(min_length=1), Label("List", "台账")]
    reason: Annotated[
        LongText,
        Field(min_length=1),
        Label("What it is needed for", "用途", Term("Those who decide read it.", "审批人据此决定。")),
    ]


@action(
    "privacy.ask_bulk_unmask",
    kind=Kind.BULK_ASKED,
    permission=Permission.NUMBER_UNMASK,
    command=AskBulkUnmask,
    title=Term("Ask for full numbers of a list", "申请导出完整号码"),
)
def ask_bulk_unmask(commands: list[AskBulkUnmask], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Put it before the community and the street; approved, the list can be exported once within a day by who asked."""
    areas = dict(Area.objects.filter(code__in={command.area for command in commands}).values_list("code", "pk"))
    waiting = asked_already(BULK_UNMASK, AREA, areas.values())
    outcomes, requests = [], []
    for command in commands:
        number, ledger = areas[command.area], _called(command.ledger, by)
        if ledger is None:
            outcomes.append(Outcome.refused(Problem.LIST_UNKNOWN, on="ledger", name=command.ledger))
        elif number in waiting:
            outcomes.append(asked_twice())
        else:
            waiting.add(number)
            facts = {"ledger": ledger.code, "title": ledger.title.zh}
            requests.append(NewRequest(command.area, AREA, number, command.reason, facts))
            outcomes.append(Outcome.done(Area, number, command.area, ledger=ledger.code))
    ask(BULK_UNMASK, requests, by=by, at=at)
    return outcomes


def can_be_asked(ledger: Ledger) -> bool:
    """Whether the list hides numbers, and tells of people besides, so that its export is written down."""
    return any(map(hides, ledger.shown)) and tells_of_people(_opened(ledger))


def _opened(ledger: Ledger) -> Ledger:
    return replace(ledger, columns=tuple(replace(one, public=True) if hides(one) else one for one in ledger.columns))


def _called(name: str, by: Viewer) -> Ledger | None:
    """The list of that name, in either language, if it hides numbers and the viewer reads it."""
    lists: list[Ledger] = declared("ledgers")
    return next(
        (
            one
            for one in lists
            if name in (one.title.en, one.title.zh, one.code) and by.has(one.permission) and can_be_asked(one)
        ),
        None,
    )


def approved(ledger: Ledger, *, by: Viewer, at: datetime) -> Request | None:
    """The viewer's approved request for the list that was not used yet and is still good. Call it inside `acting`."""
    good = Request.objects.filter(
        kind=BULK_UNMASK.code, closed_as=State.APPROVED, asked_by=by.actor_id, closed_at__gt=at - GOOD_FOR,
        facts__ledger=ledger.code,
    )  # fmt: skip
    used = Entry.objects.filter(kind=Kind.BULK_HANDED_OUT, subject_type=REQUEST).values("subject_id")
    found: Request | None = good.exclude(pk__in=used).order_by("closed_at").first()
    return found


def hand_out_in_full(ledger: Ledger, question: Question, path: Path, *, by: Viewer, at: datetime) -> int:
    """The rows of the approved area with full numbers, once; marked and written down as every export. Call it inside
    `acting(by)`."""
    granted = approved(ledger, by=by, at=at)
    if granted is None:
        raise Refused(Problem.NOT_APPROVED)
    # Whoever asks a second time at the same moment waits here, and finds it used.
    request = Request.objects.select_for_update(of=("self",)).get(pk=granted.pk)
    if approved(ledger, by=by, at=at) != request or not by.may(Permission.NUMBER_UNMASK, request.area_id):
        raise Refused(Problem.NOT_APPROVED)
    if not contains(request.area_id, question.area):
        question = replace(question, area=request.area_id)
    words = f"审批事项第 {request.pk} 号：{request.reason}"
    rows = hand_out(_opened(ledger), question, path, why=Reason.OTHER, note=words, by=by, at=at)
    used = NewEntry(Kind.BULK_HANDED_OUT, request.area_id, REQUEST, request.pk, at, detail={"rows": rows})
    note([used], by=by, at=at)
    return rows
