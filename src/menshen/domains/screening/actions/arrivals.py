"""Registering people who came (back), correcting and withdrawing what was registered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

from django.db.models import Q
from pydantic import Field, model_validator

from menshen.domains.screening.actions.coming import (
    Coming,
    Days,
    ask_about,
    day,
    days_held,
    outcome,
    settle_departures,
    supersede,
    write,
)
from menshen.domains.screening.actions.journeys import TOLD, Judge, Judged, Told
from menshen.domains.screening.actions.people import Placed, Who, place
from menshen.domains.screening.models import Arrival
from menshen.domains.screening.rules import differences
from menshen.domains.screening.vocabulary import IdentityGroup, Kind, Permission, Problem, Symptom, TransportMode
from menshen.kernel.actions.declaration import Command, Label, Outcome, PointsAt, action, area_of_record
from menshen.kernel.actions.types import (
    AreaCode,
    IdNumber,
    LongText,
    Moment,
    PersonName,
    PhoneNumber,
    RecordId,
    ShortText,
    Temperature,
)
from menshen.kernel.base.problems import Refused, not_found
from menshen.kernel.base.terms import Term

if TYPE_CHECKING:
    from menshen.kernel.base.decisions import Reason
    from menshen.kernel.scope.viewers import Viewer

_PERSON: Any = Arrival._meta.get_field("person").related_model
_ORIGIN = Term("Province and city where the person stayed, e.g. 湖北省武汉市.", "旅居地的省、市，例如“湖北省武汉市”。")
_KNOWN = Term("Leave empty if you are asking now.", "如正在询问可不填。")


class Journey(Command):
    """What is asked of someone who came. Everything may be unknown; unknown is left empty and is never 'none'."""

    origin: Annotated[ShortText, Field(max_length=120), Label("Came from", "来源地", _ORIGIN)] = ""
    left_on: Annotated[date | None, Label("Left there on", "离开日期")] = None
    arrived_home_at: Annotated[Moment | None, Label("Came home at", "到家时间")] = None
    announced_at: Annotated[Moment | None, Label("Announced by the household at", "报备时间")] = None
    known_at: Annotated[Moment | None, Label("Situation known at", "摸排时间", _KNOWN)] = None
    route: Annotated[LongText, Label("Passed through", "途经地")] = ""
    transport: Annotated[TransportMode | None, Label("Transport", "交通工具")] = None
    transport_number: Annotated[ShortText, Label("Train, flight or plate", "车次、航班或车牌")] = ""
    seat: Annotated[ShortText, Label("Seat", "座位")] = ""
    companions: Annotated[LongText, Label("Companions", "同行人")] = ""
    identity_group: Annotated[IdentityGroup | None, Label("Group", "人员类别")] = None
    temperature: Annotated[Temperature | None, Label("Temperature, °C", "体温（℃）")] = None
    symptoms: Annotated[list[Symptom] | None, Field(max_length=len(Symptom)), Label("Symptoms", "症状")] = None
    contact_history: Annotated[LongText, Label("Contact with ill people", "接触史")] = ""
    asked_by: Annotated[ShortText, Label("Asked by", "摸排人")] = ""
    note: Annotated[LongText, Label("Note", "备注")] = ""

    def told(self) -> dict[str, Any]:
        """What was filled in, as the record keeps it."""
        given: dict[str, Any] = {}
        for name in TOLD:
            value = getattr(self, name)
            if value not in (None, ""):
                given[name] = value.value if isinstance(value, (TransportMode, IdentityGroup)) else value
        if self.symptoms is not None:
            given["symptoms"] = sorted({symptom.value for symptom in self.symptoms})
        return given


class RegisterArrival(Journey):
    """Someone who came back, or came to stay. The person is chosen, or described by name with number or address; who is
    not known yet is registered at that address."""

    area: Annotated[AreaCode, Label("Grid", "所属网格")]
    person: Annotated[RecordId | None, Label("Person", "人员")] = None
    name: Annotated[PersonName | None, Label("Name", "姓名")] = None
    id_number: Annotated[IdNumber, Label("ID number", "身份证号")] = ""
    phone: Annotated[PhoneNumber, Label("Phone", "联系电话")] = ""
    household: Annotated[RecordId | None, Label("Household", "所在户")] = None
    household_number: Annotated[ShortText, Label("Household number", "户编号")] = ""
    address: Annotated[ShortText, Label("Address", "现住址")] = ""

    @model_validator(mode="after")
    def _names_someone(self) -> RegisterArrival:
        if self.person is None and not self.name:
            raise ValueError("choose a person or give a name / 请选择人员或填写姓名")
        return self

    def who(self) -> Who:
        return Who(
            self.area, self.name or "", self.id_number, self.phone, self.household_number, self.address,
            self.person, self.household,
        )  # fmt: skip


@action(
    "screening.register_arrival",
    kind=Kind.ARRIVAL_REGISTERED,
    permission=Permission.ARRIVAL_WRITE,
    command=RegisterArrival,
    title=Term("Register an arrival", "登记来返人员"),
    points_at=PointsAt(
        _PERSON, "person", spares=("name", "id_number", "phone", "household", "household_number", "address")
    ),
)
def register_arrival(commands: list[RegisterArrival], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Register arrivals with what the place left was listed as; whoever was away is no longer.

    The same person on the same day is known already, however often and by whomever it is told. Where two accounts
    contradict each other a person is asked to look; nothing follows from it by itself.
    """
    judge = Judge(at)
    readings = [_read(judge, command, at) for command in commands]
    readable = [number for number, reading in enumerate(readings) if not isinstance(reading, Refused)]
    placed = dict(zip(readable, place([commands[n].who() for n in readable], by=by, at=at), strict=True))
    held = days_held({found.person for found in placed.values() if isinstance(found, Placed)})
    answers: list[Coming | Outcome] = []
    fresh: list[Coming] = []
    doubts: list[tuple[Coming, tuple[Reason, ...]]] = []
    for number, reading in enumerate(readings):
        where = placed.get(number, not_found())
        if isinstance(reading, Refused):
            answers.append(Outcome.refusal(reading))
        elif isinstance(where, Refused):
            answers.append(Outcome.refusal(where))
        elif not by.may(Permission.ARRIVAL_WRITE, where.area):
            answers.append(Outcome.refusal(not_found()))
        else:
            coming = Coming(where, *reading)
            same = held.setdefault((where.person, coming.day), coming)
            answers.append(same)
            if same is coming:
                fresh.append(coming)
            elif found := differences(same.account, coming.account):
                doubts.append((same, found))
    write(fresh, at=at)
    settle_departures([coming.placed.person for coming in fresh], (), by=by, at=at)
    ask_about(doubts, by=by, at=at)
    return [outcome(answer) for answer in answers]


class CorrectArrival(Journey):
    """What was told wrongly or has become known. Empty fields stay as they were."""

    arrival: Annotated[RecordId, Label("Arrival", "来返记录")]


@action(
    "screening.correct_arrival",
    kind=Kind.ARRIVAL_CORRECTED,
    permission=Permission.ARRIVAL_WRITE,
    command=CorrectArrival,
    title=Term("Correct an arrival", "更正来返登记"),
    areas_of=area_of_record(Arrival, "arrival", Q(withdrawn_at__isnull=True)),
)
def correct_arrival(commands: list[CorrectArrival], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Write a new record in the place of the old one, which is kept and no longer counts."""
    judge = Judge(at)
    arrivals = Arrival.objects.in_bulk([command.arrival for command in commands])
    held = days_held({arrival.person_id for arrival in arrivals.values()})
    answers: list[Coming | Outcome] = []
    fresh: list[Coming] = []
    for command in commands:
        old = arrivals[command.arrival]
        answer = _corrected(judge, old, command, held, at)
        answers.append(answer)
        if isinstance(answer, Coming):
            old.withdrawn_at = at
            fresh.append(answer)
    supersede(fresh, by=by, at=at)
    write(fresh, at=at)
    corrected = [coming.corrects for coming in fresh if coming.corrects is not None]
    settle_departures([coming.placed.person for coming in fresh], corrected, by=by, at=at)
    return [outcome(answer) for answer in answers]


class WithdrawArrival(Command):
    """For an arrival that never was, or of another person."""

    arrival: Annotated[RecordId, Label("Arrival", "来返记录")]
    reason: Annotated[LongText, Field(min_length=1), Label("Reason", "撤销原因")]


@action(
    "screening.withdraw_arrival",
    after_exit=True,
    kind=Kind.ARRIVAL_WITHDRAWN,
    permission=Permission.ARRIVAL_WRITE,
    command=WithdrawArrival,
    title=Term("Withdraw an arrival", "撤销来返登记"),
    areas_of=area_of_record(Arrival, "arrival", Q(withdrawn_at__isnull=True)),
)
def withdraw_arrival(commands: list[WithdrawArrival], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Take arrivals back; departures that they had ended are open again, unless another arrival ended them too."""
    arrivals = Arrival.objects.in_bulk([command.arrival for command in commands])
    standing = {number for number, arrival in arrivals.items() if arrival.withdrawn_at is None}
    Arrival.objects.filter(pk__in=standing).update(withdrawn_at=at)
    settle_departures((), standing, by=by, at=at)
    outcomes = []
    for command in commands:
        if command.arrival in standing:
            standing.discard(command.arrival)
            area = arrivals[command.arrival].area_id
            outcomes.append(Outcome.done(Arrival, command.arrival, area, reason=command.reason))
        else:
            outcomes.append(Outcome.known(Arrival, command.arrival))
    return outcomes


def _read(judge: Judge, command: RegisterArrival, at: datetime) -> tuple[Told, Judged, datetime] | Refused:
    told = Told(**command.told())
    claimed_at = min(command.happened_at or at, at)
    try:
        judged = judge.judge(told, command.area, claimed_at)
    except Refused as refused:
        return refused
    # Nobody counts as arrived before they came, even if the household had announced them.
    heard_at = min(judged.known_at or claimed_at, at)
    return told, judged, max(heard_at, told.arrived_home_at or heard_at)


def _corrected(judge: Judge, old: Arrival, command: CorrectArrival, held: Days, at: datetime) -> Coming | Outcome:
    if old.withdrawn_at is not None:
        return Outcome.refused(Problem.ARRIVAL_CORRECTED)
    before = Told.of(old)
    told = replace(before, **command.told())
    if told == before:
        return Outcome.known(Arrival, old.pk)
    try:
        judged = judge.judge(told, old.area_id, min(command.happened_at or at, at))
    except Refused as refused:
        return Outcome.refusal(refused)
    place = Placed(old.person_id, old.household_id, old.area_id)
    coming = Coming(place, told, judged, max(old.registered_at, told.arrived_home_at or old.registered_at), old.pk)
    same = held.get((old.person_id, coming.day))
    if same is not None and same.number != old.pk:
        return Outcome.refused(Problem.ARRIVED_ALREADY, on="arrived_home_at")
    held.pop((old.person_id, day(old.arrived_home_at)), None)
    held[old.person_id, coming.day] = coming
    return coming
