"""Two callers with the same command at the same moment, on connections of their own."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from uuid import uuid4

import pytest
from django.db import connection

from factories.kernel import NOON, Permission, open_shop, shop
from factories.scope import RIVERSIDE, grid, somebody, town
from menshen.domains.registry.models import Organisation
from menshen.kernel.actions.performing import perform
from menshen.kernel.journal.models import Entry
from menshen.kernel.scope.viewers import PLATFORM, acting

GRID = grid(RIVERSIDE)


@pytest.fixture
def worker(committed_db):
    town()
    return somebody(RIVERSIDE, allowed={Permission.SHOP_WRITE})


def at_once(act, commands, number, by):
    """Both calls have passed the look into the journal before either writes."""
    meeting = threading.Barrier(2, timeout=10)

    def run(waiting, **known):
        meeting.wait()
        return act.run(waiting, **known)

    def call(command):
        try:
            return perform(replace(act, run=run), [command], by=by, at=NOON, command_ids=[number])[0]
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(call, commands))


def counts():
    with acting(PLATFORM):
        return Organisation.objects.count(), Entry.objects.count()


def test_the_second_waits_for_the_first_and_gets_its_answer(worker):
    """Both write the same record, so the database lets the second wait, and then it is there already."""
    one, other = at_once(open_shop, [shop(GRID), shop(GRID)], uuid4(), worker)
    assert {one.replayed, other.replayed} == {True, False}
    assert (one.state, one.subject_id) == (other.state, other.subject_id)
    assert counts() == (1, 1)


def test_what_the_second_wrote_besides_is_taken_back(worker):
    """Nothing but the journal knows that they are the same."""

    def run(commands, **known):
        named = [command.model_copy(update={"name": threading.current_thread().name}) for command in commands]
        return open_shop.run(named, **known)

    one, other = at_once(replace(open_shop, run=run), [shop(GRID), shop(GRID)], uuid4(), worker)
    assert {one.replayed, other.replayed} == {True, False}
    assert one.subject_id == other.subject_id
    assert counts() == (1, 1)


def test_numbers_that_others_take_one_after_the_other_meanwhile(worker):
    """A list that comes again in parts: each time the whole is tried, somebody has done one more of it."""
    numbers, asked = [uuid4(), uuid4(), uuid4()], [shop(GRID, name) for name in "甲乙丙"]
    ahead = iter(range(2))

    def elsewhere(place):
        try:
            perform(open_shop, [asked[place]], by=worker, at=NOON, command_ids=[numbers[place]])
        finally:
            connection.close()

    def run(commands, **known):
        if (place := next(ahead, None)) is not None:
            with ThreadPoolExecutor(1) as pool:
                pool.submit(elsewhere, place).result()
        named = [command.model_copy(update={"name": f"{command.name}二"}) for command in commands]
        return open_shop.run(named, **known)

    outcomes = perform(replace(open_shop, run=run), asked, by=worker, at=NOON, command_ids=numbers)
    assert [outcome.state for outcome in outcomes] == ["done"] * 3
    assert [outcome.replayed for outcome in outcomes] == [True, True, False]
    assert counts() == (3, 3)


def test_two_lists_in_opposite_order_wait_for_each_other_and_both_end_well(worker):
    numbers, asked = [uuid4(), uuid4()], [shop(GRID, name) for name in "甲乙"]
    meeting = threading.Barrier(2, timeout=10)

    def call(order):
        tried = []

        def run(commands, **known):
            tried.append(True)
            first = open_shop.run(commands[:1], **known)
            if len(tried) == 1:
                meeting.wait()  # each holds what the other will ask for
            return first + open_shop.run(commands[1:], **known)

        commands, known = [asked[place] for place in order], [numbers[place] for place in order]
        try:
            return perform(replace(open_shop, run=run), commands, by=worker, at=NOON, command_ids=known)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        one, other = pool.map(call, [(0, 1), (1, 0)])
    assert [outcome.state for outcome in one + other] == ["done"] * 4
    assert [outcome.subject_id for outcome in one] == [outcome.subject_id for outcome in reversed(other)]
    assert {outcome.replayed for outcome in one} != {outcome.replayed for outcome in other}
    assert counts() == (2, 2)


def test_other_content_at_the_same_moment_is_refused(worker):
    outcomes = at_once(open_shop, [shop(GRID, "甲"), shop(GRID, "乙")], uuid4(), worker)
    assert sorted(outcome.state for outcome in outcomes) == ["done", "refused"]
    refused = next(outcome for outcome in outcomes if outcome.problem)
    assert refused.problem.code == "actions:command:reused"
    assert counts() == (1, 1)
