"""Campaigns: who is taken in, what the attempts establish, and that everything adds up."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories.registry import GRID, OTHER_COMMUNITY, OTHER_GRID, register, row
from factories.screening import (
    COMMUNITY,
    DAY,
    EVENING,
    begin,
    households,
    record,
    screener,
    settled_town,
    states,
    tried,
)
from menshen.domains.screening import queries, rules
from menshen.domains.screening.actions import close_campaign, extend_campaign, withdraw_attempt
from menshen.domains.screening.actions.attempts import RecordAttempt, WithdrawAttempt
from menshen.domains.screening.actions.campaigns import CloseCampaign, ExtendCampaign
from menshen.domains.screening.indicators import INDICATORS
from menshen.domains.screening.jobs import REACH_HOUSEHOLDS, VISIT_HOUSEHOLDS
from menshen.domains.screening.models import Attempt, Campaign, CampaignHousehold
from menshen.domains.screening.vocabulary import AttemptOutcome, Channel, Kind, Problem
from menshen.kernel.actions.performing import perform
from menshen.kernel.indicators.declaration import Span
from menshen.kernel.journal.models import Entry
from menshen.kernel.scope.viewers import acting, system_viewer
from menshen.kernel.tasks.flow import tasks_of, title_of
from menshen.kernel.tasks.models import Task

pytestmark = pytest.mark.django_db

NINE = DAY + timedelta(hours=9)
TODAY = DAY.date()
VISITS = Q(kind=VISIT_HOUSEHOLDS.code)
FIGURES = {indicator.code.removeprefix("screening."): indicator for indicator in INDICATORS}
PARTS = ("settled_by_phone", "settled_at_door", "settled_by_call_back", "closed_other", "not_reached")


@pytest.fixture(autouse=True)
def town():
    settled_town()


def figure(code: str, day: date = TODAY, cutoff: int = 24) -> int:
    with acting(system_viewer()):
        return FIGURES[code].records(Span(day, cutoff)).count()


def campaign_state(number: int) -> tuple[str, str]:
    with acting(system_viewer()):
        return CampaignHousehold.objects.values_list("state", "next_step").get(household__number=f"{number:03d}")


def test_a_campaign_takes_in_every_household_of_its_area_and_no_other():
    households(3)
    households(2, OTHER_GRID, first=4)
    households(1, OTHER_COMMUNITY + "001", first=6)
    outcome = begin()
    assert (outcome.state, outcome.detail) == ("done", {"households": 5})
    with acting(system_viewer()):
        assert CampaignHousehold.objects.count() == 5
        assert set(CampaignHousehold.objects.values_list("state", "next_step")) == {("not_reached", "phone")}
        told = Entry.objects.filter(kind=Kind.CAMPAIGN_SHARED).order_by("area_id").values_list("area_id", "detail")
        assert list(told) == [(GRID, {"households": 3}), (OTHER_GRID, {"households": 2})]
    assert figure("households_total") == figure("not_reached") == 5


def test_the_same_campaign_is_started_once_and_an_empty_area_has_none():
    assert begin().problem.code == Problem.CAMPAIGN_EMPTY
    households(1)
    assert begin().state == "done"
    assert begin().state == "known"
    assert begin(at=DAY + timedelta(days=1)).problem.code == Problem.CAMPAIGN_TITLE_TAKEN
    with acting(system_viewer()):
        assert Campaign.objects.count() == 1


def test_households_registered_later_are_taken_in_when_someone_says_so():
    households(2)
    number = begin().subject_id
    households(2, first=2)  # number 2 is there already
    extend = [ExtendCampaign(campaign=number)]
    assert states(record(tried(3, "phone", "reached", NINE))) == [Problem.HOUSEHOLD_NOT_IN_CAMPAIGN]
    (outcome,) = perform(extend_campaign, extend, by=screener(), at=EVENING)
    assert outcome.detail == {"households": 1}
    assert states(perform(extend_campaign, extend, by=screener(), at=EVENING)) == ["known"]
    assert states(record(tried(3, "phone", "reached", NINE))) == ["done"]
    assert figure("households_total", cutoff=19) == 2
    assert figure("households_total") == 3


def test_the_ladder_from_the_phone_to_the_door_to_the_notice_to_the_call_back():
    households(1)
    begin()
    for hour in range(3):
        record(tried(1, "phone", "no_answer", NINE + timedelta(hours=hour)))
    assert campaign_state(1) == ("not_reached", "door")
    record(tried(1, "door", "nobody_home", NINE + timedelta(hours=4)))
    assert campaign_state(1) == ("not_reached", "notice")
    record(tried(1, "notice", "posted", NINE + timedelta(hours=5)))
    assert campaign_state(1) == ("not_reached", "wait")
    record(tried(1, "call_back", "reached", NINE + timedelta(hours=6)))
    assert campaign_state(1) == ("settled_by_call_back", "done")
    assert [figure(code) for code in ("calls", "visits", "notices", "settled_by_call_back")] == [3, 1, 1, 1]


def test_declined_vacant_and_not_found_are_closed_and_a_later_success_settles():
    households(4)
    begin()
    record(
        tried(1, "door", "refused", NINE),
        tried(2, "door", "vacant", NINE),
        tried(3, "door", "not_found", NINE),
        tried(4, "phone", "refused", NINE),
        tried(4, "phone", "reached", NINE + timedelta(hours=2)),
    )
    assert [campaign_state(number)[0] for number in (1, 2, 3, 4)] == [
        "refused",
        "vacant",
        "not_found",
        "settled_by_phone",
    ]
    assert (figure("closed_other"), figure("settled_by_phone")) == (3, 1)
    # At ten it had declined and was not yet settled.
    assert (figure("closed_other", cutoff=10), figure("settled_by_phone", cutoff=10)) == (4, 0)
    with acting(system_viewer()):
        assert not Task.objects.filter(closed_at__isnull=True).exists()  # nothing follows from declining


def test_a_household_is_named_by_number_by_address_or_by_head_and_door():
    households(3)
    register(row("老李", area=OTHER_GRID, compound="", building="", unit="", door="7号", relation="head"))
    begin()
    given_by = {"area": COMMUNITY, "channel": "phone", "outcome": "no_answer", "attempted_at": NINE}
    outcomes = record(
        *(
            RecordAttempt.model_validate({**given_by, **named})
            for named in (
                {"household_number": "001"},
                {"address": "滨江花园3栋102室"},
                {"address": "滨江花园三栋 103"},
                {"area": OTHER_GRID, "address": "7号", "head_name": "老李"},
                {"area": OTHER_GRID, "head_name": "老李", "attempted_at": NINE + timedelta(minutes=5)},
                {"household_number": "999-9999", "address": "无名小区99栋9单元9999", "head_name": "查无此人"},
            )
        )
    )
    assert states(outcomes) == ["done"] * 5 + ["registry:household:unknown"]
    with acting(system_viewer()):
        assert CampaignHousehold.objects.filter(attempts__isnull=False).distinct().count() == 4


def test_the_same_attempts_again_change_nothing_in_the_batch_or_after_it():
    households(2)
    begin()
    rows = [tried(1, "phone", "no_answer", NINE), tried(2, "phone", "reached", NINE)]
    assert states(record(*rows, rows[0])) == ["done", "done", "known"]
    assert states(record(*rows)) == ["known", "known"]
    other = tried(1, "phone", "reached", NINE)
    assert states(record(other)) == [Problem.ATTEMPT_DIFFERS]
    with acting(system_viewer()):
        assert Attempt.objects.count() == 2
        assert Entry.objects.filter(kind=Kind.ATTEMPT_RECORDED).count() == 2


def test_impossible_future_and_late_attempts_are_refused_with_a_sentence():
    households(2)
    number = begin().subject_id
    assert states(
        record(tried(1, "notice", "reached", NINE), tried(1, "phone", "reached", EVENING + timedelta(minutes=1)))
    ) == [Problem.OUTCOME_IMPOSSIBLE, Problem.IN_THE_FUTURE]
    record(tried(1, "phone", "reached", NINE))
    (closed,) = perform(close_campaign, [CloseCampaign(campaign=number)], by=screener(), at=EVENING)
    assert closed.detail == {"closed_on": "2020-01-23"}
    tomorrow = EVENING + timedelta(days=1)
    late = tried(2, "phone", "reached", NINE + timedelta(days=1))
    in_time = tried(2, "phone", "reached", NINE)
    assert states(record(late, in_time, tried(1, "phone", "reached", NINE), at=tomorrow)) == [
        Problem.CAMPAIGN_CLOSED,
        "done",
        "known",
    ]
    assert states(perform(close_campaign, [CloseCampaign(campaign=number)], by=screener(), at=EVENING)) == ["known"]


def test_a_withdrawn_attempt_no_longer_counts_and_the_household_is_open_again():
    households(1)
    begin()
    record(tried(1, "phone", "no_answer", NINE))
    (mistaken,) = record(tried(1, "phone", "reached", NINE + timedelta(hours=1)))
    command = [WithdrawAttempt(attempt=mistaken.subject_id, reason="登记错户")]
    later = EVENING + timedelta(days=1)
    assert states(perform(withdraw_attempt, command, by=screener(), at=later)) == ["done"]
    assert states(perform(withdraw_attempt, command, by=screener(), at=later)) == ["known"]
    assert campaign_state(1) == ("not_reached", "phone")
    assert figure("calls") == 2  # as it was known that day
    assert figure("calls", later.date()) == 1


def test_visits_are_one_task_a_grid_that_tells_the_number_and_closes_itself():
    households(3)
    begin()
    record(*(tried(number, "phone", "number_wrong", NINE) for number in (1, 2)))
    grid_worker = screener(GRID, name="grid worker")
    with acting(grid_worker):
        task = Task.objects.get(VISITS)
        assert (task.kind, task.area_id, task.role) == (VISIT_HOUSEHOLDS.code, GRID, "grid_worker")
        assert title_of(task).zh == "春节返乡排查：有 2 户电话联系不上，请上门走访"
        assert list(tasks_of(grid_worker)) == []  # the viewer of the test holds another role
    record(tried(3, "phone", "number_wrong", NINE), tried(1, "door", "reached", NINE + timedelta(hours=1)))
    with acting(grid_worker):
        assert Task.objects.get(VISITS).facts["households"] == 2
    record(
        tried(2, "door", "nobody_home", NINE + timedelta(hours=1)),
        tried(2, "notice", "posted", NINE + timedelta(hours=1)),
        tried(3, "door", "vacant", NINE + timedelta(hours=1)),
    )
    with acting(grid_worker):
        assert Task.objects.get(VISITS).closed_at == EVENING


def test_a_campaign_is_a_task_of_each_grid_until_something_is_known_of_every_household():
    households(2)
    households(1, OTHER_GRID, first=3)
    number = begin().subject_id

    def asked():
        with acting(system_viewer()):
            waiting = Task.objects.filter(kind=REACH_HOUSEHOLDS.code, closed_at__isnull=True).order_by("area_id")
            return [(task.area_id, task.role) for task in waiting]

    assert asked() == [(GRID, "grid_worker"), (OTHER_GRID, "grid_worker")]
    record(tried(1, "phone", "reached", NINE))
    assert asked() == [(GRID, "grid_worker"), (OTHER_GRID, "grid_worker")]
    record(tried(2, "phone", "refused", NINE))
    assert asked() == [(OTHER_GRID, "grid_worker")]
    households(1, first=4)
    perform(extend_campaign, [ExtendCampaign(campaign=number)], by=screener(), at=EVENING)
    assert asked() == [(GRID, "grid_worker"), (OTHER_GRID, "grid_worker")]
    perform(close_campaign, [CloseCampaign(campaign=number)], by=screener(), at=EVENING)
    assert asked() == []


def test_closing_a_campaign_closes_its_visits():
    households(1)
    number = begin().subject_id
    record(tried(1, "phone", "number_wrong", NINE))
    perform(close_campaign, [CloseCampaign(campaign=number)], by=screener(), at=EVENING)
    with acting(system_viewer()):
        assert set(Task.objects.values_list("kind", "closed_at")) == {
            (REACH_HOUSEHOLDS.code, EVENING), (VISIT_HOUSEHOLDS.code, EVENING)
        }  # fmt: skip


def test_coverage_lists_each_grid_and_who_is_not_reached():
    households(3)
    households(2, OTHER_GRID, first=4)
    begin()
    record(
        tried(1, "phone", "reached", NINE),
        tried(2, "phone", "no_answer", NINE),
        tried(2, "door", "nobody_home", NINE + timedelta(hours=1)),
        tried(2, "notice", "posted", NINE + timedelta(hours=1)),
        tried(4, "door", "reached", NINE),
    )
    viewer = screener()
    names = ("area_id", "total", "by_phone", "at_door", "not_reached", "to_visit", "calls", "visits", "notices")
    with acting(viewer), CaptureQueriesContext(connection) as asked:
        rows = list(queries.coverage(viewer).order_by("area_id").values_list(*names))
        waiting = queries.households(viewer).filter(state="not_reached", area_id=GRID).order_by("pk")
        numbers = list(waiting.values_list("household__number", "tries"))
    assert rows == [(GRID, 3, 1, 0, 2, 0, 2, 1, 1), (OTHER_GRID, 2, 0, 1, 1, 0, None, 1, None)]
    assert numbers == [("002", 3), ("003", None)]
    assert len(asked) <= 2 + 4


def test_a_grid_worker_sees_and_records_only_the_own_grid():
    households(1)
    households(1, OTHER_GRID, first=2)
    begin()
    mine = screener(GRID, name="grid worker")
    own, other = tried(1, "phone", "reached", NINE, area=GRID), tried(2, "phone", "reached", NINE, area=GRID)
    elsewhere = tried(2, "phone", "reached", NINE, area=OTHER_GRID)
    assert states(record(own, other, elsewhere, by=mine)) == [
        "done",
        "registry:household:unknown",
        "scope:record:not_found",
    ]
    with acting(mine):
        assert CampaignHousehold.objects.count() == 1
        assert [row.title for row in queries.coverage(mine)] == ["春节返乡排查"]
        target = CampaignHousehold.objects.get().pk
    with acting(system_viewer()):
        foreign = CampaignHousehold.objects.exclude(pk=target).get().pk
    chosen = {"channel": "phone", "outcome": "no_answer", "attempted_at": NINE + timedelta(hours=1)}
    attempts = [RecordAttempt.model_validate({"target": number, **chosen}) for number in (target, foreign)]
    assert states(record(*attempts, by=mine)) == ["done", "scope:record:not_found"]


def test_without_the_permission_nothing_is_recorded():
    households(1)
    begin()
    reader = screener(without={"screening:attempt:write"}, name="reader")
    assert states(record(tried(1, "phone", "reached", NINE), by=reader)) == ["scope:record:not_found"]


def test_a_batch_asks_the_database_as_often_as_one_row():
    households(40)
    begin()
    viewer = screener()

    def asked(*rows: RecordAttempt) -> int:
        with CaptureQueriesContext(connection) as queries_of_batch:
            assert set(states(record(*rows, by=viewer))) == {"done"}
        return len(queries_of_batch)

    one = asked(tried(1, "phone", "no_answer", NINE))
    many = asked(*(tried(number, "phone", "no_answer", NINE) for number in range(2, 41)))
    assert many <= one + 2


def test_the_latest_campaign_of_a_grid_is_the_one_that_is_reported():
    households(2)
    begin()
    record(tried(1, "phone", "reached", NINE))
    later = DAY + timedelta(days=7)
    begin(title="元宵节排查", at=later)
    assert (figure("households_total"), figure("settled_by_phone")) == (2, 1)
    assert (figure("households_total", later.date()), figure("settled_by_phone", later.date())) == (2, 0)
    hour = timedelta(hours=9)
    record(tried(1, "phone", "reached", later + hour), at=later + timedelta(hours=10))
    assert (figure("settled_by_phone", later.date()), figure("calls", later.date())) == (1, 1)


POSSIBLE = [
    (channel, outcome) for channel in Channel for outcome in AttemptOutcome if rules.is_possible(channel, outcome)
]
TRIES = st.lists(
    st.tuples(st.integers(1, 5), st.sampled_from(POSSIBLE), st.integers(0, 600)),
    max_size=25,
    unique_by=lambda one: (one[0], one[1][0], one[2]),
)


@pytest.fixture
def five_households():
    households(5)
    begin()


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tries=TRIES, cutoff=st.integers(1, 24))
def test_households_add_up_and_attempts_are_counted_apart(five_households, tries, cutoff):
    with transaction.atomic():
        made = [
            tried(number, channel, outcome, DAY + timedelta(minutes=minute))
            for number, (channel, outcome), minute in tries
        ]
        assert set(states(record(*made))) <= {"done"}
        for number in range(1, 6):
            facts = [
                rules.AttemptFacts(channel, outcome, DAY + timedelta(minutes=minute))
                for household, (channel, outcome), minute in tries
                if household == number
            ]
            decided = rules.household_state(facts).verdict.value, rules.next_step(facts).verdict.value
            assert campaign_state(number) == decided
        for hour in (cutoff, 24):
            assert sum(figure(part, cutoff=hour) for part in PARTS) == figure("households_total", cutoff=hour) == 5
        for code, channel in (("calls", Channel.PHONE), ("visits", Channel.DOOR), ("notices", Channel.NOTICE)):
            assert figure(code) == sum(way is channel for _, (way, _), _ in tries)
        transaction.set_rollback(True)
