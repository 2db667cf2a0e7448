"""Requests that a shop may stay open longer: asked in a grid, decided by the community and then by the street."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from factories.kernel import NOON, sample_module
from factories.scope import RIVERSIDE, STREET, grid, signed_in
from menshen.domains.registry.models import Organisation
from menshen.kernel.actions.performing import perform
from menshen.kernel.approvals.asking import NewRequest, ask
from menshen.kernel.approvals.declaration import ApprovalKind, Step
from menshen.kernel.approvals.models import Decision, Request
from menshen.kernel.approvals.vocabulary import Kind
from menshen.kernel.base.modules import find
from menshen.kernel.base.terms import Term
from menshen.kernel.journal.entries import Reaction, subject_type
from menshen.kernel.scope.codes import Level
from menshen.kernel.scope.viewers import PLATFORM, acting
from menshen.kernel.tasks.models import Task

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from menshen.kernel.actions.declaration import Outcome
    from menshen.kernel.scope.viewers import Viewer

GRID = grid(RIVERSIDE)
SHOP = subject_type(Organisation)
HOUR = timedelta(hours=1)
LONG_EVENING = ApprovalKind(
    "sample.long_evening",
    Term("Longer hours", "延长营业"),
    asks=Term("Shop {shop} stays open until {hour}", "商铺 {shop} 营业至 {hour} 时"),
    steps=(Step("community_secretary", Level.COMMUNITY), Step("street_leader", Level.STREET)),
    within=4 * HOUR,
)
STREET_ONLY = ApprovalKind(
    "sample.market",
    Term("A market", "集市"),
    asks=Term("Shop {shop} holds a market", "商铺 {shop} 举办集市"),
    steps=(Step("street_leader", Level.STREET),),
    within=4 * HOUR,
)


@contextmanager
def shops_that_ask(deeds: list[int] | None = None) -> Iterator[None]:
    """The module `sample` with both kinds; the numbers of approved requests are appended to `deeds`."""

    def deed(entries: Any, *, by: Viewer, at: datetime) -> None:
        """Notes what was approved."""
        if deeds is not None:
            deeds.extend(entry.detail["request"] for entry in entries)

    kinds = (LONG_EVENING, STREET_ONLY)
    tasks = tuple(task for kind in kinds for task in kind.tasks)
    with sample_module(approvals=kinds, tasks=tasks, reactions=(Reaction(Kind.APPROVED, deed),)):
        yield


def clerk(community: str = RIVERSIDE) -> Viewer:
    return signed_in("community_clerk", community)


def secretary(community: str = RIVERSIDE) -> Viewer:
    return signed_in("community_secretary", community)


def leader(street: str = STREET) -> Viewer:
    return signed_in("street_leader", street)


def street_clerk() -> Viewer:
    return signed_in("street_clerk", STREET)


def asked(
    by: Viewer, *, kind: ApprovalKind = LONG_EVENING, shop: int = 1, area: str = GRID, at: datetime = NOON
) -> int:
    """A request of somebody's, as a domain's action would make it."""
    with acting(by):
        wanted = NewRequest(area, SHOP, shop, "节日供应", {"shop": shop, "hour": 22})
        return ask(kind, [wanted], by=by, at=at)[0]


def do(code: str, by: Viewer, at: datetime = NOON, **fields: Any) -> Outcome:
    action = find("actions", f"approvals.{code}")
    return perform(action, [action.command.model_validate(fields)], by=by, at=at)[0]


def decide(number: int, by: Viewer, answer: str = "approve", *, at: datetime = NOON) -> Outcome:
    return do("decide", by, at, request=number, answer=answer, reason="情况属实")


def state(outcome: Outcome) -> str:
    """`done`, `known`, or the last word of the problem."""
    return outcome.problem.code.rpartition(":")[2] if outcome.problem else outcome.state


def again(number: int) -> Request:
    with acting(PLATFORM):
        return Request.objects.get(pk=number)


def decisions(number: int) -> list[Decision]:
    with acting(PLATFORM):
        return list(Decision.objects.filter(request=number).order_by("step"))


def open_tasks() -> list[Task]:
    with acting(PLATFORM):
        return list(Task.objects.filter(closed_at__isnull=True).order_by("pk"))
