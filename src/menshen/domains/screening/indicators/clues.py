"""Figures of verification lists. Received = verified + not verified, and verified is the sum over all outcomes: home,
site and doctor are three of them, counted from the same answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from menshen.domains.screening.models import Clue, Verification
from menshen.domains.screening.vocabulary import ClueOutcome
from menshen.kernel.base.terms import Term
from menshen.kernel.indicators.declaration import Indicator, Span

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet

PEOPLE = Term("people", "人")
_CLUES, _ANSWERS = "screening.clues", "screening.verifications"


def _received(span: Span) -> QuerySet[Clue]:
    return Clue.objects.filter(received_at__lt=span.end)


def _new(span: Span) -> QuerySet[Clue]:
    return Clue.objects.filter(received_at__lt=span.end, received_at__gte=span.start)


def _open(span: Span) -> QuerySet[Clue]:
    return _received(span).filter(Q(verified_at__isnull=True) | Q(verified_at__gte=span.end))


def _verified(span: Span) -> QuerySet[Verification]:
    """The answers that stood at the cut-off; a correction counts from when it was made."""
    stood = Q(superseded_at__isnull=True) | Q(superseded_at__gte=span.end)
    return Verification.objects.filter(stood, counts_from__lt=span.end)


def _found(outcome: ClueOutcome) -> Callable[[Span], QuerySet[Verification]]:
    return lambda span: _verified(span).filter(outcome=outcome.value)


INDICATORS = (
    Indicator(
        "screening.clues_received", Term("Clues received", "核查线索接收数"), _received, ledger=_CLUES, unit=PEOPLE
    ),
    Indicator("screening.clues_new", Term("Clues received, new", "核查线索新增数"), _new, ledger=_CLUES, unit=PEOPLE),
    Indicator(
        "screening.clues_open", Term("Clues not verified", "核查线索未核查数"), _open, ledger=_CLUES, unit=PEOPLE
    ),
    Indicator(
        "screening.clues_verified", Term("Clues verified", "核查线索已核查数"), _verified, ledger=_ANSWERS, unit=PEOPLE
    ),
    *(
        Indicator(
            f"screening.clues_{outcome.value}",
            Term(f"Clues verified: {outcome.en}", f"核查结果：{outcome.zh}"),
            _found(outcome),
            ledger=_ANSWERS,
            unit=PEOPLE,
        )
        for outcome in ClueOutcome
    ),
)
