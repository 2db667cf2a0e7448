"""Calls after purchases of fever medicine, and forgetting who bought it."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from menshen.domains.policy import interface as policy
from menshen.domains.policy.vocabulary import Kind as Policy
from menshen.domains.screening.actions.purchases import rule_for
from menshen.domains.screening.models import Purchase
from menshen.domains.screening.vocabulary import Kind
from menshen.kernel.actions.performing import note
from menshen.kernel.base.clock import day_of
from menshen.kernel.base.jobs import Job
from menshen.kernel.base.terms import Term
from menshen.kernel.journal.entries import NewEntry, Reaction, subject_type
from menshen.kernel.scope.models import Area
from menshen.kernel.scope.viewers import acting, system_viewer
from menshen.kernel.tasks.flow import NewTask, TaskKind, close_tasks, open_tasks

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from menshen.kernel.journal.models import Entry
    from menshen.kernel.scope.viewers import Viewer

_PURCHASE = subject_type(Purchase)

CALL_AFTER_PURCHASE = TaskKind(
    "screening.call_after_purchase",
    Term("Ask once how somebody is who bought fever medicine", "有购药人员待随访一次"),
    ladder=("grid_worker", "community_clerk"),
    resolved_by=frozenset({Kind.PURCHASE_FOLLOWED_UP.value}),
    within=timedelta(hours=24),
    patience=timedelta(hours=12),
    action="screening.follow_up_purchase",
    subject_field="purchase",
)
TASKS = (CALL_AFTER_PURCHASE,)


def ask_to_call(entries: Sequence[Entry], *, by: Viewer, at: datetime) -> None:  # noqa: ARG001  a reaction's signature
    """One call for each purchase."""
    open_tasks(CALL_AFTER_PURCHASE, [NewTask(one.area_id, _PURCHASE, one.subject_id) for one in entries], at=at)


def forget_purchases(at: datetime) -> None:
    """Take the person out of every purchase whose days are over or whose rule holds no longer; the count stays."""
    today = day_of(at)
    system = system_viewer()
    with acting(system):
        kept = Purchase.objects.filter(forgotten_at__isnull=True)
        rules = policy.rulebook()
        lapsed = [area for area in set(kept.values_list("area_id", flat=True)) if rule_for(rules, area, today) is None]
        over = list(kept.filter(Q(forget_on__lte=today) | Q(area_id__in=lapsed)).order_by("pk"))
        for row in over:
            row.name, row.phone, row.forgotten_at = "", "", at
        Purchase.objects.bulk_update(over, ["name", "phone", "forgotten_at"], batch_size=1_000)
        close_tasks(CALL_AFTER_PURCHASE, _PURCHASE, [row.pk for row in over], at=at)
        counts = Counter(row.area_id for row in over)
        numbers = dict(Area.objects.filter(code__in=counts).values_list("code", "pk"))
        kind = subject_type(Area)
        entries = [
            NewEntry(Kind.PURCHASES_FORGOTTEN, code, kind, numbers[code], at, detail={"purchases": count})
            for code, count in sorted(counts.items())
        ]
        note(entries, by=system, at=at)


def forget_at_once(entries: Sequence[Entry], *, by: Viewer, at: datetime) -> None:  # noqa: ARG001
    """A rule that was ended lets go of the people at once."""
    forget_purchases(at)


REACTIONS = (
    Reaction(Kind.PURCHASE_REPORTED.value, ask_to_call),
    Reaction(Policy.RULE_WITHDRAWN.value, forget_at_once),
)
JOBS = (Job("screening.forget_purchases", "5 0 * * *", forget_purchases),)
