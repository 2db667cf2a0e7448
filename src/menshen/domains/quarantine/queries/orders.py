"""Reading orders and what hangs on them. Row-level security has narrowed every table to the viewer's areas."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce

from menshen.domains.policy import interface as policy
from menshen.domains.policy.vocabulary import Measure, ThresholdCode
from menshen.domains.quarantine.documents import RELEASE_NOTICE, START_NOTICE
from menshen.domains.quarantine.models import (
    HealthCheck,
    HomeSurvey,
    OrderChange,
    Placement,
    QuarantineOrder,
    Referral,
    Room,
    TeamSeat,
    Transfer,
)
from menshen.domains.quarantine.rules import (
    ArrivalFacts,
    OrderFacts,
    Stay,
    missed_checks,
    open_checks,
    release_decision,
    release_opens_on,
    special_groups,
)
from menshen.domains.quarantine.vocabulary import CheckSession, Destination, HomeVerdict, ReleaseVerdict
from menshen.domains.screening import interface as screening
from menshen.kernel.base import clock
from menshen.kernel.documents.models import Document
from menshen.kernel.scope.codes import LENGTHS, Level
from menshen.kernel.scope.models import Area

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from django.db.models import QuerySet

    from menshen.domains.screening.interface import ArrivalForDecision
    from menshen.kernel.scope.models import WithinQuerySet
    from menshen.kernel.scope.viewers import Viewer


def in_force_on(day: date) -> Q:
    """Orders that hold on that day, in one condition for every list."""
    held = Q(confirmed_at__isnull=False, starts_on__lte=day, until_on__gt=day)
    return held & (Q(ended_on__isnull=True) | Q(ended_on__gt=day))


def ending() -> Any:
    """The first free day, recorded or by the rule, as an expression."""
    return Coalesce(F("ended_on"), F("until_on"))


def running() -> WithinQuerySet:
    """Confirmed orders that have not ended, those that begin later among them."""
    return QuarantineOrder.objects.filter(confirmed_at__isnull=False, ended_on__isnull=True)


def waiting_to_confirm() -> WithinQuerySet:
    """Proposals that nobody has decided on."""
    return QuarantineOrder.objects.filter(confirmed_at__isnull=True, declined_at__isnull=True)


def waiting_for_room() -> WithinQuerySet:
    """Running orders of centralised quarantine whose person has no place yet, and is not on the way or in hospital."""
    placed = Placement.objects.filter(order=OuterRef("pk"), until_at__isnull=True)
    left = Transfer.objects.filter(left_at__isnull=False, cancelled_at__isnull=True)
    later = left.filter(order=OuterRef("order"), left_at__gt=OuterRef("left_at"))
    there = Q(destination=Destination.SITE.value, received_at__isnull=False)
    away = Exists(left.filter(~Exists(later), ~there, order=OuterRef("pk")))
    return running().filter(~Exists(placed), ~away, measure=Measure.CENTRALISED_QUARANTINE.value)


def with_team_gaps() -> WithinQuerySet:
    """Running orders with a required seat that nobody fills."""
    return running().filter(Exists(_empty_seats()))


def changes_waiting() -> WithinQuerySet:
    """Proposals to shorten that nobody has decided on."""
    return OrderChange.objects.filter(decided_at__isnull=True)


def _empty_seats() -> QuerySet[TeamSeat]:
    return TeamSeat.objects.filter(order=OuterRef("pk"), holder="", optional=False)


def releases_asked_on(day: date, lowest: str = "", beyond: str = ":") -> list[QuarantineOrder]:
    """Orders in force, in a range of areas, whose release waits for an approval on that day."""
    rows = [row for row in policy.thresholds() if row.code is ThresholdCode.RELEASE_ASKED_BEFORE]
    ahead = max((timedelta(hours=float(row.value)) for row in rows), default=timedelta(0)) + timedelta(days=1)
    near = QuarantineOrder.objects.filter(
        in_force_on(day),
        until_on__lte=day + ahead,
        release_approved_at__isnull=True,
        area_id__gte=lowest,
        area_id__lt=beyond,
    ).order_by("pk")
    asked = ReleaseVerdict.AWAITING_APPROVAL
    return [
        order
        for order in near
        if release_decision(facts_of(order), day, asked_before=_asked_before(order, day, rows)).verdict is asked
    ]


def approval_opens_on(orders: Iterable[QuarantineOrder], day: date) -> dict[int, date]:
    """From when the release of each order may be approved."""
    rows = policy.thresholds()
    return {order.pk: release_opens_on(facts_of(order), _asked_before(order, day, rows)) for order in orders}


def _asked_before(order: QuarantineOrder, day: date, rows: Iterable[policy.Threshold]) -> timedelta:
    """How long before the end the approval is asked; a day where no row is in force, which is the rule's own."""
    row = policy.threshold_in_force(rows, ThresholdCode.RELEASE_ASKED_BEFORE, order.area_id, day)
    return timedelta(hours=float(row.value)) if row else timedelta(days=1)


def checks_missed(orders: Iterable[QuarantineOrder], day: date) -> dict[int, int]:
    """How many checks of earlier days nobody recorded for each order. It says nothing about the person."""
    held = list(orders)
    done: dict[int, set[tuple[date, CheckSession]]] = defaultdict(set)
    for order, on, session in HealthCheck.objects.filter(order__in=held).values_list("order_id", "day", "session"):
        done[order].add((on, CheckSession(session)))
    rows = policy.thresholds()
    return {
        order.pk: len(missed_checks(facts_of(order), done[order.pk], day, per_day=checks_a_day(order, day, rows)))
        for order in held
    }


def unchecked_on(day: date, lowest: str = "", beyond: str = ":") -> Counter[str]:
    """People by grid who have a check of that day open, in a range of areas, by what the rules in force ask a day.

    The first day does not count: an order begins some time within it. Nothing is asked without a rule.
    """
    here = {"area_id__gte": lowest, "area_id__lt": beyond}
    done: dict[int, set[tuple[date, CheckSession]]] = defaultdict(set)
    for order, session in HealthCheck.objects.filter(day=day, **here).values_list("order_id", "session"):
        done[order].add((day, CheckSession(session)))
    rows, per_day = policy.thresholds(), {}
    unchecked: Counter[str] = Counter()
    for order in QuarantineOrder.objects.filter(in_force_on(day), starts_on__lt=day, **here).iterator():
        if order.area_id not in per_day:
            per_day[order.area_id] = checks_a_day(order, day, rows)
        if open_checks(facts_of(order), done[order.pk], day, per_day=per_day[order.area_id]):
            unchecked[order.area_id[: LENGTHS[Level.GRID]]] += 1
    return unchecked


def checks_a_day(order: QuarantineOrder, day: date, rows: Collection[policy.Threshold]) -> int:
    """How many checks the rules in force ask for; none where there is no such rule."""
    row = policy.threshold_in_force(rows, ThresholdCode.CHECKS_PER_DAY, order.area_id, day)
    return int(row.value) if row else 0


def facts_of(order: QuarantineOrder) -> OrderFacts:
    """The order as its rules see it."""
    return OrderFacts(
        measure=Measure(order.measure),
        starts_on=order.starts_on,
        until=order.until_on,
        rule_id=order.rule_id,
        confirmed_on=clock.day_of(order.confirmed_at) if order.confirmed_at else None,
        declined=order.declined_at is not None,
        release_approved_on=clock.day_of(order.release_approved_at) if order.release_approved_at else None,
        ended_on=order.ended_on,
    )


def facts_of_arrivals(numbers: Iterable[int], day: date) -> list[tuple[ArrivalForDecision, ArrivalFacts]]:
    """The standing ones of these arrivals, each with all that may decide about its person on that day."""
    arrivals = screening.arrivals_for_decision(numbers)
    fit = homes_fit(arrival.household_id for arrival in arrivals)
    return [
        (
            arrival,
            ArrivalFacts(
                area_code=arrival.area,
                arrived_on=arrival.arrived_on,
                stays=(Stay(arrival.place_code, arrival.left_on, arrival.origin),),
                special_groups=special_groups(arrival.born_on, arrival.needs, day),
                home_fit=fit.get(arrival.household_id),
            ),
        )
        for arrival in arrivals
    ]


def homes_fit(households: Iterable[int]) -> dict[int, bool]:
    """Whether each home will do, as the newest survey says; homes of which that is not known are left out."""
    wanted = {number for number in households if number}
    if not wanted:
        return {}
    seen = HomeSurvey.objects.filter(household__in=wanted).order_by("surveyed_at", "pk")
    newest = dict(seen.values_list("household_id", "verdict"))
    return {home: verdict == HomeVerdict.HOME for home, verdict in newest.items() if verdict != HomeVerdict.ASK}


def area_ids(codes: Iterable[str]) -> dict[str, int]:
    """The numbers of those areas that are in the tree."""
    return dict(Area.objects.filter(code__in=set(codes)).values_list("code", "pk"))


def orders(viewer: Viewer) -> WithinQuerySet:  # noqa: ARG001  a ledger's signature
    """Every order that was confirmed."""
    confirmed = QuarantineOrder.objects.filter(confirmed_at__isnull=False)
    rows: WithinQuerySet = confirmed.annotate(ending=ending(), team_incomplete=Exists(_empty_seats()))
    return rows


def proposals(viewer: Viewer) -> QuerySet[QuarantineOrder]:  # noqa: ARG001
    """What waits for a decision."""
    return waiting_to_confirm()


def changes(viewer: Viewer) -> QuerySet[OrderChange]:  # noqa: ARG001
    """Shortenings that wait for a decision."""
    return changes_waiting()


def under_order(viewer: Viewer) -> WithinQuerySet:
    """People under an order today."""
    return orders(viewer).filter(in_force_on(clock.today()))


def health_checks(viewer: Viewer) -> QuerySet[HealthCheck]:  # noqa: ARG001
    """Checks that no later one corrects."""
    return HealthCheck.objects.filter(corrected_by__isnull=True)


def referrals(viewer: Viewer) -> QuerySet[Referral]:  # noqa: ARG001
    return Referral.objects.all()


def notices(viewer: Viewer) -> QuerySet[Document]:  # noqa: ARG001
    """Notices of start and release, withdrawn ones too."""
    return Document.objects.filter(kind__in=[START_NOTICE.code, RELEASE_NOTICE.code])


def rooms(viewer: Viewer) -> QuerySet[Room]:  # noqa: ARG001
    return Room.objects.annotate(placed_count=Count("placements", filter=Q(placements__until_at__isnull=True)))


def team_seats(viewer: Viewer) -> QuerySet[TeamSeat]:  # noqa: ARG001
    """Seats of running orders."""
    return TeamSeat.objects.filter(order__confirmed_at__isnull=False, order__ended_on__isnull=True)
