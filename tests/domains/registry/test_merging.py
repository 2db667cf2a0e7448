"""Two records of one person become one, and two again: what moves, what gives way, what is refused."""

from __future__ import annotations

from datetime import date

import pytest

from factories.duplicates import OTHER_HOME, act, found, merge, only_merge, somebody, street_clerk, twice, undo
from factories.registry import (
    COMMUNITY,
    FAR_GRID,
    GRID,
    NOW,
    OTHER_COMMUNITY,
    OTHER_GRID,
    id_number,
    make_areas,
    phone,
    register,
    row,
    worker,
)
from menshen.domains.registry import interface, ledgers
from menshen.domains.registry.models import ContactPoint, Merge, Person, Residence, SpecialNeed
from menshen.domains.registry.queries.matching import PersonHint, find_people
from menshen.domains.registry.vocabulary import Problem
from menshen.kernel.base.clock import day_of
from menshen.kernel.base.modules import declared, find
from menshen.kernel.journal.models import Entry
from menshen.kernel.ledgers.table import Question, page_of
from menshen.kernel.scope.viewers import PLATFORM, acting
from menshen.kernel.stewardship.retention import following, over

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def areas():
    make_areas()


def refusal(outcome):
    return outcome.problem and outcome.problem.code


def person(number):
    with acting(PLATFORM):
        return Person.objects.get(pk=number)


def homes(number):
    with acting(PLATFORM):
        stays = Residence.objects.filter(person_id=number).order_by("pk")
        return [(str(stay.household.dwelling), stay.until_on) for stay in stays]


def test_what_hangs_on_the_one_hangs_on_the_other_afterwards():
    earlier, later = twice(special_needs=["disabled"], id_number=id_number(1), registered_at="示范市")
    outcome = merge(found(earlier, later), home_checked=True)
    assert outcome.state == "done"
    assert outcome.subject_id == earlier
    survivor, shell = person(earlier), person(later)
    assert (survivor.id_number, survivor.registered_at, survivor.gender) == (id_number(1), "示范市", "male")
    assert shell.merged_into_id == earlier
    assert (shell.name, shell.pinyin, shell.id_number, shell.id_number_index, shell.born_on) == ("", "", "", "", None)
    with acting(PLATFORM):
        assert set(SpecialNeed.objects.values_list("person", "kind")) == {(earlier, "disabled")}
        assert {(point.person_id, point.number, point.main) for point in ContactPoint.objects.all()} == {
            (earlier, phone(1), True),
            (earlier, phone(2), False),
        }
    assert homes(earlier) == [("滨江花园 3栋 2单元 501", None), ("滨江花园 3栋 2单元 502", day_of(NOW))]


def test_no_table_search_or_look_up_shows_what_is_left():
    earlier, later = twice(id_number=id_number(1))
    merge(found(earlier, later), home_checked=True)
    viewer = street_clerk()
    with acting(viewer):
        for words in ("张伟", "zw", id_number(1), "0002", phone(2)):
            assert {hit.person_id for hit in interface.search(viewer, words)} == {earlier}
        assert [one.pk for one in interface.residents(viewer)] == [earlier]
        assert page_of(ledgers.RESIDENTS, viewer, Question()).count == 1
        assert page_of(ledgers.LIKELY_DUPLICATES, viewer, Question()).count == 0
        assert page_of(ledgers.MERGES, viewer, Question()).count == 1


@pytest.mark.parametrize(
    ("first", "second", "how", "problem"),
    [
        ({"id_number": id_number(1)}, {"id_number": id_number(2), "phone": phone(1)}, {}, Problem.NUMBERS_DIFFER),
        ({}, {"door": "502"}, {}, Problem.HOMES_DIFFER),
        ({"relation": "child"}, {"relation": "head"}, {}, Problem.HEADS_DIFFER),
    ],
)
def test_what_contradicts_is_named_until_somebody_has_checked_it(first, second, how, problem):
    earlier, later = somebody(phone=phone(1), **first), somebody(**{"phone": phone(1), **second})
    pair = found(earlier, later)
    assert refusal(merge(pair)) == problem.value
    assert person(later).name == "张伟"
    assert merge(pair, number_checked=True, home_checked=True).state == "done"


def test_only_the_record_with_a_home_stays():
    earlier, later = twice()
    with acting(PLATFORM):
        stay = Residence.objects.get(person=earlier).pk
    pair = found(earlier, later)
    act("end_residence", street_clerk(), residence=stay, ended_on=day_of(NOW), reason="moved_away")
    with acting(PLATFORM):
        ContactPoint.objects.filter(person=later).delete()
    act("correct_person", street_clerk(), person=later, phone=phone(1))
    assert refusal(merge(pair)) == Problem.HOME_OF_THE_OTHER.value
    assert merge(pair, "later").state == "done"


def test_the_number_that_was_given_up_leads_to_the_one_that_stayed():
    earlier = somebody(phone=phone(1), id_number=id_number(1))
    later = somebody(phone=phone(1), id_number=id_number(2), door="502")
    merge(found(earlier, later), number_checked=True, home_checked=True)
    assert person(earlier).id_number == id_number(1)
    (again,) = register(row("张伟", id_number=id_number(2)), by=worker())
    assert (again.state, again.subject_id) == ("known", earlier)
    with acting(worker()):
        assert find_people([PersonHint(COMMUNITY, "张伟", id_number(2))])[0].person_id == earlier
        assert {hit.person_id for hit in interface.search(worker(), id_number(2))} == {earlier}
        assert Person.objects.count() == 2


def test_a_community_whose_record_went_elsewhere_does_not_register_it_anew():
    earlier, later = somebody(id_number=id_number(1)), somebody(id_number=id_number(1), area=FAR_GRID)
    assert merge(found(earlier, later), home_checked=True).state == "done"
    there = worker(OTHER_COMMUNITY, name="there")
    (again,) = register(row("张伟", id_number=id_number(1), area=FAR_GRID), by=there)
    assert refusal(again) == Problem.MERGED_ELSEWHERE.value


def test_both_areas_hear_of_it():
    earlier, later = somebody(phone=phone(1)), somebody(phone=phone(1), area=OTHER_GRID, **OTHER_HOME)
    merge(found(earlier, later), home_checked=True)
    undo(only_merge().pk)
    with acting(PLATFORM):
        told = Entry.objects.filter(kind__in=("registry:person:merged", "registry:merge:undone"))
        assert {(entry.kind, entry.area_id, entry.subject_id) for entry in told} == {
            ("registry:person:merged", GRID, earlier),
            ("registry:person:merged", OTHER_GRID, later),
            ("registry:merge:undone", OTHER_GRID, later),
            ("registry:merge:undone", GRID, earlier),
        }
        assert not any("张" in str(entry.detail) for entry in told)


def test_a_phone_comes_along_to_where_the_person_is():
    earlier, later = somebody(id_number=id_number(1)), somebody(id_number=id_number(1), phone=phone(2), area=FAR_GRID)
    merge(found(earlier, later), home_checked=True)
    with acting(worker()):
        assert interface.people_facts([earlier])[earlier].phone == phone(2)
    undo(only_merge().pk)
    with acting(worker(OTHER_COMMUNITY, name="there")):
        assert interface.people_facts([later])[later].phone == phone(2)


def test_who_sees_one_of_the_two_only_asks_the_street():
    earlier, later = somebody(phone=phone(1)), somebody(phone=phone(1), area=OTHER_GRID, **OTHER_HOME)
    pair = found(earlier, later)
    with acting(PLATFORM):
        Person.objects.filter(pk=later).update(area=FAR_GRID)
    assert refusal(merge(pair, by=worker())) == Problem.PAIR_OUTSIDE.value


def test_two_who_merge_at_once_do_it_once():
    earlier, later = twice()
    pair = found(earlier, later)
    merge(pair, home_checked=True)
    assert merge(pair, home_checked=True).state == "known"
    assert refusal(merge(pair, "later", home_checked=True)) == Problem.PAIR_SETTLED.value


def test_a_pair_that_no_longer_looks_alike_is_looked_at_again():
    earlier, later = twice()
    pair = found(earlier, later)
    act("correct_person", street_clerk(), person=later, name="李晞")
    assert refusal(merge(pair, home_checked=True)) == Problem.PAIR_CHANGED.value


def test_an_open_form_about_what_is_left_says_so():
    earlier, later = twice()
    merge(found(earlier, later), home_checked=True)
    for code, told in (("correct_person", {"name": "张伟"}), ("add_special_need", {"kind": "disabled"})):
        assert refusal(act(code, street_clerk(), person=later, **told)) == Problem.PERSON_MERGED.value


def test_three_records_become_one_and_come_apart_the_last_first():
    first, second = twice()
    third = somebody(door="503", phone=phone(3))
    merge(found(first, second), "later", home_checked=True)
    inner = only_merge().pk
    merge(found(second, third), "later", home_checked=True)
    assert person(first).merged_into_id == person(second).merged_into_id == third
    assert interface.former_records([third]) == {}  # nobody looks
    with acting(PLATFORM):
        assert interface.former_records([third]) == {first: third, second: third}
        outer = Merge.objects.exclude(pk=inner).get().pk
    assert refusal(undo(inner)) == Problem.LATER_MERGE.value
    assert undo(outer).state == "done"
    assert person(first).merged_into_id == second
    assert undo(inner).state == "done"
    assert [person(number).merged_into_id for number in (first, second, third)] == [None] * 3


def test_what_was_recorded_since_stays_and_what_was_put_right_is_not_put_wrong():
    earlier, later = twice(id_number=id_number(1), registered_at="示范市")
    merge(found(earlier, later), home_checked=True)
    act("add_special_need", street_clerk(), person=earlier, kind="literacy")
    act("correct_person", street_clerk(), person=earlier, registered_at="示范省")
    undo(only_merge().pk)
    with acting(PLATFORM):
        assert list(SpecialNeed.objects.values_list("person", "kind")) == [(earlier, "literacy")]
    assert (person(earlier).registered_at, person(earlier).id_number) == ("示范省", "")
    assert (person(later).registered_at, person(later).id_number, person(later).name) == (
        "示范市",
        id_number(1),
        "张伟",
    )


def test_what_is_left_goes_when_the_person_goes():
    earlier, later = twice()
    merge(found(earlier, later), home_checked=True)
    holding = next(one for one in declared("holdings") if one.model is Person)
    with acting(PLATFORM):
        assert not over(holding, date(2020, 6, 1)).exists()
        Residence.objects.filter(person=earlier).update(until_on=date(2020, 2, 1))
        assert set(over(holding, date(2020, 6, 1)).values_list("pk", flat=True)) == {earlier, later}
        found_with, _ = following(Person, [earlier])
        assert set(found_with[Person]) == {earlier, later}
        assert set(found_with[Merge]) == {only_merge().pk}


def test_the_table_of_merges_offers_the_way_back():
    earlier, later = twice()
    merge(found(earlier, later), home_checked=True)
    assert undo(only_merge().pk).state == "done"
    assert refusal(undo(1)) == "scope:record:not_found"
    assert find("actions", "registry.undo_merge").points_at.model is Merge
