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


def test_other_content_at_the_same_moment_is_refused(worker):
    outcomes = at_once(open_shop, [shop(GRID, "甲"), shop(GRID, "乙")], uuid4(), worker)
    assert sorted(outcome.state for outcome in outcomes) == ["done", "refused"]
    refused = next(outcome for outcome in outcomes if outcome.problem)
    assert refused.problem.code == "actions:command:reused"
    assert counts() == (1, 1)
