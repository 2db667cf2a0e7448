"""Registering residents: who is known again, what is added, what is refused."""

from __future__ import annotations

from datetime import date

import pytest

from factories.registry import (
    COMMUNITY,
    FAR_GRID,
    GRID,
    OTHER_COMMUNITY,
    OTHER_GRID,
    id_number,
    make_areas,
    phone,
    register,
    row,
    worker,
)
from menshen.domains.registry.actions.placing import picture, where
from menshen.domains.registry.models import ContactPoint, Dwelling, Household, Person, Residence, SpecialNeed
from menshen.domains.registry.vocabulary import Kind, Problem
from menshen.kernel.journal.models import Entry
from menshen.kernel.scope.viewers import acting, system_viewer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def areas():
    make_areas()


def counts() -> dict[str, int]:
    with acting(system_viewer()):
        models = (Dwelling, Household, Person, Residence, ContactPoint, SpecialNeed, Entry)
        return {model.__name__: model.objects.count() for model in models}


def states(outcomes) -> list[str]:
    return [outcome.problem.code if outcome.problem else outcome.state for outcome in outcomes]


def test_a_row_becomes_a_person_with_home_phone_and_needs():
    (outcome,) = register(
        row(
            id_number=id_number(1), phone=phone(1), second_phone="029-88886666", relation="head",
            household_number="001-0001",
            registered_at="示范省云岭市", special_needs=["chronic_illness", "literacy"], from_on="2019-03-01",
        )
    )  # fmt: skip
    assert outcome.state == "done"
    with acting(system_viewer()):
        person = Person.objects.get()
        stay = Residence.objects.select_related("household__dwelling").get()
        entry = Entry.objects.get()
        assert (person.name, person.pinyin, person.gender, person.born_on) == ("张伟", "zw", "male", date(1980, 5, 17))
        assert (person.registered_at, person.area_id) == ("示范省云岭市", GRID)
        assert (stay.household.number, stay.relation, stay.kind) == ("001-0001", "head", "resident")
        assert (stay.from_on, stay.until_on, stay.main) == (date(2019, 3, 1), None, True)
        assert stay.household.dwelling.address_key == "滨江花园-3-2-501"
        assert list(person.contact_points.order_by("id").values_list("kind", "number", "tail", "main")) == [
            ("mobile", phone(1), phone(1)[-4:], True),
            ("landline", "029-88886666", "6666", False),
        ]
        assert set(person.special_needs.values_list("kind", flat=True)) == {"chronic_illness", "literacy"}
        assert (entry.kind, entry.subject_id, entry.area_id) == (Kind.PERSON_REGISTERED, person.pk, GRID)
        assert entry.detail == {"household": stay.household_id}


def test_the_same_roster_again_changes_nothing():
    roster = [
        row("张伟", id_number=id_number(1), phone=phone(1), relation="head"),
        row("李娜", id_number=id_number(2, male=False), relation="spouse"),
        row("张小宝", born_on="2015-01-01", gender="male"),
        row("王芳", door="502", phone=phone(3)),
    ]
    assert states(register(*roster)) == ["done"] * 4
    before = counts()
    assert before["Dwelling"] == before["Household"] == 2
    assert states(register(*roster)) == ["known"] * 4
    assert counts() == before


def test_repeated_rows_of_one_batch_are_one_person():
    full = row(id_number=id_number(1), phone=phone(1))
    assert states(register(full, full, row(phone=phone(1)), row())) == ["done", "known", "known", "known"]
    assert counts()["Person"] == 1


@pytest.mark.parametrize(
    "address",
    [
        {"building": "三栋", "unit": "二单元", "door": "501室"},
        {"building": "3", "unit": "2", "door": "0501"},
        {"area": f"{GRID}001"},
    ],
)
def test_another_spelling_of_the_address_is_the_same_door(address):
    make_areas(f"{GRID}001")
    register(row(id_number=id_number(1)))
    assert states(register(row(id_number=id_number(1), **address))) == ["known"]


def test_what_a_later_row_knows_more_is_added():
    register(row())
    (outcome,) = register(row(id_number=id_number(1), phone=phone(1), relation="head", household_number="001-0007"))
    assert (outcome.state, outcome.kind) == ("done", Kind.PERSON_COMPLETED)
    assert outcome.detail["added"] == ["gender", "born_on", "id_number", "phone", "relation", "household_number"]
    with acting(system_viewer()):
        person = Person.objects.get()
        assert (person.id_number, person.gender) == (id_number(1), "male")
        assert Residence.objects.get().relation == "head"
        assert Household.objects.get().number == "001-0007"
    assert states(register(row(id_number=id_number(1), phone=phone(1)))) == ["known"]


def test_every_addition_is_told_even_where_it_is_not_of_the_person():
    register(row())
    (outcome,) = register(row(household_number="001-0007"))
    assert outcome.detail == {"added": ["household_number"]}
    (outcome,) = register(row(household_number="001-0007", from_on="2019-03-01"))
    assert outcome.detail == {"added": ["from_on"]}
    assert states(register(row(household_number="001-0007", from_on="2019-03-01"))) == ["known"]
    with acting(system_viewer()):
        assert (Household.objects.get().number, Residence.objects.get().from_on) == ("001-0007", date(2019, 3, 1))


def test_two_phones_that_become_known_at_once_are_told_once():
    register(row())
    (outcome,) = register(row(phone=phone(1), second_phone=phone(2)))
    assert outcome.detail == {"added": ["phone"]}
    assert counts()["ContactPoint"] == 2


def test_an_empty_cell_overwrites_nothing():
    register(row(id_number=id_number(1), phone=phone(1), registered_at="示范省"))
    assert states(register(row())) == ["known"]
    with acting(system_viewer()):
        assert Person.objects.get().registered_at == "示范省"


def test_unknown_numbers_never_make_two_people_one():
    assert states(register(row("张伟"), row("李伟"), row("张伟", door="502"))) == ["done"] * 3
    assert counts()["Person"] == 3


def test_namesakes_with_different_numbers_in_one_household_are_two_people():
    assert states(register(row(id_number=id_number(1)), row(id_number=id_number(2)))) == ["done", "done"]
    assert states(register(row())) == [Problem.PERSON_AMBIGUOUS]


@pytest.mark.parametrize(
    ("second", "problem"),
    [
        ({"name": "李四"}, Problem.ID_NUMBER_TAKEN),
        ({"door": "502"}, Problem.LIVES_ELSEWHERE),
        ({"area": OTHER_GRID}, Problem.LIVES_ELSEWHERE),
        ({"id_number": "", "born_on": "1981-01-01"}, Problem.DIFFERS),
        ({"id_number": "", "gender": "female"}, Problem.DIFFERS),
        ({"born_on": "1981-01-01"}, Problem.BIRTH_DIFFERS),
        ({"gender": "female"}, Problem.GENDER_DIFFERS),
        ({"id_number": "", "name": "张某"}, Problem.NAME_MASKED),
        ({"id_number": "", "name": "李四", "born_on": "2020-01-24"}, Problem.BORN_LATER),
        ({"compound": "", "building": "", "unit": "", "door": ""}, Problem.ADDRESS_MISSING),
        ({"area": "990101001001999"}, "scope:record:not_found"),
    ],
)
def test_what_contradicts_is_refused_and_leaves_nothing(second, problem):
    """In one batch and in two."""
    first = row(id_number=id_number(1), phone=phone(1))
    contradicting = row(**{"id_number": id_number(1), "name": "张伟"} | second)
    assert states(register(first, contradicting)) == ["done", problem]
    before = counts()
    assert states(register(contradicting)) == [problem]
    assert counts() == before


def test_people_are_not_registered_in_a_street():
    street = "990101001"
    assert states(register(row(area=street), by=worker(street, name="street"))) == [Problem.AREA_UNKNOWN]


def test_nobody_moves_in_tomorrow():
    assert states(register(row(from_on="2020-01-24"), row("李四", from_on="2020-01-23"))) == [Problem.NOT_YET, "done"]


def test_namesakes_of_one_household_are_told_apart_by_birth():
    register(row(id_number=id_number(1)), row(id_number=id_number(2, born_on=date(2001, 2, 3))))
    assert states(register(row(born_on="2001-02-03"), row(born_on="1980-05-17"))) == ["known", "known"]
    assert states(register(row(born_on="1999-01-01"))) == [Problem.PERSON_AMBIGUOUS]


def test_one_address_in_two_compounds_of_the_grid_is_not_guessed():
    first, second = f"{GRID}001", f"{GRID}002"
    make_areas(first, second)
    door = {"compound": "", "building": "", "unit": "", "door": "3-2-501"}
    register(row("张伟", area=first, **door), row("李四", area=second, **door))
    assert states(register(row("王五", **door))) == [Problem.ADDRESS_AMBIGUOUS]
    assert states(register(row("李四", area=second, **door))) == ["known"]
    register(row("赵六", door="3-2-502", compound="", building="", unit=""))
    assert states(register(row("赵六", area=first, **door | {"door": "3-2-502"}))) == ["known"]


def test_what_was_corrected_meanwhile_is_not_filled_in_again():
    """A roster of an hour's work writes what it read at the beginning."""
    register(row(registered_at="示范省"))
    command = row(id_number=id_number(1))
    with acting(worker()):
        roster = picture([where(command)], {command.id_number})
        (known,) = roster.by_id.values()
        known.gender, known.born_on = "male", date(1980, 5, 17)
        roster.touch(known)
        Person.objects.update(gender="female", registered_at="示范省云岭市")
        roster.write()
        assert Person.objects.values_list("gender", "born_on", "registered_at").get() == (
            "female", date(1980, 5, 17), "示范省云岭市"
        )  # fmt: skip


def test_a_refusal_tells_the_address_that_is_known():
    register(row(id_number=id_number(1)))
    (outcome,) = register(row(id_number=id_number(1), door="502"))
    assert outcome.problem.facts == {"address": "滨江花园 3栋 2单元 501"}


def test_a_dwelling_holds_several_households_told_apart_by_number_or_by_who_lives_there():
    register(row("张伟", household_number="1"), row("李四", household_number="2"))
    assert states(register(row("张伟"), row("李四"))) == ["known", "known"]
    assert states(register(row("王五"))) == [Problem.HOUSEHOLD_AMBIGUOUS]
    assert states(register(row("王五", head_name="李四"))) == ["done"]
    with acting(system_viewer()):
        assert list(Residence.objects.order_by("id").values_list("household__number", flat=True)) == ["1", "2", "2"]


def test_a_household_without_an_address_is_known_by_its_number_or_its_head():
    nowhere = {"compound": "", "building": "", "unit": "", "door": ""}
    rows = [
        row("张伟", household_number="7", **nowhere),
        row("李四", head_name="李四", **nowhere),
        row("李小四", head_name="李四", **nowhere),
    ]
    assert states(register(*rows)) == ["done"] * 3
    assert states(register(*rows)) == ["known"] * 3
    found = counts()
    assert (found["Household"], found["Dwelling"]) == (2, 0)


def test_someone_who_lived_here_once_is_the_same_person_when_back():
    register(row(id_number=id_number(1), phone=phone(1)))
    with acting(system_viewer()):
        Residence.objects.update(until_on=date(2020, 1, 1))
    (outcome,) = register(row(id_number=id_number(1), area=OTHER_GRID, door="601"))
    assert outcome.detail == {"added": ["residence"]}
    with acting(system_viewer()):
        person = Person.objects.get()
        assert person.area_id == person.contact_points.get().area_id == OTHER_GRID
        assert person.residences.count() == 2


def test_another_community_sees_and_disturbs_nothing():
    register(row(id_number=id_number(1)))
    there = worker(OTHER_COMMUNITY, name="neighbour")
    assert states(register(row(id_number=id_number(1)), by=there)) == ["scope:record:not_found"]
    assert states(register(row(id_number=id_number(1), area=FAR_GRID), by=there)) == ["done"]
    with acting(there):
        assert Person.objects.get().area_id == FAR_GRID


def test_a_grid_worker_is_not_told_who_lives_in_the_next_grid():
    """The database keeps the number single in the community; the sentence names no address and no person."""
    register(row(id_number=id_number(1)))
    (outcome,) = register(row(id_number=id_number(1), area=OTHER_GRID), by=worker(OTHER_GRID, name="grid worker"))
    assert outcome.problem.code == "base:record:contradiction"
    assert "张伟" not in str(outcome.problem.facts)
    assert "滨江" not in str(outcome.problem.facts)


def test_one_bad_row_does_not_stop_the_others():
    rows = [row(f"张{number}", door=str(number), id_number=id_number(number)) for number in range(1, 40)]
    register(row("李四", id_number=id_number(5), area=OTHER_GRID, door="1"))
    outcomes = register(*rows, by=worker(GRID, name="grid worker"))
    assert states(outcomes).count("done") == 38
    assert states(outcomes)[4] == "base:record:contradiction"


def test_queries_do_not_grow_with_the_rows(django_assert_max_num_queries):
    rows = [
        row(
            f"张{number}", door=str(number // 3), id_number=id_number(number), phone=phone(number),
            special_needs=["literacy"],
        )
        for number in range(300)
    ]  # fmt: skip
    by = worker(COMMUNITY)
    with django_assert_max_num_queries(32):
        register(*rows, by=by)
    with django_assert_max_num_queries(18):
        register(*rows, by=by)


def test_one_person_takes_few_queries(django_assert_max_num_queries):
    by = worker(COMMUNITY)
    with django_assert_max_num_queries(24):
        register(row(id_number=id_number(1), phone=phone(1)), by=by)
