"""Two records of one person become one, and two again where that was a mistake."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any

from django.db.models import Q

from menshen.domains.registry.actions.belonging import bound_elsewhere, give, give_back
from menshen.domains.registry.actions.roster import carry_along, community_of
from menshen.domains.registry.models import (
    ContactPoint,
    Household,
    LikelyDuplicate,
    Merge,
    Person,
    Residence,
    SpecialNeed,
)
from menshen.domains.registry.queries import UNSETTLED, lookups
from menshen.domains.registry.queries.duplicates import alike
from menshen.domains.registry.vocabulary import Kind, Permission, Problem, RelationToHead, Side
from menshen.kernel.actions.declaration import Command, Label, Outcome, action, area_of_record
from menshen.kernel.actions.performing import note
from menshen.kernel.actions.types import RecordId
from menshen.kernel.base.clock import day_of
from menshen.kernel.base.problems import Refused, not_found
from menshen.kernel.base.terms import Term
from menshen.kernel.journal.entries import NewEntry, subject_type
from menshen.kernel.stewardship.retention import delete

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from menshen.kernel.scope.models import Scoped
    from menshen.kernel.scope.viewers import Viewer

_WHO = ("name", "pinyin", "gender", "born_on", "id_number", "id_number_index", "registered_at")
_LEARNED = ("gender", "born_on", "registered_at")
_HEAD = RelationToHead.HEAD.value
_TABLES: dict[str, type[Scoped]] = {
    model._meta.db_table: model for model in (Person, Residence, ContactPoint, SpecialNeed)
}


class MergePeople(Command):
    """What both records say stays as the one that stays says it; what only the other knows is added to it."""

    pair: Annotated[RecordId, Label("Pair", "疑似重复")]
    stays: Annotated[Side, Label("Which record stays", "保留哪一条")]
    number_checked: Annotated[
        bool,
        Label(
            "The ID number of the record that stays is right",
            "已核对保留记录的身份证号",
            Term("Only needed where the two differ.", "仅在两条身份证号不同时需要。"),
        ),
    ] = False
    home_checked: Annotated[
        bool,
        Label(
            "The home of the record that stays is right",
            "已核对保留记录的现住址",
            Term(
                "Only needed where the two differ: the other residence ends today.",
                "仅在两处住址不同时需要，另一处今日终止。",
            ),
        ),
    ] = False


@action(
    "registry.merge_people",
    kind=Kind.PEOPLE_MERGED,
    permission=Permission.PERSON_MERGE,
    command=MergePeople,
    title=Term("Merge: one and the same person", "合并为同一人"),
    areas_of=area_of_record(LikelyDuplicate, "pair", UNSETTLED),
)
def merge_people(commands: list[MergePeople], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Make two records one: all that points at the one points at the other afterwards, and a look-up finds only that.

    It can be taken back. What contradicts is named, and decided by who merges, or by putting it right before. One after
    the other, because the first merge of a list may change what the second is about.
    """
    return [_merge(command, by=by, at=at) for command in commands]


def _merge(command: MergePeople, *, by: Viewer, at: datetime) -> Outcome:
    pair = LikelyDuplicate.objects.select_for_update().filter(pk=command.pair).first()
    if pair is None:
        raise Refused(Problem.PAIR_SETTLED)
    stays, goes = pair.people if command.stays is Side.EARLIER else pair.people[::-1]
    people = _locked(pair.people, by=by)
    survivor, merged = people[stays], people[goes]
    if merged.merged_into_id == survivor.pk:
        return Outcome.known(Person, survivor.pk)
    if pair.told_apart_at or survivor.merged_into_id or merged.merged_into_id:
        raise Refused(Problem.PAIR_SETTLED)
    if alike(*pair.people) is None:
        raise Refused(Problem.PAIR_CHANGED)
    if survivor.id_number and merged.id_number not in ("", survivor.id_number) and not command.number_checked:
        raise Refused(Problem.NUMBERS_DIFFER, field="number_checked")
    row, areas = _join(survivor, merged, home_checked=command.home_checked, by=by, at=at)
    _tell(Kind.PEOPLE_MERGED, areas - {survivor.area_id}, merged, into=survivor.pk, by=by, at=at)
    return Outcome.done(Person, survivor.pk, survivor.area_id, merged=merged.pk, merge=row.pk)


def _locked(numbers: Iterable[int], *, by: Viewer) -> dict[int, Person]:
    """Both people, whom nobody else changes or registers meanwhile."""
    wanted = sorted(numbers)
    areas = dict(Person.objects.filter(pk__in=wanted).values_list("pk", "area_id"))
    if len(areas) < len(wanted) or not all(by.may(Permission.PERSON_MERGE, area) for area in areas.values()):
        raise Refused(Problem.PAIR_OUTSIDE)
    lookups.lock_communities({community_of(area) for area in areas.values()})
    return Person.objects.select_for_update().filter(pk__in=wanted).order_by("pk").in_bulk()


@dataclass(slots=True)
class _Way:
    """What gives way where both say something: rows that are taken out, values that are changed, rows that stay."""

    day: date
    set_aside: list[list[Any]] = field(default_factory=list)
    changed: list[list[Any]] = field(default_factory=list)
    areas: set[str] = field(default_factory=set)

    def put_away(self, row: Scoped) -> None:
        """What the survivor has already. Its area follows from the home or the person when it comes back."""
        told = {column.attname: getattr(row, column.attname) for column in row._meta.concrete_fields}
        self.areas.add(told.pop("area_id"))
        self.set_aside.append([row._meta.db_table, told])
        delete(type(row), [row.pk])

    def change(self, row: Scoped, **values: Any) -> None:
        self.areas.add(row.area_id)
        for column, value in values.items():
            self.changed.append([row._meta.db_table, row.pk, column, getattr(row, column), value])
            setattr(row, column, value)
        row.save(update_fields=list(values))


def _join(survivor: Person, merged: Person, *, home_checked: bool, by: Viewer, at: datetime) -> tuple[Merge, set[str]]:
    """Do it; the row by which it can be undone, and the areas whose records it changed."""
    assert by.actor_id is not None  # who merges has signed in
    way = _Way(day_of(at))
    _join_homes(way, survivor.pk, merged.pk, checked=home_checked)
    _join_needs(way, survivor.pk, merged.pk)
    numbers_held_twice = _join_numbers(way, survivor.pk, merged.pk)
    row = Merge(
        area_id=merged.area_id, survivor=survivor, merged=merged, merged_at=at, merged_by_id=by.actor_id,
        number_passed_on=bool(merged.id_number and not survivor.id_number),
        **{name: getattr(merged, name) for name in _WHO if name != "id_number_index"},
    )  # fmt: skip
    _empty(merged, into=survivor)
    learned = {name: value for name in _LEARNED if (value := getattr(row, name)) and not getattr(survivor, name)}
    way.change(survivor, **learned)
    if row.number_passed_on:
        _give_number(survivor, row.id_number)
    given = give(merged.pk, survivor.pk, but={ContactPoint: numbers_held_twice})
    if bound_elsewhere(given, community_of(survivor.area_id)):
        raise Refused(Problem.BOUND_ELSEWHERE)
    carry_along([survivor.pk])
    row.moved, row.set_aside, row.changed = given.rows, way.set_aside, way.changed
    row.save()
    return row, way.areas.union(*(rows.values() for rows in given.areas.values()), {merged.area_id, survivor.area_id})


def _join_homes(way: _Way, survivor: int, merged: int, *, checked: bool) -> None:
    """One home: that of the survivor. The same household twice is once; another one ends today."""
    held = Residence.objects.select_for_update(of=("self",)).filter(until_on=None).order_by("pk")
    ours = {stay.household_id: stay for stay in held.filter(person=survivor)}
    theirs = list(held.filter(person=merged))
    if theirs and not ours:
        raise Refused(Problem.HOME_OF_THE_OTHER, field="stays")
    for stay in theirs:
        own = ours.get(stay.household_id)
        if own is None:
            if not checked:
                raise Refused(Problem.HOMES_DIFFER, field="home_checked")
            if stay.from_on and stay.from_on >= way.day:
                way.put_away(stay)
            else:
                way.change(stay, until_on=way.day)
            continue
        if stay.relation == _HEAD and own.relation not in ("", _HEAD) and not checked:
            raise Refused(Problem.HEADS_DIFFER, field="home_checked")
        known = ("relation", "from_on")
        way.change(own, **{name: value for name in known if (value := getattr(stay, name)) and not getattr(own, name)})
        way.put_away(stay)


def _join_needs(way: _Way, survivor: int, merged: int) -> None:
    """A need that holds for both holds once."""
    held = SpecialNeed.objects.filter(until_on=None).order_by("pk")
    ours = set(held.filter(person=survivor).values_list("kind", flat=True))
    for need in held.filter(person=merged, kind__in=ours):
        way.put_away(need)


def _join_numbers(way: _Way, survivor: int, merged: int) -> list[int]:
    """One main number: that of the survivor. Numbers that both have stay where they are, out of sight."""
    points = ContactPoint.objects.order_by("pk")
    ours = {point.number: point.main for point in points.filter(person=survivor)}
    twice = []
    for point in points.filter(person=merged):
        if point.number in ours:
            twice.append(point.pk)
        elif point.main and any(ours.values()):
            way.change(point, main=False)
    return twice


def _empty(merged: Person, *, into: Person) -> None:
    """Nothing finds the record any more; it says only what it became part of."""
    for name in _WHO:
        setattr(merged, name, None if name == "born_on" else "")
    merged.merged_into = into
    merged.save(update_fields=[*_WHO, "merged_into"])


def _give_number(person: Person, number: str) -> None:
    person.id_number = number
    person.save(update_fields=["id_number", "id_number_index"])


def _tell(kind: Kind, areas: Iterable[str], person: Person, *, into: int, by: Viewer, at: datetime) -> None:
    """The journals of the other areas whose records were changed say so too."""
    about = subject_type(Person)
    note([NewEntry(kind, area, about, person.pk, at, detail={"into": into}) for area in sorted(areas)], by=by, at=at)


class UndoMerge(Command):
    """They were two after all."""

    merge: Annotated[RecordId, Label("Merge", "合并记录")]


@action(
    "registry.undo_merge",
    kind=Kind.MERGE_UNDONE,
    permission=Permission.PERSON_MERGE,
    command=UndoMerge,
    title=Term("Take the merge back", "撤销合并"),
    areas_of=area_of_record(Merge, "merge", Q(survivor__merged_into__isnull=True)),
)
def undo_merge(commands: list[UndoMerge], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Everything is again as before the merge. What was recorded since stays with the record that stayed, unless it
    belongs to something that goes back."""
    return [_undo(command, by=by, at=at) for command in commands]


def _undo(command: UndoMerge, *, by: Viewer, at: datetime) -> Outcome:
    row = Merge.objects.select_for_update().filter(pk=command.merge).first()
    if row is None:
        raise not_found()
    people = _locked((row.survivor_id, row.merged_id), by=by)
    survivor, merged = people[row.survivor_id], people[row.merged_id]
    if survivor.merged_into_id or Merge.objects.filter(survivor=survivor, pk__gt=row.pk).exists():
        raise Refused(Problem.LATER_MERGE)
    areas = _part(row, survivor, merged) | {survivor.area_id}
    delete(Merge, [row.pk])
    _tell(Kind.MERGE_UNDONE, areas - {merged.area_id}, survivor, into=merged.pk, by=by, at=at)
    return Outcome.done(Person, merged.pk, merged.area_id, survivor=survivor.pk)


def _part(row: Merge, survivor: Person, merged: Person) -> set[str]:
    """Give back what was given and put back what gave way, the last first; the areas whose records that changes."""
    areas = give_back(row.moved, survivor.pk, merged.pk) | {merged.area_id}
    for table, number, column, before, after in reversed(row.changed):
        held = _TABLES[table].objects.filter(pk=number, **{column: after})  # unless somebody has put it right since
        areas.update(held.values_list("area_id", flat=True))
        held.update(**{column: before})
    if row.number_passed_on and survivor.id_number == row.id_number:
        _give_number(survivor, "")
    for name in _WHO:
        setattr(merged, name, getattr(row, name))
    merged.merged_into = None
    merged.save(update_fields=[*_WHO, "merged_into"])
    areas |= _put_back(row.set_aside, merged.area_id)
    carry_along([survivor.pk, merged.pk])
    return areas


def _put_back(set_aside: list[list[Any]], area: str) -> set[str]:
    """The rows that were taken out, under their old numbers: a residence where the household is now."""
    households = {told["household_id"] for _, told in set_aside if "household_id" in told}
    homes = dict(Household.objects.filter(pk__in=households).values_list("pk", "area_id"))
    rows = [
        _TABLES[table](**told, area_id=homes[told["household_id"]] if "household_id" in told else area)
        for table, told in set_aside
    ]
    for row in rows:
        row.save(force_insert=True)
    return {row.area_id for row in rows}
