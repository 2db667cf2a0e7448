"""Taking in what door contacts report, and forgetting it.

No entry of the journal tells when a door opened: the journal is for good, and an opening is kept for days only.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from menshen.domains.policy import interface as policy
from menshen.domains.policy.vocabulary import ThresholdCode
from menshen.domains.quarantine.jobs.duties import LOOK_INTO_OPENING
from menshen.domains.quarantine.models import DoorEvent, DoorSensor, QuarantineOrder
from menshen.domains.quarantine.queries import in_force_on, outings_of, visits_around
from menshen.domains.quarantine.rules import DoorFacts, is_fresh, is_genuine, judge_opening, signature
from menshen.domains.quarantine.vocabulary import DoorVerdict, Problem
from menshen.kernel.base.clock import day_of
from menshen.kernel.base.jobs import Job
from menshen.kernel.base.problems import Refused
from menshen.kernel.journal.entries import subject_type
from menshen.kernel.scope.viewers import PLATFORM, acting, system_viewer
from menshen.kernel.tasks.flow import NewTask, close_tasks, open_tasks

if TYPE_CHECKING:
    from datetime import datetime

EVENT = subject_type(DoorEvent)
_NO_KEY = "0" * 64  # signs nothing: what an unknown device sends takes as long to refuse as what a known one does


def take_message(
    *,
    serial: str,
    sent: str,
    sent_at: datetime,
    nonce: str,
    signed: str,
    body: bytes,
    opened_at: datetime,
    at: datetime,
) -> DoorVerdict:
    """An opening as a contact reported it: refused when forged, old or sent before; forgotten where no order holds.

    `sent` is the time as it was signed.
    """
    with acting(PLATFORM):  # a device has no areas; what it says belongs to the order at whose door it hangs
        up = DoorSensor.objects.select_for_update(of=("self",)).select_related("order")
        sensor = up.filter(serial=serial, removed_at__isnull=True).first()
        expected = signature(sensor.key if sensor and sensor.key else _NO_KEY, serial, sent, nonce, body)
        if not is_genuine(signed, expected) or sensor is None or not sensor.key:
            raise Refused(Problem.DOOR_FORGED, status=401)
        if not is_fresh(sent_at, at) or not sensor.installed_at <= opened_at <= sent_at + timedelta(seconds=1):
            raise Refused(Problem.DOOR_STALE, status=401)
        return _keep(sensor, opened_at, nonce, at)


def _keep(sensor: DoorSensor, opened_at: datetime, nonce: str, at: datetime) -> DoorVerdict:
    facts = _facts(sensor, opened_at, at)
    verdict = judge_opening(opened_at, facts).verdict
    if verdict is DoorVerdict.FORGET:
        return verdict
    asked = DoorEvent.objects.filter(sensor=sensor, verdict=DoorVerdict.ASK.value, answered_at__isnull=True).exists()
    try:
        with transaction.atomic():
            event = DoorEvent.objects.create(
                area_id=sensor.area_id,
                sensor=sensor,
                order=sensor.order,
                opened_at=opened_at,
                nonce=nonce,
                verdict=verdict.value,
            )
    except IntegrityError:
        raise Refused(Problem.DOOR_REPLAYED) from None
    if verdict is DoorVerdict.ASK and not asked:  # one question at a time
        open_tasks(LOOK_INTO_OPENING, [NewTask(event.area_id, EVENT, event.pk)], at=at)
    return verdict


def _facts(sensor: DoorSensor, opened_at: datetime, at: datetime) -> DoorFacts:
    order = QuarantineOrder.objects.filter(in_force_on(day_of(opened_at)), in_force_on(day_of(at)), pk=sensor.order_id)
    minutes = policy.threshold(ThresholdCode.DOOR_KNOWN_AROUND, sensor.area_id, day_of(at))
    around = timedelta(minutes=float(minutes or 0))
    if not order.exists() or _kept_for(sensor.area_id, at) is None:
        return DoorFacts(in_force=False)
    return DoorFacts(
        in_force=True,
        outings=outings_of(sensor.order_id),
        visits=visits_around(sensor.order_id, opened_at, around),
        around=around,
    )


def _kept_for(area: str, at: datetime) -> timedelta | None:
    """How long an opening may be kept; None where no row is in force: then it may not be kept at all."""
    days = policy.threshold(ThresholdCode.DOOR_EVENTS_KEPT, area, day_of(at))
    return None if days is None else timedelta(days=float(days))


def forget_openings(at: datetime) -> None:
    """Each night: delete the openings that have been kept long enough, looked into or not, and their open questions."""
    with acting(system_viewer()):
        events = list(DoorEvent.objects.only("area", "opened_at"))
        kept = {area: _kept_for(area, at) or timedelta(0) for area in {event.area_id for event in events}}
        old = [event.pk for event in events if event.opened_at <= at - kept[event.area_id]]
        close_tasks(LOOK_INTO_OPENING, EVENT, old, at=at)
        DoorEvent.objects.filter(pk__in=old).delete()


JOBS = (Job("quarantine.forget_openings", "20 3 * * *", forget_openings),)
