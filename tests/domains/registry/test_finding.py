"""Finding people and households: search, and what the rows of other sheets mean."""

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
from menshen.domains.registry import interface
from menshen.domains.registry.interface import HouseholdHint, PersonHint
from menshen.domains.registry.models import Household, Person, Residence
from menshen.domains.registry.vocabulary import Problem
from menshen.kernel.base.problems import Refused
from menshen.kernel.scope.viewers import acting, system_viewer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def people():
    make_areas()
    register(
        row("张伟", id_number=id_number(1), phone=phone(11112222), relation="head", household_number="001-0001"),
        row("张小宝", relation="child", household_number="001-0001"),
        row(
            "曾志强",
            area=OTHER_GRID,
            compound="铜花新村",
            door="602",
            phone="029-88886666",
            household_number="002-0001",
        ),
        row("王芳", area=OTHER_GRID, compound="铜花新村", door="603", household_number="002-0002", relation="head"),
        row("王芳", area=OTHER_GRID, compound="铜花新村", door="604", household_number="002-0003", relation="head"),
        by=worker(COMMUNITY),
    )
    register(row("张伟", area=FAR_GRID, id_number=id_number(2)), by=worker(OTHER_COMMUNITY, name="neighbour"))


def names(words, area=COMMUNITY):
    viewer = worker(area, name=f"worker of {area}")
    with acting(viewer):
        return [hit.name for hit in interface.search(viewer, words)]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("张", ["张伟", "张小宝"]),
        ("张伟", ["张伟"]),
        ("張偉", ["张伟"]),
        ("zw", ["张伟"]),
        ("ZXB", ["张小宝"]),
        ("zzq", ["曾志强"]),
        ("2222", ["张伟"]),
        ("12222", ["张伟"]),
        (phone(11112222), ["张伟"]),
        ("6666", ["曾志强"]),
        ("029-88886666", ["曾志强"]),
        (f"+86 {phone(11112222)}", ["张伟"]),
        ("100 1111 2222", ["张伟"]),
        ("110011112222", []),
        (id_number(1), ["张伟"]),
        (id_number(2), []),
        ("滨江花园", ["张伟", "张小宝"]),
        ("滨江花园3栋2单元501", ["张伟", "张小宝"]),
        ("铜花新村3-2-602", ["曾志强"]),
        ("222", []),
        ("%", []),
        ("", []),
        ("   ", []),
        ("'; DROP TABLE registry_person; --", []),
        ("李", []),
    ],
)
def test_search_by_name_initials_phone_number_and_address(words, found):
    assert names(words) == found


def test_search_shows_only_the_own_areas():
    assert names("张伟", OTHER_COMMUNITY) == ["张伟"]
    assert names("张", OTHER_GRID) == []


def test_search_finds_twenty_at_most():
    register(*(row(f"赵{number}", door=str(number)) for number in range(30)))
    assert len(names("赵")) == 20


def test_who_has_moved_out_is_not_found():
    with acting(system_viewer()):
        Residence.objects.filter(person__name="张伟").update(until_on=date(2020, 1, 1))
    assert names("张伟") == []


@pytest.fixture
def clerk():
    viewer = worker(COMMUNITY)
    with acting(viewer):
        yield viewer


def number_of(found) -> str:
    return found.code if isinstance(found, Refused) else Household.objects.get(pk=found).number


@pytest.mark.parametrize(
    ("hint", "found"),
    [
        (HouseholdHint(COMMUNITY, number="001-0001"), "001-0001"),
        (HouseholdHint(COMMUNITY, address="滨江花园3栋2单元501室"), "001-0001"),
        (HouseholdHint(GRID, address="滨江花园三栋二单元501"), "001-0001"),
        (HouseholdHint(OTHER_GRID, address="滨江花园3栋2单元501"), Problem.HOUSEHOLD_UNKNOWN),
        (HouseholdHint(COMMUNITY, head_name="张伟"), "001-0001"),
        (HouseholdHint(COMMUNITY, head_name="張偉"), "001-0001"),
        (HouseholdHint(COMMUNITY, head_name="王芳"), Problem.HOUSEHOLD_AMBIGUOUS),
        (HouseholdHint(COMMUNITY, head_name="王芳", number="002-0003"), "002-0003"),
        (HouseholdHint(COMMUNITY, number="999-9999", address="无名小区99栋9单元9999"), Problem.HOUSEHOLD_UNKNOWN),
        (HouseholdHint(COMMUNITY), Problem.HOUSEHOLD_UNKNOWN),
        (HouseholdHint(OTHER_COMMUNITY, number="001-0001"), Problem.HOUSEHOLD_UNKNOWN),
    ],
)
def test_a_household_is_found_by_address_number_or_head(clerk, hint, found):
    assert [number_of(one) for one in interface.find_households([hint])] == [found]


@pytest.mark.parametrize(
    ("hint", "found"),
    [
        (PersonHint(COMMUNITY, "张伟", id_number=id_number(1)), "张伟"),
        (PersonHint(COMMUNITY, "张 伟", id_number=id_number(1)), "张伟"),
        (PersonHint(COMMUNITY, "李四", id_number=id_number(1)), Problem.ID_NUMBER_TAKEN),
        (PersonHint(COMMUNITY, "张伟", phone=phone(11112222)), "张伟"),
        (PersonHint(COMMUNITY, "张伟", phone=phone(9)), Problem.PERSON_UNKNOWN),
        (PersonHint(COMMUNITY, "张小宝", address="滨江花园3栋2单元501"), "张小宝"),
        (PersonHint(COMMUNITY, "张小宝", number="001-0001"), "张小宝"),
        (PersonHint(COMMUNITY, "张小宝"), "张小宝"),
        (PersonHint(COMMUNITY, "張 小寶"), "张小宝"),
        (PersonHint(COMMUNITY, "王芳"), Problem.PERSON_AMBIGUOUS),
        (PersonHint(COMMUNITY, "王芳", address="铜花新村3栋2单元604"), "王芳"),
        (PersonHint(COMMUNITY, "张伟", id_number=id_number(9), address="滨江花园3栋2单元501"), Problem.PERSON_UNKNOWN),
        (PersonHint(OTHER_COMMUNITY, "张伟", id_number=id_number(2)), Problem.PERSON_UNKNOWN),
    ],
)
def test_a_person_is_found_by_number_phone_household_or_a_name_alone(clerk, hint, found):
    (one,) = interface.find_people([hint])
    assert (one.code if isinstance(one, Refused) else Person.objects.get(pk=one.person_id).name) == found


def test_a_row_for_the_whole_community_is_looked_for_in_all_of_it(clerk):
    """Beside rows that name a grid, whose code begins alike."""
    hints = [HouseholdHint(COMMUNITY, number="002-0001"), HouseholdHint(GRID, number="001-0001")]
    assert [number_of(found) for found in interface.find_households(hints)] == ["002-0001", "001-0001"]
    people = interface.find_people([PersonHint(COMMUNITY, "曾志强"), PersonHint(GRID, "张伟")])
    assert not [found for found in people if isinstance(found, Refused)]


def test_finding_takes_the_same_queries_for_many(clerk, django_assert_num_queries):
    hints = [
        PersonHint(COMMUNITY, f"张{number}", phone=phone(number), address=f"滨江花园{number}") for number in range(500)
    ]
    with django_assert_num_queries(2):
        interface.find_people(hints)
    households = [HouseholdHint(COMMUNITY, str(number), f"滨江花园{number}", f"张{number}") for number in range(500)]
    with django_assert_num_queries(3):
        interface.find_households(households)


def test_what_other_domains_print(clerk, django_assert_num_queries):
    numbers = list(Person.objects.order_by("id").values_list("id", flat=True))
    with django_assert_num_queries(3):
        facts = interface.people_facts(numbers)
    assert (facts[numbers[0]].phone, facts[numbers[0]].address) == (phone(11112222), "滨江花园 3栋 2单元 501")
    paper = interface.people_on_paper(numbers)[numbers[0]]
    assert (paper.name, paper.masked_id_number[4:14]) == ("张伟", "*" * 10)
    assert interface.inhabited_households().count() == 4
    assert interface.residents(clerk).count() == 5
