"""The daily sheet in Excel, read back by another library."""

from __future__ import annotations

import zipfile

import openpyxl
import pytest

from factories.reporting import OPEN, TOO_LATE, TOTAL, feverish, hand_in, leader_of, reports_fall_due, sheet, sign
from factories.scope import COPPER, RIVERSIDE, STREET, grid, town
from menshen.domains.reporting.documents import write_daily_sheet
from menshen.domains.reporting.queries import GROUPS, ITEMS
from menshen.kernel.base.terms import speaking
from menshen.kernel.scope.models import Actor, Area

FIGURES = 3  # the first column of figures, counted as Excel does; unit and state stand before


@pytest.fixture(autouse=True)
def street(db):
    town()
    reports_fall_due()


@pytest.fixture
def written(tmp_path):
    """Write a sheet and read it back."""

    def write(made):
        path = tmp_path / "日报表.xlsx"
        write_daily_sheet(made, path)
        with zipfile.ZipFile(path) as parts:
            assert b"<f>" not in b"".join(parts.read(name) for name in parts.namelist()), "no live formula"
        return openpyxl.load_workbook(path)["日报表"]

    return write


def column_of(code):
    return FIGURES + [item.code for item in ITEMS].index(code)


def cells(page, column):
    """A column of the body, by the name of the unit."""
    body = [row for row in range(5, page.max_row + 1) if page.cell(row, FIGURES).value is not None]
    return {page.cell(row, 1).value: page.cell(row, column).value for row in body}


def foot(page):
    """The lines of text below the headings."""
    texts = [cell.value for row in page.iter_rows(min_row=5) for cell in row if isinstance(cell.value, str)]
    return [text for text in texts if "：" in text]


def test_title_unit_day_and_cut_off_are_printed(written):
    page = written(sheet())
    assert page.cell(1, 1).value == "疫情防控日报表"
    line = [cell.value for cell in page[2] if cell.value]
    assert line == ["填报单位：示范街道", "日期：2020年02月05日", "截止时间：2020年02月06日 00:00"]


def test_two_rows_of_headings_groups_over_items(written):
    page = written(sheet())
    merged = {str(area) for area in page.merged_cells.ranges}
    assert {"A3:A4", "B3:B4"} <= merged
    column = FIGURES
    for group in GROUPS:
        assert page.cell(3, column).value == group.title.zh
        first, last = page.cell(3, column).coordinate, page.cell(3, column + len(group.items) - 1).coordinate
        assert f"{first}:{last}" in merged
        column += len(group.items)
    assert page.cell(3, column).value == "问题及说明"
    assert page.cell(4, column_of(TOTAL)).value == "转诊累计（人）"
    assert page.cell(4, column_of("quarantine.home_quarantine.households")).value == "在管户数（户）"
    headings = [page.cell(4, column).value for column in range(FIGURES, FIGURES + len(ITEMS))]
    assert all(headings)


def test_a_row_for_each_unit_and_the_total_below(written):
    feverish(grid(RIVERSIDE), 2)
    feverish(grid(COPPER))
    page = written(sheet())
    assert cells(page, column_of(TOTAL)) == {"临江社区": 2, "铜都社区": 1, "青山村": 0, "合计（示范街道）": 3}


def test_unknown_says_so_and_only_a_zero_is_zero(written):
    feverish(grid(RIVERSIDE), 2)
    hand_in(RIVERSIDE)
    hand_in(COPPER, now=TOO_LATE, note="停电补录")
    page = written(sheet(now=TOO_LATE))
    assert cells(page, 2) == {"临江社区": "已报", "铜都社区": "迟报", "青山村": "缺报", "合计（示范街道）": "缺报"}
    assert cells(page, column_of(TOTAL)) == {"临江社区": 2, "铜都社区": 0, "青山村": "未报", "合计（示范街道）": 2}
    confirmed = cells(page, column_of("quarantine.referrals_confirmed"))
    assert confirmed == {"临江社区": 0, "铜都社区": 0, "青山村": "未报", "合计（示范街道）": "未报"}
    remarks = cells(page, FIGURES + len(ITEMS))
    assert remarks["铜都社区"] == "停电补录"
    assert any(line.startswith("说明1：青山村未报") for line in foot(page))


def test_what_does_not_add_up_is_a_note(written):
    feverish(STREET)
    lines = foot(written(sheet()))
    assert [line for line in lines if line.startswith("说明")] == [
        "说明1：转诊累计：报 1，按分项应为 0",
        "说明2：转诊尚无结论：报 1，按分项应为 0",
    ]


def test_who_answers_for_it(written):
    assert {"填报人：", "审核签字：", "报送时间："} <= set(foot(written(sheet(RIVERSIDE))))
    secretary = leader_of(RIVERSIDE)
    hand_in(by=secretary)
    sign(by=secretary)
    lines = foot(written(sheet(RIVERSIDE)))
    assert f"填报人：{secretary.name}" in lines
    assert f"审核签字：{secretary.name}（2020年02月06日 07:00）" in lines
    assert "报送时间：2020年02月06日 07:00（第1版）" in lines


def test_what_was_handed_in_stands_in_the_total(written):
    feverish(grid(RIVERSIDE))
    hand_in(RIVERSIDE)
    feverish(grid(RIVERSIDE))
    page = written(sheet(RIVERSIDE))
    assert cells(page, column_of(OPEN)) == {"第001号": 2, "第002号": 0, "合计（临江社区）": 1}
    assert any("已上报 1，现有记录为 2" in line for line in foot(page))


def test_a_unit_without_parts_has_one_row(written):
    page = written(sheet(grid(RIVERSIDE)))
    assert page.cell(5, 1).value == "第001号"
    assert page.cell(6, 1).value.startswith("“未报”")


def test_what_people_typed_stays_text(written):
    Area.objects.filter(code=RIVERSIDE).update(name="=HYPERLINK(1)")
    clerk = leader_of(RIVERSIDE)
    Actor.objects.filter(pk=clerk.actor_id).update(display_name="@SUM(A1)\x07")
    hand_in(by=clerk, note='=cmd|" /C calc"!A0')
    page = written(sheet())
    row = next(row for row in page.iter_rows(min_row=5) if row[0].value == "=HYPERLINK(1)")
    assert row[0].data_type == row[FIGURES + len(ITEMS) - 1].data_type == "s"
    assert row[FIGURES + len(ITEMS) - 1].value == '=cmd|" /C calc"!A0'
    written(sheet(RIVERSIDE))


def test_ready_to_print_on_a_large_sheet_and_to_scroll(written):
    page = written(sheet())
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 8)
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert page.page_setup.fitToWidth in (None, 1)  # one page wide is what Excel takes for granted
    assert page.page_setup.fitToHeight == 0
    assert page.freeze_panes == "C5"
    assert page.print_title_rows == "$3:$4"
    assert page.print_area


def test_it_is_a_chinese_form_for_every_reader(written):
    with speaking("en"):
        page = written(sheet())
    assert page.cell(1, 1).value == "疫情防控日报表"
    assert cells(page, 2)["临江社区"] == "待报"
