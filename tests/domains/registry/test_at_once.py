"""Two who register the same people at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection

from factories.registry import FAR_GRID, GRID, NOW, id_number, make_areas, phone, register, row, worker
from menshen.domains.registry.actions import move_resident, register_organisation
from menshen.domains.registry.actions.moving import MoveResident
from menshen.domains.registry.actions.organisations import RegisterOrganisation
from menshen.domains.registry.actions.placing import picture, where
from menshen.domains.registry.models import Dwelling, Organisation, Person, Residence
from menshen.kernel.actions.performing import perform
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


def test_a_move_waits_for_those_who_register_in_the_community_that_is_left(committed_db):
    """Else a roster that has read the person before would bring phone and record back to the old area."""
    make_areas()
    (outcome,) = register(row(id_number=id_number(1)))
    with acting(system_viewer()):
        stay = Residence.objects.get(person_id=outcome.subject_id).pk
    street = worker("990101001", name="street")

    def move():
        try:
            command = MoveResident(residence=stay, moved_on=date(2020, 1, 20), area=FAR_GRID, door="1-101")
            return perform(move_resident, [command], by=street, at=NOW)[0].state
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with acting(worker()):
            roster = picture([where(row())])
            moving = pool.submit(move)
            with pytest.raises(TimeoutError):
                moving.result(0.5)
            (known,) = roster.by_id.values()
            known.numbers.append(phone(1))
            roster.touch(known)
            roster.write()
        assert moving.result(10) == "done"
    with acting(system_viewer()):
        person = Person.objects.get()
        assert person.area_id == person.contact_points.get().area_id == FAR_GRID


def test_two_who_bring_an_organisation_up_to_date_both_do(committed_db):
    make_areas()
    perform(register_organisation, [RegisterOrganisation(area=GRID, name="滨江超市")], by=worker(), at=NOW)

    def update(**known):
        try:
            command = RegisterOrganisation(area=GRID, name="滨江超市", **known)
            return perform(register_organisation, [command], by=worker(), at=NOW)[0].state
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with acting(worker()):
            perform(
                register_organisation, [RegisterOrganisation(area=GRID, name="滨江超市", headcount=3)],
                by=worker(), at=NOW,
            )  # fmt: skip
            other = pool.submit(update, contact_number=phone(1))
            with pytest.raises(TimeoutError):
                other.result(0.5)
        assert other.result(10) == "done"
    with acting(system_viewer()):
        assert Organisation.objects.values_list("headcount", "contact_number").get() == (3, phone(1))


def test_two_rosters_in_opposite_order_do_not_wait_for_each_other_for_ever(committed_db):
    make_areas()
    worker()
    roster = [row(f"张{serial}", id_number=id_number(serial), door=str(serial // 3)) for serial in range(1, 120)]
    first, second = at_once(roster, roster[::-1])
    assert sorted([set(first) == {"done"}, set(second) == {"done"}]) == [False, True]
    with acting(system_viewer()):
        assert Person.objects.count() == 119
