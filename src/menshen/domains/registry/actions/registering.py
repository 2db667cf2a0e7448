"""Registering residents: one row of a roster, or two hundred thousand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from menshen.domains.registry.actions.placing import Where, find_door, find_home, holds_homes, open_home, picture, where
from menshen.domains.registry.actions.roster import Home, Roster, Someone, community_of
from menshen.domains.registry.models import Person
from menshen.domains.registry.queries import lookups
from menshen.domains.registry.rules import born_and_gender, kept_name, name_key
from menshen.domains.registry.vocabulary import (
    Gender,
    Kind,
    Permission,
    Problem,
    RelationToHead,
    ResidenceKind,
    SpecialNeedKind,
)
from menshen.kernel.actions.declaration import Command, Label, Outcome, action
from menshen.kernel.actions.fields import Widget
from menshen.kernel.actions.types import AreaCode, LongText, PersonName, PhoneNumber, ShortText
from menshen.kernel.base.clock import day_of
from menshen.kernel.base.folding import tidy
from menshen.kernel.base.idnumbers import id_flaw
from menshen.kernel.base.problems import Refused
from menshen.kernel.base.terms import Term

if TYPE_CHECKING:
    from datetime import datetime

    from menshen.kernel.scope.viewers import Viewer

_OTHER_DOCUMENT = re.compile(r"[A-Z]{1,2}\d{6,10}", re.ASCII)
_FULL_LENGTH = 18


def _document_number(text: str) -> str:
    number = tidy(text).replace(" ", "").upper()
    if number and id_flaw(number) and not _OTHER_DOCUMENT.fullmatch(number):
        raise ValueError(f"{Problem.ID_NUMBER_INVALID.en} / {Problem.ID_NUMBER_INVALID.zh}")
    return number


DocumentNumber = Annotated[
    str,
    Field(max_length=40),
    BeforeValidator(lambda text: text or ""),
    AfterValidator(_document_number),
    Widget("id_number"),
]
_IN_ONE = Term("Only where the four fields above are empty.", "仅在以上四项为空时填写。")


class RegisterResident(Command):
    """A row of a roster. What is unknown is left empty; nothing empty overwrites what is known."""

    area: Annotated[AreaCode, Label("Grid", "所属网格")]
    name: Annotated[PersonName, Label("Name", "姓名")]
    id_number: Annotated[DocumentNumber, Label("ID number", "身份证号")] = ""
    phone: Annotated[PhoneNumber, Label("Phone", "联系电话")] = ""
    second_phone: Annotated[PhoneNumber, Label("Second phone", "备用电话")] = ""
    compound: Annotated[ShortText, Label("Compound or group", "小区（组）")] = ""
    building: Annotated[ShortText, Field(max_length=20), Label("Building", "楼栋")] = ""
    unit: Annotated[ShortText, Field(max_length=20), Label("Unit", "单元")] = ""
    door: Annotated[ShortText, Field(max_length=30), Label("Door", "门牌（房号）")] = ""
    address: Annotated[LongText, Label("Address in one", "住址（写在一起）", _IN_ONE)] = ""
    household_number: Annotated[ShortText, Label("Household number", "户编号")] = ""
    head_name: Annotated[ShortText, Label("Head of the household", "户主姓名")] = ""
    relation: Annotated[RelationToHead | None, Label("Relation to the head", "与户主关系")] = None
    kind: Annotated[ResidenceKind | None, Label("Kind of residence", "居住类型")] = None
    gender: Annotated[Gender | None, Label("Gender", "性别")] = None
    born_on: Annotated[date | None, Label("Born on", "出生日期")] = None
    registered_at: Annotated[LongText, Field(max_length=120), Label("Household registration", "户籍地")] = ""
    special_needs: Annotated[list[SpecialNeedKind] | None, Field(max_length=8), Label("Special needs", "特殊需求")] = (
        None
    )
    from_on: Annotated[date | None, Label("Lives there since", "入住日期")] = None


@action(
    "registry.register_resident",
    kind=Kind.PERSON_REGISTERED,
    permission=Permission.PERSON_WRITE,
    command=RegisterResident,
    title=Term("Register a resident", "登记居民"),
)
def register_resident(commands: list[RegisterResident], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """Register people with their homes, phones and needs.

    A person is known again by ID number within the community, else by name (and phone, or birth) within the household.
    What a row knows more is added; another home, birth or gender than known is refused; of other differences the
    record stays. The same roster a second time changes nothing.
    """
    places = [where(command) for command in commands]
    roster = picture(places, {command.id_number for command in commands} - {""})
    today = day_of(at)
    settled: list[_Settled | Outcome | _LivesElsewhere] = []
    for command, place in zip(commands, places, strict=True):
        try:
            if not holds_homes(command.area):
                raise Refused(Problem.AREA_UNKNOWN, field="area", area=command.area)
            settled.append(_apply(roster, command, place, today))
        except Refused as refused:
            settled.append(Outcome.refusal(refused))
        except _LivesElsewhere as elsewhere:
            settled.append(elsewhere)
    roster.write()
    return _outcomes(settled)


def _outcomes(settled: list[_Settled | Outcome | _LivesElsewhere]) -> list[Outcome]:
    """The answers, once everything has its number; addresses are looked up only where a refusal names one."""
    homes = [found.home for found in settled if isinstance(found, _LivesElsewhere)]
    numbers = {number for home in homes if (number := home if isinstance(home, int) else home.id)}
    addresses = lookups.addresses(numbers) if numbers else {}
    outcomes = []
    for found in settled:
        if isinstance(found, _LivesElsewhere):
            number = found.home if isinstance(found.home, int) else found.home.id
            address = addresses.get(number or 0, "")
            outcomes.append(Outcome.refused(Problem.LIVES_ELSEWHERE, on="id_number", address=address))
        else:
            outcomes.append(found if isinstance(found, Outcome) else found.outcome())
    return outcomes


class _LivesElsewhere(Exception):  # noqa: N818  becomes a refusal once the address is looked up
    """The person is at home in another household: with `home` the sentence can say where."""

    def __init__(self, home: Home | int) -> None:
        self.home = home


@dataclass(slots=True)
class _Settled:
    """What became of a row; `added` names what a known person had not had before."""

    person: Someone
    home: Home
    new: bool
    added: list[str]

    def outcome(self) -> Outcome:
        assert self.person.id is not None
        if self.new:
            return Outcome.done(Person, self.person.id, self.person.area, household=self.home.id)
        if self.added:
            kind = Kind.PERSON_COMPLETED.value
            return Outcome.done(Person, self.person.id, self.person.area, kind=kind, added=self.added)
        return Outcome.known(Person, self.person.id)


def _apply(roster: Roster, command: RegisterResident, place: Where, today: date) -> _Settled:
    """Look first, change last: a refused row leaves nothing behind."""
    name = kept_name(command.name)
    if name is None:
        raise Refused(Problem.NAME_MASKED, field="name")
    if command.from_on is not None and command.from_on > today:
        raise Refused(Problem.NOT_YET, field="from_on")
    key = name_key(name)
    born_on, gender = _birth_and_gender(command, today)
    holder = roster.by_id_number.get((community_of(command.area), command.id_number)) if command.id_number else None
    if holder is None and (community_of(command.area), command.id_number) in roster.out_of_sight:
        raise Refused(Problem.MERGED_ELSEWHERE, field="id_number")
    door = find_door(roster, place)
    home = find_home(roster, place, door, holder, key)
    person = _person(command, key, home, holder, born_on)
    if person is not None:
        _check(person, home, born_on, gender)
    numbered = home is not None and bool(place.number) and not home.number
    home = open_home(roster, place, door, home)
    new = person is None
    if person is None:
        person = Someone(home.area, name, key, gender, born_on, command.id_number, command.registered_at)
        roster.add(person)
    added = [] if new else _complete(roster, person, command, born_on, gender)
    added += _belongings(roster, person, command)
    added += _settle(roster, person, home, command)
    added += ["household_number"] if numbered else []
    return _Settled(person, home, new, added)


def _birth_and_gender(command: RegisterResident, today: date) -> tuple[date | None, str]:
    born_on = command.born_on
    gender = "" if command.gender in (None, Gender.UNKNOWN) else str(command.gender)
    if len(command.id_number) == _FULL_LENGTH:
        born, told = born_and_gender(command.id_number)
        if born_on not in (None, born):
            raise Refused(Problem.BIRTH_DIFFERS, field="born_on")
        if gender not in ("", told.value):
            raise Refused(Problem.GENDER_DIFFERS, field="gender")
        born_on, gender = born, told.value
    if born_on is not None and born_on > today:
        raise Refused(Problem.BORN_LATER, field="born_on")
    return born_on, gender


def _person(
    command: RegisterResident, key: str, home: Home | None, holder: Someone | None, born_on: date | None
) -> Someone | None:
    """The known person that the row means, or None for a new one."""
    if holder is not None:
        if holder.key != key:
            raise Refused(Problem.ID_NUMBER_TAKEN, field="id_number")
        return holder
    namesakes = [
        member for member in (home.members.get(key, ()) if home else ()) if not (command.id_number and member.id_number)
    ]
    if len(namesakes) > 1:
        namesakes = [member for member in namesakes if command.phone and command.phone in member.numbers] or namesakes
    if len(namesakes) > 1:
        namesakes = [member for member in namesakes if born_on and born_on == member.born_on] or namesakes
    if len(namesakes) > 1:
        raise Refused(Problem.PERSON_AMBIGUOUS, field="name", count=len(namesakes))
    return namesakes[0] if namesakes else None


def _check(person: Someone, home: Home | None, born_on: date | None, gender: str) -> None:
    """Refuse what contradicts the record; a correction is an act of its own."""
    if person.lives_in is not None and (home is None or home not in person.stays):
        raise _LivesElsewhere(person.lives_in)
    if born_on and person.born_on and born_on != person.born_on:
        raise Refused(Problem.DIFFERS, field="born_on")
    if gender and person.gender and gender != person.gender:
        raise Refused(Problem.DIFFERS, field="gender")


def _complete(
    roster: Roster, person: Someone, command: RegisterResident, born_on: date | None, gender: str
) -> list[str]:
    """Fill in what was unknown of a known person."""
    added = []
    told = {
        "gender": gender,
        "born_on": born_on,
        "id_number": command.id_number,
        "registered_at": command.registered_at,
    }
    for name, value in told.items():
        if value and not getattr(person, name):
            setattr(person, name, value)
            added.append(name)
    if added:
        roster.touch(person)
    if "id_number" in added:
        roster.by_id_number[community_of(person.area), person.id_number] = person
    return added


def _belongings(roster: Roster, person: Someone, command: RegisterResident) -> list[str]:
    """Phone numbers and needs that were not known of the person."""
    numbers = [number for number in (command.phone, command.second_phone) if number and number not in person.numbers]
    needs = [need.value for need in command.special_needs or () if need.value not in person.needs]
    person.numbers += dict.fromkeys(numbers)
    person.needs += dict.fromkeys(needs)
    added = ["phone"] * bool(numbers) + ["special_needs"] * bool(needs)
    if added:
        roster.touch(person)
    return added


def _settle(roster: Roster, person: Someone, home: Home, command: RegisterResident) -> list[str]:
    relation = "" if command.relation in (None, RelationToHead.UNKNOWN) else str(command.relation)
    stay = person.stays.get(home)
    if stay is None:
        kind = str(command.kind or ResidenceKind.RESIDENT)
        roster.settle(person, home, kind=kind, relation=relation, from_on=command.from_on)
        return ["residence"]
    return roster.learn(stay, relation=relation, from_on=command.from_on)
