"""What residents say of themselves: taken down, told apart from what is known, and settled by a person who looked.

A declaration never decides anything. It asks the worker of the grid to call or visit; whoever tells the same twice is
asked about once; whose arrival is registered already is not asked about at all, unless they feel feverish.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated

from django.db import connection
from django.db.models import Q
from pydantic import Field, model_validator

from menshen.domains.registry import interface as registry
from menshen.domains.screening.actions.becoming import Become, become_arrivals
from menshen.domains.screening.models import Arrival, Declaration
from menshen.domains.screening.queries import current
from menshen.domains.screening.vocabulary import (
    BY_ITSELF,
    DeclarationOutcome,
    Kind,
    Permission,
    Problem,
    Symptom,
)
from menshen.kernel.actions.declaration import Command, Label, Outcome, action, area_of_record
from menshen.kernel.actions.fields import Widget
from menshen.kernel.actions.performing import note
from menshen.kernel.actions.types import (
    AreaCode,
    LongText,
    Moment,
    PersonName,
    PhoneNumber,
    RecordId,
    ShortText,
    Temperature,
    Text,
)
from menshen.kernel.base.clock import day_of, local
from menshen.kernel.base.terms import Term
from menshen.kernel.journal.entries import NewEntry, subject_type
from menshen.kernel.scope.codes import Level, at_level

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from menshen.kernel.scope.viewers import Viewer

SAME_WITHIN = timedelta(days=14)  # the same words of the same person are no news for so long
_DECLARATION = subject_type(Declaration)
_ORIGIN = Term("Province and city, e.g. 湖北省武汉市. Empty: was not away.", "省、市，例如“湖北省武汉市”；未外出不填。")


class Declare(Command):
    """What a resident told: on the page behind the printed code, by phone, or in another system whose list comes in as
    a workbook."""

    area: Annotated[AreaCode, Label("Community or grid", "社区或网格")]
    name: Annotated[PersonName, Label("Name", "姓名")]
    phone: Annotated[PhoneNumber, Field(min_length=1), Label("Phone", "联系电话")]
    address: Annotated[ShortText, Field(max_length=100), Label("Address", "住址")]
    origin: Annotated[ShortText, Field(max_length=100), Label("Came back from", "从何地返回", _ORIGIN)] = ""
    back_on: Annotated[date | None, Label("Came home on", "到家日期")] = None
    symptoms: Annotated[list[Symptom] | None, Field(max_length=len(Symptom)), Label("Symptoms", "症状")] = None
    declared_at: Annotated[Moment | None, Label("Declared at", "申报时间")] = None
    form: Annotated[RecordId | None, Label("Questionnaire", "问卷"), Widget("unshown")] = None
    more: Annotated[
        dict[Text, Text | list[Text]],
        Field(default_factory=dict, max_length=500),
        Label("More answers", "其他答案"),
        Widget("unshown"),
    ]

    @model_validator(mode="after")
    def _is_of_a_community(self) -> Declare:
        if at_level(self.area, Level.COMMUNITY) is None:
            raise ValueError("choose a community or a grid / 请选择社区或网格")
        if self.back_on is not None and not self.origin:
            raise ValueError("where from? / 请填写从何地返回")
        return self


@action(
    "screening.declare",
    kind=Kind.DECLARATION_MADE,
    permission=Permission.DECLARATION_WRITE,
    command=Declare,
    title=Term("Enter a declaration", "登记自主申报"),
)
def declare(commands: list[Declare], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Take declarations down and find who is responsible; nothing else follows by itself."""
    _one_at_a_time(commands)
    people = _people(commands)
    homes = _homes(commands, people)
    areas = registry.household_areas({home for home in homes if home is not None})
    arrivals = _arrivals(commands, people)
    held = _held(commands, at)
    answers: list[Declaration | Outcome] = []
    fresh: list[Declaration] = []
    for command, home, arrival in zip(commands, homes, arrivals, strict=True):
        row = _row(command, areas.get(home or 0, command.area), arrival, at)
        before = held.get((command.name, command.phone))
        if row.declared_at > at or (row.back_on is not None and row.back_on > day_of(at)):
            field = "back_on" if row.declared_at <= at else "declared_at"
            answers.append(Outcome.refused(Problem.IN_THE_FUTURE, on=field))
        elif before is not None and _says(before) == _says(row):
            answers.append(before)
        else:
            row.replaces = before if before is not None and not before.outcome else None
            held[command.name, command.phone] = row
            fresh.append(row)
            answers.append(row)
    _write(fresh, by=by, at=at)
    return [answer if isinstance(answer, Outcome) else _outcome(answer, fresh) for answer in answers]


def _row(command: Declare, area: str, arrival: int | None, at: datetime) -> Declaration:
    """As it will stand: settled at once where the arrival is registered already and nobody feels feverish."""
    row = Declaration(
        area_id=area,
        form_id=command.form,
        name=command.name,
        phone=command.phone,
        address=command.address,
        origin=command.origin,
        back_on=command.back_on,
        symptoms=None if command.symptoms is None else sorted({symptom.value for symptom in command.symptoms}),
        more=json.dumps(command.more, ensure_ascii=False) if command.more else "",
        located=at_level(area, Level.GRID) is not None,
        declared_at=command.declared_at or command.happened_at or at,
        arrival_id=arrival,
    )
    if arrival is not None and not feverish(row):
        row.outcome, row.settled_at = DeclarationOutcome.KNOWN_ALREADY.value, at
    return row


def _write(fresh: Sequence[Declaration], *, by: Viewer, at: datetime) -> None:
    """Insert them; earlier ones of the same people that still wait give way."""
    replaced = [(row, row.replaces) for row in fresh if row.replaces is not None]
    for row, before in replaced:
        row.replaces = None  # it may be among those that are only being written
        before.outcome, before.settled_at = DeclarationOutcome.REPLACED.value, at
    Declaration.objects.bulk_create(fresh)
    for row, before in replaced:
        row.replaces = before
    Declaration.objects.bulk_update([row for row, _ in replaced], ["replaces"])
    Declaration.objects.bulk_update([before for _, before in replaced], ["outcome", "settled_at"])
    entries = [NewEntry(Kind.DECLARATION_REPLACED, one.area_id, _DECLARATION, one.pk, at) for _, one in replaced]
    note(entries, by=by, at=at)


def _outcome(row: Declaration, fresh: list[Declaration]) -> Outcome:
    """Done for the first who told it, known for those who told the same."""
    if row in fresh:
        fresh.remove(row)
        return Outcome.done(Declaration, row.pk, row.area_id)
    return Outcome.known(Declaration, row.pk)


def feverish(row: Declaration) -> bool:
    """Whether somebody should go and take the temperature."""
    return Symptom.FEVER.value in (row.symptoms or ())


def _says(row: Declaration) -> tuple[object, ...]:
    return row.address, row.origin, row.back_on, row.symptoms, row.more


def _one_at_a_time(commands: Sequence[Declare]) -> None:
    """Who presses the button twice is one person: declarations of a community are taken down one after the other."""
    communities = sorted({at_level(command.area, Level.COMMUNITY) or command.area for command in commands})
    with connection.cursor() as cursor:
        for community in communities:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"{_DECLARATION} {community}"])


def _held(commands: Sequence[Declare], at: datetime) -> dict[tuple[str, str], Declaration]:
    """The last word of each of these people, where it still waits or is not long ago."""
    rows = Declaration.objects.filter(
        Q(outcome="") | Q(declared_at__gt=at - SAME_WITHIN),
        ~Q(outcome=DeclarationOutcome.REPLACED.value),
        phone__in=[command.phone for command in commands],
    )
    return {(row.name, row.phone): row for row in rows.order_by("declared_at", "pk")}


def _people(commands: Sequence[Declare]) -> list[registry.FoundPerson | None]:
    """Those who are known by name and phone, or by name and address."""
    hints = [
        registry.PersonHint(command.area, command.name, phone=command.phone, address=command.address)
        for command in commands
    ]
    return [found if isinstance(found, registry.FoundPerson) else None for found in registry.find_people(hints)]


def _homes(commands: Sequence[Declare], people: Sequence[registry.FoundPerson | None]) -> list[int | None]:
    """The household at the address, else the one where the person lives."""
    hints = [registry.HouseholdHint(command.area, address=command.address) for command in commands]
    return [
        home if isinstance(home, int) else person.household_id if person else None
        for home, person in zip(registry.find_households(hints), people, strict=True)
    ]


def _arrivals(commands: Sequence[Declare], people: Sequence[registry.FoundPerson | None]) -> list[int | None]:
    """The arrival that is registered already for each, by person and day of coming home."""
    rows = current(Arrival).filter(person_id__in={person.person_id for person in people if person})
    known = {
        (row.person_id, day_of(row.arrived_home_at or row.registered_at)): row.pk
        for row in rows.order_by("registered_at")
    }
    return [
        known.get((person.person_id, command.back_on)) if person and command.back_on else None
        for command, person in zip(commands, people, strict=True)
    ]


class SettleDeclaration(Command):
    """What was found when somebody called or went there. As an arrival, all that was declared is taken over."""

    declaration: Annotated[RecordId, Label("Declaration", "自主申报")]
    outcome: Annotated[DeclarationOutcome, Label("Outcome", "处理结果")]
    arrived_home_at: Annotated[Moment | None, Label("Came home at", "到家时间")] = None
    temperature: Annotated[Temperature | None, Label("Temperature taken, °C", "测得体温（℃）")] = None
    note: Annotated[LongText, Label("Note", "备注")] = ""


@action(
    "screening.settle_declaration",
    after_exit=True,
    kind=Kind.DECLARATION_SETTLED,
    permission=Permission.DECLARATION_WRITE,
    command=SettleDeclaration,
    title=Term("Settle a declaration", "处理自主申报"),
    areas_of=area_of_record(Declaration, "declaration", Q(outcome="")),
)
def settle_declaration(commands: list[SettleDeclaration], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Write down what was found; where the return is confirmed, the arrival is registered with what was declared."""
    rows = Declaration.objects.select_for_update(no_key=True).in_bulk([command.declaration for command in commands])
    outcomes = []
    plans: list[Become | Outcome] = []
    for command in commands:
        row = rows[command.declaration]
        if row.outcome:
            plans.append(Outcome.refused(Problem.DECLARATION_SETTLED))
        elif command.outcome in BY_ITSELF:
            plans.append(Outcome.refused(Problem.OUTCOME_NOT_CHOSEN, on="outcome"))
        elif command.outcome is DeclarationOutcome.ARRIVAL:
            plans.append(Become.of(row, _declared(row), _told(command, row, at)))
        else:
            plans.append(Outcome.done(Declaration, row.pk, row.area_id))
        row.outcome = row.outcome or command.outcome.value  # a second command about it finds it settled
    settled = []
    for command, answer in zip(commands, become_arrivals(plans, by=by, at=at), strict=True):
        row = rows[command.declaration]
        if answer.state == "done":
            row.settled_at, row.temperature, row.outcome = at, command.temperature, command.outcome.value
            row.arrival_id = answer.detail.get("arrival", row.arrival_id)
            settled.append(row)
            answer.detail["outcome"] = command.outcome.value
        outcomes.append(answer)
    Declaration.objects.bulk_update(settled, ["outcome", "settled_at", "temperature", "arrival"])
    return outcomes


def _declared(row: Declaration) -> dict[str, object]:
    known: dict[str, object] = {
        "name": row.name, "phone": row.phone, "address": row.address, "origin": row.origin,
        "announced_at": row.declared_at,
    }  # fmt: skip
    if row.symptoms is not None:
        known["symptoms"] = row.symptoms
    return known


def _told(command: SettleDeclaration, row: Declaration, at: datetime) -> dict[str, object]:
    """The hour of coming home is what was asked for now; else noon of the day that was declared."""
    day = row.back_on
    return {
        "arrived_home_at": command.arrived_home_at or (min(local(day, 12), at) if day else None),
        "temperature": command.temperature,
        "note": command.note,
    }
