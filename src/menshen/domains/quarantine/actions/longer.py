"""Holding someone longer: never by moving an end, only by a new order with its own ground, notice and appeal."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

from menshen.domains.policy import interface as policy
from menshen.domains.policy.vocabulary import Measure, Subject
from menshen.domains.quarantine.actions.common import ENDING, OrderId, end_now, not_running, orders_by_id, unfinished
from menshen.domains.quarantine.actions.orders import choose_place, missing_limit, unsuited_place
from menshen.domains.quarantine.documents import issue_start
from menshen.domains.quarantine.models import QuarantineOrder, kept
from menshen.domains.quarantine.rules import ArrivalFacts, Exposure, Holding, holding_gaps, propose_order
from menshen.domains.quarantine.vocabulary import (
    EndReason,
    Ground,
    Kind,
    Permission,
    Place,
    Problem,
    QuarantineReason,
    SpecialGroup,
)
from menshen.kernel.actions.declaration import Command, Label, Outcome, action, area_of_record
from menshen.kernel.actions.performing import note
from menshen.kernel.actions.types import LongText
from menshen.kernel.base.clock import day_of
from menshen.kernel.base.decisions import Reason
from menshen.kernel.base.problems import Refused
from menshen.kernel.base.terms import Term
from menshen.kernel.journal.entries import NewEntry, subject_type

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from menshen.domains.quarantine.rules import Proposal
    from menshen.kernel.base.decisions import Decision
    from menshen.kernel.scope.viewers import Viewer


class ExtendByNewOrder(Command):
    """A new ground asks to hold someone longer: the days follow from the rule in force for it, not from a wish."""

    order: OrderId
    ground: Annotated[Ground, Label("New ground", "新的依据")]
    last_on: Annotated[date, Label("Last exposure", "末次暴露日期")]
    reason: Annotated[LongText, Label("Reason", "理由", Term("Printed on the notice.", "写入告知书。"))]
    place: Annotated[
        Place | None,
        Label(
            "Another place",
            "调整地点",
            Term("Where the assessment decides it.", "由评估决定居家或集中的，可在此调整。"),
        ),
    ] = None


@action(
    "quarantine.extend_by_new_order",
    kind=Kind.ORDER_CONFIRMED,
    permission=Permission.ORDER_CONFIRM,
    command=ExtendByNewOrder,
    title=Term("Hold longer by a new order", "作出新的隔离决定（延长）"),
    areas_of=area_of_record(QuarantineOrder, "order", unfinished),
)
def extend_by_new_order(commands: list[ExtendByNewOrder], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Put new orders in force in the place of running ones, which end today.

    Nothing is done without a reason, a rule in force, a numbered notice, and an office where one can appeal.
    """
    orders = orders_by_id(command.order for command in commands)
    rulebook, thresholds, today = policy.rulebook(), policy.thresholds(), day_of(at)
    rules = {row.rule_id: row for row in policy.rules_in_force()}
    outcomes: list[Outcome | None] = []
    pairs: list[tuple[QuarantineOrder, QuarantineOrder]] = []
    for command in commands:
        old = orders[command.order]
        if problem := not_running(old, today) or _unfounded(command, today):
            outcomes.append(problem)
            continue
        decision = propose_order(_facts(old, command), rulebook=rulebook, on=today)
        if problem := _not_longer(old, decision):
            outcomes.append(problem)
            continue
        new = _new_order(old, decision, rules[decision.rule_id or ""], command.reason, by, at)
        if problem := unsuited_place(new, command.place, command.reason) or missing_limit(new, today, thresholds):
            outcomes.append(problem)
            continue
        if command.place:
            choose_place(new, command.place, command.reason)
        end_now(old, EndReason.SUPERSEDED, at)
        pairs.append((old, new))
        outcomes.append(None)
    _put_in_force(pairs, commands, by=by, at=at)
    made = iter(new for _, new in pairs)
    return [outcome or _done(next(made)) for outcome in outcomes]


def _unfounded(command: ExtendByNewOrder, today: date) -> Outcome | None:
    if command.last_on > today:
        return Outcome.refused(Problem.IN_THE_FUTURE, on="last_on")
    return None if command.reason else Outcome.refused(Problem.REASON_MISSING, on="reason")


def _facts(old: QuarantineOrder, command: ExtendByNewOrder) -> ArrivalFacts:
    """The exposure, on the person of the order. Which group it was that may not be alone makes no difference here."""
    groups = frozenset({SpecialGroup.DEPENDENT}) if old.never_alone else frozenset()
    exposure = Exposure(Subject(command.ground.value), command.last_on)
    return ArrivalFacts(old.area_id, arrived_on=None, exposures=(exposure,), special_groups=groups)


def _not_longer(old: QuarantineOrder, decision: Decision[Proposal]) -> Outcome | None:
    proposal = decision.verdict
    if proposal.until is None or decision.rule_id is None:
        return Outcome.refused(Problem.NO_BASIS, on="ground")
    stricter = proposal.measure.strictness > Measure(old.measure).strictness
    if proposal.until <= old.until_on and not stricter:
        return Outcome.refused(Problem.NOT_LONGER, rule_id=decision.rule_id, until=old.until_on)
    return None


def _new_order(
    old: QuarantineOrder, decision: Decision[Proposal], rule: policy.RuleRow, reason: str, by: Viewer, at: datetime
) -> QuarantineOrder:
    proposal = decision.verdict
    assert proposal.counted_from is not None  # a measure has its dates
    assert proposal.starts_on is not None
    assert proposal.until is not None
    reasons = (*decision.reasons, Reason(QuarantineReason.NEW_GROUND, {"reason": reason}))
    return QuarantineOrder(
        area_id=old.area_id,
        person_id=old.person_id,
        household_id=old.household_id,
        measure=proposal.measure.value,
        counted_from=proposal.counted_from,
        starts_on=proposal.starts_on,
        until_on=proposal.until,
        rule_id=rule.rule_id,
        rule=kept(rule),
        reasons=[one.as_json() for one in reasons],
        later=[kept(phase) for phase in proposal.later],
        never_alone=old.never_alone,
        managed_by=old.managed_by,
        proposed_at=at,
        confirmed_at=at,
        confirmed_by_id=by.actor_id,
        supersedes=old,
    )


def _put_in_force(
    pairs: Sequence[tuple[QuarantineOrder, QuarantineOrder]],
    commands: Sequence[ExtendByNewOrder],
    *,
    by: Viewer,
    at: datetime,
) -> None:
    """End the old orders, write the new ones with their notices; Refused where something is still missing."""
    QuarantineOrder.objects.bulk_update([old for old, _ in pairs], ENDING)
    made = QuarantineOrder.objects.bulk_create(new for _, new in pairs)
    reasons = {command.order: command.reason for command in commands}
    papers = issue_start(made, by=by, at=at)
    for old, new in pairs:
        appeal = papers[new.pk].data["appeal"]
        holding = Holding(reasons[old.pk], new.rule_id, papers[new.pk].number, appeal["phone"])
        for gap in holding_gaps(holding):
            raise Refused(gap)
    kind = subject_type(QuarantineOrder)
    ended = [
        NewEntry(Kind.ORDER_ENDED, old.area_id, kind, old.pk, at, detail={"end": old.end_reason, "by_order": new.pk})
        for old, new in pairs
    ]
    note(ended, by=by, at=at)


def _done(new: QuarantineOrder) -> Outcome:
    return Outcome.done(QuarantineOrder, new.pk, new.area_id, rule=new.rule_id, supersedes=new.supersedes_id)
