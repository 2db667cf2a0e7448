"""The ledgers of clues, plans, letters and purchases: shown in a few queries, told by workbooks, masked."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook

from factories.clues import bring_in, do, line, open_list
from factories.plans import act, certify, expected, leaving, medicine_rule, trip
from factories.registry import COMMUNITY, GRID, id_number, phone
from factories.screening import DAY, EVENING, TODAY, households, screener, settled_town
from menshen.domains.screening.ledgers import clues, plans
from menshen.domains.screening.models import Clue, Intention, Letter, OutgoingWorker, Purchase
from menshen.kernel.base.modules import find
from menshen.kernel.ledgers.importing import run_import
from menshen.kernel.ledgers.table import Question, matching, page_of
from menshen.kernel.scope.models import Area
from menshen.kernel.scope.viewers import acting, system_viewer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def town():
    settled_town()
    Area.objects.filter(code=GRID).update(name="滨江网格")
    households(4)


@pytest.fixture
def read(tmp_path):
    """Import the rows under the headings for the community."""

    def bring(code, headings, *rows):
        book = Workbook()
        book.active.append(headings)
        for row in rows:
            book.active.append(row)
        book.save(tmp_path / "sheet.xlsx")
        ledger = find("ledgers", f"screening.{code}")
        report = run_import(ledger, tmp_path / "sheet.xlsx", area=COMMUNITY, by=screener(), at=EVENING)
        return report.accepted, report.known, report.refused

    return bring


def everything(path):
    open_list(area=COMMUNITY)
    bring_in(path, line(1), line(2), area=COMMUNITY)
    with acting(system_viewer()):
        first = Clue.objects.order_by("pk").first().pk
        batch = Clue.objects.first().batch_id
    do("screening.verify_clue", clue=first, outcome="at_home")
    do("screening.propose_split", batch=batch, way="evenly", level="grid")
    do("screening.send_clues", batch=batch)
    expected()
    certify(leaving().subject_id)
    trip()
    act("publish_letter_text", at=DAY, area=COMMUNITY, title="承诺书", body=["少聚集。"])
    act("sign_letter", area=GRID, address="滨江花园3栋101", signer="住户1", signed_on=TODAY)
    medicine_rule()
    act("report_purchase", area=GRID, name="住户1", phone=phone(1), bought_on=TODAY)


@pytest.mark.parametrize("ledger", [*clues.LEDGERS, *plans.LEDGERS], ids=lambda ledger: ledger.code)
def test_every_list_is_shown_in_a_few_queries_and_tells_no_number(ledger, tmp_path):
    everything(tmp_path / "pushed.xlsx")
    viewer = screener()
    with acting(viewer), CaptureQueriesContext(connection) as asked:
        page = page_of(ledger, viewer, Question(area=COMMUNITY))
    assert page.count == len(page.rows) > 0
    assert len(asked) <= 6
    text = str(page.rows)
    assert id_number(1) not in text
    assert phone(1) not in text
    with acting(viewer):
        for column in ledger.shown:
            if column.sort:
                assert matching(ledger, viewer, Question(sort=f"-{column.code}")).exists()
        assert page_of(ledger, viewer, Question(area=COMMUNITY[:11] + "9")).count == 0
        page_of(ledger, viewer, Question(search="住户1"))


def test_leaving_workers_as_a_community_writes_them(read):
    headings = ["序号", "网格", "姓名", "身份证号码", "现住址", "务工地点", "用工单位", "拟外出时间"]
    rows = [
        [1, "滨江网格", "住户1", "", "滨江花园3栋101", "广东省深圳市", "某电子厂", "2020.2.10"],
        [2, "滨江网格", "住户2", "", "滨江花园3栋102", "浙江省杭州市", "", "待定"],
        [3, "滨江网格", "外人", "", "滨江花园3栋103", "上海市", "", ""],
        [4, "滨江网格", "住户3", "", "滨江花园3栋103", "", "", ""],
    ]
    assert read("outgoing_workers", headings, *rows) == (2, 0, 2)
    assert read("outgoing_workers", headings, *rows) == (0, 2, 2)
    with acting(system_viewer()):
        told = OutgoingWorker.objects.order_by("pk").values_list("destination", "employer", "leaves_on")
        assert list(told) == [("广东省深圳市", "某电子厂", date(2020, 2, 10)), ("浙江省杭州市", "", None)]


def test_announced_returns_as_a_family_group_collects_them(read):
    headings = ["返乡人员姓名", "网格", "手机号", "从何地返回", "拟返日期", "返回方式", "车次"]
    rows = [
        ["归来", "滨江网格", phone(7), "湖北省武汉市", "1月25日", "高铁", "G1001"],
        ["迟报", "滨江网格", phone(8), "上海", "2020-01-01", "自驾", ""],
        ["无日期", "滨江网格", phone(9), "上海", "", "", ""],
    ]
    assert read("intentions", headings, *rows) == (1, 0, 2)
    with acting(system_viewer()):
        row = Intention.objects.get()
    assert (row.expected_on, row.transport, row.transport_number) == (date(2020, 1, 25), "train", "G1001")


def test_letters_and_purchases_come_in_as_sheets_too(read):
    act("publish_letter_text", at=DAY, area=COMMUNITY, title="承诺书", body=["少聚集。"])
    letters = ["户主姓名", "网格", "家庭住址", "签字日期", "存放处"]
    assert read("letters", letters, ["住户1", "滨江网格", "滨江花园3栋101", "2020-01-23", "档案柜"]) == (1, 0, 0)
    purchases = ["购药人", "网格", "联系电话", "购药时间"]
    row = ["住户2", "滨江网格", phone(2), "2020-01-23"]
    assert read("purchases", purchases, row) == (0, 0, 1)  # no rule in force
    medicine_rule()
    assert read("purchases", purchases, row) == (1, 0, 0)
    with acting(system_viewer()):
        assert (Letter.objects.count(), Purchase.objects.count()) == (1, 1)


def test_hostile_text_is_kept_as_text_or_refused_with_a_sentence(read):
    headings = ["姓名", "网格", "现住址", "务工地点", "用工单位"]
    home = ["住户1", "滨江网格", "滨江花园3栋101"]
    assert read("outgoing_workers", headings, [*home, "<script>alert(1)</script>", "@SUM(1)"]) == (1, 0, 0)
    with acting(system_viewer()):
        assert OutgoingWorker.objects.get().employer == "@SUM(1)"
    assert read("outgoing_workers", headings, ["住户2", "滨江网格", "滨江花园3栋102", "深" * 5000, ""]) == (0, 0, 1)
