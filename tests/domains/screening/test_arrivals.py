"""Arrivals: who came, from where, what the place was listed as that day, and who may register them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pydantic import ValidationError

from factories.registry import GRID, OTHER_GRID, id_number, phone
from factories.screening import (
    DAY,
    EVENING,
    NOON,
    TOMORROW,
    arrive,
    back,
    households,
    only_arrival,
    screener,
    settled_town,
    states,
)
from menshen.domains.registry.models import Household, Person
from menshen.domains.registry.vocabulary import Problem as RegistryProblem
from menshen.domains.screening.actions import withdraw_arrival
from menshen.domains.screening.actions.arrivals import RegisterArrival, WithdrawArrival
from menshen.domains.screening.interface import arrivals_for_decision
from menshen.domains.screening.jobs import ASK_ARRIVAL
from menshen.domains.screening.models import Arrival
from menshen.domains.screening.vocabulary import Kind, Problem, Symptom
from menshen.kernel.actions.performing import perform
from menshen.kernel.base.clock import in_local
from menshen.kernel.journal.models import Entry
from menshen.kernel.scope.viewers import acting, system_viewer
from menshen.kernel.tasks.models import Task

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def town():
    settled_town()
    households(3)


def test_an_arrival_of_somebody_registered_keeps_the_whole_journey():
    (outcome,) = arrive(
        back(
            route="长沙", transport="train", transport_number="G1001", seat="05车03A", companions="住户2",
            identity_group="worker", temperature="36.5", symptoms=[], asked_by="李网格", contact_history="无",
        )
    )  # fmt: skip
    arrival = only_arrival()
    assert (outcome.state, outcome.area, outcome.detail) == ("done", GRID, {"place": "420100", "class": "hubei"})
    assert (arrival.person.name, arrival.household.number, arrival.area_id) == ("住户1", "001", GRID)
    assert (arrival.origin, arrival.place_code, arrival.origin_class) == ("湖北省武汉市", "420100", "hubei")
    assert (arrival.risk_level, arrival.risk_row) == ("key_area", "DEMO-4201")
    assert (arrival.left_on, in_local(arrival.arrived_home_at)) == (DAY.date(), NOON)
    assert arrival.known_at == arrival.registered_at == NOON + timedelta(hours=1)
    assert arrival.clock_ends_at == NOON + timedelta(hours=2)
    assert (arrival.temperature, arrival.symptoms) == (Decimal("36.5"), [])
    assert (arrival.transport, arrival.transport_number, arrival.seat) == ("train", "G1001", "05车03A")
    assert (arrival.companions, arrival.identity_group, arrival.asked_by) == ("住户2", "worker", "李网格")
    with acting(system_viewer()):
        assert Entry.objects.get(kind=Kind.ARRIVAL_REGISTERED).subject_id == arrival.pk
        assert not Task.objects.filter(kind=ASK_ARRIVAL.code).exists()


def test_a_place_is_judged_by_the_list_of_the_day_of_leaving_and_not_after_it_lapsed():
    arrive(back("住户1", origin="广东省广州市"), back("住户2", address="滨江花园3栋102", origin="浙江省杭州市"))
    lapsed = EVENING.replace(month=3, day=2)
    late = {"left_on": "2020-03-01", "arrived_home_at": lapsed, "known_at": lapsed}
    arrive(back("住户3", address="滨江花园3栋103", origin="广东省广州市", **late), at=lapsed)
    with acting(system_viewer()):
        found = dict(Arrival.objects.values_list("person__name", "risk_row"))
    assert found == {"住户1": "DEMO-44", "住户2": "", "住户3": ""}


@pytest.mark.parametrize(
    ("origin", "problem"),
    [("鄂A12345", Problem.PLACE_IS_A_PLATE), ("某某老家", Problem.PLACE_UNKNOWN), ("女儿家", Problem.PLACE_UNKNOWN)],
)
def test_a_plate_or_a_place_that_is_none_is_refused(origin, problem):
    assert states(arrive(back(origin=origin))) == [problem]


@pytest.mark.parametrize(
    ("told", "problem"),
    [
        ({"arrived_home_at": EVENING + timedelta(minutes=1)}, Problem.ARRIVAL_IN_THE_FUTURE),
        ({"known_at": EVENING + timedelta(minutes=1)}, Problem.KNOWN_IN_THE_FUTURE),
        ({"left_on": "2020-01-24"}, Problem.LEFT_AFTER_ARRIVAL),
        ({"address": "", "name": "陌生人"}, RegistryProblem.ADDRESS_MISSING),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_nothing_behind(told, problem):
    with acting(system_viewer()):
        before = Person.objects.count()
    assert states(arrive(back(**told))) == [problem]
    with acting(system_viewer()):
        assert (Person.objects.count(), Arrival.objects.count()) == (before, 0)


def test_a_refused_journey_does_not_register_the_stranger():
    assert states(arrive(back("陌生人", origin="女儿家"))) == [Problem.PLACE_UNKNOWN]
    with acting(system_viewer()):
        assert not Person.objects.filter(name="陌生人").exists()


def test_nobody_is_named_and_impossible_temperatures_do_not_get_in():
    for wrong in ({"name": None}, {"temperature": "73.5"}, {"symptoms": ["happy"]}):
        with pytest.raises(ValidationError):
            back(**wrong)


def test_a_stranger_is_registered_on_the_way_and_known_the_next_time():
    stranger = back("陈新来", id_number=id_number(7), phone=phone(7), address="滨江花园3栋102")
    other_door = back("王远客", id_number=id_number(8), address="滨江花园9栋901")
    assert states(arrive(stranger, other_door)) == ["done", "done"]
    with acting(system_viewer()):
        people = dict(Arrival.objects.values_list("person__name", "household__dwelling__address_key"))
        assert people == {"陈新来": "滨江花园-3-102", "王远客": "滨江花园-9-901"}
        assert Household.objects.count() == 4
        assert Entry.objects.filter(kind="registry:person:registered", detail__household__isnull=False).count() == 5
    assert states(arrive(stranger, other_door)) == ["known", "known"]


def test_somebody_is_known_by_id_number_whatever_the_address_says():
    arrive(back("陈新来", id_number=id_number(7), address="滨江花园3栋102"))
    again = back("陈新来", id_number=id_number(7), address="不知哪里1栋", arrived_home_at=NOON + timedelta(days=1),
                 known_at=NOON + timedelta(days=1))  # fmt: skip
    assert states(arrive(again, at=TOMORROW)) == ["done"]
    with acting(system_viewer()):
        assert Arrival.objects.values("person", "household").distinct().count() == 1
    wrong_name = back("王某人", id_number=id_number(7))
    assert states(arrive(back("李不同", id_number=id_number(7)))) == [RegistryProblem.ID_NUMBER_TAKEN]
    assert wrong_name.name == "王某人"


def test_the_same_arrival_is_known_in_the_batch_and_after_it_by_whomever_it_is_told():
    later_that_day = back(arrived_home_at=NOON + timedelta(hours=3), known_at=NOON + timedelta(hours=4))
    assert states(arrive(back(), back(), later_that_day)) == ["done", "known", "known"]
    assert states(arrive(back(), at=TOMORROW)) == ["known"]
    with acting(system_viewer()):
        assert Arrival.objects.count() == 1


def test_a_grid_worker_registers_only_in_the_own_grid():
    households(1, OTHER_GRID, first=4)
    mine = screener(GRID, name="grid worker")
    outcomes = arrive(back(), back("住户4", area=OTHER_GRID, address="滨江花园3栋104"), by=mine)
    assert states(outcomes) == ["done", "scope:record:not_found"]
    with acting(screener(OTHER_GRID, name="neighbour")):
        assert not Arrival.objects.exists()
    neighbour = screener(OTHER_GRID, name="neighbour")
    command = [WithdrawArrival(arrival=outcomes[0].subject_id, reason="不是我的")]
    assert states(perform(withdraw_arrival, command, by=neighbour, at=EVENING)) == ["scope:record:not_found"]


def test_a_batch_asks_the_database_as_often_as_two_rows():
    households(30, first=4)

    def asked(*rows: RegisterArrival) -> int:
        with CaptureQueriesContext(connection) as of_batch:
            assert set(states(arrive(*rows))) == {"done"}
        return len(of_batch)

    def rows(first: int, last: int) -> list[RegisterArrival]:
        known = [back(f"住户{n}", address=f"滨江花园3栋{100 + n}") for n in range(first, last)]
        return [*known, *(back(f"新人{n}", address=f"滨江花园3栋{100 + n}") for n in range(first, last))]

    few, many = asked(*rows(4, 6)), asked(*rows(6, 34))
    assert many <= few + 2


def test_quarantine_gets_the_facts_and_nothing_of_withdrawn_arrivals():
    (first,) = arrive(back("陈新来", id_number=id_number(7), symptoms=["fever"], temperature="37.8"))
    (other,) = arrive(back("住户2", address="滨江花园3栋102"))
    perform(withdraw_arrival, [WithdrawArrival(arrival=other.subject_id, reason="重复")], by=screener(), at=EVENING)
    with acting(screener()), CaptureQueriesContext(connection) as asked:
        (facts,) = arrivals_for_decision([first.subject_id, other.subject_id])
    assert len(asked) == 2
    assert (facts.arrival_id, facts.area) == (first.subject_id, GRID)
    assert facts.arrived_on == facts.left_on == DAY.date()
    assert (facts.place_code, facts.origin) == ("420100", "湖北省武汉市")
    assert (facts.risk_level, facts.risk_row) == ("key_area", "DEMO-4201")
    assert (facts.symptoms, facts.temperature) == (frozenset({Symptom.FEVER}), Decimal("37.8"))
    assert facts.born_on == date(1980, 5, 17)
