"""Reading sites and the days under an order: transfers, homes, care, tests, doors, appeals."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Count, Exists, F, JSONField, OuterRef, Q, Value, When

from menshen.domains.policy import interface as policy
from menshen.domains.policy.vocabulary import Measure, ThresholdCode
from menshen.domains.quarantine.models import (
    Appeal,
    CarePlan,
    DoorEvent,
    DoorSensor,
    Duty,
    HealthCheck,
    HomeSurvey,
    Need,
    Outing,
    Placement,
    QuarantineOrder,
    Referral,
    SecurityCheck,
    SecurityPlan,
    Site,
    TestDue,
    Transfer,
    WorkGroup,
    Zone,
)
from menshen.domains.quarantine.queries.orders import in_force_on, waiting_to_confirm
from menshen.domains.quarantine.rules import SiteFacts, Staffing, site_gaps
from menshen.domains.quarantine.vocabulary import (
    DoorVerdict,
    DutyRole,
    GroupKind,
    HomeVerdict,
    Shift,
    TransferState,
    ZoneKind,
)
from menshen.kernel.base import clock

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date, datetime

    from django.db.models import QuerySet

    from menshen.domains.quarantine.vocabulary import SiteGap
    from menshen.kernel.scope.models import WithinQuerySet
    from menshen.kernel.scope.viewers import Viewer

    Rows = Collection[policy.Threshold]

# Sites.


def gaps_of(sites: Iterable[Site], at: datetime) -> dict[int, tuple[SiteGap, ...]]:
    """What each site lacks on that day, in a handful of queries for all of them."""
    held = {site.pk: site for site in sites}
    day, rows = clock.day_of(at), policy.thresholds()
    zones, groups = _by_site(Zone, held, "kind"), _by_site(WorkGroup, held, "kind")
    duties: dict[int, dict[tuple[Shift, DutyRole], int]] = defaultdict(lambda: defaultdict(int))
    for site, shift, role in Duty.objects.filter(site__in=held, day=day).values_list("site_id", "shift", "role"):
        duties[site][Shift(shift), DutyRole(role)] += 1
    people: dict[int, int] = defaultdict(int)
    living = Placement.objects.filter(room__site__in=held, from_at__lte=at)
    for site in living.filter(Q(until_at__isnull=True) | Q(until_at__gt=at)).values_list("room__site_id", flat=True):
        people[site] += 1
    planned = Q(valid_until__isnull=True) | Q(valid_until__gt=day)
    plans = set(
        SecurityPlan.objects.filter(planned, site__in=held, valid_from__lte=day).values_list("site_id", flat=True)
    )
    exits = _exits(held, at, rows)
    return {
        pk: site_gaps(
            SiteFacts(
                people=people[pk],
                zones=frozenset(map(ZoneKind, zones[pk])),
                groups=frozenset(map(GroupKind, groups[pk])),
                on_duty=duties[pk],
                has_plan=pk in plans,
                exits_open=exits.get(pk),
            ),
            staffing_of(site.area_id, day, rows),
            _count(ThresholdCode.SITE_GROUPS, site.area_id, day, rows),
        )
        for pk, site in held.items()
    }


def _by_site(model: Any, sites: Iterable[int], column: str) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for site, value in model.objects.filter(site__in=list(sites)).values_list("site_id", column):
        found[site].add(value)
    return found


def _exits(sites: Mapping[int, Site], at: datetime, rows: Rows) -> dict[int, bool]:
    """What the last walk found, where it was not longer ago than the row in force allows."""
    found: dict[int, bool] = {}
    walks = SecurityCheck.objects.filter(site__in=sites, checked_at__lte=at).order_by("checked_at", "pk")
    for site, checked_at, exits_open in walks.values_list("site_id", "checked_at", "exits_open"):
        hours = _count(ThresholdCode.SITE_EXITS_CHECKED, sites[site].area_id, clock.day_of(at), rows)
        if not exits_open or (hours is not None and checked_at > at - timedelta(hours=hours)):
            found[site] = exits_open
        else:
            found.pop(site, None)  # it was open, too long ago to say that it still is
    return found


def staffing_of(area: str, day: date, rows: Rows) -> Staffing | None:
    """The staffing that the rows in force ask for; None where one of them is missing."""
    codes = (ThresholdCode.SITE_CREW_PEOPLE, ThresholdCode.SITE_CREW_DOCTORS, ThresholdCode.SITE_CREW_NURSES)
    people, doctors, nurses = (_count(code, area, day, rows) for code in codes)
    return Staffing(people, doctors, nurses) if people and doctors is not None and nurses is not None else None


def _count(code: ThresholdCode, area: str, day: date, rows: Rows) -> int | None:
    row = policy.threshold_in_force(rows, code, area, day)
    return None if row is None else int(row.value)


def sites(viewer: Viewer) -> QuerySet[Site]:
    """Sites with their rooms, the people in them now, and what each still lacks."""
    living = Count("rooms__placements", filter=Q(rooms__placements__until_at__isnull=True))
    gaps = gaps_of(Site.objects.all(), clock.now()) if viewer.held else {}
    cases = [When(pk=pk, then=Value([gap.value for gap in found], JSONField())) for pk, found in gaps.items()]
    return Site.objects.annotate(
        room_count=Count("rooms", distinct=True),
        placed_count=living,
        lacks=Case(*cases, default=Value([], JSONField()), output_field=JSONField()),
    )


def zones(viewer: Viewer) -> QuerySet[Zone]:  # noqa: ARG001  a ledger's signature
    return Zone.objects.annotate(room_count=Count("rooms"))


def duties(viewer: Viewer) -> QuerySet[Duty]:  # noqa: ARG001
    """From today on."""
    return Duty.objects.filter(day__gte=clock.today())


def duties_ever(viewer: Viewer) -> QuerySet[Duty]:  # noqa: ARG001
    return Duty.objects.all()


def security_checks(viewer: Viewer) -> QuerySet[SecurityCheck]:  # noqa: ARG001
    return SecurityCheck.objects.all()


# Moving and needs.


def state_of(transfer: Transfer) -> TransferState:
    """Where a transfer stands, by its times."""
    if transfer.cancelled_at:
        return TransferState.CANCELLED
    if transfer.received_at:
        return TransferState.RECEIVED
    if transfer.arrived_at:
        return TransferState.ARRIVED
    return TransferState.ON_THE_WAY if transfer.left_at else TransferState.ASKED


def transfers(viewer: Viewer) -> QuerySet[Transfer]:  # noqa: ARG001
    state = Case(
        When(cancelled_at__isnull=False, then=Value(TransferState.CANCELLED.value)),
        When(received_at__isnull=False, then=Value(TransferState.RECEIVED.value)),
        When(arrived_at__isnull=False, then=Value(TransferState.ARRIVED.value)),
        When(left_at__isnull=False, then=Value(TransferState.ON_THE_WAY.value)),
        default=Value(TransferState.ASKED.value),
    )
    return Transfer.objects.annotate(state=state)


def needs(viewer: Viewer) -> QuerySet[Need]:  # noqa: ARG001
    return Need.objects.all()


def outings(viewer: Viewer) -> QuerySet[Outing]:  # noqa: ARG001
    return Outing.objects.all()


# Homes.


def homes_to_survey() -> WithinQuerySet:
    """Proposals of home quarantine whose home nobody has looked at, or not all of it."""
    known = HomeSurvey.objects.filter(household=OuterRef("household")).exclude(verdict=HomeVerdict.ASK.value)
    return waiting_to_confirm().filter(~Exists(known), measure=Measure.HOME_QUARANTINE.value, household__isnull=False)


def home_surveys(viewer: Viewer) -> QuerySet[HomeSurvey]:  # noqa: ARG001
    return HomeSurvey.objects.all()


# Care and tests.


def care_plans(viewer: Viewer) -> QuerySet[CarePlan]:  # noqa: ARG001
    """Of running orders."""
    return CarePlan.objects.filter(order__ended_on__isnull=True)


def care_plans_ever(viewer: Viewer) -> QuerySet[CarePlan]:  # noqa: ARG001
    return CarePlan.objects.all()


def tests_to_take(day: date) -> WithinQuerySet:
    """Tests due on that day or before that nobody took, of orders that hold on it."""
    held = QuarantineOrder.objects.filter(in_force_on(day), pk=OuterRef("order"))
    rows: WithinQuerySet = TestDue.objects.filter(Exists(held), due_on__lte=day, taken_at__isnull=True)
    return rows


def tests_due(viewer: Viewer) -> QuerySet[TestDue]:  # noqa: ARG001
    """Today's tests: to be taken, taken today, and those whose result is still awaited."""
    today = clock.today()
    waiting = Q(taken_at__isnull=False, result_at__isnull=True)
    taken = Q(taken_at__gte=clock.local(today))
    return TestDue.objects.filter(Q(pk__in=tests_to_take(today).values("pk")) | waiting | taken)


def tests_ever(viewer: Viewer) -> QuerySet[TestDue]:  # noqa: ARG001
    return TestDue.objects.all()


# Doors.


def door_sensors(viewer: Viewer) -> QuerySet[DoorSensor]:  # noqa: ARG001
    return DoorSensor.objects.annotate(over=Q(order__ended_on__isnull=False))


def door_events(viewer: Viewer) -> QuerySet[DoorEvent]:  # noqa: ARG001
    """Openings that a person was asked about."""
    return DoorEvent.objects.filter(verdict=DoorVerdict.ASK.value)


def visits_around(order: int, moment: datetime, around: timedelta) -> list[datetime]:
    """What is recorded of one order near a moment: checks, deliveries, hand-overs to medicine, departures."""
    near = (moment - around, moment + around)
    asked: tuple[tuple[Any, str], ...] = (
        (HealthCheck, "taken_at"),
        (Need, "settled_at"),
        (Referral, "found_at"),
        (Referral, "handed_over_at"),
        (Transfer, "left_at"),
    )
    return [
        found
        for model, column in asked
        for found in model.objects.filter(order=order, **{f"{column}__range": near}).values_list(column, flat=True)
    ]


def outings_of(order: int) -> list[tuple[datetime, datetime]]:
    granted = Outing.objects.filter(order=order, granted=True)
    return [(since, until) for since, until in granted.values_list("from_at", "until_at") if since and until]


# Appeals.


def appeals(viewer: Viewer) -> QuerySet[Appeal]:  # noqa: ARG001
    return Appeal.objects.annotate(confirmed_on=F("order__confirmed_at"))
