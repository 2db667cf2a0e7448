"""Letting a colleague decide in the own place: one request, or all of some days of leave."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, Annotated, cast

from django.db.models import Q

from menshen.kernel.actions.declaration import Command, Label, Outcome, PointsAt, action, area_of_record
from menshen.kernel.actions.types import AreaCode, Name, RecordId
from menshen.kernel.approvals.actions import RequestId, case_of, done, locked, refusal_of
from menshen.kernel.approvals.declaration import all_kinds, kind_of
from menshen.kernel.approvals.models import Deputy, Request
from menshen.kernel.approvals.queries import capacities, decided_by, handed_over_by
from menshen.kernel.approvals.rules import may_take, who_hands_over
from menshen.kernel.approvals.vocabulary import Kind, Permission, Problem
from menshen.kernel.base.clock import day_of
from menshen.kernel.base.terms import Term
from menshen.kernel.scope.codes import ROOT, contains
from menshen.kernel.scope.models import Actor, Grant
from menshen.kernel.scope.roles import role
from menshen.kernel.scope.viewers import Held, Viewer

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from menshen.kernel.approvals.rules import Case

Colleague = Annotated[
    Name,
    Label(
        "Colleague's log-in",
        "同事登录名",
        Term("Somebody who may decide requests in this area.", "须为本辖区有审批权限的人员。"),
    ),
]


class Delegate(Command):
    """Hand one request to a colleague, who decides it in the own place."""

    request: RequestId
    username: Colleague


@action(
    "approvals.delegate",
    after_exit=True,
    kind=Kind.DELEGATED,
    permission=Permission.REQUEST_DECIDE,
    command=Delegate,
    title=Term("Hand to a colleague to decide", "转交同事审批"),
    areas_of=area_of_record(Request, "request"),
    points_at=PointsAt(Request, "request", Q(closed_at__isnull=True), handed_over_by),
)
def delegate(commands: list[Delegate], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Let a colleague decide; who held the request still can. Never one who asked for it or has decided on it."""
    held = locked(command.request for command in commands)
    before, mine = decided_by(held.values()), capacities(by, held.values(), at)
    colleagues = _colleagues({(command.username, day_of(at)) for command in commands})
    rows = Deputy.objects.filter(request__in=list(held), holder=by.actor_id, ended_at__isnull=True)
    named = set(rows.values_list("request_id", "deputy_id"))
    fresh: list[Deputy] = []
    outcomes = []
    for command in commands:
        request, colleague = held[command.request], colleagues[command.username, day_of(at)]
        case = case_of(request, before[request.pk], at)
        found, kind = who_hands_over(case, by.actor_id or 0, mine[request.pk]), kind_of(request.kind)
        if isinstance(found, Problem) or kind is None:
            outcomes.append(refusal_of(found if isinstance(found, Problem) else Problem.CLOSED, request))
            continue
        step = kind.steps[found.step]
        place = step.place(request.area_id) or request.area_id
        if problem := _unfit(command.username, colleague, place, by, case):
            outcomes.append(problem)
        elif (request.pk, colleague.actor_id) in named:
            outcomes.append(Outcome.known(Request, request.pk))
        else:
            named.add((request.pk, colleague.actor_id))
            fresh.append(_deputy(place, step.role, by, colleague, day_of(at), at))
            fresh[-1].request = request
            outcomes.append(done(request))
    Deputy.objects.bulk_create(fresh)
    return outcomes


class NameDeputy(Command):
    """For days on which one cannot decide oneself: leave, illness, quarantine."""

    area: Annotated[AreaCode, Label("Area", "辖区")]
    username: Colleague
    valid_from: Annotated[date, Label("First day", "起始日")]
    valid_until: Annotated[date, Label("Back on", "恢复本人审批日")]


@action(
    "approvals.name_deputy",
    after_exit=True,
    kind=Kind.DEPUTY_NAMED,
    permission=Permission.REQUEST_DECIDE,
    command=NameDeputy,
    title=Term("Name a deputy", "指定代行人"),
)
def name_deputy(commands: list[NameDeputy], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Let a colleague decide what waits for the own roles in an area, on some days. It gives no other right."""
    today = day_of(at)
    colleagues = _colleagues({(command.username, command.valid_from) for command in commands})
    standing = list(
        Deputy.objects.filter(holder=by.actor_id, request__isnull=True, ended_at__isnull=True, valid_until__gt=today)
    )
    outcomes = []
    for command in commands:
        roles, colleague = _deciding_roles(by, command.area), colleagues[command.username, command.valid_from]
        if command.valid_until <= max(command.valid_from, today):
            outcomes.append(Outcome.refused(Problem.DATES_REVERSED, on="valid_until"))
        elif not roles:
            outcomes.append(Outcome.refused(Problem.NOTHING_TO_HAND_OVER, on="area"))
        elif problem := _unfit(command.username, colleague, command.area, by):
            outcomes.append(problem)
        else:
            outcomes.append(_name(command, roles, colleague, standing, by, at))
    return outcomes


def _deciding_roles(by: Viewer, area: str) -> list[str]:
    """The viewer's own roles over the area that decide on some kind of request."""
    deciding = {step.role for kind in all_kinds() for step in kind.steps}
    return sorted({held.role for held in by.held if held.role in deciding and contains(held.area, area)})


def _name(
    command: NameDeputy, roles: Sequence[str], colleague: Viewer, standing: list[Deputy], by: Viewer, at: datetime
) -> Outcome:
    """A deputy for each role; the same again is known, other days beside it are refused."""
    beside = [
        one
        for one in standing
        if (one.deputy_id, one.area_id) == (colleague.actor_id, command.area)
        and one.valid_from < command.valid_until
        and command.valid_from < (one.valid_until or date.max)
    ]
    same = [one for one in beside if (one.valid_from, one.valid_until) == (command.valid_from, command.valid_until)]
    if beside and len(same) == len(beside):
        return Outcome.known(Deputy, same[0].pk)
    if beside:
        return Outcome.refused(Problem.NAMED_ALREADY, on="valid_from", username=command.username)
    made = [_deputy(command.area, one, by, colleague, command.valid_from, at) for one in roles]
    for one in made:
        one.valid_until = command.valid_until
    standing += Deputy.objects.bulk_create(made)
    return Outcome.done(Deputy, made[0].pk, command.area, until=command.valid_until.isoformat())


class EndDeputy(Command):
    """One is back earlier."""

    deputy: Annotated[RecordId, Label("Deputy", "代行")]


@action(
    "approvals.end_deputy",
    after_exit=True,
    kind=Kind.DEPUTY_ENDED,
    permission=Permission.REQUEST_DECIDE,
    command=EndDeputy,
    title=Term("End the deputy's time", "终止代行"),
    areas_of=area_of_record(Deputy, "deputy"),
    points_at=PointsAt(Deputy, "deputy", Q(ended_at__isnull=True), lambda viewer, _: Q(holder=viewer.actor_id)),
)
def end_deputy(commands: list[EndDeputy], *, by: Viewer, at: datetime) -> list[Outcome]:
    """From now on a deputy decides nothing any more in the own place."""
    rows = Deputy.objects.select_for_update(of=("self",)).filter(pk__in=[command.deputy for command in commands])
    held = {one.pk: one for one in rows.order_by("pk")}
    outcomes = []
    for deputy in (held[command.deputy] for command in commands):
        if deputy.holder_id != by.actor_id:
            outcomes.append(Outcome.refused(Problem.NOT_THE_HOLDER))
        elif deputy.ended_at:
            outcomes.append(Outcome.known(Deputy, deputy.pk))
        else:
            deputy.ended_at = at
            outcomes.append(Outcome.done(Deputy, deputy.pk, deputy.area_id))
    Deputy.objects.bulk_update(held.values(), ["ended_at"])
    return outcomes


def _colleagues(asked: Collection[tuple[str, date]]) -> dict[tuple[str, date], Viewer]:
    """Colleagues by log-in and day, with the roles that they hold on it; one who holds none may do nothing."""
    usernames = {name for name, _ in asked}
    granted: dict[str, list[Grant]] = defaultdict(list)
    for grant in Grant.objects.filter(actor__username__in=usernames, actor__is_active=True).select_related("actor"):
        granted[grant.actor.username].append(grant)
    numbers = dict(Actor.objects.filter(username__in=usernames).values_list("username", "pk"))
    return {(name, day): Viewer(numbers.get(name), name, _held_on(day, granted[name])) for name, day in asked}


def _held_on(day: date, grants: Iterable[Grant]) -> tuple[Held, ...]:
    return tuple(
        Held(grant.role, str(grant.area_id or ROOT), known.permissions)
        for grant in grants
        if grant.valid_from <= day and (grant.valid_until is None or grant.valid_until > day)
        if (known := role(grant.role))
    )


def _unfit(username: str, colleague: Viewer, place: str, by: Viewer, case: Case | None = None) -> Outcome | None:
    if not colleague.may(Permission.REQUEST_DECIDE, place):
        return Outcome.refused(Problem.COLLEAGUE_UNKNOWN, on="username", username=username)
    problem = may_take(case, by.actor_id or 0, colleague.actor_id or 0)
    return Outcome.refused(problem, on="username", username=username) if problem else None


def _deputy(area: str, code: str, by: Viewer, colleague: Viewer, first: date, at: datetime) -> Deputy:
    return Deputy(
        area_id=area,
        role=code,
        holder_id=cast("int", by.actor_id),
        deputy_id=cast("int", colleague.actor_id),
        valid_from=first,
        named_at=at,
    )
