"""Moving people: asked, left, arrived, received by somebody; never a step out of turn, never a day longer."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from factories.quarantine import (
    DAY,
    UNTIL,
    again,
    at_home,
    clerk,
    do,
    everything,
    local_number,
    medic,
    observed_town,
    on,
    open_tasks,
    placements,
    rooms,
    secretary,
    site,
    staff,
    state,
    under_order,
)
from factories.registry import OTHER_COMMUNITY
from menshen.domains.quarantine.models import Transfer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def town():
    observed_town()


def ask(order, at=None, by=None, **given):
    said = {"destination": "hospital", "facility": "人民医院", "reason": "持续发热"} | given
    return do("ask_transfer", by or clerk(), at or on(1), order=order.pk, **said)


def step(name, transfer, at, **given):
    return state(do(f"{name}_transfer", clerk(), at, transfer=transfer, **given))


def transfer(number):
    with everything():
        return Transfer.objects.get(pk=number)


def test_the_way_to_a_hospital_with_all_its_times():
    site()
    order = under_order()
    do("assign_placement", clerk(), on(DAY, 12), order=order.pk, room=rooms()[0].pk)
    number = ask(order).subject_id
    (task,) = open_tasks("move_person")
    assert task.role == "street_clerk"
    assert step("depart", number, on(1, 11)) == "done"
    assert placements(order)[0].until_at == on(1, 11)
    assert open_tasks("assign_room") == []  # on the way: nobody looks for a room
    assert step("arrive", number, on(1, 12)) == "done"
    assert step("receive", number, on(1, 12, 10), received_by="急诊护士") == "done"
    assert open_tasks("assign_room") == []
    assert open_tasks("move_person") == []
    found = transfer(number)
    assert (found.left_at, found.arrived_at, found.received_at) == (on(1, 11), on(1, 12), on(1, 12, 10))
    assert found.received_by == "急诊护士"
    assert again(order).until_on == UNTIL  # not a day longer


def test_back_from_hospital_to_a_site_with_a_room():
    number = site()
    order = under_order()
    first = ask(order).subject_id
    for name, hour, given in (("depart", 11, {}), ("arrive", 12, {}), ("receive", 13, {"received_by": "护士"})):
        assert step(name, first, on(1, hour), **given) == "done"
    back = ask(order, on(3), destination="site", site=number, facility="", reason="出院").subject_id
    assert step("depart", back, on(3, 11)) == "done"
    assert step("arrive", back, on(3, 12)) == "done"
    room = rooms()[1].pk
    assert step("receive", back, on(3, 12, 5), received_by="前台", room=room) == "done"
    assert placements(order)[-1].room_id == room
    assert placements(order)[-1].from_at == on(3, 12, 5)


def test_received_in_a_site_without_a_room_the_room_is_asked():
    number = site()
    order = under_order()
    way = ask(order, destination="site", site=number, facility="").subject_id
    for name, given in (("depart", {}), ("arrive", {}), ("receive", {"received_by": "前台"})):
        assert step(name, way, on(1, 11), **given) == "done"
    assert len(open_tasks("assign_room")) == 1


def test_a_full_room_keeps_the_transfer_open():
    number = site(rooms=1)
    other = under_order("李晞", address="临江花园3栋777")
    do("assign_placement", clerk(), on(DAY, 12), order=other.pk, room=rooms()[0].pk)
    order = under_order()
    way = ask(order, destination="site", site=number, facility="").subject_id
    step("depart", way, on(1, 11))
    step("arrive", way, on(1, 12))
    assert step("receive", way, on(1, 13), received_by="前台", room=rooms()[0].pk) == "room_full"
    assert transfer(way).received_at is None


def test_no_step_out_of_turn():
    order = under_order()
    number = ask(order).subject_id
    assert step("arrive", number, on(1, 11)) == "step_not_next"
    assert step("receive", number, on(1, 11), received_by="护士") == "step_not_next"
    assert step("depart", number, on(1, 11)) == "done"
    assert step("depart", number, on(1, 12)) == "step_not_next"
    assert step("arrive", number, on(1, 12), arrived_at=on(1, 10, 30)) == "times_reversed"
    assert step("arrive", number, on(1, 12), arrived_at=on(1, 13)) == "in_the_future"
    assert step("arrive", number, on(1, 12)) == "done"
    assert step("cancel", number, on(1, 12), reason="x") == "step_not_next"
    with everything(), pytest.raises(IntegrityError, match="follow_each_other"), transaction.atomic():
        Transfer.objects.filter(pk=number).update(arrived_at=on(1, 9))


def test_one_transfer_at_a_time_and_it_leads_somewhere():
    order = under_order()
    assert state(ask(order, facility="")) == "destination_missing"
    assert state(ask(order, destination="site")) == "destination_missing"
    assert state(ask(order, destination="site", site=999_999)) == "site_unknown"
    assert state(ask(order, reason="")) == "reason_missing"
    number = ask(order).subject_id
    assert state(ask(order)) == "under_way"
    assert step("cancel", number, on(1, 11), reason="症状缓解") == "done"
    assert open_tasks("move_person") == []
    assert state(ask(order)) == "done"


def test_who_turned_back_needs_a_room_again():
    site()
    order = under_order()
    do("assign_placement", clerk(), on(DAY, 12), order=order.pk, room=rooms()[0].pk)
    number = ask(order).subject_id
    step("depart", number, on(1, 11))
    assert step("cancel", number, on(1, 12), reason="车辆折返") == "done"
    assert len(open_tasks("assign_room")) == 1


def test_nobody_is_moved_without_a_running_order():
    order = at_home()
    assert state(ask(order, on(UNTIL))) == "ended"


def test_the_task_is_due_within_the_hours_of_the_rule():
    local_number("contact_transfer_within", 8, "hours")
    ask(under_order())
    assert open_tasks("move_person")[0].due_at == on(1, 18)


def test_another_community_moves_nobody():
    order = under_order()
    assert state(ask(order, by=secretary(OTHER_COMMUNITY))) == "not_found"
    assert state(ask(order, by=staff("grid_worker", order.area_id))) == "not_found"
    assert state(ask(order, by=medic())) == "done"
