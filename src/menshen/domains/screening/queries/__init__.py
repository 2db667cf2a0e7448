"""Reading screening: the rows of its ledgers, the coverage of a campaign, what held at an earlier moment.

Row-level security has narrowed every table to the areas of the viewer before any of this is asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When

from menshen.domains.policy import interface as policy
from menshen.domains.registry import interface as registry
from menshen.domains.screening.models import (
    Arrival,
    Attempt,
    Campaign,
    CampaignHousehold,
    CampaignShare,
    Departure,
    Movement,
)
from menshen.domains.screening.vocabulary import Channel, HouseholdState, Step
from menshen.kernel.base import clock

if TYPE_CHECKING:
    from datetime import date, datetime

    from menshen.kernel.scope.viewers import Viewer

M = TypeVar("M", bound=Movement)

SETTLED = (
    HouseholdState.SETTLED_BY_PHONE.value,
    HouseholdState.SETTLED_AT_DOOR.value,
    HouseholdState.SETTLED_BY_CALL_BACK.value,
)


def standing(model: type[M], moment: datetime) -> QuerySet[M]:
    """The departures or arrivals that counted just before a moment: registered by then, corrections and withdrawals
    of later left aside. However often a record was corrected, one row of the chain counts."""
    return model.objects.filter(
        Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=moment),
        Q(corrects__isnull=True) | Q(recorded_at__lt=moment),
        registered_at__lt=moment,
    )


def current(model: type[M]) -> QuerySet[M]:
    """Those that count now."""
    return model.objects.filter(withdrawn_at__isnull=True)


def shares_on(day: date) -> QuerySet[CampaignShare]:
    """The latest campaign of each grid as of a day, running or closed: its figures are the ones that are reported."""
    begun = CampaignShare.objects.filter(starts_on__lte=day)
    return begun.order_by("area_id", "-starts_on", "-campaign_id").distinct("area_id")


def campaigns(viewer: Viewer) -> QuerySet[Campaign]:  # noqa: ARG001  row-level security knows the viewer
    """Campaigns with their households counted by state."""
    return Campaign.objects.annotate(**_states("households__"))


def coverage(viewer: Viewer) -> QuerySet[CampaignShare]:  # noqa: ARG001
    """Each grid's share of each campaign: households by state, which add up, and attempts, which are counted apart."""
    return CampaignShare.objects.annotate(
        **_states("households__"),
        **{
            name: _attempts(OuterRef("pk"), channel)
            for name, channel in (("calls", Channel.PHONE), ("visits", Channel.DOOR), ("notices", Channel.NOTICE))
        },
    )


def _states(path: str) -> dict[str, Any]:
    state, step = f"{path}state", f"{path}next_step"
    return {
        "total": Count(path.removesuffix("__")),
        "by_phone": Count(state, filter=Q(**{state: HouseholdState.SETTLED_BY_PHONE.value})),
        "at_door": Count(state, filter=Q(**{state: HouseholdState.SETTLED_AT_DOOR.value})),
        "by_call_back": Count(state, filter=Q(**{state: HouseholdState.SETTLED_BY_CALL_BACK.value})),
        "closed_other": Count(
            state,
            filter=~Q(**{f"{state}__in": [*SETTLED, HouseholdState.NOT_REACHED.value]})
            & Q(**{f"{state}__isnull": False}),
        ),
        "not_reached": Count(state, filter=Q(**{state: HouseholdState.NOT_REACHED.value})),
        "to_visit": Count(step, filter=Q(**{f"{step}__in": [Step.DOOR.value, Step.NOTICE.value]})),
    }


def _attempts(share: OuterRef, channel: Channel) -> Subquery:
    rows = Attempt.objects.filter(target__share_id=share, channel=channel.value, withdrawn_at__isnull=True)
    return Subquery(rows.order_by().values("target__share_id").annotate(many=Count("*")).values("many"))


def households(viewer: Viewer) -> QuerySet[CampaignHousehold]:  # noqa: ARG001
    """The lines of the campaigns with how often each household was tried, and when last."""
    tried = Attempt.objects.filter(target_id=OuterRef("pk"), withdrawn_at__isnull=True).order_by()
    counted = tried.values("target_id").annotate(many=Count("*")).values("many")
    return CampaignHousehold.objects.annotate(
        tries=Subquery(counted),
        last_tried_at=Subquery(tried.order_by("-attempted_at").values("attempted_at")[:1]),
        last_outcome=Subquery(tried.order_by("-attempted_at").values("outcome")[:1]),
    )


def attempts(viewer: Viewer) -> QuerySet[Attempt]:  # noqa: ARG001
    return Attempt.objects.filter(withdrawn_at__isnull=True)


def arrivals(viewer: Viewer) -> QuerySet[Arrival]:  # noqa: ARG001
    return _with_origins(current(Arrival))


def _with_origins(rows: QuerySet[Arrival]) -> QuerySet[Arrival]:
    """Say where people came from only while the list that named the place is in force: a register by origin closes when
    its ground lapses. The record itself keeps it, and figures count on."""
    listed = listed_on(clock.today())
    names = ("origin", "origin_class", "risk_level", "risk_row")
    return rows.annotate(**{f"listed_{name}": Case(When(listed, then=F(name)), default=Value("")) for name in names})


def listed_on(day: date) -> Q:
    """Arrivals from places that a list in force names on that day."""
    return Q(risk_row__in=policy.risk_rows_in_force(day))


def every_arrival(viewer: Viewer) -> QuerySet[Arrival]:  # noqa: ARG001
    """The withdrawn and corrected ones too."""
    return _with_origins(Arrival.objects.all())


def every_departure(viewer: Viewer) -> QuerySet[Departure]:  # noqa: ARG001
    return Departure.objects.all()


def every_attempt(viewer: Viewer) -> QuerySet[Attempt]:  # noqa: ARG001
    return Attempt.objects.all()


def departures(viewer: Viewer) -> QuerySet[Departure]:  # noqa: ARG001
    return current(Departure)


def clock_breaches(viewer: Viewer) -> QuerySet[Arrival]:  # noqa: ARG001
    """Arrivals whose situation was known only after the limit, or is not known yet."""
    return _with_origins(current(Arrival).filter(breached(clock.now())))


def breached(moment: datetime) -> Q:
    """The clock had ended by then and the situation was not known before. It measures the unit, never the person."""
    return Q(clock_ends_at__lt=moment) & (Q(known_at__isnull=True) | Q(known_at__gt=F("clock_ends_at")))


def returned(viewer: Viewer) -> QuerySet[Arrival]:  # noqa: ARG001
    """The ledger 'left and returned': the latest arrival of everyone who has not left again since."""
    at_once = Q(registered_at=OuterRef("registered_at"), pk__gt=OuterRef("pk"))
    later = current(Arrival).filter(
        Q(registered_at__gt=OuterRef("registered_at")) | at_once, person_id=OuterRef("person_id")
    )
    away = current(Departure).filter(person_id=OuterRef("person_id"), returned_on__isnull=True)
    return _with_origins(current(Arrival).filter(~Exists(later), ~Exists(away)))


def not_returned(viewer: Viewer) -> QuerySet[Departure]:  # noqa: ARG001
    """The ledger 'not returned yet': departures that no arrival has ended."""
    return current(Departure).filter(returned_on__isnull=True)


def not_left(viewer: Viewer) -> QuerySet[Any]:
    """The ledger 'has not left': residents of whom neither a departure nor an arrival is recorded."""
    left = current(Departure).filter(person_id=OuterRef("pk"))
    came = current(Arrival).filter(person_id=OuterRef("pk"))
    return registry.residents(viewer).filter(~Exists(left), ~Exists(came))
