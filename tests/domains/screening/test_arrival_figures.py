"""The figures of arrivals: the two-hour clock, symptoms, classes of origin, and their way up the tree."""

from __future__ import annotations

from datetime import timedelta

import pytest

from factories.registry import COMMUNITY, GRID, OTHER_GRID
from factories.screening import (
    DAY,
    EVENING,
    NOON,
    TOMORROW,
    arrive,
    back,
    correct,
    figure,
    households,
    only_arrival,
    screener,
    settled_town,
)
from menshen.domains.registry.models import Household, Person, Residence
from menshen.domains.screening import queries
from menshen.domains.screening.indicators import INDICATORS
from menshen.domains.screening.jobs import ASK_ARRIVAL
from menshen.domains.screening.models import Arrival
from menshen.domains.screening.vocabulary import Kind
from menshen.kernel.indicators.declaration import Span
from menshen.kernel.indicators.filling import ensure_filled, values
from menshen.kernel.journal.models import Entry
from menshen.kernel.scope.viewers import acting, system_viewer
from menshen.kernel.tasks.models import Task

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def town():
    settled_town("99", "9901", "990101", "990101001")
    households(3)


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


def test_a_household_is_counted_in_the_grid_in_which_it_lies():
    """Somebody with two homes counts once, whichever of them is the main one."""
    households(1, OTHER_GRID, first=4)
    with acting(system_viewer()):
        person = Person.objects.get(name="住户1")
        second = Household.objects.get(number="004")
        Residence.objects.create(area_id=OTHER_GRID, person=person, household=second, kind="permanent", main=False)
        Residence.objects.filter(person=person, main=True).update(until_on=DAY.date())
    arrive(back("住户1", area=COMMUNITY, address=""), back("住户4", area=OTHER_GRID, address="滨江花园3栋104"))
    with acting(system_viewer()):
        assert {(row.household_id, row.area_id) for row in Arrival.objects.all()} == {(second.pk, OTHER_GRID)}
