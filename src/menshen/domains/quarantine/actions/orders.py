"""Deciding on proposed orders: one by one, by rule for many at once, or not at all."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from menshen.domains.policy import interface as policy
from menshen.domains.policy.vocabulary import Measure
from menshen.domains.quarantine.actions.common import UNDECIDED, OrderId, confirmable, each, orders_by_id
from menshen.domains.quarantine.documents import notice_limits
from menshen.domains.quarantine.models import QuarantineOrder
from menshen.domains.quarantine.queries import area_ids, facts_of_arrivals, running, waiting_to_confirm
from menshen.domains.quarantine.rules import may_confirm_in_batch, measures_open, propose_order
from menshen.domains.quarantine.vocabulary import Kind, Permission, Place, Problem, QuarantineReason
from menshen.kernel.actions.declaration import Command, Label, Outcome, action, area_of_record
from menshen.kernel.actions.types import AreaCode, LongText, ShortText
from menshen.kernel.base.clock import day_of
from menshen.kernel.base.decisions import Decision, Reason
from menshen.kernel.base.problems import not_found
from menshen.kernel.base.terms import Term
from menshen.kernel.scope.models import Area

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date, datetime

    from menshen.domains.quarantine.rules import Proposal
    from menshen.kernel.scope.viewers import Viewer


class ConfirmOrder(Command):
    """A person takes responsibility for a proposed order; only then is it in force."""

    order: OrderId
    managed_by: Annotated[LongText, Label("Managing clinic", "管理医疗机构")] = ""
    assessed: Annotated[
        bool,
        Label(
            "Assessed individually",
            "已逐一评估",
            Term(
                "Needed for children under 14, pregnant, ill and dependent people.",
                "未满14周岁、孕产妇、患病和生活不能自理人员必须勾选。",
            ),
        ),
    ] = False
    place: Annotated[
        Place | None,
        Label(
            "Another place",
            "调整地点",
            Term("Where the assessment decides it.", "由评估决定居家或集中的，可在此调整。"),
        ),
    ] = None
    reason: Annotated[
        LongText, Label("Reason for the other place", "调整理由", Term("Printed on the notice.", "写入告知书。"))
    ] = ""


@action(
    "quarantine.confirm_order",
    kind=Kind.ORDER_CONFIRMED,
    permission=Permission.ORDER_CONFIRM,
    command=ConfirmOrder,
    title=Term("Confirm order", "确认隔离决定"),
    areas_of=area_of_record(QuarantineOrder, "order", confirmable),
)
def confirm_order(commands: list[ConfirmOrder], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Put proposed orders in force from today on, at the earliest.

    Refused are those whose facts or rule changed meanwhile, a second order at a time, and whatever a person has to
    judge and has not.
    """
    orders = orders_by_id(command.order for command in commands)
    bench = _Bench.of(list(orders.values()), day_of(at))
    outcomes, confirmed, chosen = [], [], []
    for command in commands:
        order = orders[command.order]
        if problem := bench.problem(order, command):
            outcomes.append(problem)
            continue
        if command.place and command.place != order.measure:
            choose_place(order, command.place, command.reason)
            chosen.append(order)
        order.confirmed_at, order.confirmed_by_id = at, by.actor_id
        order.starts_on = max(order.starts_on, bench.today)
        order.managed_by = command.managed_by or order.managed_by
        bench.held[order.person_id].append(order)
        confirmed.append(order)
        outcomes.append(Outcome.done(QuarantineOrder, order.pk, order.area_id, rule=order.rule_id))
    QuarantineOrder.objects.bulk_update(chosen, ["measure", "reasons"])
    QuarantineOrder.objects.bulk_update(
        confirmed, ["confirmed_at", "confirmed_by", "starts_on", "managed_by"], batch_size=1_000
    )
    return outcomes


def choose_place(order: QuarantineOrder, place: Place, reason: str) -> None:
    """The place that a person chose after the assessment, with why."""
    order.measure = place.value
    order.reasons = [*order.reasons, Reason(QuarantineReason.ASSESSED, {"reason": reason}).as_json()]


@dataclass(slots=True)
class _Bench:
    """What a batch of proposals is judged by, each looked up once: running orders of the same people, proposals that
    have become stale, the thresholds that a notice names."""

    today: date
    held: dict[int, list[QuarantineOrder]]
    stale: set[int]
    thresholds: Collection[policy.Threshold]

    @classmethod
    def of(cls, orders: Sequence[QuarantineOrder], today: date) -> _Bench:
        held: dict[int, list[QuarantineOrder]] = defaultdict(list)
        for order in running().filter(person_id__in={order.person_id for order in orders}):
            held[order.person_id].append(order)
        return cls(today, held, stale_proposals(orders, today), policy.thresholds())

    def problem(self, order: QuarantineOrder, command: ConfirmOrder) -> Outcome | None:
        """Why this proposal cannot be confirmed so, or None."""
        if order.confirmed_at:
            return Outcome.known(QuarantineOrder, order.pk)
        if order.declined_at:
            return Outcome.refused(Problem.ALREADY_DECIDED)
        if order.until_on <= self.today:
            return Outcome.refused(Problem.ORDER_ENDED, ended_on=order.until_on)
        if order.pk in self.stale:
            return Outcome.refused(Problem.PROPOSAL_CHANGED)
        for other in self.held[order.person_id]:
            if other.starts_on < order.until_on and max(order.starts_on, self.today) < other.until_on:
                return Outcome.refused(Problem.ALREADY_ORDERED, until=other.until_on)
        if order.needs_assessment and not command.assessed:
            return Outcome.refused(Problem.ASSESS_FIRST, on="assessed")
        day = max(order.starts_on, self.today)
        return unsuited_place(order, command.place, command.reason) or missing_limit(order, day, self.thresholds)


def unsuited_place(order: QuarantineOrder, place: Place | None, reason: str) -> Outcome | None:
    """Why a person may not choose that place for this order, or None."""
    if place is None or place == order.measure:
        return None
    codes = [QuarantineReason(given["code"]) for given in order.reasons]
    if Measure(place) not in measures_open(Measure(order.measure), codes):
        return Outcome.refused(Problem.PLACE_NOT_OPEN, on="place")
    return None if reason else Outcome.refused(Problem.REASON_MISSING, on="reason")


def missing_limit(order: QuarantineOrder, day: date, rows: Collection[policy.Threshold]) -> Outcome | None:
    """The number that a notice of that day could not name, or None."""
    for code, row in notice_limits(order.area_id, day, rows).items():
        if row is None:
            return Outcome.refused(Problem.LIMIT_MISSING, what=code.term, day=day)
    return None


def stale_proposals(orders: Sequence[QuarantineOrder], today: date) -> set[int]:
    """Those of these proposals that today's facts and rules would not lead to any more.

    A later phase and a hand-over are left out: they carry on an order that stays bound to the rule it was made under.
    """
    first = {order.arrival_id: order for order in orders if order.arrival_id and order.supersedes_id is None}
    if not first:
        return set()
    rulebook = policy.rulebook()
    decided = {
        arrival.arrival_id: propose_order(facts, rulebook=rulebook, on=today)
        for arrival, facts in facts_of_arrivals(first, today)
    }
    return {order.pk for arrival, order in first.items() if _differs(order, decided.get(arrival))}


def _differs(order: QuarantineOrder, decision: Decision[Proposal] | None) -> bool:
    if decision is None:  # the arrival was withdrawn
        return True
    verdict = decision.verdict
    fresh = (verdict.measure.value, verdict.until, decision.rule_id, not may_confirm_in_batch(decision))
    return fresh != (order.measure, order.until_on, order.rule_id, order.needs_assessment)


_ANY_RULE = Term("Empty: whichever rule led to them.", "不填则不限规则。")


class ConfirmBatch(Command):
    """A named person confirms, in one act, every open proposal of an area, or those that one rule row led to."""

    area: Annotated[AreaCode, Label("Area", "辖区")]
    rule_id: Annotated[ShortText, Label("Rule", "依据规则", _ANY_RULE)] = ""
    managed_by: Annotated[LongText, Label("Managing clinic", "管理医疗机构")] = ""


@action(
    "quarantine.confirm_batch",
    kind=Kind.BATCH_CONFIRMED,
    permission=Permission.ORDER_CONFIRM,
    command=ConfirmBatch,
    title=Term("Confirm proposals together", "批量确认隔离建议"),
)
def confirm_batch(commands: list[ConfirmBatch], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Confirm the proposals, each with its own entry; those who must be assessed one by one stay open."""
    areas = area_ids(command.area for command in commands)
    return [_confirm_all(command, areas.get(command.area), by, at) for command in commands]


def _confirm_all(command: ConfirmBatch, area_id: int | None, by: Viewer, at: datetime) -> Outcome:
    if area_id is None:
        return Outcome.refusal(not_found())
    waiting = waiting_to_confirm().within(command.area).filter(needs_assessment=False, until_on__gt=day_of(at))
    if command.rule_id:
        waiting = waiting.filter(rule_id=command.rule_id)
    singles = [
        ConfirmOrder(order=number, managed_by=command.managed_by)
        for number in waiting.order_by("pk").values_list("pk", flat=True)
    ]
    done = each(confirm_order, singles, by=by, at=at)
    if not done:
        return Outcome.refused(Problem.NOTHING_TO_CONFIRM)
    return Outcome.done(Area, area_id, command.area, rule=command.rule_id, confirmed=len(done))


class DeclineOrder(Command):
    """A person decides against a proposal; the reason is kept."""

    order: OrderId
    reason: Annotated[LongText, Label("Reason", "理由")]


@action(
    "quarantine.decline_order",
    after_exit=True,
    kind=Kind.ORDER_DECLINED,
    permission=Permission.ORDER_CONFIRM,
    command=DeclineOrder,
    title=Term("Decline proposal", "不予确认"),
    areas_of=area_of_record(QuarantineOrder, "order", UNDECIDED),
)
def decline_order(commands: list[DeclineOrder], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """Close proposals without an order."""
    orders = orders_by_id(command.order for command in commands)
    outcomes, declined = [], []
    for command in commands:
        order = orders[command.order]
        if order.confirmed_at or order.declined_at:
            outcomes.append(Outcome.refused(Problem.ALREADY_DECIDED))
        elif not command.reason:
            outcomes.append(Outcome.refused(Problem.REASON_MISSING, on="reason"))
        else:
            order.declined_at = at
            declined.append(order.pk)
            outcomes.append(Outcome.done(QuarantineOrder, order.pk, order.area_id, reason=command.reason))
    QuarantineOrder.objects.filter(pk__in=declined).update(declined_at=at)
    return outcomes
