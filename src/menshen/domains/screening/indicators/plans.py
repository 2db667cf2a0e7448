"""Figures of who means to come or to leave, of letters, and of calls after purchases: these go up as counts only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from menshen.domains.screening.models import Intention, Letter, OutgoingWorker, Purchase
from menshen.domains.screening.vocabulary import FollowUp
from menshen.kernel.base.terms import Term
from menshen.kernel.indicators.declaration import Indicator, Span

if TYPE_CHECKING:
    from django.db.models import QuerySet

PEOPLE = Term("people", "人")
LETTERS = Term("letters", "份")


def _expected(span: Span) -> QuerySet[Intention]:
    ended = Q(ended_at__isnull=True) | Q(ended_at__gte=span.end)
    return Intention.objects.filter(ended, announced_at__lt=span.end)


def _overdue(span: Span) -> QuerySet[Intention]:
    return _expected(span).filter(expected_on__lt=span.day)


def _workers(span: Span) -> QuerySet[OutgoingWorker]:
    stands = Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=span.end)
    return OutgoingWorker.objects.filter(stands, registered_at__lt=span.end)


def _certified(span: Span) -> QuerySet[OutgoingWorker]:
    return _workers(span).filter(examined_on__lte=span.day)


def _letters(span: Span) -> QuerySet[Letter]:
    stands = Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=span.end)
    return Letter.objects.filter(stands, recorded_at__lt=span.end)


def _purchases(span: Span) -> QuerySet[Purchase]:
    return Purchase.objects.filter(reported_at__lt=span.end)


def _followed_up(span: Span) -> QuerySet[Purchase]:
    return _purchases(span).filter(followed_up_at__lt=span.end)


def _ill(span: Span) -> QuerySet[Purchase]:
    return _followed_up(span).filter(outcome=FollowUp.ILL_ADVISED.value)


_INTENTIONS, _WORKERS = "screening.intentions", "screening.outgoing_workers"
INDICATORS = tuple(
    Indicator(f"screening.{code}", title, records, ledger=ledger, unit=unit)
    for code, title, records, ledger, unit in (
        ("returns_expected", Term("Returns announced, not come yet", "拟返未返人数"), _expected, _INTENTIONS, PEOPLE),
        ("returns_overdue", Term("Of those, day gone by", "其中超过预计日期"), _overdue, _INTENTIONS, PEOPLE),
        ("outgoing_workers", Term("Leaving workers", "外出务工人数"), _workers, _WORKERS, PEOPLE),
        ("workers_certified", Term("Of those, with a certificate", "已出具健康证明人数"), _certified, _WORKERS, PEOPLE),
        ("letters_signed", Term("Letters of commitment", "承诺书签订份数"), _letters, "screening.letters", LETTERS),
        ("purchases_reported", Term("Purchases to be followed up", "购药随访应访人数"), _purchases, None, PEOPLE),
        ("purchases_followed_up", Term("Purchases followed up", "购药随访已访人数"), _followed_up, None, PEOPLE),
        ("purchases_ill", Term("Purchases, ill and advised", "购药随访有不适人数"), _ill, None, PEOPLE),
    )
)
