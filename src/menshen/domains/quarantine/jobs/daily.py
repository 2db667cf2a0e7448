"""What the turn of the day brings: orders ended by rule, releases asked, checks that are missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F

from menshen.domains.quarantine.jobs.changing import follow_policy
from menshen.domains.quarantine.jobs.proposing import ORDER
from menshen.domains.quarantine.jobs.tasks import (
    APPROVE_RELEASE,
    AREA,
    MISSED_CHECKS,
    RELEASE_LAPSED,
    open_by_community,
)
from menshen.domains.quarantine.models import QuarantineOrder
from menshen.domains.quarantine.queries import (
    area_ids,
    facts_of,
    releases_asked_on,
    running,
    unchecked_on,
    waiting_to_confirm,
)
from menshen.domains.quarantine.rules import release_decision
from menshen.domains.quarantine.vocabulary import EndReason, Kind, ReleaseVerdict
from menshen.kernel.actions.performing import note
from menshen.kernel.base.clock import day_of, local
from menshen.kernel.base.jobs import Job
from menshen.kernel.journal.entries import NewEntry
from menshen.kernel.scope.codes import LENGTHS, Level
from menshen.kernel.scope.viewers import acting, system_viewer
from menshen.kernel.tasks.flow import NewTask, close_tasks, open_tasks
from menshen.kernel.tasks.models import Task

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from menshen.kernel.scope.viewers import Viewer

_COMMUNITY = LENGTHS[Level.COMMUNITY]


def end_due_orders(at: datetime) -> None:
    """Every order whose days are over ends, approved or not; a missing approval is journalled and becomes a task.

    However late this runs, the order ended on its day.
    """
    system = system_viewer()
    with acting(system):
        due = list(running().select_for_update().filter(until_on__lte=day_of(at)).order_by("pk"))
        lapsed = [order for order in due if _nobody_approved(order)]
        _end(due, lapsed, at)
        _close_asked(due, at)
        note([_entry(Kind.APPROVAL_LAPSED, order) for order in lapsed], by=system, at=at)
        open_by_community(RELEASE_LAPSED, [order.area_id for order in lapsed], at)
        note([_entry(Kind.ORDER_ENDED, order, end=order.end_reason) for order in due], by=system, at=at)
        _lapse_proposals(system, at)


def _nobody_approved(order: QuarantineOrder) -> bool:
    return release_decision(facts_of(order), order.until_on).verdict is ReleaseVerdict.ENDED_BY_RULE


def _end(due: Iterable[QuarantineOrder], lapsed: Iterable[QuarantineOrder], at: datetime) -> None:
    late = {order.pk for order in lapsed}
    for order in due:
        order.ended_on, order.ended_at = order.until_on, at
        order.end_reason = (EndReason.BY_RULE if order.pk in late else EndReason.APPROVED).value
    for reason in (EndReason.APPROVED, EndReason.BY_RULE):
        numbers = [order.pk for order in due if order.end_reason == reason]
        QuarantineOrder.objects.filter(pk__in=numbers).update(
            ended_on=F("until_on"), ended_at=at, end_reason=reason.value
        )


def _close_asked(due: Iterable[QuarantineOrder], at: datetime) -> None:
    """Yesterday's question is over; what is asked today is a new task."""
    communities = area_ids(order.area_id[:_COMMUNITY] for order in due)
    close_tasks(APPROVE_RELEASE, AREA, communities.values(), at=at)


def _lapse_proposals(by: Viewer, at: datetime) -> None:
    """Proposals whose days are over before anybody decided bind nobody and ask nothing any more."""
    over = list(waiting_to_confirm().filter(until_on__lte=day_of(at)).order_by("pk"))
    QuarantineOrder.objects.filter(pk__in=[order.pk for order in over]).update(declined_at=at)
    note([_entry(Kind.PROPOSAL_LAPSED, order) for order in over], by=by, at=at)


def _entry(kind: Kind, order: QuarantineOrder, **detail: Any) -> NewEntry:
    return NewEntry(kind, order.area_id, ORDER, order.pk, local(order.until_on), detail=detail)


def ask_releases(at: datetime) -> None:
    """The morning before an order ends, ask for the approval of its release."""
    with acting(system_viewer()):
        open_by_community(APPROVE_RELEASE, [order.area_id for order in releases_asked_on(day_of(at))], at)


def find_missed_checks(at: datetime) -> None:
    """Late in the evening: for each grid, how many people have a check of today that nobody recorded.

    The first day does not count: an order begins some time within it. It is one task for the grid, to be done still
    today, and says nothing about the people.
    """
    today = day_of(at)
    with acting(system_viewer()):
        missed = unchecked_on(today)
        grids = area_ids(missed)
        said = {"day": today.isoformat()}
        old = Task.objects.filter(kind=MISSED_CHECKS.code, closed_at__isnull=True)
        old.exclude(area_id__in=grids, facts__day=said["day"]).update(closed_at=at)
        open_tasks(
            MISSED_CHECKS,
            [NewTask(code, AREA, number, said | {"people": missed[code]}) for code, number in grids.items()],
            at=at,
        )


JOBS = (
    Job("quarantine.end_due_orders", "0 0 * * *", end_due_orders),
    Job("quarantine.follow_policy", "10 0 * * *", follow_policy),
    Job("quarantine.ask_releases", "0 8 * * *", ask_releases),
    Job("quarantine.find_missed_checks", "0 21 * * *", find_missed_checks),
)
