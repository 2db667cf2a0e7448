"""Running orders whose ground or rule changed: what would be shorter is proposed, all else is put before a person.

Nothing here changes an order. A rule or a list binds from its day on, so running orders are compared with them each
night; a corrected or withdrawn arrival is looked at at once.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from menshen.domains.policy import interface as policy
from menshen.domains.policy.vocabulary import Measure
from menshen.domains.quarantine.jobs.proposing import ORDER, propose, renew, withdraw
from menshen.domains.quarantine.jobs.tasks import MOVED_HOUSE, REVIEW_ORDER
from menshen.domains.quarantine.models import OrderChange, QuarantineOrder, kept
from menshen.domains.quarantine.queries import facts_of, facts_of_arrivals, running
from menshen.domains.quarantine.rules import NO_MEASURE, Phase, propose_change, propose_order
from menshen.domains.quarantine.vocabulary import Kind, QuarantineReason
from menshen.kernel.actions.performing import note
from menshen.kernel.base.clock import day_of
from menshen.kernel.base.decisions import Decision, Reason
from menshen.kernel.journal.entries import NewEntry, subject_type
from menshen.kernel.scope.viewers import PLATFORM, acting, system_viewer
from menshen.kernel.tasks.flow import NewTask, open_tasks

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    from menshen.domains.quarantine.rules import ArrivalFacts, Proposal
    from menshen.kernel.journal.models import Entry
    from menshen.kernel.scope.viewers import Viewer

_CHUNK = 5_000


def follow_policy(at: datetime) -> None:
    """Each night: make proposals anew that today's rules would not lead to, and propose to shorten what they favour."""
    system = system_viewer()
    with acting(system):
        renew(by=system, at=at)
        orders = iter(running().filter(arrival__isnull=False).order_by("pk"))
        while chunk := list(islice(orders, _CHUNK)):
            propose_changes(chunk, by=system, at=at)


def propose_changes(orders: Sequence[QuarantineOrder], *, by: Viewer, at: datetime) -> None:
    """For running orders that today's rules would make shorter or milder, a proposal that a person decides."""
    rulebook, today = policy.rulebook(), day_of(at)
    rules = {row.rule_id: row for row in policy.rules_in_force()}
    facts = _facts(orders, today)
    wanted: dict[int, OrderChange | None] = {}
    for order in orders:
        if order.pk in facts:
            decision = propose_change(facts_of(order), facts[order.pk], rulebook=rulebook, on=today)
            favourable = decision is not None and not _only_another_place(order, decision)
            wanted[order.pk] = _change(order, decision, rules, at) if decision and favourable else None
    _keep(wanted, by=by, at=at)


def _facts(orders: Iterable[QuarantineOrder], day: date) -> dict[int, ArrivalFacts]:
    """The facts of each order's arrival, judged by the rules of where the person is now."""
    arrivals = {order.arrival_id for order in orders if order.arrival_id}
    facts = {arrival.arrival_id: known for arrival, known in facts_of_arrivals(arrivals, day)}
    return {
        order.pk: replace(facts[order.arrival_id], area_code=order.area_id)
        for order in orders
        if order.arrival_id in facts
    }


def _only_another_place(order: QuarantineOrder, decision: Decision[Proposal]) -> bool:
    """Under the same rule, and no shorter: then a person chose the place when assessing, and that stands."""
    return decision.rule_id == order.rule_id and decision.verdict.until == order.until_on


def _keep(wanted: Mapping[int, OrderChange | None], *, by: Viewer, at: datetime) -> None:
    """Bring what waits for a decision on these orders in step with what is wanted for each now.

    What somebody has declined is not proposed again with the same content.
    """
    known = list(OrderChange.objects.select_for_update().filter(order__in=list(wanted)).order_by("pk"))
    old = [one for one in known if one.decided_at is None and _content(one) != _content(wanted[one.order_id])]
    OrderChange.objects.filter(pk__in=[one.pk for one in old]).update(decided_at=at, accepted=False)
    standing = [one for one in known if one.decided_by_id or (one.decided_at is None and one not in old)]
    settled = {(one.order_id, _content(one)) for one in standing}
    fresh = [one for one in wanted.values() if one and (one.order_id, _content(one)) not in settled]
    made = OrderChange.objects.bulk_create(fresh)
    kind = subject_type(OrderChange)
    note([NewEntry(Kind.CHANGE_WITHDRAWN, one.area_id, kind, one.pk, at) for one in old], by=by, at=at)
    note([NewEntry(Kind.CHANGE_PROPOSED, one.area_id, kind, one.pk, at) for one in made], by=by, at=at)


def _content(change: OrderChange | None) -> tuple[str, str] | None:
    """What is proposed, whichever night it is: under which rule, and when all is over."""
    if change is None:
        return None
    if change.later:
        return change.rule_id, change.later[-1]["until"]
    ends_now = change.until_on <= day_of(change.proposed_at)
    return change.rule_id, "now" if ends_now else change.until_on.isoformat()


def _change(
    order: QuarantineOrder, decision: Decision[Proposal], rules: Mapping[str, policy.RuleRow], at: datetime
) -> OrderChange:
    proposal = decision.verdict
    until_on, later = day_of(at), proposal.later
    if proposal.until is not None and proposal.starts_on is not None:
        if proposal.measure == Measure(order.measure):
            until_on = proposal.until
        else:  # a milder measure from today on
            later = (Phase(proposal.measure, proposal.starts_on, proposal.until, proposal.test_on), *later)
    rule = rules.get(decision.rule_id or "")
    return OrderChange(
        area_id=order.area_id,
        order=order,
        until_on=until_on,
        rule_id=decision.rule_id or "",
        rule=kept(rule) if rule else None,
        reasons=[reason.as_json() for reason in decision.reasons],
        later=[kept(phase) for phase in later],
        proposed_at=at,
    )


def arrivals_corrected(entries: Sequence[Entry], *, by: Viewer, at: datetime) -> None:
    """What was proposed on the old facts is withdrawn and proposed anew; running orders are put before a person."""
    newer = {int(entry.detail["corrects"]): entry.subject_id for entry in entries}
    with acting(PLATFORM):  # after a hand-over the order lies in another area than the arrival
        standing = [order for order in _of_arrivals(newer) if order.ended_on is None]
        withdraw([order for order in standing if order.confirmed_at is None], by=by, at=at)
        held = [order for order in standing if order.confirmed_at]
        for order in held:
            order.arrival_id = newer[order.arrival_id or 0]
        QuarantineOrder.objects.bulk_update(held, ["arrival"])
        propose_changes(held, by=by, at=at)
        _ask_for_review(held, at)
        spoken_for = {order.arrival_id for order in held}
        propose([arrival for arrival in newer.values() if arrival not in spoken_for], by=by, at=at)


def arrivals_withdrawn(entries: Sequence[Entry], *, by: Viewer, at: datetime) -> None:
    """An arrival was entered by mistake: its proposal is withdrawn, and to end its running order is proposed."""
    with acting(PLATFORM):
        standing = [order for order in _of_arrivals([entry.subject_id for entry in entries]) if order.ended_on is None]
        withdraw([order for order in standing if order.confirmed_at is None], by=by, at=at)
        groundless = Decision(NO_MEASURE, (Reason(QuarantineReason.RECORD_WRONG),), None)
        held = [order for order in standing if order.confirmed_at]
        _keep({order.pk: _change(order, groundless, {}, at) for order in held}, by=by, at=at)


def ask_about_moves(entries: Sequence[Entry], *, by: Viewer, at: datetime) -> None:  # noqa: ARG001  a reaction's signature
    """An order does not follow its person to another grid: it is never rewritten, and its days are counted where they
    are kept. So somebody is named who looks after them in the new home."""
    homes = {entry.subject_id: entry.area_id for entry in entries}
    with acting(PLATFORM):  # the order may lie where who records the move does not look
        held = running().filter(person__in=list(homes))
        left_behind = [order for order in held if order.area_id != homes[order.person_id]]
        open_tasks(MOVED_HOUSE, [NewTask(order.area_id, ORDER, order.pk) for order in left_behind], at=at)


def _of_arrivals(arrivals: Iterable[int]) -> list[QuarantineOrder]:
    """Orders and proposals that rest on these arrivals and were not declined, locked."""
    resting = QuarantineOrder.objects.select_for_update().filter(arrival__in=list(arrivals), declined_at__isnull=True)
    return list(resting.order_by("pk"))


def _ask_for_review(orders: Sequence[QuarantineOrder], at: datetime) -> None:
    """A task for each order that the corrected facts would not lead to as it is, whichever way they point."""
    rulebook, today = policy.rulebook(), day_of(at)
    facts = _facts(orders, today)
    differing = [
        order
        for order in orders
        if order.pk not in facts or _would_differ(order, propose_order(facts[order.pk], rulebook=rulebook, on=today))
    ]
    open_tasks(
        REVIEW_ORDER, [NewTask(order.area_id, ORDER, order.pk, {"order": order.pk}) for order in differing], at=at
    )


def _would_differ(order: QuarantineOrder, decision: Decision[Proposal]) -> bool:
    verdict = decision.verdict
    return (verdict.measure.value, verdict.until, decision.rule_id, verdict.counted_from) != (
        order.measure,
        order.until_on,
        order.rule_id,
        order.counted_from,
    )
