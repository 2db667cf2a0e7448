"""The work report: its figures, what follows from what is not done, where each figure comes from."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta

import docx
import pytest

from factories.reporting import (
    DAY,
    IN_TIME,
    OPEN,
    TOO_LATE,
    TOTAL,
    at,
    feverish,
    hand_in,
    leader_of,
    reports_fall_due,
    sheet,
)
from factories.scope import COPPER, GREENHILL, RIVERSIDE, STREET, grid, signed_in, town
from factories.screening import COMMUNITY, EVENING, GRID, TODAY, begin, households, record, settled_town, tried
from menshen.domains.registry.models import Person
from menshen.domains.reporting.actions import IssueWorkReport, issue_work_report
from menshen.domains.reporting.documents import WORK_REPORT, work_report_docx, work_report_draft
from menshen.domains.reporting.queries import check_period, work_sheet
from menshen.domains.reporting.vocabulary import Problem, When
from menshen.kernel.actions.performing import perform
from menshen.kernel.base.problems import Refused
from menshen.kernel.documents.models import Document
from menshen.kernel.journal.models import Entry
from menshen.kernel.scope.models import Area
from menshen.kernel.scope.viewers import acting, system_viewer
from menshen.kernel.tasks.models import Task

BEFORE = DAY - timedelta(days=1)


def work(area=STREET, *, first=DAY, last=DAY, now=TOO_LATE):
    return work_sheet(Area.objects.get(code=area), first, last, at=now)


def said(sheet):
    """The paragraphs by their codes, in Chinese."""
    return {one.code: one.text.zh for one in sheet.report.sentences}


def used(sheet, code):
    """The values of a figure in the list of sources, by time and area."""
    return {(one.use.when, one.area.code): one.use.value for one in sheet.sources if one.use.code == code}


@pytest.fixture
def street(db):
    town()
    reports_fall_due()


# -- figures -----------------------------------------------------------------------------------------------------------


def test_what_nobody_reported_stays_unknown_and_says_so(street):
    made = work()
    texts = said(made)
    assert texts["arrivals"] == "来返人员累计数未报，不作零计。"
    assert "不作零计" in texts["unknown"]
    assert used(made, "screening.arrivals_total")[When.END, STREET] is None
    for code in (RIVERSIDE, COPPER, GREENHILL, STREET):
        hand_in(code, now=TOO_LATE)
    texts = said(work())
    assert "unknown" not in texts
    assert texts["arrivals"] == "没有登记在册的来返人员。"


def test_a_figure_is_compared_with_the_day_before_the_period(street):
    feverish(grid(RIVERSIDE), found=at(10, day=BEFORE))
    feverish(grid(COPPER), 2)
    made = work()
    assert said(made)["referrals"].startswith("本期转诊2人，尚无结论3人")
    assert used(made, TOTAL) == {(When.END, STREET): 3, (When.START, STREET): 1, (When.GROWN, STREET): 2}
    assert said(work(first=BEFORE))["referrals"].startswith("本期转诊3人")


def test_the_report_of_a_day_is_made_from_the_figures_at_its_cut_off(street):
    feverish(grid(RIVERSIDE), found=at(10))
    feverish(grid(RIVERSIDE), 2, found=at(15))
    feverish(grid(RIVERSIDE), 4, found=at(24, 1))
    made = work()
    assert said(made)["referrals"].startswith("本期转诊3人")
    assert made.cutoff_at == at(24)
    assert "统计截止2020年2月6日00:00，登记截至2020年2月6日09:00" in opening(made)
    above = work("9901")
    assert (used(above, TOTAL)[When.END, "9901"], above.cutoff_at) == (1, at(12)), "another cut-off is in force there"


def opening(made):
    paper = work_report_draft(made, at=made.at)
    return next(
        one.text for one in docx.Document(io.BytesIO(work_report_docx(paper))).paragraphs if "报告如下" in one.text
    )


def test_every_figure_in_a_sentence_is_in_the_list_of_sources(street):
    feverish(grid(RIVERSIDE), 3)
    hand_in(RIVERSIDE)
    hand_in(COPPER, now=TOO_LATE)
    made = work()
    listed = {(one.use.code, one.use.value, one.use.when, one.use.area) for one in made.sources}
    assert len(listed) == len(made.sources)
    for one in made.report.sentences:
        assert {(use.code, use.value, use.when, use.area) for use in one.uses} <= listed
        values = {abs(use.value) for use in one.uses if use.value is not None}
        places = {1, 2, 3}  # units that are counted
        text = re.sub(r"\d+月\d+日|两小时|尚?未报，不作零计", "", one.text.zh)
        if one.code != "unknown":
            assert {int(word) for word in re.findall(r"\d+", text)} <= values | places, one.text.zh
    for one in made.sources:
        assert one.title.zh
        assert one.title.en
        assert one.filled_at <= TOO_LATE


def test_the_records_behind_a_figure_are_those_of_the_daily_sheet(street):
    feverish(grid(RIVERSIDE), 3)
    made = work()
    assert made.facts.now[OPEN] == sheet(now=TOO_LATE).shown(STREET, OPEN) == 3


# -- what is not done --------------------------------------------------------------------------------------------------


def test_reports_late_and_missing_are_named_by_unit_and_role(street):
    hand_in(RIVERSIDE)
    hand_in(COPPER, now=TOO_LATE)
    made = work()
    texts = said(made)
    assert texts["reports"].startswith("应报日报")
    assert "按时1份、迟报1份" in texts["reports"]
    assert "青山村1份（社区信息员）" in texts["reports_missing_step"]
    assert "示范街道1份（街道数据员）" in texts["reports_missing_step"]
    assert texts["reports_late_step"] == "由括号内岗位负责：铜都社区1份（社区信息员）。"
    assert used(made, "reporting.reports_missing")[When.SUM, GREENHILL] == 1


def test_grids_with_households_not_reached(db):
    settled_town()
    households(3)
    begin()
    made = work(COMMUNITY, first=TODAY, last=TODAY, now=EVENING)
    texts = said(made)
    assert texts["coverage"] == "应排查3户，已排查0户，占0.0%，尚有3户未联系上。"
    assert texts["not_reached"] == "1个网格尚有3户未联系上。"
    assert re.fullmatch(r"由括号内岗位负责：.+3户（网格员）。", texts["not_reached_step"])
    assert used(made, "screening.not_reached")[When.END, GRID] == 3
    record(*(tried(number, "phone", "reached", EVENING) for number in (1, 2, 3)), at=EVENING)
    texts = said(work(COMMUNITY, first=TODAY, last=TODAY, now=EVENING))
    assert texts["coverage"] == "应排查3户，已全部排查完毕。其中电话排查3户。"
    assert "not_reached" not in texts


def test_overdue_tasks_name_the_role_and_never_what_they_are_about(street):
    for number, role in enumerate(("grid_worker", "grid_worker", "medic")):
        with acting(system_viewer()):
            Task.objects.create(
                kind="quarantine.follow_referral", area_id=grid(RIVERSIDE), role=role, subject_type="x.y",
                subject_id=number + 1, opened_at=at(8), due_at=at(9),
            )  # fmt: skip
    made = work()
    assert said(made)["overdue"] == "1个单位有3项任务逾期未办结。"
    assert "2项（网格员）" in said(made)["overdue_step"]
    assert "1项（社区医生）" in said(made)["overdue_step"]
    assert "overdue" not in said(work(now=at(8, 30))), "their time has not run out"


def test_a_report_that_differs_from_the_records_is_to_be_corrected(street):
    hand_in(RIVERSIDE)
    assert "figures_changed" not in said(work(RIVERSIDE))
    feverish(grid(RIVERSIDE))
    texts = said(work(RIVERSIDE))
    assert texts["figures_changed"].startswith("1个单位期末日报有")
    assert "（社区书记）" in texts["figures_changed_step"]


# -- issuing -----------------------------------------------------------------------------------------------------------


def ask(area=STREET, *, first=BEFORE, last=DAY, by=None, now=TOO_LATE):
    asked = IssueWorkReport(area=area, first_on=first, last_on=last)
    return perform(issue_work_report, [asked], by=by or leader_of(area), at=now)[0]


def test_an_issued_report_is_numbered_and_kept_with_its_figures(street):
    feverish(grid(RIVERSIDE), 2)
    done = ask()
    assert done.problem is None
    assert done.detail == {"number": "示范街道疫控报〔2020〕1号"}
    with acting(system_viewer()):
        paper = Document.objects.get(pk=done.subject_id)
        assert Entry.objects.filter(kind="reporting:work_report:issued", subject_id=paper.pk).count() == 1
    WORK_REPORT.check(paper.data)
    before = dict(paper.data)
    feverish(grid(RIVERSIDE), 5)
    with acting(system_viewer()):
        assert Document.objects.get(pk=paper.pk).data == before
    assert paper.data["figures"][OPEN] == {
        "now": 2,
        "before": 0,
        "title": {"en": "Referrals without a conclusion", "zh": "转诊尚无结论"},
    }
    assert ask().detail["number"] == "示范街道疫控报〔2020〕2号"


def test_only_who_may_issue_there(street):
    assert ask(by=signed_in("district_inspector", "990101")).problem.status == 404
    assert ask(by=leader_of(RIVERSIDE)).problem.status == 404
    assert ask(RIVERSIDE).problem is None


@pytest.mark.parametrize(
    ("first", "last", "problem"),
    [
        (DAY, BEFORE, Problem.PERIOD_TURNED_ROUND),
        (DAY, DAY + timedelta(days=2), Problem.PERIOD_AHEAD),
        (date(2018, 1, 1), DAY, Problem.PERIOD_TOO_LONG),
    ],
)
def test_periods_that_cannot_be_reported(street, first, last, problem):
    with pytest.raises(Refused) as refused:
        check_period(first, last, at=TOO_LATE)
    assert refused.value.code == problem
    assert ask(first=first, last=last).problem.code == problem


def test_nobody_is_named(street):
    feverish(grid(RIVERSIDE), 3)
    done = ask()
    with acting(system_viewer()):
        kept = str(Document.objects.get(pk=done.subject_id).data)
        names = set(Person.objects.values_list("name", flat=True))
    assert names
    assert not [name for name in names if name in kept]


def test_a_second_look_costs_little(street, django_assert_max_num_queries):
    feverish(grid(RIVERSIDE), 3)
    work(first=BEFORE)
    with django_assert_max_num_queries(80):
        work(first=BEFORE)


def test_a_period_that_ends_today_says_until_when(street):
    made = work(last=DAY, now=IN_TIME)
    assert made.at == IN_TIME
    assert made.facts.checked_on == DAY
    assert work(last=DAY, now=at(20)).facts.checked_on == BEFORE, "today's checks still have time"
