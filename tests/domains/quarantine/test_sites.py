"""Running a site: areas and passages, beds that the database guards, staff by ratio, a plan, exits that open."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from factories.quarantine import (
    DAY,
    clerk,
    do,
    everything,
    lay_out,
    local_number,
    observed_town,
    on,
    open_tasks,
    placements,
    rooms,
    run_job,
    secretary,
    site,
    state,
    under_order,
)
from menshen.domains.policy.models import Threshold
from menshen.domains.quarantine.models import Duty, Placement, Room, SecurityPlan, Site, Zone
from menshen.domains.quarantine.queries import gaps_of
from menshen.domains.quarantine.vocabulary import SiteGap

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def town():
    observed_town()


def gaps(site_id, at=None):
    with everything():
        return set(gaps_of(Site.objects.filter(pk=site_id), at or on(DAY, 10))[site_id])


def test_a_new_site_lacks_everything_and_one_laid_out_nothing():
    number = site()
    assert gaps(number) == {SiteGap.ZONES, SiteGap.GROUPS, SiteGap.PLAN, SiteGap.EXITS}
    lay_out(number)
    assert gaps(number) == set()


def test_an_area_names_its_rooms_and_saying_it_again_changes_nothing():
    number = site(rooms=3)
    given = {"site": number, "kind": "observation", "extent": "2至7层", "rooms": ["101", "102"]}
    assert state(do("set_zone", clerk(), on(DAY), **given)) == "done"
    assert state(do("set_zone", clerk(), on(DAY), **given)) == "known"
    assert state(do("set_zone", clerk(), on(DAY), **given | {"extent": "2至8层"})) == "done"
    with everything():
        assert Zone.objects.get().extent == "2至8层"
        assert set(Room.objects.filter(zone__kind="observation").values_list("number", flat=True)) == {"101", "102"}
    assert state(do("set_zone", clerk(), on(DAY), **given | {"rooms": ["999"]})) == "not_here"


def test_rooms_are_described_and_a_bed_in_use_is_not_taken_away():
    number = site(rooms=1, beds=2)
    (room,) = rooms()
    for name in ("王喆", "李晞"):
        order = under_order(name, address=f"临江花园3栋{name}")
        do("assign_placement", clerk(), on(1), order=order.pk, room=room.pk)
    given = {"site": number, "rooms": ["101"]}
    assert state(do("describe_rooms", clerk(), on(1), **given, barrier_free=True, own_bath=True)) == "done"
    assert state(do("describe_rooms", clerk(), on(1), **given, own_bath=True)) == "known"
    assert state(do("describe_rooms", clerk(), on(1), **given, beds=1)) == "beds_in_use"
    (room,) = rooms()
    assert (room.beds, room.barrier_free, room.own_bath) == (2, True, True)


def test_two_people_never_have_one_bed_and_no_bed_is_beyond_the_room():
    """The database's own check, whoever writes."""
    site(rooms=1, beds=2)
    (room,) = rooms()
    first, second = (under_order(name, address=f"临江花园3栋{name}") for name in ("王喆", "李晞"))
    do("assign_placement", clerk(), on(1), order=first.pk, room=room.pk)
    assert [placement.bed for placement in placements(first)] == [1]
    for bed, broken in (
        (1, "a_bed_has_one_person_at_a_time"),
        (3, "a_bed_is_in_its_room"),
        (None, "a_placement_in_a_room_takes_a_bed"),
    ):
        with everything(), pytest.raises(IntegrityError, match=broken), transaction.atomic():
            Placement.objects.create(
                area_id=second.area_id, order=second, person_id=second.person_id, room=room, bed=bed, from_at=on(2)
            )
    assert state(do("assign_placement", clerk(), on(1), order=second.pk, room=room.pk)) == "done"
    assert [placement.bed for placement in placements(second)] == [2]


def test_a_room_that_was_full_then_takes_nobody_for_those_days_afterwards():
    """Entered late: the bed was taken until day 3, so nobody else can have had it on day 2."""
    site(rooms=1)
    (room,) = rooms()
    first, second = (under_order(name, address=f"临江花园3栋{name}") for name in ("王喆", "李晞"))
    do("assign_placement", clerk(), on(1), order=first.pk, room=room.pk)
    do("end_placement", clerk(), on(3), placement=placements(first)[0].pk)
    late = {"order": second.pk, "room": room.pk}
    assert state(do("assign_placement", clerk(), on(4), **late, from_at=on(2))) == "room_full"
    assert state(do("assign_placement", clerk(), on(4), **late, from_at=on(3))) == "done"


def test_more_people_take_another_crew():
    number = site(rooms=3)
    lay_out(number)
    for count, room in enumerate(rooms()):
        order = under_order(f"住户{count}", address=f"临江花园9栋{count}")
        do("assign_placement", clerk(), on(DAY, 11), order=order.pk, room=room.pk)
    assert gaps(number, on(DAY, 12)) == set()
    local_number("site_crew_people", 2)
    assert gaps(number, on(DAY, 12)) == {SiteGap.DOCTORS, SiteGap.NURSES}
    lay_out(number, staff_of=4)
    assert gaps(number, on(DAY, 12)) == set()


def test_without_a_rule_of_staffing_nobody_can_say_that_it_is_enough():
    number = site()
    lay_out(number)
    with everything():
        Threshold.objects.filter(code="site_crew_doctors").update(valid_until=DAY)
    assert gaps(number) == {SiteGap.STAFFING_RULE}


def test_seven_groups_where_the_rule_asks_for_seven():
    number = site()
    lay_out(number)
    local_number("site_groups", 7)
    assert gaps(number) == {SiteGap.GROUPS}
    lay_out(number, groups=7)
    assert gaps(number) == set()


def test_somebody_on_duty_twice_is_there_once_and_nobody_is_no_roster():
    number = site()
    given = {"site": number, "day": DAY, "shift": "night", "role": "guard"}
    assert state(do("roster_duty", clerk(), on(DAY), **given, holders=["周警官", "周警官"])) == "done"
    assert state(do("roster_duty", clerk(), on(DAY), **given, holders=["周警官"])) == "known"
    assert state(do("roster_duty", clerk(), on(DAY), **given, holders=[])) == "nobody_named"
    with everything():
        assert Duty.objects.count() == 1


def test_a_plan_is_never_rewritten_a_new_one_follows_it():
    number = site()
    given = {"site": number, "points": ["安全出口不上锁"]}
    assert state(do("write_security_plan", clerk(), on(DAY), **given, valid_from=DAY)) == "done"
    assert state(do("write_security_plan", clerk(), on(DAY), **given, valid_from=DAY)) == "known"
    other = given | {"points": ["安全出口不上锁", "夜间两人值守"]}
    assert state(do("write_security_plan", clerk(), on(DAY), **other, valid_from=DAY)) == "begins_earlier"
    assert state(do("write_security_plan", clerk(), on(DAY), **other, valid_from=DAY + timedelta(days=2))) == "done"
    assert state(do("write_security_plan", clerk(), on(DAY), site=number, valid_from=DAY)) == "text_missing"
    with everything():
        first, second = SecurityPlan.objects.order_by("pk")
        assert (first.points, first.valid_until, second.valid_until) == (["安全出口不上锁"], second.valid_from, None)


def test_a_blocked_exit_is_a_task_at_once_until_it_is_found_open():
    """Rows 2-042, 2-043, 0-103: emergency exits stay openable and are checked."""
    number = site()
    lay_out(number)
    assert state(do("check_site", clerk(), on(DAY, 9), site=number, exits_open=False, found="东侧加链")) == "done"
    (task,) = open_tasks("open_exits")
    assert (task.role, task.due_at) == ("street_clerk", on(DAY, 10))
    assert gaps(number) == {SiteGap.EXITS}
    do("check_site", clerk(), on(DAY, 9, 30), site=number, exits_open=True)
    assert open_tasks("open_exits") == []
    assert gaps(number) == set()


def test_a_walk_counts_for_as_long_as_the_rule_says():
    number = site()
    lay_out(number)
    assert gaps(number, on(1, 6)) == set()
    assert gaps(number, on(1, 8)) == {SiteGap.EXITS}
    assert (
        state(do("check_site", clerk(), on(1, 8), site=number, exits_open=True, checked_at=on(1, 9))) == "in_the_future"
    )


def test_what_a_site_lacks_is_one_task_of_the_street_every_morning():
    number = site()
    run_job("look_at_sites", on(DAY, 8))
    (task,) = open_tasks("complete_site")
    assert (task.role, task.facts, task.subject_id) == ("street_clerk", {"count": 4}, number)
    lay_out(number)
    run_job("look_at_sites", on(DAY, 9))
    assert open_tasks("complete_site") == []


def test_a_community_does_not_run_the_sites_of_the_street():
    number = site()
    assert state(do("check_site", secretary(), on(DAY), site=number, exits_open=True)) == "not_found"
