"""A report's way: due, handed in, signed, locked, corrected."""

from __future__ import annotations

from datetime import timedelta

import pytest

from factories.registry import register, row
from factories.reporting import (
    DAY,
    IN_TIME,
    TOO_LATE,
    TOTAL,
    at,
    chase,
    correct,
    due,
    feverish,
    hand_in,
    leader_of,
    refused,
    reports_fall_due,
    sheet,
    sign,
    tasks,
)
from factories.scope import COPPER, GREENHILL, RIVERSIDE, STREET, grid, signed_in, town
from menshen.domains.reporting.actions import (
    ChaseReport,
    OpenReport,
    chase_report,
    open_report,
)
from menshen.domains.reporting.models import ReportDue, Submission
from menshen.domains.reporting.queries import notes_of, standings
from menshen.domains.reporting.vocabulary import Problem, ReportState
from menshen.kernel.actions.performing import perform
from menshen.kernel.base.problems import CommonProblem
from menshen.kernel.documents.models import Document
from menshen.kernel.scope.models import Area
from menshen.kernel.scope.viewers import PLATFORM, acting, system_viewer
from menshen.kernel.tasks.flow import escalate, tasks_of

UNITS = ["9901", "990101", STREET, RIVERSIDE, COPPER, GREENHILL]


@pytest.fixture(autouse=True)
def street(db):
    town()
    reports_fall_due()


def state(area, *, now=IN_TIME):
    with acting(PLATFORM):
        standing = standings([area], DAY, at=now).get(area)
    return standing.state if standing else None


def versions(area=RIVERSIDE):
    with acting(PLATFORM):
        return list(Submission.objects.filter(due=due(area)).order_by("version").select_related("signed_by"))


# -- due -------------------------------------------------------------------------------------------------------------


OWING = sorted(unit for unit in UNITS if len(unit) >= len("990101"))  # up to the district


def test_every_unit_owes_a_report_with_a_cut_off_and_a_time():
    with acting(PLATFORM):
        assert sorted(ReportDue.objects.values_list("area_id", flat=True)) == OWING
    owed = due(RIVERSIDE)
    assert (owed.cutoff_at, owed.due_at) == (at(24), at(24 + 8))


def test_opening_again_doubles_nothing_and_a_new_unit_is_added():
    Area.objects.create(code="990101001202", level="community", name="新村")
    Area.objects.filter(code=GREENHILL).update(closed_on=DAY)
    reports_fall_due()
    with acting(PLATFORM):
        assert ReportDue.objects.count() == len(OWING) + 1
    reports_fall_due(DAY + timedelta(days=1))
    with acting(PLATFORM):
        assert not ReportDue.objects.filter(area_id=GREENHILL, day__gt=DAY).exists()


def test_the_street_may_ask_a_unit_for_a_report():
    asked = [OpenReport(area=grid(COPPER), day=DAY), OpenReport(area=grid(COPPER), day=DAY)]
    outcomes = perform(open_report, asked, by=leader_of(STREET), at=IN_TIME)
    assert [outcome.state for outcome in outcomes] == ["done", "known"]
    assert state(grid(COPPER)) is ReportState.DUE


def test_asking_many_units_takes_as_many_queries_as_asking_two(django_assert_max_num_queries):
    Area.objects.bulk_create(
        Area(code=f"990101001{number}", level="community", name=f"村{number}") for number in range(300, 400)
    )
    asked = [OpenReport(area=f"990101001{number}", day=DAY) for number in range(300, 400)]
    system = system_viewer()
    with django_assert_max_num_queries(25):
        assert {outcome.state for outcome in perform(open_report, asked, by=system, at=IN_TIME)} == {"done"}


def test_who_owes_has_a_task_until_it_is_in():
    waiting = tasks(kind="reporting.submit_report", area_id=RIVERSIDE)
    assert [(task.role, task.due_at, task.closed_at) for task in waiting] == [("community_clerk", at(32), None)]
    hand_in()
    assert tasks(kind="reporting.submit_report", area_id=RIVERSIDE)[0].closed_at == IN_TIME
    assert tasks(kind="reporting.submit_report", area_id=COPPER)[0].closed_at is None


def test_what_was_handed_in_is_a_task_of_who_signs_until_it_is_signed():
    def waiting():
        found = tasks(kind="reporting.sign_report", area_id=RIVERSIDE, closed_at__isnull=True)
        return [(task.role, task.facts) for task in found]

    assert waiting() == []
    hand_in()
    assert waiting() == [("community_secretary", {"day": DAY.isoformat()})]
    sign()
    assert waiting() == []


def test_the_task_of_a_street_is_its_own_people_s():
    """Who works in a community does not see it, whatever their role."""
    clerk, leader = signed_in("street_clerk", STREET), leader_of(STREET)

    def waits(viewer, area):
        with acting(viewer):
            return list(tasks_of(viewer).filter(area_id=area).values_list("kind", flat=True))

    assert waits(clerk, STREET) == ["reporting.submit_street_report"]
    assert not waits(leader, STREET)
    escalate(at=at(32, 30))
    assert waits(leader, STREET) == ["reporting.submit_street_report"]
    escalate(at=at(33))
    officer = signed_in("district_officer", "990101")
    assert waits(officer, STREET) == ["reporting.submit_street_report"]
    assert waits(officer, "990101") == ["reporting.submit_district_report"]
    chase(STREET, by=officer)
    assert waits(leader, STREET) == ["reporting.answer_street_reminder"]
    hand_in(STREET, now=TOO_LATE)
    assert waits(leader, STREET) == ["reporting.sign_street_report"]


@pytest.mark.parametrize("day", ["0001-01-01", "1999-12-31", "9999-12-31"])
def test_a_day_beyond_reason_is_no_day(day):
    with pytest.raises(ValueError, match="day"):
        OpenReport.model_validate({"area": RIVERSIDE, "day": day})


# -- four states -----------------------------------------------------------------------------------------------------


def test_time_is_left_then_it_is_missing():
    assert state(RIVERSIDE, now=at(32)) is ReportState.DUE
    assert state(RIVERSIDE, now=at(32, 1)) is ReportState.MISSING
    assert state(grid(RIVERSIDE)) is None


def test_a_zero_report_is_a_report():
    assert hand_in().detail == {"version": 1, "nil": True}
    assert state(RIVERSIDE, now=TOO_LATE) is ReportState.SUBMITTED_ZERO
    (version,) = versions()
    assert version.nil
    assert set(version.values.values()) == {0}


def test_values_are_frozen_as_they_stood():
    feverish(grid(RIVERSIDE), 2)
    hand_in(note="两人发热已送医")
    assert state(RIVERSIDE, now=TOO_LATE) is ReportState.SUBMITTED_VALUES
    feverish(grid(RIVERSIDE))
    (version,) = versions()
    assert (version.nil, version.values[TOTAL], version.note) == (False, 2, "两人发热已送医")


def test_registers_alone_make_no_report_of_values():
    register(row("张伟", id_number=""), at=at(9))
    hand_in()
    (version,) = versions()
    assert (version.nil, version.values["registry.people"]) == (True, 1)


def test_what_comes_late_is_late_and_in():
    assert hand_in(now=TOO_LATE).state == "done"
    assert state(RIVERSIDE, now=TOO_LATE) is ReportState.LATE
    assert ReportState.LATE.is_in


def test_late_is_judged_by_the_first_version():
    hand_in()
    correct(now=TOO_LATE)
    assert state(RIVERSIDE, now=TOO_LATE) is ReportState.SUBMITTED_ZERO


def test_a_street_with_a_silent_unit_has_no_zero_report():
    """Nobody knows whether there was nothing in the village."""
    for code in (RIVERSIDE, COPPER):
        hand_in(code)
    assert hand_in(STREET, now=TOO_LATE).detail["nil"] is False
    (version,) = versions(STREET)
    assert version.values[TOTAL] is None
    hand_in(GREENHILL, now=TOO_LATE)
    correct(STREET)
    assert (versions(STREET)[1].nil, versions(STREET)[1].values[TOTAL]) == (True, 0)


def test_a_village_that_is_silent_leaves_no_zero_on_any_level():
    """The street reported, and said that it does not know."""
    for code in (RIVERSIDE, COPPER):
        hand_in(code)
    hand_in(STREET, now=TOO_LATE)
    assert state(STREET, now=TOO_LATE) is ReportState.LATE
    district = sheet("990101", now=TOO_LATE)
    assert (district.shown(STREET, TOTAL), district.shown("990101", TOTAL)) == (None, None)
    assert [unit.code for unit in district.incomplete] == [STREET]
    assert "示范街道所报数据有未知项：其零值按未知处理" in [note.zh for note in notes_of(district)]
    assert hand_in("990101", by=signed_in("street_leader", "990101"), now=TOO_LATE).detail["nil"] is False
    feverish(grid(GREENHILL))
    assert sheet("990101", now=TOO_LATE).shown(STREET, TOTAL) == 1, "what is recorded is known"
    hand_in(GREENHILL, now=TOO_LATE)
    correct(STREET)
    assert sheet("990101", now=TOO_LATE).shown("990101", "quarantine.referrals_confirmed") == 0


def test_a_report_keeps_the_cut_off_it_was_asked_for_with():
    """An hour that comes into force later in the day is for the reports that are opened after it."""
    feverish(grid(RIVERSIDE), found=at(10))
    feverish(grid(RIVERSIDE), found=at(20))
    with acting(PLATFORM):
        ReportDue.objects.filter(area_id=RIVERSIDE).update(cutoff_at=at(18), due_at=at(20))
    assert hand_in(now=at(18)).state == "done"
    (version,) = versions()
    made = sheet(RIVERSIDE)
    assert (version.values[TOTAL], made.figures[TOTAL], made.cutoff_at) == (1, 1, at(18))
    assert made.changed() == []


def test_half_a_minute_late_is_a_minute_late():
    hand_in(now=at(32) + timedelta(seconds=30))
    with acting(PLATFORM):
        reason, _ = standings([RIVERSIDE], DAY, at=TOO_LATE)[RIVERSIDE].decision.reasons
    assert reason.facts == {"minutes": 1}


# -- handing in ------------------------------------------------------------------------------------------------------


def test_not_before_the_cut_off():
    outcome = hand_in(now=at(23, 59))
    assert (outcome.problem.code, outcome.problem.facts) == (Problem.BEFORE_CUT_OFF, {"cut_off": "02-06 00:00"})
    assert hand_in(now=at(24)).state == "done"


def test_once_and_only_what_is_due():
    assert hand_in().state == "done"
    assert refused(hand_in()) == Problem.ALREADY_SUBMITTED
    assert refused(hand_in(day=DAY - timedelta(days=1))) == Problem.NOT_DUE


@pytest.mark.parametrize(
    ("role", "area"), [("grid_worker", grid(RIVERSIDE)), ("community_clerk", COPPER), ("medic", STREET)]
)
def test_others_find_no_such_unit(role, area):
    assert refused(hand_in(by=signed_in(role, area))) == CommonProblem.NOT_FOUND


# -- signing and correcting ------------------------------------------------------------------------------------------


def test_signing_locks_and_numbers_the_paper():
    feverish(grid(RIVERSIDE))
    hand_in()
    secretary = leader_of(RIVERSIDE)
    outcome = sign(by=secretary)
    assert outcome.detail == {"version": 1, "number": "临江社区疫控日报〔2020〕1号"}
    (version,) = versions()
    assert (version.signed_by_id, version.signed_at, version.locked_at) == (secretary.actor_id, IN_TIME, IN_TIME)
    with acting(PLATFORM):
        paper = Document.objects.get()
    assert (paper.number, paper.area_id) == (outcome.detail["number"], RIVERSIDE)
    assert paper.data["reviewed_by"] == secretary.name
    assert sign().state == "known"


def test_nothing_to_sign():
    assert refused(sign()) == Problem.NOT_SUBMITTED
    assert refused(correct()) == Problem.NOT_SUBMITTED


def test_nobody_signs_a_version_that_they_have_not_read():
    hand_in()
    correct(now=IN_TIME)
    outcome = sign(version=1)
    assert (outcome.problem.code, outcome.problem.facts) == (Problem.NEWER_VERSION, {"version": 2})
    assert sign(version=2).detail["version"] == 2


def test_until_it_is_locked_the_unit_corrects_itself():
    hand_in()
    feverish(grid(RIVERSIDE))
    assert refused(correct(reason="")) == Problem.REASON_MISSING
    assert correct().detail == {"version": 2}
    first, second = versions()
    assert (first.values[TOTAL], second.values[TOTAL], second.note) == (0, 1, "补登一人")


def test_a_locked_report_takes_corrections_only_from_the_level_above():
    hand_in()
    sign()
    feverish(grid(RIVERSIDE))
    outcome = correct(by=leader_of(RIVERSIDE))
    assert outcome.problem.code == Problem.LOCKED
    assert len(versions()) == 1
    assert correct(by=signed_in("street_clerk", STREET)).state == "done"
    assert [version.values[TOTAL] for version in versions()] == [0, 1]
    assert [bool(version.locked_at) for version in versions()] == [True, False]
    assert correct(by=leader_of(RIVERSIDE)).problem.code == Problem.LOCKED, "the lock stays"


def test_a_lock_of_the_street_opens_for_the_district_only():
    hand_in(STREET)
    sign(STREET)
    assert refused(correct(STREET, by=leader_of(STREET))) == Problem.LOCKED
    assert correct(STREET, by=signed_in("street_leader", "990101")).state == "done"


def test_the_paper_of_a_correction_withdraws_the_one_before():
    hand_in()
    sign()
    feverish(grid(RIVERSIDE))
    correct(by=leader_of(STREET))
    with acting(PLATFORM):
        assert Document.objects.filter(withdrawn_at__isnull=True).count() == 1
    assert sign(now=TOO_LATE).detail["number"] == "临江社区疫控日报〔2020〕2号"
    with acting(PLATFORM):
        first, second = Document.objects.order_by("serial")
    assert (first.withdrawn_at, second.supersedes_id, second.data["version"]) == (TOO_LATE, first.pk, 2)


def test_many_reports_are_chased_in_as_many_statements_as_one(django_assert_max_num_queries):
    Area.objects.bulk_create(
        Area(code=f"990101001{number}", level="community", name=f"村{number}") for number in range(300, 340)
    )
    reports_fall_due()
    with acting(PLATFORM):
        asked = [ChaseReport(report=number) for number in ReportDue.objects.values_list("pk", flat=True)]
    system = system_viewer()
    with django_assert_max_num_queries(36):
        assert {outcome.state for outcome in perform(chase_report, asked, by=system, at=TOO_LATE)} == {"done"}
