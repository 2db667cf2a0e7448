"""From where someone actually stayed and whom they met to a proposed measure.

The grounds are stays in places that a dated list in force names, entries from abroad, and exposures; each with a dated
rule in force where the person now lives. There is no field here for a plate, a household registration or a birthplace,
so that none of them can decide.

A place is listed or not on the day of the decision. The alternatives were the day of leaving (then a place listed one
day after someone left would give no ground, though lists always follow the cases) and any day between (then people
would be taken in from lists that have closed). So: left 武汉 on 19 January, listed on the 20th, decided on the 21st: a
ground; decided after the row has lapsed: none.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from menshen.domains.policy.vocabulary import CountFrom, Measure, RiskLevel, Subject, is_abroad
from menshen.domains.quarantine.vocabulary import QuarantineReason
from menshen.kernel.base.decisions import Decision, Reason

if TYPE_CHECKING:
    from datetime import date

    from menshen.domains.policy.interface import Rulebook, RuleRow
    from menshen.domains.policy.vocabulary import CheckedBy
    from menshen.domains.quarantine.rules.orders import OrderFacts
    from menshen.domains.quarantine.vocabulary import SpecialGroup

SUBJECT_OF_LEVEL = {
    RiskLevel.KEY_AREA: Subject.KEY_AREA_STAY,
    RiskLevel.REPORTED_AREA: Subject.REPORTED_AREA_STAY,
    RiskLevel.PROVINCE_AREA: Subject.PROVINCE_AREA_STAY,
    RiskLevel.LOW: Subject.LOW_RISK_STAY,
    RiskLevel.MEDIUM: Subject.MEDIUM_RISK_STAY,
    RiskLevel.HIGH: Subject.HIGH_RISK_STAY,
}
_PLACE_LEFT_OPEN = frozenset(
    {Measure.CENTRALISED_OR_HOME, Measure.HOME_OR_VOLUNTARY_CENTRALISED, Measure.PLACE_UNVERIFIED}
)


@dataclass(frozen=True, slots=True)
class Stay:
    """An actual stay somewhere else: GB/T 2260 or country code (empty: unknown) and the day of leaving for here."""

    place_code: str
    left_on: date | None
    place_name: str = ""


@dataclass(frozen=True, slots=True)
class Exposure:
    """A judged contact, or the leaving of a closed loop, with its last day."""

    subject: Subject
    last_on: date


@dataclass(frozen=True, slots=True)
class ArrivalFacts:
    """All that may decide about a person. `area_code` is where they live now: it says whose rules hold.

    `home_fit` is whether the home allows quarantine (own room, own toilet); None is not known.
    """

    area_code: str
    arrived_on: date | None
    stays: tuple[Stay, ...] = ()
    exposures: tuple[Exposure, ...] = ()
    special_groups: frozenset[SpecialGroup] = frozenset()
    home_fit: bool | None = None


@dataclass(frozen=True, slots=True)
class Phase:
    """One measure from a day until a day (exclusive), with the days on which tests are asked."""

    measure: Measure
    starts_on: date
    until: date
    test_on: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a person is asked to confirm. `until` is the first day free of `measure`.

    `later` are the phases that follow, each of them an order of its own when its time comes. `assess`: an individual
    assessment comes first; `accompanied`: never alone in a site.
    """

    measure: Measure
    counted_from: date | None = None
    starts_on: date | None = None
    until: date | None = None
    test_on: tuple[date, ...] = ()
    later: tuple[Phase, ...] = ()
    checked_by: CheckedBy | None = None
    assess: bool = False
    accompanied: bool = False

    @property
    def second(self) -> Phase | None:
        return self.later[0] if self.later else None


NO_MEASURE = Proposal(Measure.NONE)


@dataclass(frozen=True, slots=True)
class _Ground:
    """A rule that speaks for a fact, with its phases laid on the calendar."""

    rule: RuleRow
    counted_from: date
    phases: tuple[Phase, ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class _Question:
    """Facts and rules with the days that matter: the rules of `on`, windows seen from `window_on`."""

    facts: ArrivalFacts
    rulebook: Rulebook
    on: date
    window_on: date

    @property
    def starts_on(self) -> date:
        """An order is never made for days gone by, nor before the person is here."""
        arrived_on = self.facts.arrived_on
        return self.on if arrived_on is None else max(self.on, arrived_on)


def propose_order(facts: ArrivalFacts, *, rulebook: Rulebook, on: date) -> Decision[Proposal]:
    """The measure that the rules in force ask for, with its reasons; a person confirms it.

    With several grounds each day gets the strictest measure that any of them asks for on that day. The clock of each
    ground runs from its own event, so an order made late is shorter, never later at its end.
    """
    return _answer(_Question(facts, rulebook, on, on))


def may_confirm_in_batch(decision: Decision[Proposal]) -> bool:
    """Whether a named person may confirm it together with others: a rule decides it and nothing is left to judge."""
    proposal = decision.verdict
    if proposal.measure is Measure.NONE or proposal.assess or decision.rule_id is None:
        return False
    return all(reason.code is not QuarantineReason.LEAVING_UNKNOWN for reason in decision.reasons)


def propose_change(
    order: OrderFacts, facts: ArrivalFacts, *, rulebook: Rulebook, on: date
) -> Decision[Proposal] | None:
    """What today's rules would make of a running order, when that is milder or shorter; else None.

    An order stays bound to the rule of the day it was made. A new rule can only be proposed in the person's favour.
    """
    fresh = _answer(_Question(facts, rulebook, on, window_on=min(on, order.starts_on)))
    proposal, rule_id = fresh.verdict, fresh.rule_id
    if proposal.until is None:
        return Decision(proposal, (Reason(QuarantineReason.NO_LONGER_ASKED), *fresh.reasons), rule_id)
    until = min(proposal.until, order.until)
    stricter = proposal.measure.strictness - order.measure.strictness
    reasons: list[Reason] = []
    if stricter < 0:
        reasons.append(Reason(QuarantineReason.MILDER, {"rule_id": rule_id}))
    if stricter <= 0 and until < order.until:
        dates = {"rule_id": rule_id, "until": until.isoformat(), "old_until": order.until.isoformat()}
        reasons.append(Reason(QuarantineReason.SHORTER, dates))
    return Decision(replace(proposal, until=until), tuple(reasons), rule_id) if reasons else None


def _answer(question: _Question) -> Decision[Proposal]:
    grounds: list[_Ground] = []
    refusals: list[Reason] = []
    rule_id: str | None = None
    findings = [_of_exposure(exposure, question) for exposure in question.facts.exposures]
    findings += [_of_stay(stay, question) for stay in question.facts.stays]
    for found in findings:
        if isinstance(found, _Ground):
            grounds.append(found)
            continue
        rule_id = rule_id or found.rule_id
        refusals += [reason for reason in found.reasons if reason not in refusals]
    if not grounds:
        return Decision(NO_MEASURE, tuple(refusals) or (Reason(QuarantineReason.NO_LISTED_STAY),), rule_id)
    return _combined(grounds, question)


def _no_ground(code: QuarantineReason, facts: dict[str, Any], rule_id: str | None = None) -> Decision[None]:
    return Decision(None, (Reason(code, facts),), rule_id)


def _of_exposure(exposure: Exposure, question: _Question) -> _Ground | Decision[None]:
    day = exposure.last_on
    reason = Reason(QuarantineReason.EXPOSED, {"day": day.isoformat()})
    return _under_rule(exposure.subject, day, "", (reason,), question)


def _of_stay(stay: Stay, question: _Question) -> _Ground | Decision[None]:
    """The ground that a stay gives, or why it gives none."""
    if not stay.place_code:
        return _no_ground(QuarantineReason.PLACE_UNKNOWN, {})
    place = stay.place_name or stay.place_code
    left_on = stay.left_on or question.facts.arrived_on
    risk = None
    if is_abroad(stay.place_code):
        subject = Subject.INBOUND
    else:
        risk = question.rulebook.risk_of(stay.place_code, question.on)
        if risk is None:
            return _no_ground(QuarantineReason.NO_LISTED_STAY, {})
        subject, place = SUBJECT_OF_LEVEL[risk.level], risk.place_name
    if left_on is None:
        return _no_ground(QuarantineReason.DATES_UNKNOWN, {"place": place})
    dated = {"place": place, "day": left_on.isoformat()}
    if risk is None:
        reasons = [Reason(QuarantineReason.ENTERED, dated)]
    else:
        reasons = [Reason(QuarantineReason.LISTED_STAY, {"place": place, "risk_id": risk.risk_id})]
    if stay.left_on is None:
        reasons.append(Reason(QuarantineReason.LEAVING_UNKNOWN, dated))
    return _under_rule(subject, left_on, place, tuple(reasons), question)


def _under_rule(
    subject: Subject, event_on: date, place: str, reasons: tuple[Reason, ...], question: _Question
) -> _Ground | Decision[None]:
    """What the rule in force makes of an event on that day."""
    rule = question.rulebook.rule_in_force(subject, question.facts.area_code, question.on)
    if rule is None:
        return _no_ground(QuarantineReason.NO_RULE, {"subject": subject.value})
    if rule.first_measure is Measure.NONE:
        return _no_ground(QuarantineReason.RULE_NONE, {"rule_id": rule.rule_id}, rule.rule_id)
    window = rule.window_days
    if window is not None and (question.window_on - event_on).days > window:
        gone = {"place": place, "day": event_on.isoformat(), "window": window}
        return _no_ground(QuarantineReason.OUTSIDE_WINDOW, gone, rule.rule_id)
    starts_on = question.starts_on
    counted_from = starts_on if rule.count_from is CountFrom.START else event_on
    phases = _laid_out(rule, counted_from, starts_on, question.facts)
    if phases[-1].until <= starts_on:
        over = {"days": rule.days, "counted_from": counted_from.isoformat()}
        return _no_ground(QuarantineReason.PERIOD_OVER, over, rule.rule_id)
    return _Ground(rule, counted_from, phases, reasons)


def _laid_out(rule: RuleRow, counted_from: date, starts_on: date, facts: ArrivalFacts) -> tuple[Phase, ...]:
    """The stages of a rule on the calendar: day 1 is `day1_offset` days after the event.

    Where day 1 is still to come, the order begins with the person's first day here all the same.
    """
    day_one = counted_from + timedelta(days=rule.day1_offset)
    phases: list[Phase] = []
    for stage in rule.stages:
        until = day_one + timedelta(days=stage.days)
        tests = tuple(day_one + timedelta(days=number - 1) for number in stage.test_days)
        begins = day_one if phases else min(day_one, starts_on)
        phases.append(Phase(_suited(stage.measure, facts), begins, until, tests))
        day_one = until
    return tuple(phases)


def _suited(measure: Measure, facts: ArrivalFacts) -> Measure:
    """The measure for this person: home where the rule leaves the place open, and for special groups in a fit home."""
    if measure in _PLACE_LEFT_OPEN:
        return Measure.HOME_QUARANTINE
    if measure is Measure.CENTRALISED_QUARANTINE and facts.special_groups and facts.home_fit:
        return Measure.HOME_QUARANTINE
    return measure


def _combined(grounds: list[_Ground], question: _Question) -> Decision[Proposal]:
    """One proposal out of several grounds; the one that binds longest with the first measure leads."""
    phases = _strictest_by_day([phase for ground in grounds for phase in ground.phases], question.starts_on)
    first = phases[0]
    leading = max(
        (ground for ground in grounds if any(phase.measure is first.measure for phase in ground.phases)),
        key=lambda ground: max(phase.until for phase in ground.phases if phase.measure is first.measure),
    )
    rule, counted_from = leading.rule, leading.counted_from
    asked = {
        "rule_id": rule.rule_id,
        "days": (first.until - counted_from).days - rule.day1_offset,
        "counted_from": counted_from.isoformat(),
        "until": first.until.isoformat(),
    }
    reasons = [*leading.reasons, Reason(QuarantineReason.RULE_ASKS, asked)]
    if len(grounds) > 1:
        reasons += [reason for ground in grounds if ground is not leading for reason in ground.reasons]
        reasons.append(Reason(QuarantineReason.STRICTEST))
    where = _where(grounds, first.measure, question.facts)
    proposal = Proposal(
        measure=first.measure,
        counted_from=counted_from,
        starts_on=first.starts_on,
        until=first.until,
        test_on=first.test_on,
        later=phases[1:],
        checked_by=rule.checked_by,
        assess=bool(where),
        accompanied=bool(question.facts.special_groups) and first.measure is Measure.CENTRALISED_QUARANTINE,
    )
    return Decision(proposal, (*reasons, *where), rule.rule_id)


def _strictest_by_day(phases: list[Phase], starts_on: date) -> tuple[Phase, ...]:
    """Consecutive phases from `starts_on` in which each day has the strictest measure of those that cover it."""
    edges = {day for phase in phases for day in (phase.starts_on, phase.until) if day > starts_on}
    merged: list[Phase] = []
    for begins, ends in pairwise([starts_on, *sorted(edges)]):
        covering = (phase.measure for phase in phases if phase.starts_on <= begins < phase.until)
        strictest = max(covering, key=lambda measure: measure.strictness)
        if merged and merged[-1].measure is strictest:
            merged[-1] = replace(merged[-1], until=ends)
        else:
            merged.append(Phase(strictest, begins, ends))
    tests = sorted({day for phase in phases for day in phase.test_on})
    return tuple(
        replace(phase, test_on=tuple(day for day in tests if phase.starts_on <= day < phase.until)) for phase in merged
    )


def _where(grounds: list[_Ground], proposed: Measure, facts: ArrivalFacts) -> tuple[Reason, ...]:
    """What a person has to judge about the place of quarantine; empty when the rules leave nothing open."""
    asked = {stage.measure for ground in grounds for stage in ground.rule.stages}
    if facts.special_groups and Measure.CENTRALISED_QUARANTINE in asked:
        if proposed is not Measure.CENTRALISED_QUARANTINE:
            home = QuarantineReason.HOME_FIT
        else:
            home = QuarantineReason.HOME_UNASKED if facts.home_fit is None else QuarantineReason.HOME_UNFIT
        return (Reason(QuarantineReason.ASSESS), Reason(home))
    if proposed is Measure.HOME_QUARANTINE and facts.home_fit is False:
        return (Reason(QuarantineReason.HOME_UNFIT),)
    if asked & _PLACE_LEFT_OPEN:
        return (Reason(QuarantineReason.PLACE_OPEN),)
    return ()
