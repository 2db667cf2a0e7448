"""Arrivals: who came, from where, what the place was listed as that day, and when their situation was known."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pydantic import ValidationError

from factories.registry import COMMUNITY, GRID, OTHER_GRID, id_number, phone
from factories.screening import (
    DAY,
    EVENING,
    arrive,
    back,
    correct,
    households,
    leave,
    screener,
    settled_town,
    states,
)
from menshen.domains.registry.models import Household, Person
from menshen.domains.registry.vocabulary import Problem as RegistryProblem
from menshen.domains.screening import queries, rules
from menshen.domains.screening.actions import withdraw_arrival
from menshen.domains.screening.actions.arrivals import RegisterArrival, WithdrawArrival
from menshen.domains.screening.indicators import INDICATORS
from menshen.domains.screening.interface import arrivals_for_decision
from menshen.domains.screening.jobs import ASK_ARRIVAL, COMPARE_ACCOUNTS
from menshen.domains.screening.models import Arrival, Departure
from menshen.domains.screening.vocabulary import Kind, MovementState, Problem, Symptom
from menshen.kernel.actions.performing import perform
from menshen.kernel.base.clock import day_of, in_local
from menshen.kernel.indicators.declaration import Span
from menshen.kernel.indicators.filling import ensure_filled, values
from menshen.kernel.journal.models import Entry
from menshen.kernel.scope.viewers import acting, system_viewer
from menshen.kernel.tasks.models import Task

pytestmark = pytest.mark.django_db

NOON = DAY + timedelta(hours=12)
TODAY = DAY.date()
TOMORROW = EVENING + timedelta(days=1)
FIGURES = {indicator.code.removeprefix("screening."): indicator for indicator in INDICATORS}


@pytest.fixture(autouse=True)
def town():
    settled_town("99", "9901", "990101", "990101001")
    households(3)


def figure(code: str, day: date = TODAY, cutoff: int = 24) -> int:
    indicator = FIGURES[code]
    with acting(system_viewer()):
        return indicator.records(Span(day, cutoff)).aggregate(value=indicator.value)["value"]


def only_arrival() -> Arrival:
    with acting(system_viewer()):
        return Arrival.objects.select_related("person", "household").get(withdrawn_at__isnull=True)


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


def test_two_accounts_that_differ_are_a_question_to_a_person_and_nothing_else():
    (first,) = arrive(back(origin="广东省广州市"))
    same = back(origin="广东省")  # a province and a city in it agree
    assert states(arrive(same, back(origin="", left_on=None))) == ["known", "known"]
    other = back(origin="湖北省武汉市", left_on="2020-01-20")
    assert states(arrive(other)) == states(arrive(other, at=TOMORROW)) == ["known"]
    with acting(system_viewer()):
        arrival, task = Arrival.objects.get(), Task.objects.get(kind=COMPARE_ACCOUNTS.code)
        told = Entry.objects.filter(kind=Kind.ARRIVAL_CONTRADICTED).get()
    assert (arrival.place_code, arrival.withdrawn_at) == ("440100", None)  # as it was
    assert (task.subject_id, task.area_id, task.facts) == (first.subject_id, GRID, {})
    assert told.detail == {"reasons": ["screening:reason:place_differs", "screening:reason:leaving_differs"]}
    correct(first.subject_id, at=TOMORROW, origin="湖北省武汉市")
    with acting(system_viewer()):
        assert Task.objects.get(kind=COMPARE_ACCOUNTS.code).closed_at == TOMORROW


def test_an_unknown_situation_is_a_task_until_somebody_has_asked():
    (heard,) = arrive(back(origin="", known_at=None, left_on=None), at=NOON + timedelta(minutes=30))
    with acting(system_viewer()):
        task = Task.objects.get(kind=ASK_ARRIVAL.code)
        assert (task.area_id, task.subject_id) == (GRID, heard.subject_id)
        assert task.due_at == NOON + timedelta(hours=2)
    assert (figure("known_too_late", cutoff=13), figure("known_too_late", cutoff=24)) == (0, 1)
    assert figure("arrivals_total_unknown") == 1
    asked = correct(heard.subject_id, at=NOON + timedelta(minutes=110), origin="湖北黄冈", symptoms=["cough"])
    assert asked.detail["corrects"] == heard.subject_id
    arrival = only_arrival()
    assert arrival.known_at == NOON + timedelta(minutes=110)
    assert (arrival.place_code, arrival.symptoms) == ("421100", ["cough"])
    with acting(system_viewer()):
        assert Task.objects.get(kind=ASK_ARRIVAL.code).closed_at == NOON + timedelta(minutes=110)
        assert Entry.objects.filter(kind=Kind.ARRIVAL_SUPERSEDED).get().subject_id == heard.subject_id
    assert (figure("known_too_late"), figure("known_within_limit")) == (0, 1)


def test_who_asked_in_vain_says_so():
    arrive(back(origin="", left_on=None))  # `known_at` is given
    assert only_arrival().known_at == NOON + timedelta(hours=1)
    with acting(system_viewer()):
        assert not Task.objects.filter(kind=ASK_ARRIVAL.code).exists()


def test_the_two_hour_clock_lists_who_was_known_too_late():
    arrive(
        back("住户1", known_at=NOON + timedelta(hours=2)),
        back("住户2", address="滨江花园3栋102", known_at=NOON + timedelta(hours=2, minutes=1)),
        back("住户3", address="滨江花园3栋103", arrived_home_at=None),
    )
    viewer = screener()
    with acting(viewer):
        late = queries.clock_breaches(viewer).values_list("person__name", flat=True)
        assert list(late) == ["住户2"]
    assert (figure("known_within_limit"), figure("known_too_late")) == (1, 1)


def test_announced_beforehand_is_known_in_time_and_counts_from_coming_home():
    arrive(back(announced_at=DAY, known_at=DAY + timedelta(hours=1)))
    assert (figure("known_within_limit"), figure("known_too_late")) == (1, 0)
    assert (figure("arrivals_total", cutoff=12), figure("arrivals_total", cutoff=13)) == (0, 1)


def test_a_correction_takes_the_place_of_the_old_record_from_its_own_moment_on():
    (first,) = arrive(back(identity_group="student"))
    changed = correct(first.subject_id, at=TOMORROW, origin="广东省深圳市", identity_group="worker")
    assert changed.state == "done"
    today, next_day = DAY.date(), TOMORROW.date()
    for code, on_the_day, afterwards in (
        ("arrivals_total", 1, 1), ("arrival_households", 1, 1), ("arrivals_total_hubei", 1, 0),
        ("arrivals_total_wuhan", 1, 0), ("arrivals_total_other_province", 0, 1), ("arrivals_students", 1, 0),
        ("arrivals_workers", 0, 1), ("arrivals_new", 1, 0), ("arrivals_new_other_province", 0, 0),
    ):  # fmt: skip
        assert (figure(code, today), figure(code, next_day)) == (on_the_day, afterwards), code
    arrival = only_arrival()
    assert (arrival.corrects_id, arrival.risk_row) == (first.subject_id, "DEMO-44")
    assert in_local(arrival.arrived_home_at) == NOON
    assert correct(first.subject_id, origin="北京市").problem.code == Problem.ARRIVAL_CORRECTED
    assert correct(arrival.pk, origin="广东省深圳市").state == "known"
    assert correct(arrival.pk, at=TOMORROW, left_on="2020-01-24").problem.code == Problem.LEFT_AFTER_ARRIVAL


def test_a_correction_does_not_make_two_arrivals_of_one_day():
    (first,) = arrive(back())
    next_noon = NOON + timedelta(days=1)
    (second,) = arrive(back(arrived_home_at=next_noon, known_at=next_noon), at=TOMORROW)
    clash = correct(second.subject_id, at=TOMORROW, arrived_home_at=NOON + timedelta(hours=1))
    assert clash.problem.code == Problem.ARRIVED_ALREADY
    assert correct(first.subject_id, at=TOMORROW, arrived_home_at=NOON - timedelta(hours=1)).state == "done"


def test_a_withdrawn_arrival_counts_only_before_its_withdrawal():
    (first,) = arrive(back())
    command = [WithdrawArrival(arrival=first.subject_id, reason="登记错人")]
    assert states(perform(withdraw_arrival, command, by=screener(), at=TOMORROW)) == ["done"]
    assert states(perform(withdraw_arrival, command, by=screener(), at=TOMORROW)) == ["known"]
    assert (figure("arrivals_total"), figure("arrivals_total", TOMORROW.date())) == (1, 0)
    assert states(arrive(back(), at=TOMORROW)) == ["done"]  # the right one can be registered after all


def test_symptoms_none_and_unknown_are_two_things():
    arrive(
        back("住户1", symptoms=["fever", "cough"]),
        back("住户2", address="滨江花园3栋102", symptoms=[]),
        back("住户3", address="滨江花园3栋103"),
    )
    assert (figure("arrivals_with_symptoms"), figure("arrivals_symptoms_unknown")) == (1, 1)


def test_people_and_households_are_counted_by_class():
    arrive(
        back("住户1"),
        back("同住人", address="滨江花园3栋101", origin="湖北孝感"),
        back("住户2", address="滨江花园3栋102", origin="示范省云岭市"),
        back("住户3", address="滨江花园3栋103", origin="日本"),
    )
    classes = ("", "_hubei", "_wuhan", "_within_province", "_abroad")
    assert [figure(f"arrivals_total{of}") for of in classes] == [4, 2, 1, 1, 1]
    assert [figure(f"arrival_households{of}") for of in ("", "_hubei", "_wuhan", "_abroad")] == [3, 1, 1, 1]
    assert (figure("arrivals_new"), figure("arrivals_new", TOMORROW.date())) == (4, 0)


def test_the_figures_of_the_tree_are_those_of_the_records():
    households(1, OTHER_GRID, first=4)
    arrive(back("住户1"), back("住户4", area=OTHER_GRID, address="滨江花园3栋104"))
    span = Span(DAY.date())
    with acting(system_viewer()):
        ensure_filled(INDICATORS, span, at=EVENING)
        table = values(["screening.arrivals_total_wuhan", "screening.arrival_households"], span, [GRID, COMMUNITY])
    assert table[GRID] == {"screening.arrivals_total_wuhan": 1, "screening.arrival_households": 1}
    assert table[COMMUNITY] == {"screening.arrivals_total_wuhan": 2, "screening.arrival_households": 2}


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
    assert (facts.arrival_id, facts.area, facts.arrived_on, facts.left_on) == (first.subject_id, GRID, TODAY, TODAY)
    assert (facts.place_code, facts.origin) == ("420100", "湖北省武汉市")
    assert (facts.risk_level, facts.risk_row) == ("key_area", "DEMO-4201")
    assert (facts.symptoms, facts.temperature) == (frozenset({Symptom.FEVER}), Decimal("37.8"))
    assert facts.born_on == date(1980, 5, 17)


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
