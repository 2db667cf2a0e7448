"""What screening knows for the page of a person: journeys, and the attempts to reach the household."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.db.models import F

from menshen.domains.screening.models import Arrival, Attempt, Departure, FormAnswer
from menshen.domains.screening.queries import current
from menshen.domains.screening.vocabulary import AttemptOutcome, Channel, Permission
from menshen.kernel.base.terms import Term
from menshen.kernel.forms.compiling import walk
from menshen.kernel.journal.entries import subject_type
from menshen.kernel.ledgers.details import Detail, DetailTable, Happened, History, cell
from menshen.kernel.privacy.masking import mask_numbers

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import datetime

    from menshen.kernel.forms.compiling import Form
    from menshen.kernel.scope.viewers import Viewer

MOST_ATTEMPTS = 200
_UNKNOWN = Term("unknown", "不详")


def arrivals(people: Collection[int]) -> Iterator[Happened]:
    """Coming home, at the hour that is known; else when it was registered."""
    kind = subject_type(Arrival)
    for one in current(Arrival).filter(person_id__in=people):
        came = Term("Arrived", "到达辖区") if one.arrived_home_at else Term("Arrival registered", "来返登记")
        place = one.origin or None
        text = Term(f"from {place or _UNKNOWN.en}", f"来自{place or _UNKNOWN.zh}")
        at = one.arrived_home_at or one.registered_at
        yield Happened(one.person_id, at, came, text, (kind, one.pk), "map-pin", "due" if one.risk_level else "info")


def departures(people: Collection[int]) -> Iterator[Happened]:
    """Leaving, and coming back where it is known."""
    kind = subject_type(Departure)
    for one in current(Departure).filter(person_id__in=people):
        place = one.destination or None
        text = Term(f"to {place or _UNKNOWN.en}", f"前往{place or _UNKNOWN.zh}")
        yield Happened(one.person_id, one.left_on, Term("Left", "外出"), text, (kind, one.pk), "map-pin")


def attempts(people: Collection[int]) -> Iterator[Happened]:
    """How the household was asked, and what came of it: one attempt for all who live there."""
    kind = subject_type(Attempt)
    found = (
        Attempt.objects.filter(
            withdrawn_at__isnull=True,
            target__household__residences__person_id__in=people,
            target__household__residences__until_on__isnull=True,
        )
        .annotate(person=F("target__household__residences__person_id"))
        .order_by("-attempted_at")[:MOST_ATTEMPTS]
    )
    for one in found:
        channel, outcome = Channel(one.channel).term, AttemptOutcome(one.outcome).term
        title = Term(f"Screening, {channel.en.lower()}: {outcome.en}", f"排查（{channel.zh}）：{outcome.zh}")
        yield Happened(one.person, one.attempted_at, title, subject=(kind, one.pk), icon="phone")


def answers(viewer: Viewer, number: int, at: datetime) -> DetailTable | None:  # noqa: ARG001  a detail's signature
    """What was answered, in the words of the version that was asked; numbers of people are masked as everywhere."""
    answer = FormAnswer.objects.select_related("form").filter(pk=number).first()
    if answer is None:
        return None
    given = json.loads(answer.answers)
    rows = [
        (cell(Term(one["label"]["en"], one["label"]["zh"])), cell(_said(one, given[one["name"]])))
        for one in walk(answer.form.content["questions"])
        if one["name"] in given and one["type"] != "calculate"
    ]
    return DetailTable((Term("Question", "问题"), Term("Answer", "回答")), rows)


def _said(question: Form, answer: str | list[str]) -> Term:
    labels = dict(question.get("choices", []))
    said = [labels.get(code, {"en": code, "zh": code}) for code in ([answer] if isinstance(answer, str) else answer)]
    return Term(
        *(sign.join(mask_numbers(one[language]) for one in said) for language, sign in (("en", ", "), ("zh", "、")))
    )


DETAILS = (
    Detail("screening.answers", subject_type(FormAnswer), Term("Answers", "答案"), Permission.ANSWER_READ, answers),
)
HISTORIES = (
    History("screening.arrivals", Permission.ARRIVAL_READ, arrivals),
    History("screening.departures", Permission.DEPARTURE_READ, departures),
    History("screening.attempts", Permission.CAMPAIGN_READ, attempts),
)
