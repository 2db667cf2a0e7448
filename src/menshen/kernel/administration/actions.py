"""Opening and recoding areas, giving people access, granting and ending roles."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

from django.apps import apps
from django.db import connection
from django.db.models import Q
from psycopg import sql
from pydantic import Field

from menshen.kernel.actions.declaration import Command, Label, Outcome, action, area_of_record
from menshen.kernel.actions.types import AreaCode, PhoneNumber, RecordId, ShortText, Text
from menshen.kernel.administration.vocabulary import Kind, Permission, Problem
from menshen.kernel.base.bulk import insert_rows
from menshen.kernel.base.clock import day_of
from menshen.kernel.base.modules import find
from menshen.kernel.base.problems import not_found
from menshen.kernel.base.terms import Term
from menshen.kernel.indicators.filling import forget
from menshen.kernel.journal.models import Entry
from menshen.kernel.scope.codes import bounds, contains, level_of, parent_of
from menshen.kernel.scope.models import Actor, Area, AreaAlias, Grant
from menshen.kernel.scope.queries import subtree
from menshen.kernel.scope.roles import role
from menshen.kernel.tasks.models import Task

if TYPE_CHECKING:
    from menshen.kernel.scope.viewers import Viewer
    from menshen.kernel.tasks.flow import TaskKind


class OpenArea(Command):
    """A new area under one that is there. The level follows from the digits of the code."""

    area: Annotated[AreaCode, Label("Code", "代码")]
    name: Annotated[ShortText, Label("Name", "名称")]
    english: Annotated[ShortText, Label("Name in English", "英文名称")] = ""
    alias: Annotated[ShortText, Label("Other name or code", "别名或其他编码")] = ""
    phone: Annotated[PhoneNumber, Label("Phone", "联系电话", Term("Printed on notices.", "印在告知书上。"))] = ""


@action(
    "scope.open_area",
    kind=Kind.AREA_OPENED,
    permission=Permission.AREA_MANAGE,
    command=OpenArea,
    title=Term("Open area", "新建区划网格"),
)
def open_area(commands: list[OpenArea], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001  an action's signature
    """Add areas to the tree, parents before children in any order of the list."""
    wanted: dict[str, OpenArea] = {}
    for command in commands:
        wanted.setdefault(command.area, command)
    above = {parent for code in wanted if (parent := parent_of(code))}
    names = dict(Area.objects.filter(code__in=wanted.keys() | above).values_list("code", "name"))
    fresh: list[str] = []
    for code in sorted(wanted.keys() - names.keys()):  # a parent sorts before its children
        if (parent := parent_of(code)) is None or parent in names:
            names[code] = wanted[code].name
            fresh.append(code)
    columns = ("code", "level", "name", "english", "phone")
    rows = [(code, level_of(code).value, wanted[code].name, wanted[code].english, wanted[code].phone) for code in fresh]
    insert_rows(Area, columns, rows)
    named = [command for command in commands if command.alias and names.get(command.area) == command.name]
    AreaAlias.objects.bulk_create(
        [AreaAlias(text=command.alias, area_id=command.area) for command in named], ignore_conflicts=True
    )
    ids = dict(Area.objects.filter(code__in=wanted).values_list("code", "pk"))
    opened = {id(wanted[code]) for code in fresh}
    return [_opened(command, ids, names, fresh=id(command) in opened) for command in commands]


def _opened(command: OpenArea, ids: dict[str, int], names: dict[str, str], *, fresh: bool) -> Outcome:
    code = command.area
    if code not in ids:
        return Outcome.refused(Problem.PARENT_UNKNOWN, on="area", code=code, parent=parent_of(code))
    if fresh:
        return Outcome.done(Area, ids[code], code)
    if names[code] != command.name:
        return Outcome.refused(Problem.CODE_TAKEN, on="area", code=code, name=names[code])
    return Outcome.known(Area, ids[code])


class RecodeArea(Command):
    """The yearly code list gave an area another code; everything below and in it moves along."""

    area: Annotated[AreaCode, Label("Present code", "现代码")]
    new_code: Annotated[AreaCode, Label("New code", "新代码")]
    year: Annotated[int, Field(ge=1980, le=2200), Label("Code list of the year", "代码年份")]


@action(
    "scope.recode_area",
    kind=Kind.AREA_RECODED,
    permission=Permission.AREA_MANAGE,
    command=RecodeArea,
    title=Term("Change area code", "变更区划代码"),
)
def recode_area(commands: list[RecodeArea], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001  an action's signature
    """Give an area and its subtree new codes; the old codes stay as aliases. The journal keeps the codes it wrote."""
    return [_recode(command, by) for command in commands]


def _recode(command: RecodeArea, by: Viewer) -> Outcome:
    old, new = command.area, command.new_code
    if len(old) != len(new):
        return Outcome.refused(Problem.LEVEL_DIFFERS, on="new_code", old=old, new=new)
    if taken := Area.objects.filter(code=new).first():
        return Outcome.refused(Problem.CODE_TAKEN, on="new_code", code=new, name=taken.name)
    parent = parent_of(new)
    if parent and not Area.objects.filter(code=parent).exists():
        return Outcome.refused(Problem.PARENT_UNKNOWN, on="new_code", code=new, parent=parent)
    if not by.may(Permission.AREA_MANAGE, new):
        return Outcome.refused(Problem.OUTSIDE_OWN, on="new_code", code=new)
    moved = list(subtree(old))
    if old not in {area.code for area in moved}:
        return Outcome.refusal(not_found())
    copies = [
        Area(code=new + area.code[len(old) :], level=area.level, name=area.name, english=area.english, phone=area.phone)
        for area in moved
    ]
    Area.objects.bulk_create(copies)
    for table, column in _columns_with_areas():
        _move_rows(table, column, old, new)
    AreaAlias.objects.bulk_create(
        [AreaAlias(text=area.code, year=command.year - 1, area_id=new + area.code[len(old) :]) for area in moved],
        ignore_conflicts=True,
    )
    subtree(old).filter(closed_on__isnull=True).update(closed_on=date(command.year, 1, 1))
    forget()
    return Outcome.done(Area, copies[0].pk, new, old=old, year=command.year)


def _columns_with_areas() -> list[tuple[str, str]]:
    """Every column that points at an area, but for the journal's, which is never rewritten."""
    return sorted(
        (model._meta.db_table, field.column)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.column and field.related_model is Area and model is not Entry
    )


def _move_rows(table: str, column: str, old: str, new: str) -> None:
    statement = "UPDATE {table} SET {column} = %s || substr({column}, %s) WHERE {column} >= %s AND {column} < %s"
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL(statement).format(table=sql.Identifier(table), column=sql.Identifier(column)),
            [new, len(old) + 1, *bounds(old)],
        )


class MakeActor(Command):
    """Someone who works with the platform, with a first role. The password is set by `menshen actor password`."""

    area: Annotated[AreaCode, Label("Area", "辖区")]
    username: Annotated[ShortText, Label("Log-in", "登录名")]
    display_name: Annotated[ShortText, Label("Name", "姓名")]
    role: Annotated[Text, Label("Role", "角色")]
    valid_from: Annotated[date | None, Label("From", "起始日期")] = None
    valid_until: Annotated[date | None, Label("Until (not included)", "截止日期（不含）")] = None


@action(
    "scope.make_actor",
    kind=Kind.ACTOR_MADE,
    permission=Permission.ACTOR_MANAGE,
    command=MakeActor,
    title=Term("Add a colleague", "新增工作人员"),
)
def make_actor(commands: list[MakeActor], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Make the person known and grant the first role; nobody can grant to themselves."""
    taken = {actor.username: actor for actor in Actor.objects.filter(username__in=[c.username for c in commands])}
    outcomes = []
    for command in commands:
        actor = taken.get(command.username)
        if actor and actor.display_name != command.display_name:
            outcomes.append(Outcome.refused(Problem.USERNAME_TAKEN, on="username", username=command.username))
            continue
        if problem := _improper(command.role, command.username, by):
            outcomes.append(problem)
            continue
        actor = actor or Actor.objects.create_user(command.username, display_name=command.display_name)
        taken[command.username] = actor
        grant, made = _give(actor, command, by, at)
        outcomes.append(
            Outcome.done(Grant, grant.pk, command.area, role=command.role) if made else Outcome.known(Grant, grant.pk)
        )
    return outcomes


class GiveGrant(Command):
    """One more role for someone who is known already."""

    area: Annotated[AreaCode, Label("Area", "辖区")]
    username: Annotated[ShortText, Label("Log-in", "登录名")]
    role: Annotated[Text, Label("Role", "角色")]
    valid_from: Annotated[date | None, Label("From", "起始日期")] = None
    valid_until: Annotated[date | None, Label("Until (not included)", "截止日期（不含）")] = None


@action(
    "scope.give_grant",
    kind=Kind.GRANT_GIVEN,
    permission=Permission.ACTOR_MANAGE,
    command=GiveGrant,
    title=Term("Grant a role", "授予角色"),
)
def give_grant(commands: list[GiveGrant], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Grant a role over an area for some days."""
    actors = {actor.username: actor for actor in Actor.objects.filter(username__in=[c.username for c in commands])}
    outcomes = []
    for command in commands:
        actor = actors.get(command.username)
        if actor is None:
            outcomes.append(Outcome.refused(Problem.ACTOR_UNKNOWN, on="username", username=command.username))
        elif problem := _improper(command.role, command.username, by):
            outcomes.append(problem)
        else:
            grant, made = _give(actor, command, by, at)
            done = Outcome.done(Grant, grant.pk, command.area, role=command.role)
            outcomes.append(done if made else Outcome.known(Grant, grant.pk))
    return outcomes


def _improper(code: str, username: str, by: Viewer) -> Outcome | None:
    if role(code) is None:
        return Outcome.refused(Problem.ROLE_UNKNOWN, on="role", role=code)
    if Actor.objects.filter(username=username).values_list("pk", flat=True).first() == by.actor_id:
        return Outcome.refused(Problem.OWN_GRANT, on="username")
    return None


def _give(actor: Actor, command: MakeActor | GiveGrant, by: Viewer, at: datetime) -> tuple[Grant, bool]:
    day = day_of(at)
    held = Grant.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=day), actor=actor, role=command.role)
    if there := held.filter(area_id=command.area).first():
        return there, False
    return Grant.objects.create(
        actor=actor,
        role=command.role,
        area_id=command.area,
        valid_from=command.valid_from or day,
        valid_until=command.valid_until,
        granted_by_id=by.actor_id,
    ), True


class EndGrant(Command):
    """From today on the role no longer holds."""

    grant: Annotated[RecordId, Label("Grant", "授权")]


@action(
    "scope.end_grant",
    kind=Kind.GRANT_ENDED,
    permission=Permission.ACTOR_MANAGE,
    command=EndGrant,
    title=Term("End a role", "收回角色"),
    areas_of=area_of_record(Grant, "grant"),
)
def end_grant(commands: list[EndGrant], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001  an action's signature
    """End grants at once; one that was to begin later never does."""
    day = day_of(at)
    grants = Grant.objects.in_bulk([command.grant for command in commands])
    outcomes = []
    for command in commands:
        grant = grants[command.grant]
        if grant.valid_until and grant.valid_until <= max(day, grant.valid_from):
            outcomes.append(Outcome.known(Grant, grant.pk))
            continue
        grant.valid_until = max(day, grant.valid_from)
        outcomes.append(Outcome.done(Grant, grant.pk, grant.area_id or "", role=grant.role))
    Grant.objects.bulk_update(list(grants.values()), ["valid_until"])
    return outcomes


class AcknowledgeTask(Command):
    """Something that one only has to know of was seen."""

    task: Annotated[RecordId, Label("Task", "任务")]


@action(
    "tasks.acknowledge_task",
    kind=Kind.TASK_ACKNOWLEDGED,
    permission=Permission.TASK_ACKNOWLEDGE,
    command=AcknowledgeTask,
    title=Term("Seen", "阅知"),
    areas_of=area_of_record(Task, "task"),
)
def acknowledge_task(commands: list[AcknowledgeTask], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Close tasks that are for the eye only, by one of those for whose eyes they are."""
    tasks = Task.objects.select_for_update().in_bulk([command.task for command in commands])
    outcomes = []
    for task in (tasks[command.task] for command in commands):
        kind: TaskKind | None = find("tasks", task.kind)
        if kind is None or not kind.acknowledged:
            outcomes.append(Outcome.refused(Problem.TASK_NEEDS_DOING))
        elif not any(held.role == task.role and contains(held.area, task.area_id) for held in by.held):
            outcomes.append(Outcome.refused(Problem.TASK_OF_OTHERS, role=task.role))
        elif task.closed_at:
            outcomes.append(Outcome.known(Task, task.pk))
        else:
            task.closed_at = at
            outcomes.append(Outcome.done(Task, task.pk, task.area_id, task=task.kind))
    Task.objects.bulk_update(list(tasks.values()), ["closed_at"])
    return outcomes
