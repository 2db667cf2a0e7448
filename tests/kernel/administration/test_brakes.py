"""Tries that come too often wait; nobody can make somebody else wait on their own machine."""

from __future__ import annotations

from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection

from factories.kernel import NOON
from factories.scope import colleague, town
from menshen.kernel.administration import brakes
from menshen.kernel.administration.models import Brake

KEY = brakes.ACCOUNT.of("wang")
MINUTE = timedelta(minutes=1)


def taken(count, key=KEY, at=NOON):
    return [brakes.take([key], at=at) for _ in range(count)]


@pytest.mark.django_db
def test_the_sixth_try_waits_a_quarter_of_an_hour():
    *_, last, sixth = taken(6)
    assert (last.until, last.left) == (None, 0)
    assert sixth.until == NOON + 15 * MINUTE
    assert brakes.take([KEY], at=NOON + 14 * MINUTE).until == NOON + 15 * MINUTE, "a wait must not grow while it lasts"
    assert brakes.take([KEY], at=NOON + 15 * MINUTE) == brakes.Taken(None, 4)


@pytest.mark.django_db
def test_tries_far_apart_are_not_added_up():
    for number in range(20):
        assert brakes.take([KEY], at=NOON + number * 16 * MINUTE).until is None


@pytest.mark.django_db
def test_a_slow_guesser_is_held_up_too():
    """Each try within the wait of the one before: the sixth comes after an hour and waits."""
    ends = [brakes.take([KEY], at=NOON + number * 14 * MINUTE).until for number in range(6)]
    assert [bool(end) for end in ends] == [False] * 5 + [True]


@pytest.mark.django_db
def test_another_key_is_another_counter():
    taken(6)
    assert brakes.take([brakes.account_key("zhou")], at=NOON).left == 4
    assert brakes.take([brakes.DEVICE.of("1:a")], at=NOON).left == 4


@pytest.mark.django_db
def test_a_try_that_was_not_looked_at_counts_nowhere_else():
    address = brakes.ADDRESS.of("10.0.0.1")
    taken(6)
    for _ in range(50):
        assert brakes.take([KEY, address], at=NOON).until
    assert Brake.objects.get(pk=address.text).tries == 0


@pytest.mark.django_db
def test_the_one_who_is_right_begins_anew():
    taken(4)
    brakes.release([KEY])
    assert brakes.take([KEY], at=NOON).left == 4


@pytest.mark.django_db
def test_right_tries_behind_one_address_do_not_add_up():
    address = brakes.ADDRESS.of("10.0.0.1")
    for _ in range(100):
        assert brakes.take([address], at=NOON).until is None
        brakes.give_back([address])


@pytest.mark.django_db
def test_no_counter_tells_what_was_typed():
    taken(1, brakes.account_key("my password in the wrong field"))
    assert "password" not in Brake.objects.get().pk


@pytest.mark.django_db
def test_the_counters_of_a_person_are_found_on_every_machine():
    town()
    one, other = (colleague("medic", None, username=name) for name in ("one", "other"))
    mine = [brakes.account_key("one"), brakes.FACTOR.of(str(one.pk)), brakes.DEVICE.of(f"{one.pk}:abc")]
    theirs = [brakes.DEVICE.of(f"{one.pk}{one.pk}:abc"), brakes.DEVICE.of(f"{other.pk}:abc"), brakes.ADDRESS.of("::1")]
    brakes.take([*mine, *theirs], at=NOON)
    assert brakes.braked({one.pk: "one"}) == dict.fromkeys((key.text for key in mine), one.pk)


def test_however_many_come_at_once_five_are_looked_at(committed_db):
    results = []

    def guess():
        results.append(brakes.take([KEY], at=NOON))
        connection.close()

    threads = [Thread(target=guess) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(result.until is None for result in results) == [False] * 7 + [True] * 5
