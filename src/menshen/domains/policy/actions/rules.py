"""Proposing, approving and ending observation rules.

A rule that somebody proposes decides nothing until a second person approves it. A row of the whole country concerns
everyone on the platform: only who holds the permission over the whole tree may touch it.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from django.db.models import Q
from pydantic import AfterValidator, Field

from menshen.domains.policy.models import Rule
from menshen.domains.policy.queries import rule_row
from menshen.domains.policy.rules import differences
from menshen.domains.policy.vocabulary import (
    NATIONAL,
    CheckedBy,
    CountFrom,
    Grade,
    Kind,
    Measure,
    Permission,
    Problem,
    RuleState,
    Subject,
)
from menshen.kernel.actions.declaration import Command, Label, Outcome, PointsAt, action
from menshen.kernel.actions.fields import Widget
from menshen.kernel.actions.types import LongText, RecordId, ShortText
from menshen.kernel.base.bulk import next_ids
from menshen.kernel.base.terms import Term
from menshen.kernel.scope.codes import ROOT, ancestors_of, is_code
from menshen.kernel.scope.models import Area

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from menshen.domains.policy.models import RiskArea
    from menshen.domains.policy.rules import RuleRow
    from menshen.kernel.scope.viewers import Viewer


def _jurisdiction(text: str) -> str:
    if text != NATIONAL and not is_code(text):
        raise ValueError(f"not an area code and not {NATIONAL} / 不是区划代码，也不是 {NATIONAL}")
    return text


Jurisdiction = Annotated[str, AfterValidator(_jurisdiction), Widget("area")]
_WHERE = Term("An area code, or CN for the whole country.", "区划代码；全国适用填 CN。")
Days = Annotated[int, Field(ge=0, le=90)]
TestDays = Annotated[list[Annotated[int, Field(ge=1, le=90)]], Field(max_length=30)]
_STANDING = (RuleState.DRAFT.value, RuleState.IN_FORCE.value)


class ProposeRule(Command):
    rule_id: Annotated[ShortText, Field(min_length=1), Label("Number of the rule", "规则编号")]
    jurisdiction: Annotated[Jurisdiction, Label("Holds in", "适用辖区", _WHERE)]
    subject: Annotated[Subject, Label("Situation", "适用情形")]
    valid_from: Annotated[date, Label("From", "起始日")]
    valid_until: Annotated[date | None, Label("Until (exclusive)", "截止日（不含）")] = None
    first_measure: Annotated[Measure, Label("First measure", "第一阶段措施")]
    first_days: Annotated[Days, Label("Days", "天数")]
    first_test_days: Annotated[TestDays, Label("Tests on days", "检测日")] = Field(default_factory=list)
    second_measure: Annotated[Measure | None, Label("Second measure", "第二阶段措施")] = None
    second_days: Annotated[Days, Label("Days of the second measure", "第二阶段天数")] = 0
    second_test_days: Annotated[TestDays, Label("Tests on days of the second measure", "第二阶段检测日")] = Field(
        default_factory=list
    )
    specimen: Annotated[ShortText, Label("Specimen", "标本")] = ""
    release_extra: Annotated[LongText, Label("Further condition of release", "解除的其他条件")] = ""
    window_days: Annotated[Days | None, Label("Stays of the last … days count", "旅居史追溯天数")] = None
    count_from: Annotated[CountFrom, Label("Days count from", "起算点")]
    day1_offset: Annotated[int, Field(ge=0, le=1), Label("Day 1 is so many days later", "第1天为起算点后第几日")] = 1
    checked_by: Annotated[CheckedBy | None, Label("Temperature taken by", "体温监测人")] = None
    document: Annotated[LongText, Label("Document", "依据文件")] = ""
    grade: Annotated[Grade, Label("Grade of the source", "来源等级")]
    parent_rule: Annotated[ShortText, Label("Rule above", "上级规则编号")] = ""
    note: Annotated[LongText, Label("Note, reason for being stricter", "说明（严于上级的理由）")] = ""


class PutRuleInForce(Command):
    """`verified_document` and `verified_grade` say what was read to check a row known from memory only (grade M)."""

    rule: Annotated[RecordId, Label("Rule", "规则")]
    verified_document: Annotated[LongText, Label("Checked against", "核对所依据的文件")] = ""
    verified_grade: Annotated[Grade | None, Label("Grade of what was read", "所核文件的来源等级")] = None


class CloseRule(Command):
    rule: Annotated[RecordId, Label("Rule", "规则")]
    until_on: Annotated[date, Label("First day it no longer holds", "失效日")]
    reason: Annotated[LongText, Field(min_length=1), Label("Reason and document", "理由及依据文件")]


def _concerned(jurisdiction: str) -> str:
    """The area over which a permission is needed."""
    return ROOT if jurisdiction == NATIONAL else jurisdiction


def _own_jurisdictions(commands: Sequence[ProposeRule]) -> list[str | None]:
    return [_concerned(command.jurisdiction) for command in commands]


def _jurisdictions_of_rules(commands: Sequence[PutRuleInForce | CloseRule]) -> list[str | None]:
    found = dict(Rule.objects.filter(pk__in={command.rule for command in commands}).values_list("pk", "jurisdiction"))
    return [_concerned(found[command.rule]) if command.rule in found else None for command in commands]


def _places_in_the_journal(jurisdictions: Iterable[str]) -> dict[str, str]:
    """The area of our tree under which an act is written down: the jurisdiction, what lies above it, or the top."""
    wanted = {jurisdiction: [jurisdiction, *ancestors_of(jurisdiction)] for jurisdiction in jurisdictions}
    codes = {code for chain in wanted.values() for code in chain}
    known = set(Area.objects.filter(code__in=codes).values_list("code", flat=True))
    top = Area.objects.order_by("code").values_list("code", flat=True).first() or ""
    return {name: next((code for code in chain if code in known), top) for name, chain in wanted.items()}


@action(
    "policy.propose_rule",
    kind=Kind.RULE_PROPOSED,
    permission=Permission.RULE_PROPOSE,
    command=ProposeRule,
    title=Term("Propose a rule", "提出规则"),
    areas_of=_own_jurisdictions,
)
def propose_rule(commands: list[ProposeRule], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """Add a rule as a draft, which decides nothing. A rule stricter than the one above it says why."""
    names = {command.rule_id for command in commands} | {command.parent_rule for command in commands}
    held = {rule.rule_id: rule for rule in Rule.objects.filter(rule_id__in=names)}
    places = _places_in_the_journal(command.jurisdiction for command in commands)
    outcomes: list[Outcome] = []
    fresh: list[Rule] = []
    for command, number in zip(commands, next_ids(Rule, len(commands)), strict=True):
        proposed = _draft(command, number, by)
        existing = held.get(command.rule_id)
        if existing is not None:
            same = _says_the_same(existing, proposed)
            refused = Outcome.refused(Problem.ID_TAKEN, on="rule_id", rule_id=command.rule_id)
            outcomes.append(Outcome.known(Rule, existing.pk) if same else refused)
        elif refusal := _objection(proposed, held.get(command.parent_rule)):
            outcomes.append(refusal)
        else:
            held[command.rule_id] = proposed
            fresh.append(proposed)
            outcomes.append(Outcome.done(Rule, number, places[command.jurisdiction], rule=command.rule_id))
    Rule.objects.bulk_create(fresh)
    return outcomes


def _draft(command: ProposeRule, number: int, by: Viewer) -> Rule:
    values: dict[str, Any] = command.model_dump(exclude={"happened_at"})
    for name in ("subject", "first_measure", "second_measure", "count_from", "checked_by", "grade"):
        values[name] = str(values[name] or "")
    return Rule(**values, id=number, state=RuleState.DRAFT.value, proposed_by_id=by.actor_id)


def _says_the_same(held: Rule, proposed: Rule) -> bool:
    """Whether the rule that has this number says what is proposed; once approved, its end may have come earlier."""
    names = set(ProposeRule.model_fields) - {"happened_at"}
    if held.state == RuleState.IN_FORCE.value:
        names -= {"valid_until"}
    return held.state in _STANDING and all(getattr(held, name) == getattr(proposed, name) for name in names)


def _objection(rule: Rule, parent: Rule | None) -> Outcome | None:
    row = rule_row(rule)
    if field := _incomplete_stage(row):
        return Outcome.refused(Problem.STAGE_INCOMPLETE, on=field)
    if rule.valid_until is not None and rule.valid_until <= rule.valid_from:
        return Outcome.refused(
            Problem.DATES_REVERSED, on="valid_until", valid_from=rule.valid_from, valid_until=rule.valid_until
        )
    if not rule.document:
        return Outcome.refused(Problem.DOCUMENT_MISSING, on="document")
    if rule.parent_rule and parent is None:
        return Outcome.refused(Problem.PARENT_UNKNOWN, on="parent_rule", parent_rule=rule.parent_rule)
    if parent is not None and not rule.note and differences(row, rule_row(parent)):
        return Outcome.refused(Problem.STRICTER_WITHOUT_REASON, on="note", parent_rule=parent.rule_id)
    return None


def _incomplete_stage(rule: RuleRow) -> str | None:
    """The field that is missing or too much: an order must never have days that no measure explains."""
    if rule.second_measure is None and (rule.second_days or rule.second_test_days):
        return "second_measure"
    for which, stage in zip(("first", "second"), rule.stages, strict=False):
        if (stage.days > 0) != (stage.measure is not Measure.NONE):
            return f"{which}_days"
        if any(day > stage.days for day in stage.test_days):
            return f"{which}_test_days"
    return None


@action(
    "policy.put_rule_in_force",
    kind=Kind.RULE_APPROVED,
    permission=Permission.RULE_APPROVE,
    command=PutRuleInForce,
    title=Term("Approve a rule", "批准规则"),
    points_at=PointsAt(Rule, "rule", Q(state=RuleState.DRAFT.value)),
    areas_of=_jurisdictions_of_rules,
)
def put_rule_in_force(commands: list[PutRuleInForce], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Let a draft decide on its dates. Nobody approves an own proposal; what is known from memory is checked first."""
    drafts = _locked(command.rule for command in commands)
    places = _places_in_the_journal(rule.jurisdiction for rule in drafts.values())
    approved = RuleState.IN_FORCE.value
    in_force = list(Rule.objects.filter(state=approved, subject__in={rule.subject for rule in drafts.values()}))
    outcomes: list[Outcome] = []
    fresh: list[Rule] = []
    for command in commands:
        rule = drafts[command.rule]
        if refusal := _obstacle(rule, command, by) or _overlapping(rule, [*in_force, *fresh]):
            outcomes.append(refusal)
            continue
        rule.state, rule.approved_by_id, rule.approved_at = approved, by.actor_id, at
        rule.verified_document, rule.verified_grade = command.verified_document, str(command.verified_grade or "")
        fresh.append(rule)
        outcomes.append(Outcome.done(Rule, rule.pk, places[rule.jurisdiction], rule=rule.rule_id))
    Rule.objects.bulk_update(fresh, ["state", "approved_by", "approved_at", "verified_document", "verified_grade"])
    return outcomes


def _locked(ids: Iterable[int]) -> dict[int, Rule]:
    """The rules, kept from being decided by someone else meanwhile."""
    return {rule.pk: rule for rule in Rule.objects.select_for_update().filter(pk__in=set(ids)).order_by("pk")}


def _obstacle(rule: Rule, command: PutRuleInForce, by: Viewer) -> Outcome | None:
    if rule.state != RuleState.DRAFT.value:
        return Outcome.refused(Problem.ALREADY_DECIDED)
    if rule.proposed_by_id is not None and rule.proposed_by_id == by.actor_id:
        return Outcome.refused(Problem.OWN_PROPOSAL)
    from_memory = Grade.MEMORY.value in (rule.grade, rule.tests_grade)
    read = command.verified_document and command.verified_grade is not None
    if command.verified_grade is Grade.MEMORY or (from_memory and not read):
        return Outcome.refused(Problem.UNVERIFIED, on="verified_document", document=rule.document)
    return None


def _overlapping(rule: Rule, in_force: list[Rule]) -> Outcome | None:
    for other in in_force:
        same_case = (other.subject, other.jurisdiction) == (rule.subject, rule.jurisdiction)
        if (
            same_case
            and (other.valid_until is None or other.valid_until > rule.valid_from)
            and (rule.valid_until is None or other.valid_from < rule.valid_until)
        ):
            return Outcome.refused(Problem.OVERLAPS, rule_id=other.rule_id)
    return None


@action(
    "policy.close_rule",
    kind=Kind.RULE_WITHDRAWN,
    permission=Permission.RULE_APPROVE,
    command=CloseRule,
    title=Term("End a rule", "终止规则"),
    points_at=PointsAt(Rule, "rule", ~Q(state=RuleState.WITHDRAWN.value)),
    areas_of=_jurisdictions_of_rules,
)
def close_rule(commands: list[CloseRule], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """End a rule, or turn a draft down. Orders made under it keep it; a rule is never made to last longer."""
    rules = _locked(command.rule for command in commands)
    places = _places_in_the_journal(rule.jurisdiction for rule in rules.values())
    outcomes = []
    for command in commands:
        rule = rules[command.rule]
        place, facts = places[rule.jurisdiction], {"rule": rule.rule_id, "reason": command.reason}
        if rule.state == RuleState.DRAFT.value:
            rule.state = RuleState.WITHDRAWN.value
            outcomes.append(Outcome.done(Rule, rule.pk, place, kind=Kind.RULE_REJECTED.value, **facts))
        elif rule.state == RuleState.WITHDRAWN.value or rule.valid_until == command.until_on:
            outcomes.append(Outcome.known(Rule, rule.pk))
        elif rule.valid_until is not None and rule.valid_until < command.until_on:
            outcomes.append(Outcome.refused(Problem.EXTENDS, on="until_on", valid_until=rule.valid_until))
        else:
            end(rule, command.until_on)
            outcomes.append(Outcome.done(Rule, rule.pk, place, until_on=command.until_on.isoformat(), **facts))
    Rule.objects.bulk_update(rules.values(), ["valid_until", "state"])
    return outcomes


def end(row: Rule | RiskArea, until_on: date) -> None:
    """Mark its end; what is ended before it began is withdrawn whole."""
    if until_on > row.valid_from:
        row.valid_until = until_on
    else:
        row.state = RuleState.WITHDRAWN.value
