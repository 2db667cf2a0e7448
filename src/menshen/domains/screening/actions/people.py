"""Who a row of a workbook means, and in which household: known people, or people registered on the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, NamedTuple

from pydantic import model_validator

from menshen.domains.registry import interface as registry
from menshen.domains.registry.vocabulary import Problem
from menshen.kernel.actions.declaration import Command, Label
from menshen.kernel.actions.performing import note, run
from menshen.kernel.actions.types import AreaCode, IdNumber, PersonName, PhoneNumber, RecordId, ShortText
from menshen.kernel.base.problems import Refused, not_found
from menshen.kernel.journal.entries import NewEntry

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from menshen.kernel.actions.declaration import Outcome
    from menshen.kernel.scope.viewers import Viewer


@dataclass(frozen=True, slots=True)
class Who:
    """What a command says of a person; `person` and `household` are record numbers where somebody chose from a list."""

    area: str
    name: str = ""
    id_number: str = ""
    phone: str = ""
    household_number: str = ""
    address: str = ""
    person: int | None = None
    household: int | None = None


class NamedResident(Command):
    """Somebody who lives here: chosen from a list, or described by name with number or address."""

    area: Annotated[AreaCode, Label("Grid", "所属网格")]
    person: Annotated[RecordId | None, Label("Person", "人员")] = None
    name: Annotated[PersonName | None, Label("Name", "姓名")] = None
    id_number: Annotated[IdNumber, Label("ID number", "身份证号")] = ""
    phone: Annotated[PhoneNumber, Label("Phone", "联系电话")] = ""
    household_number: Annotated[ShortText, Label("Household number", "户编号")] = ""
    address: Annotated[ShortText, Label("Address", "现住址")] = ""

    @model_validator(mode="after")
    def _names_someone(self) -> NamedResident:
        if self.person is None and not self.name:
            raise ValueError("choose a person or give a name / 请选择人员或填写姓名")
        return self

    def who(self) -> Who:
        return Who(
            self.area, self.name or "", self.id_number, self.phone, self.household_number, self.address, self.person
        )


class Placed(NamedTuple):
    """A person and the household they are counted in, with the area in which it lies."""

    person: int
    household: int
    area: str


class _Found(NamedTuple):
    """A person and their home, where they have one."""

    person: int
    home: int | None


def place(whos: Sequence[Who], *, by: Viewer, at: datetime, strangers: bool = True) -> list[Placed | Refused]:
    """The person and the household that each means.

    The household is the one at the address of the row, else the person's home. Who is not known is registered there, or
    refused where `strangers` are not expected.
    """
    people = _people(whos)
    unknown = [number for number, person in enumerate(people) if _is_stranger(person)] if strangers else []
    for number, found in zip(unknown, _register([whos[number] for number in unknown], by=by, at=at), strict=True):
        people[number] = found
    addressed = _addressed(whos)
    homes = {found.home for found in people if isinstance(found, _Found)}
    areas = registry.household_areas({home for home in homes.union(addressed) if home is not None})
    return [_placed(person, home, areas) for person, home in zip(people, addressed, strict=True)]


def _people(whos: Sequence[Who]) -> list[_Found | Refused]:
    chosen = registry.people_facts({who.person for who in whos if who.person is not None})
    described = [number for number, who in enumerate(whos) if who.person is None]
    hints = [
        registry.PersonHint(who.area, who.name, who.id_number, who.phone, who.household_number, who.address)
        for who in (whos[number] for number in described)
    ]
    found = dict(zip(described, registry.find_people(hints), strict=True))
    people: list[_Found | Refused] = []
    for number, who in enumerate(whos):
        if who.person is not None:
            facts = chosen.get(who.person)
            people.append(_Found(facts.id, facts.household_id) if facts else not_found())
        elif isinstance(known := found[number], Refused):
            people.append(known)
        else:
            people.append(_Found(known.person_id, known.household_id))
    return people


def _is_stranger(person: _Found | Refused) -> bool:
    return isinstance(person, Refused) and person.code == Problem.PERSON_UNKNOWN.value


def _addressed(whos: Sequence[Who]) -> list[int | None]:
    """The households that were chosen or that are at the addresses of the rows; None where there is none."""
    hinted = [n for n, who in enumerate(whos) if who.household is None and (who.address or who.household_number)]
    hints = [registry.HouseholdHint(whos[n].area, whos[n].household_number, whos[n].address) for n in hinted]
    found = dict(zip(hinted, registry.find_households(hints), strict=True))
    return [
        who.household if who.household is not None else home if isinstance(home := found.get(n), int) else None
        for n, who in enumerate(whos)
    ]


def _register(whos: Sequence[Who], *, by: Viewer, at: datetime) -> list[_Found | Refused]:
    """Make strangers known, at the address where they are."""
    commands = [
        registry.RegisterResident(
            area=who.area, name=who.name, id_number=who.id_number, phone=who.phone,
            household_number=who.household_number, address=who.address,
        )
        for who in whos
    ]  # fmt: skip
    missing = [number for number, who in enumerate(whos) if not (who.address or who.household_number)]
    act = registry.register_resident
    outcomes = run(act, [command for n, command in enumerate(commands) if n not in set(missing)], by=by, at=at)
    note(
        [
            NewEntry(
                kind=outcome.kind or act.kind.value,
                area=outcome.area,
                subject_type=outcome.subject_type,
                subject_id=outcome.subject_id,
                happened_at=at,
                detail=outcome.detail,
            )
            for outcome in outcomes
            if outcome.state == "done" and outcome.subject_id is not None
        ],
        by=by,
        at=at,
    )
    facts = registry.people_facts({outcome.subject_id for outcome in outcomes if outcome.subject_id is not None})
    answers = iter(outcomes)
    return [
        Refused(Problem.ADDRESS_MISSING, field="address") if n in set(missing) else _registered(next(answers), facts)
        for n in range(len(whos))
    ]


def _registered(outcome: Outcome, facts: dict[int, registry.PersonFacts]) -> _Found | Refused:
    if outcome.problem is not None:
        return outcome.problem
    assert outcome.subject_id is not None  # what is done or known has a subject
    person = facts[outcome.subject_id]
    return _Found(person.id, person.household_id)


def _placed(person: _Found | Refused, addressed: int | None, areas: dict[int, str]) -> Placed | Refused:
    if isinstance(person, Refused):
        return person
    home = addressed if addressed in areas else person.home
    if home is None or home not in areas:
        return Refused(Problem.HOUSEHOLD_UNKNOWN, field="address")
    return Placed(person.person, home, areas[home])
