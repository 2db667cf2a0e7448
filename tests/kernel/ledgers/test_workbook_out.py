"""Workbooks that go out: nothing in them is alive, nothing is lost, what comes back corrected is understood."""

import re
import zipfile
from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest

from menshen.kernel.base.problems import Refused
from menshen.kernel.base.terms import speaking
from menshen.kernel.ledgers import workbook_out
from menshen.kernel.ledgers.vocabulary import FileProblem, RowSkip, RowVerdict
from menshen.kernel.ledgers.workbook_in import read_table
from menshen.kernel.ledgers.workbook_out import RowResult, sheet_name, write_results, write_sheet

DAY = date(2020, 2, 5)
DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x","y")', "{=1}", "=cmd|' /C calc'!A0"]


def sheet_xml(path, number=1):
    with zipfile.ZipFile(path) as archive:
        return archive.read(f"xl/worksheets/sheet{number}.xml").decode()


def values(path, sheet=None):
    book = openpyxl.load_workbook(path)
    return [list(row) for row in (book[sheet] if sheet else book.active).iter_rows(values_only=True)]


def test_formulas_are_never_alive(tmp_path):
    path = tmp_path / "out.xlsx"
    assert write_sheet(path, "S", ["a"], [[text] for text in DANGEROUS]) == len(DANGEROUS)
    xml = sheet_xml(path)
    assert "<f" not in xml
    assert len(re.findall(r't="inlineStr"', xml)) == len(DANGEROUS) + 1
    for cell, text in zip(openpyxl.load_workbook(path).active["A"][1:], DANGEROUS, strict=True):
        assert cell.data_type == "s" or cell.value is None
        assert cell.number_format == "@"  # stays text when somebody edits it
        if not text.startswith("\r"):
            assert cell.value == text


def test_identity_numbers_and_phones_keep_their_digits(tmp_path):
    path = tmp_path / "out.xlsx"
    write_sheet(path, "S", ["证", "话"], [["990101198001010014", "02988886666"]])
    assert values(path)[1] == ["990101198001010014", "02988886666"]


def test_numbers_days_and_moments_are_what_they_are(tmp_path):
    path = tmp_path / "out.xlsx"
    moment = datetime(2020, 1, 5, 2, 30, tzinfo=UTC)
    write_sheet(path, "S", list("abcdef"), [[3, Decimal("36.6"), date(2020, 1, 5), moment, None, "长" * 40_000]] * 2)
    for row in values(path)[1:]:
        assert row[:5] == [3, 36.6, datetime(2020, 1, 5), datetime(2020, 1, 5, 10, 30), None]  # noqa: DTZ001
        assert len(row[5]) == workbook_out.LONGEST_CELL


def test_odd_characters_can_be_written(tmp_path):
    path = tmp_path / "out.xlsx"
    write_sheet(path, "a/b:c?*[d]" + "长" * 40, ["甲"], [["a\x00b\ud800\uffffc\x0bd"], ["<&>\"'"]])
    assert openpyxl.load_workbook(path).sheetnames == [sheet_name("a/b:c?*[d]" + "长" * 40)]
    assert values(path)[2] == ["<&>\"'"]


@pytest.mark.parametrize(
    ("text", "name"), [("名单", "名单"), ("", "Sheet1"), ("[]", "Sheet1"), ("'a'", "a"), ("x" * 40, "x" * 31)]
)
def test_sheet_names(text, name):
    assert sheet_name(text) == name


def test_no_rows_still_have_headings(tmp_path):
    path = tmp_path / "out.xlsx"
    assert write_sheet(path, "S", ["姓名", "电话"], []) == 0
    assert values(path)[0] == ["姓名", "电话"]
    assert not any(value for row in values(path)[1:] for value in row)


def test_more_rows_than_a_sheet_holds_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook_out, "MOST_ROWS", 10)
    path = tmp_path / "out.xlsx"
    assert write_sheet(path, "S", ["a"], [[1]] * 10) == 10
    with pytest.raises(Refused) as refused:
        write_sheet(path, "S", ["a"], [[1]] * 11)
    assert refused.value.code == FileProblem.TOO_MANY_ROWS


def test_titles_must_differ(tmp_path):
    with pytest.raises(ValueError, match="same title"):
        write_sheet(tmp_path / "out.xlsx", "S", ["a", "a"], [])


@pytest.fixture
def roster(workbook):
    return workbook(
        一=[
            ["示范街道返乡人员登记表"],
            ["序号", "姓名", "现住址", None, "电话", "备注", None],
            [None, None, "小区", "楼", None, None, None],
            [1, "张三", "临江花园", 3, 10012345678, "@SUM(A1)", "x"],
            [2, "张四", None, None, "100", datetime(2020, 1, 25), True],  # noqa: DTZ001
            [3, "张五", None, None, "10012345679", "@a", 1.5],
            ["合计", 3, None, None, None, None, None],
        ],
        二=[
            ["姓名", "电话", "处理结果", "原因"],
            ["李四", "13", "未导入", "电话不对"],
            ["王五", "10012345670", "", ""],
        ],
        merge={"一": ["A1:G1", "A2:A3", "B2:B3", "C2:D2", "E2:E3", "C4:C6", "D4:D6"]},
    )


def results_of(table):
    return {
        (row.sheet, row.number): RowResult(RowVerdict.REFUSED, "；".join(mark.term.zh for mark in row.problems))
        for row in table.rows()
        if row.problems
    }


def test_results_stand_beside_the_rows(roster, columns, tmp_path):
    table = read_table(roster, columns, context_day=DAY)
    path = tmp_path / "results.xlsx"
    results = results_of(table) | {("一", 6): RowResult(RowVerdict.KNOWN)}
    assert write_results(table, path, results, others=RowVerdict.ACCEPTED) == 6
    one = values(path, "一")
    assert one[0] == ["序号", "姓名", "现住址 小区", "现住址 楼", "电话", "备注", "(7)", "处理结果", "原因"]
    assert one[1] == [1, "张三", "临江花园", 3, 10012345678, "@SUM(A1)", "x", "已导入", None]
    assert one[2][:5] == [2, "张四", "临江花园", 3, "100"]
    assert one[2][7] == "未导入"
    assert one[2][8].startswith("联系电话：“100”不是电话号码")
    assert one[3][7] == "已存在，未改动"
    assert one[4] == ["合计", 3, None, None, None, None, None, None, None]
    assert one[5][8] == "合计: 已导入 1；已存在，未改动 1；未导入 1"
    assert values(path, "二")[0] == ["姓名", "电话", "处理结果", "原因"]
    assert values(path, "二")[1][2:] == ["未导入", "联系电话：“13”不是电话号码，请填 11 位手机号，或带区号的固定电话。"]


def test_refused_rows_are_coloured_and_every_row_is_there_once(roster, columns, tmp_path):
    table = read_table(roster, columns, context_day=DAY)
    path = tmp_path / "results.xlsx"
    write_results(table, path, results_of(table), others=RowVerdict.ACCEPTED)
    sheet = openpyxl.load_workbook(path)["一"]
    colours = [sheet.cell(row, 2).fill.start_color.rgb for row in range(1, 6)]
    assert colours[2] == "FFFFE0E0"
    assert set(colours[:2] + colours[3:]) == {"00000000"}
    for number in (1, 2):
        rows = Counter(re.findall(r'<row r="(\d+)"', sheet_xml(path, number)))
        assert set(rows.values()) == {1}
        assert "<f" not in sheet_xml(path, number)


def test_corrected_results_can_be_sent_in_again(roster, columns, tmp_path):
    table = read_table(roster, columns, context_day=DAY)
    path = tmp_path / "results.xlsx"
    assert write_results(table, path, results_of(table), refused_only=True) == 2
    book = openpyxl.load_workbook(path)
    book["一"]["E2"] = "10012345671"
    book["二"]["B2"] = "10012345672"
    book.save(path)
    again = read_table(path, columns, context_day=DAY)
    rows = list(again)
    assert [(row.values["name"], row.values["phone"]) for row in rows] == [
        ("张四", "10012345671"),
        ("李四", "10012345672"),
    ]
    assert rows[0].values["address"] == "临江花园3楼"
    assert not any(row.problems for row in rows)
    assert again.skipped_rows == {RowSkip.TOTAL: 2}
    assert not again.skipped


def test_results_in_english_are_ignored_as_well(roster, columns, tmp_path):
    path = tmp_path / "results.xlsx"
    table = read_table(roster, columns, context_day=DAY)
    with speaking("en"):
        write_results(table, path, results_of(table), others=RowVerdict.ACCEPTED)
    assert values(path, "一")[0][-2:] == ["Import result", "Reason"]
    again = read_table(path, columns, context_day=DAY)
    original = [row.values for row in table.rows()]
    assert [row.values["name"] for row in again] == [row["name"] for row in original]
    assert all(section.mapping.results for section in again.sections)
