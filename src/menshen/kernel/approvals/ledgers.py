"""The list of requests with where each stands, and of who stands in for whom."""

from __future__ import annotations

from menshen.kernel.approvals import queries
from menshen.kernel.approvals.declaration import all_kinds
from menshen.kernel.approvals.deputies import name_deputy
from menshen.kernel.approvals.vocabulary import Permission, State
from menshen.kernel.base.terms import Term
from menshen.kernel.ledgers.columns import CellKind, Column
from menshen.kernel.ledgers.declaration import Ledger
from menshen.kernel.scope.roles import role_words


def _kind_words() -> dict[str, Term]:
    return {kind.code: kind.title for kind in all_kinds()}


REQUESTS = Ledger(
    "approvals.requests",
    Term("Requests for approval", "审批事项"),
    Permission.REQUEST_READ,
    queries.requests,
    (
        Column("asked", Term("What is asked", "申请内容"), source="asked", search=True, width=36),
        Column("stands", Term("Where it stands", "办理进度"), source="stands", width=30),
        Column("reason", Term("Why", "申请理由"), source="reason", search=True, width=36),
        Column("asked_by", Term("Asked by", "申请人"), source="asked_by__display_name"),
        Column("asked_at", Term("Asked", "申请时间"), CellKind.DATETIME, source="asked_at", filter=True, sort=True),
        Column("answers", Term("Decided so far", "审批意见"), source="answers", width=40),
        Column(
            "kind", Term("Kind", "事项"), CellKind.CHOICE, words=_kind_words, source="kind", filter=True, imported=False
        ),
        Column("state", Term("State", "状态"), CellKind.CHOICE, vocabulary=State, source="state", filter=True),
        Column("area", Term("Area", "辖区"), CellKind.AREA, source="area_id"),
        Column("due_at", Term("Decide by", "审批时限"), CellKind.DATETIME, source="due_at", sort=True),
    ),
    order=("-asked_at", "-id"),
)

DEPUTIES = Ledger(
    "approvals.deputies",
    Term("Deputies", "代行审批"),
    Permission.REQUEST_DECIDE,
    queries.deputies,
    (
        Column("holder", Term("In the place of", "被代行人"), source="holder__display_name"),
        Column("role", Term("As", "岗位"), CellKind.CHOICE, words=role_words, source="role", imported=False),
        Column("deputy", Term("Deputy", "代行人"), source="deputy__display_name"),
        Column("area", Term("Area", "辖区"), CellKind.AREA, source="area_id"),
        Column("valid_from", Term("First day", "起始日"), CellKind.DATE, source="valid_from"),
        Column("valid_until", Term("Back on", "恢复本人审批日"), CellKind.DATE, source="valid_until"),
        Column("request", Term("Only for request no.", "仅限申请编号"), CellKind.INTEGER, source="request_id"),
        Column("ended_at", Term("Ended", "终止时间"), CellKind.DATETIME, source="ended_at"),
    ),
    order=("area_id", "-id"),
    offers=(name_deputy,),
)
