"""Signs of illness go to a doctor at once. They give no ground to hold anybody, and change no order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import connection

from menshen.domains.policy import interface as policy
from menshen.domains.policy.vocabulary import ThresholdCode
from menshen.domains.quarantine.actions.common import ENDING, end_now
from menshen.domains.quarantine.jobs.proposing import ORDER
from menshen.domains.quarantine.jobs.tasks import FOLLOW_REFERRAL
from menshen.domains.quarantine.models import HealthCheck, QuarantineOrder, Referral
from menshen.domains.quarantine.queries import running
from menshen.domains.quarantine.rules import check_health, special_groups, waiting
from menshen.domains.quarantine.vocabulary import CheckVerdict, EndReason, Kind, ReferralConclusion, WaitingVerdict
from menshen.domains.quarantine.vocabulary import SpecialGroup as Group
from menshen.domains.screening import interface as screening
from menshen.kernel.actions.performing import note
from menshen.kernel.base.clock import day_of
from menshen.kernel.journal.entries import NewEntry, subject_type
from menshen.kernel.scope.viewers import PLATFORM, acting
from menshen.kernel.tasks.flow import NewTask, open_tasks

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime
    from decimal import Decimal

    from menshen.kernel.journal.models import Entry
    from menshen.kernel.scope.viewers import Viewer

REFERRAL = subject_type(Referral)


@dataclass(frozen=True, slots=True)
class _Sign:
    """Fever or a symptom of a person. `groups` are those who do not wait for the hand-over."""

    area: str
    person: int
    order: int | None
    temperature: Decimal | None
    symptoms: Collection[str] | None
    found_at: datetime
    groups: frozenset[Group]


def refer_checks(entries: Sequence[Entry], *, by: Viewer, at: datetime) -> None:
    """Fever or a symptom in a check opens a referral, unless one is open for that person already."""
    numbers = [entry.subject_id for entry in entries if entry.detail.get("verdict") == CheckVerdict.REFER]
    found = HealthCheck.objects.select_related("order").filter(pk__in=numbers) if numbers else ()
    signs = [
        _Sign(
            check.area_id,
            check.order.person_id,
            check.order_id,
            check.temperature,
            check.symptoms,
            check.taken_at,
            # Which group it is does not matter here: none of them waits.
            frozenset({Group.DEPENDENT}) if check.order.never_alone else frozenset(),
        )
        for check in found
    ]
    _open(signs, by=by, at=at)


def refer_arrivals(entries: Sequence[Entry], *, by: Viewer, at: datetime) -> None:
    """The same for somebody who arrives ill, whether or not any rule asks for a measure."""
    rows, today = policy.thresholds(), day_of(at)
    signs = []
    for arrival in screening.arrivals_for_decision([entry.subject_id for entry in entries]):
        if arrival.temperature is None and not arrival.symptoms:
            continue
        fever = policy.threshold_in_force(rows, ThresholdCode.FEVER, arrival.area, today)
        if arrival.symptoms or (fever and _is_ill(arrival.temperature, fever)):
            groups = special_groups(arrival.born_on, arrival.needs, today)
            symptoms = None if arrival.symptoms is None else sorted(arrival.symptoms)
            signs.append(_Sign(arrival.area, arrival.person_id, None, arrival.temperature, symptoms, at, groups))
    _open(signs, by=by, at=at)


def refer_corrected(entries: Sequence[Entry], *, by: Viewer, at: datetime) -> None:
    """The same for what has become known later, also by someone who does not see any more where the person lives."""
    with acting(PLATFORM):
        refer_arrivals(entries, by=by, at=at)


def _is_ill(temperature: Decimal | None, fever: policy.Threshold) -> bool:
    return check_health(temperature, (), fever).verdict is CheckVerdict.REFER


def _open(signs: Iterable[_Sign], *, by: Viewer, at: datetime) -> None:
    """One referral a person, found at the first of the signs."""
    first: dict[int, _Sign] = {}
    for sign in sorted(signs, key=lambda sign: sign.found_at):
        first.setdefault(sign.person, sign)
    if not first:
        return
    for person in _in_hand(first):
        del first[person]
    made = Referral.objects.bulk_create(_referral(sign) for sign in first.values())
    note([NewEntry(Kind.REFERRAL_OPENED, one.area_id, REFERRAL, one.pk, one.found_at) for one in made], by=by, at=at)
    rows = policy.thresholds()
    tasks = [
        NewTask(one.area_id, REFERRAL, one.pk, due_at=_hand_over_by(first[one.person_id], rows, at)) for one in made
    ]
    open_tasks(FOLLOW_REFERRAL, tasks, at=at)


def _in_hand(people: Iterable[int]) -> list[int]:
    """For whom of them a referral is open, in whichever area; nobody else opens one for them until we are done."""
    asked = sorted(people)
    with acting(PLATFORM):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended('referral ' || person, 0)) "
                "FROM unnest(%s::text[]) AS person",
                [list(map(str, asked))],
            )
        held = Referral.objects.filter(person_id__in=asked, concluded_at__isnull=True)
        return list(held.values_list("person_id", flat=True))


def _referral(sign: _Sign) -> Referral:
    temperature = None if sign.temperature is None else str(sign.temperature)
    symptoms = None if sign.symptoms is None else list(sign.symptoms)
    return Referral(
        area_id=sign.area,
        person_id=sign.person,
        order_id=sign.order,
        reasons={"temperature": temperature, "symptoms": symptoms},
        found_at=sign.found_at,
    )


def _hand_over_by(sign: _Sign, rows: Collection[policy.Threshold], at: datetime) -> datetime | None:
    """Until when the person should be with a doctor: the longest wait in force, for some people none at all."""
    limit = policy.threshold_in_force(rows, ThresholdCode.WAITING_AT_MOST, sign.area, day_of(at))
    if limit is None:
        return None
    if waiting(since=sign.found_at, now=at, at_most=limit, groups=sign.groups).verdict is not WaitingVerdict.WAIT:
        return at
    return sign.found_at + timedelta(hours=float(limit.value))


def hand_over_cases(entries: Sequence[Entry], *, by: Viewer, at: datetime) -> None:
    """A confirmed case is a matter of treatment: the quarantine of that person, for the exposed, ends."""
    numbers = [entry.subject_id for entry in entries if entry.detail.get("conclusion") == ReferralConclusion.CONFIRMED]
    people = Referral.objects.filter(pk__in=numbers).values_list("person_id", flat=True) if numbers else ()
    orders = list(running().select_for_update().filter(person_id__in=list(people)).order_by("pk")) if people else []
    for order in orders:
        end_now(order, EndReason.HOSPITALISED, at)
    QuarantineOrder.objects.bulk_update(orders, ENDING)
    ends = [
        NewEntry(Kind.ORDER_ENDED, order.area_id, ORDER, order.pk, at, detail={"end": order.end_reason})
        for order in orders
    ]
    note(ends, by=by, at=at)
