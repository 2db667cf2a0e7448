"""Moving, no longer living somewhere, and what the journal of both areas says."""

from __future__ import annotations

from datetime import date

import pytest

from factories.registry import (
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
from menshen.domains.registry.actions.moving import EndResidence, MoveResident, end_residence, move_resident
from menshen.domains.registry.models import Household, Person, Residence
from menshen.domains.registry.vocabulary import Kind, Problem
from menshen.kernel.actions.performing import perform
from menshen.kernel.journal.models import Entry
from menshen.kernel.scope.viewers import acting, system_viewer

pytestmark = pytest.mark.django_db
MOVED_ON = date(2020, 1, 20)


@pytest.fixture(autouse=True)
def areas():
    make_areas()


@pytest.fixture
def residence() -> int:
    register(
        row(id_number=id_number(1), phone=phone(1), special_needs=["literacy"], from_on="2015-01-01", relation="head")
    )
    with acting(system_viewer()):
        return Residence.objects.get().pk


def move(residence, by=None, **where):
    home = {"area": OTHER_GRID, "compound": "铜花新村", "building": "1栋", "unit": "1单元", "door": "101"}
    command = MoveResident.model_validate({"residence": residence, "moved_on": MOVED_ON, **home, **where})
    (outcome,) = perform(move_resident, [command], by=by or worker(), at=NOW)
    return outcome


def test_a_move_ends_one_residence_and_begins_another_on_the_same_day(residence):
    outcome = move(residence)
    assert (outcome.state, outcome.area) == ("done", OTHER_GRID)
    with acting(system_viewer()):
        old, new = Residence.objects.order_by("id")
        person = Person.objects.get()
        assert (old.until_on, new.from_on, new.until_on) == (MOVED_ON, MOVED_ON, None)
        assert (old.area_id, new.area_id, person.area_id) == (GRID, OTHER_GRID, OTHER_GRID)
        assert person.contact_points.get().area_id == person.special_needs.get().area_id == OTHER_GRID


def test_the_journals_of_both_areas_tell(residence):
    move(residence)
    with acting(system_viewer()):
        entries = Entry.objects.exclude(kind=Kind.PERSON_REGISTERED).order_by("id")
        assert set(entries.values_list("kind", "area_id")) == {
            (Kind.RESIDENCE_ENDED.value, GRID),
            (Kind.PERSON_MOVED.value, OTHER_GRID),
        }


def test_a_move_to_a_known_home_joins_that_household(residence):
    register(row("李四", area=OTHER_GRID, compound="铜花新村", building="1栋", unit="1单元", door="101"))
    move(residence, relation="spouse")
    with acting(system_viewer()):
        assert Household.objects.count() == 2
        assert Residence.objects.get(person__name="张伟", until_on=None).relation == "spouse"


def test_the_same_move_again_changes_nothing(residence):
    move(residence)
    assert move(residence).state == "known"


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"area": GRID, "compound": "滨江花园", "building": "3栋", "unit": "2单元", "door": "501"},
        Problem.ALREADY_LIVES_THERE),
        ({"moved_on": date(2014, 1, 1)}, Problem.DATES_REVERSED),
        ({"moved_on": date(2020, 1, 24)}, Problem.NOT_YET),
        ({"area": "990101001001999"}, Problem.AREA_UNKNOWN),
        ({"compound": "", "building": "", "unit": "", "door": ""}, Problem.ADDRESS_MISSING),
    ],
)  # fmt: skip
def test_a_move_that_cannot_be_is_refused(residence, change, problem):
    outcome = move(residence, **change)
    assert outcome.problem.code == problem
    with acting(system_viewer()):
        assert Residence.objects.get().until_on is None


def test_nobody_moves_people_into_an_area_that_is_not_theirs(residence):
    outcome = move(residence, by=worker(GRID, name="grid worker"))
    assert outcome.problem.code == Problem.AREA_UNKNOWN


def test_nobody_moves_people_of_another_community(residence):
    outcome = move(residence, by=worker(OTHER_COMMUNITY, name="neighbour"))
    assert outcome.problem.code == "scope:record:not_found"


def test_ending_a_residence_is_done_once(residence):
    command = EndResidence(residence=residence, ended_on=MOVED_ON, reason="moved_away")
    later = EndResidence(residence=residence, ended_on=date(2020, 1, 22), reason="died")
    unseen = EndResidence(residence=residence, ended_on=date(2020, 1, 24), reason="moved_away")
    assert perform(end_residence, [unseen], by=worker(), at=NOW)[0].problem.code == Problem.NOT_YET
    outcomes = perform(end_residence, [command, command, later], by=worker(), at=NOW)
    assert [outcome.state for outcome in outcomes] == ["done", "known", "refused"]
    assert outcomes[2].problem.code == Problem.ALREADY_ENDED
    with acting(system_viewer()):
        assert Residence.objects.get().until_on == MOVED_ON


def test_ending_before_it_began_is_refused(residence):
    command = EndResidence(residence=residence, ended_on=date(2014, 1, 1), reason="moved_away")
    assert perform(end_residence, [command], by=worker(), at=NOW)[0].problem.code == Problem.DATES_REVERSED
