"""The registers: what people's workbooks say comes in, and every ledger can be shown, filtered and searched."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook

from factories.registry import COMMUNITY, GRID, OTHER_GRID, id_number
from factories.screening import (
    DAY,
    EVENING,
    arrive,
    back,
    begin,
    households,
    leave,
    record,
    screener,
    settled_town,
    states,
    tried,
)
from menshen.domains.registry.actions.moving import MoveResident, move_resident
from menshen.domains.registry.models import Residence
from menshen.domains.screening.ledgers import registers as ledgers
from menshen.domains.screening.models import Arrival, Attempt, CampaignHousehold, Departure
from menshen.kernel.actions.performing import perform
from menshen.kernel.base import clock
from menshen.kernel.ledgers.exporting import export
from menshen.kernel.ledgers.importing import run_import
from menshen.kernel.ledgers.table import Question, matching, page_of
from menshen.kernel.scope.models import Area
from menshen.kernel.scope.viewers import acting, system_viewer

pytestmark = pytest.mark.django_db

NINE = DAY + timedelta(hours=9)


@pytest.fixture(autouse=True)
def town():
    settled_town()
    Area.objects.filter(code=GRID).update(name="滨江网格")
    households(4)
    begin()


@pytest.fixture
def bring_in(tmp_path):
    """Write the rows under the headings, with a title above, and import them for the community."""

    def bring(ledger, headings, *rows):
        book = Workbook()
        sheet = book.active
        sheet.append(["临江社区登记表（2020年1月23日）"])
        sheet.append(headings)
        for row in rows:
            sheet.append(row)
        path = tmp_path / f"{ledger.code}.xlsx"
        book.save(path)
        return run_import(ledger, path, area=COMMUNITY, by=screener(), at=EVENING)

    return bring


def counted(report) -> tuple[int, int, int]:
    return report.accepted, report.known, report.refused


def test_one_register_of_calls_visits_and_notices(bring_in):
    headings = ["序号", "网格", "户编号", "户主姓名", "住址", "排查方式", "排查时间", "排查结果", "家庭情况", "排查人"]
    rows = [
        [1, "滨江网格", "001", "住户1", "滨江花园3栋101", "电话", 43853.3785, "已接通", "全家在家", "李明"],
        [2, "滨江网格", "002", "住户2", "滨江花园3栋102", "电话", "2020.1.23 9：10", "关机", "", "李明"],
        [3, "滨江网格", "002", "住户2", "滨江花园3栋102", "入户", "2020年1月23日14时20分", "无人在家", None, "王芳"],
        [4, "滨江网格", "002", "住户2", "滨江花园3栋102", "张贴温馨提示", "2020-01-23 14:22", "已张贴", "", "王芳"],
        [5, "滨江网格", "999", "查无此人", "无名小区99栋9", "电话", "2020-01-23 9:30", "已接通", "", "李明"],
        [6, "滨江网格", "003", "住户3", "滨江花园3栋103", "电话", "2020-01-23 9:30", "不知所云", "", "李明"],
    ]
    assert counted(bring_in(ledgers.ATTEMPTS, headings, *rows)) == (4, 0, 2)
    assert counted(bring_in(ledgers.ATTEMPTS, headings, *rows[:4])) == (0, 4, 0)
    with acting(system_viewer()):
        states = CampaignHousehold.objects.order_by("household__number").values_list("state", "next_step")
        assert list(states) == [
            ("settled_by_phone", "done"), ("not_reached", "wait"), ("not_reached", "phone"), ("not_reached", "phone"),
        ]  # fmt: skip
        reached = Attempt.objects.get(channel="phone", outcome="reached")
        assert (reached.made_by, reached.note) == ("李明", "全家在家")


def test_a_register_of_calls_with_the_address_in_parts(bring_in):
    headings = ["编号", "户主", "居住小区", "楼号", "单元号", "房号", "排查方式", "拨打时间", "接听情况", "电话排查员"]
    row = [1, "住户3", "滨江花园", "3栋", "", 103, "电话", "2020-01-23 10:00", "空号", "李明"]
    assert counted(bring_in(ledgers.ATTEMPTS, headings, row)) == (1, 0, 0)
    with acting(system_viewer()):
        assert CampaignHousehold.objects.get(household__number="003").next_step == "door"


ARRIVAL_HEADINGS = [
    "編號", "返回人員姓名", "公民身份號碼", "手機號碼", "責任區", "居住地址", "從何地返回", "離開時間", "抵達時間",
    "乘坐交通工具", "班次（車牌號）", "座位號", "同行人員", "到家體溫", "有無症狀", "人員類別", "排查時間",
]  # fmt: skip


def test_arrivals_as_a_community_writes_them(bring_in):
    def line(name, number="", door="101", **told):
        """A row of the register; what is not told is left empty."""
        home = {"責任區": "滨江网格", "居住地址": f"滨江花园3栋{door}"}
        cells = {"返回人員姓名": name, "公民身份號碼": number, **home, **told}
        return [cells.get(heading, "") for heading in ARRIVAL_HEADINGS]

    rows = [
        line(
            "住户1", 從何地返回="湖北省武汉市", 離開時間="2020.1.22", 抵達時間="2020/1/22 18:30",
            乘坐交通工具="高铁", 座位號="05车03A", 同行人員="无", 到家體溫="36.5℃", 有無症狀="无",
            人員類別="务工", 排查時間="2020-01-22 19:00",
        ),
        line(
            "陈新来", id_number(7), "102", 從何地返回="示范省云岭市", 離開時間=43852, 抵達時間="2020-01-22 9:00",
            乘坐交通工具="自驾", 座位號="/", 到家體溫="x", 有無症狀="咳嗽、发热", 人員類別="大学生",
            排查時間="2020-01-22 12:30",
        ),
        line("住户3", door="103", 從何地返回="____", 離開時間="不详", 抵達時間="2020-01-22 9:00"),
        line("某某某", door="104", 從何地返回="湖北省武汉市"),
        line("住户4", door="104", 從何地返回="鄂A12345", 抵達時間="2020-01-22 9:00"),
    ]  # fmt: skip
    report = bring_in(ledgers.ARRIVALS, ARRIVAL_HEADINGS, *rows)
    assert counted(report) == (3, 0, 2)
    assert [(refusal.row, refusal.code) for refusal in report.refusals] == [
        (6, "ledgers:cell:required_unknown"),
        (7, "screening:arrival:place_is_a_plate"),
    ]
    assert counted(bring_in(ledgers.ARRIVALS, ARRIVAL_HEADINGS, *rows)) == (0, 3, 2)
    with acting(system_viewer()):
        one, two, three = Arrival.objects.order_by("person__name").select_related("person")
        assert [arrival.person.name for arrival in (one, two, three)] == ["住户1", "住户3", "陈新来"]
    assert (one.transport, one.identity_group, one.symptoms, str(one.temperature)) == ("train", "worker", [], "36.5")
    assert (two.origin, two.place_code, two.known_at, two.symptoms) == ("", "", None, None)
    assert (three.temperature, three.symptoms, three.identity_group) == (None, ["cough", "fever"], "student")
    assert (three.left_on, three.transport, three.seat) == (date(2020, 1, 22), "own_car", "")


def test_departures_as_a_community_writes_them(bring_in):
    headings = ["序号", "网格", "姓名", "身份证号", "现住址", "去向", "外出日期", "外出事由", "预计返回日期"]
    rows = [
        [1, "滨江网格", "住户1", "", "滨江花园3栋101", "浙江省杭州市", "2019-12-01", "务工", "2020.2.10"],
        [2, "滨江网格", "住户2", "", "滨江花园3栋102", "上海", "2020年1月3日", "求学", "x"],
        [3, "滨江网格", "无此人", "", "滨江花园3栋102", "上海", "2020年1月3日", "求学", ""],
    ]
    assert counted(bring_in(ledgers.DEPARTURES, headings, *rows)) == (2, 0, 1)
    assert counted(bring_in(ledgers.DEPARTURES, headings, *rows)) == (0, 2, 1)
    with acting(system_viewer()):
        expected = Departure.objects.order_by("left_on").values_list("expected_back_on", "reason")
        assert list(expected) == [(date(2020, 2, 10), "work"), (None, "study")]


@pytest.mark.parametrize("ledger", ledgers.LEDGERS, ids=lambda ledger: ledger.code)
def test_every_ledger_is_shown_page_by_page_in_a_few_queries(ledger):
    record(tried(1, "phone", "reached", NINE), tried(2, "door", "nobody_home", NINE))
    leave("住户2", address="滨江花园3栋102")
    arrive(back("住户1"), back("住户3", address="滨江花园3栋103", known_at=NINE + timedelta(hours=6)))
    viewer = screener()
    with acting(viewer), CaptureQueriesContext(connection) as asked:
        page = page_of(ledger, viewer, Question(area=COMMUNITY))
    assert page.count == len(page.rows) > 0
    assert len(asked) <= 6
    with acting(viewer):
        for column in ledger.shown:
            if column.sort:
                assert matching(ledger, viewer, Question(sort=f"-{column.code}")).exists()
        assert page_of(ledger, viewer, Question(area=COMMUNITY[:11] + "9")).count == 0
        page_of(ledger, viewer, Question(search="住户1"))


def test_a_register_by_origin_closes_when_its_list_lapses(monkeypatch):
    arrive(back("住户1"), back("住户2", address="滨江花园3栋102", origin="浙江省杭州市"))
    codes = [column.code for column in ledgers.ARRIVALS.shown]
    columns = [codes.index(code) for code in ("origin", "origin_class", "risk_level")]
    viewer = screener()

    def shown(on: date, **asked) -> list[list[str]]:
        monkeypatch.setattr(clock, "today", lambda: on)
        with acting(viewer):
            rows = page_of(ledgers.ARRIVALS, viewer, Question(**asked)).rows
        return [[row[column] for column in columns] for row in rows]

    last_day, lapsed = date(2020, 4, 7), date(2020, 4, 8)
    assert shown(last_day) == [["湖北省武汉市", "湖北省", "重点疫区"], ["", "", ""]]  # Hangzhou was never listed
    assert len(shown(last_day, search="湖北省")) == len(shown(last_day, filters={"origin_class": "hubei"})) == 1
    assert shown(lapsed) == [["", "", ""], ["", "", ""]]
    assert shown(lapsed, search="湖北省") == shown(lapsed, filters={"origin_class": "hubei"}) == []
    with acting(system_viewer()):
        assert Arrival.objects.filter(origin_class="hubei").count() == 1  # the figures count on


def test_names_and_numbers_are_masked_for_who_may_not_see_them():
    arrive(back("陈新来", id_number=id_number(7)))
    auditor = screener(without={"registry:person:read"}, name="auditor")
    with acting(auditor):
        (row,) = page_of(ledgers.ARRIVALS, auditor, Question()).rows
    shown = dict(zip([column.code for column in ledgers.ARRIVALS.shown], row, strict=True))
    assert (shown["name"], shown["id_number"][4:14]) == ("陈*", "*" * 10)


def test_the_list_of_households_not_reached_is_a_filter():
    record(tried(1, "phone", "reached", NINE), tried(2, "phone", "no_answer", NINE))
    viewer = screener()
    with acting(viewer):
        waiting = page_of(ledgers.HOUSEHOLDS, viewer, Question(filters={"state": "not_reached"}))
        codes = [column.code for column in ledgers.HOUSEHOLDS.shown]
        numbers = [row[codes.index("household_number")] for row in waiting.rows]
        tries = [row[codes.index("tries")] for row in waiting.rows]
    assert numbers == ["002", "003", "004"]
    assert tries == [1, "", ""]


def move_to_other_grid(name: str) -> None:
    """The community moves somebody from the first grid to the second."""
    with acting(system_viewer()):
        stay = Residence.objects.get(person__name=name)
    command = MoveResident(residence=stay.pk, moved_on=DAY.date(), area=OTHER_GRID, address="临江苑1栋101")
    assert states(perform(move_resident, [command], by=screener(), at=EVENING)) == ["done"]


def test_who_moved_stays_in_the_register_of_the_old_grid_without_name_and_number(tmp_path):
    arrive(back("住户1"))
    leave("住户2", address="滨江花园3栋102")
    for name in ("住户1", "住户2"):
        move_to_other_grid(name)
    mine = screener(GRID, name="grid worker")
    for ledger in (ledgers.ARRIVALS, ledgers.DEPARTURES, ledgers.NOT_RETURNED, ledgers.RETURNED):
        path = tmp_path / f"{ledger.code}.xlsx"
        with acting(mine):
            page = page_of(ledger, mine, Question())
            assert (page.count, export(ledger, mine, Question(), path)) == (1, 1)
            assert page_of(ledger, mine, Question(search="住户")).rows == []
        (row,) = page.rows
        shown = dict(zip([column.code for column in ledger.shown], row, strict=True))
        assert (shown["name"], shown["id_number"], shown["gender"]) == ("—（现居其他辖区）", "", "")
        assert shown["household_number"] in ("001", "002")
    assert screener_sees(ledgers.ARRIVALS) == "住户1"


def screener_sees(ledger) -> str:
    """The name in the only row, for the whole community."""
    with acting(screener()):
        (row,) = page_of(ledger, screener(), Question()).rows
    return row[0]


def test_a_register_that_went_out_with_somebody_out_of_sight_brings_nobody_new_in(bring_in):
    headings = ["姓名", "网格", "住址", "来源地", "离开日期", "到家时间"]
    row = ["—（现居其他辖区）", "滨江网格", "滨江花园3栋101", "湖北省武汉市", "2020-01-22", "2020-01-22 18:30"]
    assert counted(bring_in(ledgers.ARRIVALS, headings, row)) == (0, 0, 1)
