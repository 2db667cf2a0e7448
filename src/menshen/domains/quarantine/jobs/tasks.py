"""What quarantine asks people to do, and when it is done."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models.functions import Left

from menshen.domains.quarantine.jobs.duties import LIVING_TASKS, OVER
from menshen.domains.quarantine.queries import (
    area_ids,
    changes_waiting,
    homes_to_survey,
    releases_asked_on,
    waiting_for_room,
    waiting_to_confirm,
    with_team_gaps,
)
from menshen.domains.quarantine.vocabulary import Kind
from menshen.kernel.base.clock import day_of, local
from menshen.kernel.base.terms import Term
from menshen.kernel.journal.entries import subject_type
from menshen.kernel.scope.codes import LENGTHS, Level
from menshen.kernel.scope.models import Area
from menshen.kernel.scope.viewers import PLATFORM, acting
from menshen.kernel.tasks.flow import NewTask, TaskKind, close_tasks, open_tasks

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from menshen.kernel.journal.models import Entry
    from menshen.kernel.scope.viewers import Viewer

AREA = subject_type(Area)
_COMMUNITY = LENGTHS[Level.COMMUNITY]
_LEADERS = ("community_secretary", "street_leader")

# Those about a community are open as long as something of their kind waits there (`keep_tasks`).
CONFIRM_ORDERS = TaskKind(
    "quarantine.confirm_orders",
    Term("Proposed orders wait for a decision", "有隔离建议待确认"),
    ladder=_LEADERS,
    within=timedelta(hours=2),
    action="quarantine.confirm_batch",
    subject_field="area",
)
DECIDE_CHANGES = TaskKind(
    "quarantine.decide_changes",
    Term("Orders should end earlier: decide", "有隔离期限应予缩短，请处理"),
    ladder=_LEADERS,
    within=timedelta(hours=4),
    action="quarantine.approve_changes",
    subject_field="area",
)
REVIEW_ORDER = TaskKind(
    "quarantine.review_order",
    Term(
        "The arrival behind an order was corrected: see whether the order is still right",
        "有隔离决定所依据的来返登记已更正，请核对该决定是否仍然适当",
    ),
    ladder=_LEADERS,
    resolved_by=frozenset(OVER),
    within=timedelta(hours=4),
    acknowledged=True,
)
ASSIGN_ROOM = TaskKind(
    "quarantine.assign_room",
    Term("People need rooms in a quarantine site", "有人员待安排集中隔离房间"),
    ladder=("street_clerk", "street_leader"),
    within=timedelta(hours=4),
    action="quarantine.fill_site",
    subject_field="area",
)
FILL_TEAM = TaskKind(
    "quarantine.fill_team",
    Term("Responsible teams are incomplete", "包保小组人员不齐"),
    ladder=_LEADERS,
    within=timedelta(hours=12),
    patience=timedelta(hours=12),
    action="quarantine.name_team_member",
    subject_field="area",
)
FOLLOW_REFERRAL = TaskKind(
    "quarantine.follow_referral",
    Term("Fever or symptoms: hand over to a doctor now", "发热或有症状：请立即移交就诊"),
    ladder=("community_secretary", "medic", "street_leader"),
    resolved_by=frozenset({Kind.REFERRAL_HANDED_OVER, Kind.REFERRAL_CONCLUDED}),
    within=timedelta(hours=1),
    patience=timedelta(hours=1),
    action="quarantine.hand_over_referral",
    subject_field="referral",
)
APPROVE_RELEASE = TaskKind(
    "quarantine.approve_release",
    Term("Releases are due: approve them before midnight", "隔离即将到期，请于零时前批准解除"),
    ladder=_LEADERS,
    within=timedelta(hours=16),  # asked at eight in the morning; due at midnight, whenever it is asked
    patience=timedelta(hours=-4),  # the street is asked while there is still time
    action="quarantine.approve_releases",
    subject_field="area",
)
RELEASE_LAPSED = TaskKind(
    "quarantine.release_lapsed",
    Term("Orders ended by rule: nobody had approved the release", "隔离到期自动解除，社区未按时审批"),
    ladder=("street_leader",),
    within=timedelta(hours=12),
    acknowledged=True,
)
MISSED_CHECKS = TaskKind(
    "quarantine.missed_checks",
    Term("{people} people have a check of {day} that is missing", "{day} 有 {people} 人漏报健康监测"),
    ladder=("grid_worker", "community_secretary"),
    within=timedelta(hours=2),
    patience=timedelta(hours=10),
    acknowledged=True,
)

MOVED_HOUSE = TaskKind(
    "quarantine.moved_house",
    Term(
        "Somebody under an order moved to another grid: their order stays with the grid that began it. Name who looks "
        "after them from now on",
        "被隔离人员已迁至其他网格：隔离决定仍由原网格管理，请明确此后由谁负责上门服务",
    ),
    ladder=_LEADERS,
    resolved_by=frozenset(OVER),
    within=timedelta(hours=4),
    acknowledged=True,
)
SURVEY_HOMES = TaskKind(
    "quarantine.survey_homes",
    Term("Check the homes of those proposed for home quarantine", "请核查拟居家隔离人员的住所条件"),
    ladder=("community_clerk", "community_secretary"),
    within=timedelta(hours=4),
    acknowledged=True,
)

TASKS = (
    SURVEY_HOMES,
    CONFIRM_ORDERS,
    DECIDE_CHANGES,
    REVIEW_ORDER,
    ASSIGN_ROOM,
    FILL_TEAM,
    FOLLOW_REFERRAL,
    APPROVE_RELEASE,
    RELEASE_LAPSED,
    MISSED_CHECKS,
    MOVED_HOUSE,
    *LIVING_TASKS,
)

_PROPOSED = (CONFIRM_ORDERS, SURVEY_HOMES)
_RUNNING = (ASSIGN_ROOM, FILL_TEAM, APPROVE_RELEASE)
MOVED_BY: dict[Kind, tuple[TaskKind, ...]] = {
    Kind.ORDER_PROPOSED: _PROPOSED,
    Kind.ORDER_DECLINED: _PROPOSED,
    Kind.PROPOSAL_WITHDRAWN: _PROPOSED,
    Kind.PROPOSAL_LAPSED: _PROPOSED,
    Kind.HOME_SURVEYED: (SURVEY_HOMES,),
    Kind.ORDER_CONFIRMED: (*_PROPOSED, *_RUNNING),
    Kind.PLACEMENT_ASSIGNED: (ASSIGN_ROOM,),
    Kind.PLACEMENT_ENDED: (ASSIGN_ROOM,),
    Kind.TRANSFER_LEFT: (ASSIGN_ROOM,),
    Kind.TRANSFER_RECEIVED: (ASSIGN_ROOM,),
    Kind.TRANSFER_CANCELLED: (ASSIGN_ROOM,),
    Kind.TEAM_ASSIGNED: (FILL_TEAM,),
    Kind.RELEASE_APPROVED: (APPROVE_RELEASE,),
    Kind.CHANGE_PROPOSED: (DECIDE_CHANGES,),
    Kind.CHANGE_WITHDRAWN: (DECIDE_CHANGES,),
    Kind.CHANGE_DECLINED: (DECIDE_CHANGES,),
    **dict.fromkeys(OVER, (*_RUNNING, DECIDE_CHANGES)),
}
"""Which tasks an entry can open or close."""

_ASKING = frozenset(
    {
        Kind.ORDER_PROPOSED,
        Kind.ORDER_CONFIRMED,
        Kind.ORDER_SHORTENED,
        Kind.PLACEMENT_ENDED,
        Kind.CHANGE_PROPOSED,
        Kind.TRANSFER_RECEIVED,
        Kind.TRANSFER_CANCELLED,
    }
)
"""Entries after which more may have to be done; after the others only less."""


def keep_tasks(entries: Sequence[Entry], *, by: Viewer, at: datetime) -> None:  # noqa: ARG001  a reaction's signature
    """Open and close the tasks of the communities concerned by what waits there now: one task, not one a person."""
    touched = {entry.area_id[:_COMMUNITY] for entry in entries}
    communities = area_ids(touched)
    moved = Kind(entries[0].kind)
    with acting(PLATFORM):  # a grid worker sees only a part of what waits in the community
        waiting = {kind.code: _WAITING[kind.code](touched, at) for kind in MOVED_BY[moved]}
    for kind in MOVED_BY[moved]:
        if done := [number for code, number in communities.items() if code not in waiting[kind.code]]:
            close_tasks(kind, AREA, done, at=at)
        if moved in _ASKING:
            _open(kind, {code: communities[code] for code in waiting[kind.code] if code in communities}, at)


def open_by_community(kind: TaskKind, areas: Iterable[str], at: datetime) -> None:
    """One task for each community in which these areas lie; one that is open stays as it is."""
    _open(kind, area_ids(area[:_COMMUNITY] for area in areas), at)


def _open(kind: TaskKind, communities: Mapping[str, int], at: datetime) -> None:
    due_at = local(day_of(at) + timedelta(days=1)) if kind is APPROVE_RELEASE else None
    open_tasks(kind, [NewTask(code, AREA, number, due_at=due_at) for code, number in communities.items()], at=at)


def _communities(rows: QuerySet[Any], touched: Collection[str]) -> set[str]:
    """Those of the communities in which there is such a row; the range lets the index narrow the search."""
    within = rows.filter(area_id__gte=min(touched), area_id__lt=max(touched) + ":")
    named = within.annotate(community=Left("area_id", _COMMUNITY)).filter(community__in=touched)
    return set(named.values_list("community", flat=True).distinct())


def _asked(touched: Collection[str], at: datetime) -> set[str]:
    asked = releases_asked_on(day_of(at), min(touched), max(touched) + ":")
    return {order.area_id[:_COMMUNITY] for order in asked} & set(touched)


_WAITING: dict[str, Callable[[Collection[str], datetime], set[str]]] = {
    CONFIRM_ORDERS.code: lambda touched, _: _communities(waiting_to_confirm(), touched),
    DECIDE_CHANGES.code: lambda touched, _: _communities(changes_waiting(), touched),
    SURVEY_HOMES.code: lambda touched, _: _communities(homes_to_survey(), touched),
    ASSIGN_ROOM.code: lambda touched, _: _communities(waiting_for_room(), touched),
    FILL_TEAM.code: lambda touched, _: _communities(with_team_gaps(), touched),
    APPROVE_RELEASE.code: _asked,
}
