"""Who stays where: never in two places, never more people than beds, never a child alone, never past the order."""

from __future__ import annotations

from datetime import timedelta

import pytest

from factories.quarantine import (
    DAY,
    STREET,
    UNTIL,
    at_home,
    child,
    clerk,
    do,
    everything,
    observed_town,
    on,
    open_tasks,
    papers,
    placements,
    proposed,
    rooms,
    run_job,
    secretary,
    site,
    staff,
    state,
    under_order,
)
from factories.registry import COMMUNITY, FAR_GRID, OTHER_COMMUNITY
from menshen.domains.quarantine.models import Room, Site

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def town():
    observed_town()


def place(order, room=None, at=None, by=None, **given):
    return do("assign_placement", by or clerk(), at or on(1), order=order.pk, room=room, **given)


def fill(at=None, area=COMMUNITY):
    return do("fill_site", clerk(), at or on(1), area=area, site=rooms()[0].site_id)


def neighbours(count: int):
    return [under_order(f"住户{number}", address=f"临江花园3栋{100 + number}") for number in range(count)]


# Sites.


def test_a_site_is_registered_with_its_rooms():
    site(rooms=3, beds=2)
    assert [(room.number, room.beds, room.area_id) for room in rooms()] == [
        ("101", 2, STREET), ("102", 2, STREET), ("103", 2, STREET)
    ]  # fmt: skip


def test_registering_a_site_again_adds_only_the_new_rooms():
    site(rooms=2)
    given = {"area": STREET, "name": "江畔酒店"}
    assert state(do("register_site", clerk(), on(DAY), **given, rooms=["101", "102"])) == "known"
    outcome = do("register_site", clerk(), on(DAY), **given, rooms=["102", "103", "103"])
    assert (state(outcome), outcome.detail["rooms"]) == ("done", 1)
    with everything():
        assert (Site.objects.count(), Room.objects.count()) == (1, 3)


def test_a_site_in_an_area_that_is_not_there_is_not_found():
    assert state(do("register_site", clerk(), on(DAY), area=f"{STREET}099", name="x")) == "not_found"


def test_a_community_registers_no_site_of_the_street():
    assert state(do("register_site", secretary(), on(DAY), area=STREET, name="x")) == "not_found"


# Placing one person.


def test_a_person_gets_a_room_and_the_task_closes():
    site()
    order = under_order()
    assert state(place(order, rooms()[0].pk)) == "done"
    (placement,) = placements(order)
    assert (placement.room.number, placement.from_at, placement.until_at) == ("101", on(1), None)
    assert open_tasks("assign_room") == []


def test_the_same_room_again_changes_nothing():
    site()
    order = under_order()
    place(order, rooms()[0].pk)
    assert state(place(order, rooms()[0].pk, on(2))) == "known"
    assert len(placements(order)) == 1


def test_moving_ends_the_first_placement_when_the_second_begins():
    site()
    order = under_order()
    first, second, _ = rooms()
    place(order, first.pk)
    assert state(place(order, second.pk, on(2))) == "done"
    before, after = placements(order)
    assert before.until_at == after.from_at == on(2)


def test_a_full_room_takes_nobody_else():
    site(rooms=1, beds=2)
    (room,) = rooms()
    outcomes = [state(place(order, room.pk)) for order in neighbours(3)]
    assert outcomes == ["done", "done", "room_full"]


def test_a_bed_is_free_again_when_someone_moves_or_leaves():
    site(rooms=2)
    first, second = rooms()
    one, two, three = neighbours(3)
    place(one, first.pk)
    place(one, second.pk, on(2))
    assert state(place(two, first.pk, on(2))) == "done"
    do("end_placement", clerk(), on(3), placement=placements(one)[-1].pk)
    assert state(place(three, second.pk, on(3))) == "done"


def test_whoever_must_not_be_alone_is_placed_only_with_somebody():
    site()
    order = child()
    do("confirm_order", secretary(), on(DAY), order=order.pk, assessed=True)
    assert state(place(order, rooms()[0].pk)) == "never_alone"
    assert state(place(order, rooms()[0].pk, accompanied=True)) == "done"


def test_a_home_order_gives_no_ground_for_a_room():
    site()
    assert state(place(at_home(), rooms()[0].pk)) == "spent_at_home"


def test_a_placement_lies_within_the_order():
    site()
    order = under_order()
    room = rooms()[0].pk
    assert state(place(order, room, from_at=on(DAY - timedelta(days=1)))) == "outside_order"
    assert state(place(order, room, from_at=on(UNTIL, 0))) == "outside_order"
    assert state(place(order, room, from_at=on(UNTIL - timedelta(days=1), 23))) == "done"


def test_nobody_is_placed_without_a_running_order():
    site()
    order = proposed()
    assert state(place(order, rooms()[0].pk)) == "not_confirmed"
    do("confirm_order", secretary(), on(DAY), order=order.pk)
    assert state(place(order, rooms()[0].pk, on(UNTIL))) == "ended"


def test_a_room_of_another_area_is_not_there():
    order = under_order()
    with everything():
        far = Site.objects.create(area_id=OTHER_COMMUNITY, name="他处", kind="hotel")
        room = Room.objects.create(area_id=OTHER_COMMUNITY, site=far, number="1")
    assert state(place(order, room.pk, by=secretary())) == "room_unknown"
    assert state(do("fill_site", secretary(), on(1), area=COMMUNITY, site=far.pk)) == "site_unknown"


def test_leaving_a_room_is_recorded_once_and_asks_for_another():
    site()
    order = under_order()
    place(order, rooms()[0].pk)
    (placement,) = placements(order)
    late = {"placement": placement.pk, "until_at": on(5)}
    assert state(do("end_placement", clerk(), on(4), **late)) == "in_the_future"
    assert state(do("end_placement", clerk(), on(4), placement=placement.pk)) == "done"
    assert state(do("end_placement", clerk(), on(4), placement=placement.pk)) == "known"
    assert len(open_tasks("assign_room")) == 1


def test_a_placement_ends_with_the_order_and_the_notice_names_the_room():
    site()
    order = under_order()
    place(order, rooms()[0].pk)
    run_job("end_due_orders", on(UNTIL, 0))
    assert placements(order)[0].until_at == on(UNTIL, 0)
    assert papers("release_notice", order)[0].data["site"] == {"name": "江畔酒店", "room": "101"}


# Filling a site.


def test_everybody_who_waits_gets_a_bed_as_far_as_they_go():
    site(rooms=2)
    people = neighbours(3)
    outcome = fill()
    assert (state(outcome), outcome.detail["placed"]) == ("done", 2)
    assert [len(placements(order)) for order in people] == [1, 1, 0]
    assert len(open_tasks("assign_room")) == 1
    assert state(fill()) == "nobody_to_place"


def test_a_household_is_placed_side_by_side():
    site(rooms=3)
    first = under_order("王喆", address="临江花园3栋501")
    under_order("李娜", address="临江花园3栋502")
    third = under_order("王芳", address="临江花园3栋501")
    fill()
    rooms_of_household = [placements(order)[0].room.number for order in (first, third)]
    assert rooms_of_household == ["101", "102"]


def test_filling_leaves_whoever_must_not_be_alone_to_a_person():
    site()
    order = child()
    do("confirm_order", secretary(), on(DAY), order=order.pk, assessed=True)
    assert state(fill()) == "nobody_to_place"
    assert len(open_tasks("assign_room")) == 1


def test_beds_are_counted_whoever_lies_in_them():
    """A community fills its own site without seeing who came from the next one."""
    do("register_site", staff("street_clerk", COMMUNITY), on(DAY, 7), area=COMMUNITY, name="社区隔离点", rooms=["1"])
    (room,) = rooms()
    guest = under_order("赵远", area=FAR_GRID, address="铜都新村1号楼101", by=secretary(OTHER_COMMUNITY))
    assert state(place(guest, room.pk)) == "done"
    assert state(place(under_order(), room.pk, by=secretary())) == "room_full"
