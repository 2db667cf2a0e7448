"""Asking people once how they are after they bought fever medicine.

Only while a dated rule says so; it never stands between a person and the medicine; of the person only name, phone and
day are kept, for the days of the rule; and nothing but counts is shown above the community.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated

from django.db.models import Q

from menshen.domains.policy import interface as policy
from menshen.domains.policy.vocabulary import Subject
from menshen.domains.screening.models import Purchase
from menshen.domains.screening.vocabulary import FollowUp, Kind, Permission, Problem
from menshen.kernel.actions.declaration import Command, Label, Outcome, action, area_of_record
from menshen.kernel.actions.types import AreaCode, PersonName, PhoneNumber, RecordId
from menshen.kernel.base.bulk import insert_rows
from menshen.kernel.base.clock import day_of
from menshen.kernel.base.terms import Term

if TYPE_CHECKING:
    from datetime import datetime

    from menshen.domains.policy.interface import Rulebook, RuleRow
    from menshen.kernel.scope.viewers import Viewer

_COLUMNS = ("area", "name", "phone", "bought_on", "rule_id", "reported_at", "forget_on", "outcome")


def rule_for(rules: Rulebook, area: str, day: date) -> RuleRow | None:
    """The rule that asks for follow-up there on that day; one without an end is none."""
    rule = rules.rule_in_force(Subject.FEVER_MEDICINE, area, day)
    return rule if rule is not None and rule.valid_until is not None else None


class ReportPurchase(Command):
    """What a pharmacy reports after a sale: who may be called, and when it was. What was bought is not asked."""

    area: Annotated[AreaCode, Label("Grid", "所属网格")]
    name: Annotated[PersonName, Label("Name", "姓名")]
    phone: Annotated[PhoneNumber, Label("Phone", "联系电话")] = ""
    bought_on: Annotated[date, Label("Bought on", "购药日期")]


@action(
    "screening.report_purchase",
    kind=Kind.PURCHASE_REPORTED,
    permission=Permission.MEDICINE_WRITE,
    command=ReportPurchase,
    title=Term("Enter a purchase of fever medicine", "登记购药随访对象"),
)
def report_purchase(commands: list[ReportPurchase], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """Keep whom to call, for the days of the rule in force; without one nothing is kept."""
    rules, today = policy.rulebook(), day_of(at)
    rows = Purchase.objects.filter(name__in={command.name for command in commands}, forgotten_at__isnull=True)
    held = {(row.name, row.phone, row.bought_on): row.pk for row in rows}
    places: dict[tuple[str, str, date], int] = {}
    fresh: list[tuple[object, ...]] = []
    answers: list[Outcome | int] = []
    for command in commands:
        rule = rule_for(rules, command.area, today)
        key = (command.name, command.phone, command.bought_on)
        if rule is None or rule.valid_until is None:
            answers.append(Outcome.refused(Problem.NO_MEDICINE_RULE))
        elif not today - timedelta(days=rule.first_days) < command.bought_on <= today:
            answers.append(Outcome.refused(Problem.PURCHASE_TOO_OLD, on="bought_on"))
        elif key in held:
            answers.append(Outcome.known(Purchase, held[key]))
        elif key in places:
            answers.append(-places[key] - 1)
        else:
            forget_on = min(command.bought_on + timedelta(days=rule.first_days), rule.valid_until)
            places[key] = len(fresh)
            answers.append(len(fresh))
            fresh.append(
                (command.area, command.name, command.phone, command.bought_on, rule.rule_id, at, forget_on, "")
            )
    ids = insert_rows(Purchase, _COLUMNS, fresh)
    outcomes = []
    for answer in answers:
        if isinstance(answer, Outcome):
            outcomes.append(answer)
        elif answer < 0:
            outcomes.append(Outcome.known(Purchase, ids[-answer - 1]))
        else:
            outcomes.append(Outcome.done(Purchase, ids[answer], str(fresh[answer][0])))
    return outcomes


class FollowUpPurchase(Command):
    """One call, one answer. Whoever is ill is told where help is; nothing else follows."""

    purchase: Annotated[RecordId, Label("Purchase", "购药登记")]
    outcome: Annotated[FollowUp, Label("Found", "随访结果")]


@action(
    "screening.follow_up_purchase",
    kind=Kind.PURCHASE_FOLLOWED_UP,
    permission=Permission.MEDICINE_WRITE,
    command=FollowUpPurchase,
    title=Term("Record the call", "登记随访结果"),
    areas_of=area_of_record(Purchase, "purchase", Q(outcome="", forgotten_at__isnull=True)),
)
def follow_up_purchase(commands: list[FollowUpPurchase], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """Record what calls found; every answer ends the follow-up."""
    rows = Purchase.objects.in_bulk([command.purchase for command in commands])
    outcomes = []
    for command in commands:
        row = rows[command.purchase]
        if row.forgotten_at is not None:
            outcomes.append(Outcome.refused(Problem.PURCHASE_OVER))
        elif row.outcome:
            outcomes.append(Outcome.known(Purchase, row.pk))
        else:
            row.outcome, row.followed_up_at = command.outcome.value, at
            outcomes.append(Outcome.done(Purchase, row.pk, row.area_id))
    Purchase.objects.bulk_update(rows.values(), ["outcome", "followed_up_at"])
    return outcomes
