"""What screening adds to pages: journeys and attempts to that of a person, whom a campaign has not reached, answers,
and how a letter was signed."""

from __future__ import annotations

import json
from base64 import b64decode
from typing import TYPE_CHECKING, Any

from django.db.models import F

from menshen.domains.screening.models import (
    Arrival,
    Attempt,
    Campaign,
    CampaignHousehold,
    Departure,
    FormAnswer,
    Letter,
)
from menshen.domains.screening.queries import current, households
from menshen.domains.screening.vocabulary import AttemptOutcome, Channel, HouseholdState, Permission, Step
from menshen.kernel.base.pictures import Picture, drawn
from menshen.kernel.base.terms import Term
from menshen.kernel.forms.compiling import walk
from menshen.kernel.journal.entries import subject_type
from menshen.kernel.ledgers.details import Detail, DetailTable, Happened, History, Sight, cell
from menshen.kernel.privacy.masking import mask_numbers

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import datetime

    from menshen.kernel.forms.compiling import Form
    from menshen.kernel.scope.viewers import Viewer

MOST_ATTEMPTS = 200
MOST_UNCOVERED = 50
_MORE_UNCOVERED = Term(
    f"These are {MOST_UNCOVERED} of them; all stand in 'Households of the campaigns'.",
    f"仅列出 {MOST_UNCOVERED} 户，全部见“排查对象户”。",
)
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


def signature(number: int) -> Picture | None:
    """What was signed on screen."""
    strokes = Letter.objects.filter(pk=number).values_list("signature", flat=True).first()
    return Picture("image/svg+xml", drawn(strokes).encode()) if strokes else None


def photo(number: int) -> Picture | None:
    """The signed paper."""
    content = Letter.objects.filter(pk=number).values_list("photo", flat=True).first()
    return Picture("image/jpeg", b64decode(content)) if content else None


def uncovered(viewer: Viewer, number: int, at: datetime) -> DetailTable | None:  # noqa: ARG001
    """The households of a campaign that nobody has reached, each with what was tried and what comes next."""
    waiting = households(viewer).filter(campaign=number, state=HouseholdState.NOT_REACHED.value)
    lines: list[Any] = list(waiting.select_related("area", "household__dwelling").order_by("pk")[: MOST_UNCOVERED + 1])
    if not lines:
        return None
    columns = (
        Term("Address", "住址"), Term("Grid", "所属网格"), Term("Attempts", "联系次数"),
        Term("Last outcome", "最近结果"), Term("Next step", "下一步"),
    )  # fmt: skip
    kind = subject_type(CampaignHousehold)
    rows = [
        (
            cell(str(line.household.dwelling or line.household.number) or _UNKNOWN, (kind, line.pk)),
            cell(str(line.area)),
            cell(line.tries or 0),
            cell(AttemptOutcome(line.last_outcome).term if line.last_outcome else None),
            cell(Step(line.next_step).term),
        )
        for line in lines[:MOST_UNCOVERED]
    ]
    return DetailTable(columns, rows, _MORE_UNCOVERED if len(lines) > MOST_UNCOVERED else "")


DETAILS = (
    Detail(
        "screening.uncovered",
        subject_type(Campaign),
        Term("Not reached yet", "尚未联系上的住户"),
        Permission.CAMPAIGN_READ,
        uncovered,
    ),
    Detail("screening.answers", subject_type(FormAnswer), Term("Answers", "答案"), Permission.ANSWER_READ, answers),
)
HISTORIES = (
    History("screening.arrivals", Permission.ARRIVAL_READ, arrivals),
    History("screening.departures", Permission.DEPARTURE_READ, departures),
    History("screening.attempts", Permission.CAMPAIGN_READ, attempts),
)
_LETTER = subject_type(Letter)
SIGHTS = (
    Sight("screening.signature", _LETTER, Term("Signature", "签名"), Permission.LETTER_READ, signature),
    Sight("screening.letter_photo", _LETTER, Term("Signed paper", "纸质签字件"), Permission.LETTER_READ, photo),
)
