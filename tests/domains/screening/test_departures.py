"""Departures: who is away, since when, and until when they are expected."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pydantic import ValidationError

from factories.registry import GRID, OTHER_GRID, id_number
from factories.screening import DAY, EVENING, arrive, back, households, leave, screener, settled_town, states
from menshen.domains.registry.vocabulary import Problem as RegistryProblem
from menshen.domains.screening.actions import correct_departure, record_departure, withdraw_departure
from menshen.domains.screening.actions.departures import CorrectDeparture, RecordDeparture, WithdrawDeparture
from menshen.domains.screening.indicators import INDICATORS
from menshen.domains.screening.models import Departure
from menshen.domains.screening.vocabulary import Kind, Problem
from menshen.kernel.actions.performing import perform
from menshen.kernel.indicators.declaration import Span
from menshen.kernel.journal.models import Entry
from menshen.kernel.scope.viewers import acting, system_viewer

pytestmark = pytest.mark.django_db

TOMORROW = EVENING + timedelta(days=1)
AWAY = next(indicator for indicator in INDICATORS if indicator.code == "screening.away")


@pytest.fixture(autouse=True)
def town():
    settled_town()
    households(2)


def away(day=DAY) -> int:
    with acting(system_viewer()):
        return AWAY.records(Span(day.date())).count()


def change(number: int, at=TOMORROW, **changes):
    command = CorrectDeparture.model_validate({"departure": number, **changes})
    (outcome,) = perform(correct_departure, [command], by=screener(), at=at)
    return outcome


def test_a_departure_keeps_destination_reason_and_expected_return():
    outcome = leave(reason="work", expected_back_on="2020-02-10")
    with acting(system_viewer()):
        departure = Departure.objects.select_related("person", "household").get()
        assert Entry.objects.get(kind=Kind.DEPARTURE_RECORDED).subject_id == departure.pk == outcome.subject_id
    assert (departure.person.name, departure.household.number, departure.area_id) == ("住户1", "001", GRID)
    assert (departure.destination, departure.place_code, departure.reason) == ("浙江省杭州市", "330100", "work")
    assert (departure.left_on.isoformat(), departure.expected_back_on.isoformat()) == ("2020-01-13", "2020-02-10")
    assert departure.returned_on is None
    assert away() == 1


def test_a_destination_that_is_no_known_place_is_kept_as_it_was_said():
    leave(destination="亲戚家")
    with acting(system_viewer()):
        assert Departure.objects.values_list("destination", "place_code").get() == ("亲戚家", "")


@pytest.mark.parametrize(
    ("told", "problem"),
    [
        ({"left_on": "2020-01-24"}, Problem.DEPARTURE_IN_THE_FUTURE),
        ({"expected_back_on": "2020-01-12"}, Problem.RETURN_BEFORE_LEAVING),
        ({"name": "陌生人", "id_number": id_number(9)}, RegistryProblem.PERSON_UNKNOWN),
    ],
)
def test_what_cannot_be_is_refused(told, problem):
    assert leave(**told).problem.code == problem


def test_nobody_is_named():
    with pytest.raises(ValidationError):
        RecordDeparture.model_validate({"area": GRID, "left_on": "2020-01-13"})


def test_the_same_departure_is_known_and_another_while_away_is_refused():
    row = RecordDeparture.model_validate(
        {"area": GRID, "name": "住户1", "address": "滨江花园3栋101", "left_on": "2020-01-13"}
    )
    assert states(perform(record_departure, [row, row], by=screener(), at=EVENING)) == ["done", "known"]
    assert leave().state == "known"
    refused = leave(left_on="2020-01-15")
    assert (refused.problem.code, refused.problem.facts) == (Problem.ALREADY_AWAY, {"left_on": "2020-01-13"})


def test_whoever_has_come_back_since_is_back_at_once():
    arrive(back())
    leave()
    with acting(system_viewer()):
        assert Departure.objects.get().returned_on == DAY.date()
    assert away() == 0


def test_a_correction_is_a_new_record_from_its_own_moment_on():
    first = leave().subject_id
    changed = change(first, expected_back_on="2020-02-20")
    assert (changed.state, changed.detail) == ("done", {"corrects": first})
    assert change(first, expected_back_on="2020-02-21").problem.code == Problem.DEPARTURE_CORRECTED
    assert change(changed.subject_id, expected_back_on="2020-02-20").state == "known"
    assert change(changed.subject_id, left_on="2020-02-21").problem.code == Problem.DEPARTURE_IN_THE_FUTURE
    assert change(changed.subject_id, left_on="2020-01-10").state == "done"
    assert (away(), away(TOMORROW)) == (1, 1)
    with acting(system_viewer()):
        assert Departure.objects.count() == 3
        assert Departure.objects.get(withdrawn_at__isnull=True).left_on.isoformat() == "2020-01-10"


def test_a_correction_never_makes_two_departures_of_one_day():
    first = leave(left_on="2020-01-01").subject_id
    noon = DAY - timedelta(days=10, hours=-12)
    arrive(back(arrived_home_at=noon, known_at=noon, left_on=None))
    leave(left_on="2020-01-15")
    assert change(first, left_on="2020-01-15").problem.code == Problem.ALREADY_AWAY


def test_somebody_who_never_left_is_taken_off():
    number = leave().subject_id
    command = [WithdrawDeparture(departure=number, reason="未外出")]
    assert states(perform(withdraw_departure, command, by=screener(), at=TOMORROW)) == ["done"]
    assert states(perform(withdraw_departure, command, by=screener(), at=TOMORROW)) == ["known"]
    assert (away(), away(TOMORROW)) == (1, 0)


def test_another_grid_is_as_if_it_were_not_there():
    households(1, OTHER_GRID, first=3)
    mine = screener(GRID, name="grid worker")
    row = {"name": "住户3", "address": "滨江花园3栋103", "left_on": "2020-01-13"}
    commands = [RecordDeparture.model_validate({**row, "area": area}) for area in (GRID, OTHER_GRID)]
    outcomes = perform(record_departure, commands, by=mine, at=EVENING)
    assert states(outcomes) == [RegistryProblem.PERSON_UNKNOWN, "scope:record:not_found"]
