"""A colleague decides in one's place: one request or some days, never past the four eyes, and with no other right."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from factories.approvals import (
    GRID,
    NOON,
    STREET_ONLY,
    again,
    asked,
    clerk,
    decide,
    decisions,
    do,
    leader,
    secretary,
    shops_that_ask,
    state,
    street_clerk,
)
from factories.scope import COPPER, RIVERSIDE, STREET, TODAY, colleague, town
from menshen.kernel.actions.performing import perform
from menshen.kernel.approvals.deputies import NameDeputy, name_deputy
from menshen.kernel.approvals.models import Deputy, Request
from menshen.kernel.approvals.queries import waiting_for
from menshen.kernel.approvals.vocabulary import Problem
from menshen.kernel.scope.models import Actor, Grant
from menshen.kernel.scope.viewers import PLATFORM, acting, viewer_of
from menshen.kernel.tasks.flow import tasks_of

BACK = TODAY + timedelta(days=7)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def module(db, monkeypatch):
    town()
    monkeypatch.setattr("menshen.kernel.base.clock.now", lambda: NOON)
    with shops_that_ask():
        yield


def log_in(viewer):
    return Actor.objects.get(pk=viewer.actor_id).username


def hand(number, by, to, *, at=NOON):
    return do("delegate", by, at, request=number, username=log_in(to))


def on_leave(by, deputy, area=STREET, *, first=TODAY, back=BACK):
    return do("name_deputy", by, area=area, username=log_in(deputy), valid_from=first, valid_until=back)


def waiting(viewer):
    """What the desk offers to decide, and what stands among the tasks."""
    with acting(viewer):
        offered = set(Request.objects.filter(waiting_for(viewer, NOON)).values_list("pk", flat=True))
        return offered, {task.subject_id for task in tasks_of(viewer)}


def test_one_request_is_handed_to_a_colleague():
    number, other = asked(clerk(), kind=STREET_ONLY), asked(clerk(), kind=STREET_ONLY, shop=2)
    boss, helper = leader(), street_clerk()
    assert state(decide(number, helper)) == "not_yours"
    assert waiting(helper) == (set(), set())
    assert state(hand(number, boss, helper)) == "done"
    assert state(hand(number, boss, helper)) == "known"
    assert waiting(helper) == ({number}, {number})
    assert state(decide(other, helper)) == "not_yours"
    assert state(decide(number, helper)) == "done"
    (decision,) = decisions(number)
    assert (decision.decided_by_id, decision.in_place_of_id, decision.role) == (
        helper.actor_id,
        boss.actor_id,
        "street_leader",
    )


def test_who_handed_it_over_still_decides():
    number = asked(clerk(), kind=STREET_ONLY)
    boss = leader()
    hand(number, boss, street_clerk())
    assert waiting(boss)[0] == {number}
    assert state(decide(number, boss)) == "done"


def test_it_is_never_handed_to_who_asked_or_to_oneself():
    asker, boss = street_clerk(), leader()
    number = asked(asker, kind=STREET_ONLY)
    assert state(hand(number, boss, asker)) == "not_independent"
    assert state(hand(number, boss, boss)) == "not_independent"
    assert state(decide(number, asker)) == "own"


def test_it_is_never_handed_to_who_decided_before():
    person = viewer_of(colleague("community_secretary", RIVERSIDE, username="both"), on=TODAY)
    number = asked(clerk())
    decide(number, person)
    colleague("street_clerk", STREET, username="both")
    assert state(hand(number, leader(), viewer_of(Actor.objects.get(username="both"), on=TODAY))) == "not_independent"


def test_who_asked_hands_nothing_over():
    asker = leader()
    number = asked(asker, kind=STREET_ONLY)
    assert state(hand(number, asker, street_clerk())) == "own"


def test_a_deputy_hands_nothing_on():
    number = asked(clerk(), kind=STREET_ONLY)
    helper = street_clerk()
    hand(number, leader(), helper)
    assert state(hand(number, helper, street_clerk())) == "not_yours"


@pytest.mark.parametrize(("role", "area"), [("medic", STREET), ("community_secretary", COPPER), ("grid_worker", GRID)])
def test_only_who_may_decide_there_stands_in(role, area):
    stranger = viewer_of(colleague(role, area), on=TODAY)
    number = asked(clerk(), kind=STREET_ONLY)
    assert state(hand(number, leader(), stranger)) == "unknown"
    assert state(on_leave(leader(), stranger)) == "unknown"


def test_an_unknown_log_in_is_said_so():
    outcome = do("name_deputy", leader(), area=STREET, username="wrong", valid_from=TODAY, valid_until=BACK)
    assert state(outcome) == "unknown"
    assert "wrong" in outcome.problem.term.en


def test_a_deputy_of_some_days():
    boss, helper = leader(), street_clerk()
    number = asked(clerk(), kind=STREET_ONLY)
    assert state(on_leave(boss, helper)) == "done"
    assert waiting(helper) == ({number}, {number})
    later = asked(clerk(), kind=STREET_ONLY, shop=2)
    assert waiting(helper)[1] == {number, later}
    assert state(decide(number, helper, at=NOON + 6 * DAY)) == "done"
    assert state(decide(later, helper, at=NOON + 7 * DAY)) == "not_yours"


def test_the_days_have_not_come_yet():
    boss, helper = leader(), street_clerk()
    number = asked(clerk(), kind=STREET_ONLY)
    on_leave(boss, helper, first=TODAY + DAY)
    assert waiting(helper) == (set(), set())
    assert state(decide(number, helper)) == "not_yours"


def test_a_deputy_does_not_decide_what_the_absent_one_asked():
    boss, helper = leader(), street_clerk()
    on_leave(boss, helper)
    number = asked(boss, kind=STREET_ONLY)
    assert waiting(helper)[0] == set()
    assert state(decide(number, helper)) == "own"


def test_a_deputy_of_who_decided_before_does_not_decide_again():
    person = colleague("community_secretary", RIVERSIDE, username="both")
    colleague("street_leader", STREET, username="both")
    both, helper = viewer_of(person, on=TODAY), street_clerk()
    on_leave(both, helper)
    number = asked(clerk())
    assert state(decide(number, both)) == "done"
    assert state(decide(number, helper)) == "own"


def test_it_ends_with_the_role_of_who_is_stood_in_for():
    boss, helper = leader(), street_clerk()
    on_leave(boss, helper)
    number = asked(clerk(), kind=STREET_ONLY)
    Grant.objects.filter(actor=boss.actor_id).update(valid_until=TODAY)
    assert waiting(helper) == (set(), set())
    assert state(decide(number, helper)) == "not_yours"


def test_it_is_ended_early_by_who_named():
    boss, helper = leader(), street_clerk()
    named = on_leave(boss, helper).subject_id
    number = asked(clerk(), kind=STREET_ONLY)
    assert state(do("end_deputy", leader(), deputy=named)) == "not_the_holder"
    assert state(do("end_deputy", boss, deputy=named)) == "done"
    assert state(do("end_deputy", boss, deputy=named)) == "known"
    assert state(decide(number, helper)) == "not_yours"
    assert state(on_leave(boss, helper)) == "done"


def test_the_dates_make_sense():
    boss, helper = leader(), street_clerk()
    assert state(on_leave(boss, helper, back=TODAY)) == "dates_reversed"
    assert state(on_leave(boss, helper, first=date(2020, 1, 1), back=date(2020, 1, 9))) == "dates_reversed"
    assert state(on_leave(boss, helper)) == "done"
    assert state(on_leave(boss, helper)) == "known"
    assert state(on_leave(boss, helper, back=BACK + DAY)) == "named_already"
    assert state(on_leave(boss, helper, first=BACK, back=BACK + DAY)) == "done"


def test_who_decides_nothing_has_nothing_to_hand_over():
    assert state(on_leave(street_clerk(), leader())) == "nothing_to_hand_over"
    assert state(on_leave(secretary(), clerk(), RIVERSIDE)) == "done"


def test_a_deputy_of_one_community_has_no_say_in_another():
    boss, helper = leader(), street_clerk()
    on_leave(boss, helper, RIVERSIDE)
    with acting(PLATFORM):
        assert Deputy.objects.get().area_id == RIVERSIDE
    # The street decides for the street: a part of it is not enough.
    assert state(decide(asked(clerk(), kind=STREET_ONLY), helper)) == "not_yours"


def test_a_deputy_gets_no_other_right():
    helper = street_clerk()
    before = helper.held
    on_leave(leader(), helper)
    assert viewer_of(Actor.objects.get(pk=helper.actor_id), on=TODAY).held == before


def test_what_waits_is_offered_to_the_right_people():
    asker, other, boss = clerk(), secretary(COPPER), leader()
    number = asked(asker)
    assert waiting(secretary())[0] == {number}
    assert [waiting(viewer)[0] for viewer in (asker, other, boss)] == [set(), set(), set()]
    decide(number, person := secretary())
    assert (waiting(person)[0], waiting(boss)[0]) == (set(), {number})
    assert again(number).step == 1


def test_each_leave_of_a_list_is_judged_by_its_own_days():
    """Somebody who is there for the first leave only may stand in for that one, whatever else is asked beside it."""
    boss, later = leader(), TODAY + timedelta(days=30)
    colleague("street_clerk", STREET, until=later, username="leaves-soon")
    leaves = [
        NameDeputy(area=STREET, username="leaves-soon", valid_from=first, valid_until=first + DAY)
        for first in (TODAY, later)
    ]
    first, second = perform(name_deputy, leaves, by=boss, at=NOON)
    assert first.state == "done"
    assert second.problem.code == Problem.COLLEAGUE_UNKNOWN
