"""What the actions on orders share: fetching them locked, saying why one cannot be changed, ending one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from django.db.models import Q

from menshen.domains.quarantine.models import QuarantineOrder
from menshen.domains.quarantine.queries import facts_of
from menshen.domains.quarantine.rules import end_of, standing
from menshen.domains.quarantine.vocabulary import EndReason, Problem, QuarantineReason, Standing
from menshen.kernel.actions.declaration import Label, Outcome
from menshen.kernel.actions.fields import From
from menshen.kernel.actions.performing import note, run
from menshen.kernel.actions.types import RecordId
from menshen.kernel.base.clock import day_of
from menshen.kernel.base.decisions import Reason
from menshen.kernel.journal.entries import NewEntry

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from menshen.kernel.actions.declaration import Action, Command
    from menshen.kernel.scope.viewers import Viewer


SITES = From("quarantine.sites", ("name", "kind"))
ROOMS = From("quarantine.rooms", ("site", "number", "beds", "placed"))

UNDECIDED = Q(confirmed_at__isnull=True, declined_at__isnull=True)
"""Proposals that nobody has decided on."""


def confirmable(at: datetime) -> Q:
    """Proposals whose days are not over."""
    return UNDECIDED & Q(until_on__gt=day_of(at))


def unfinished(at: datetime) -> Q:
    """Orders that `not_running` has nothing against."""
    return Q(confirmed_at__isnull=False, ended_on__isnull=True, until_on__gt=day_of(at))


OrderId = Annotated[RecordId, Label("Order", "隔离决定")]


def orders_by_id(numbers: Iterable[int]) -> dict[int, QuarantineOrder]:
    """The orders, locked for the rest of the transaction: two people deciding at once do it one after the other."""
    locked = QuarantineOrder.objects.select_for_update(of=("self",)).order_by("pk")
    return {order.pk: order for order in locked.filter(pk__in=set(numbers))}


def not_running(order: QuarantineOrder, today: date) -> Outcome | None:
    """Why nothing can be changed about this order, or None. Its last day over, it is over, recorded or not."""
    facts = facts_of(order)
    where = standing(facts, today)
    if where is Standing.ENDED or order.ended_on is not None:
        return Outcome.refused(Problem.ORDER_ENDED, ended_on=end_of(facts))
    return Outcome.refused(Problem.NOT_CONFIRMED) if where in (Standing.PROPOSED, Standing.DECLINED) else None


def end_now(order: QuarantineOrder, reason: EndReason, at: datetime) -> None:
    """Set the end to today, never behind the order's own."""
    order.ended_on, order.ended_at = min(day_of(at), order.until_on), at
    order.end_reason = reason.value


ENDING = ("ended_on", "ended_at", "end_reason")
"""The columns that `end_now` sets."""


def approved_above(request: int, at: datetime) -> Reason:
    """The decision above on which an act rests, as its notice names it."""
    return Reason(QuarantineReason.APPROVED_ABOVE, {"day": day_of(at).isoformat(), "number": request})


def each(act: Action, commands: Sequence[Command], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Do the action for every command inside a batch; what was done, each with an entry of its own."""
    outcomes = run(act, commands, by=by, at=at)
    done = [outcome for outcome in outcomes if outcome.state == "done"]
    note(
        [NewEntry(act.kind, one.area, one.subject_type, one.subject_id or 0, at, detail=one.detail) for one in done],
        by=by,
        at=at,
    )
    return done
