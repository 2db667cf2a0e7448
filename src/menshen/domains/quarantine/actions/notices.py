"""Issuing a notice anew, after a name, an address or a room on it was put right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from menshen.domains.quarantine.actions.common import OrderId, not_running, orders_by_id, unfinished
from menshen.domains.quarantine.documents import issue_start
from menshen.domains.quarantine.models import QuarantineOrder
from menshen.domains.quarantine.vocabulary import Kind, Permission
from menshen.kernel.actions.declaration import Command, Outcome, action, area_of_record
from menshen.kernel.base.clock import day_of
from menshen.kernel.base.terms import Term

if TYPE_CHECKING:
    from datetime import datetime

    from menshen.kernel.scope.viewers import Viewer


class ReissueNotice(Command):
    """The notice of start with what is recorded now; the earlier one is withdrawn."""

    order: OrderId


@action(
    "quarantine.reissue_notice",
    after_exit=True,
    kind=Kind.NOTICE_REISSUED,
    permission=Permission.NOTICE_ISSUE,
    command=ReissueNotice,
    title=Term("Issue the notice anew", "重新出具告知书"),
    areas_of=area_of_record(QuarantineOrder, "order", unfinished),
)
def reissue_notice(commands: list[ReissueNotice], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Issue notices of start again for running orders."""
    orders = orders_by_id(command.order for command in commands)
    problems = {pk: not_running(order, day_of(at)) for pk, order in orders.items()}
    papers = issue_start([order for pk, order in orders.items() if problems[pk] is None], by=by, at=at)
    return [
        problems[command.order]
        or Outcome.done(
            QuarantineOrder, command.order, orders[command.order].area_id, document=papers[command.order].pk
        )
        for command in commands
    ]
