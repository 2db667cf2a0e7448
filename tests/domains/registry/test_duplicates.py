"""People who were registered twice are found, and those who only look alike are told apart for good."""

from __future__ import annotations

import pytest

from factories.duplicates import OTHER_HOME, STREET, act, pairs, somebody, street_clerk, twice
from factories.registry import COMMUNITY, FAR_GRID, GRID, NOW, OTHER_GRID, id_number, make_areas, phone, worker
from menshen.domains.registry.models import LikelyDuplicate
from menshen.domains.registry.vocabulary import Likeness, Problem
from menshen.kernel.base.modules import find
from menshen.kernel.journal.models import Entry
from menshen.kernel.scope.viewers import PLATFORM, acting

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def areas():
    make_areas()


def find_in(area=STREET, by=None):
    return act("find_duplicates", by or street_clerk(), area=area)


def listed(by=None):
    with acting(by or PLATFORM):
        return [(pair.earlier_id, pair.later_id, pair.likeness, pair.area_id) for pair in pairs()]


@pytest.mark.parametrize(
    ("first", "second", "likeness", "area"),
    [
        ({"id_number": id_number(1)}, {"id_number": id_number(1), "area": FAR_GRID}, "same_id_number", STREET),
        ({"phone": phone(1)}, {"phone": phone(1), "area": OTHER_GRID, **OTHER_HOME}, "same_name_and_phone", COMMUNITY),
        ({}, {"door": "502"}, "same_name_near_address", GRID),
        ({"name": "张伟明"}, {"name": "张炜明"}, "near_name_same_address", GRID),
        ({"name": "张伟明", "id_number": id_number(1)}, {"name": "张伟"}, "near_name_same_address", GRID),
    ],
)  # fmt: skip
def test_who_may_be_one_is_listed_in_the_smallest_area_of_both(first, second, likeness, area):
    earlier, later = somebody(**first), somebody(**second)
    assert find_in().detail == {"pairs": 1}
    assert listed() == [(earlier, later, likeness, area)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({}, {"door": "612"}),
        ({"phone": phone(1), "name": "张伟"}, {"phone": phone(1), "name": "李晞"}),
        ({"id_number": id_number(1)}, {"id_number": id_number(2), "door": "502"}),
        ({"name": "张伟明", "gender": "male"}, {"name": "张薇明", "gender": "female"}),
        ({"name": "张伟明", "born_on": "2001-01-01"}, {"name": "张伟光", "born_on": "2003-01-01"}),
        ({"area": GRID}, {"area": FAR_GRID}),
    ],
)
def test_a_family_a_namesake_and_a_neighbour_are_not(first, second):
    somebody(**first)
    somebody(**second)
    assert find_in().detail == {"pairs": 0}


def test_nobody_is_told_of_people_outside_the_own_areas():
    somebody(id_number=id_number(1))
    somebody(id_number=id_number(1), area=FAR_GRID)
    assert find_in(COMMUNITY, worker()).detail == {"pairs": 0}
    find_in()
    assert listed(worker()) == []
    assert len(listed(street_clerk())) == 1


def test_the_list_follows_what_is_corrected():
    earlier, later = twice()
    find_in()
    act("correct_person", worker(), person=later, id_number=id_number(3))
    act("correct_person", worker(), person=earlier, id_number=id_number(4))
    find_in()
    assert listed() == []


def test_looking_again_changes_nothing():
    twice()
    find_in()
    with acting(PLATFORM):
        before = list(LikelyDuplicate.objects.values())
    find_in()
    with acting(PLATFORM):
        assert list(LikelyDuplicate.objects.values()) == before


def test_each_night_every_street_is_looked_at():
    twice()
    find("jobs", "registry.find_duplicates").run(at=NOW)
    assert len(listed()) == 1


def told_apart(number, because="different_people"):
    return act("tell_apart", street_clerk(), pair=number, because=because, note="父子同名")


def test_who_was_told_apart_does_not_come_back():
    twice()
    find_in()
    with acting(PLATFORM):
        number = pairs()[0].pk
    assert told_apart(number).state == "done"
    assert told_apart(number).state == "known"
    find_in()
    assert listed() == []
    with acting(PLATFORM):
        entry = Entry.objects.get(kind="registry:pair:told_apart")
        assert entry.detail == {"because": "different_people"}
        assert LikelyDuplicate.objects.get().note == "父子同名"


def test_who_was_told_apart_from_a_record_is_told_apart_from_what_it_became_part_of():
    earlier, later = twice()
    third = somebody(door="503")
    find_in()
    with acting(PLATFORM):
        by_people = {pair.people: pair.pk for pair in pairs()}
    told_apart(by_people[later, third])
    act("merge_people", street_clerk(), pair=by_people[earlier, later], stays="earlier", home_checked=True)
    with acting(PLATFORM):
        LikelyDuplicate.objects.filter(told_apart_at=None).delete()
    find_in()
    assert listed() == []


def test_a_pair_that_was_merged_meanwhile_is_not_told_apart():
    twice()
    find_in()
    with acting(PLATFORM):
        number = pairs()[0].pk
    act("merge_people", street_clerk(), pair=number, stays="earlier", home_checked=True)
    assert told_apart(number).problem.code == Problem.PAIR_SETTLED.value


def test_the_strongest_reason_is_given():
    somebody(phone=phone(1))
    somebody(phone=phone(1), door="502")
    find_in()
    assert [row[2] for row in listed()] == [Likeness.SAME_NAME_AND_PHONE.value]
