"""The daily sheet: figures, what is silent, what does not add up, what is odd."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from factories.reporting import (
    DAY,
    IN_TIME,
    OPEN,
    TOO_LATE,
    TOTAL,
    at,
    correct,
    feverish,
    hand_in,
    leader_of,
    reports_fall_due,
    sheet,
    sign,
)
from factories.scope import COPPER, GREENHILL, RIVERSIDE, STREET, grid, town
from menshen.domains.quarantine.models import Referral
from menshen.domains.reporting.models import Submission
from menshen.domains.reporting.queries import GROUPS, ITEMS, notes_of
from menshen.domains.reporting.vocabulary import CheckResult, ReportingReason, ReportState
from menshen.kernel.base.terms import Term, speaking
from menshen.kernel.indicators.filling import records
from menshen.kernel.scope.models import Area
from menshen.kernel.scope.viewers import PLATFORM, acting


@pytest.fixture(autouse=True)
def street(db):
    town()
    reports_fall_due()


def said(made):
    return [note.zh for note in notes_of(made)]


def reasons(made):
    return {(flag.figure, flag.reason.code) for flag in made.flags}


# -- figures -----------------------------------------------------------------------------------------------------------


def test_parts_and_total_and_the_day_before():
    feverish(grid(RIVERSIDE), 2)
    feverish(grid(RIVERSIDE, 2))
    feverish(grid(COPPER), found=at(-2))
    made = sheet()
    assert [part.code for part in made.parts] == [RIVERSIDE, COPPER, GREENHILL]
    assert {code: figures[TOTAL] for code, figures in made.part_figures.items()} == {
        RIVERSIDE: 3,
        COPPER: 1,
        GREENHILL: 0,
    }
    assert (made.figures[TOTAL], made.yesterday[TOTAL]) == (4, 1)
    assert made.cutoff_at == at(24)


def test_a_community_has_its_grids_and_a_unit_nothing_below():
    feverish(grid(RIVERSIDE), 2)
    assert {code: known[TOTAL] for code, known in sheet(RIVERSIDE).part_figures.items()} == {
        grid(RIVERSIDE): 2,
        grid(RIVERSIDE, 2): 0,
    }
    assert sheet(RIVERSIDE).states == {RIVERSIDE: ReportState.DUE}
    assert sheet(grid(RIVERSIDE)).parts == []


def test_a_closed_unit_is_left_out():
    Area.objects.filter(code=GREENHILL).update(closed_on=DAY)
    assert [part.code for part in sheet().parts] == [RIVERSIDE, COPPER]


def test_what_came_after_the_cut_off_is_of_the_next_day():
    feverish(grid(RIVERSIDE), found=at(24, 1))
    assert sheet().figures[TOTAL] == 0
    assert sheet(day=DAY + timedelta(days=1)).figures[TOTAL] == 1


def test_above_the_district_another_cut_off_hour_is_in_force():
    feverish(grid(RIVERSIDE), found=at(10))
    feverish(grid(RIVERSIDE), found=at(15))
    assert (sheet().figures[TOTAL], sheet().cutoff_at) == (2, at(24))
    assert (sheet("9901").figures[TOTAL], sheet("9901").cutoff_at) == (1, at(12))
    assert sheet().figures[TOTAL] == 2


def test_a_cell_leads_to_its_records():
    found = feverish(grid(RIVERSIDE), 2)
    feverish(grid(COPPER))
    made = sheet()
    item = next(item for item in ITEMS if item.code == TOTAL)
    with acting(PLATFORM):
        assert set(records(item.indicator, made.span, RIVERSIDE)) == set(found)
        assert records(item.indicator, made.span, STREET).count() == made.figures[TOTAL]


# -- silence is not zero -----------------------------------------------------------------------------------------------


def test_a_zero_of_a_silent_unit_is_unknown_and_so_is_the_total():
    feverish(grid(GREENHILL))
    for code in (RIVERSIDE, COPPER):
        hand_in(code)
    made = sheet(now=TOO_LATE)
    assert [part.code for part in made.silent] == [GREENHILL]
    assert (made.shown(RIVERSIDE, OPEN), made.shown(GREENHILL, OPEN), made.shown(STREET, OPEN)) == (0, 1, 1)
    confirmed = "quarantine.referrals_confirmed"
    assert (made.shown(RIVERSIDE, confirmed), made.shown(GREENHILL, confirmed)) == (0, None)
    assert made.shown(STREET, confirmed) is None
    assert "青山村未报：其零值按未知处理，合计仅含已登记数" in said(made)
    with speaking("en"):
        assert str(notes_of(made)[0]).startswith("青山村 did not report: zeros there are unknown")


def test_until_it_is_due_and_once_it_came_a_zero_is_a_zero():
    assert sheet(now=IN_TIME).shown(GREENHILL, OPEN) == 0
    assert sheet(now=TOO_LATE).shown(GREENHILL, OPEN) is None
    hand_in(GREENHILL, now=TOO_LATE)
    made = sheet(now=TOO_LATE)
    assert made.shown(GREENHILL, OPEN) == 0
    assert made.states[GREENHILL] is ReportState.LATE
    assert [part.code for part in made.silent] == [RIVERSIDE, COPPER]


def test_a_grid_owes_no_report_and_is_not_silent():
    assert sheet(RIVERSIDE, now=TOO_LATE).shown(grid(RIVERSIDE), OPEN) == 0


def test_json_has_what_the_records_give_and_says_who_is_silent():
    feverish(grid(GREENHILL))
    hand_in(RIVERSIDE)
    made = sheet(now=TOO_LATE)
    data = json.loads(json.dumps(made.as_json(), ensure_ascii=False))
    assert data["area"] == STREET
    assert data["cutoff_at"] == "2020-02-06T00:00:00+08:00"
    assert data["values"][OPEN] == 1
    assert data["values"].keys() == data["yesterday"].keys() == {item.code for item in ITEMS}
    assert [(part["name"], part["state"], part["values"][OPEN]) for part in data["parts"]] == [
        ("临江社区", "submitted_zero", 0),
        ("铜都社区", "missing", 0),
        ("青山村", "missing", 1),
    ]
    assert data["missing"] == [COPPER, GREENHILL]
    assert (data["state"], data["version"], data["signed"]) == ("missing", None, False)


# -- sums --------------------------------------------------------------------------------------------------------------


def test_everything_adds_up():
    feverish(grid(RIVERSIDE), 2)
    made = sheet()
    assert {check.decision.verdict for check in made.checks} == {CheckResult.HOLDS}
    kinds = {check.kind for check in made.checks}
    assert {"sum of the parts", "yesterday + new - released - transferred"} < kinds
    assert made.broken == made.flags == []


def test_a_record_that_lies_in_no_unit_breaks_the_sum():
    feverish(grid(RIVERSIDE))
    feverish(STREET)
    made = sheet()
    broken = {check.figure for check in made.broken}
    assert broken == {TOTAL, OPEN}
    assert (TOTAL, ReportingReason.IDENTITY_BROKEN) in reasons(made)
    assert any(note.endswith("：报 2，按分项应为 1") for note in said(made))
    hand_in(STREET)
    with acting(PLATFORM):
        flags = Submission.objects.get(area_id=STREET).flags
    assert {(flag["figure"], flag["code"]) for flag in flags} == reasons(made)
    assert flags[0]["zh"] == "报 2，按分项应为 1"


# -- odd figures -------------------------------------------------------------------------------------------------------


def days_before(*counts, area=RIVERSIDE):
    """What the area handed in on the days before: so many open referrals each day."""
    days = [DAY - timedelta(days=back) for back in range(len(counts), 0, -1)]
    reports_fall_due(*days)
    for day, count in zip(days, counts, strict=True):
        if count is not None:
            found = feverish(grid(area), count, found=at(10, day=day))
            hand_in(area, day=day, now=at(31, day=day))
            with acting(PLATFORM):
                Referral.objects.filter(pk__in=[one.pk for one in found]).update(
                    concluded_at=at(32, day=day), conclusion="excluded"
                )


def test_a_jump_is_asked_about_when_it_is_seen_and_when_it_is_handed_in():
    days_before(2, 1, 2)
    feverish(grid(RIVERSIDE), 9)
    made = sheet(RIVERSIDE)
    assert (OPEN, ReportingReason.JUMPED) in reasons(made)
    assert (TOTAL, ReportingReason.JUMPED) not in reasons(made), "a cumulative figure may rise"
    assert any("9 超过平时 2 的 3 倍" in note for note in said(made))
    hand_in()
    with acting(PLATFORM):
        flags = Submission.objects.get(area_id=RIVERSIDE, due__day=DAY).flags
    assert [flag for flag in flags if flag["figure"] == OPEN] == [
        {
            "figure": OPEN,
            "code": "reporting:reason:jumped",
            "facts": {"value": 9, "factor": "3", "median": "2"},
            "en": "9 is more than 3 times the usual 2",
            "zh": "9 超过平时 2 的 3 倍",
        }
    ]


def test_a_silent_day_is_no_zero_in_the_usual():
    days_before(8, None, 9)
    feverish(grid(RIVERSIDE), 10)
    assert reasons(sheet(RIVERSIDE)) == set()


def test_a_cumulative_figure_that_falls():
    days_before(4)
    with acting(PLATFORM):
        Referral.objects.first().delete()
    assert (TOTAL, ReportingReason.CUMULATIVE_FELL) in reasons(sheet(RIVERSIDE))


def test_only_a_week_is_looked_back_on_and_only_the_newest_version():
    far = DAY - timedelta(days=8)
    reports_fall_due(far)
    feverish(grid(RIVERSIDE), 1, found=at(10, day=far))
    hand_in(day=far, now=at(31, day=far))
    with acting(PLATFORM):
        Referral.objects.update(concluded_at=at(32, day=far), conclusion="excluded")
    feverish(grid(RIVERSIDE), 30)
    assert reasons(sheet(RIVERSIDE)) == set()


def test_a_first_day_has_nothing_to_compare_with():
    feverish(grid(RIVERSIDE), 500)
    assert sheet(RIVERSIDE).flags == []


# -- after it was handed in --------------------------------------------------------------------------------------------


def test_what_changed_since_is_said_and_the_paper_keeps_what_was_handed_in():
    feverish(grid(RIVERSIDE))
    hand_in()
    sign()
    feverish(grid(RIVERSIDE), 2)
    made = sheet(RIVERSIDE, now=TOO_LATE)
    assert (made.figures[TOTAL], made.printed(TOTAL)) == (3, 1)
    assert {flag.figure for flag in made.changed()} == {TOTAL, OPEN}
    assert any(note.endswith("：已上报 1，现有记录为 3") for note in said(made))
    correct(by=leader_of(STREET))
    corrected = sheet(RIVERSIDE, now=TOO_LATE)
    assert (corrected.printed(TOTAL), corrected.changed()) == (3, [])
    assert corrected.as_json()["version"] == 2


def test_a_remark_is_a_note():
    hand_in(note="停电，手工补录")
    assert said(sheet(RIVERSIDE, now=TOO_LATE)) == ["停电，手工补录"]


def test_headings_do_not_repeat_their_group():
    headings = {item.code: group.heading(item) for group in GROUPS for item in group.items}
    assert headings["quarantine.home_quarantine.in_force"] == Term("In force", "在管")
    assert headings["screening.arrivals_total_hubei"].zh == "累计：湖北省"
    assert headings["registry.people"] == Term("People", "人数")
    for term in headings.values():
        assert term.zh
        assert term.en[:1].isupper()
