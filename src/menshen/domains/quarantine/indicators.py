"""The figures of quarantine: for each measure the cumulative, new, released, handed over and running orders.

An order enters on the day from which it is both confirmed and begun, and leaves on its first free day, or in the span
in which somebody ended it. Both happen once and for good, so that for every area and day, whatever comes later:
running = running the day before + new − released − handed over. An order that is found void later leaves on the day of
that decision and is counted among `orders_voided` from then on; what was said of earlier days stays as it was said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Q

from menshen.domains.policy.vocabulary import Measure
from menshen.domains.quarantine.documents import RELEASE_NOTICE, START_NOTICE
from menshen.domains.quarantine.models import Appeal, HealthCheck, QuarantineOrder, Referral
from menshen.domains.quarantine.vocabulary import CheckVerdict, EndReason, ReferralConclusion
from menshen.kernel.base.terms import Term
from menshen.kernel.documents.models import Document
from menshen.kernel.indicators.declaration import Indicator, Span

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet

    Records = Callable[[Span], QuerySet[Any]]

PEOPLE = Term("people", "人")
HOUSEHOLDS = Term("households", "户")
TIMES = Term("times", "次")
MEASURES = (
    Measure.CENTRALISED_QUARANTINE,
    Measure.HOME_QUARANTINE,
    Measure.HOME_HEALTH_MONITORING,
    Measure.SELF_HEALTH_MONITORING,
)
_HANDED_OVER = (EndReason.TRANSFERRED.value, EndReason.HOSPITALISED.value, EndReason.SUPERSEDED.value)
"""Ends that lead into another measure, elsewhere or of another kind; every other end leaves the person free."""


def _orders(measure: Measure) -> QuerySet[QuarantineOrder]:
    """Confirmed orders, but for those that were ended before they began."""
    began = Q(ended_on__isnull=True) | Q(ended_on__gte=F("starts_on"))
    return QuarantineOrder.objects.filter(began, measure=measure.value, confirmed_at__isnull=False)


def _entered(span: Span) -> Q:
    return Q(starts_on__lte=span.day, confirmed_at__lt=span.end)


def _left(span: Span) -> Q:
    """The days are over, or somebody ended the order within them."""
    return _entered(span) & (Q(until_on__lte=span.day) | Q(ended_on__lte=span.day, ended_at__lt=span.end))


def _total(measure: Measure) -> Records:
    return lambda span: _orders(measure).filter(_entered(span))


def _in_force(measure: Measure) -> Records:
    return lambda span: _orders(measure).filter(_entered(span)).exclude(_left(span))


def _new(measure: Measure) -> Records:
    return lambda span: _orders(measure).filter(_entered(span)).exclude(_entered(span.before))


def _released(measure: Measure) -> Records:
    return lambda span: _released_total(measure)(span).exclude(_left(span.before))


def _released_total(measure: Measure) -> Records:
    return lambda span: _orders(measure).filter(_left(span)).exclude(end_reason__in=_HANDED_OVER)


def _handed_over(measure: Measure) -> Records:
    return lambda span: _orders(measure).filter(_left(span), end_reason__in=_HANDED_OVER).exclude(_left(span.before))


_SHAPES: tuple[tuple[str, Term, Callable[[Measure], Records]], ...] = (
    ("total", Term("cumulative", "累计"), _total),
    ("in_force", Term("in force", "在管"), _in_force),
    ("new", Term("new", "新增"), _new),
    ("released", Term("released", "解除"), _released),
    ("released_total", Term("released, cumulative", "累计解除"), _released_total),
    ("handed_over", Term("handed over", "转出"), _handed_over),
)


def _of_measure(measure: Measure) -> list[Indicator]:
    named = measure.term
    figures = [
        Indicator(
            f"quarantine.{measure.value}.{code}",
            Term(f"{named.en}, {shape.en}", f"{named.zh}{shape.zh}"),
            records(measure),
            ledger="quarantine.orders",
            unit=PEOPLE,
        )
        for code, shape, records in _SHAPES
    ]
    figures.append(
        Indicator(
            f"quarantine.{measure.value}.households",
            Term(f"{named.en}, households in force", f"{named.zh}在管户数"),
            _in_force(measure),
            value=Count("household_id", distinct=True),
            ledger="quarantine.orders",
            unit=HOUSEHOLDS,
        )
    )
    return figures


def _checks(span: Span) -> QuerySet[HealthCheck]:
    return HealthCheck.objects.filter(corrected_by__isnull=True, taken_at__gte=span.start, taken_at__lt=span.end)


def _referrals(**condition: Any) -> Records:
    return lambda span: Referral.objects.filter(found_at__lt=span.end, **condition)


def _documents(kind: str) -> Records:
    standing = Q(withdrawn_at__isnull=True)
    return lambda span: Document.objects.filter(
        standing | Q(withdrawn_at__gte=span.end), kind=kind, issued_at__lt=span.end
    )


INDICATORS = (
    *(figure for measure in MEASURES for figure in _of_measure(measure)),
    Indicator(
        "quarantine.checks_recorded",
        Term("Health checks recorded today", "当日健康监测次数"),
        _checks,
        ledger="quarantine.health_checks",
        unit=TIMES,
    ),
    Indicator(
        "quarantine.checks_referred",
        Term("Checks with fever or symptoms today", "当日发热或有症状"),
        lambda span: _checks(span).filter(verdict=CheckVerdict.REFER.value),
        ledger="quarantine.health_checks",
        unit=TIMES,
    ),
    Indicator(
        "quarantine.referrals_total",
        Term("Referrals, cumulative", "转诊累计"),
        _referrals(),
        ledger="quarantine.referrals",
        unit=PEOPLE,
    ),
    Indicator(
        "quarantine.referrals_open",
        Term("Referrals without a conclusion", "转诊尚无结论"),
        lambda span: Referral.objects.filter(
            Q(concluded_at__isnull=True) | Q(concluded_at__gte=span.end), found_at__lt=span.end
        ),
        ledger="quarantine.referrals",
        unit=PEOPLE,
    ),
    Indicator(
        "quarantine.referrals_confirmed",
        Term("Referrals confirmed", "转诊确诊"),
        lambda span: Referral.objects.filter(conclusion=ReferralConclusion.CONFIRMED.value, concluded_at__lt=span.end),
        ledger="quarantine.referrals",
        unit=PEOPLE,
    ),
    Indicator(
        "quarantine.orders_voided",
        Term("Orders found void, cumulative", "自始撤销累计"),
        lambda span: QuarantineOrder.objects.filter(voided_at__lt=span.end),
        ledger="quarantine.orders",
        unit=PEOPLE,
    ),
    Indicator(
        "quarantine.appeals_open",
        Term("Appeals not decided", "待处理申诉"),
        lambda span: Appeal.objects.filter(
            Q(decided_at__isnull=True) | Q(decided_at__gte=span.end), asked_at__lt=span.end
        ),
        ledger="quarantine.appeals",
        unit=Term("appeals", "件"),
    ),
    Indicator(
        "quarantine.start_notices",
        Term("Notices of start issued, cumulative", "告知书累计"),
        _documents(START_NOTICE.code),
        ledger="quarantine.notices",
        unit=Term("papers", "份"),
    ),
    Indicator(
        "quarantine.release_notices",
        Term("Notices of release issued, cumulative", "解除告知书累计"),
        _documents(RELEASE_NOTICE.code),
        ledger="quarantine.notices",
        unit=Term("papers", "份"),
    ),
)
