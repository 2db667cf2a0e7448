"""Turning what is known already, of a clue or of an announced return, into an arrival: nothing is typed twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from menshen.domains.screening.actions.arrivals import RegisterArrival, register_arrival
from menshen.domains.screening.models import Arrival
from menshen.kernel.actions.declaration import Outcome
from menshen.kernel.actions.fields import sentence_of
from menshen.kernel.actions.performing import note, run
from menshen.kernel.base.problems import CommonProblem
from menshen.kernel.journal.entries import NewEntry, subject_type

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from menshen.kernel.scope.models import Scoped
    from menshen.kernel.scope.viewers import Viewer


@dataclass(frozen=True, slots=True)
class Become:
    """A record and the arrival it becomes."""

    record: Scoped
    arrival: RegisterArrival

    @classmethod
    def of(cls, record: Scoped, known: Mapping[str, Any], told: Mapping[str, Any]) -> Become | Outcome:
        """What is told now stands over what was known; refused where both together make no arrival."""
        given = {name: value for name, value in {**known, **told}.items() if value not in ("", None)}
        try:
            return cls(record, RegisterArrival.model_validate(given | {"area": record.area_id}))
        except ValidationError as invalid:
            found = invalid.errors()[0]
            return Outcome.refused(
                CommonProblem.INVALID, on=str(found["loc"][0]) if found["loc"] else None, status=422,
                detail=sentence_of(found),
            )  # fmt: skip


def become_arrivals(plans: Sequence[Become | Outcome], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Register the arrivals as part of another action. Done are the records, with the number of the arrival; somebody
    whose arrival was registered by then keeps that one."""
    asked = [plan for plan in plans if isinstance(plan, Become)]
    registered = run(register_arrival, [plan.arrival for plan in asked], by=by, at=at)
    note(
        [
            NewEntry(
                register_arrival.kind.value, one.area, subject_type(Arrival), one.subject_id, at, detail=one.detail
            )
            for one in registered
            if one.state == "done" and one.subject_id is not None
        ],
        by=by,
        at=at,
    )
    answers = iter(zip(asked, registered, strict=True))
    return [plan if isinstance(plan, Outcome) else _became(*next(answers)) for plan in plans]


def _became(plan: Become, registered: Outcome) -> Outcome:
    if registered.problem is not None:
        return registered
    return Outcome.done(type(plan.record), plan.record.pk, plan.record.area_id, arrival=registered.subject_id)
