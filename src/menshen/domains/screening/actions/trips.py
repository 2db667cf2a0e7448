"""Grouped transport for workers: a trip with its seats, who has one, and the departures that it makes."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

from django.db.models import F, Q
from pydantic import Field

from menshen.domains.policy import interface as policy
from menshen.domains.policy.vocabulary import ThresholdCode
from menshen.domains.screening.actions.departures import RecordDeparture, record_departure
from menshen.domains.screening.actions.workers import HERE
from menshen.domains.screening.models import Departure, OutgoingWorker, Trip
from menshen.domains.screening.vocabulary import DepartureReason, Kind, Permission, Problem, TransportMode
from menshen.kernel.actions.declaration import Command, Label, Outcome, action, area_of_record
from menshen.kernel.actions.fields import From
from menshen.kernel.actions.performing import note, run
from menshen.kernel.actions.types import AreaCode, Moment, RecordId, ShortText
from menshen.kernel.base.clock import day_of
from menshen.kernel.base.terms import Term
from menshen.kernel.journal.entries import NewEntry, subject_type
from menshen.kernel.scope.codes import contains

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from menshen.kernel.scope.viewers import Viewer

_WORKER = subject_type(OutgoingWorker)
_WAITS = Q(left_at__isnull=True)


_WAITING_TRIPS = From("screening.trips", ("title", "destination", "leaves_at", "free"))


class OpenTrip(Command):
    """A coach, train or flight from here to where people work."""

    area: Annotated[AreaCode, Label("Arranged by", "组织单位")]
    title: Annotated[ShortText, Field(min_length=1), Label("Title", "车次名称")]
    destination: Annotated[ShortText, Field(min_length=1, max_length=120), Label("Goes to", "目的地")]
    leaves_at: Annotated[Moment, Label("Leaves at", "发车时间")]
    transport: Annotated[TransportMode, Label("Transport", "交通工具")] = TransportMode.COACH
    transport_number: Annotated[ShortText, Label("Train, flight or plate", "车次、航班或车牌")] = ""
    seats: Annotated[int, Field(ge=1, le=2000), Label("Seats", "座位数")]


@action(
    "screening.open_trip",
    kind=Kind.TRIP_OPENED,
    permission=Permission.TRIP_WRITE,
    command=OpenTrip,
    title=Term("Arrange a trip", "安排集中输送车次"),
)
def open_trip(commands: list[OpenTrip], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """Arrange trips."""
    areas, titles = {command.area for command in commands}, {command.title for command in commands}
    held = {(row.area_id, row.title): row for row in Trip.objects.filter(area_id__in=areas, title__in=titles)}
    answers: list[Outcome | Trip] = []
    fresh: list[Trip] = []
    for command in commands:
        same = held.get((command.area, command.title))
        if same is not None:
            alike = same.pk and (same.destination, same.leaves_at) == (command.destination, command.leaves_at)
            taken = Outcome.refused(Problem.TRIP_TITLE_TAKEN, on="title")
            answers.append(Outcome.known(Trip, same.pk) if alike else taken)
            continue
        told = command.model_dump(exclude={"area", "happened_at", "transport"})
        trip = held[command.area, command.title] = Trip(area_id=command.area, transport=command.transport.value, **told)
        fresh.append(trip)
        answers.append(trip)
    Trip.objects.bulk_create(fresh)
    return [
        answer if isinstance(answer, Outcome) else Outcome.done(Trip, answer.pk, answer.area_id) for answer in answers
    ]


class SeatWorker(Command):
    worker: Annotated[RecordId, Label("Leaving worker", "外出务工登记")]
    trip: Annotated[RecordId, Label("Trip", "车次"), _WAITING_TRIPS]


@action(
    "screening.seat_worker",
    kind=Kind.WORKER_SEATED,
    permission=Permission.TRIP_WRITE,
    command=SeatWorker,
    title=Term("Give a seat", "安排车次座位"),
    areas_of=area_of_record(OutgoingWorker, "worker", HERE & Q(trip__isnull=True)),
)
def seat_worker(commands: list[SeatWorker], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """Give seats on a trip of their area to workers with a certificate that holds on the day."""
    workers = OutgoingWorker.objects.in_bulk([command.worker for command in commands])
    trips = Trip.objects.select_for_update().in_bulk([command.trip for command in commands])
    taken = _taken(trips)
    holds = _Certificates()
    outcomes = []
    for command in commands:
        worker, trip = workers[command.worker], trips.get(command.trip)
        if trip is None or not contains(trip.area_id, worker.area_id):
            outcomes.append(Outcome.refused(Problem.TRIP_UNKNOWN, on="trip"))
        elif worker.trip_id == trip.pk:
            outcomes.append(Outcome.known(OutgoingWorker, worker.pk))
        elif problem := _no_seat(worker, trip, taken, holds):
            outcomes.append(problem)
        else:
            taken[trip.pk] += 1
            worker.trip = trip
            outcomes.append(Outcome.done(OutgoingWorker, worker.pk, worker.area_id, trip=trip.pk))
    OutgoingWorker.objects.bulk_update(workers.values(), ["trip"])
    return outcomes


def _taken(trips: Iterable[int]) -> Counter[int]:
    return Counter(OutgoingWorker.objects.filter(trip_id__in=list(trips)).values_list("trip_id", flat=True))


class _Certificates:
    """Whether a certificate holds on the day of a trip; without a limit in force none is asked for."""

    def __init__(self) -> None:
        self._limits = policy.thresholds()

    def days(self, area: str, day: date) -> int | None:
        limit = policy.threshold_in_force(self._limits, ThresholdCode.CERTIFICATE_HOLDS, area, day)
        return None if limit is None else int(limit.value)

    def holds(self, worker: OutgoingWorker, day: date) -> bool:
        days = self.days(worker.area_id, day)
        if days is None:
            return True
        return worker.examined_on is not None and worker.examined_on >= day - timedelta(days=days)


def _no_seat(worker: OutgoingWorker, trip: Trip, taken: Counter[int], holds: _Certificates) -> Outcome | None:
    day = day_of(trip.leaves_at)
    if trip.left_at is not None:
        return Outcome.refused(Problem.TRIP_LEFT, on="trip")
    if worker.departure_id is not None or worker.withdrawn_at is not None:
        return Outcome.refused(Problem.WORKER_LEFT)
    if taken[trip.pk] >= trip.seats:
        return Outcome.refused(Problem.TRIP_FULL, on="trip", seats=trip.seats)
    if not holds.holds(worker, day):
        return Outcome.refused(Problem.CERTIFICATE_MISSING, days=holds.days(worker.area_id, day))
    return None


class UnseatWorker(Command):
    worker: Annotated[RecordId, Label("Leaving worker", "外出务工登记")]


@action(
    "screening.unseat_worker",
    kind=Kind.WORKER_UNSEATED,
    permission=Permission.TRIP_WRITE,
    command=UnseatWorker,
    title=Term("Give the seat back", "退出车次"),
    areas_of=area_of_record(OutgoingWorker, "worker", HERE & Q(trip__isnull=False)),
)
def unseat_worker(commands: list[UnseatWorker], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """Free seats of people who travel otherwise."""
    workers = OutgoingWorker.objects.in_bulk([command.worker for command in commands])
    outcomes = []
    for command in commands:
        worker = workers[command.worker]
        if worker.departure_id is not None:
            outcomes.append(Outcome.refused(Problem.WORKER_LEFT))
        elif worker.trip_id is None:
            outcomes.append(Outcome.known(OutgoingWorker, worker.pk))
        else:
            worker.trip = None
            outcomes.append(Outcome.done(OutgoingWorker, worker.pk, worker.area_id))
    OutgoingWorker.objects.bulk_update(workers.values(), ["trip"])
    return outcomes


class FillTrip(Command):
    """Give the free seats to those who go to the same place and have a certificate that holds, the first to leave
    first."""

    trip: Annotated[RecordId, Label("Trip", "车次")]


@action(
    "screening.fill_trip",
    kind=Kind.TRIP_FILLED,
    permission=Permission.TRIP_WRITE,
    command=FillTrip,
    title=Term("Fill the free seats", "自动安排座位"),
    areas_of=area_of_record(Trip, "trip", _WAITS),
)
def fill_trip(commands: list[FillTrip], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Fill trips; who waits for another place, or without a certificate, stays without a seat."""
    trips = Trip.objects.select_for_update().in_bulk([command.trip for command in commands])
    taken, holds = _taken(trips), _Certificates()
    waiting = _waiting(trips.values())
    seated: list[OutgoingWorker] = []
    outcomes = []
    for command in commands:
        trip = trips[command.trip]
        chosen = []
        for worker in waiting:
            fits = worker.trip is None and _same_place(worker, trip) and contains(trip.area_id, worker.area_id)
            if fits and _no_seat(worker, trip, taken, holds) is None:
                worker.trip = trip
                taken[trip.pk] += 1
                chosen.append(worker)
        seated += chosen
        if trip.left_at is not None:
            outcomes.append(Outcome.refused(Problem.TRIP_LEFT))
        elif chosen:
            outcomes.append(Outcome.done(Trip, trip.pk, trip.area_id, seats=len(chosen)))
        else:
            outcomes.append(Outcome.known(Trip, trip.pk))
    OutgoingWorker.objects.bulk_update(seated, ["trip"], batch_size=1_000)
    entries = [NewEntry(Kind.WORKER_SEATED, one.area_id, _WORKER, one.pk, at) for one in seated]
    note(entries, by=by, at=at)
    return outcomes


def _waiting(trips: Iterable[Trip]) -> list[OutgoingWorker]:
    condition = Q(pk__in=[])
    for trip in trips:
        condition |= Q(area_id__gte=trip.area_id, area_id__lt=trip.area_id + ":")
    rows = OutgoingWorker.objects.filter(HERE, condition, trip__isnull=True)
    return list(rows.order_by(F("leaves_on").asc(nulls_last=True), "registered_at", "pk"))


def _same_place(worker: OutgoingWorker, trip: Trip) -> bool:
    """Written alike, or both name places of which one contains the other."""
    if worker.destination == trip.destination:
        return True
    places = [policy.resolve_place(text) for text in (worker.destination, trip.destination)]
    stems = [place.code.removesuffix("00").removesuffix("00") for place in places if place]
    return len(stems) == len(places) and (stems[0].startswith(stems[1]) or stems[1].startswith(stems[0]))


class DepartTrip(Command):
    """The trip has left with everyone who has a seat: they are recorded as away from that day on."""

    trip: Annotated[RecordId, Label("Trip", "车次")]
    left_at: Annotated[Moment | None, Label("Left at", "实际发车时间", Term("Empty: now.", "不填为现在。"))] = None


@action(
    "screening.depart_trip",
    kind=Kind.TRIP_DEPARTED,
    permission=Permission.TRIP_WRITE,
    command=DepartTrip,
    title=Term("Has left", "已发车"),
    areas_of=area_of_record(Trip, "trip", _WAITS),
)
def depart_trip(commands: list[DepartTrip], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Record the departures of everyone on the trips; who was recorded as away before keeps that departure."""
    trips = Trip.objects.select_for_update().in_bulk([command.trip for command in commands])
    leaving: dict[int, datetime] = {}
    outcomes: list[Outcome | int] = []
    for command in commands:
        trip = trips[command.trip]
        if trip.left_at is not None:
            outcomes.append(Outcome.known(Trip, trip.pk))
        else:
            trip.left_at = leaving[trip.pk] = min(command.left_at or at, at)
            outcomes.append(trip.pk)
    workers = list(OutgoingWorker.objects.filter(HERE, trip_id__in=leaving).order_by("pk"))
    left = _depart(workers, leaving, by=by, at=at)
    Trip.objects.bulk_update([trips[number] for number in leaving], ["left_at"])
    return [
        one if isinstance(one, Outcome) else Outcome.done(Trip, one, trips[one].area_id, people=left[one])
        for one in outcomes
    ]


def _depart(
    workers: Sequence[OutgoingWorker], leaving: dict[int, datetime], *, by: Viewer, at: datetime
) -> dict[int, int]:
    """How many left with each trip."""
    commands = [
        RecordDeparture(
            area=worker.area_id, person=worker.person_id, destination=worker.destination,
            reason=DepartureReason.WORK, left_on=day_of(leaving[worker.trip_id or 0]),
        )
        for worker in workers
    ]  # fmt: skip
    departed = run(record_departure, commands, by=by, at=at)
    entries = []
    many: dict[int, int] = defaultdict(int)
    for worker, outcome in zip(workers, departed, strict=True):
        if outcome.problem is not None or outcome.subject_id is None:
            continue
        worker.departure_id = outcome.subject_id
        many[worker.trip_id or 0] += 1
        if outcome.state == "done":
            kind = record_departure.kind.value
            entries.append(NewEntry(kind, outcome.area, subject_type(Departure), outcome.subject_id, at))
        entries.append(NewEntry(Kind.WORKER_LEFT.value, worker.area_id, _WORKER, worker.pk, at))
    OutgoingWorker.objects.bulk_update(workers, ["departure"], batch_size=1_000)
    note(entries, by=by, at=at)
    return many
