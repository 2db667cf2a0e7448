"""Corrections and special needs."""

from __future__ import annotations

from datetime import date

import pytest

from factories.registry import NOW, OTHER_COMMUNITY, id_number, make_areas, phone, register, row, worker
from menshen.domains.registry.actions import add_special_need, correct_person, end_special_need
from menshen.domains.registry.actions.people import AddSpecialNeed, CorrectPerson, EndSpecialNeed
from menshen.domains.registry.models import ContactPoint, Person, SpecialNeed
from menshen.domains.registry.vocabulary import Kind, Problem
from menshen.kernel.actions.performing import perform
from menshen.kernel.journal.models import Entry
from menshen.kernel.scope.viewers import acting, system_viewer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def areas():
    make_areas()


@pytest.fixture
def person() -> int:
    (outcome,) = register(row("张韦", id_number=id_number(1), phone=phone(1)))
    return outcome.subject_id


def correct(person, by=None, **told):
    (outcome,) = perform(correct_person, [CorrectPerson(person=person, **told)], by=by or worker(), at=NOW)
    return outcome


def test_a_correction_is_journalled_by_field_and_not_by_value(person):
    outcome = correct(person, name="张伟", registered_at="示范省云岭市")
    assert outcome.detail == {"fields": ["name", "registered_at"]}
    with acting(system_viewer()):
        known = Person.objects.get()
        assert (known.name, known.pinyin, known.registered_at) == ("张伟", "zw", "示范省云岭市")
        entry = Entry.objects.get(kind=Kind.PERSON_CORRECTED)
        assert "云岭" not in str(entry.detail)


def test_a_corrected_number_brings_birth_and_gender(person):
    number = id_number(7, born_on=date(1979, 2, 3), male=False)
    assert correct(person, id_number=number).detail["fields"] == ["born_on", "gender", "id_number"]
    with acting(system_viewer()):
        assert Person.objects.values_list("gender", "born_on").get() == ("female", date(1979, 2, 3))


def test_a_new_main_phone_keeps_the_old_one(person):
    assert correct(person, phone=phone(2)).detail == {"fields": ["phone"]}
    assert correct(person, phone=phone(2)).state == "known"
    with acting(system_viewer()):
        assert set(ContactPoint.objects.values_list("number", "main")) == {(phone(1), False), (phone(2), True)}
    assert correct(person, phone=phone(1)).state == "done"
    with acting(system_viewer()):
        assert ContactPoint.objects.get(main=True).number == phone(1)


def test_two_new_phones_in_one_batch_are_both_kept(person):
    commands = [CorrectPerson(person=person, phone=phone(number)) for number in (2, 3)]
    assert [outcome.state for outcome in perform(correct_person, commands, by=worker(), at=NOW)] == ["done", "done"]
    with acting(system_viewer()):
        assert set(ContactPoint.objects.values_list("number", "main")) == {
            (phone(1), False), (phone(2), False), (phone(3), True)
        }  # fmt: skip


def test_a_corrected_name_is_kept_like_a_registered_one(person):
    correct(person, name="张 伟")
    with acting(system_viewer()):
        assert Person.objects.get().name == "张伟"


@pytest.mark.parametrize(
    ("told", "problem"),
    [
        ({}, Problem.NOTHING_TO_CORRECT),
        ({"name": "张某"}, Problem.NAME_MASKED),
        ({"gender": "female"}, Problem.GENDER_DIFFERS),
        ({"born_on": date(1979, 1, 1)}, Problem.BIRTH_DIFFERS),
        ({"id_number": "", "born_on": date(2030, 1, 1)}, Problem.BORN_LATER),
    ],
)
def test_a_correction_that_contradicts_is_refused(person, told, problem):
    assert correct(person, **told).problem.code == problem


def test_a_number_that_somebody_else_has_is_refused(person):
    register(row("李四", id_number=id_number(2), door="502"))
    assert correct(person, id_number=id_number(2)).problem.code == "base:record:contradiction"


def test_people_of_another_community_are_not_there(person):
    outcome = correct(person, by=worker(OTHER_COMMUNITY, name="neighbour"), name="王五")
    assert outcome.problem.code == "scope:record:not_found"


def test_a_need_holds_once_and_ends_once(person):
    command = AddSpecialNeed(person=person, kind="chronic_illness", from_on=date(2019, 1, 1), note="每日注射胰岛素")
    first, second = perform(add_special_need, [command, command], by=worker(), at=NOW)
    assert (first.state, second.state, first.subject_id) == ("done", "known", second.subject_id)
    assert perform(add_special_need, [command], by=worker(), at=NOW)[0].state == "known"
    early = EndSpecialNeed(special_need=first.subject_id, ended_on=date(2018, 1, 1))
    unseen = EndSpecialNeed(special_need=first.subject_id, ended_on=date(2020, 1, 24))
    end = EndSpecialNeed(special_need=first.subject_id, ended_on=date(2020, 1, 20))
    outcomes = perform(end_special_need, [early, unseen, end, end], by=worker(), at=NOW)
    assert [outcome.state for outcome in outcomes] == ["refused", "refused", "done", "known"]
    with acting(system_viewer()):
        assert SpecialNeed.objects.get().until_on == date(2020, 1, 20)
        assert "胰岛素" not in str(list(Entry.objects.values_list("detail", flat=True)))
    assert perform(add_special_need, [command], by=worker(), at=NOW)[0].state == "done"
