"""An area gets another code while somebody is writing there, on connections of their own."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from django.db import connection

from factories.kernel import NOON, Permission, open_shop, shop
from factories.scope import RIVERSIDE, STREET, grid, signed_in, somebody, town
from menshen.domains.registry.models import Organisation
from menshen.kernel.actions.performing import perform
from menshen.kernel.administration.actions import RecodeArea, recode_area
from menshen.kernel.base.problems import CommonProblem
from menshen.kernel.scope.viewers import PLATFORM, acting

NEW = f"{STREET}009"
GRID = grid(RIVERSIDE)


@pytest.fixture
def keeper(committed_db):
    town()
    return signed_in("administrator", STREET)


@pytest.fixture
def worker(keeper):
    return somebody(STREET, allowed={Permission.SHOP_WRITE})


def recode(keeper):
    return perform(recode_area, [RecodeArea(area=RIVERSIDE, new_code=NEW, year=2021)], by=keeper, at=NOON)[0]


def elsewhere(pool, act, *asked):
    def call():
        try:
            return act(*asked)
        finally:
            connection.close()

    return pool.submit(call)


def places():
    with acting(PLATFORM):
        return list(Organisation.objects.values_list("area_id", flat=True))


def waits_for_a_lock():
    """Until some transaction waits for another; a test that would wait in vain fails."""
    for _ in range(200):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(
                "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchall():
                return
        threading.Event().wait(0.02)
    pytest.fail("nobody waits")


def test_who_is_writing_there_is_waited_for(keeper, worker):
    written, go_on = threading.Event(), threading.Event()

    def slowly(commands, **known):
        outcomes = open_shop.run(commands, **known)
        written.set()
        assert go_on.wait(10)
        return outcomes

    with ThreadPoolExecutor(2) as pool:
        act = replace(open_shop, run=slowly)
        writing = elsewhere(pool, lambda: perform(act, [shop(GRID)], by=worker, at=NOON)[0])
        assert written.wait(10)
        recoding = elsewhere(pool, recode, keeper)
        waits_for_a_lock()
        go_on.set()
        assert (writing.result().state, recoding.result().state) == ("done", "done")
    assert places() == [grid(NEW)], "nothing is left behind under the old code"


def test_who_comes_meanwhile_finds_the_old_code_closed(keeper, worker):
    with ThreadPoolExecutor(1) as pool:
        with acting(keeper):
            assert recode(keeper).state == "done"
            writing = elsewhere(pool, lambda: perform(open_shop, [shop(GRID)], by=worker, at=NOON)[0])
            with acting(PLATFORM):
                waits_for_a_lock()
        assert writing.result().problem.code == CommonProblem.NOT_FOUND
    assert places() == []
