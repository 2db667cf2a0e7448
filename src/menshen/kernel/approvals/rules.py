"""Who may decide on a request, and where it stands then: four eyes on every step, whoever stands in for whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from menshen.kernel.approvals.vocabulary import Answer, Problem, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Case:
    """A request as far as it matters for who decides. Steps count from 0; people are numbers of actors."""

    asked_by: int
    step: int
    state: State
    decided_by: frozenset[int] = frozenset()

    @property
    def involved(self) -> frozenset[int]:
        """Those whose word is in it already; nobody of them, and nobody in their place, gives another."""
        return self.decided_by | {self.asked_by}


@dataclass(frozen=True, slots=True)
class Capacity:
    """In which somebody could decide a step: by an own role, or in the place of who holds it."""

    step: int
    in_place_of: int | None = None


def state_of(closed_as: str, due_at: datetime, at: datetime) -> State:
    """Where a request stands at a moment. Late is not lapsed: it stays open until a person has decided."""
    if closed_as:
        return State(closed_as)
    return State.OVERDUE if at >= due_at else State.WAITING


def first_step(own: Sequence[bool]) -> int:
    """The step at which a request begins: above those that the asker's own role would decide, never beyond the last.

    `own` says of each step whether the asker holds its role.
    """
    above = max((number for number, holds in enumerate(own) if holds), default=-1) + 1
    return min(above, len(own) - 1)


def who_decides(case: Case, person: int, capacities: Iterable[Capacity]) -> Capacity | Problem:
    """In which capacity a person decides on a request now, or why not.

    A step that is late may be decided from above: that decision covers it. An own role counts before a colleague's.
    """
    held = list(capacities)
    if not case.state.is_open:
        return Problem.CLOSED
    if person == case.asked_by:
        return Problem.OWN_REQUEST
    if person in case.decided_by:
        return Problem.DECIDED_BEFORE
    reaching = [one for one in held if one.step >= case.step]
    if not reaching:
        return Problem.NOT_YOURS
    independent = [one for one in reaching if one.in_place_of not in case.involved]
    if not independent:
        return Problem.OWN_REQUEST
    now = [one for one in independent if one.step == case.step or case.state is State.OVERDUE]
    if not now:
        return Problem.NOT_YET
    return max(now, key=lambda one: (one.step, one.in_place_of is None))


def who_hands_over(case: Case, person: int, capacities: Iterable[Capacity]) -> Capacity | Problem:
    """In which capacity a person may hand a request to a colleague: their own; nothing is passed on twice."""
    return who_decides(case, person, [one for one in capacities if one.in_place_of is None])


def may_take(case: Case | None, holder: int, deputy: int) -> Problem | None:
    """Why a colleague cannot stand in; `case` is the request, None where it is for all of some days."""
    involved = case.involved if case else frozenset()
    return Problem.NOT_INDEPENDENT if deputy == holder or deputy in involved else None


def after(answer: Answer, step: int, steps: int) -> State:
    """Where a request stands once a step was decided; waiting means: for the next step."""
    if answer is Answer.REJECT:
        return State.REJECTED
    return State.APPROVED if step + 1 >= steps else State.WAITING
