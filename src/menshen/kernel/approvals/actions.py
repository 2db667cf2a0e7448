"""Deciding a request, and taking it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, cast

from django.db.models import Q
from pydantic import Field

from menshen.kernel.actions.declaration import Command, Label, Outcome, PointsAt, action, area_of_record
from menshen.kernel.actions.types import LongText, RecordId
from menshen.kernel.approvals.asking import detail_of
from menshen.kernel.approvals.declaration import kind_of
from menshen.kernel.approvals.models import Decision, Request
from menshen.kernel.approvals.queries import asked_by, capacities, decided_by, waiting_for
from menshen.kernel.approvals.rules import Case, after, state_of, who_decides
from menshen.kernel.approvals.vocabulary import Answer, Kind, Permission, Problem, State
from menshen.kernel.base.clock import in_local
from menshen.kernel.base.terms import Term

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from menshen.kernel.approvals.rules import Capacity
    from menshen.kernel.scope.viewers import Viewer

RequestId = Annotated[RecordId, Label("Request", "申请")]


class Decide(Command):
    """Approve or reject what waits for the own role, or for that of somebody in whose place one stands."""

    request: RequestId
    answer: Annotated[Answer, Label("Decision", "审批意见")]
    reason: Annotated[
        LongText,
        Field(min_length=1),
        Label("Reason", "理由", Term("Whoever asked reads it.", "申请人可见。")),
    ]


@action(
    "approvals.decide",
    after_exit=True,
    kind=Kind.APPROVED,
    permission=Permission.REQUEST_DECIDE,
    command=Decide,
    title=Term("Decide a request", "审批申请"),
    areas_of=area_of_record(Request, "request"),
    points_at=PointsAt(Request, "request", Q(closed_at__isnull=True), waiting_for),
)
def decide(commands: list[Decide], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Decide the step that waits. The last approval lets the domain act; a rejection closes the request.

    Two people who decide at the same moment do it one after the other: the second one is told what became of it.
    """
    held = locked(command.request for command in commands)
    before, mine = decided_by(held.values()), capacities(by, held.values(), at)
    outcomes, decisions = [], []
    for command in commands:
        request = held[command.request]
        found = who_decides(case_of(request, before[request.pk], at), by.actor_id or 0, mine[request.pk])
        if isinstance(found, Problem):
            outcomes.append(refusal_of(found, request))
            continue
        decisions.append(_decision(request, command, found, by, at))
        before[request.pk] |= {one for one in (by.actor_id, found.in_place_of) if one}
        outcomes.append(_move_on(request, command.answer, found.step, at))
    Decision.objects.bulk_create(decisions)
    Request.objects.bulk_update(held.values(), ["step", "role", "place", "since", "due_at", "closed_at", "closed_as"])
    return outcomes


def locked(numbers: Iterable[int]) -> dict[int, Request]:
    """The requests, for nobody else to decide meanwhile; in one order, so that two lists never wait for each other."""
    rows = Request.objects.select_for_update(of=("self",)).filter(pk__in=set(numbers)).order_by("pk")
    return {request.pk: request for request in rows}


def case_of(request: Request, decided: Iterable[int], at: datetime) -> Case:
    state = state_of(request.closed_as, request.due_at, at)
    return Case(request.asked_by_id, request.step, state, frozenset(decided))


def refusal_of(problem: Problem, request: Request) -> Outcome:
    return Outcome.refused(problem, due=f"{in_local(request.due_at):%m-%d %H:%M}")


def _decision(request: Request, command: Decide, found: Capacity, by: Viewer, at: datetime) -> Decision:
    kind = kind_of(request.kind)
    assert kind is not None  # a capacity comes from its steps
    return Decision(
        area_id=request.area_id,
        request=request,
        step=found.step,
        role=kind.steps[found.step].role,
        asked_by_id=request.asked_by_id,
        decided_by_id=cast("int", by.actor_id),
        in_place_of_id=found.in_place_of,
        answer=command.answer.value,
        reason=command.reason,
        decided_at=at,
    )


def _move_on(request: Request, answer: Answer, step: int, at: datetime) -> Outcome:
    """Close the request, or let it wait for the step above."""
    kind = kind_of(request.kind)
    assert kind is not None
    state = after(answer, step, len(kind.steps))
    if state is State.WAITING:
        above = kind.steps[step + 1]
        request.step, request.role, request.place_id = (
            step + 1,
            above.role,
            above.place(request.area_id) or request.area_id,
        )
        request.since, request.due_at = at, at + kind.within
    else:
        request.closed_at, request.closed_as = at, state.value
    return done(request, _WRITTEN[state])


_WRITTEN = {State.WAITING: Kind.ADVANCED, State.APPROVED: Kind.APPROVED, State.REJECTED: Kind.REJECTED}


def done(request: Request, kind: Kind | None = None) -> Outcome:
    outcome = Outcome.done(Request, request.pk, request.area_id, kind=kind)
    outcome.detail = detail_of(request)
    return outcome


class Withdraw(Command):
    """Take an own request back before it is decided."""

    request: RequestId


@action(
    "approvals.withdraw",
    after_exit=True,
    kind=Kind.WITHDRAWN,
    permission=Permission.REQUEST_ASK,
    command=Withdraw,
    title=Term("Take the request back", "撤回申请"),
    areas_of=area_of_record(Request, "request"),
    points_at=PointsAt(Request, "request", Q(closed_at__isnull=True), asked_by),
)
def withdraw(commands: list[Withdraw], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Close requests for who asked them; one that was decided meanwhile stays decided."""
    held = locked(command.request for command in commands)
    outcomes = []
    for request in (held[command.request] for command in commands):
        if request.asked_by_id != by.actor_id:
            outcomes.append(Outcome.refused(Problem.NOT_THE_ASKER))
        elif request.closed_as == State.WITHDRAWN:
            outcomes.append(Outcome.known(Request, request.pk))
        elif request.closed_as:
            outcomes.append(Outcome.refused(Problem.CLOSED))
        else:
            request.closed_at, request.closed_as = at, State.WITHDRAWN.value
            outcomes.append(done(request))
    Request.objects.bulk_update(held.values(), ["closed_at", "closed_as"])
    return outcomes
