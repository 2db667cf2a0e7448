"""Door contacts: put up while home quarantine is in force, taken off at its end; a person says what an opening was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from django.db.models import Q
from pydantic import Field, StringConstraints

from menshen.domains.policy.vocabulary import Measure
from menshen.domains.quarantine.actions.common import OrderId, orders_by_id
from menshen.domains.quarantine.models import DoorEvent, DoorSensor, QuarantineOrder
from menshen.domains.quarantine.queries import in_force_on
from menshen.domains.quarantine.vocabulary import DoorFinding, DoorVerdict, Kind, Permission, Problem
from menshen.kernel.actions.declaration import Command, Label, Outcome, action, area_of_record
from menshen.kernel.actions.types import LongText, RecordId
from menshen.kernel.base.clock import day_of
from menshen.kernel.base.terms import Term

if TYPE_CHECKING:
    from datetime import datetime

    from menshen.kernel.scope.viewers import Viewer

Serial = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{3,40}$")]
DeviceKey = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


def _home_today(at: datetime) -> Q:
    return in_force_on(day_of(at)) & Q(measure=Measure.HOME_QUARANTINE.value)


class InstallSensor(Command):
    """A contact goes up at a door: it says that the door opened, and nothing else."""

    order: OrderId
    serial: Annotated[
        Serial, Label("Serial number", "设备编号", Term("Letters, digits and hyphens.", "字母、数字和连字符。"))
    ]
    key: Annotated[
        DeviceKey,
        Label(
            "Key of the device",
            "设备密钥",
            Term("64 digits 0-9 a-f, as delivered with it.", "随设备提供的 64 位密钥（0-9、a-f）。"),
        ),
    ]
    told: Annotated[
        bool,
        Label(
            "The household was told",
            "已告知住户",
            Term(
                "It records openings only: no picture, no sound, no lock. It comes off when the order ends.",
                "仅记录开门，不拍摄、不录音、不上锁，解除隔离即拆除。",
            ),
        ),
    ] = False


@action(
    "quarantine.install_sensor",
    kind=Kind.SENSOR_INSTALLED,
    permission=Permission.SENSOR_WRITE,
    command=InstallSensor,
    title=Term("Put up a door contact", "安装门磁"),
    areas_of=area_of_record(QuarantineOrder, "order", _home_today),
)
def install_sensor(commands: list[InstallSensor], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """Put contacts up, one at a door, and only after the household was told. The key is kept encrypted."""
    orders = orders_by_id(command.order for command in commands)
    allowed = set(QuarantineOrder.objects.filter(_home_today(at), pk__in=orders).values_list("pk", flat=True))
    up = DoorSensor.objects.filter(removed_at__isnull=True)
    here = set(up.filter(order__in=orders).values_list("order_id", flat=True))
    outcomes: list[Outcome | None] = []
    rows = []
    for command in commands:
        order = orders[command.order]
        problem = None
        if order.pk not in allowed:
            problem = Outcome.refused(Problem.SENSOR_NOT_HOME)
        elif order.pk in here:
            problem = Outcome.refused(Problem.SENSOR_HERE)
        elif not command.told:
            problem = Outcome.refused(Problem.SENSOR_NOT_TOLD, on="told")
        outcomes.append(problem)
        if problem is None:
            here.add(order.pk)
            rows.append(
                DoorSensor(area_id=order.area_id, order=order, serial=command.serial, key=command.key, installed_at=at)
            )
    made = iter(DoorSensor.objects.bulk_create(rows))
    return [outcome or _done(next(made)) for outcome in outcomes]


def _done(sensor: DoorSensor) -> Outcome:
    return Outcome.done(DoorSensor, sensor.pk, sensor.area_id, order=sensor.order_id)


class RemoveSensor(Command):
    """The contact is off the door."""

    sensor: Annotated[RecordId, Label("Door contact", "门磁")]


@action(
    "quarantine.remove_sensor",
    after_exit=True,
    kind=Kind.SENSOR_REMOVED,
    permission=Permission.SENSOR_WRITE,
    command=RemoveSensor,
    title=Term("Take off a door contact", "拆除门磁"),
    areas_of=area_of_record(DoorSensor, "sensor", Q(removed_at__isnull=True)),
)
def remove_sensor(commands: list[RemoveSensor], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """Take contacts off. Their keys are forgotten, so that nothing they send is heard again."""
    held = DoorSensor.objects.select_for_update().in_bulk({command.sensor for command in commands})
    outcomes = []
    for command in commands:
        sensor = held[command.sensor]
        if sensor.removed_at:
            outcomes.append(Outcome.known(DoorSensor, sensor.pk))
            continue
        sensor.removed_at, sensor.key = at, ""
        outcomes.append(_done(sensor))
    DoorSensor.objects.bulk_update(held.values(), ["removed_at", "key"])
    return outcomes


class AnswerOpening(Command):
    """What a person found out about an opening. It stays with the event, which is deleted after days."""

    event: Annotated[RecordId, Label("Opening", "开门记录")]
    finding: Annotated[DoorFinding, Label("What it was", "核实结果")]
    words: Annotated[LongText, Label("What was said or done", "处理情况"), Field(max_length=200)] = ""


@action(
    "quarantine.answer_opening",
    after_exit=True,
    kind=Kind.OPENING_ANSWERED,
    permission=Permission.SENSOR_ANSWER,
    command=AnswerOpening,
    title=Term("Say what an opening was", "核实开门情况"),
    areas_of=area_of_record(DoorEvent, "event", Q(verdict=DoorVerdict.ASK.value, answered_at__isnull=True)),
)
def answer_opening(commands: list[AnswerOpening], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """Note what openings were. Neither the journal nor anything that lasts keeps the finding, and nothing follows."""
    held = DoorEvent.objects.select_for_update().in_bulk({command.event for command in commands})
    outcomes = []
    for command in commands:
        event = held[command.event]
        if event.answered_at or event.verdict != DoorVerdict.ASK:
            outcomes.append(Outcome.refused(Problem.OPENING_ANSWERED))
            continue
        event.answered_at, event.finding, event.words = at, command.finding.value, command.words
        outcomes.append(Outcome.done(DoorEvent, event.pk, event.area_id))
    DoorEvent.objects.bulk_update(held.values(), ["answered_at", "finding", "words"])
    return outcomes
