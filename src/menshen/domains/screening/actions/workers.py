"""Residents who leave for work: registered, and certified healthy for the journey where they wish."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from django.db.models import Q
from pydantic import Field

from menshen.domains.policy import interface as policy
from menshen.domains.policy.vocabulary import ThresholdCode
from menshen.domains.registry import interface as registry
from menshen.domains.screening.actions.people import NamedResident, Placed, place
from menshen.domains.screening.documents.certificate import HEALTH_CERTIFICATE
from menshen.domains.screening.models import OutgoingWorker
from menshen.domains.screening.rules.lists import is_fit_to_travel
from menshen.domains.screening.vocabulary import Kind, Permission, Problem, Symptom
from menshen.kernel.actions.declaration import Command, Label, Outcome, action, area_of_record
from menshen.kernel.actions.types import RecordId, ShortText, Temperature
from menshen.kernel.base.bulk import insert_rows
from menshen.kernel.base.clock import day_of
from menshen.kernel.base.problems import Refused, not_found
from menshen.kernel.base.terms import Term
from menshen.kernel.documents.issuing import NewDocument, issue
from menshen.kernel.journal.entries import subject_type
from menshen.kernel.scope.codes import Level, at_level
from menshen.kernel.scope.models import Area

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from menshen.kernel.scope.viewers import Viewer

HERE = Q(withdrawn_at__isnull=True, departure__isnull=True)
_COLUMNS = ("area", "person", "household", "destination", "employer", "leaves_on", "registered_at")


class RegisterWorker(NamedResident):
    """A resident who leaves, or means to leave, for work elsewhere."""

    destination: Annotated[ShortText, Field(min_length=1, max_length=120), Label("Goes to", "务工地")]
    employer: Annotated[ShortText, Field(max_length=80), Label("Employer", "务工单位")] = ""
    leaves_on: Annotated[date | None, Label("Means to leave on", "拟外出日期")] = None


@action(
    "screening.register_worker",
    kind=Kind.WORKER_REGISTERED,
    permission=Permission.WORKER_WRITE,
    command=RegisterWorker,
    title=Term("Register a leaving worker", "登记外出务工人员"),
)
def register_worker(commands: list[RegisterWorker], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Register who leaves for work; only residents are registered, and nobody needs to be in order to leave."""
    placed = place([command.who() for command in commands], by=by, at=at, strangers=False)
    people = {found.person for found in placed if isinstance(found, Placed)}
    held = {row.person_id: (row.pk, row.destination) for row in OutgoingWorker.objects.filter(HERE, person__in=people)}
    fresh: dict[int, tuple[Any, ...]] = {}
    answers: list[Outcome | int] = []
    for command, found in zip(commands, placed, strict=True):
        if isinstance(found, Refused):
            answers.append(Outcome.refusal(found))
        elif not by.may(Permission.WORKER_WRITE, found.area):
            answers.append(Outcome.refusal(not_found()))
        elif found.person in held and held[found.person][1] != command.destination:
            going = held[found.person][1]
            answers.append(Outcome.refused(Problem.WORKER_LEAVES_ALREADY, on="destination", destination=going))
        else:
            if found.person not in held:
                held[found.person] = (0, command.destination)
                told = (command.destination, command.employer, command.leaves_on)
                fresh[found.person] = (found.area, found.person, found.household, *told, command.happened_at or at)
            answers.append(found.person)
    ids = dict(zip(fresh, insert_rows(OutgoingWorker, _COLUMNS, list(fresh.values())), strict=True))
    return [answer if isinstance(answer, Outcome) else _registered(answer, held, fresh, ids) for answer in answers]


def _registered(
    person: int, held: dict[int, tuple[int, str]], fresh: dict[int, tuple[Any, ...]], ids: dict[int, int]
) -> Outcome:
    if person not in ids:
        return Outcome.known(OutgoingWorker, held[person][0])
    row = fresh.pop(person, None)  # told again in the same batch it is known
    if row is None:
        return Outcome.known(OutgoingWorker, ids[person])
    return Outcome.done(OutgoingWorker, ids[person], row[0])


class WithdrawWorker(Command):
    """They do not go, or were registered by mistake."""

    worker: Annotated[RecordId, Label("Leaving worker", "外出务工登记")]


@action(
    "screening.withdraw_worker",
    kind=Kind.WORKER_WITHDRAWN,
    permission=Permission.WORKER_WRITE,
    command=WithdrawWorker,
    title=Term("Does not leave", "撤销外出务工登记"),
    areas_of=area_of_record(OutgoingWorker, "worker", HERE),
)
def withdraw_worker(commands: list[WithdrawWorker], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """Take registrations back; a seat is free again."""
    workers = OutgoingWorker.objects.in_bulk([command.worker for command in commands])
    outcomes = []
    for command in commands:
        worker = workers[command.worker]
        if worker.departure_id is not None:
            outcomes.append(Outcome.refused(Problem.WORKER_LEFT))
        elif worker.withdrawn_at is not None:
            outcomes.append(Outcome.known(OutgoingWorker, worker.pk))
        else:
            worker.withdrawn_at, worker.trip = at, None
            outcomes.append(Outcome.done(OutgoingWorker, worker.pk, worker.area_id))
    OutgoingWorker.objects.bulk_update(workers.values(), ["withdrawn_at", "trip"])
    return outcomes


class CertifyWorker(Command):
    """They were examined by their own wish and are fit to travel. A new certificate stands beside the old one."""

    worker: Annotated[RecordId, Label("Leaving worker", "外出务工登记")]
    temperature: Annotated[Temperature, Label("Temperature, °C", "体温（℃）")]
    symptoms: Annotated[list[Symptom], Field(max_length=len(Symptom)), Label("Symptoms", "症状")]
    examined_on: Annotated[date | None, Label("Examined on", "检查日期", Term("Empty: today.", "不填为今天。"))] = None


@action(
    "screening.certify_worker",
    kind=Kind.WORKER_CERTIFIED,
    permission=Permission.WORKER_WRITE,
    command=CertifyWorker,
    title=Term("Issue a health certificate", "出具健康证明"),
    areas_of=area_of_record(OutgoingWorker, "worker", HERE),
)
def certify_worker(commands: list[CertifyWorker], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Issue numbered certificates. Who is not fit is referred to a doctor; nothing else follows from it."""
    workers = OutgoingWorker.objects.in_bulk([command.worker for command in commands])
    limits, today = policy.thresholds(), day_of(at)
    refusals: dict[int, Outcome] = {}
    fit: dict[int, CertifyWorker] = {}
    for place_, command in enumerate(commands):
        worker, day = workers[command.worker], command.examined_on or today
        fever = policy.threshold_in_force(limits, ThresholdCode.FEVER, worker.area_id, day)
        problem = _unfit(worker, command, day, today, fever)
        if problem is not None:
            refusals[place_] = problem
        else:
            worker.examined_on = max(worker.examined_on or day, day)
            fit[command.worker] = command
    papers = _issue([(workers[number], command) for number, command in fit.items()], today, by=by, at=at)
    OutgoingWorker.objects.bulk_update([workers[number] for number in fit], ["examined_on"])
    return [
        refusals.get(place_)
        or Outcome.done(
            OutgoingWorker, command.worker, workers[command.worker].area_id, document=papers[command.worker]
        )
        for place_, command in enumerate(commands)
    ]


def _unfit(
    worker: OutgoingWorker, command: CertifyWorker, day: date, today: date, fever: policy.Threshold | None
) -> Outcome | None:
    if worker.departure_id is not None or worker.withdrawn_at is not None:
        return Outcome.refused(Problem.WORKER_LEFT)
    if day > today:
        return Outcome.refused(Problem.EXAMINED_IN_THE_FUTURE, on="examined_on")
    if fever is None:
        return Outcome.refused(Problem.NO_FEVER_LINE)
    if not is_fit_to_travel(command.temperature, command.symptoms, fever):
        return Outcome.refused(Problem.NOT_FIT, on="symptoms" if command.symptoms else "temperature")
    return None


def _issue(
    fit: Sequence[tuple[OutgoingWorker, CertifyWorker]], today: date, *, by: Viewer, at: datetime
) -> dict[int, int]:
    people = registry.people_on_paper(worker.person_id for worker, _ in fit)
    areas = _communities(worker.area_id for worker, _ in fit)
    items = [
        NewDocument(
            worker.area_id,
            subject_type(OutgoingWorker),
            worker.pk,
            _data(worker, command, people[worker.person_id], areas[_community(worker)], today),
        )
        for worker, command in fit
    ]
    return {paper.subject_id: paper.pk for paper in issue(HEALTH_CERTIFICATE, items, by=by, at=at)}


def _data(
    worker: OutgoingWorker, command: CertifyWorker, person: registry.PersonOnPaper, community: Area, today: date
) -> dict[str, Any]:
    return {
        "issuer": community.name,
        "person": {"name": person.name, "id_number": person.masked_id_number, "address": person.address},
        "examined_on": command.examined_on or today,
        "temperature": f"{command.temperature:.1f}",
        "destination": worker.destination,
        "community": {"name": community.name, "phone": community.phone},
    }


def _community(worker: OutgoingWorker) -> str:
    return at_level(worker.area_id, Level.COMMUNITY) or worker.area_id


def _communities(codes: Iterable[str]) -> dict[str, Area]:
    wanted = {at_level(code, Level.COMMUNITY) or code for code in codes}
    return {area.code: area for area in Area.objects.filter(code__in=wanted)}
