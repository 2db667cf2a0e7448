"""What follows in the days under an order: tests of the rule, care, tasks for what was asked, doors, void orders."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from menshen.domains.policy import interface as policy
from menshen.domains.policy.vocabulary import ThresholdCode
from menshen.domains.quarantine.actions.orders import stale_proposals
from menshen.domains.quarantine.documents import issue_void
from menshen.domains.quarantine.jobs.duties import (
    ARRANGE_CARE,
    ARRANGE_OUTING,
    COMPLETE_SITE,
    DECIDE_APPEAL,
    MOVE_PERSON,
    OPEN_EXITS,
    OVER,
    SETTLE_NEED,
    TAKE_OFF_SENSOR,
    TAKE_TESTS,
    TELL_GUARDIAN,
)
from menshen.domains.quarantine.jobs.proposing import ORDER, propose, withdraw
from menshen.domains.quarantine.jobs.running import leave_places, said_reasons
from menshen.domains.quarantine.models import (
    CarePlan,
    DoorSensor,
    OrderChange,
    QuarantineOrder,
    Site,
    TestDue,
)
from menshen.domains.quarantine.queries import area_ids, gaps_of, tests_to_take, waiting_to_confirm
from menshen.domains.quarantine.rules import days_of_tests, special_groups
from menshen.domains.quarantine.vocabulary import Kind, SpecialGroup
from menshen.domains.registry import interface as registry
from menshen.kernel.base.bulk import insert_rows
from menshen.kernel.base.clock import day_of
from menshen.kernel.base.jobs import Job
from menshen.kernel.journal.entries import Reaction, subject_type
from menshen.kernel.scope.codes import LENGTHS, Level
from menshen.kernel.scope.models import Area
from menshen.kernel.scope.viewers import PLATFORM, acting, system_viewer
from menshen.kernel.tasks.flow import NewTask, TaskKind, close_tasks, open_tasks
from menshen.kernel.tasks.models import Task

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from menshen.kernel.journal.models import Entry
    from menshen.kernel.scope.viewers import Viewer

_STREET = LENGTHS[Level.STREET]
SENSOR, SITE, AREA = subject_type(DoorSensor), subject_type(Site), subject_type(Area)


def begin_living(entries: Sequence[Entry], *, by: Viewer, at: datetime) -> None:  # noqa: ARG001  a reaction's signature
    """A confirmed order gets the tests of its rule, and a plan of care where its person must not be alone."""
    found = QuarantineOrder.objects.filter(pk__in=[entry.subject_id for entry in entries])
    orders = list(found.only("area", "person", "counted_from", "starts_on", "until_on", "rule", "never_alone"))
    rows = [
        (order.area_id, order.pk, day)
        for order in orders
        for day in days_of_tests(order.rule, order.counted_from, order.starts_on, order.until_on)
    ]
    insert_rows(TestDue, ("area", "order", "due_on"), rows)
    _plan_care([order for order in orders if order.never_alone], at)


def _plan_care(orders: Sequence[QuarantineOrder], at: datetime) -> None:
    """One plan and one task each: people who must not be alone are assessed one by one."""
    if not orders:
        return
    with acting(PLATFORM):  # who confirms need not see where the person is registered
        facts = registry.people_facts({order.person_id for order in orders})
    today = day_of(at)
    minors = {
        order.pk
        for order in orders
        if (known := facts.get(order.person_id))
        and SpecialGroup.UNDER_FOURTEEN in special_groups(known.born_on, (), today)
    }
    CarePlan.objects.bulk_create(
        CarePlan(area_id=order.area_id, order=order, minor=order.pk in minors) for order in orders
    )
    open_tasks(ARRANGE_CARE, [NewTask(order.area_id, ORDER, order.pk) for order in orders], at=at)
    children = [order for order in orders if order.pk in minors]
    open_tasks(TELL_GUARDIAN, [NewTask(order.area_id, ORDER, order.pk) for order in children], at=at)


def _ask(kind: TaskKind, level: Level | None = None, within: ThresholdCode | None = None) -> Callable[..., None]:
    """A reaction that opens a task for what each entry is about, where it is or at the level above; due as the kind
    says, or within the hours that the rules in force give."""

    def react(entries: Sequence[Entry], *, by: Viewer, at: datetime) -> None:  # noqa: ARG001  a reaction's signature
        length = LENGTHS[level] if level else None
        rows = policy.thresholds() if within else ()
        tasks = []
        for entry in entries:
            limit = policy.threshold_in_force(rows, within, entry.area_id, day_of(at)) if within else None
            due_at = at + timedelta(hours=float(limit.value)) if limit else None
            tasks.append(NewTask(entry.area_id[:length], entry.subject_type, entry.subject_id, due_at=due_at))
        open_tasks(kind, tasks, at=at)

    react.__doc__ = f"Open {kind.code} for what was asked."
    react.__name__ = f"ask_{kind.code.partition('.')[2]}"
    return react


def homes_surveyed(entries: Sequence[Entry], *, by: Viewer, at: datetime) -> None:
    """What is proposed follows what the home is like: proposals that differ now are made anew."""
    with acting(PLATFORM):
        surveyed = QuarantineOrder.objects.filter(pk__in=[entry.subject_id for entry in entries])
        waiting = list(waiting_to_confirm().filter(household__in=surveyed.values("household")).order_by("pk"))
        stale = stale_proposals(waiting, day_of(at))
        old = [order for order in waiting if order.pk in stale]
        withdraw(old, by=by, at=at)
        propose([order.arrival_id for order in old if order.arrival_id], by=by, at=at)


def take_off_sensors(entries: Sequence[Entry], *, by: Viewer, at: datetime) -> None:  # noqa: ARG001  a reaction's signature
    """An order that ended leaves no contact at the door: from now on it is not heard, and somebody takes it off."""
    ended = QuarantineOrder.objects.filter(pk__in=[entry.subject_id for entry in entries], ended_on__isnull=False)
    with acting(PLATFORM):
        up = list(DoorSensor.objects.filter(order__in=ended, removed_at__isnull=True))
    open_tasks(TAKE_OFF_SENSOR, [NewTask(sensor.area_id, SENSOR, sensor.pk) for sensor in up], at=at)


def void_orders(entries: Sequence[Entry], *, by: Viewer, at: datetime) -> None:
    """Whose order is void leaves the place at once and gets the notice; the earlier papers are withdrawn."""
    orders = list(QuarantineOrder.objects.filter(pk__in=[entry.subject_id for entry in entries]).order_by("pk"))
    leave_places(orders, {entry.subject_id: entry.happened_at for entry in entries})
    OrderChange.objects.filter(order__in=orders, decided_at__isnull=True).update(decided_at=at, accepted=False)
    issue_void(orders, by=by, at=at, added=said_reasons(entries))


def ask_tests(at: datetime) -> None:
    """Each morning: for each street, how many people are due a test today; what was asked yesterday is closed."""
    today = day_of(at)
    with acting(system_viewer()):
        due: Counter[str] = Counter(area[:_STREET] for area in tests_to_take(today).values_list("area_id", flat=True))
        streets = area_ids(due)
        old = Task.objects.filter(kind=TAKE_TESTS.code, closed_at__isnull=True)
        old.exclude(area_id__in=streets, facts__day=today.isoformat()).update(closed_at=at)
        tasks = [
            NewTask(code, AREA, number, {"day": today.isoformat(), "people": due[code]})
            for code, number in streets.items()
        ]
        open_tasks(TAKE_TESTS, tasks, at=at)


def tests_taken(entries: Sequence[Entry], *, by: Viewer, at: datetime) -> None:  # noqa: ARG001  a reaction's signature
    """The task of a street is done when nobody is left to be tested there."""
    streets = area_ids(entry.area_id[:_STREET] for entry in entries)
    with acting(PLATFORM):
        left = {area[:_STREET] for area in tests_to_take(day_of(at)).values_list("area_id", flat=True)}
    close_tasks(TAKE_TESTS, AREA, [number for code, number in streets.items() if code not in left], at=at)


def look_at_sites(at: datetime) -> None:
    """Each morning: for every site what it lacks, as one task; a task of yesterday is closed."""
    with acting(system_viewer()):
        sites = list(Site.objects.order_by("pk"))
        gaps = gaps_of(sites, at)
        Task.objects.filter(kind=COMPLETE_SITE.code, closed_at__isnull=True).update(closed_at=at)
        tasks = [NewTask(site.area_id, SITE, site.pk, {"count": len(gaps[site.pk])}) for site in sites if gaps[site.pk]]
        open_tasks(COMPLETE_SITE, tasks, at=at)


REACTIONS = (
    Reaction(Kind.ORDER_CONFIRMED, begin_living),
    Reaction(Kind.TRANSFER_ASKED, _ask(MOVE_PERSON, Level.STREET, ThresholdCode.CONTACT_TRANSFER_WITHIN)),
    Reaction(Kind.NEED_NOTED, _ask(SETTLE_NEED)),
    Reaction(Kind.OUTING_ASKED, _ask(ARRANGE_OUTING, Level.STREET)),
    Reaction(Kind.EXITS_BLOCKED, _ask(OPEN_EXITS)),
    Reaction(Kind.APPEAL_RECORDED, _ask(DECIDE_APPEAL, Level.STREET, ThresholdCode.APPEAL_DECIDED_WITHIN)),
    Reaction(Kind.HOME_SURVEYED, homes_surveyed),
    Reaction(Kind.ORDER_VOIDED, void_orders),
    Reaction(Kind.TEST_TAKEN, tests_taken),
    *(Reaction(kind, take_off_sensors) for kind in OVER),
)
JOBS = (
    Job("quarantine.ask_tests", "0 7 * * *", ask_tests),
    Job("quarantine.look_at_sites", "30 7 * * *", look_at_sites),
)
