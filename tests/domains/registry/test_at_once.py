"""Two who register the same people at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from factories.registry import id_number, make_areas, phone, register, row, worker
from menshen.domains.registry.models import Dwelling, Person
from menshen.kernel.scope.viewers import acting, system_viewer


def at_once(*rosters):
    """Each roster in a thread, and so a connection, of its own."""
    ready = Barrier(len(rosters))

    def run(roster):
        try:
            viewer = worker()
            ready.wait(10)
            return [outcome.state for outcome in register(*roster, by=viewer)]
        finally:
            connection.close()

    with ThreadPoolExecutor(len(rosters)) as pool:
        return list(pool.map(run, rosters))


def test_the_same_person_from_two_desks_is_registered_once(committed_db):
    make_areas()
    worker()
    for serial in range(1, 6):
        one = row(id_number=id_number(serial), phone=phone(serial), door=str(serial))
        assert sorted(at_once([one], [one])) == [["done"], ["known"]]
    with acting(system_viewer()):
        assert (Person.objects.count(), Dwelling.objects.count()) == (5, 5)


def test_two_rosters_in_opposite_order_do_not_wait_for_each_other_for_ever(committed_db):
    make_areas()
    worker()
    roster = [row(f"张{serial}", id_number=id_number(serial), door=str(serial // 3)) for serial in range(1, 120)]
    first, second = at_once(roster, roster[::-1])
    assert sorted([set(first) == {"done"}, set(second) == {"done"}]) == [False, True]
    with acting(system_viewer()):
        assert Person.objects.count() == 119
