"""From an arrival to a proposed order, and what becomes of it when the arrival or the rules change."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef

from menshen.domains.policy import interface as policy
from menshen.domains.policy.vocabulary import Measure
from menshen.domains.quarantine.actions.orders import stale_proposals
from menshen.domains.quarantine.models import OrderChange, QuarantineOrder, kept
from menshen.domains.quarantine.queries import facts_of_arrivals, waiting_to_confirm
from menshen.domains.quarantine.rules import may_confirm_in_batch, propose_order
from menshen.domains.quarantine.vocabulary import EndReason, Kind, QuarantineReason
from menshen.domains.screening import interface as screening
from menshen.kernel.actions.performing import note
from menshen.kernel.base.bulk import insert_rows
from menshen.kernel.base.clock import day_of
from menshen.kernel.base.decisions import Reason
from menshen.kernel.journal.entries import NewEntry, subject_type
from menshen.kernel.journal.models import Entry
from menshen.kernel.scope.viewers import PLATFORM, acting

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from menshen.domains.quarantine.rules import ArrivalFacts, Proposal
    from menshen.domains.screening.interface import ArrivalForDecision
    from menshen.kernel.base.decisions import Decision
    from menshen.kernel.scope.viewers import Viewer

ORDER = subject_type(QuarantineOrder)


def propose_orders(entries: Sequence[Entry], *, by: Viewer, at: datetime) -> None:
    """For every new arrival the measure that the rules in force ask for, waiting for a person to confirm it."""
    propose([entry.subject_id for entry in entries], by=by, at=at)


def propose(arrivals: Collection[int], *, by: Viewer, at: datetime) -> None:
    """Proposals for these arrivals; none where no rule in force asks for anything."""
    rulebook, today = policy.rulebook(), day_of(at)
    rules = {row.rule_id: row for row in policy.rules_in_force()}
    rows = []
    for arrival, facts in facts_of_arrivals(arrivals, today):
        decision = propose_order(facts, rulebook=rulebook, on=today)
        if decision.verdict.measure is not Measure.NONE and decision.rule_id is not None:
            rows.append(_row(arrival, facts, decision, kept(rules[decision.rule_id]), at))
    numbers = insert_rows(QuarantineOrder, _COLUMNS, rows)
    note(
        [
            NewEntry(Kind.ORDER_PROPOSED, row[0], ORDER, number, at, detail={"rule": row[_RULE]})
            for number, row in zip(numbers, rows, strict=True)
        ],
        by=by,
        at=at,
    )


_COLUMNS = (
    "area", "person", "household", "arrival", "measure", "counted_from", "starts_on", "until_on", "rule_id", "rule",
    "reasons", "later", "needs_assessment", "never_alone", "managed_by", "proposed_at", "end_reason",
)  # fmt: skip
_RULE = _COLUMNS.index("rule_id")


def _row(
    arrival: ArrivalForDecision,
    facts: ArrivalFacts,
    decision: Decision[Proposal],
    rule: dict[str, Any],
    at: datetime,
) -> tuple[Any, ...]:
    proposal = decision.verdict
    return (
        arrival.area, arrival.person_id, arrival.household_id, arrival.arrival_id, proposal.measure.value,
        proposal.counted_from, proposal.starts_on, proposal.until, decision.rule_id, rule,
        [reason.as_json() for reason in decision.reasons], [kept(phase) for phase in proposal.later],
        not may_confirm_in_batch(decision), bool(facts.special_groups), "", at, "",
    )  # fmt: skip


def withdraw(proposals: Iterable[QuarantineOrder], *, by: Viewer, at: datetime) -> None:
    """Take proposals back whose facts do not hold any more."""
    held = list(proposals)
    QuarantineOrder.objects.filter(pk__in=[order.pk for order in held]).update(declined_at=at)
    note([NewEntry(Kind.PROPOSAL_WITHDRAWN, order.area_id, ORDER, order.pk, at) for order in held], by=by, at=at)


def renew_proposals(entries: Sequence[Entry], *, by: Viewer, at: datetime) -> None:  # noqa: ARG001  a reaction's signature
    """A rule or a list changed: proposals that nobody has decided on yet are made anew where they would differ."""
    with acting(PLATFORM):
        renew(by=by, at=at)


def renew(*, by: Viewer, at: datetime) -> None:
    """Withdraw what today's facts and rules would not lead to, and propose what they do lead to: also for who came from
    a place that was listed only afterwards. Where a person has decided, nothing is proposed again."""
    waiting = list(waiting_to_confirm().order_by("pk"))
    stale = stale_proposals(waiting, day_of(at))
    old = [order for order in waiting if order.pk in stale]
    withdraw(old, by=by, at=at)
    propose([order.arrival_id for order in old if order.arrival_id] + _not_proposed(at), by=by, at=at)


def _not_proposed(at: datetime) -> list[int]:
    """Arrivals so recent that a rule could still ask for something, and for which none has yet or none did any more."""
    longest = max((row.days for row in policy.rules_in_force()), default=0)
    recent = screening.arrivals_since(day_of(at) - timedelta(days=longest))
    taken_back = Entry.objects.filter(kind=Kind.PROPOSAL_WITHDRAWN, subject_type=ORDER, subject_id=OuterRef("pk"))
    standing = QuarantineOrder.objects.filter(~Exists(taken_back), arrival__in=recent)
    proposed = set(standing.values_list("arrival_id", flat=True))
    return [arrival for arrival in recent if arrival not in proposed]


_GROUNDS = frozenset(
    {
        QuarantineReason.LISTED_STAY,
        QuarantineReason.EXPOSED,
        QuarantineReason.ENTERED,
        QuarantineReason.LEAVING_UNKNOWN,
        QuarantineReason.NEW_GROUND,
    }
)


def propose_next(orders: Iterable[QuarantineOrder], by: Viewer, at: datetime) -> None:
    """The next phase of a rule is an order of its own: proposed when the one before it ends.

    After an approved shortening the phases are those of the rule that shortened.
    """
    ended = {order.pk: order for order in orders}
    changes = {
        change.order_id: change
        for change in OrderChange.objects.filter(order__in=list(ended), accepted=True).order_by("pk")
    }
    following = []
    for order in ended.values():
        source = changes.get(order.pk, order)
        if order.end_reason in _FOLLOWED and source.later:
            following.append(_next(order, source, at))
    made = QuarantineOrder.objects.bulk_create(following)
    note([NewEntry(Kind.ORDER_PROPOSED, order.area_id, ORDER, order.pk, at) for order in made], by=by, at=at)


_FOLLOWED = (EndReason.APPROVED, EndReason.BY_RULE, EndReason.SHORTENED)
"""The other ends lead elsewhere, or the ground was wrong. Whoever shortened by hand has left out what would follow."""


def _next(order: QuarantineOrder, source: QuarantineOrder | OrderChange, at: datetime) -> QuarantineOrder:
    phase, *later = source.later
    said = {"rule_id": source.rule_id, "starts_on": phase["starts_on"], "until": phase["until"]}
    grounds = [reason for reason in order.reasons if reason["code"] in _GROUNDS]
    return QuarantineOrder(
        area_id=order.area_id,
        person_id=order.person_id,
        household_id=order.household_id,
        arrival_id=order.arrival_id,
        measure=phase["measure"],
        counted_from=order.counted_from,
        starts_on=phase["starts_on"],
        until_on=phase["until"],
        rule_id=source.rule_id,
        rule=source.rule,
        reasons=[*grounds, Reason(QuarantineReason.FOLLOWS, said).as_json()],
        later=later,
        never_alone=order.never_alone,
        managed_by=order.managed_by,
        proposed_at=at,
        supersedes=order,
    )
