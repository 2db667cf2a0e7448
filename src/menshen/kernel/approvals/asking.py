"""Asking for an approval from inside a domain's action, and closing requests that time has overtaken."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from menshen.kernel.actions.declaration import Outcome
from menshen.kernel.actions.performing import note
from menshen.kernel.approvals.models import Request
from menshen.kernel.approvals.queries import open_requests
from menshen.kernel.approvals.rules import first_step
from menshen.kernel.approvals.vocabulary import Kind, Problem, State
from menshen.kernel.base.problems import Refused
from menshen.kernel.journal.entries import NewEntry, subject_type
from menshen.kernel.scope.codes import contains
from menshen.kernel.scope.viewers import PLATFORM, acting

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from menshen.kernel.approvals.declaration import ApprovalKind, Step
    from menshen.kernel.scope.viewers import Viewer

REQUEST = subject_type(Request)


@dataclass(frozen=True, slots=True)
class NewRequest:
    """A request about to be made. `facts` fill the sentence of the kind and are what the deed will need; no names."""

    area: str
    subject_type: str
    subject_id: int
    reason: str
    facts: dict[str, Any] = field(default_factory=dict)


def asked_already(kind: ApprovalKind, subject: str, numbers: Iterable[int]) -> set[int]:
    """Those of the records about which a request of this kind waits: to ask again is refused, by `asked_twice`."""
    return set(open_requests([kind], subject, numbers).values_list("subject_id", flat=True))


def asked_twice() -> Outcome:
    """The domain's answer to who asks what is asked already."""
    return Outcome.refused(Problem.ASKED_ALREADY)


def ask(kind: ApprovalKind, requests: Sequence[NewRequest], *, by: Viewer, at: datetime) -> list[int]:
    """Put requests before the first who decides; their numbers in order.

    A step that the asker's own role would decide is passed over. Refused where nobody decides for so large an area.
    """
    rows = [_row(kind, request, by, at) for request in requests]
    made = Request.objects.bulk_create(rows)
    note([_entry(Kind.ASKED, request, at) for request in made], by=by, at=at)
    return [request.pk for request in made]


def _row(kind: ApprovalKind, request: NewRequest, by: Viewer, at: datetime) -> Request:
    number, step, place = _begins(kind, request.area, by)
    what = kind.asks.format(**request.facts)
    return Request(
        kind=kind.code,
        area_id=request.area,
        subject_type=request.subject_type,
        subject_id=request.subject_id,
        what={"en": what.en, "zh": what.zh},
        reason=request.reason,
        facts=request.facts,
        asked_by_id=cast("int", by.actor_id),
        asked_at=at,
        step=number,
        role=step.role,
        place_id=place,
        since=at,
        due_at=at + kind.within,
    )


def _begins(kind: ApprovalKind, area: str, by: Viewer) -> tuple[int, Step, str]:
    """The step at which it begins, of those that decide for an area of this size."""
    steps = [(number, step, place) for number, step in enumerate(kind.steps) if (place := step.place(area)) is not None]
    if not steps:
        raise Refused(Problem.NOBODY_ABOVE, field="area")
    own = [any(held.role == step.role and contains(held.area, place) for held in by.held) for _, step, place in steps]
    return steps[first_step(own)]


def overtake(kinds: Sequence[ApprovalKind], subject: str, numbers: Iterable[int], *, by: Viewer, at: datetime) -> None:
    """Close what waits about these records: there is nothing left to decide. With the platform's own eyes, for whoever
    ends a thing may not see the area in which it was asked."""
    with acting(PLATFORM):
        waiting = list(open_requests(kinds, subject, numbers).select_for_update(of=("self",)).order_by("pk"))
        for request in waiting:
            request.closed_at, request.closed_as = at, State.OVERTAKEN.value
        if waiting:
            Request.objects.bulk_update(waiting, ["closed_at", "closed_as"])
            note([_entry(Kind.OVERTAKEN, request, at) for request in waiting], by=by, at=at)


def requests_of(entries: Iterable[Any], kind: ApprovalKind) -> dict[int, Request]:
    """The requests of one kind that these entries of `approvals:request:…` are about, by the record they concern."""
    numbers = [entry.subject_id for entry in entries if entry.detail["kind"] == kind.code]
    return {request.subject_id: request for request in Request.objects.filter(pk__in=numbers).order_by("pk")}


def detail_of(request: Request) -> dict[str, Any]:
    """What the journal says of a request."""
    return {
        "kind": request.kind,
        "request": request.pk,
        "subject_type": request.subject_type,
        "subject_id": request.subject_id,
    }


def _entry(kind: Kind, request: Request, at: datetime) -> NewEntry:
    return NewEntry(kind, request.area_id, REQUEST, request.pk, at, detail=detail_of(request))


def by_place(requests: Iterable[Request]) -> dict[tuple[str, int], list[Request]]:
    """Requests by their kind and the step at which they wait: what shares a kind of task."""
    found: dict[tuple[str, int], list[Request]] = defaultdict(list)
    for request in requests:
        found[request.kind, request.step].append(request)
    return found
