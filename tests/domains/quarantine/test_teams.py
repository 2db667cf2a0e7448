"""The responsible team: seats from the pattern in force, an empty seat is a task and never an extension."""

from __future__ import annotations

from datetime import date

import pytest

from factories.quarantine import (
    DAY,
    UNTIL,
    again,
    at_home,
    do,
    observed_town,
    on,
    open_tasks,
    run_job,
    seats,
    secretary,
    staff,
    state,
    under_order,
)
from factories.registry import COMMUNITY, FAR_GRID, GRID, OTHER_COMMUNITY, OTHER_GRID
from menshen.domains.policy.models import TeamRole

pytestmark = pytest.mark.django_db

VILLAGE_GRID = "990101001201001"


@pytest.fixture(autouse=True)
def town():
    observed_town("990101001201", VILLAGE_GRID)


def name(role, holder, area=COMMUNITY, by=None, **given):
    return do("name_team_member", by or secretary(), on(1), area=area, role=role, holder=holder, **given)


def fill_all(area=COMMUNITY, by=None):
    for role in ("police_officer", "grid_worker", "medic"):
        name(role, "周警官" if role == "police_officer" else "李晞", area, by)


@pytest.mark.parametrize(
    ("grid", "required"),
    [
        (VILLAGE_GRID, {"town_cadre", "community_cadre", "medic"}),
        (GRID, {"police_officer", "grid_worker", "medic", "chosen_person"}),
        (FAR_GRID, {"community_cadre", "grid_worker", "medic", "police_officer", "volunteer"}),
    ],
    ids=["three to one in the village", "four to one in the district", "five to one in the second community"],
)
def test_the_seats_are_those_of_the_place(grid, required):
    order = under_order(area=grid)
    assert set(seats(order)) == required


def test_an_empty_seat_is_one_task_of_the_community():
    under_order()
    at_home()
    (task,) = open_tasks("fill_team")
    assert (task.area_id, task.role) == (COMMUNITY, "community_secretary")


def test_a_member_is_named_for_every_order_of_the_area_at_once():
    both = [under_order(), at_home()]
    outcome = name("medic", "赵医生")
    assert (state(outcome), outcome.detail["orders"]) == ("done", 2)
    assert [seats(order)["medic"] for order in both] == ["赵医生", "赵医生"]


def test_a_grid_worker_is_named_for_the_orders_of_the_grid():
    here, there = under_order(), under_order("李娜", area=OTHER_GRID)
    name("grid_worker", "李晞", area=GRID)
    assert (seats(here)["grid_worker"], seats(there)["grid_worker"]) == ("李晞", "")


def test_a_seat_that_is_taken_is_left_alone_unless_the_order_is_named():
    order = under_order()
    name("medic", "赵医生")
    assert state(name("medic", "钱医生")) == "known"
    assert seats(order)["medic"] == "赵医生"
    assert state(name("medic", "钱医生", order=order.pk)) == "done"
    assert seats(order)["medic"] == "钱医生"
    assert state(name("medic", "钱医生", order=order.pk)) == "known"


def test_a_role_that_the_pattern_does_not_ask_for_is_refused():
    under_order()
    assert state(name("volunteer", "孙志愿")) == "role_not_asked"


def test_the_task_closes_when_every_required_seat_is_filled():
    order = under_order()
    fill_all()
    assert seats(order)["chosen_person"] == ""  # the person may choose somebody, and need not
    assert open_tasks("fill_team") == []


def test_the_family_seat_can_be_filled_and_never_counts():
    order = under_order()
    assert state(name("chosen_person", "王妻", order=order.pk)) == "done"
    assert len(open_tasks("fill_team")) == 1


def test_an_empty_team_neither_delays_nor_lengthens_the_order():
    order = under_order()
    assert again(order).confirmed_at == on(DAY)
    run_job("end_due_orders", on(UNTIL, 0))
    assert again(order).ended_on == UNTIL
    assert open_tasks("fill_team") == []


def test_without_a_pattern_in_force_no_seat_is_asked():
    TeamRole.objects.all().update(valid_until=date(2020, 1, 21))
    order = under_order()
    assert seats(order) == {}
    assert open_tasks("fill_team") == []


def test_another_community_names_nobody_here():
    order = under_order()
    assert state(name("medic", "外人", by=secretary(OTHER_COMMUNITY))) == "not_found"
    theirs = name("medic", "外人", area=OTHER_COMMUNITY, by=secretary(OTHER_COMMUNITY), order=order.pk)
    assert state(theirs) == "role_not_asked"
    assert seats(order)["medic"] == ""


def test_a_medic_names_nobody():
    under_order()
    assert state(name("medic", "自己", by=staff("medic", COMMUNITY))) == "not_found"
