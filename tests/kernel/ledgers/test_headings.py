"""Headings as people write them: order, words, two rows, brackets, titles above, old characters, memory."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from menshen.kernel.base.terms import Term
from menshen.kernel.ledgers.columns import CellKind, Column
from menshen.kernel.ledgers.files import RawRow
from menshen.kernel.ledgers.headings import Headings, HowMatched
from menshen.kernel.ledgers.resemblance import ENOUGH, resemblance


def rows(*lists):
    return [RawRow("S", number, list(cells)) for number, cells in enumerate(lists, 1)]


def find(columns, *lists, remembered=None):
    return Headings(columns, remembered).find(rows(*lists))


def test_order_and_other_words_do_not_matter(columns):
    mapping = find(columns, ["手机号", "公民身份号码", "姓名", "Gender", "无关"])
    assert mapping.places == {"phone": 0, "id_number": 1, "name": 2, "gender": 3}
    assert [heading.text for heading in mapping.unmatched] == ["无关"]
    assert mapping.missing == ()
    assert mapping.guesses == ()


def test_titles_and_notes_above_are_passed_over(columns):
    mapping = find(
        columns,
        ["示范街道返乡人员姓名、电话登记表", "", "", ""],
        ["填报单位：临江社区", "", "", "日期：2020年1月25日"],
        ["序号", "姓名", "身份证号", "联系电话"],
        [1.0, "张三", "", "13812345678"],
    )
    assert mapping.rows == (3,)
    assert mapping.places == {"name": 1, "id_number": 2, "phone": 3}
    assert mapping.ignored == {0}


@pytest.mark.parametrize(
    "heading",
    [
        "联系电话",
        " 联 系\n电 话 ",
        "联系电话（必填）",
        "联系电话：",
        "*联系电话",
        "聯繫電話",
        "5.联系电话",
        "【联系电话】",
        "ＰＨＯＮＥ",
    ],
)
def test_spellings_of_one_heading_are_one(columns, heading):
    mapping = find(columns, ["姓名", "性别", heading])
    assert mapping.places["phone"] == 2
    assert mapping.matches[2].how is HowMatched.EXACT


def test_two_rows_of_headings(columns):
    parts = (
        *columns,
        Column("compound", Term("Compound", "小区")),
        Column("building", Term("Building", "楼栋"), aliases=("现住址楼",)),
    )
    mapping = find(
        parts,
        ["登记表", "", "", "", ""],
        ["姓名", "现住址", "", "联系电话", "体温"],
        ["", "小区", "楼", "", ""],
        ["张三", "临江花园", 3.0, "13812345678", 36.5],
    )
    assert mapping.rows == (2, 3)
    assert mapping.places == {"name": 0, "compound": 1, "building": 2, "phone": 3, "temperature": 4}


def test_a_column_that_the_sheet_has_in_parts_is_joined(columns):
    mapping = find(columns, ["姓名", "现住址", "", "", "", "电话"], ["", "小区", "楼", "单元", "户", ""])
    address = next(match for match in mapping.matches if match.column.code == "address")
    assert [heading.index for heading in address.headings] == [1, 2, 3, 4]
    assert [heading.part for heading in address.headings] == ["小区", "楼", "单元", "户"]
    assert mapping.places["phone"] == 5


def test_parts_in_one_row_are_understood_as_well(columns):
    mapping = find(columns, ["姓名", "现住址-小区", "现住址-楼", "现住址（户）", "电话"])
    address = next(match for match in mapping.matches if match.column.code == "address")
    assert [heading.index for heading in address.headings] == [1, 2, 3]


def test_a_group_of_somebody_elses_columns_is_not_taken(columns):
    mapping = find(columns, ["姓名", "电话", "包保责任人", ""], ["", "", "姓名", "联系电话"])
    assert mapping.places == {"name": 0, "phone": 1}
    assert find(columns, ["身份证号", "包保责任人", ""], ["", "姓名", "联系电话"]) is None


def test_of_two_readings_under_one_name_the_first_is_a_guess(columns):
    mapping = find(columns, ["姓名", "体温", "", "电话"], ["", "早", "晚", ""])
    assert mapping.places == {"name": 0, "temperature": 1, "phone": 3}
    assert [match.column.code for match in mapping.guesses] == ["temperature"]


def test_data_under_the_headings_is_not_taken_for_headings(columns):
    mapping = find(columns, ["姓名", "性别", "备注"], ["张三", "男", "电话"], ["李四", "女", "姓名"])
    assert mapping.rows == (1,)


def test_what_a_person_said_wins(columns):
    remembered = {"备注": "phone", "性别": "", "旧名": "gone"}
    mapping = find(columns, ["姓名", "联系电话", "备注", "性别", "旧名"], remembered=remembered)
    assert mapping.places == {"name": 0, "phone": 2}
    assert mapping.matches[1].how is HowMatched.REMEMBERED
    assert [heading.text for heading in mapping.unmatched] == ["联系电话"]
    assert mapping.ignored == {3, 4}


def test_keys_of_headings_are_what_is_remembered(columns):
    mapping = find(columns, ["姓名", "电话", "家里 住处？"])
    key = mapping.unmatched[0].key
    again = find(columns, ["姓名", "电话", "家里住处"], remembered={key: "address"})
    assert again.places["address"] == 2


def test_resemblance_is_a_guess_and_says_so(columns):
    mapping = find(columns, ["姓名", "联系电话号码", "人员性别", "所在网格"])
    assert mapping.places == {"name": 0, "phone": 1, "gender": 2}
    assert {match.column.code for match in mapping.guesses} == {"phone", "gender"}
    assert all(ENOUGH <= match.confidence < 1 for match in mapping.guesses)


def test_exact_words_win_over_resemblance(columns):
    mapping = find(columns, ["联系电话号码", "联系电话", "姓名"])
    assert mapping.places["phone"] == 1


def test_the_first_of_two_equal_headings_is_taken(columns):
    mapping = find(columns, ["姓名", "电话", "电话"])
    assert mapping.places["phone"] == 1
    assert mapping.unmatched[0].index == 2


@pytest.mark.parametrize(
    ("heading", "word"),
    [
        ("户主姓名", "姓名"),
        ("监护人姓名", "姓名"),
        ("包保责任人电话", "电话"),
        ("预计返回日期", "返回日期"),
        ("是否发热", "发热"),
        ("第2次核酸日期", "第1次核酸日期"),
        ("早体温", "晚体温"),
        ("来源地省", "来源地市"),
        ("出生日期", "出发日期"),
        ("开始日期", "结束日期"),
        ("姓名拼音", "姓名"),
        ("体温时间", "体温"),
        ("电话归属地", "电话"),
        ("址", "现住址"),
        ("接触者姓名", "姓名"),
    ],
)
def test_words_that_change_the_sense_are_no_resemblance(heading, word):
    assert resemblance(heading, word) < ENOUGH


@pytest.mark.parametrize(
    ("heading", "word"),
    [
        ("本人姓名", "姓名"),
        ("来返人员姓名", "姓名"),
        ("居民身份证号码", "身份证号"),
        ("联系电话号码", "联系电话"),
        ("返回日期时间", "返回日期"),
        ("详细现住址", "现住址"),
        ("居民身分证号码", "居民身份证号码"),
    ],
)
def test_words_that_add_nothing_are(heading, word):
    assert resemblance(heading, word) >= ENOUGH


def test_missing_required_columns_are_named(columns):
    mapping = find(columns, ["性别", "电话"])
    assert [column.code for column in mapping.missing] == ["name"]


def test_no_headings_at_all(columns):
    assert find(columns, ["张三", "男", "13812345678"], ["李四", "女", ""]) is None
    assert find(columns) is None


def test_results_of_an_earlier_import_are_ignored_but_a_reason_column_is_not(columns):
    cause = Column("cause", Term("Cause", "原因"))
    mapping = find((*columns, cause), ["姓名", "电话", "处理结果", "原因"])
    assert mapping.results == {2, 3}
    assert "cause" not in mapping.places
    assert find((*columns, cause), ["姓名", "原因", "电话"]).places["cause"] == 1


def test_two_columns_with_one_word_are_a_mistake_of_the_programmer():
    with pytest.raises(ValueError, match="heading of both a and b"):
        Headings([Column("a", Term("A", "姓名")), Column("b", Term("B", "名字"), aliases=("姓 名",))])


def test_a_ledger_of_one_column_needs_one_heading():
    only = [Column("name", Term("Name", "姓名"), CellKind.NAME, required=True)]
    assert find(only, ["名单"], ["姓名"], ["张三"]).rows == (2,)


def test_columns_that_only_go_out_are_not_looked_for(columns):
    out = Column("computed", Term("Computed", "计算结果"), imported=False)
    assert "computed" not in find((*columns, out), ["姓名", "电话", "计算结果"]).places


CELLS = st.one_of(
    st.none(),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(["姓名", "电话", "现住址", "小区-", "-", "处理结果", "原因", "现住址-楼"]),
)


@given(table=st.lists(st.lists(CELLS, max_size=6), max_size=6))
def test_no_sheet_breaks_the_search(table):
    columns = (Column("name", Term("Name", "姓名"), required=True), Column("phone", Term("Phone", "电话")))
    mapping = find((*columns, Column("address", Term("Address", "现住址"))), *table)
    if mapping is not None:
        indexes = [heading.index for match in mapping.matches for heading in match.headings]
        assert len(indexes) == len(set(indexes))
        assert max(indexes) < mapping.width
