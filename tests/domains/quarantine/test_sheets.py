"""A temperature sheet as people send it: headings in other words, times of day in words, rows that do not fit."""

from __future__ import annotations

from decimal import Decimal

import openpyxl
import pytest

from factories.quarantine import DAY, at_home, checks, medic, observed_town, on, referrals
from factories.registry import COMMUNITY, id_number
from menshen.kernel.base.modules import find
from menshen.kernel.ledgers.importing import run_import

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def town():
    observed_town()


def imported(path, *rows):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["临江社区居家观察人员体温登记表"])
    sheet.append(["被观察人姓名", "证件号码", "测量日期", "早/晚", "体温（℃）", "有无症状"])
    for row in rows:
        sheet.append(row)
    book.save(path)
    ledger = find("ledgers", "quarantine.health_checks")
    return run_import(ledger, path, area=COMMUNITY, by=medic(), at=on(1, 20))


def test_a_sheet_goes_in_and_a_second_time_changes_nothing(tmp_path):
    first = at_home("李晞", id_number=id_number(1))
    second = at_home("王芳", address="临江花园3栋502")
    rows = (
        ["李晞", id_number(1), "2020-01-24", "早上", "36.5℃", "无"],
        ["李晞", id_number(1), "2020-01-24", "晚上", 37.6, "发热、咳嗽"],
        ["王芳", None, "1月24日", "上午", None, None],
        ["没有此人", None, "2020-01-24", "早", 36.4, "无"],
    )
    report = imported(tmp_path / "a.xlsx", *rows)
    assert (report.accepted, report.known, report.refused) == (3, 0, 1)
    assert [refusal.code.rpartition(":")[2] for refusal in report.refusals] == ["no_active_order"]
    assert [(one.session, one.temperature, one.symptoms, one.verdict) for one in checks(first)] == [
        ("morning", Decimal("36.5"), [], "normal"),
        ("evening", Decimal("37.6"), ["cough", "fever"], "refer"),
    ]
    assert [(one.temperature, one.symptoms, one.verdict) for one in checks(second)] == [(None, None, "incomplete")]
    assert [one.taken_at for one in checks(first)] == [on(1, 8), on(1, 17)]
    assert len(referrals()) == 1
    again = imported(tmp_path / "b.xlsx", *rows)
    assert (again.accepted, again.known, again.refused) == (0, 3, 1)


def test_a_temperature_that_cannot_be_is_refused_with_its_row(tmp_path):
    order = at_home("李晞")
    report = imported(tmp_path / "a.xlsx", ["李晞", None, "2020-01-24", "早", 365, "无"])
    assert (report.accepted, report.refused) == (0, 1)
    assert checks(order) == []


def test_a_line_without_a_day_is_of_the_day_of_the_sheet(tmp_path):
    order = at_home("李晞")
    imported(tmp_path / "a.xlsx", ["李晞", None, None, "早", 36.5, "无"])
    assert [one.day for one in checks(order)] == [DAY.replace(day=24)]
