"""Correcting what is recorded of a person, and the special needs that help must know."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from django.db.models import Q
from pydantic import Field

from menshen.domains.registry.actions.registering import DocumentNumber
from menshen.domains.registry.models import ContactPoint, Person, SpecialNeed
from menshen.domains.registry.rules import born_and_gender, kept_name, phone_tail, pinyin_initials
from menshen.domains.registry.vocabulary import ContactPointKind, Gender, Kind, Permission, Problem, SpecialNeedKind
from menshen.kernel.actions.declaration import Command, Label, Outcome, action, area_of_record
from menshen.kernel.actions.types import LongText, PersonName, PhoneNumber, RecordId
from menshen.kernel.base.bulk import insert_rows
from menshen.kernel.base.clock import day_of
from menshen.kernel.base.idnumbers import is_id_number, is_mobile
from menshen.kernel.base.terms import Term
from menshen.kernel.privacy.encryption import blind

if TYPE_CHECKING:
    from datetime import datetime

    from menshen.kernel.scope.viewers import Viewer

_LONGEST_INITIALS = 20


class CorrectPerson(Command):
    """Only what is filled in is changed."""

    person: Annotated[RecordId, Label("Person", "人员")]
    name: Annotated[PersonName | None, Label("Name", "姓名")] = None
    id_number: Annotated[DocumentNumber | None, Label("ID number", "身份证号")] = None
    gender: Annotated[Gender | None, Label("Gender", "性别")] = None
    born_on: Annotated[date | None, Label("Born on", "出生日期")] = None
    registered_at: Annotated[LongText | None, Field(max_length=120), Label("Household registration", "户籍地")] = None
    phone: Annotated[PhoneNumber | None, Label("Main phone", "主要电话")] = None


class AddSpecialNeed(Command):
    person: Annotated[RecordId, Label("Person", "人员")]
    kind: Annotated[SpecialNeedKind, Label("Special need", "特殊需求")]
    from_on: Annotated[date | None, Label("Since", "起始日期")] = None
    note: Annotated[LongText, Label("What help must know", "备注")] = ""


class EndSpecialNeed(Command):
    special_need: Annotated[RecordId, Label("Special need", "特殊需求")]
    ended_on: Annotated[date, Label("First day no longer", "结束日期")]


@action(
    "registry.correct_person",
    after_exit=True,
    kind=Kind.PERSON_CORRECTED,
    permission=Permission.PERSON_WRITE,
    command=CorrectPerson,
    title=Term("Correct a person", "更正人员信息"),
    areas_of=area_of_record(Person, "person"),
)
def correct_person(commands: list[CorrectPerson], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """Put right what is wrong. The journal keeps which fields were changed, by whom and when, and not their values."""
    wanted = {command.person for command in commands}
    people = {person.pk: person for person in Person.objects.select_for_update().filter(pk__in=wanted).order_by("pk")}
    numbers = _Numbers(wanted)
    today = day_of(at)
    changed: set[int] = set()
    outcomes = []
    for command in commands:
        person = people[command.person]
        told = _told(command)
        if refusal := _objection(command, told, person, today):
            outcomes.append(refusal)
            continue
        fields = [name for name, value in told.items() if getattr(person, name) != value]
        for name in fields:
            setattr(person, name, told[name])
        if "name" in fields:
            person.pinyin = pinyin_initials(person.name)[:_LONGEST_INITIALS]
        if "id_number" in fields:
            person.id_number_index = blind(person.id_number, "id_number")
        if fields:
            changed.add(person.pk)
        if command.phone and numbers.make_main(person, command.phone):
            fields.append("phone")
        outcomes.append(
            Outcome.done(Person, person.pk, person.area_id, fields=fields)
            if fields
            else Outcome.known(Person, person.pk)
        )
    columns = ["name", "pinyin", "gender", "born_on", "id_number", "id_number_index", "registered_at"]
    Person.objects.bulk_update([people[number] for number in changed], columns)
    numbers.write()
    return outcomes


def _told(command: CorrectPerson) -> dict[str, Any]:
    """The fields that are filled in; an identity number brings its birth date and gender along."""
    told: dict[str, Any] = {}
    if command.id_number and is_id_number(command.id_number):
        told["born_on"], gender = born_and_gender(command.id_number)
        told["gender"] = gender.value
    if command.gender is not None:
        told["gender"] = "" if command.gender is Gender.UNKNOWN else command.gender.value
    for name in ("id_number", "born_on", "registered_at"):
        if (value := getattr(command, name)) is not None:
            told[name] = value
    return told if command.name is None else {"name": kept_name(command.name), **told}


def _objection(command: CorrectPerson, told: dict[str, Any], person: Person, today: date) -> Outcome | None:
    if person.merged_into_id:
        return Outcome.refused(Problem.PERSON_MERGED)
    if not told and not command.phone:
        return Outcome.refused(Problem.NOTHING_TO_CORRECT)
    if "name" in told and told["name"] is None:
        return Outcome.refused(Problem.NAME_MASKED, on="name")
    number = told.get("id_number", person.id_number)
    born_on, gender = told.get("born_on", person.born_on), told.get("gender", person.gender)
    if is_id_number(number):
        born, said = born_and_gender(number)
        if born_on != born:
            return Outcome.refused(Problem.BIRTH_DIFFERS, on="born_on")
        if gender != said.value:
            return Outcome.refused(Problem.GENDER_DIFFERS, on="gender")
    if born_on is not None and born_on > today:
        return Outcome.refused(Problem.BORN_LATER, on="born_on")
    return None


class _Numbers:
    """The phone numbers of some people, of which one at a time is the main one."""

    def __init__(self, people: set[int]) -> None:
        self._held: dict[int, dict[str, ContactPoint]] = defaultdict(dict)
        for point in ContactPoint.objects.filter(person_id__in=people):
            self._held[point.person_id][point.number] = point
        self._main_before = {point.pk for point in self._points() if point.main}

    def _points(self) -> list[ContactPoint]:
        return [point for held in self._held.values() for point in held.values()]

    def make_main(self, person: Person, number: str) -> bool:
        """Whether that changes anything. The number that was the main one stays as a further one."""
        held = self._held[person.pk]
        if number in held and held[number].main:
            return False
        for point in held.values():
            point.main = False
        if number not in held:
            kind = ContactPointKind.MOBILE if is_mobile(number) else ContactPointKind.LANDLINE
            held[number] = ContactPoint(
                area_id=person.area_id, person_id=person.pk, kind=kind.value, number=number, tail=phone_tail(number)
            )
        held[number].main = True
        return True

    def write(self) -> None:
        main = {point.pk for point in self._points() if point.pk and point.main}
        fresh = [point for point in self._points() if not point.pk]
        ContactPoint.objects.filter(pk__in=self._main_before - main).update(main=False)
        ContactPoint.objects.filter(pk__in=main - self._main_before).update(main=True)
        insert_rows(
            ContactPoint,
            ("area", "person", "kind", "number", "tail", "main"),
            [(point.area_id, point.person_id, point.kind, point.number, point.tail, point.main) for point in fresh],
        )


@action(
    "registry.add_special_need",
    kind=Kind.SPECIAL_NEED_ADDED,
    permission=Permission.SPECIAL_NEED_WRITE,
    command=AddSpecialNeed,
    title=Term("Record a special need", "登记特殊需求"),
    areas_of=area_of_record(Person, "person"),
)
def add_special_need(commands: list[AddSpecialNeed], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """Record what help must know of a person. A need that holds already is not recorded twice."""
    wanted = {command.person for command in commands}
    people = Person.objects.in_bulk(wanted)
    needs = SpecialNeed.objects.filter(person_id__in=wanted, until_on__isnull=True)
    held = {(person, kind): number for person, kind, number in needs.values_list("person_id", "kind", "id")}
    fresh: dict[tuple[int, str], int] = {}
    for place, command in enumerate(commands):
        if (key := (command.person, command.kind.value)) not in held and not people[command.person].merged_into_id:
            fresh.setdefault(key, place)
    rows = [
        (people[person].area_id, person, kind, commands[place].from_on, commands[place].note)
        for (person, kind), place in fresh.items()
    ]
    columns = ("area", "person", "kind", "from_on", "note")
    written = dict(zip(fresh, insert_rows(SpecialNeed, columns, rows), strict=True))
    outcomes = []
    for place, command in enumerate(commands):
        key = (command.person, command.kind.value)
        if people[command.person].merged_into_id:
            outcomes.append(Outcome.refused(Problem.PERSON_MERGED))
        elif fresh.get(key) == place:
            area, need = people[command.person].area_id, command.kind.value
            outcomes.append(Outcome.done(SpecialNeed, written[key], area, person=command.person, need=need))
        else:
            outcomes.append(Outcome.known(SpecialNeed, held.get(key) or written[key]))
    return outcomes


@action(
    "registry.end_special_need",
    kind=Kind.SPECIAL_NEED_ENDED,
    permission=Permission.SPECIAL_NEED_WRITE,
    command=EndSpecialNeed,
    title=Term("End a special need", "结束特殊需求"),
    areas_of=area_of_record(SpecialNeed, "special_need", Q(until_on__isnull=True)),
)
def end_special_need(commands: list[EndSpecialNeed], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """The need no longer holds; that it once did stays known until its time is over."""
    wanted = {command.special_need for command in commands}
    needs = {need.pk: need for need in SpecialNeed.objects.select_for_update().filter(pk__in=wanted).order_by("pk")}
    today = day_of(at)
    outcomes = []
    for command in commands:
        need = needs[command.special_need]
        if need.until_on is not None:
            outcomes.append(Outcome.known(SpecialNeed, need.pk))
        elif need.from_on is not None and command.ended_on < need.from_on:
            outcomes.append(Outcome.refused(Problem.DATES_REVERSED, on="ended_on"))
        elif command.ended_on > today:
            outcomes.append(Outcome.refused(Problem.NOT_YET, on="ended_on"))
        else:
            need.until_on = command.ended_on
            done = Outcome.done(SpecialNeed, need.pk, need.area_id, person=need.person_id, need=need.kind)
            outcomes.append(done)
    SpecialNeed.objects.bulk_update(needs.values(), ["until_on"])
    return outcomes
