"""Two people decide at the same moment, on connections of their own: one wins, the other is told."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from factories.approvals import (
    STREET_ONLY,
    again,
    asked,
    clerk,
    decide,
    decisions,
    do,
    leader,
    secretary,
    shops_that_ask,
    state,
)  # fmt: skip
from factories.scope import town


@pytest.fixture
def deeds(committed_db):
    town()
    done = []
    with shops_that_ask(done):
        yield done


def at_once(*calls):
    """Each on its own connection, begun together."""
    gate = threading.Barrier(len(calls))

    def on_its_own(call):
        try:
            gate.wait()
            return state(call())
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return sorted(pool.map(on_its_own, calls))


@pytest.mark.parametrize("answers", [("approve", "approve"), ("approve", "reject")])
def test_one_of_two_leaders_decides(deeds, answers):
    bosses = leader(), leader()
    for shop in range(5):
        number = asked(clerk(), kind=STREET_ONLY, shop=shop)
        calls = [
            lambda boss=boss, answer=answer, number=number: decide(number, boss, answer)
            for boss, answer in zip(bosses, answers, strict=True)
        ]
        assert at_once(*calls) == ["closed", "done"]
        (decision,) = decisions(number)
        assert again(number).closed_as == {"approve": "approved", "reject": "rejected"}[decision.answer]
        assert deeds.count(number) == (decision.answer == "approve")


def test_taken_back_while_it_is_decided(deeds):
    asker, boss = clerk(), leader()
    for shop in range(5):
        number = asked(asker, kind=STREET_ONLY, shop=shop)
        answers = at_once(lambda n=number: do("withdraw", asker, request=n), lambda n=number: decide(n, boss))
        assert answers == ["closed", "done"]
        assert (again(number).closed_as == "approved") == (number in deeds)


def test_two_secretaries_decide_one_step(deeds):
    for shop in range(5):
        number = asked(clerk(), shop=shop)
        people = secretary(), secretary()
        answers = at_once(*(lambda person=person, number=number: decide(number, person) for person in people))
        assert answers == ["done", "not_yours"]
        assert (again(number).step, len(decisions(number)), deeds) == (1, 1, [])
