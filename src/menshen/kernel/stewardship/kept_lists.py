"""The lists of what was destroyed, of times of keeping, of ends of collection, and of what people ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from menshen.kernel.base.terms import Term
from menshen.kernel.ledgers.columns import CellKind, Column
from menshen.kernel.ledgers.declaration import Ledger
from menshen.kernel.privacy.marks import Keep
from menshen.kernel.stewardship.destruction import set_keep_time
from menshen.kernel.stewardship.exiting import begin_exit
from menshen.kernel.stewardship.records import DataRequest, Destruction, Exit, KeepTime
from menshen.kernel.stewardship.requests import record_request
from menshen.kernel.stewardship.vocabulary import Cause, Permission, RequestDecision, RequestKind, RequestWay

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from menshen.kernel.scope.viewers import Viewer


def _destructions(viewer: Viewer) -> QuerySet[Destruction]:  # noqa: ARG001  row-level security knows the viewer
    return Destruction.objects.all()


def _times(viewer: Viewer) -> QuerySet[KeepTime]:  # noqa: ARG001
    return KeepTime.objects.all()


def _exits(viewer: Viewer) -> QuerySet[Exit]:  # noqa: ARG001
    return Exit.objects.all()


def _requests(viewer: Viewer) -> QuerySet[DataRequest]:  # noqa: ARG001
    return DataRequest.objects.all()


DESTRUCTIONS = Ledger(
    "privacy.destructions",
    Term("Destroyed records", "销毁记录"),
    Permission.DESTRUCTION_READ,
    _destructions,
    (
        Column("done_at", Term("Finished", "完成时间"), CellKind.DATETIME, source="done_at", filter=True, sort=True),
        Column("cause", Term("Why", "销毁原因"), CellKind.CHOICE, vocabulary=Cause, source="cause", filter=True),
        Column("area", Term("Area", "辖区"), CellKind.AREA, source="area_id", filter=True),
        Column(
            "backups_until", Term("Copies in backups go by", "备份副本清除日"), CellKind.DATE, source="backups_until"
        ),
        Column("signed_by", Term("Signed by", "签署人"), source="signed_by__display_name"),
        Column("signed_at", Term("Signed", "签署时间"), CellKind.DATETIME, source="signed_at"),
        Column("countersigned_by", Term("Second signature", "复核签署人"), source="countersigned_by__display_name"),
        Column("countersigned_at", Term("Signed by two", "双签完成时间"), CellKind.DATETIME, source="countersigned_at"),
    ),
    order=("-id",),
)  # fmt: skip

KEEP_TIMES = Ledger(
    "privacy.keep_times",
    Term("Times of keeping", "保存期限"),
    Permission.KEEP_TIME_READ,
    _times,
    (
        Column("area", Term("Area", "辖区"), CellKind.AREA, source="area_id", filter=True),
        Column("keep", Term("Counted from", "起算"), CellKind.CHOICE, vocabulary=Keep, source="keep", filter=True),
        Column("days", Term("Days", "天数"), CellKind.INTEGER, source="days"),
        Column("from_on", Term("Holds from", "生效日"), CellKind.DATE, source="from_on", sort=True),
        Column("document", Term("What says so", "依据文件"), source="document", width=36),
        Column("set_by", Term("Set by", "设定人"), source="set_by__display_name"),
    ),
    order=("area_id", "keep", "-from_on"),
    offers=(set_keep_time,),
)  # fmt: skip

EXITS = Ledger(
    "privacy.exits",
    Term("Ends of collection", "终止采集"),
    Permission.EXIT_READ,
    _exits,
    (
        Column("area", Term("Area", "辖区"), CellKind.AREA, source="area_id", filter=True),
        Column("reason", Term("Reason", "理由"), source="reason", width=36),
        Column("asked_at", Term("Asked", "提出时间"), CellKind.DATETIME, source="asked_at", sort=True),
        Column("asked_by", Term("Asked by", "提出人"), source="asked_by__display_name"),
        Column("stopped_at", Term("Collection stopped", "停止采集时间"), CellKind.DATETIME, source="stopped_at"),
        Column("stopped_by", Term("Confirmed by", "确认人"), source="stopped_by__display_name"),
        Column("frozen_at", Term("Frozen", "冻结时间"), CellKind.DATETIME, source="frozen_at"),
        Column("statistics", Term("Figures (SHA-256)", "统计文件校验值"), source="statistics"),
        Column("destroying_at", Term("Destruction begun", "开始销毁时间"), CellKind.DATETIME, source="destroying_at"),
        Column("destroyed_at", Term("All destroyed", "销毁完成时间"), CellKind.DATETIME, source="destroyed_at"),
        Column("taken_back_at", Term("Taken back", "撤回时间"), CellKind.DATETIME, source="taken_back_at"),
    ),
    order=("-id",),
    offers=(begin_exit,),
)  # fmt: skip

REQUESTS = Ledger(
    "privacy.requests",
    Term("Requests about own data", "个人信息请求"),
    Permission.REQUEST_READ,
    _requests,
    (
        Column("asked_at", Term("Asked", "提出时间"), CellKind.DATETIME, source="asked_at", filter=True, sort=True),
        Column(
            "kind", Term("What for", "请求事项"), CellKind.CHOICE, vocabulary=RequestKind, source="kind", filter=True
        ),
        Column("asked_by", Term("Who asks", "请求人"), CellKind.NAME, source="asked_by", search=True),
        Column("phone", Term("Phone", "联系电话"), CellKind.PHONE, source="phone"),
        Column("words", Term("In their words", "请求内容"), source="words", width=36),
        Column("way", Term("How", "提出方式"), CellKind.CHOICE, vocabulary=RequestWay, source="way"),
        Column("area", Term("Area", "辖区"), CellKind.AREA, source="area_id", filter=True),
        Column("due_at", Term("Answer by", "答复时限"), CellKind.DATETIME, source="due_at", sort=True),
        Column(
            "decision", Term("Answer", "答复"), CellKind.CHOICE, vocabulary=RequestDecision, source="decision",
            filter=True,
        ),
        Column("reasons", Term("Reasons", "理由"), source="reasons", width=36),
        Column("decided_at", Term("Answered", "答复时间"), CellKind.DATETIME, source="decided_at"),
    ),
    order=("-asked_at", "-id"),
    offers=(record_request,),
)  # fmt: skip
