"""Running a site safely: heads of work groups, who is on duty, the security plan, the walk past the emergency exits."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from menshen.domains.quarantine.actions.zones import SiteId
from menshen.domains.quarantine.models import Duty, SecurityCheck, SecurityPlan, Site, WorkGroup
from menshen.domains.quarantine.vocabulary import DutyRole, GroupKind, Kind, Permission, Problem, Shift
from menshen.kernel.actions.declaration import Command, Label, Outcome, action, area_of_record
from menshen.kernel.actions.types import LongText, Moment, PersonName
from menshen.kernel.base.terms import Term

if TYPE_CHECKING:
    from datetime import datetime

    from menshen.kernel.scope.viewers import Viewer


class NameGroupHead(Command):
    """Who heads a work group of a site."""

    site: SiteId
    group: Annotated[GroupKind, Label("Work group", "工作组")]
    head: Annotated[PersonName, Label("Head", "负责人")]


@action(
    "quarantine.name_group_head",
    kind=Kind.GROUP_NAMED,
    permission=Permission.SITE_WRITE,
    command=NameGroupHead,
    title=Term("Name the head of a work group", "指定工作组负责人"),
    areas_of=area_of_record(Site, "site"),
)
def name_group_head(commands: list[NameGroupHead], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """Set up work groups with their heads; a new head takes the place of the one before."""
    sites = Site.objects.in_bulk({command.site for command in commands})
    groups = {(one.site_id, one.kind): one for one in WorkGroup.objects.select_for_update().filter(site__in=sites)}
    outcomes = []
    for command in commands:
        site, key = sites[command.site], (command.site, command.group.value)
        group = groups.setdefault(key, WorkGroup(area_id=site.area_id, site=site, kind=command.group.value))
        if group.head == command.head:
            outcomes.append(Outcome.known(Site, site.pk))
            continue
        group.head = command.head
        outcomes.append(Outcome.done(Site, site.pk, site.area_id, group=command.group.value))
    WorkGroup.objects.bulk_update([group for group in groups.values() if group.pk], ["head"])
    WorkGroup.objects.bulk_create([group for group in groups.values() if not group.pk])
    return outcomes


class RosterDuty(Command):
    """Who is on duty in a shift of a day, in one role."""

    site: SiteId
    day: Annotated[date, Label("Day", "日期")]
    shift: Annotated[Shift, Label("Shift", "班次")]
    role: Annotated[DutyRole, Label("Role", "岗位")]
    holders: Annotated[
        list[PersonName],
        Label("On duty", "值班人员", Term("One person a line.", "每行一人。")),
        Field(max_length=200),
    ] = []  # noqa: RUF012  pydantic copies it


@action(
    "quarantine.roster_duty",
    kind=Kind.DUTY_ROSTERED,
    permission=Permission.SITE_WRITE,
    command=RosterDuty,
    title=Term("Roster duty of a site", "排定隔离点值班"),
    areas_of=area_of_record(Site, "site"),
)
def roster_duty(commands: list[RosterDuty], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """Put people on duty beside those who are; the same person twice in a shift is there once."""
    sites = Site.objects.in_bulk({command.site for command in commands})
    days = {command.day for command in commands}
    held = Duty.objects.filter(site__in=sites, day__in=days)
    have = set(held.values_list("site_id", "day", "shift", "role", "holder"))
    outcomes, rows = [], []
    for command in commands:
        site = sites[command.site]
        slot = (command.site, command.day, command.shift.value, command.role.value)
        new = [holder for holder in dict.fromkeys(command.holders) if (*slot, holder) not in have]
        if not command.holders:
            outcomes.append(Outcome.refused(Problem.NOBODY_NAMED, on="holders"))
            continue
        if not new:
            outcomes.append(Outcome.known(Site, site.pk))
            continue
        have.update((*slot, holder) for holder in new)
        rows += [
            Duty(
                area_id=site.area_id,
                site=site,
                day=command.day,
                shift=command.shift.value,
                role=command.role.value,
                holder=holder,
            )
            for holder in new
        ]
        said = {"day": command.day.isoformat(), "shift": command.shift.value, "role": command.role.value}
        outcomes.append(Outcome.done(Site, site.pk, site.area_id, people=len(new), **said))
    Duty.objects.bulk_create(rows)
    return outcomes


class WriteSecurityPlan(Command):
    """The security plan of a site from a day on; the one before ends that day and stays on record."""

    site: SiteId
    valid_from: Annotated[date, Label("In force from", "执行日期")]
    points: Annotated[
        list[LongText],
        Label("The plan", "方案内容", Term("One point a line.", "每行一条。")),
        Field(max_length=100),
    ] = []  # noqa: RUF012  pydantic copies it


@action(
    "quarantine.write_security_plan",
    kind=Kind.PLAN_WRITTEN,
    permission=Permission.SITE_WRITE,
    command=WriteSecurityPlan,
    title=Term("Write security plan", "制定安保方案"),
    areas_of=area_of_record(Site, "site"),
)
def write_security_plan(commands: list[WriteSecurityPlan], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """Plans as dated text. A plan is never rewritten: a new one follows it."""
    sites = Site.objects.in_bulk({command.site for command in commands})
    held = SecurityPlan.objects.select_for_update().filter(site__in=sites, valid_until__isnull=True)
    plans = {plan.site_id: plan for plan in held}
    outcomes, ended, made = [], [], []
    for command in commands:
        site, before = sites[command.site], plans.get(command.site)
        points = [point for point in command.points if point]
        if not points:
            outcomes.append(Outcome.refused(Problem.PLAN_MISSING, on="points"))
            continue
        if before and (before.points, before.valid_from) == (points, command.valid_from):
            outcomes.append(Outcome.known(Site, site.pk))
            continue
        if before and before.valid_from >= command.valid_from:
            outcomes.append(Outcome.refused(Problem.PLAN_EARLIER, on="valid_from", day=before.valid_from))
            continue
        if before:
            before.valid_until = command.valid_from
            ended.append(before)
        plans[site.pk] = SecurityPlan(area_id=site.area_id, site=site, points=points, valid_from=command.valid_from)
        made.append(plans[site.pk])
        outcomes.append(
            Outcome.done(Site, site.pk, site.area_id, valid_from=command.valid_from.isoformat(), points=len(points))
        )
    SecurityPlan.objects.bulk_update([plan for plan in ended if plan.pk], ["valid_until"])
    SecurityPlan.objects.bulk_create(made)
    return outcomes


class CheckSite(Command):
    """Somebody walked the site and tried every emergency exit."""

    site: SiteId
    exits_open: Annotated[
        bool,
        Label(
            "Every emergency exit opened",
            "所有安全出口均可开启",
            Term(
                "Closed to daily passage is allowed; locked, chained or sealed is not.",
                "日常不通行可以，上锁、加链、封死不可以。",
            ),
        ),
    ]
    found: Annotated[LongText, Label("Found", "发现情况")] = ""
    checked_at: Annotated[Moment | None, Label("When", "时间", Term("Empty: now.", "不填表示现在。"))] = None


@action(
    "quarantine.check_site",
    kind=Kind.SITE_CHECKED,
    permission=Permission.SITE_WRITE,
    command=CheckSite,
    title=Term("Record a security walk", "登记安全巡查"),
    areas_of=area_of_record(Site, "site"),
)
def check_site(commands: list[CheckSite], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """Write checks down. A blocked exit is a task at once, until a check finds it open."""
    sites = Site.objects.in_bulk({command.site for command in commands})
    outcomes, rows = [], []
    for command in commands:
        site, moment = sites[command.site], command.checked_at or command.happened_at or at
        if moment > at:
            outcomes.append(Outcome.refused(Problem.IN_THE_FUTURE, on="checked_at"))
            continue
        rows.append(
            SecurityCheck(
                area_id=site.area_id, site=site, checked_at=moment, exits_open=command.exits_open, found=command.found
            )
        )
        kind = Kind.SITE_CHECKED if command.exits_open else Kind.EXITS_BLOCKED
        outcomes.append(Outcome.done(Site, site.pk, site.area_id, kind=kind.value))
    SecurityCheck.objects.bulk_create(rows)
    return outcomes
