"""From a list to a file: with a reason where it tells of people, marked in every row, and written down."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from menshen.kernel.base.clock import in_local
from menshen.kernel.base.ids import uuid7
from menshen.kernel.base.problems import Refused
from menshen.kernel.journal.entries import subject_type
from menshen.kernel.ledgers.columns import CellKind
from menshen.kernel.ledgers.exporting import export
from menshen.kernel.privacy.lookups import LookUpKind, look_up
from menshen.kernel.scope.models import Area
from menshen.kernel.stewardship.models import Export
from menshen.kernel.stewardship.vocabulary import Problem, Reason, in_words

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from menshen.kernel.ledgers.declaration import Ledger
    from menshen.kernel.ledgers.table import Question
    from menshen.kernel.scope.viewers import Viewer

_OF_PEOPLE = (CellKind.NAME, CellKind.ID_NUMBER, CellKind.PHONE)


def tells_of_people(ledger: Ledger) -> bool:
    """Whether the list may not leave without a reason."""
    return any(column.kind in _OF_PEOPLE and not column.public for column in ledger.shown)


def hand_out(
    ledger: Ledger, question: Question, path: Path, *, why: Reason | None, note: str = "", by: Viewer, at: datetime
) -> int:
    """Write the workbook and give the number of its rows. Call it inside `acting(by)`.

    Every row of a list of people carries who exported it, when, and the number under which the log knows the file.
    """
    if not tells_of_people(ledger):
        return export(ledger, by, question, path)
    if why is None:
        raise Refused(Problem.REASON_MISSING, status=422, field="reason")
    if why is Reason.OTHER and not note.strip():
        raise Refused(Problem.NOTE_MISSING, status=422, field="note")
    assert by.actor_id is not None  # who sees a list has signed in
    number = uuid7().hex[-12:].upper()
    rows = export(ledger, by, question, path, mark=f"{by.name} {in_local(at):%Y-%m-%d %H:%M} {number}")
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    reason = in_words(why, note.strip())[:300]
    area = question.area or by.home or Area.objects.order_by("code").values_list("code", flat=True)[0]
    written = Export.objects.create(
        area_id=area, number=number, ledger=ledger.code, title=ledger.title.zh, rows=rows, digest=digest, reason=reason,
        exported_at=at, exported_by_id=by.actor_id,
    )  # fmt: skip
    fields = [column.code for column in ledger.shown if column.kind in _OF_PEOPLE]
    detail = {"ledger": ledger.code, "rows": rows, "digest": digest, "number": number}
    subject = (subject_type(Export), written.pk, area)
    look_up(by, LookUpKind.EXPORTED, at=at, subjects=[subject], fields=fields, reason=reason, detail=detail)
    return rows
