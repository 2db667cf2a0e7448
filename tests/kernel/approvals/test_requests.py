"""Requests go up the tree, one other person a step; what is late stays in sight and is handed up."""

from __future__ import annotations

from datetime import timedelta

import pytest

from factories.approvals import (
    GRID,
    HOUR,
    LONG_EVENING,
    NOON,
    SHOP,
    STREET_ONLY,
    again,
    asked,
    clerk,
    decide,
    decisions,
    do,
    leader,
    open_tasks,
    secretary,
    shops_that_ask,
    state,
)
from factories.scope import COPPER, DISTRICT, RIVERSIDE, STREET, colleague, signed_in, somebody, town
from menshen.kernel.approvals.asking import REQUEST, NewRequest, ask, asked_already, overtake
from menshen.kernel.approvals.models import Decision, Request
from menshen.kernel.approvals.queries import shown
from menshen.kernel.approvals.vocabulary import Kind, Permission
from menshen.kernel.base.problems import Refused
from menshen.kernel.base.terms import speaking
from menshen.kernel.journal.models import Entry
from menshen.kernel.scope.viewers import PLATFORM, acting, system_viewer, viewer_of
from menshen.kernel.tasks.flow import escalate, tasks_of


@pytest.fixture(autouse=True)
def deeds(db):
    town()
    done = []
    with shops_that_ask(done):
        yield done


def kinds_written(number):
    with acting(PLATFORM):
        entries = Entry.objects.filter(subject_type=REQUEST, subject_id=number).order_by("pk")
        return [entry.kind.rpartition(":")[2] for entry in entries]


def test_it_goes_up_step_by_step_and_the_deed_follows_the_last(deeds):
    number = asked(clerk())
    (task,) = open_tasks()
    assert (task.role, task.area_id, task.subject_id) == ("community_secretary", RIVERSIDE, number)
    assert (task.kind, task.due_at) == ("sample.long_evening_first_step", NOON + 4 * HOUR)
    assert state(decide(number, secretary(), at=NOON + HOUR)) == "done"
    assert deeds == []
    (task,) = open_tasks()
    assert (task.role, task.area_id, task.due_at) == ("street_leader", STREET, NOON + 5 * HOUR)
    assert state(decide(number, leader(), at=NOON + 2 * HOUR)) == "done"
    assert deeds == [number]
    assert open_tasks() == []
    assert again(number).closed_as == "approved"
    assert kinds_written(number) == ["asked", "advanced", "approved"]
    assert [(one.step, one.role, one.answer) for one in decisions(number)] == [
        (0, "community_secretary", "approve"),
        (1, "street_leader", "approve"),
    ]


def test_a_rejection_ends_it_with_its_reason(deeds):
    number = asked(clerk())
    assert state(decide(number, secretary(), "reject")) == "done"
    assert (again(number).closed_as, decisions(number)[0].reason) == ("rejected", "情况属实")
    assert (deeds, open_tasks()) == ([], [])
    assert state(decide(number, leader())) == "closed"


def test_a_decision_without_a_reason_is_none():
    with pytest.raises(ValueError, match="at least 1"):
        do("decide", secretary(), request=asked(clerk()), answer="approve", reason=" ")


def test_the_step_of_the_askers_own_role_is_passed_over():
    number = asked(secretary())
    assert (again(number).step, again(number).role) == (1, "street_leader")
    assert [task.role for task in open_tasks()] == ["street_leader"]


def test_who_asked_never_decides():
    asker = leader()
    number = asked(asker)
    assert state(decide(number, asker)) == "own"
    assert state(decide(number, leader())) == "done"


def test_who_decided_a_step_does_not_decide_the_next():
    both = colleague("community_secretary", RIVERSIDE, username="both")
    colleague("street_leader", STREET, username="both")
    person = viewer_of(both, on=NOON.date())
    number = asked(clerk())
    assert state(decide(number, person)) == "done"
    assert state(decide(number, person)) == "decided_before"
    assert state(decide(number, leader())) == "done"


def test_another_community_sees_and_decides_nothing():
    number = asked(clerk())
    assert state(decide(number, secretary(COPPER))) == "not_found"
    with acting(secretary(COPPER)):
        assert not Request.objects.exists()
        assert not Decision.objects.exists()


def test_a_role_over_a_part_of_the_place_is_not_enough():
    number = asked(clerk())
    part = signed_in("community_secretary", GRID)
    assert state(decide(number, part)) == "not_yours"


def test_the_level_above_waits_for_its_turn_until_the_one_below_is_late(deeds):
    number = asked(clerk())
    refused = decide(number, leader(), at=NOON + 3 * HOUR)
    assert state(refused) == "not_yet"
    assert "02-05 16:00" in refused.problem.term.en
    assert state(decide(number, leader(), at=NOON + 4 * HOUR)) == "done"
    assert deeds == [number]
    assert [(one.step, one.role) for one in decisions(number)] == [(1, "street_leader")]


def test_what_is_late_stays_open_and_the_task_goes_up():
    number = asked(clerk())
    escalate(at=NOON + 4 * HOUR)
    (task,) = open_tasks()
    assert (task.role, task.escalated) == ("street_leader", 1)
    with acting(boss := leader()):
        assert [one.subject_id for one in tasks_of(boss)] == [number]
    escalate(at=NOON + timedelta(days=30))
    assert (again(number).closed_as, len(open_tasks())) == ("", 1)
    assert state(decide(number, secretary(), at=NOON + timedelta(days=30))) == "done"


def test_the_last_step_being_late_closes_nothing():
    number = asked(clerk(), kind=STREET_ONLY)
    escalate(at=NOON + timedelta(days=9))
    assert again(number).closed_as == ""
    assert state(decide(number, leader(), at=NOON + timedelta(days=9))) == "done"


def test_taking_it_back():
    asker = clerk()
    number = asked(asker)
    assert state(do("withdraw", clerk(), request=number)) == "not_the_asker"
    assert state(do("withdraw", asker, request=number)) == "done"
    assert state(do("withdraw", asker, request=number)) == "known"
    assert (again(number).closed_as, open_tasks()) == ("withdrawn", [])
    assert state(decide(number, secretary())) == "closed"
    other = asked(asker)
    decide(other, secretary(), "reject")
    assert state(do("withdraw", asker, request=other)) == "closed"


def test_one_request_of_a_kind_waits_for_a_record():
    asker = clerk()
    asked(asker)
    with acting(asker):
        assert asked_already(LONG_EVENING, SHOP, [1, 2]) == {1}
        assert asked_already(STREET_ONLY, SHOP, [1, 2]) == set()
    assert asked(asker, shop=2)
    assert asked(asker, kind=STREET_ONLY)


def test_what_time_has_overtaken_is_closed():
    number, other = asked(clerk()), asked(clerk(), shop=2)
    with acting(system_viewer()):
        overtake([LONG_EVENING], SHOP, [1], by=system_viewer(), at=NOON + HOUR)
    assert (again(number).closed_as, again(other).closed_as) == ("overtaken", "")
    assert [task.subject_id for task in open_tasks()] == [other]
    assert state(decide(number, secretary())) == "closed"


def test_nobody_decides_for_so_large_an_area():
    asker = somebody(DISTRICT, allowed={Permission.REQUEST_ASK})
    with acting(asker), pytest.raises(Refused, match="nobody_above"):
        ask(LONG_EVENING, [NewRequest(DISTRICT, SHOP, 1, "x", {"shop": 1, "hour": 22})], by=asker, at=NOON)


def test_a_request_of_the_street_skips_the_community():
    number = asked(clerk(STREET), area=STREET)
    assert (again(number).step, again(number).place_id) == (1, STREET)


def test_several_in_one_list_fall_alone():
    first, second = asked(clerk()), asked(clerk(), shop=2)
    decide(first, secretary(), "reject")
    boss = secretary()
    assert [state(decide(number, boss)) for number in (first, second)] == ["closed", "done"]


def test_the_journal_names_what_was_decided_and_nobody():
    number = asked(clerk())
    decide(number, secretary())
    decide(number, leader())
    with acting(PLATFORM):
        entry = Entry.objects.get(kind=Kind.APPROVED)
    assert entry.detail == {"kind": "sample.long_evening", "request": number, "subject_type": SHOP, "subject_id": 1}
    assert entry.area_id == GRID


@pytest.mark.parametrize(
    ("language", "waits", "late", "ended"),
    [
        (
            "en",
            "waits for the community secretary since 02-05 12:00",
            "overdue since 02-05 16:00",
            "Rejected 02-05 18:00",
        ),
        ("zh", "待社区书记审批，自 02-05 12:00", "已逾期，时限 02-05 16:00", "未批准 02-05 18:00"),
    ],
)
def test_the_asker_sees_where_it_stands(monkeypatch, language, waits, late, ended):
    asker = clerk()
    number = asked(asker)

    def line(at):
        monkeypatch.setattr("menshen.kernel.base.clock.now", lambda: at)
        with acting(asker), speaking(language):
            return shown().get(pk=number)

    assert line(NOON + HOUR).stands == waits
    assert line(NOON + 5 * HOUR).stands.endswith(late)
    assert line(NOON + 5 * HOUR).state == "overdue"
    decide(number, secretary(), "reject", at=NOON + 6 * HOUR)
    closed = line(NOON + 7 * HOUR)
    assert closed.stands == ended
    assert "情况属实" in closed.answers
