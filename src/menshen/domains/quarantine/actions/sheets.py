"""A sheet of temperatures typed in from paper: rows name the person, not the order."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from menshen.domains.quarantine.actions.checks import RecordHealthCheck, record_health_check
from menshen.domains.quarantine.models import QuarantineOrder
from menshen.domains.quarantine.queries import facts_of
from menshen.domains.quarantine.rules import end_of
from menshen.domains.quarantine.vocabulary import CheckSession, Kind, Permission, Problem
from menshen.domains.screening.vocabulary import Symptom
from menshen.kernel.actions.declaration import Command, Label, Outcome, action
from menshen.kernel.actions.performing import run
from menshen.kernel.actions.types import AreaCode, IdNumber, Moment, PersonName, Temperature
from menshen.kernel.base.terms import Term
from menshen.kernel.scope.codes import contains

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from menshen.kernel.scope.viewers import Viewer


class EnterCheck(Command):
    """One line of a temperature sheet."""

    area: Annotated[AreaCode, Label("Area", "辖区")]
    name: Annotated[PersonName, Label("Name", "姓名")]
    id_number: Annotated[IdNumber, Label("Identity number", "身份证号")] = ""
    day: Annotated[date, Label("Day", "日期")]
    session: Annotated[CheckSession, Label("Session", "时段")]
    temperature: Annotated[Temperature | None, Label("Temperature, °C", "体温（℃）")] = None
    symptoms: Annotated[list[Symptom] | None, Label("Symptoms", "症状"), Field(max_length=20)] = None
    taken_at: Annotated[Moment | None, Label("Taken at", "测量时间")] = None


@action(
    "quarantine.enter_check",
    kind=Kind.CHECK_RECORDED,
    permission=Permission.CHECK_WRITE,
    command=EnterCheck,
    title=Term("Enter temperature sheet", "录入体温登记表"),
)
def enter_check(commands: list[EnterCheck], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Find the order of each person on that day and record the check as if it had been entered there.

    The identity number decides where it is given, else the name, within the area of the line.
    """
    found = _orders_of(commands)
    outcomes: list[Outcome | None] = []
    singles = []
    for command in commands:
        orders = [order for order in found[command.id_number or command.name] if _fits(order, command)]
        if len({order.person_id for order in orders}) > 1:
            outcomes.append(Outcome.refused(Problem.PERSON_AMBIGUOUS, on="id_number"))
        elif not orders:
            outcomes.append(Outcome.refused(Problem.NO_ACTIVE_ORDER, on="name", day=command.day))
        else:
            outcomes.append(None)
            singles.append(_single(command, orders[0]))
    recorded = iter(run(record_health_check, singles, by=by, at=at))
    return [outcome or next(recorded) for outcome in outcomes]


def _orders_of(commands: Sequence[EnterCheck]) -> dict[str, list[QuarantineOrder]]:
    """Confirmed orders of those days by identity number and by name, in two queries for the whole sheet."""
    found: dict[str, list[QuarantineOrder]] = defaultdict(list)
    days = [command.day for command in commands]
    numbers = {command.id_number for command in commands if command.id_number}
    names = {command.name for command in commands if not command.id_number}
    confirmed = QuarantineOrder.objects.select_related("person").filter(confirmed_at__isnull=False)
    held = confirmed.filter(starts_on__lte=max(days), until_on__gt=min(days)) if days else confirmed.none()
    for order in held.filter(person__id_number__in=numbers):
        found[order.person.id_number].append(order)
    for order in held.filter(person__name__in=names):
        found[order.person.name].append(order)
    return found


def _fits(order: QuarantineOrder, command: EnterCheck) -> bool:
    """Whether the order held on that day, in the area for which the line is entered."""
    return order.starts_on <= command.day < end_of(facts_of(order)) and contains(command.area, order.area_id)


def _single(command: EnterCheck, order: QuarantineOrder) -> RecordHealthCheck:
    return RecordHealthCheck(
        order=order.pk,
        day=command.day,
        session=command.session,
        temperature=command.temperature,
        symptoms=command.symptoms,
        taken_at=command.taken_at,
        happened_at=command.happened_at,
    )
