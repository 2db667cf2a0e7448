"""Returns that were announced: filed before they happen, one click from the arrival, ended by it or called off."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

from django.db.models import Q
from pydantic import Field

from menshen.domains.screening.actions.arrivals import Journey
from menshen.domains.screening.actions.becoming import Become, become_arrivals
from menshen.domains.screening.models import Intention
from menshen.domains.screening.vocabulary import IntentionState, Kind, Permission, Problem, TransportMode
from menshen.kernel.actions.declaration import Command, Label, Outcome, action, area_of_record
from menshen.kernel.actions.types import AreaCode, IdNumber, LongText, PersonName, PhoneNumber, RecordId, ShortText
from menshen.kernel.base.bulk import insert_rows
from menshen.kernel.base.clock import day_of
from menshen.kernel.base.terms import Term

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from menshen.kernel.scope.viewers import Viewer

_EXPECTED = Q(state=IntentionState.EXPECTED.value)
Key = tuple[str, str, str, date]


class AnnounceReturn(Command):
    """Somebody means to come: told by themselves, by the family, or asked by phone."""

    area: Annotated[AreaCode, Label("Grid", "所属网格")]
    name: Annotated[PersonName, Label("Name", "姓名")]
    id_number: Annotated[IdNumber, Label("ID number", "身份证号")] = ""
    phone: Annotated[PhoneNumber, Label("Phone", "联系电话")] = ""
    address: Annotated[ShortText, Label("Where they will live", "返回后住址")] = ""
    origin: Annotated[ShortText, Field(max_length=120), Label("From", "从何地返回")] = ""
    expected_on: Annotated[date, Label("Expected on", "预计返回日期")]
    transport: Annotated[TransportMode | None, Label("Transport", "交通工具")] = None
    transport_number: Annotated[ShortText, Label("Train, flight or plate", "车次、航班或车牌")] = ""
    note: Annotated[LongText, Label("Note", "备注")] = ""


@action(
    "screening.announce_return",
    kind=Kind.INTENTION_ANNOUNCED,
    permission=Permission.INTENTION_WRITE,
    command=AnnounceReturn,
    title=Term("Register an intended return", "登记拟返人员"),
)
def announce_return(commands: list[AnnounceReturn], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """Keep announcements; it is a service and asks nobody for leave to come home."""
    held = _held({command.name for command in commands})
    places: dict[Key, int] = {}
    fresh: list[AnnounceReturn] = []
    answers: list[Outcome | Key] = []
    for command in commands:
        key = (command.name, command.phone, command.id_number, command.expected_on)
        if command.expected_on < day_of(at):
            answers.append(Outcome.refused(Problem.EXPECTED_TOO_EARLY, on="expected_on"))
        elif key in held:
            answers.append(Outcome.known(Intention, held[key]))
        else:
            if key not in places:
                places[key] = len(fresh)
                fresh.append(command)
            answers.append(key)
    ids = insert_rows(Intention, _COLUMNS, [_row(command, at) for command in fresh])
    return [answer if isinstance(answer, Outcome) else _announced(answer, places, fresh, ids) for answer in answers]


def _announced(key: Key, places: dict[Key, int], fresh: Sequence[AnnounceReturn], ids: Sequence[int]) -> Outcome:
    """Done for the first command of a key, known for those that said the same."""
    place = places[key]
    if place < 0:
        return Outcome.known(Intention, ids[-place - 1])
    places[key] = -place - 1
    return Outcome.done(Intention, ids[place], fresh[place].area)


def _row(command: AnnounceReturn, at: datetime) -> tuple[object, ...]:
    return (
        command.area, command.name, command.id_number, command.phone, command.address, command.origin,
        command.expected_on, command.transport.value if command.transport else "", command.transport_number,
        command.note, command.happened_at or at, IntentionState.EXPECTED.value,
    )  # fmt: skip


_COLUMNS = (
    "area", "name", "id_number", "phone", "address", "origin", "expected_on", "transport", "transport_number", "note",
    "announced_at", "state",
)  # fmt: skip


def _held(names: Iterable[str]) -> dict[Key, int]:
    """Announcements that wait, by whom they are about and the day."""
    rows = Intention.objects.filter(_EXPECTED, name__in=list(names)).order_by("-pk")
    return {(row.name, row.phone, row.id_number, row.expected_on): row.pk for row in rows}


class InformReturnee(Command):
    """They were told of the advice to stay where they are. What they decide is their own and is not asked."""

    intention: Annotated[RecordId, Label("Intended return", "拟返登记")]


@action(
    "screening.inform_returnee",
    kind=Kind.INTENTION_INFORMED,
    permission=Permission.INTENTION_WRITE,
    command=InformReturnee,
    title=Term("Told of the advice to stay", "已告知就地过节倡议"),
    areas_of=area_of_record(Intention, "intention", _EXPECTED & Q(informed_at__isnull=True)),
)
def inform_returnee(commands: list[InformReturnee], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """Note that people were informed, and nothing else of them."""
    rows = Intention.objects.in_bulk([command.intention for command in commands])
    fresh = {number for number, row in rows.items() if row.informed_at is None}
    Intention.objects.filter(pk__in=fresh).update(informed_at=at)
    outcomes = []
    for command in commands:
        if command.intention in fresh:
            fresh.discard(command.intention)
            outcomes.append(Outcome.done(Intention, command.intention, rows[command.intention].area_id))
        else:
            outcomes.append(Outcome.known(Intention, command.intention))
    return outcomes


class CallOffReturn(Command):
    """They do not come now. A reason is not asked."""

    intention: Annotated[RecordId, Label("Intended return", "拟返登记")]


@action(
    "screening.call_off_return",
    kind=Kind.INTENTION_CALLED_OFF,
    permission=Permission.INTENTION_WRITE,
    command=CallOffReturn,
    title=Term("Does not come now", "取消拟返"),
    areas_of=area_of_record(Intention, "intention", _EXPECTED),
)
def call_off_return(commands: list[CallOffReturn], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """End announcements of people who do not come."""
    rows = Intention.objects.in_bulk([command.intention for command in commands])
    outcomes = []
    for command in commands:
        row = rows[command.intention]
        if row.state == IntentionState.CALLED_OFF.value:
            outcomes.append(Outcome.known(Intention, row.pk))
        elif row.state != IntentionState.EXPECTED.value:
            outcomes.append(Outcome.refused(Problem.INTENTION_OVER))
        else:
            row.state, row.ended_at = IntentionState.CALLED_OFF.value, at
            outcomes.append(Outcome.done(Intention, row.pk, row.area_id))
    Intention.objects.bulk_update(rows.values(), ["state", "ended_at"])
    return outcomes


class RegisterAnnouncedArrival(Journey):
    """They have come. What was announced is taken over; write what is different or was not known."""

    intention: Annotated[RecordId, Label("Intended return", "拟返登记")]
    address: Annotated[
        ShortText, Label("Address", "现住址", Term("Empty: as announced.", "不填则沿用登记的住址。"))
    ] = ""


@action(
    "screening.register_announced_arrival",
    kind=Kind.INTENTION_FULFILLED,
    permission=Permission.ARRIVAL_WRITE,
    command=RegisterAnnouncedArrival,
    title=Term("Has come: register the arrival", "已返回，转来返登记"),
    areas_of=area_of_record(Intention, "intention", _EXPECTED),
)
def register_announced_arrival(commands: list[RegisterAnnouncedArrival], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Register arrivals from announcements; the two-hour clock and the rules hold as for any other arrival."""
    rows = Intention.objects.in_bulk([command.intention for command in commands])
    plans = [_plan(rows[command.intention], command) for command in commands]
    # Taken out of what waits, so that nobody else ends them; who could not be registered is put back below.
    Intention.objects.filter(_EXPECTED, pk__in=rows).update(state=IntentionState.CAME.value, ended_at=at)
    became = become_arrivals(plans, by=by, at=at)
    for outcome, command in zip(became, commands, strict=True):
        if outcome.state == "done":
            row = rows[command.intention]
            row.state, row.ended_at, row.arrival_id = IntentionState.CAME.value, at, outcome.detail["arrival"]
    Intention.objects.bulk_update(rows.values(), ["state", "ended_at", "arrival"])
    return became


def _plan(row: Intention, command: RegisterAnnouncedArrival) -> Become | Outcome:
    if row.arrival_id is not None:
        return Outcome.known(Intention, row.pk)
    if row.state != IntentionState.EXPECTED.value:
        return Outcome.refused(Problem.INTENTION_OVER)
    told = command.model_dump(exclude_unset=True, exclude={"intention"})
    known = {
        "name": row.name, "id_number": row.id_number, "phone": row.phone, "address": row.address, "origin": row.origin,
        "transport": row.transport, "transport_number": row.transport_number, "announced_at": row.announced_at,
    }  # fmt: skip
    return Become.of(row, known, told)
