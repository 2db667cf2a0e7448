"""Moving from one home to another, and no longer living somewhere."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

from django.db.models import Q
from pydantic import Field

from menshen.domains.registry.actions.placing import (
    Where,
    find_door,
    find_home,
    holds_homes,
    open_home,
    picture,
    where,
)
from menshen.domains.registry.actions.roster import Home, Roster, execute
from menshen.domains.registry.models import Person, Residence
from menshen.domains.registry.rules import name_key
from menshen.domains.registry.vocabulary import (
    EndOfResidence,
    Kind,
    Permission,
    Problem,
    RelationToHead,
    ResidenceKind,
)
from menshen.kernel.actions.declaration import Command, Label, Outcome, action, area_of_record
from menshen.kernel.actions.performing import note
from menshen.kernel.actions.types import AreaCode, LongText, RecordId, ShortText
from menshen.kernel.base.clock import day_of
from menshen.kernel.base.problems import Refused
from menshen.kernel.base.terms import Term
from menshen.kernel.journal.entries import NewEntry, subject_type
from menshen.kernel.scope.queries import standing

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from menshen.kernel.scope.viewers import Viewer


class MoveResident(Command):
    """`residence` ends on `moved_on`, and another begins in the home named here."""

    residence: Annotated[RecordId, Label("Residence", "居住记录")]
    moved_on: Annotated[date, Label("Moved on", "迁居日期")]
    area: Annotated[AreaCode, Label("New grid", "迁入网格")]
    compound: Annotated[ShortText, Label("Compound or group", "小区（组）")] = ""
    building: Annotated[ShortText, Field(max_length=20), Label("Building", "楼栋")] = ""
    unit: Annotated[ShortText, Field(max_length=20), Label("Unit", "单元")] = ""
    door: Annotated[ShortText, Field(max_length=30), Label("Door", "门牌（房号）")] = ""
    address: Annotated[LongText, Label("Address in one", "住址（写在一起）")] = ""
    household_number: Annotated[ShortText, Label("Household number", "户编号")] = ""
    head_name: Annotated[ShortText, Label("Head of the household", "户主姓名")] = ""
    relation: Annotated[RelationToHead | None, Label("Relation to the head", "与户主关系")] = None
    kind: Annotated[ResidenceKind | None, Label("Kind of residence", "居住类型")] = None


class EndResidence(Command):
    residence: Annotated[RecordId, Label("Residence", "居住记录")]
    ended_on: Annotated[date, Label("First day no longer there", "终止日期")]
    reason: Annotated[EndOfResidence, Label("Reason", "原因")]


@action(
    "registry.move_resident",
    kind=Kind.PERSON_MOVED,
    permission=Permission.PERSON_WRITE,
    command=MoveResident,
    title=Term("Record a move", "登记迁居"),
    areas_of=area_of_record(Residence, "residence", Q(until_on__isnull=True)),
)
def move_resident(commands: list[MoveResident], *, by: Viewer, at: datetime) -> list[Outcome]:
    """End a residence and begin another on the same day; phones and needs move along.

    Both homes must lie in areas of the one who records it. Whoever moves further is registered there by those there.
    """
    places = [where(command) for command in commands]
    areas = {area for area in standing({command.area for command in commands}) if holds_homes(area)}
    roster = picture(places, leaving=_left(command.residence for command in commands))
    today = day_of(at)
    stays = _stays(command.residence for command in commands)
    settled: list[tuple[Residence, Home, date] | Outcome] = []
    for command, place in zip(commands, places, strict=True):
        try:
            if command.area not in areas or not by.may(Permission.PERSON_WRITE, command.area):
                raise Refused(Problem.AREA_UNKNOWN, field="area", area=command.area)
            settled.append(_move(roster, stays[command.residence], command, place, today))
        except Refused as refused:
            settled.append(Outcome.refusal(refused))
    moves = [found for found in settled if not isinstance(found, Outcome)]
    _end([(stay.pk, moved_on) for stay, _, moved_on in moves])
    roster.write()
    _tell_the_old_area(moves, by=by, at=at)
    return [found if isinstance(found, Outcome) else _moved(*found) for found in settled]


def _left(numbers: Iterable[int]) -> set[str]:
    """The areas of these residences."""
    return set(Residence.objects.filter(pk__in=set(numbers)).values_list("area_id", flat=True))


def _stays(numbers: Iterable[int]) -> dict[int, Residence]:
    """The residences, with their people; nobody else ends them meanwhile."""
    held = Residence.objects.select_for_update(of=("self",)).filter(pk__in=set(numbers)).order_by("pk")
    return {stay.pk: stay for stay in held.select_related("person")}


def _move(
    roster: Roster, stay: Residence, command: MoveResident, place: Where, today: date
) -> tuple[Residence, Home, date] | Outcome:
    known = roster.by_id.get(stay.person_id)
    door = find_door(roster, place)
    home = find_home(roster, place, door, known, name_key(stay.person.name))
    if home is not None and known is not None and home in known.stays:
        if stay.until_on is not None:
            return Outcome.known(Person, stay.person_id)
        raise Refused(Problem.ALREADY_LIVES_THERE, field="door")
    _check_end(stay, command.moved_on, today, field="moved_on")
    person = known or roster.take_in(stay.person)
    home = open_home(roster, place, door, home)
    relation = "" if command.relation in (None, RelationToHead.UNKNOWN) else str(command.relation)
    roster.settle(person, home, kind=str(command.kind or stay.kind), relation=relation, from_on=command.moved_on)
    stay.until_on = command.moved_on
    return stay, home, command.moved_on


def _check_end(stay: Residence, day: date, today: date, *, field: str) -> None:
    if stay.until_on is not None:
        raise Refused(Problem.ALREADY_ENDED, until_on=stay.until_on.isoformat())
    if day > today:
        raise Refused(Problem.NOT_YET, field=field)
    if stay.from_on is not None and day <= stay.from_on:
        raise Refused(Problem.DATES_REVERSED, field=field)


def _moved(stay: Residence, home: Home, moved_on: date) -> Outcome:
    return Outcome.done(Person, stay.person_id, home.area, household=home.id, moved_on=moved_on.isoformat())


def _end(ends: list[tuple[int, date]]) -> None:
    if ends:
        execute(
            "UPDATE registry_residence AS t SET until_on = n.until_on FROM unnest(%s::bigint[], %s::date[]) "
            "AS n (id, until_on) WHERE t.id = n.id",
            [number for number, _ in ends],
            [day for _, day in ends],
        )


def _tell_the_old_area(moves: list[tuple[Residence, Home, date]], *, by: Viewer, at: datetime) -> None:
    """The journal of the area that somebody left says so too."""
    note(
        [
            NewEntry(
                Kind.RESIDENCE_ENDED.value, stay.area_id, subject_type(Person), stay.person_id, at,
                detail={"until_on": moved_on.isoformat(), "reason": EndOfResidence.MOVED_AWAY.value},
            )
            for stay, home, moved_on in moves
            if stay.area_id != home.area
        ],
        by=by,
        at=at,
    )  # fmt: skip


@action(
    "registry.end_residence",
    kind=Kind.RESIDENCE_ENDED,
    permission=Permission.PERSON_WRITE,
    command=EndResidence,
    title=Term("End a residence", "终止居住"),
    areas_of=area_of_record(Residence, "residence", Q(until_on__isnull=True)),
)
def end_residence(commands: list[EndResidence], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """Somebody no longer lives there. What was recorded of them stays until its time is over."""
    stays = _stays(command.residence for command in commands)
    today = day_of(at)
    ends: list[tuple[int, date]] = []
    outcomes = []
    for command in commands:
        stay = stays[command.residence]
        try:
            if stay.until_on == command.ended_on:
                outcomes.append(Outcome.known(Person, stay.person_id))
                continue
            _check_end(stay, command.ended_on, today, field="ended_on")
        except Refused as refused:
            outcomes.append(Outcome.refusal(refused))
            continue
        stay.until_on = command.ended_on
        ends.append((stay.pk, command.ended_on))
        facts = {"until_on": command.ended_on.isoformat(), "reason": command.reason.value}
        outcomes.append(Outcome.done(Person, stay.person_id, stay.area_id, **facts))
    _end(ends)
    return outcomes
