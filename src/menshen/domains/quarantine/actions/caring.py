"""Care for those who must not be alone, and the tests that a rule asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from django.db.models import Q
from pydantic import Field

from menshen.domains.quarantine.actions.common import OrderId, unfinished
from menshen.domains.quarantine.models import CarePlan, QuarantineOrder, TestDue
from menshen.domains.quarantine.vocabulary import Kind, Permission, Problem
from menshen.kernel.actions.declaration import Command, Label, Outcome, action, area_of_record
from menshen.kernel.actions.types import LongText, Moment, PersonName, RecordId
from menshen.kernel.base.terms import Term

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from menshen.kernel.scope.viewers import Viewer

When = Annotated[Moment | None, Label("When", "时间", Term("Empty: now.", "不填表示现在。"))]
TestId = Annotated[RecordId, Label("Test", "应检记录")]


def _cared_for(at: datetime) -> Q:
    return unfinished(at) & Q(care__isnull=False)


class ArrangeCare(Command):
    """Who is with somebody who must not be alone: a child, a pregnant, ill or dependent person."""

    order: OrderId
    companion: Annotated[PersonName, Label("Who is with them", "陪护人")]
    arrangement: Annotated[
        LongText,
        Label(
            "What was assessed and arranged",
            "评估和安排",
            Term("Place, care, medicine, regular treatment.", "地点、照护、用药、定期诊疗等。"),
        ),
        Field(min_length=1),
    ]


@action(
    "quarantine.arrange_care",
    kind=Kind.CARE_ARRANGED,
    permission=Permission.CARE_WRITE,
    command=ArrangeCare,
    title=Term("Arrange care", "安排特殊照护"),
    areas_of=area_of_record(QuarantineOrder, "order", _cared_for),
)
def arrange_care(commands: list[ArrangeCare], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """Name who is there and what was arranged, one by one; it may be arranged anew."""
    plans = _plans(command.order for command in commands)
    outcomes = []
    for command in commands:
        plan = plans.get(command.order)
        if plan is None:
            outcomes.append(Outcome.refused(Problem.NO_SPECIAL_CARE))
        elif (plan.companion, plan.arrangement) == (command.companion, command.arrangement):
            outcomes.append(Outcome.known(QuarantineOrder, command.order))
        else:
            plan.companion, plan.arrangement, plan.arranged_at = command.companion, command.arrangement, at
            outcomes.append(Outcome.done(QuarantineOrder, command.order, plan.area_id))
    CarePlan.objects.bulk_update(plans.values(), ["companion", "arrangement", "arranged_at"])
    return outcomes


class TellGuardian(Command):
    """The guardian of a child was told of the order, its reasons and how to object."""

    order: OrderId
    guardian: Annotated[PersonName, Label("Guardian", "监护人")]
    told_at: When = None


@action(
    "quarantine.tell_guardian",
    kind=Kind.GUARDIAN_TOLD,
    permission=Permission.CARE_WRITE,
    command=TellGuardian,
    title=Term("Record that the guardian was told", "登记监护人告知"),
    areas_of=area_of_record(QuarantineOrder, "order", lambda at: _cared_for(at) & Q(care__minor=True)),
)
def tell_guardian(commands: list[TellGuardian], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """Note who was told, and when; under 14 it is a task until then."""
    plans = _plans(command.order for command in commands)
    outcomes = []
    for command in commands:
        plan, moment = plans.get(command.order), command.told_at or command.happened_at or at
        if plan is None or not plan.minor:
            outcomes.append(Outcome.refused(Problem.NO_MINOR))
        elif moment > at:
            outcomes.append(Outcome.refused(Problem.IN_THE_FUTURE, on="told_at"))
        elif plan.guardian == command.guardian and plan.told_at:
            outcomes.append(Outcome.known(QuarantineOrder, command.order))
        else:
            plan.guardian, plan.told_at = command.guardian, moment
            outcomes.append(Outcome.done(QuarantineOrder, command.order, plan.area_id))
    CarePlan.objects.bulk_update(plans.values(), ["guardian", "told_at"])
    return outcomes


def _plans(orders: Iterable[int]) -> dict[int, CarePlan]:
    found = CarePlan.objects.select_for_update().filter(order__in=set(orders))
    return {plan.order_id: plan for plan in found}


class RecordTestTaken(Command):
    """A specimen was taken on a day of the rule, or on the nearest that could be."""

    test: TestId
    taken_at: When = None


@action(
    "quarantine.record_test_taken",
    kind=Kind.TEST_TAKEN,
    permission=Permission.TEST_WRITE,
    command=RecordTestTaken,
    title=Term("Record specimen taken", "登记采样"),
    areas_of=area_of_record(TestDue, "test", Q(taken_at__isnull=True)),
)
def record_test_taken(commands: list[RecordTestTaken], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """Note when specimens were taken."""
    return _note(commands, "taken_at", at)


class RecordResultReceived(Command):
    """The result of a test came. What it says stays with the laboratory."""

    test: TestId
    result_at: When = None


@action(
    "quarantine.record_result_received",
    kind=Kind.RESULT_RECEIVED,
    permission=Permission.TEST_WRITE,
    command=RecordResultReceived,
    title=Term("Record result received", "登记结果接收"),
    areas_of=area_of_record(TestDue, "test", Q(taken_at__isnull=False, result_at__isnull=True)),
)
def record_result_received(commands: list[RecordResultReceived], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """Note when results came in."""
    return _note(commands, "result_at", at, after="taken_at")


def _note(
    commands: Sequence[RecordTestTaken | RecordResultReceived], moment_of: str, at: datetime, *, after: str = ""
) -> list[Outcome]:
    """Write down the moment of each command for its test, once; it is not before the moment that it comes `after`."""
    tests = TestDue.objects.select_for_update().in_bulk({command.test for command in commands})
    outcomes = []
    for command in commands:
        test, moment = tests[command.test], getattr(command, moment_of) or command.happened_at or at
        before = getattr(test, after) if after else moment
        if getattr(test, moment_of):
            outcomes.append(Outcome.known(TestDue, test.pk))
        elif before is None or moment < before:
            outcomes.append(Outcome.refused(Problem.TEST_NOT_TAKEN, on=moment_of))
        elif moment > at:
            outcomes.append(Outcome.refused(Problem.IN_THE_FUTURE, on=moment_of))
        else:
            setattr(test, moment_of, moment)
            outcomes.append(Outcome.done(TestDue, test.pk, test.area_id, order=test.order_id))
    TestDue.objects.bulk_update(tests.values(), [moment_of])
    return outcomes
