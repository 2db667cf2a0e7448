"""What the page of a destruction says beside its columns: what was destroyed, and by which times."""

from __future__ import annotations

from typing import TYPE_CHECKING

from menshen.kernel.base.terms import Term
from menshen.kernel.journal.entries import subject_type
from menshen.kernel.ledgers.details import Detail, DetailTable, cell
from menshen.kernel.privacy.marks import Keep
from menshen.kernel.stewardship.records import Destruction, called
from menshen.kernel.stewardship.vocabulary import Permission

if TYPE_CHECKING:
    from datetime import datetime

    from menshen.kernel.scope.viewers import Viewer


def _counts(viewer: Viewer, number: int, at: datetime) -> DetailTable | None:  # noqa: ARG001  a detail's signature
    report = Destruction.objects.filter(pk=number).first()
    if report is None or not report.counts:
        return None
    rows = [[cell(called().get(table, table)), cell(f"{rows:,}")] for table, rows in sorted(report.counts.items())]
    return DetailTable((Term("Records", "信息类别"), Term("Rows", "条数")), rows)


def _times(viewer: Viewer, number: int, at: datetime) -> DetailTable | None:  # noqa: ARG001  a detail's signature
    report = Destruction.objects.filter(pk=number).first()
    if report is None:
        return None
    rows = [[cell(Keep(keep).term), cell(str(days))] for keep, days in report.rules.items()]
    return DetailTable((Term("Counted from", "起算"), Term("Days", "天数")), rows)


DETAILS = (
    Detail(
        "privacy.destroyed_rows",
        subject_type(Destruction),
        Term("What was destroyed", "销毁内容"),
        Permission.DESTRUCTION_READ,
        _counts,
    ),
    Detail(
        "privacy.destroyed_by",
        subject_type(Destruction),
        Term("How long it was kept", "保存期限"),
        Permission.DESTRUCTION_READ,
        _times,
    ),
)
