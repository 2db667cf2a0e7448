"""Several workers at the same household at the same moment: the state follows from what all of them recorded."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from django.db import connection

from factories.screening import DAY, arrive, back, begin, households, record, settled_town, states, tried
from menshen.domains.screening.models import Arrival, Attempt, CampaignHousehold
from menshen.kernel.scope.viewers import acting, system_viewer

NINE = DAY + timedelta(hours=9)


def at_once(*works):
    """Run each in a thread with a connection of its own."""

    def one(work):
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as workers:
        return list(workers.map(one, works))


def test_no_attempt_is_lost_and_the_one_that_settles_wins(committed_db):
    settled_town()
    households(1)
    begin()

    def work(channel, outcome, count, shift):
        for number in range(count):
            record(tried(1, channel, outcome, NINE + timedelta(minutes=2 * number + shift)))

    at_once(
        lambda: work("phone", "no_answer", 15, 0),
        lambda: work("door", "nobody_home", 15, 1),
        lambda: work("call_back", "reached", 1, 0),
    )
    with acting(system_viewer()):
        assert CampaignHousehold.objects.get().state == "settled_by_call_back"
        assert Attempt.objects.count() == 31


def test_an_arrival_that_two_report_at_once_is_registered_once(committed_db):
    settled_town()
    households(1)
    answers = at_once(*[lambda: states(arrive(back()))] * 4)
    with acting(system_viewer()):
        assert Arrival.objects.count() == 1
    assert sum(answer == ["done"] for answer in answers) == 1
    assert all(answer in (["done"], ["known"], ["screening:arrival:twice"]) for answer in answers)
