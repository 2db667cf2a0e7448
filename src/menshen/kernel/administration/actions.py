"""Opening and recoding areas, giving people access, granting and ending roles."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.db.models import Q
from psycopg import sql
from pydantic import Field

from menshen.kernel.actions.declaration import Command, Label, Outcome, action, area_of_record
from menshen.kernel.actions.fields import Among
from menshen.kernel.actions.types import AreaCode, Name, PhoneNumber, RecordId, ShortText, Text
from menshen.kernel.administration.vocabulary import Kind, Permission, Problem
from menshen.kernel.base.bulk import insert_rows
from menshen.kernel.base.clock import day_of
from menshen.kernel.base.modules import find
from menshen.kernel.base.problems import not_found
from menshen.kernel.base.terms import Term
from menshen.kernel.indicators.filling import forget
from menshen.kernel.journal.models import Entry
from menshen.kernel.privacy.models import LookUp
from menshen.kernel.scope.codes import contains, level_of, parent_of
from menshen.kernel.scope.models import Actor, Area, AreaAlias, Grant
from menshen.kernel.scope.queries import subtree
from menshen.kernel.scope.roles import role, role_words
from menshen.kernel.scope.viewers import SYSTEM
from menshen.kernel.stewardship.models import Export
from menshen.kernel.tasks.models import Task

if TYPE_CHECKING:
    from collections.abc import Sequence

    from menshen.kernel.scope.viewers import Viewer
    from menshen.kernel.tasks.flow import TaskKind


class OpenArea(Command):
    """A new area under one that is there. The level follows from the digits of the code."""

    area: Annotated[AreaCode, Label("Code", "代码")]
    name: Annotated[Name, Label("Name", "名称")]
    english: Annotated[ShortText, Label("Name in English", "英文名称")] = ""
    alias: Annotated[ShortText, Label("Other name or code", "别名或其他编码")] = ""
    phone: Annotated[PhoneNumber, Label("Phone", "联系电话", Term("Printed on notices.", "印在告知书上。"))] = ""


@action(
    "scope.open_area",
    kind=Kind.AREA_OPENED,
    permission=Permission.AREA_MANAGE,
    command=OpenArea,
    title=Term("Open area", "新建区划网格"),
    areas_of=lambda commands: [command.area for command in commands],  # it is not there yet
)
def open_area(commands: list[OpenArea], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001  an action's signature
    """Add areas to the tree, parents before children in any order of the list."""
    wanted: dict[str, OpenArea] = {}
    for command in commands:
        wanted.setdefault(command.area, command)
    above = {parent for code in wanted if (parent := parent_of(code))}
    held = Area.objects.filter(code__in=wanted.keys() | above).values_list("code", "name", "closed_on")
    names = {code: name for code, name, _ in held}
    standing = {code for code, _, closed_on in held if closed_on is None}
    fresh: list[str] = []
    for code in sorted(wanted.keys() - names.keys()):  # a parent sorts before its children
        if (parent := parent_of(code)) is None or parent in standing:
            names[code] = wanted[code].name
            standing.add(code)
            fresh.append(code)
    columns = ("code", "level", "name", "english", "phone")
    rows = [(code, level_of(code).value, wanted[code].name, wanted[code].english, wanted[code].phone) for code in fresh]
    insert_rows(Area, columns, rows)
    kinds: dict[int, Kind] = dict.fromkeys(
        _named([command for command in commands if command.area in standing and names[command.area] == command.name]),
        Kind.AREA_ALIASED,
    )
    kinds |= {id(wanted[code]): Kind.AREA_OPENED for code in fresh}
    ids = dict(Area.objects.filter(code__in=standing).values_list("code", "pk"))
    return [_opened(command, ids, names, kinds.get(id(command))) for command in commands]


def _named(commands: Sequence[OpenArea]) -> list[int]:
    """Write other names down; the `id` of each command that brought a new one."""
    named = {(command.area, command.alias): command for command in reversed(commands) if command.alias}
    if not named:
        return []
    codes, texts = {code for code, _ in named}, {text for _, text in named}
    for code, text in AreaAlias.objects.filter(area_id__in=codes, text__in=texts).values_list("area_id", "text"):
        named.pop((str(code), text), None)
    AreaAlias.objects.bulk_create([AreaAlias(text=text, area_id=code) for code, text in named], ignore_conflicts=True)
    return [id(command) for command in named.values()]


def _opened(command: OpenArea, ids: dict[str, int], names: dict[str, str], kind: Kind | None) -> Outcome:
    code = command.area
    if code not in names:
        return Outcome.refused(Problem.PARENT_UNKNOWN, on="area", code=code, parent=parent_of(code))
    if code not in ids or names[code] != command.name:
        return Outcome.refused(Problem.CODE_TAKEN, on="area", code=code, name=names[code])
    return Outcome.done(Area, ids[code], code, kind=kind) if kind else Outcome.known(Area, ids[code])


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
    if parent and not Area.objects.filter(code=parent, closed_on__isnull=True).exists():
        return Outcome.refused(Problem.PARENT_UNKNOWN, on="new_code", code=new, parent=parent)
    if not by.may(Permission.AREA_MANAGE, new):
        return Outcome.refused(Problem.OUTSIDE_OWN, on="new_code", code=new)
    places = list(subtree(old).filter(closed_on__isnull=True).select_for_update().order_by("code"))
    if not places or places[0].code != old:
        return Outcome.refusal(not_found())
    closed_on = date(command.year, 1, 1)
    left = [
        Area(code=area.code, level=area.level, name=area.name, english=area.english, closed_on=closed_on)
        for area in places
    ]
    forget()  # first, because whoever collects figures waits for its rows in the same order
    # The area itself goes on under the new code, so that what points at its number still does; the old code stays
    # behind, closed, for the journal.
    codes = [area.code for area in places]
    _move_rows(Area._meta.db_table, "code", codes, new)
    Area.objects.bulk_create(left)
    for table, column in _columns_with_areas():
        _move_rows(table, column, codes, new)
    AreaAlias.objects.bulk_create(
        [AreaAlias(text=code, year=command.year - 1, area_id=new + code[len(new) :]) for code in codes],
        ignore_conflicts=True,
    )
    return Outcome.done(Area, places[0].pk, new, old=old, year=command.year)


def _columns_with_areas() -> list[tuple[str, str]]:
    """Every column that points at an area, but for those of journal and logs, which are never rewritten."""
    return sorted(
        (model._meta.db_table, field.column)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.column and field.related_model is Area and model not in (Entry, LookUp, Export)
    )


def _move_rows(table: str, column: str, codes: list[str], new: str) -> None:
    statement = "UPDATE {table} SET {column} = %s || substr({column}, %s) WHERE {column} = ANY(%s)"
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL(statement).format(table=sql.Identifier(table), column=sql.Identifier(column)),
            [new, len(new) + 1, codes],
        )


class MakeActor(Command):
    """Someone who works with the platform, with a first role. The password is set by `menshen actor password`."""

    area: Annotated[AreaCode, Label("Area", "辖区")]
    username: Annotated[Name, Label("Log-in", "登录名")]
    display_name: Annotated[Name, Label("Name", "姓名")]
    role: Annotated[Text, Among(role_words), Label("Role", "角色")]
    valid_from: Annotated[date | None, Label("From", "起始日期")] = None
    valid_until: Annotated[date | None, Label("Until (not included)", "截止日期（不含）")] = None


@action(
    "scope.make_actor",
    after_exit=True,
    kind=Kind.ACTOR_MADE,
    permission=Permission.ACTOR_MANAGE,
    command=MakeActor,
    title=Term("Add a colleague", "新增工作人员"),
)
def make_actor(commands: list[MakeActor], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Make the person known and grant the first role; nobody can grant to themselves."""
    actors = _actors(commands)
    strangers: dict[str, Actor] = {}
    refusals: list[Outcome | None] = []
    for command in commands:
        name, actor = command.username, actors.get(command.username)
        if name == SYSTEM or (actor and actor.display_name != command.display_name):
            refusals.append(Outcome.refused(Problem.USERNAME_TAKEN, on="username", username=name))
            continue
        refusals.append(_improper(command.role, actor, by))
        if actor is None and refusals[-1] is None:
            actors[name] = strangers[name] = Actor(
                username=name, display_name=command.display_name, password=make_password(None)
            )
    Actor.objects.bulk_create(strangers.values())
    outcomes = _give(commands, refusals, actors, by=by, at=at)
    for command, outcome in zip(commands, outcomes, strict=True):
        if outcome.state == "done" and strangers.pop(command.username, None) is None:
            outcome.kind = Kind.GRANT_GIVEN
    return outcomes


class GiveGrant(Command):
    """One more role for someone who is known already."""

    area: Annotated[AreaCode, Label("Area", "辖区")]
    username: Annotated[Name, Label("Log-in", "登录名")]
    role: Annotated[Text, Among(role_words), Label("Role", "角色")]
    valid_from: Annotated[date | None, Label("From", "起始日期")] = None
    valid_until: Annotated[date | None, Label("Until (not included)", "截止日期（不含）")] = None


@action(
    "scope.give_grant",
    after_exit=True,
    kind=Kind.GRANT_GIVEN,
    permission=Permission.ACTOR_MANAGE,
    command=GiveGrant,
    title=Term("Grant a role", "授予角色"),
)
def give_grant(commands: list[GiveGrant], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Grant a role over an area for some days."""
    actors = _actors(commands)
    refusals = [
        _improper(command.role, actors[command.username], by)
        if command.username in actors
        else Outcome.refused(Problem.ACTOR_UNKNOWN, on="username", username=command.username)
        for command in commands
    ]
    return _give(commands, refusals, actors, by=by, at=at)


def _actors(commands: Sequence[MakeActor | GiveGrant]) -> dict[str, Actor]:
    """Those who are known by log-in, locked: two administrators give one of them a role one after the other."""
    named = Actor.objects.filter(username__in=[command.username for command in commands]).exclude(username=SYSTEM)
    return {actor.username: actor for actor in named.select_for_update(no_key=True).order_by("pk")}


def _improper(code: str, actor: Actor | None, by: Viewer) -> Outcome | None:
    if role(code) is None:
        return Outcome.refused(Problem.ROLE_UNKNOWN, on="role", role=code)
    if actor and actor.pk == by.actor_id:
        return Outcome.refused(Problem.OWN_GRANT, on="username")
    return None


def _give(
    commands: Sequence[MakeActor | GiveGrant],
    refusals: Sequence[Outcome | None],
    actors: dict[str, Actor],
    *,
    by: Viewer,
    at: datetime,
) -> list[Outcome]:
    """Grant what is not refused. A role is held once at a time in an area, so that ending it ends it."""
    held: dict[tuple[int, str, str | None], list[Grant]] = defaultdict(list)
    for grant in Grant.objects.filter(_held(at), actor__in=actors.values()):
        held[grant.actor_id, grant.role, grant.area_id].append(grant)
    asked: list[Outcome | Grant] = []
    fresh: list[Grant] = []
    for command, refusal in zip(commands, refusals, strict=True):
        if refusal:
            asked.append(refusal)
            continue
        grant = Grant(
            actor=actors[command.username],
            role=command.role,
            area_id=command.area,
            valid_from=command.valid_from or day_of(at),
            valid_until=command.valid_until,
            granted_by_id=by.actor_id,
        )
        beside = held[grant.actor_id, grant.role, grant.area_id]
        there = next((other for other in beside if _overlap(other, grant)), None)
        if there is None:
            fresh.append(grant)
            beside.append(grant)
            asked.append(grant)
        elif _covers(there, grant):
            asked.append(there)
        else:
            days = f"{there.valid_from} – {there.valid_until or ''}".strip()
            asked.append(Outcome.refused(Problem.GRANT_HELD, on="valid_from", username=command.username, days=days))
    Grant.objects.bulk_create(fresh)
    made = {id(grant) for grant in fresh}
    outcomes = []
    for one in asked:
        if isinstance(one, Outcome):
            outcomes.append(one)
        elif id(one) in made:
            made.remove(id(one))
            outcomes.append(Outcome.done(Grant, one.pk, one.area_id or "", role=one.role))
        else:
            outcomes.append(Outcome.known(Grant, one.pk))
    return outcomes


def _overlap(one: Grant, other: Grant) -> bool:
    return (other.valid_until is None or one.valid_from < other.valid_until) and (
        one.valid_until is None or other.valid_from < one.valid_until
    )


def _covers(one: Grant, other: Grant) -> bool:
    return one.valid_from <= other.valid_from and (
        one.valid_until is None or (other.valid_until is not None and other.valid_until <= one.valid_until)
    )


def _held(at: datetime) -> Q:
    return Q(valid_until__isnull=True) | Q(valid_until__gt=day_of(at))


class EndGrant(Command):
    """From today on the role no longer holds."""

    grant: Annotated[RecordId, Label("Grant", "授权")]


@action(
    "scope.end_grant",
    after_exit=True,
    kind=Kind.GRANT_ENDED,
    permission=Permission.ACTOR_MANAGE,
    command=EndGrant,
    title=Term("End a role", "收回角色"),
    areas_of=area_of_record(Grant, "grant", _held),
)
def end_grant(commands: list[EndGrant], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001  an action's signature
    """End grants at once; one that was to begin later never does."""
    day = day_of(at)
    grants = Grant.objects.select_for_update().order_by("pk").in_bulk([command.grant for command in commands])
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
    after_exit=True,
    kind=Kind.TASK_ACKNOWLEDGED,
    permission=Permission.TASK_ACKNOWLEDGE,
    command=AcknowledgeTask,
    title=Term("Seen", "阅知"),
    areas_of=area_of_record(Task, "task"),
)
def acknowledge_task(commands: list[AcknowledgeTask], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Close tasks that are for the eye only, by one of those for whose eyes they are."""
    tasks = Task.objects.select_for_update().order_by("pk").in_bulk([command.task for command in commands])
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
