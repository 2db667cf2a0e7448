"""Holding someone longer: never by moving an end, only by a new order with its own ground, notice and appeal, which
the level above approves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated

from menshen.domains.policy import interface as policy
from menshen.domains.policy.vocabulary import Measure, Subject
from menshen.domains.quarantine.actions.common import (
    ENDING,
    OrderId,
    approved_above,
    end_now,
    not_running,
    orders_by_id,
    unfinished,
)
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
from menshen.kernel.approvals.asking import NewRequest, ask, asked_already, asked_twice
from menshen.kernel.approvals.declaration import ApprovalKind, Step
from menshen.kernel.base.clock import day_of
from menshen.kernel.base.decisions import Reason
from menshen.kernel.base.problems import Refused, not_found
from menshen.kernel.base.terms import Term
from menshen.kernel.journal.entries import NewEntry, subject_type
from menshen.kernel.scope.codes import Level

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from menshen.domains.quarantine.rules import Proposal
    from menshen.kernel.approvals.models import Request
    from menshen.kernel.base.decisions import Decision
    from menshen.kernel.scope.viewers import Viewer


ORDER = subject_type(QuarantineOrder)
LONGER = ApprovalKind(
    "quarantine.longer_holding",
    Term("Holding longer by a new order", "延长管理（另行作出决定）"),
    asks=Term(
        "Put a new order under rule {rule}, until {until}, in the place of the present one",
        "依据规则 {rule} 另行作出决定，替代现有隔离决定，至 {until} 0时",
    ),
    steps=(Step("street_leader", Level.STREET),),
    within=timedelta(hours=6),
)


class AskLonger(Command):
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
    "quarantine.ask_longer",
    kind=Kind.LONGER_ASKED,
    permission=Permission.ORDER_CONFIRM,
    command=AskLonger,
    title=Term("Ask to hold longer by a new order", "申请延长（另行作出决定）"),
    areas_of=area_of_record(QuarantineOrder, "order", unfinished),
)
def ask_longer(commands: list[AskLonger], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Put a new order before the level above, with its reason and the rule in force; until it approves, the running
    order ends on its day."""
    orders = orders_by_id(command.order for command in commands)
    waiting = asked_already(LONGER, ORDER, orders)
    desk = _Desk.on(day_of(at))
    outcomes, requests = [], []
    for command in commands:
        old = orders[command.order]
        new = desk.weigh(old, command, by, at)
        if isinstance(new, QuarantineOrder) and old.pk in waiting:
            new = asked_twice()
        if isinstance(new, Outcome):
            outcomes.append(new)
            continue
        waiting.add(old.pk)
        asked = command.model_dump(mode="json", exclude={"happened_at", "reason"})
        facts = asked | {"rule": new.rule_id, "until": new.until_on.isoformat()}
        requests.append(NewRequest(old.area_id, ORDER, old.pk, command.reason, facts))
        outcomes.append(Outcome.done(QuarantineOrder, old.pk, old.area_id, rule=new.rule_id))
    ask(LONGER, requests, by=by, at=at)
    return outcomes


def hold_longer(approved: Mapping[int, Request], *, by: Viewer, at: datetime) -> None:
    """Put the approved orders in force in the place of running ones, which end today; what counts is the rule of today.

    Refused, and with it the approval, without a reason, a rule in force, a numbered notice, and an office where one can
    appeal.
    """
    orders = orders_by_id(approved)
    desk = _Desk.on(day_of(at))
    pairs: list[tuple[QuarantineOrder, QuarantineOrder]] = []
    for number, request in approved.items():
        asked = {name: value for name, value in request.facts.items() if name in AskLonger.model_fields}
        new = desk.weigh(orders[number], AskLonger(**asked, reason=request.reason), by, at)
        if isinstance(new, Outcome):
            raise new.problem or not_found()
        new.reasons.append(approved_above(request.pk, at).as_json())
        end_now(orders[number], EndReason.SUPERSEDED, at)
        pairs.append((orders[number], new))
    reasons = {number: request.reason for number, request in approved.items()}
    _put_in_force(pairs, reasons, by=by, at=at)
    begun = [
        NewEntry(
            Kind.ORDER_CONFIRMED, new.area_id, ORDER, new.pk, at,
            detail={"rule": new.rule_id, "supersedes": old.pk, "approval": approved[old.pk].pk},
        )
        for old, new in pairs
    ]  # fmt: skip
    note(begun, by=by, at=at)


@dataclass(frozen=True, slots=True)
class _Desk:
    """What is in force on a day: every request is weighed by it, when it is made and again when it is approved."""

    day: date
    rulebook: policy.Rulebook
    rules: dict[str, policy.RuleRow]
    thresholds: Collection[policy.Threshold]

    @classmethod
    def on(cls, day: date) -> _Desk:
        rules = {row.rule_id: row for row in policy.rules_in_force()}
        return cls(day, policy.rulebook(), rules, policy.thresholds())

    def weigh(self, old: QuarantineOrder, asked: AskLonger, by: Viewer, at: datetime) -> QuarantineOrder | Outcome:
        """The new order as it would be, or why there can be none."""
        if problem := not_running(old, self.day) or _unfounded(asked, self.day):
            return problem
        decision = propose_order(_facts(old, asked), rulebook=self.rulebook, on=self.day)
        if problem := _not_longer(old, decision):
            return problem
        new = _new_order(old, decision, self.rules[decision.rule_id or ""], asked.reason, by, at)
        if problem := unsuited_place(new, asked.place, asked.reason) or missing_limit(new, self.day, self.thresholds):
            return problem
        if asked.place:
            choose_place(new, asked.place, asked.reason)
        return new


def _unfounded(command: AskLonger, today: date) -> Outcome | None:
    if command.last_on > today:
        return Outcome.refused(Problem.IN_THE_FUTURE, on="last_on")
    return None if command.reason else Outcome.refused(Problem.REASON_MISSING, on="reason")


def _facts(old: QuarantineOrder, command: AskLonger) -> ArrivalFacts:
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
    pairs: Sequence[tuple[QuarantineOrder, QuarantineOrder]], reasons: Mapping[int, str], *, by: Viewer, at: datetime
) -> None:
    """End the old orders, write the new ones with their notices; Refused where something is still missing."""
    QuarantineOrder.objects.bulk_update([old for old, _ in pairs], ENDING)
    made = QuarantineOrder.objects.bulk_create(new for _, new in pairs)
    papers = issue_start(made, by=by, at=at)
    for old, new in pairs:
        appeal = papers[new.pk].data["appeal"]
        holding = Holding(reasons[old.pk], new.rule_id, papers[new.pk].number, appeal["phone"])
        for gap in holding_gaps(holding):
            raise Refused(gap)
    ended = [
        NewEntry(Kind.ORDER_ENDED, old.area_id, ORDER, old.pk, at, detail={"end": old.end_reason, "by_order": new.pk})
        for old, new in pairs
    ]
    note(ended, by=by, at=at)
