"""What approvals add to the page of a record: what was asked about it; on the page of a request, what it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from menshen.kernel.approvals.asking import REQUEST
from menshen.kernel.approvals.models import Request
from menshen.kernel.approvals.queries import about
from menshen.kernel.approvals.vocabulary import Permission, State
from menshen.kernel.base.clock import in_local
from menshen.kernel.base.terms import Term
from menshen.kernel.ledgers.details import Detail, DetailCell, DetailTable, cell

if TYPE_CHECKING:
    from datetime import datetime

    from menshen.kernel.scope.viewers import Viewer

_ASKED = (Term("What is asked", "申请内容"), Term("Asked", "申请时间"), Term("Where it stands", "办理进度"))
_TITLE = Term("Requests for approval", "审批事项")


def asked_about(code: str, subject: str) -> Detail:
    """The requests about a record of this type, with where each stands; a domain lists it among its details."""

    def build(viewer: Viewer, number: int, at: datetime) -> DetailTable | None:  # noqa: ARG001  a detail's signature
        rows = [
            [
                cell(request.asked, (REQUEST, request.pk)),
                cell(f"{in_local(request.asked_at):%m-%d %H:%M}"),
                cell(request.stands, tone="due" if request.state == State.OVERDUE else ""),
            ]
            for request in about(subject, number)
        ]
        return DetailTable(_ASKED, rows) if rows else None

    return Detail(code, subject, _TITLE, Permission.REQUEST_READ, build)


def _concerned(viewer: Viewer, number: int, at: datetime) -> DetailTable | None:  # noqa: ARG001  a detail's signature
    request = Request.objects.filter(pk=number).first()
    if request is None:
        return None
    subject = (request.subject_type, request.subject_id)
    return DetailTable((Term("Record", "记录"),), [[DetailCell(subject=subject)]])


DETAILS = (
    Detail(
        "approvals.concerned",
        REQUEST,
        Term("What it is about", "申请事项所涉记录"),
        Permission.REQUEST_READ,
        _concerned,
    ),
)
