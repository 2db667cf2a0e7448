"""The journal: one line an act, in order, without names of people."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from factories.kernel import NOON
from factories.scope import COPPER, RIVERSIDE, grid, somebody, town
from menshen.domains.registry.models import Organisation
from menshen.kernel.journal.entries import NewEntry, by_command, history, subject_type, write
from menshen.kernel.journal.models import Entry
from menshen.kernel.scope.viewers import PLATFORM, acting

SHOP = subject_type(Organisation)


@pytest.fixture
def worker(db):
    town()
    return somebody(RIVERSIDE, COPPER)


def entry(area=RIVERSIDE, number=1, **known):
    return NewEntry("sample:shop:opened", area, SHOP, number, NOON - timedelta(hours=1), **known)


def test_entries_come_back_as_they_were_written(worker):
    with acting(worker):
        written = write([entry(number=number, detail={"n": number}) for number in range(5)], by=worker, at=NOON)
        kept = list(Entry.objects.order_by("id"))
    assert [one.pk for one in written] == [one.pk for one in kept]
    for one, other in zip(written, kept, strict=True):
        for name in (
            "kind",
            "area_id",
            "subject_type",
            "subject_id",
            "actor_id",
            "happened_at",
            "recorded_at",
            "detail",
        ):
            assert getattr(one, name) == getattr(other, name)
    assert kept[0].happened_at < kept[0].recorded_at == NOON
    assert kept[0].actor_id == worker.actor_id


def test_no_entries_are_no_query(worker, django_assert_num_queries):
    with acting(worker), django_assert_num_queries(0):
        assert write([], by=worker, at=NOON) == []


def test_an_entry_says_which_transaction_wrote_it(worker):
    with acting(worker), connection.cursor() as cursor:
        write([entry()], by=worker, at=NOON)
        cursor.execute("SELECT written_in = pg_current_xact_id() FROM journal_entry")
        assert cursor.fetchall() == [(True,)]


def test_a_command_number_is_in_the_journal_once(worker):
    number = uuid4()
    with acting(worker):
        write([entry(command_id=number)], by=worker, at=NOON)
        with pytest.raises(IntegrityError, match="a_command_acts_once"), transaction.atomic():
            write([entry(COPPER, command_id=number)], by=worker, at=NOON)
        write([entry(), entry()], by=worker, at=NOON)  # without a number there is no limit
        assert by_command([number, uuid4()]).keys() == {number}


def test_the_history_of_a_record_is_of_that_record_and_in_order(worker):
    with acting(worker):
        one, other = (Organisation.objects.create(area_id=RIVERSIDE, name=name, kind="shop") for name in "甲乙")
        entries = write([entry(number=each.pk) for each in (one, other, one)], by=worker, at=NOON)
        write([NewEntry("sample:task:opened", RIVERSIDE, "tasks.task", one.pk, NOON)], by=worker, at=NOON)
        assert list(history(one)) == [entries[0], entries[2]]


def test_everybody_reads_the_journal_of_the_own_area(worker):
    with acting(worker):
        write([entry(grid(RIVERSIDE)), entry(grid(COPPER))], by=worker, at=NOON)
    with acting(somebody(RIVERSIDE)):
        assert [one.area_id for one in Entry.objects.all()] == [grid(RIVERSIDE)]
    with acting(PLATFORM):
        assert Entry.objects.count() == 2
