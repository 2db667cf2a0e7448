"""What is asked of the levels above in the demonstration town: one early release was refused, one waits."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from menshen.demo.town import MAIN
from menshen.domains.policy.vocabulary import Measure
from menshen.domains.quarantine.models import QuarantineOrder
from menshen.kernel.approvals.models import Request
from menshen.kernel.base import clock
from menshen.kernel.scope.viewers import acting

if TYPE_CHECKING:
    from collections.abc import Callable

    from menshen.kernel.scope.viewers import Viewer

REFUSED = "独居，家中老人需照护"
WAITING = "检测阴性，单位申请提前返岗"


def ask_above(act: Callable[..., object], viewer: Callable[[str, date, str | None], Viewer], day: date) -> None:
    """On the last day the community's clerk asks for two people: the secretary refuses one and sends one up.

    Neither ends earlier for it, so every figure stays as it is.
    """
    ends_on = day + timedelta(days=1)
    clerk, secretary = viewer("community_clerk", day, MAIN), viewer("community_secretary", day, MAIN)
    with acting(clerk):
        running = QuarantineOrder.objects.within(MAIN).filter(
            measure=Measure.HOME_QUARANTINE, confirmed_at__isnull=False, ended_on__isnull=True, until_on__gt=ends_on
        )
        orders = list(running.order_by("-until_on", "pk").values_list("pk", flat=True)[:2])
    for order, reason, answer in zip(orders, (REFUSED, WAITING), ("reject", "approve"), strict=False):
        asked_at, decided_at = clock.local(day, 18, 40), clock.local(day, 19, 10)
        act("quarantine.ask_early_release", clerk, asked_at, order=order, ends_on=ends_on, reason=reason)
        decided: dict[str, Any] = {
            "answer": answer,
            "reason": "已核实情况" if answer == "approve" else "可由社区上门照护",
        }
        act("approvals.decide", secretary, decided_at, request=_waiting(secretary, order), **decided)


def _waiting(viewer: Viewer, order: int) -> int:
    with acting(viewer):
        return Request.objects.get(subject_id=order, closed_at__isnull=True).pk
