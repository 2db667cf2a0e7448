"""Arrivals as rows: what stands, what is about to be written, and what an arrival does to departures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import connection

from menshen.domains.screening.actions.journeys import TOLD, Judged, Told
from menshen.domains.screening.actions.people import Placed
from menshen.domains.screening.models import Arrival, Departure
from menshen.domains.screening.queries import current
from menshen.domains.screening.rules import Account
from menshen.domains.screening.vocabulary import Kind
from menshen.kernel.actions.declaration import Outcome
from menshen.kernel.actions.performing import note
from menshen.kernel.base.bulk import insert_rows
from menshen.kernel.base.clock import LOCAL, day_of
from menshen.kernel.journal.entries import NewEntry, subject_type
from menshen.kernel.journal.models import Entry

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from menshen.kernel.base.decisions import Reason
    from menshen.kernel.scope.viewers import Viewer

_ARRIVAL = subject_type(Arrival)
_DEPARTURE = subject_type(Departure)


@dataclass(slots=True, eq=False)
class Coming:
    """An arrival that is on record, or about to be: then it has no number yet. `corrects` is the record whose place it
    takes."""

    placed: Placed
    told: Told
    judged: Judged
    registered_at: datetime
    corrects: int | None = None
    number: int = 0
    answered: bool = False

    @classmethod
    def of(cls, row: Arrival) -> Coming:
        """One that is on record."""
        judged = Judged(row.place_code, row.origin_class, row.risk_level, row.risk_row, row.known_at, row.clock_ends_at)
        placed = Placed(row.person_id, row.household_id, row.area_id)
        return cls(placed, Told.of(row), judged, row.registered_at, row.corrects_id, row.pk, answered=True)

    @property
    def account(self) -> Account:
        return Account(self.judged.place_code, self.told.left_on)

    @property
    def day(self) -> date | None:
        """The local day of coming home, by which a person's arrivals are told apart."""
        return day(self.told.arrived_home_at)


def day(moment: datetime | None) -> date | None:
    return None if moment is None else day_of(moment)


Days = dict[tuple[int, date | None], "Coming"]


def days_held(people: Collection[int]) -> Days:
    """The arrivals that stand, by person and day."""
    rows = current(Arrival).filter(person_id__in=people)
    return {(row.person_id, day(row.arrived_home_at)): Coming.of(row) for row in rows}


def ask_about(doubts: Sequence[tuple[Coming, tuple[Reason, ...]]], *, by: Viewer, at: datetime) -> None:
    """Write each contradiction down once; that asks a person to look."""
    asked = Entry.objects.filter(
        kind=Kind.ARRIVAL_CONTRADICTED, subject_type=_ARRIVAL, subject_id__in=[known.number for known, _ in doubts]
    )
    seen = {(number, tuple(detail["reasons"])) for number, detail in asked.values_list("subject_id", "detail")}
    told = {(known.number, tuple(reason.code.value for reason in found)): known for known, found in doubts}
    note(
        [
            NewEntry(Kind.ARRIVAL_CONTRADICTED, known.placed.area, _ARRIVAL, number, at, detail={"reasons": reasons})
            for (number, reasons), known in told.items()
            if (number, reasons) not in seen
        ],
        by=by,
        at=at,
    )


_COLUMNS = (
    "area", "person", "household", "registered_at", "recorded_at", "corrects", "place_code", "origin_class",
    "risk_level", "risk_row", "known_at", "clock_ends_at", *(name for name in TOLD if name != "known_at"),
)  # fmt: skip


def write(arrivals: Sequence[Coming], *, at: datetime) -> None:
    """Insert the arrivals and tell each its number."""
    rows = [
        (
            coming.placed.area, coming.placed.person, coming.placed.household, coming.registered_at, at,
            coming.corrects,
            coming.judged.place_code, coming.judged.origin_class, coming.judged.risk_level, coming.judged.risk_row,
            coming.judged.known_at, coming.judged.clock_ends_at,
            *(getattr(coming.told, name) for name in TOLD if name != "known_at"),
        )
        for coming in arrivals
    ]  # fmt: skip
    for coming, number in zip(arrivals, insert_rows(Arrival, _COLUMNS, rows), strict=True):
        coming.number = number


def outcome(answer: Coming | Outcome) -> Outcome:
    """Done for the one that was written, known for those that told the same."""
    if isinstance(answer, Outcome):
        return answer
    if answer.answered:
        return Outcome.known(Arrival, answer.number)
    answer.answered = True
    detail: dict[str, Any] = {"place": answer.judged.place_code, "class": answer.judged.origin_class}
    if answer.corrects is not None:
        detail["corrects"] = answer.corrects
    return Outcome.done(Arrival, answer.number, answer.placed.area, **detail)


def supersede(arrivals: Sequence[Coming], *, by: Viewer, at: datetime) -> None:
    """Take the records that these correct out of the count; what was asked about them is answered."""
    corrected = {coming.corrects: coming.placed.area for coming in arrivals if coming.corrects is not None}
    Arrival.objects.filter(pk__in=corrected).update(withdrawn_at=at)
    note(
        [NewEntry(Kind.ARRIVAL_SUPERSEDED, area, _ARRIVAL, number, at) for number, area in corrected.items()],
        by=by,
        at=at,
    )


_SETTLE = """
    WITH first AS (
        SELECT DISTINCT ON (away.id) away.id, came.id AS arrival, came.day
        FROM screening_departure AS away
        LEFT JOIN LATERAL (
            SELECT id, (coalesce(arrived_home_at, registered_at) AT TIME ZONE %s)::date AS day
            FROM screening_arrival WHERE person_id = away.person_id AND withdrawn_at IS NULL
        ) AS came ON came.day >= away.left_on
        WHERE away.withdrawn_at IS NULL AND (
            (away.person_id = ANY(%s) AND away.returned_by_id IS NULL) OR away.returned_by_id = ANY(%s)
        )
        ORDER BY away.id, came.day, came.id
    )
    UPDATE screening_departure AS away SET returned_on = first.day, returned_by_id = first.arrival
    FROM first WHERE away.id = first.id AND away.returned_by_id IS DISTINCT FROM first.arrival
    RETURNING away.id, away.area_code
"""


def settle_departures(people: Collection[int], gone: Collection[int], *, by: Viewer, at: datetime) -> None:
    """Departures of these people, and those that the arrivals `gone` had ended, end with the first arrival since that
    stands, or are open again. Figures of the grids that they had left change too."""
    if not people and not gone:
        return
    with connection.cursor() as cursor:
        cursor.execute(_SETTLE, [LOCAL.key, list(people), list(gone)])
        settled = cursor.fetchall()
    note([NewEntry(Kind.DEPARTURE_ENDED, area, _DEPARTURE, number, at) for number, area in settled], by=by, at=at)
