"""A fortnight of an office in a real browser, once in each language: from a roster to the work report.

Everything is clicked, typed and sent as Excel by the people whose work it is. The terminal only founds the office, and
the clock is moved from one day of the journey to the next.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import docx
import pytest

from browsing import chromium
from journeys.colleagues import text_of
from journeys.office import Office, found_office
from menshen.kernel.base import clock
from menshen.kernel.base.terms import Term
from menshen.kernel.ledgers.workbook_out import write_sheet

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from journeys.colleagues import Colleague

pytestmark = [pytest.mark.slow, pytest.mark.browser]

FOUNDED = datetime.fromisoformat("2020-01-20T08:00+08:00")
HOME, LAST = date(2020, 1, 28), date(2020, 2, 10)  # the first and the last day under the order
REPORTED = date(2020, 2, 11)
CAMPAIGN = "春节返乡人员大排查"
RETURNED = ("赵晓", "钱玥")
ROSTER = (
    ("锦江花园", "赵晓", "男", "10099990001", "101"),
    ("锦江花园", "钱玥", "女", "10099990002", "101"),
    ("锦江花园", "孙喆", "男", "10099990003", "102"),
    ("锦江花园", "李镕", "女", "10099990004", "201"),
    ("江畔人家", "周堃", "男", "10099990005", "301"),
)
SESSIONS = ("早", "晚")
CHECKS = (14 * len(SESSIONS) - 1) * len(RETURNED)  # they came home on the first afternoon
ENTERED = {
    "registry.households": 4,
    "registry.people": 5,
    "screening.households_total": 4,
    "screening.settled_by_phone": 1,
    "screening.settled_at_door": 0,
    "screening.not_reached": 3,
    "screening.calls": 2,
    "screening.arrivals_total": 2,
    "screening.known_within_limit": 2,
    "quarantine.home_quarantine.total": 2,
    "quarantine.home_quarantine.in_force": 0,
    "quarantine.home_quarantine.released_total": 2,
    "quarantine.start_notices": 2,
    "quarantine.release_notices": 2,
    "quarantine.checks_recorded": CHECKS,
    "reporting.reports_zero": 1,
}
NONE_OF_THESE = ["-"]
SUBMIT = Term("Submit", "上报")


@pytest.fixture(params=["zh", "en"])
def office(committed_db: None, request, monkeypatch, tmp_path) -> Iterator[Office]:
    monkeypatch.setattr(clock, "_shift", FOUNDED - datetime.now(UTC))
    found_office(tmp_path)
    with chromium() as browser:
        office = Office(browser, tmp_path, request.param)
        yield office
        office.close()


def test_from_the_roster_to_the_work_report(office, tmp_path):
    with office.open_at("2020-01-28T15:00"):
        bring_in_the_roster(office.person("clerk"), tmp_path)
        start_the_campaign(office.person("secretary"))
        call_the_households(office.person("grid"))
        register_who_came_back(office.person("grid"))
        confirm_the_orders(office.person("secretary"))
        check_health(office.person("grid"), RETURNED[0])
    with office.open_at("2020-02-04T18:00"):
        send_checks(office.person("clerk"), tmp_path, until=date(2020, 2, 4))
        follow_the_order(office.person("secretary"))
    with office.open_at("2020-02-10T17:30"):
        send_checks(office.person("clerk"), tmp_path, until=LAST)
        check_health(office.person("grid"), RETURNED[0])
        approve_the_releases(office.person("secretary"))
    with office.open_at("2020-02-11T09:00"):
        read_the_release_notice(office.person("secretary"))
    with office.open_at("2020-02-12T10:30"):
        hand_in(office.person("clerk"))
        sign(office.person("secretary"))
        chase_who_is_late(office.person("leader"))
        answer_the_reminder(office.person("secretary2"))
        for username in ("leader", "officer"):
            hand_in(office.person(username))
            sign(office.person(username))
        take_the_work_report(office.person("leader"))


def bring_in_the_roster(clerk: Colleague, folder: Path) -> None:
    path = folder / "居民登记表.xlsx"
    headings = ["网格", "姓名", "性别", "电话", "小区", "楼栋", "单元", "门牌"]
    write_sheet(path, "登记表", headings, [[*row[:4], row[0], "1栋", "1单元", row[4]] for row in ROSTER])
    clerk.imports("registry.residents", path, picture="import")


def start_the_campaign(secretary: Colleague) -> None:
    secretary.opens_ledger("screening.campaigns")
    secretary.does("screening.start_campaign", title=CAMPAIGN)


def call_the_households(grid: Colleague) -> None:
    """One answers, one does not; the rest has to wait."""
    for door, outcome in (("102", "reached"), ("201", "no_answer")):
        grid.opens_row(of="screening.households", with_text=door)
        grid.does("screening.record_attempt", channel="phone", outcome=outcome)
    grid.opens_ledger("screening.households")
    grid.keeps_picture("households")


def register_who_came_back(grid: Colleague) -> None:
    for name in RETURNED:
        grid.opens_ledger("screening.arrivals")
        grid.does(
            "screening.register_arrival", name=name, address="锦江花园1栋1单元101", origin="广东省深圳市",
            left_on="2020-01-27", arrived_home_at="2020-01-28T14:10", transport="train", temperature="36.5",
            symptoms=NONE_OF_THESE,
        )  # fmt: skip
    grid.opens_row(of="quarantine.proposals", with_text=RETURNED[0])
    seen = {"own_room": "yes", "own_toilet": "yes", "aired": "yes", "shared_air": "no", "vulnerable": "no"}
    grid.does("quarantine.survey_home", **seen)


def confirm_the_orders(secretary: Colleague) -> None:
    secretary.opens_row(of="screening.campaigns", with_text=CAMPAIGN)
    secretary.keeps_picture("campaign", of="main table.ledger")
    secretary.goes_home()
    secretary.chooses(secretary.named("tasks", "quarantine.confirm_orders"))
    secretary.sends(managed_by="临江社区卫生服务站")
    secretary.opens_ledger("quarantine.orders")
    assert secretary.page.locator("main table.ledger tbody tr").count() == len(RETURNED)


def check_health(grid: Colleague, name: str) -> None:
    grid.opens_row(of="quarantine.under_order", with_text=name)
    grid.does("quarantine.record_health_check", temperature="36.6", symptoms=NONE_OF_THESE)


def send_checks(clerk: Colleague, folder: Path, *, until: date) -> None:
    """The temperature sheet of all days so far. What is on it for the second time is known, and stays as it was."""
    path = folder / "体温登记表.xlsx"
    days = [HOME + timedelta(days=number) for number in range((until - HOME).days + 1)]
    rows = [
        [day, name, door, session, 36.6, "无"]
        for day in days
        for session in SESSIONS
        for _, name, _, _, door in ROSTER
        if name in RETURNED and (day, session) != (HOME, SESSIONS[0])
    ]
    write_sheet(path, "体温", ["日期", "姓名", "门牌", "时段", "体温", "症状"], rows)
    clerk.imports("quarantine.health_checks", path)


def follow_the_order(secretary: Colleague) -> None:
    secretary.opens_row(of="quarantine.orders", with_text=RETURNED[0])
    secretary.keeps_picture("order", of="main table.ledger")


def approve_the_releases(secretary: Colleague) -> None:
    secretary.goes_home()
    secretary.chooses(secretary.named("tasks", "quarantine.approve_release"))
    secretary.sends()


def read_the_release_notice(secretary: Colleague) -> None:
    secretary.opens_row(of="quarantine.orders", with_text=RETURNED[0])
    secretary.keeps_picture("released", of="main ul.todo")
    notice = secretary.reads_paper(secretary.named("documents", "quarantine.release_notice"))
    assert RETURNED[0] in text_of(notice)


def hand_in(whose: Colleague) -> None:
    open_the_sheet(whose)
    whose.chooses(whose.words(SUBMIT))
    whose.sends()


def sign(leader: Colleague) -> None:
    open_the_sheet(leader)
    leader.chooses(leader.words(Term("Sign and lock", "审核签字")))
    leader.sends()
    open_the_sheet(leader)
    assert leader.words(Term("signed by", "已审核签字")) in leader.page.inner_text("main")


def open_the_sheet(whose: Colleague) -> None:
    """Yesterday's."""
    whose.opens(whose.words(Term("Daily report", "日报")))
    whose.chooses(whose.words(Term("Day before", "前一天")))


def chase_who_is_late(leader: Colleague) -> None:
    """One community has handed in and signed, the other has not."""
    open_the_sheet(leader)
    leader.keeps_picture("chase", of="#chase-title")
    leader.chooses_among("chase-title", leader.words(Term("Tongdu Community", "铜都社区")))
    leader.sends()


def answer_the_reminder(secretary: Colleague) -> None:
    """Nobody came, nobody is ill: that is a report too."""
    asked = f"The level above asks for the report of {REPORTED}", f"上级催报：{REPORTED} 日报"
    secretary.chooses(secretary.words(Term(*asked)))
    secretary.chooses(secretary.words(SUBMIT))
    secretary.sends()
    sign(secretary)


def take_the_work_report(leader: Colleague) -> None:
    """In Word and on paper: each figure is what was entered."""
    leader.opens(leader.words(Term("Work report", "工作情况报告")))
    leader.page.fill("[name=from]", HOME.isoformat())
    leader.page.fill("[name=to]", REPORTED.isoformat())
    leader.page.click("main form .btn-primary")
    leader.page.wait_for_url(f"**from={HOME}&to={REPORTED}*")
    leader.keeps_picture("work-report")
    figures = figures_in(leader.takes_away(leader.words(Term("Word in English", "Word 文档"))))
    paper = text_of(leader.takes_away("PDF").read_bytes())
    for code, value in ENTERED.items():
        assert figures[code] == str(value), code
        assert f"{value}{code}示范街道" in paper, code


def figures_in(word: Path) -> dict[str, str]:
    """What the list of sources at the end of a work report says of each indicator at the end, of the unit itself."""
    (sources,) = docx.Document(str(word)).tables
    rows = [[cell.text for cell in row.cells] for row in sources.rows[1:]]
    unit = rows[0][3]
    return {code: value for _, value, code, area, days, *_ in rows if area == unit and days.endswith(f"{REPORTED}")}
