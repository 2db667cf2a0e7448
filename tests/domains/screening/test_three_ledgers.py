"""Not left, left and returned, not returned yet: what follows from departures and arrivals."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from factories.registry import COMMUNITY, GRID, OTHER_GRID
from factories.screening import (
    DAY,
    NOON,
    TOMORROW,
    arrive,
    back,
    correct,
    figure,
    households,
    leave,
    screener,
    settled_town,
    states,
)
from menshen.domains.registry.models import Person
from menshen.domains.screening import queries, rules
from menshen.domains.screening.actions import withdraw_arrival
from menshen.domains.screening.actions.arrivals import WithdrawArrival
from menshen.domains.screening.models import Departure
from menshen.domains.screening.vocabulary import Kind, MovementState
from menshen.kernel.actions.performing import perform
from menshen.kernel.base.clock import day_of
from menshen.kernel.journal.models import Entry
from menshen.kernel.scope.viewers import acting, system_viewer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def town():
    settled_town()
    households(3)


def ledgers() -> dict[str, set[str]]:
    viewer = screener()
    with acting(viewer):
        return {
            "not_left": set(queries.not_left(viewer).values_list("name", flat=True)),
            "returned": set(queries.returned(viewer).values_list("person__name", flat=True)),
            "not_returned": set(queries.not_returned(viewer).values_list("person__name", flat=True)),
        }


def test_the_three_ledgers_follow_from_departures_and_arrivals():
    assert ledgers() == {"not_left": {"住户1", "住户2", "住户3"}, "returned": set(), "not_returned": set()}
    leave("住户1")
    leave("住户2", address="滨江花园3栋102")
    assert ledgers() == {"not_left": {"住户3"}, "returned": set(), "not_returned": {"住户1", "住户2"}}
    assert figure("away") == 2
    arrive(back("住户1"))
    assert ledgers() == {"not_left": {"住户3"}, "returned": {"住户1"}, "not_returned": {"住户2"}}
    assert figure("away") == 1
    leave("住户1", left_on="2020-01-24", at=TOMORROW)
    assert ledgers()["not_returned"] == {"住户1", "住户2"}
    assert ledgers()["returned"] == set()


def test_an_arrival_ends_the_departure_and_taking_it_back_opens_it_again():
    away = leave().subject_id
    (came,) = arrive(back())
    with acting(system_viewer()):
        assert Departure.objects.get(pk=away).returned_on == DAY.date()
    corrected = correct(came.subject_id, at=TOMORROW, arrived_home_at=NOON - timedelta(days=1), left_on="2020-01-22")
    with acting(system_viewer()):
        ended = Departure.objects.get(pk=away)
        assert (ended.returned_on, ended.returned_by_id) == (date(2020, 1, 22), corrected.subject_id)
    command = [WithdrawArrival(arrival=corrected.subject_id, reason="认错人")]
    perform(withdraw_arrival, command, by=screener(), at=TOMORROW)
    with acting(system_viewer()):
        assert Departure.objects.get(pk=away).returned_on is None


MOVES = [("left", 1), ("left", 3), ("came", 2), ("came", 4), ("left", 5)]


@pytest.mark.parametrize("order", [(0, 2), (2, 0), (0, 2, 4), (4, 2, 0), (2, 3), (0, 3, 1), (2,), (4,), ()])
def test_the_ledgers_in_the_database_are_those_of_the_rule(order):
    left, came = [], []
    for place in order:
        what, day = MOVES[place]
        moment = NOON + timedelta(days=day)
        if what == "left":
            done = leave("住户1", left_on=day_of(moment), at=TOMORROW + timedelta(days=9)).state == "done"
            left += [day_of(moment)] if done else []
        else:
            arrive(back("住户1", arrived_home_at=moment, known_at=moment), at=TOMORROW + timedelta(days=9))
            came.append(day_of(moment))
    state = rules.movement_state(left_on=left, arrived_on=came, since=DAY.date(), on=date(2020, 2, 5))
    expected = {
        MovementState.NOT_LEFT: "not_left",
        MovementState.RETURNED: "returned",
        MovementState.NOT_YET_RETURNED: "not_returned",
    }[state]
    assert {name for name, people in ledgers().items() if "住户1" in people} == {expected}


def withdraw(number: int, at=TOMORROW) -> None:
    command = WithdrawArrival(arrival=number, reason="认错人")
    assert states(perform(withdraw_arrival, [command], by=screener(), at=at)) == ["done"]


def test_a_departure_that_two_arrivals_end_stays_ended_when_one_is_taken_back():
    away = leave().subject_id
    (first,) = arrive(back())
    arrive(back(arrived_home_at=NOON + timedelta(days=1), known_at=NOON + timedelta(days=1)), at=TOMORROW)
    withdraw(first.subject_id)
    with acting(system_viewer()):
        assert Departure.objects.get(pk=away).returned_on == TOMORROW.date()
    assert ledgers()["not_returned"] == set()


def test_a_corrected_return_is_in_the_journal_of_the_grid_that_somebody_had_left():
    households(1, OTHER_GRID, first=4)
    away = leave().subject_id
    with acting(system_viewer()):
        person = Person.objects.get(name="住户1").pk
    (came,) = arrive(back(area=COMMUNITY, person=person, address="滨江花园3栋104"))  # who came to stay there
    assert came.area == OTHER_GRID
    correct(came.subject_id, at=TOMORROW, arrived_home_at=NOON - timedelta(days=1), left_on="2020-01-22")
    with acting(system_viewer()):
        told = Entry.objects.filter(kind=Kind.DEPARTURE_ENDED, subject_id=away, recorded_at=TOMORROW)
        assert [entry.area_id for entry in told] == [GRID]
        assert Departure.objects.get(pk=away).returned_on == date(2020, 1, 22)
