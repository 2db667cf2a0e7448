"""Rows of decision tables as test cases, and their cells as facts."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest

from menshen.domains.policy.rules import TeamSeat
from menshen.domains.policy.vocabulary import Subject, TeamRole
from menshen.domains.quarantine.rules import Exposure, Stay
from menshen.domains.screening.rules import AttemptFacts
from menshen.domains.screening.vocabulary import AttemptOutcome, Channel
from menshen.kernel.base.clock import local
from spec.tables import EMPTY, read

if TYPE_CHECKING:
    from collections.abc import Iterable

    from menshen.kernel.base.decisions import Reason

UNKNOWN = "unknown"
A_DAY = date(2020, 2, 5)


def cases(name: str, table: str) -> pytest.MarkDecorator:
    """Runs a test once for each row of a table, as `row`, named by the row's facts."""
    found = read(name)[table]
    ids = [", ".join(row[fact] or EMPTY for fact in found.facts) for row in found.rows]
    return pytest.mark.parametrize("row", found.rows, ids=ids)


def day(cell: str) -> date | None:
    return date.fromisoformat(cell) if cell and cell != UNKNOWN else None


def hour(cell: str) -> datetime | None:
    """`08:30` of one and the same day."""
    if not cell or cell == UNKNOWN:
        return None
    hours, minutes = cell.split(":")
    return local(A_DAY, int(hours), int(minutes))


def number(cell: str) -> int | None:
    return None if cell == UNKNOWN else int(cell)


def numbers(cell: str) -> list[int | None]:
    return [number(word) for word in cell.split()]


def yes(cell: str) -> bool:
    return cell == "yes"


def said(truth: object) -> str:
    return "yes" if truth else "no"


def codes(reasons: Iterable[Reason]) -> str:
    """The last words of the reasons' codes. Saying each in both languages proves that no fact is missing."""
    words = []
    for reason in reasons:
        assert reason.term.en
        assert reason.term.zh
        words.append(reason.code.value.rpartition(":")[2])
    return " ".join(words)


def stays(cell: str) -> tuple[Stay, ...]:
    """`420100 left 2020-01-22; unknown left unknown`."""
    found = []
    for part in filter(None, cell.split("; ")):
        place, _, left_on = part.partition(" left ")
        found.append(Stay("" if place == UNKNOWN else place, day(left_on)))
    return tuple(found)


def exposures(cell: str) -> tuple[Exposure, ...]:
    """`close_contact 2020-02-01`."""
    if not cell:
        return ()
    subject, last_on = cell.split()
    return (Exposure(Subject(subject), date.fromisoformat(last_on)),)


def attempts(cell: str) -> list[AttemptFacts]:
    """`phone:no_answer door:reached`, one hour apart."""
    return [
        AttemptFacts(Channel(channel), AttemptOutcome(outcome), local(A_DAY, 8 + count))
        for count, (channel, outcome) in enumerate(word.split(":") for word in cell.split())
    ]


def seats(cell: str) -> tuple[TeamSeat, ...]:
    """`grid_worker (chosen_person)`: brackets for optional."""
    return tuple(TeamSeat(TeamRole(word.strip("()")), optional=word.startswith("(")) for word in cell.split())
