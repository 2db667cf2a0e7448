"""Naming the people responsible for an order. An empty seat is a task; it never touches the order or its days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from menshen.domains.policy.vocabulary import TeamRole
from menshen.domains.quarantine.actions.common import unfinished
from menshen.domains.quarantine.models import QuarantineOrder, TeamSeat
from menshen.domains.quarantine.queries import area_ids, running
from menshen.domains.quarantine.vocabulary import Kind, Permission, Problem
from menshen.kernel.actions.declaration import Command, Label, Outcome, PointsAt, action
from menshen.kernel.actions.types import AreaCode, PersonName, PhoneNumber, RecordId
from menshen.kernel.base.problems import not_found
from menshen.kernel.base.terms import Term
from menshen.kernel.privacy.encryption import blind
from menshen.kernel.scope.models import Area

if TYPE_CHECKING:
    from datetime import datetime

    from menshen.kernel.scope.viewers import Viewer


class NameTeamMember(Command):
    """Who fills a role: of one order, or of every running order of the area in which the seat is empty."""

    area: Annotated[AreaCode, Label("Area", "辖区")]
    role: Annotated[TeamRole, Label("Role", "角色")]
    holder: Annotated[PersonName, Label("Name", "姓名")]
    holder_number: Annotated[PhoneNumber, Label("Phone", "电话")] = ""
    order: Annotated[
        RecordId | None,
        Label("Order", "隔离决定", Term("Empty: every order with this seat empty.", "不填则补齐所有空缺。")),
    ] = None


@action(
    "quarantine.name_team_member",
    kind=Kind.TEAM_ASSIGNED,
    permission=Permission.TEAM_WRITE,
    command=NameTeamMember,
    title=Term("Name team member", "指定包保人员"),
    points_at=PointsAt(QuarantineOrder, "order", unfinished),
)
def name_team_member(commands: list[NameTeamMember], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """Fill seats. Where none is empty, or the one named is held by that person, nothing changes."""
    areas = area_ids(command.area for command in commands)
    return [_name(command, areas.get(command.area)) for command in commands]


def _name(command: NameTeamMember, area_id: int | None) -> Outcome:
    if area_id is None:
        return Outcome.refusal(not_found())
    seats = TeamSeat.objects.within(command.area).filter(role=command.role.value, order__in=running())
    if command.order:
        seats = seats.filter(order_id=command.order)
    if not seats.exists():
        return Outcome.refused(Problem.ROLE_NOT_ASKED, on="role")
    if not command.order:
        seats = seats.filter(holder="")
    changed = seats.exclude(holder=command.holder, holder_number=command.holder_number).update(
        holder=command.holder,
        holder_number=command.holder_number,
        holder_number_index=blind(command.holder_number, "phone"),
    )
    if not changed:
        return Outcome.known(Area, area_id)
    return Outcome.done(Area, area_id, command.area, role=command.role.value, orders=changed)
