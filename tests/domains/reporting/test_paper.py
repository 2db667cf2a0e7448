"""The daily report on paper."""

from __future__ import annotations

import io

import pypdf
import pytest

from factories.reporting import (
    IN_TIME,
    TOO_LATE,
    TOTAL,
    correct,
    feverish,
    hand_in,
    leader_of,
    reports_fall_due,
    sheet,
    sign,
)
from factories.scope import COPPER, GREENHILL, RIVERSIDE, STREET, grid, town
from menshen.domains.reporting.documents import DAILY_REPORT, daily_report_data, daily_report_pdf
from menshen.domains.reporting.queries import ITEMS


@pytest.fixture(autouse=True)
def street(db):
    town()
    reports_fall_due()


def text(made, *, at=TOO_LATE):
    pages = pypdf.PdfReader(io.BytesIO(daily_report_pdf(made, at=at))).pages
    return "".join(page.extract_text() for page in pages).replace(" ", "").replace("\n", "")


def test_the_data_is_what_the_form_asks_for():
    hand_in(RIVERSIDE)
    hand_in(COPPER, now=TOO_LATE)
    data = daily_report_data(sheet(now=TOO_LATE))
    DAILY_REPORT.check(data)
    assert [(column["name"], column["state"]) for column in data["columns"]] == [
        ("示范街道", "missing"),
        ("临江社区", "zero"),
        ("铜都社区", "late"),
        ("青山村", "missing"),
    ]
    assert data["columns"][2]["at"] == TOO_LATE
    rows = [item for group in data["groups"] for item in group["items"]]
    assert len(rows) == len(ITEMS)
    assert {tuple(item["values"]) for item in rows} == {(None, 0, 0, None)}
    assert {len(item["values"]) for item in rows} == {len(data["columns"])}


def test_states_that_are_no_report():
    states = [column["state"] for column in daily_report_data(sheet(RIVERSIDE, now=IN_TIME))["columns"]]
    assert states == ["due", "none", "none"]


def test_an_unsigned_report_prints_as_a_draft():
    feverish(grid(RIVERSIDE), 3)
    hand_in(RIVERSIDE)
    printed = text(sheet(RIVERSIDE))
    assert "草稿" in printed
    assert "（未编号）" in printed
    assert "填报单位：临江社区" in printed
    assert "截止时间：2020年2月6日00:00" in printed


def test_a_signed_one_prints_as_it_was_signed_whatever_came_later():
    feverish(grid(RIVERSIDE))
    hand_in(RIVERSIDE)
    sign(RIVERSIDE)
    before = text(sheet(RIVERSIDE))
    assert "草稿" not in before
    assert "临江社区疫控日报〔2020〕1号" in before
    feverish(grid(RIVERSIDE), 5)
    assert text(sheet(RIVERSIDE)) == before
    correct(by=leader_of(STREET))
    assert "草稿" in text(sheet(RIVERSIDE))
    sign(RIVERSIDE, now=TOO_LATE)
    after = text(sheet(RIVERSIDE))
    assert "临江社区疫控日报〔2020〕2号" in after
    assert "第2版" in after


def test_silent_units_are_named_and_their_zeros_are_no_zeros():
    for code in (RIVERSIDE, COPPER):
        hand_in(code)
    printed = text(sheet(now=TOO_LATE))
    assert "青山村未报：其零值按未知处理" in printed
    hand_in(GREENHILL, now=TOO_LATE)
    assert "青山村未报" not in text(sheet(now=TOO_LATE))


def test_a_zero_report_of_a_whole_street():
    for code in (RIVERSIDE, COPPER, GREENHILL, STREET):
        hand_in(code)
    made = sheet()
    assert made.printed(TOTAL) == 0
    assert "（零报告）" in text(made)
