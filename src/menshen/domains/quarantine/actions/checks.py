"""Morning and evening checks. Unknown is kept as unknown; fever or a symptom refers at once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated

from menshen.domains.policy import interface as policy
from menshen.domains.policy.vocabulary import ThresholdCode
from menshen.domains.quarantine.actions.common import OrderId
from menshen.domains.quarantine.models import HealthCheck, QuarantineOrder
from menshen.domains.quarantine.queries import facts_of, in_force_on
from menshen.domains.quarantine.rules import check_health, end_of
from menshen.domains.quarantine.vocabulary import CheckSession, Kind, Permission, Problem
from menshen.domains.screening.vocabulary import Symptom
from menshen.kernel.actions.declaration import Command, Label, Outcome, action, area_of_record
from menshen.kernel.actions.types import Moment, RecordId, Temperature
from menshen.kernel.base.bulk import insert_rows
from menshen.kernel.base.clock import day_of, in_local, local
from menshen.kernel.base.terms import Term

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime
    from decimal import Decimal

    from menshen.kernel.scope.viewers import Viewer

NOON = 12
USUAL_HOUR = {CheckSession.MORNING: 8, CheckSession.EVENING: 17}
"""When a check of which only the session is known counts as taken."""

_UNKNOWN_HELP = Term("Leave empty if it was not measured.", "未测请留空。")
_SYMPTOMS_HELP = Term(
    "Nothing ticked means not asked; tick 'none of these' if there are none.",
    "不选表示未询问；询问后没有症状请选“均无”。",
)


class RecordHealthCheck(Command):
    """One check of one person. Without a day and session it is the present one."""

    order: OrderId
    day: Annotated[date | None, Label("Day", "日期")] = None
    session: Annotated[CheckSession | None, Label("Session", "时段")] = None
    temperature: Annotated[Temperature | None, Label("Temperature, °C", "体温（℃）", _UNKNOWN_HELP)] = None
    symptoms: Annotated[list[Symptom] | None, Label("Symptoms", "症状", _SYMPTOMS_HELP)] = None
    taken_at: Annotated[Moment | None, Label("Taken at", "测量时间")] = None


@dataclass(frozen=True, slots=True)
class _When:
    """The day and session a check is for, and when it was taken."""

    day: date
    session: CheckSession
    taken_at: datetime

    @classmethod
    def of(cls, command: RecordHealthCheck, at: datetime) -> _When:
        """What is not said follows from the rest: the session from the time, the time from the session."""
        said = command.taken_at or command.happened_at
        if command.taken_at is None and said and command.day not in (None, day_of(said)):
            said = None  # typed in on another day than it is for
        moment = in_local(said or at)
        day = command.day or moment.date()
        session = command.session or (CheckSession.MORNING if moment.hour < NOON else CheckSession.EVENING)
        present = command.day is None and command.session is None
        return cls(day, session, said or (at if present else min(at, local(day, USUAL_HOUR[session]))))


@dataclass(frozen=True, slots=True)
class _Known:
    """A check as recorded; `pk` is None for one of this very batch, at `place`."""

    temperature: Decimal | None
    symptoms: list[str] | None
    pk: int | None = None
    place: int = 0


@action(
    "quarantine.record_health_check",
    after_exit=True,
    kind=Kind.CHECK_RECORDED,
    permission=Permission.CHECK_WRITE,
    command=RecordHealthCheck,
    title=Term("Record health check", "登记健康监测"),
    areas_of=area_of_record(QuarantineOrder, "order", lambda at: in_force_on(day_of(at))),
)
def record_health_check(commands: list[RecordHealthCheck], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """Write checks down with the verdict of the rule in force that day; the same check again is known already."""
    orders = QuarantineOrder.objects.in_bulk([command.order for command in commands])
    times = [_When.of(command, at) for command in commands]
    have = _recorded(orders, {when.day for when in times})
    fevers = _FeverLines()
    outcomes: list[Outcome | _Known] = []
    rows, places = [], []
    for place, (command, when) in enumerate(zip(commands, times, strict=True)):
        order, symptoms = orders[command.order], _codes(command.symptoms)
        before = have[order.pk, when.day, when.session.value]
        fever = fevers.on(order.area_id, when.day)
        if problem := _not_checkable(order, when, command, at):
            outcomes.append(problem)
        elif before:
            outcomes.append(_again(command.temperature, symptoms, before))
        elif fever is None:
            outcomes.append(_no_fever_line(when.day))
        else:
            verdict = check_health(command.temperature, command.symptoms, fever).verdict
            before.append(_Known(command.temperature, symptoms, place=place))
            rows.append(
                (
                    order.area_id, order.pk, when.day, when.session.value, when.taken_at, command.temperature,
                    symptoms, verdict.value,
                )
            )  # fmt: skip
            places.append(place)
            outcomes.append(before[-1])
    return _settled(outcomes, _write(rows, places))


_COLUMNS = ("area", "order", "day", "session", "taken_at", "temperature", "symptoms", "verdict")


def _write(rows: Sequence[tuple[object, ...]], places: Sequence[int]) -> dict[int, Outcome]:
    """The rows written, as outcomes by their place in the batch."""
    return {
        place: Outcome.done(HealthCheck, number, str(row[0]), order=row[1], verdict=row[7])
        for number, row, place in zip(insert_rows(HealthCheck, _COLUMNS, rows), rows, places, strict=True)
    }


def _settled(outcomes: Sequence[Outcome | _Known], written: dict[int, Outcome]) -> list[Outcome]:
    """Outcomes in order; a repeat inside the batch is known by the number of the first."""
    settled = []
    for place, outcome in enumerate(outcomes):
        if isinstance(outcome, Outcome):
            settled.append(outcome)
        elif outcome.place == place:
            settled.append(written[place])
        else:
            settled.append(Outcome.known(HealthCheck, written[outcome.place].subject_id or 0))
    return settled


def _recorded(orders: Iterable[int], days: Collection[date]) -> defaultdict[tuple[int, date, str], list[_Known]]:
    """What is recorded for each order, day and session: the first entry and its corrections, oldest first."""
    found: defaultdict[tuple[int, date, str], list[_Known]] = defaultdict(list)
    if days:
        held = HealthCheck.objects.filter(order_id__in=list(orders), day__in=days).order_by("pk")
        for pk, order, day, session, temperature, symptoms in held.values_list(
            "pk", "order_id", "day", "session", "temperature", "symptoms"
        ):
            found[order, day, session].append(_Known(temperature, symptoms, pk))
    return found


def _not_checkable(order: QuarantineOrder, when: _When, command: RecordHealthCheck, at: datetime) -> Outcome | None:
    if when.day > day_of(at) or when.taken_at > at:
        return Outcome.refused(Problem.IN_THE_FUTURE, on="day")
    if command.day and command.taken_at and day_of(command.taken_at) != command.day:
        return Outcome.refused(Problem.DAY_DIFFERS, on="taken_at", day=command.day)
    if order.confirmed_at is None or not order.starts_on <= when.day < end_of(facts_of(order)):
        return Outcome.refused(Problem.NO_ACTIVE_ORDER, on="order", day=when.day)
    return None


def _again(temperature: Decimal | None, symptoms: list[str] | None, before: Sequence[_Known]) -> Outcome | _Known:
    """The same as any entry of the chain is known already; anything else has to be a correction."""
    for known in before:
        if (known.temperature, known.symptoms) == (temperature, symptoms):
            return known if known.pk is None else Outcome.known(HealthCheck, known.pk)
    return Outcome.refused(Problem.CHECK_TWICE)


def _codes(symptoms: Collection[Symptom] | None) -> list[str] | None:
    return None if symptoms is None else sorted({symptom.value for symptom in symptoms})


class _FeverLines:
    """The temperature that refers, by area and day; the rows are looked up once for a batch."""

    def __init__(self) -> None:
        self._rows = policy.thresholds()
        self._found: dict[tuple[str, date], policy.Threshold | None] = {}

    def on(self, area: str, day: date) -> policy.Threshold | None:
        if (area, day) not in self._found:
            self._found[area, day] = policy.threshold_in_force(self._rows, ThresholdCode.FEVER, area, day)
        return self._found[area, day]


def _no_fever_line(day: date) -> Outcome:
    """Without a row in force nothing can be judged, and nothing is taken for normal."""
    return Outcome.refused(Problem.LIMIT_MISSING, what=ThresholdCode.FEVER.term, day=day)


class CorrectHealthCheck(Command):
    """What the check should have said; the first entry stays readable behind it."""

    check: Annotated[RecordId, Label("Check", "监测记录")]
    temperature: Annotated[Temperature | None, Label("Temperature, °C", "体温（℃）", _UNKNOWN_HELP)] = None
    symptoms: Annotated[list[Symptom] | None, Label("Symptoms", "症状", _SYMPTOMS_HELP)] = None


@action(
    "quarantine.correct_health_check",
    kind=Kind.CHECK_CORRECTED,
    permission=Permission.CHECK_WRITE,
    command=CorrectHealthCheck,
    title=Term("Correct health check", "更正健康监测"),
    areas_of=area_of_record(HealthCheck, "check"),
)
def correct_health_check(commands: list[CorrectHealthCheck], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """Write new rows that point at the old ones; a fever found so refers like any other."""
    checks = HealthCheck.objects.in_bulk([command.check for command in commands])
    corrected = set(HealthCheck.objects.filter(corrects__in=checks).values_list("corrects_id", flat=True))
    fevers = _FeverLines()
    outcomes: list[Outcome | None] = []
    rows = []
    for command in commands:
        old, symptoms = checks[command.check], _codes(command.symptoms)
        fever = fevers.on(old.area_id, old.day)
        if old.pk in corrected:
            outcomes.append(Outcome.refused(Problem.CORRECTED_ALREADY))
        elif (old.temperature, old.symptoms) == (command.temperature, symptoms):
            outcomes.append(Outcome.known(HealthCheck, old.pk))
        elif fever is None:
            outcomes.append(_no_fever_line(old.day))
        else:
            verdict = check_health(command.temperature, command.symptoms, fever).verdict
            corrected.add(old.pk)
            rows.append(
                (
                    old.area_id, old.order_id, old.day, old.session, old.taken_at, command.temperature, symptoms,
                    verdict.value, old.pk,
                )
            )  # fmt: skip
            outcomes.append(None)
    made = zip(insert_rows(HealthCheck, (*_COLUMNS, "corrects"), rows), rows, strict=True)
    return [outcome or _corrected(*next(made)) for outcome in outcomes]


def _corrected(number: int, row: Sequence[object]) -> Outcome:
    return Outcome.done(HealthCheck, number, str(row[0]), order=row[1], verdict=row[7], corrects=row[8])
