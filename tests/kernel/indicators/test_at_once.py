"""Filling while others write and fill, on connections of their own."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection

from factories.kernel import INDICATORS, NOON, SHOPS, Kind, Permission, open_shops, shop
from factories.scope import COPPER, RIVERSIDE, STREET, grid, somebody, town
from menshen.domains.registry.models import Organisation
from menshen.kernel.actions.performing import note
from menshen.kernel.indicators.declaration import Span
from menshen.kernel.indicators.filling import ensure_filled, values
from menshen.kernel.journal.entries import NewEntry, subject_type
from menshen.kernel.scope.viewers import acting, system_viewer

SPAN = Span(date(2020, 2, 5))


@pytest.fixture
def system(committed_db):
    town()
    return system_viewer()


def filled(viewer, area=STREET):
    with acting(viewer):
        ensure_filled(INDICATORS, SPAN, at=NOON)
        return values([SHOPS.code], SPAN, [area])[area][SHOPS.code]


def test_what_an_older_transaction_commits_later_is_not_missed(system):
    """Its entry has the lower number and the earlier time; only its transaction is not yet over."""
    written, looked = threading.Event(), threading.Event()

    def slow():
        try:
            with acting(system):
                Organisation.objects.create(area_id=grid(RIVERSIDE), name="慢", kind="shop")
                entry = NewEntry(Kind.SHOP_OPENED, grid(RIVERSIDE), subject_type(Organisation), 1, NOON)
                note([entry], by=system, at=NOON)
                written.set()
                assert looked.wait(10)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        older = pool.submit(slow)
        assert written.wait(10)
        quick = somebody(STREET, allowed={Permission.SHOP_WRITE})
        open_shops(shop(grid(COPPER), "快"), by=quick)
        assert filled(system) == 1
        assert filled(system) == 1
        looked.set()
        older.result(10)
    assert filled(system) == 2
    assert filled(system, RIVERSIDE) == filled(system, COPPER) == 1


def test_two_readers_at_once_add_a_difference_once(system):
    worker = somebody(STREET, allowed={Permission.SHOP_WRITE})
    assert filled(system) == 0
    for number in range(1, 6):
        open_shops(shop(grid(RIVERSIDE), f"店{number}"), by=worker)
        together = threading.Barrier(3)

        def look(_, together=together):
            try:
                together.wait(10)
                return filled(system)
            finally:
                connection.close()

        with ThreadPoolExecutor(3) as pool:
            assert list(pool.map(look, range(3))) == [number] * 3


def test_two_readers_may_be_the_first(system):
    worker = somebody(STREET, allowed={Permission.SHOP_WRITE})
    open_shops(shop(grid(RIVERSIDE)), by=worker)
    together = threading.Barrier(3)

    def look(_):
        try:
            together.wait(10)
            return filled(system)
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(look, range(3))) == [1, 1, 1]


def test_who_finds_everything_in_waits_for_nobody(system):
    """A page is drawn inside the transaction that filled its figures."""
    assert filled(system) == 0
    holding, looked = threading.Event(), threading.Event()

    def slow():
        try:
            with acting(system):
                ensure_filled(INDICATORS, SPAN.before, at=NOON)
                holding.set()
                assert looked.wait(10)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        drawing = pool.submit(slow)
        assert holding.wait(10)
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '2s'")
        try:
            assert filled(system) == 0
        finally:
            looked.set()
            with connection.cursor() as cursor:
                cursor.execute("RESET lock_timeout")
        drawing.result(10)


class _TakenBackError(Exception):
    """Makes a transaction roll back."""


def test_an_act_that_was_taken_back_counts_nowhere(system):
    def act():
        with acting(system):
            Organisation.objects.create(area_id=grid(RIVERSIDE), name="撤", kind="shop")
            assert filled(system) == 1
            raise _TakenBackError

    with pytest.raises(_TakenBackError):
        act()
    assert filled(system) == 0
