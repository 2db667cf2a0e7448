"""Recording people who left, correcting and withdrawing what was recorded. Arrivals end departures by themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

from django.db.models import Q
from pydantic import Field

from menshen.domains.policy import interface as policy
from menshen.domains.screening.actions.people import NamedResident, Placed, place
from menshen.domains.screening.models import Arrival, Departure
from menshen.domains.screening.queries import current
from menshen.domains.screening.vocabulary import DepartureReason, Kind, Permission, Problem
from menshen.kernel.actions.declaration import Command, Label, Outcome, action, area_of_record
from menshen.kernel.actions.performing import note
from menshen.kernel.actions.types import LongText, RecordId, ShortText
from menshen.kernel.base.bulk import insert_rows
from menshen.kernel.base.clock import day_of
from menshen.kernel.base.problems import Refused, not_found
from menshen.kernel.base.terms import Term
from menshen.kernel.journal.entries import NewEntry, subject_type

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from menshen.kernel.scope.viewers import Viewer


class Absence(Command):
    """What is asked of someone who left. Empty: unknown."""

    destination: Annotated[ShortText, Field(max_length=120), Label("Went to", "去向")] = ""
    reason: Annotated[DepartureReason | None, Label("Reason", "外出事由")] = None
    expected_back_on: Annotated[date | None, Label("Expected back on", "预计返回日期")] = None


class RecordDeparture(NamedResident, Absence):
    """A resident who is away."""

    left_on: Annotated[date, Label("Left on", "外出日期")]


@action(
    "screening.record_departure",
    kind=Kind.DEPARTURE_RECORDED,
    permission=Permission.DEPARTURE_WRITE,
    command=RecordDeparture,
    title=Term("Record a departure", "登记外出人员"),
)
def record_departure(commands: list[RecordDeparture], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Record who left. Only people who are registered can leave; somebody who has come back since is back at once."""
    placed = place([command.who() for command in commands], by=by, at=at, strangers=False)
    history = _History({found.person for found in placed if isinstance(found, Placed)})
    answers: list[_Going | Outcome] = []
    fresh: list[_Going] = []
    for command, where in zip(commands, placed, strict=True):
        if isinstance(where, Refused):
            answers.append(Outcome.refusal(where))
        elif not by.may(Permission.DEPARTURE_WRITE, where.area):
            answers.append(Outcome.refusal(not_found()))
        else:
            told = (command.left_on, command.destination, command.reason, command.expected_back_on)
            going = _Going(where, *told, registered_at=min(command.happened_at or at, at))
            answer = _objection(going, day_of(at)) or history.add(going)
            answers.append(answer)
            if answer is going:
                fresh.append(going)
    _write(fresh, history, at=at)
    return [_outcome(answer) for answer in answers]


class CorrectDeparture(Absence):
    """What was told wrongly or has become known. Empty fields stay as they were."""

    departure: Annotated[RecordId, Label("Departure", "外出记录")]
    left_on: Annotated[date | None, Label("Left on", "外出日期")] = None


@action(
    "screening.correct_departure",
    kind=Kind.DEPARTURE_CORRECTED,
    permission=Permission.DEPARTURE_WRITE,
    command=CorrectDeparture,
    title=Term("Correct a departure", "更正外出登记"),
    areas_of=area_of_record(Departure, "departure", Q(withdrawn_at__isnull=True)),
)
def correct_departure(commands: list[CorrectDeparture], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Write a new record in the place of the old one, which is kept and no longer counts."""
    departures = Departure.objects.in_bulk([command.departure for command in commands])
    history = _History({departure.person_id for departure in departures.values()})
    answers: list[_Going | Outcome] = []
    fresh: list[_Going] = []
    for command in commands:
        old = departures[command.departure]
        if old.withdrawn_at is not None:
            answers.append(Outcome.refused(Problem.DEPARTURE_CORRECTED))
            continue
        before = _Going.of(old)
        going = _Going(
            before.placed,
            command.left_on or before.left_on,
            command.destination or before.destination,
            command.reason or before.reason,
            command.expected_back_on or before.expected_back_on,
            registered_at=before.registered_at,
            corrects=old.pk,
        )
        if going.told == before.told:
            answers.append(Outcome.known(Departure, old.pk))
            continue
        history.forget(before)
        answer = _objection(going, day_of(at)) or history.add(going)
        if answer is going:
            old.withdrawn_at = at
            fresh.append(going)
        else:
            history.keep(before)
        answers.append(_taken(going) if isinstance(answer, _Going) and answer is not going else answer)
    replaced = [going.corrects for going in fresh if going.corrects is not None]
    Departure.objects.filter(pk__in=replaced).update(withdrawn_at=at)
    note(
        [
            NewEntry(Kind.DEPARTURE_SUPERSEDED, departures[number].area_id, subject_type(Departure), number, at)
            for number in replaced
        ],
        by=by,
        at=at,
    )
    _write(fresh, history, at=at)
    return [_outcome(answer) for answer in answers]


def _taken(going: _Going) -> Outcome:
    return Outcome.refused(Problem.ALREADY_AWAY, on="left_on", left_on=going.left_on.isoformat())


class WithdrawDeparture(Command):
    """For someone who never left."""

    departure: Annotated[RecordId, Label("Departure", "外出记录")]
    reason: Annotated[LongText, Field(min_length=1), Label("Reason", "撤销原因")]


@action(
    "screening.withdraw_departure",
    after_exit=True,
    kind=Kind.DEPARTURE_WITHDRAWN,
    permission=Permission.DEPARTURE_WRITE,
    command=WithdrawDeparture,
    title=Term("Withdraw a departure", "撤销外出登记"),
    areas_of=area_of_record(Departure, "departure", Q(withdrawn_at__isnull=True)),
)
def withdraw_departure(commands: list[WithdrawDeparture], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """Take departures back; they stay on record and no longer count."""
    departures = Departure.objects.in_bulk([command.departure for command in commands])
    standing = {number for number, departure in departures.items() if departure.withdrawn_at is None}
    Departure.objects.filter(pk__in=standing).update(withdrawn_at=at)
    outcomes = []
    for command in commands:
        if command.departure in standing:
            standing.discard(command.departure)
            area = departures[command.departure].area_id
            outcomes.append(Outcome.done(Departure, command.departure, area, reason=command.reason))
        else:
            outcomes.append(Outcome.known(Departure, command.departure))
    return outcomes


@dataclass(slots=True, eq=False)
class _Going:
    """A departure that is on record, or about to be: then it has no number yet."""

    placed: Placed
    left_on: date
    destination: str
    reason: str | None
    expected_back_on: date | None
    registered_at: datetime
    corrects: int | None = None
    number: int = 0
    answered: bool = False
    returned_on: date | None = None

    @classmethod
    def of(cls, row: Departure) -> _Going:
        return cls(
            Placed(row.person_id, row.household_id, row.area_id), row.left_on, row.destination, row.reason or None,
            row.expected_back_on, row.registered_at, number=row.pk, answered=True, returned_on=row.returned_on,
        )  # fmt: skip

    @property
    def told(self) -> tuple[Any, ...]:
        return self.left_on, self.destination, self.reason, self.expected_back_on


class _History:
    """The departures and returns of the people of a batch, as they stand and as the batch goes on."""

    def __init__(self, people: Collection[int]) -> None:
        self._gone: dict[tuple[int, date], _Going] = {}
        self._open: dict[int, _Going] = {}
        self._came: dict[int, list[tuple[date, int]]] = {}
        for row in current(Departure).filter(person_id__in=people):
            self.keep(_Going.of(row))
        came = current(Arrival).filter(person_id__in=people)
        columns = ("person_id", "arrived_home_at", "registered_at", "pk")
        for person, home_at, heard_at, number in came.values_list(*columns):
            self._came.setdefault(person, []).append((day_of(home_at or heard_at), number))

    def add(self, going: _Going) -> _Going | Outcome:
        """The departure itself when it is new, the one of that day when there is one, or why it cannot be."""
        person = going.placed.person
        if same := self._gone.get((person, going.left_on)):
            return same
        going.returned_on = next(iter(self._returns(going)), (None, 0))[0]
        away = self._open.get(person)
        if away is not None and going.returned_on is None:
            return _taken(away)
        self.keep(going)
        return going

    def forget(self, going: _Going) -> None:
        """Leave a departure aside that is about to be corrected."""
        person = going.placed.person
        self._gone.pop((person, going.left_on), None)
        if (away := self._open.get(person)) is not None and away.left_on == going.left_on:
            del self._open[person]

    def returned_by(self, going: _Going) -> int | None:
        """The arrival that ended it."""
        return next((number for _, number in self._returns(going)), None)

    def _returns(self, going: _Going) -> list[tuple[date, int]]:
        return sorted(came for came in self._came.get(going.placed.person, ()) if came[0] >= going.left_on)

    def keep(self, going: _Going) -> None:
        """Take a departure in that is on record or will be."""
        self._gone[going.placed.person, going.left_on] = going
        if going.returned_on is None:
            self._open[going.placed.person] = going


def _objection(going: _Going, today: date) -> Outcome | None:
    if going.left_on > today:
        return Outcome.refused(Problem.DEPARTURE_IN_THE_FUTURE, on="left_on")
    if going.expected_back_on is not None and going.expected_back_on < going.left_on:
        return Outcome.refused(Problem.RETURN_BEFORE_LEAVING, on="expected_back_on")
    return None


_COLUMNS = (
    "area", "person", "household", "left_on", "destination", "place_code", "reason", "expected_back_on", "returned_on",
    "returned_by", "registered_at", "recorded_at", "corrects",
)  # fmt: skip


def _write(departures: Sequence[_Going], history: _History, *, at: datetime) -> None:
    rows = []
    for going in departures:
        place_known = policy.resolve_place(going.destination) if going.destination else None
        rows.append(
            (
                going.placed.area, going.placed.person, going.placed.household, going.left_on, going.destination,
                place_known.code if place_known else "", str(going.reason or ""), going.expected_back_on,
                going.returned_on, history.returned_by(going), going.registered_at, at, going.corrects,
            )
        )  # fmt: skip
    for going, number in zip(departures, insert_rows(Departure, _COLUMNS, rows), strict=True):
        going.number = number


def _outcome(answer: _Going | Outcome) -> Outcome:
    """Done for the one that was written, known for those that told the same."""
    if isinstance(answer, Outcome):
        return answer
    if answer.answered:
        return Outcome.known(Departure, answer.number)
    answer.answered = True
    detail: dict[str, Any] = {"corrects": answer.corrects} if answer.corrects is not None else {}
    return Outcome.done(Departure, answer.number, answer.placed.area, **detail)
