"""From a masked number to the whole one: for a reason, one at a time, and written down."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from menshen.kernel.base.clock import day_of, local
from menshen.kernel.base.problems import Refused, not_found
from menshen.kernel.base.terms import Term
from menshen.kernel.journal.entries import subject_type
from menshen.kernel.ledgers.columns import CellKind
from menshen.kernel.ledgers.table import cells_of, readable
from menshen.kernel.privacy.lookups import LookUpKind, look_up
from menshen.kernel.privacy.models import LookUp
from menshen.kernel.scope.models import Actor
from menshen.kernel.scope.viewers import PLATFORM, acting
from menshen.kernel.stewardship.vocabulary import Permission, Problem, Reason, in_words
from menshen.kernel.tasks.flow import NewTask, TaskKind, open_tasks

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import Model

    from menshen.kernel.ledgers.columns import Column
    from menshen.kernel.ledgers.declaration import Ledger
    from menshen.kernel.scope.viewers import Viewer

MANY = 200  # a day: more than anybody calls
REVIEW_LOOK_UPS = TaskKind(
    "privacy.review_look_ups",
    Term("{name} looked at {count} full numbers on {day}: see why", "{name}于 {day} 查看完整号码 {count} 次，请核查"),
    ladder=("data_protection_officer", "street_leader"),
    within=timedelta(days=1),
    patience=timedelta(days=1),
    acknowledged=True,
)


def hides(column: Column) -> bool:
    """Whether the column holds numbers that nobody sees in full without asking."""
    return column.masked and column.kind in (CellKind.ID_NUMBER, CellKind.PHONE)


def unmask(ledger: Ledger, number: int, code: str, *, why: Reason, note: str = "", by: Viewer, at: datetime) -> str:
    """The whole value in the column `code` of the row. Call it inside `acting(by)`.

    It is given to the one who asks and kept nowhere else. A row or column that is not there, not hidden, or not within
    what the viewer was granted is 'not there'.
    """
    if why is Reason.OTHER and not note.strip():
        raise Refused(Problem.NOTE_MISSING, status=422, field="note")
    value, model, area = _found(ledger, number, code, by)
    if not value:
        raise Refused(Problem.NOTHING_HIDDEN)
    subject = (subject_type(model), number, area)
    reason = in_words(why, note.strip())[:300]
    detail = {"ledger": ledger.code}
    look_up(by, LookUpKind.UNMASKED, at=at, subjects=[subject], fields=[code], reason=reason, detail=detail)
    _watch(by, area, at)
    return value


def may_unmask(ledger: Ledger, number: int, code: str, *, by: Viewer) -> bool:
    """Whether `unmask` would answer this viewer, given a reason."""
    try:
        return bool(_found(ledger, number, code, by)[0])
    except Refused:
        return False


def _found(ledger: Ledger, number: int, code: str, by: Viewer) -> tuple[str, type[Model], str]:
    """The value, the model of its row, and where it lies; 'not there' for who may not see it."""
    rows = readable(replace(ledger, rows=ledger.ever or ledger.rows), by).filter(pk=number)
    found = cells_of(ledger, rows).first()
    place = next((place for place, column in enumerate(ledger.shown) if column.code == code and hides(column)), None)
    if found is None or place is None or not by.may(Permission.NUMBER_UNMASK, found[-1]):
        raise not_found()
    return str(found[1 + place] or ""), rows.model, found[-1]


def _watch(by: Viewer, area: str, at: datetime) -> None:
    """Whoever looks at very many in a day is asked about it."""
    day = day_of(at)
    with acting(PLATFORM):
        count = LookUp.objects.filter(
            actor=by.actor_id, kind=LookUpKind.UNMASKED, at__gte=local(day), at__lt=local(day + timedelta(days=1))
        ).count()
    if count == MANY and by.actor_id is not None:
        facts = {"name": by.name, "count": count, "day": day.isoformat()}
        open_tasks(REVIEW_LOOK_UPS, [NewTask(area, subject_type(Actor), by.actor_id, facts)], at=at)
