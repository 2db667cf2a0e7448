"""What a declaration asks people to do: call or visit, the sooner where somebody feels feverish. Never an order."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from menshen.domains.screening.models import Declaration
from menshen.domains.screening.vocabulary import Kind, Symptom
from menshen.kernel.base.terms import Term
from menshen.kernel.journal.entries import Reaction, subject_type
from menshen.kernel.scope.codes import LENGTHS, Level
from menshen.kernel.tasks.flow import NewTask, TaskKind, open_tasks

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from menshen.kernel.journal.models import Entry
    from menshen.kernel.scope.viewers import Viewer

_GRID = LENGTHS[Level.GRID]
_DECLARATION = subject_type(Declaration)
_SETTLED = frozenset({Kind.DECLARATION_SETTLED.value, Kind.DECLARATION_REPLACED.value})
_IN_GRID = ("grid_worker", "community_secretary")
_ABOVE = ("community_secretary", "street_leader")


def _kind(code: str, title: Term, ladder: tuple[str, ...], hours: int) -> TaskKind:
    return TaskKind(
        f"screening.{code}", title, ladder=ladder, resolved_by=_SETTLED, within=timedelta(hours=hours),
        patience=timedelta(hours=hours), action="screening.settle_declaration", subject_field="declaration",
    )  # fmt: skip


_FEVER = Term(
    "A resident reports a fever: please visit or call, take the temperature, advise to see a doctor",
    "有居民自报发热，请上门或电话了解、测量体温，建议就诊",
)
CONFIRM_DECLARATION = _kind(
    "confirm_declaration", Term("A resident declared a return: please confirm", "有居民自主申报，请核实"), _IN_GRID, 24
)
VISIT_FEVER = _kind("visit_fever", _FEVER, _IN_GRID, 2)
PLACE_DECLARATION = _kind(
    "place_declaration",
    Term(
        "A resident declared from an address that is not known here: please find out and confirm",
        "有居民自主申报，但地址未能匹配到户，请查找核实",
    ),
    _ABOVE,
    24,
)
PLACE_FEVER = _kind("place_fever", _FEVER, _ABOVE, 2)
TASKS = (CONFIRM_DECLARATION, VISIT_FEVER, PLACE_DECLARATION, PLACE_FEVER)


def follow_declarations(entries: Sequence[Entry], *, by: Viewer, at: datetime) -> None:  # noqa: ARG001  a reaction's signature
    """Ask whoever is responsible for the address; where it is not known, the community."""
    waiting = Declaration.objects.filter(pk__in=[entry.subject_id for entry in entries], outcome="").order_by("pk")
    asked: dict[str, list[NewTask]] = {}
    for row in waiting:
        fever = Symptom.FEVER.value in (row.symptoms or ())
        known, unknown = (VISIT_FEVER, PLACE_FEVER) if fever else (CONFIRM_DECLARATION, PLACE_DECLARATION)
        kind = known if row.located else unknown
        asked.setdefault(kind.code, []).append(NewTask(row.area_id[:_GRID], _DECLARATION, row.pk))
    for kind in TASKS:
        open_tasks(kind, asked.get(kind.code, []), at=at)


REACTIONS = (Reaction(Kind.DECLARATION_MADE.value, follow_declarations),)
