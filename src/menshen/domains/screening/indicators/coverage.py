"""The figures of screening. Households add up: settled by phone, at the door or by call-back, closed otherwise, not
reached. Attempts are counted apart, because several are normal. A campaign's figures are those of the latest campaign
of each grid; arrivals are people, and beside them the households in which they live."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Q

from menshen.domains.screening.models import Arrival, Attempt, CampaignHousehold, Departure
from menshen.domains.screening.queries import breached, listed_on, shares_on, standing
from menshen.domains.screening.rules import WUHAN
from menshen.domains.screening.vocabulary import Channel, HouseholdState, IdentityGroup, OriginClass
from menshen.kernel.base.terms import Term
from menshen.kernel.indicators.declaration import Indicator, Span

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from django.db.models import QuerySet

    Records = Callable[[Span], QuerySet[Any]]

PEOPLE = Term("people", "人")
HOUSEHOLDS = Term("households", "户")
TIMES = Term("times", "次")


def _households(span: Span) -> QuerySet[CampaignHousehold]:
    shares = shares_on(span.day).values("pk")
    return CampaignHousehold.objects.filter(share_id__in=shares, taken_in_at__lt=span.end)


def _settled(state: HouseholdState) -> Records:
    return lambda span: _households(span).filter(state=state.value, settled_at__lt=span.end)


def _closed_other(span: Span) -> QuerySet[CampaignHousehold]:
    unsettled = Q(settled_at__isnull=True) | Q(settled_at__gte=span.end)
    return _households(span).filter(unsettled, closed_at__lt=span.end)


def _not_reached(span: Span) -> QuerySet[CampaignHousehold]:
    return _households(span).filter(Q(closed_at__isnull=True) | Q(closed_at__gte=span.end))


def _attempts(channel: Channel) -> Records:
    return lambda span: Attempt.objects.filter(
        Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=span.end),
        channel=channel.value,
        attempted_at__lt=span.end,
        target__share_id__in=shares_on(span.day).values("pk"),
    )


_CAMPAIGN = (
    ("households_total", Term("Households to be asked", "应排查户数"), _households),
    ("settled_by_phone", Term("Settled by phone", "电话排查户数"), _settled(HouseholdState.SETTLED_BY_PHONE)),
    ("settled_at_door", Term("Settled at the door", "上门排查户数"), _settled(HouseholdState.SETTLED_AT_DOOR)),
    (
        "settled_by_call_back",
        Term("Settled by call-back", "回电排查户数"),
        _settled(HouseholdState.SETTLED_BY_CALL_BACK),
    ),
    ("closed_other", Term("Declined, vacant or not found", "拒绝、空置或查无户数"), _closed_other),
    ("not_reached", Term("Not reached yet", "尚未联系上户数"), _not_reached),
)
_TRIES = (
    ("calls", Term("Phone calls made", "电话排查次数"), Channel.PHONE),
    ("visits", Term("Visits at the door", "上门走访次数"), Channel.DOOR),
    ("notices", Term("Notices posted", "张贴温馨提示张数"), Channel.NOTICE),
)


def _came(condition: Q) -> Records:
    return lambda span: standing(Arrival, span.end).filter(condition)


def _came_new(condition: Q) -> Records:
    return lambda span: standing(Arrival, span.end).filter(condition, registered_at__gte=span.start)


_CLASSES = (
    (OriginClass.HUBEI.value, OriginClass.HUBEI.term, Q(origin_class=OriginClass.HUBEI.value)),
    (
        "wuhan",
        Term("Hubei, of which Wuhan", "湖北省（其中武汉市）"),
        Q(origin_class__in=(OriginClass.HUBEI.value, OriginClass.WITHIN_PROVINCE.value), place_code__startswith=WUHAN),
    ),
    *(
        (each.value, each.term, Q(origin_class=each.value))
        for each in (OriginClass.OTHER_PROVINCE, OriginClass.WITHIN_PROVINCE, OriginClass.ABROAD, OriginClass.UNKNOWN)
    ),
)
_GROUPS = (
    (IdentityGroup.STUDENT, Term("Arrivals, students", "来返人员累计：学生")),
    (IdentityGroup.WORKER, Term("Arrivals, workers from elsewhere", "来返人员累计：务工人员")),
)


def _arrival(
    code: str,
    title: Term,
    records: Records,
    *,
    households: bool = False,
    listed: Callable[[date], Q] | None = None,
) -> Indicator:
    return Indicator(
        f"screening.{code}",
        title,
        records,
        # A household lies in one grid, so that distinct ones of the grids add up.
        Count("household_id", distinct=True) if households else Count("*"),
        ledger="screening.arrivals",
        unit=HOUSEHOLDS if households else PEOPLE,
        listed=listed,
    )


def _of_class(code: str, term: Term, condition: Q) -> tuple[Indicator, ...]:
    """By origin: whoever came from there is listed only while a list in force names the place."""

    def titled(en: str, zh: str) -> Term:
        return Term(en.format(term.en), zh.format(term.zh))

    return (
        _arrival(
            f"arrivals_total_{code}",
            titled("Arrivals from: {}", "来返人员累计：{}"),
            _came(condition),
            listed=listed_on,
        ),
        _arrival(
            f"arrivals_new_{code}",
            titled("New arrivals from: {}", "来返人员新增：{}"),
            _came_new(condition),
            listed=listed_on,
        ),
        _arrival(
            f"arrival_households_{code}",
            titled("Households with arrivals from: {}", "来返人员户数：{}"),
            _came(condition),
            households=True,
            listed=listed_on,
        ),
    )


def _within(span: Span) -> QuerySet[Arrival]:
    return standing(Arrival, span.end).filter(known_at__lte=F("clock_ends_at"), known_at__lt=span.end)


def _breached(span: Span) -> QuerySet[Arrival]:
    """The clock had ended by the cut-off, and the situation was not known by then or only later than it should."""
    return standing(Arrival, span.end).filter(breached(span.end))


def _away(span: Span) -> QuerySet[Departure]:
    still = Q(returned_on__isnull=True) | Q(returned_on__gt=span.day)
    return standing(Departure, span.end).filter(still)


_ANY = Q()
INDICATORS: tuple[Indicator, ...] = (
    *(
        Indicator(f"screening.{code}", title, records, ledger="screening.households", unit=HOUSEHOLDS)
        for code, title, records in _CAMPAIGN
    ),
    *(
        Indicator(f"screening.{code}", title, _attempts(channel), ledger="screening.attempts", unit=TIMES)
        for code, title, channel in _TRIES
    ),
    _arrival("arrivals_total", Term("Arrivals, cumulative", "来返人员累计"), _came(_ANY)),
    _arrival("arrivals_new", Term("Arrivals, new", "来返人员新增"), _came_new(_ANY)),
    _arrival("arrival_households", Term("Households with arrivals", "来返人员户数"), _came(_ANY), households=True),
    *(indicator for each in _CLASSES for indicator in _of_class(*each)),
    *(_arrival(f"arrivals_{group.value}s", title, _came(Q(identity_group=group.value))) for group, title in _GROUPS),
    _arrival(
        "arrivals_with_symptoms",
        Term("Arrivals with symptoms", "来返人员有症状人数"),
        _came(Q(symptoms__isnull=False) & ~Q(symptoms=[])),
    ),
    _arrival(
        "arrivals_symptoms_unknown",
        Term("Arrivals, symptoms unknown", "来返人员症状不详"),
        _came(Q(symptoms__isnull=True)),
    ),
    _arrival("known_within_limit", Term("Known within two hours of coming home", "到家两小时内掌握情况"), _within),
    Indicator(
        "screening.known_too_late",
        Term("Not known within two hours of coming home", "到家两小时内未掌握情况"),
        _breached,
        ledger="screening.clock_breaches",
        unit=PEOPLE,
    ),
    Indicator(
        "screening.away",
        Term("Left and not returned yet", "外出未返回人数"),
        _away,
        ledger="screening.not_returned",
        unit=PEOPLE,
    ),
)
