"""Where an order stands on a day, and how it ends.

An order is in force on the days `starts_on <= day < until` once a person has confirmed it, and ends at `until` by
itself. Approving the release is a duty with a deadline, not a condition: when nobody approves, the order ends all the
same and the lapse goes to the level above. Nothing makes an order longer; that takes a new order with its own reasons.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from menshen.domains.policy.vocabulary import Measure
from menshen.domains.quarantine.vocabulary import Problem, QuarantineReason, ReleaseVerdict, Standing
from menshen.kernel.base.decisions import Decision, Reason

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """What is recorded of an order. `until` and `ended_on` are the first day no longer in force."""

    measure: Measure
    starts_on: date
    until: date
    rule_id: str
    confirmed_on: date | None = None
    declined: bool = False
    release_approved_on: date | None = None
    release_refused: bool = False
    ended_on: date | None = None


def end_of(order: OrderFacts) -> date:
    """The first day on which the order no longer binds, whatever else is or is not recorded."""
    return order.until if order.ended_on is None else min(order.ended_on, order.until)


def release_opens_on(order: OrderFacts, asked_before: timedelta = A_DAY) -> date:
    """The day from which the approval of the release is asked."""
    return order.until - asked_before


def standing(order: OrderFacts, on: date, *, asked_before: timedelta = A_DAY) -> Standing:
    """Where the order stands on that day. Who is in its team and who approved what make no difference."""
    if order.declined:
        return Standing.DECLINED
    if on >= end_of(order):
        return Standing.ENDED
    if order.confirmed_on is None or on < order.confirmed_on:
        return Standing.PROPOSED
    if on < order.starts_on:
        return Standing.TO_START
    return Standing.DUE if on >= release_opens_on(order, asked_before) else Standing.IN_FORCE


def release_due(order: OrderFacts, on: date) -> bool:
    """Whether the days of the rule are over, so that the person is free on that day."""
    return on >= order.until


def release_decision(order: OrderFacts, on: date, *, asked_before: timedelta = A_DAY) -> Decision[ReleaseVerdict]:
    """What happens to a running order on a day.

    From `asked_before` its end the approval is asked. At `until` it ends: as released when it was approved before, by
    rule when it was not, and then the lapse is escalated. A refusal has no effect of its own on the person.
    """
    until = {"until": order.until.isoformat()}
    approved = order.release_approved_on
    if on < order.until:
        if approved is not None and approved <= on:
            reasons = (Reason(QuarantineReason.APPROVED_BY, {"day": approved.isoformat()}), _goes_on(until))
            return Decision(ReleaseVerdict.NOT_DUE, reasons, order.rule_id)
        if on < release_opens_on(order, asked_before):
            return Decision(ReleaseVerdict.NOT_DUE, (_goes_on(until),), order.rule_id)
        asked = (Reason(QuarantineReason.APPROVAL_OPEN, until), *_refusal(order))
        return Decision(ReleaseVerdict.AWAITING_APPROVAL, asked, order.rule_id)
    if approved is not None and approved < order.until:
        reason = Reason(QuarantineReason.APPROVED_BY, {"day": approved.isoformat()})
        return Decision(ReleaseVerdict.RELEASED, (reason,), order.rule_id)
    lapsed = (Reason(QuarantineReason.NOT_APPROVED, until), *_refusal(order))
    return Decision(ReleaseVerdict.ENDED_BY_RULE, lapsed, order.rule_id)


def may_set_until(order: OrderFacts, until: date) -> Problem | None:
    """Whether a correction may move the end there: earlier at any time, later never."""
    return Problem.LONGER_NEEDS_NEW_ORDER if until > order.until else None


_PLACES = (Measure.HOME_QUARANTINE, Measure.CENTRALISED_QUARANTINE)
_PLACE_TO_JUDGE = frozenset({QuarantineReason.ASSESS, QuarantineReason.HOME_UNFIT, QuarantineReason.PLACE_OPEN})


def measures_open(proposed: Measure, reasons: Collection[QuarantineReason]) -> tuple[Measure, ...]:
    """The measures that a person may confirm after assessing someone, the proposed one first.

    At home or in a site, where the reasons leave the place to a person; else nothing but what was proposed.
    """
    if proposed not in _PLACES or not _PLACE_TO_JUDGE & set(reasons):
        return (proposed,)
    return (proposed, *(place for place in _PLACES if place is not proposed))


@dataclass(frozen=True, slots=True)
class Holding:
    """What a new order that holds someone beyond an earlier one has to bring."""

    reason: str
    rule_id: str | None
    notice_number: str
    appeal_channel: str


def holding_gaps(holding: Holding) -> tuple[Problem, ...]:
    """What is still missing before somebody may be held longer; empty when the new order may be made."""
    needed = (
        (holding.reason.strip(), Problem.REASON_MISSING),
        (holding.rule_id, Problem.RULE_MISSING),
        (holding.notice_number.strip(), Problem.NOTICE_MISSING),
        (holding.appeal_channel.strip(), Problem.APPEAL_MISSING),
    )
    return tuple(problem for value, problem in needed if not value)


def _goes_on(until: dict[str, str]) -> Reason:
    return Reason(QuarantineReason.GOES_ON, until)


def _refusal(order: OrderFacts) -> tuple[Reason, ...]:
    return (Reason(QuarantineReason.OBJECTED_TO_RELEASE),) if order.release_refused else ()
