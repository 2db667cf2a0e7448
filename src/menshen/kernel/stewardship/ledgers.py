"""The look-up log and the files that left, for who watches over personal data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import apps

from menshen.kernel.base.modules import declared
from menshen.kernel.base.terms import Term
from menshen.kernel.journal.entries import subject_type
from menshen.kernel.ledgers.columns import CellKind, Column
from menshen.kernel.ledgers.declaration import Ledger
from menshen.kernel.privacy.lookups import LookUpKind
from menshen.kernel.privacy.models import LookUp
from menshen.kernel.scope.models import Scoped
from menshen.kernel.stewardship.models import Export
from menshen.kernel.stewardship.vocabulary import Permission

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from menshen.kernel.scope.viewers import Viewer


def _look_ups(viewer: Viewer) -> QuerySet[LookUp]:  # noqa: ARG001  row-level security knows the viewer
    return LookUp.objects.all()


def _exports(viewer: Viewer) -> QuerySet[Export]:  # noqa: ARG001
    return Export.objects.all()


def _subject_words() -> dict[str, Term]:
    return {subject_type(model): model.called for model in apps.get_models() if issubclass(model, Scoped)}


def _ledger_words() -> dict[str, Term]:
    return {ledger.code: ledger.title for ledger in declared("ledgers")}


LOOK_UPS = Ledger(
    "privacy.look_ups",
    Term("Look-up log", "查阅日志"),
    Permission.LOOK_UP_READ,
    _look_ups,
    (
        Column("line", Term("Line", "序号"), CellKind.INTEGER, source="line", sort=True),
        Column("at", Term("When", "时间"), CellKind.DATETIME, source="at", filter=True),
        Column("kind", Term("What", "事项"), CellKind.CHOICE, vocabulary=LookUpKind, source="kind", filter=True),
        Column("username", Term("Log-in", "登录名"), CellKind.TEXT, source="actor__username", search=True),
        Column("who", Term("Who", "查阅人"), CellKind.TEXT, source="actor__display_name", search=True),
        Column("of", Term("Of", "信息类别"), CellKind.CHOICE, words=_subject_words, source="subject_type", filter=True,
               imported=False),
        Column("list", Term("List", "台账"), CellKind.CHOICE, words=_ledger_words, source="detail__ledger",
               imported=False),
        Column("area", Term("Area", "辖区"), CellKind.AREA, source="area_id", filter=True),
        Column("reason", Term("Reason", "理由"), CellKind.TEXT, source="reason"),
    ),
    order=("-line",),
)  # fmt: skip

EXPORTS = Ledger(
    "privacy.exports",
    Term("Exported lists", "导出记录"),
    Permission.LOOK_UP_READ,
    _exports,
    (
        Column("exported_at", Term("When", "时间"), CellKind.DATETIME, source="exported_at", filter=True),
        Column("who", Term("Who", "导出人"), CellKind.TEXT, source="exported_by__display_name", search=True),
        Column("title", Term("List", "台账"), CellKind.TEXT, source="title", search=True),
        Column("rows", Term("Rows", "行数"), CellKind.INTEGER, source="rows", filter=True, sort=True),
        Column("number", Term("Mark in its rows", "水印编号"), CellKind.TEXT, source="number", search=True),
        Column("area", Term("Area", "辖区"), CellKind.AREA, source="area_id", filter=True),
        Column("reason", Term("Reason", "理由"), CellKind.TEXT, source="reason"),
    ),
    order=("-id",),
)  # fmt: skip
