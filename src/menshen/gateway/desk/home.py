"""The first page: my tasks, the figures of my area, what needs attention."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse

from menshen.domains.reporting.interface import daily_sheet
from menshen.domains.reporting.vocabulary import Permission as Reporting
from menshen.gateway.desk.links import action_url, figure_url, place_of, places_of
from menshen.gateway.desk.parts import Badge, Figure, Link, Notice, Todo, TodoGroup
from menshen.gateway.desk.shell import desk_page, draw, viewer_of
from menshen.kernel.base import clock
from menshen.kernel.base.modules import find
from menshen.kernel.base.terms import Term
from menshen.kernel.scope.models import Area
from menshen.kernel.scope.queries import names_of
from menshen.kernel.tasks.flow import done_of, tasks_of, title_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from menshen.domains.reporting.interface import Sheet
    from menshen.kernel.scope.viewers import Viewer
    from menshen.kernel.tasks.models import Task

SHOWN_TASKS = 12
MOST_TASKS = 500
SHOWN_DONE = 8
SHOWN_FIGURES = (
    "screening.not_reached",
    "screening.arrivals_new",
    "screening.arrivals_total",
    "quarantine.centralised_quarantine.in_force",
    "quarantine.home_quarantine.in_force",
    "quarantine.home_health_monitoring.in_force",
    "quarantine.self_health_monitoring.in_force",
    "quarantine.checks_recorded",
    "quarantine.referrals_open",
)
NO_ROLE = Notice(
    Term(
        "You hold no role today: it has ended, or has not begun. The person who manages accounts in your street office "
        "can grant one.",
        "您今天没有任何角色：授权已到期或尚未开始。请联系街道账号管理员。",
    ),
    "due",
)
WORRIES = {
    "screening.not_reached": Term("{n} households are not reached yet", "还有 {n} 户未联系上"),
    "screening.known_too_late": Term("{n} arrivals were known only after two hours", "{n} 名来返人员超过两小时才掌握"),
    "quarantine.referrals_open": Term("{n} referrals have no conclusion", "{n} 例转诊尚无结论"),
    "quarantine.checks_referred": Term("{n} checks today with fever or symptoms", "今日 {n} 次监测发热或有症状"),
}


@desk_page
def home(request: HttpRequest) -> HttpResponse:
    """Tasks first; figures for who may read the report of the own area."""
    viewer, now = viewer_of(request), clock.now()
    waiting = list(tasks_of(viewer)[: SHOWN_TASKS + 1])
    names = names_of(task.area_id for task in waiting)
    sheet = _own_sheet(viewer, now)
    return draw(
        request,
        "desk/home.html",
        Term("My work", "工作台"),
        task_groups=_grouped(viewer, waiting[:SHOWN_TASKS], names, now),
        tasks_count=tasks_of(viewer).count(),
        tasks_url=reverse("desk:tasks"),
        done=_done(viewer, now),
        next_steps=_next_steps(viewer),
        sheet=sheet is not None,
        figures=figures_of(sheet) if sheet else [],
        figures_as_of=now if sheet else None,
        attention=_worries(sheet) if sheet else [],
        all_known=sheet is not None and all(sheet.figures.get(code) is not None for code in WORRIES),
        notices=[] if viewer.held else [NO_ROLE],
    )


@desk_page
def tasks(request: HttpRequest) -> HttpResponse:
    """The viewer's open tasks, the most urgent first; of very many the first few hundred."""
    viewer, now = viewer_of(request), clock.now()
    waiting = list(tasks_of(viewer)[:MOST_TASKS])
    names = names_of(task.area_id for task in waiting)
    return draw(
        request,
        "desk/tasks.html",
        Term("All my tasks", "全部待办"),
        task_groups=_grouped(viewer, waiting, names, now),
        tasks_count=tasks_of(viewer).count(),
        tasks_listed=len(waiting),
        done=_done(viewer, now),
        next_steps=_next_steps(viewer),
    )


def _grouped(viewer: Viewer, tasks: Sequence[Task], names: dict[str, str], now: datetime) -> list[TodoGroup]:
    """Overdue, due today, and later; empty groups are left out."""
    tonight = clock.local(clock.day_of(now) + timedelta(days=1))
    overdue = [task for task in tasks if task.due_at < now]
    today = [task for task in tasks if now <= task.due_at <= tonight]
    later = [task for task in tasks if task.due_at > tonight]

    def lines(some: list[Task]) -> list[Todo]:
        return [todo_of(viewer, task, names, now) for task in some]

    groups = [
        TodoGroup(Term("Overdue", "已超时"), lines(overdue), "wrong"),
        TodoGroup(Term("Due today", "今日到期"), lines(today), "due"),
        TodoGroup(Term("Later", "以后"), lines(later)),
    ]
    return [group for group in groups if group.todos]


def _done(viewer: Viewer, now: datetime) -> list[Todo]:
    """What was done today, the latest first; of very much the latest."""
    closed = list(done_of(viewer, since=clock.local(clock.day_of(now)))[:SHOWN_DONE])
    names = names_of(task.area_id for task in closed)
    places = places_of(viewer, {(task.subject_type, task.subject_id) for task in closed})
    return [
        Todo(
            title_of(task),
            places.get((task.subject_type, task.subject_id), reverse("desk:tasks")),
            names.get(task.area_id, ""),
            due=f"{clock.in_local(task.closed_at):%H:%M}" if task.closed_at else "",
        )
        for task in closed
    ]


def _next_steps(viewer: Viewer) -> list[Link]:
    """What somebody without a task may turn to."""
    links = [
        Link(act.title, action_url(act.code), "plus")
        for code in ("screening.register_arrival", "screening.record_attempt", "policy.propose_rule")
        if (act := find("actions", code)) and viewer.has(act.permission)
    ]
    if viewer.has(Reporting.REPORT_READ):
        links.append(Link(Term("Overview", "辖区总览"), reverse("desk:overview"), "map-2"))
    return links


def todo_of(viewer: Viewer, task: Task, names: dict[str, str], now: datetime) -> Todo:
    """A task as a line: what, where, by when, and the button that does it."""
    overdue = task.due_at < now
    badge = Badge(Term("overdue", "已超时"), "wrong", "clock-exclamation") if overdue else None
    if task.escalated:
        badge = Badge(Term("escalated to you", "已上报至您"), "wrong", "arrow-up")
    due = clock.in_local(task.due_at)
    when = f"{due:%H:%M}" if due.date() == now.date() else f"{due:%m-%d %H:%M}"
    return Todo(
        title_of(task),
        task_url(viewer, task),
        names.get(task.area_id, ""),
        badge,
        Term(f"by {when}", f"{when} 前"),
    )


def task_url(viewer: Viewer, task: Task) -> str:
    """Where the task is done: its action's form, filled with the subject; for who may only see to it that it is done,
    the record; without an action, the acknowledgement."""
    kind = find("tasks", task.kind)
    act = find("actions", kind.action) if kind and kind.action else None
    if kind and act and viewer.has(act.permission):
        field = kind.subject_field or "area"
        return action_url(act.code, **{field: task.area_id if field == "area" else task.subject_id})
    if act and act.points_at and (place := place_of(viewer, act.points_at.model, task.subject_id)):
        return place.url
    if kind and kind.acknowledged:
        return action_url("tasks.acknowledge_task", task=task.pk)
    return f"{reverse('desk:report')}?{urlencode({'area': task.area_id, 'day': task.facts.get('day', '')})}"


def _own_sheet(viewer: Viewer, now: datetime) -> Sheet | None:
    home_area = next((code for code in viewer.areas(Reporting.REPORT_READ) if code), None)
    area = Area.objects.filter(code=home_area).first() if home_area else None
    return daily_sheet(area, now.date(), at=now) if area else None


def figures_of(sheet: Sheet) -> list[Figure]:
    figures = []
    for code in SHOWN_FIGURES:
        declared = find("indicators", code)
        if declared:
            figures.append(
                Figure(
                    declared.title,
                    sheet.figures.get(code),
                    declared.unit or "",
                    sheet.yesterday.get(code),
                    figure_url(code, sheet.area.code, sheet.span),
                )
            )
    return figures


def _worries(sheet: Sheet) -> list[Todo]:
    return [
        Todo(sentence.format(n=value), figure_url(code, sheet.area.code, sheet.span))
        for code, sentence in WORRIES.items()
        if (value := sheet.figures.get(code))
    ]
