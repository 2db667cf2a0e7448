"""Approving a release. The order ends on its day either way; what is approved is that all was done as it should be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from django.db.models import Q

from menshen.domains.quarantine.actions.common import OrderId, each, not_running, orders_by_id, unfinished
from menshen.domains.quarantine.models import QuarantineOrder
from menshen.domains.quarantine.queries import approval_opens_on, area_ids, checks_missed, releases_asked_on
from menshen.domains.quarantine.vocabulary import Kind, Permission, Problem
from menshen.kernel.actions.declaration import Command, Label, Outcome, action, area_of_record
from menshen.kernel.actions.types import AreaCode
from menshen.kernel.base.clock import day_of
from menshen.kernel.base.problems import not_found
from menshen.kernel.base.terms import Term
from menshen.kernel.scope.codes import bounds
from menshen.kernel.scope.models import Area

if TYPE_CHECKING:
    from datetime import datetime

    from menshen.kernel.scope.viewers import Viewer


def _unapproved(at: datetime) -> Q:
    return unfinished(at) & Q(release_approved_at__isnull=True)


class ApproveRelease(Command):
    """The release that comes next is in order."""

    order: OrderId


@action(
    "quarantine.approve_release",
    after_exit=True,
    kind=Kind.RELEASE_APPROVED,
    permission=Permission.RELEASE_APPROVE,
    command=ApproveRelease,
    title=Term("Approve release", "批准解除"),
    areas_of=area_of_record(QuarantineOrder, "order", _unapproved),
)
def approve_release(commands: list[ApproveRelease], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """Approve releases that are near; the journal keeps how many checks nobody had recorded.

    To free someone earlier the order is shortened, with a reason.
    """
    orders = orders_by_id(command.order for command in commands)
    today = day_of(at)
    opens_on = approval_opens_on(orders.values(), today)
    missed = checks_missed(orders.values(), today)
    outcomes, approved = [], []
    for command in commands:
        order = orders[command.order]
        problem = not_running(order, today)
        if problem is None and today < opens_on[order.pk]:
            problem = Outcome.refused(Problem.NOT_DUE, opens_on=opens_on[order.pk])
        if problem or order.release_approved_at:
            outcomes.append(problem or Outcome.known(QuarantineOrder, order.pk))
            continue
        order.release_approved_at = at
        approved.append(order.pk)
        outcomes.append(Outcome.done(QuarantineOrder, order.pk, order.area_id, missed_checks=missed[order.pk]))
    QuarantineOrder.objects.filter(pk__in=approved).update(release_approved_at=at)
    return outcomes


class ApproveReleases(Command):
    """All releases of an area that wait for it today are in order."""

    area: Annotated[AreaCode, Label("Area", "辖区")]


@action(
    "quarantine.approve_releases",
    after_exit=True,
    kind=Kind.RELEASES_APPROVED,
    permission=Permission.RELEASE_APPROVE,
    command=ApproveReleases,
    title=Term("Approve all releases due", "批量批准到期解除"),
)
def approve_releases(commands: list[ApproveReleases], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Approve every release that is asked for today, each with its own entry."""
    areas = area_ids(command.area for command in commands)
    return [_approve_all(command.area, areas.get(command.area), by, at) for command in commands]


def _approve_all(area: str, area_id: int | None, by: Viewer, at: datetime) -> Outcome:
    if area_id is None:
        return Outcome.refusal(not_found())
    asked = releases_asked_on(day_of(at), *bounds(area))
    done = each(approve_release, [ApproveRelease(order=order.pk) for order in asked], by=by, at=at)
    if not done:
        return Outcome.refused(Problem.NO_RELEASE_ASKED)
    return Outcome.done(Area, area_id, area, approved=len(done))
