"""Whole workbooks with everything that people do to them: what comes out as records, what is passed over and why."""

import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import numbers

from menshen.kernel.base.problems import Refused
from menshen.kernel.base.terms import speaking
from menshen.kernel.ledgers.vocabulary import CellNote, CellProblem, FileProblem, RowSkip, SheetSkip
from menshen.kernel.ledgers.workbook_in import open_table, read_table

DAY = date(2020, 2, 5)
SAMPLES = Path(__file__).with_name("samples")
ID_NUMBERS = ("990101198001010014", "990101195203041229", "990101197512121336")


def read(path, columns, **options):
    return read_table(path, columns, context_day=DAY, **options)


def by_code(marks):
    return {mark.column.code: mark.code for mark in marks}


def test_a_roster_as_it_is_sent(workbook, columns):
    path = workbook(
        返乡名单=[
            ["示范街道临江社区返乡人员登记表"],
            ["填报时间：2020年2月5日"],
            ["序号", "姓 名", "性別", "身份证号\n码", "聯繫電話", "家庭住址", "返乡时间", "体温（℃）", "症状", "备注"],
            [1, "张三", "男", ID_NUMBERS[0], 10012345678, "临江花园３栋", datetime(2020, 1, 25), 36.5, "无", None],  # noqa: DTZ001
            [
                2,
                "李某",
                "女",
                "9901**********1229",
                "10012345679/10012345680",
                None,
                "1月26日",
                "36.8℃",
                "發熱、咳嗽",
                "x",
            ],
            [None, None, None, None, None, None, None, None, None, None],
            [3, "王五", "男", "990101197512121337", "100", "青山村4组", "1.27", "正常", "头痛", "a"],
            [4, None, None, None, None, None, None, None, None, None],
            ["合计", None, "3人", None, None, None, None, None, None, None],
            ["填报人：赵六", None, None, "审核：", None, None, None, None, None, None],
        ],
        merge={"返乡名单": ["A1:J1", "A2:J2"]},
    )
    table = read(path, columns)
    first, second, third = table
    assert [row.number for row in (first, second, third)] == [4, 5, 7]
    assert first.values == {
        "name": "张三",
        "gender": "male",
        "id_number": ID_NUMBERS[0],
        "phone": "10012345678",
        "address": "临江花园3栋",
        "returned_on": date(2020, 1, 25),
        "temperature": pytest.approx(36.5),
        "symptoms": (),
        "remark": None,
    }
    assert not first.problems
    assert not first.unknowns
    assert second.unknowns == {"name", "id_number", "remark"}
    assert by_code(second.problems) == {"name": CellProblem.REQUIRED_UNKNOWN}
    assert second.values["address"] == "临江花园3栋"
    assert by_code(second.notes) == {
        "name": CellNote.MASKED,
        "id_number": CellNote.MASKED,
        "phone": CellNote.MORE_PHONES,
        "returned_on": CellNote.YEAR_ASSUMED,
        "address": CellNote.FILLED_DOWN,
    }
    assert by_code(third.problems) == {
        "id_number": CellProblem.ID_CHECKSUM,
        "phone": CellProblem.NOT_A_PHONE,
        "temperature": CellProblem.NOT_A_NUMBER,
        "symptoms": CellProblem.NOT_A_CHOICE,
    }
    assert third.problems[0].term.zh.startswith("身份证号：990***********1337 校验位不符")
    assert third.problems[0].term.en.startswith("ID number: ")
    assert table.skipped_rows == {RowSkip.BLANK: 1, RowSkip.TOTAL: 1, RowSkip.REMARK: 1}
    assert [section.sheet.name for section in table.sections] == ["返乡名单"]


def test_a_table_is_read_again_from_the_first_row(workbook, columns):
    table = read(workbook([["姓名", "电话"], ["张三", ""], ["李四", ""]]), columns)
    assert [row.values["name"] for row in table] == ["张三", "李四"]
    assert list(table) == []
    assert [row.values["name"] for row in table.rows()] == ["张三", "李四"]


def test_a_missing_column_is_not_an_empty_one(workbook, columns):
    (row,) = read(workbook([["姓名", "电话"], ["张三", None]]), columns)
    assert row.values == {"name": "张三", "phone": None}


def test_required_cells(workbook, columns):
    missing, unknown = read(workbook([["姓名", "电话"], [None, "10012345678"], ["____", "10012345678"]]), columns)
    assert by_code(missing.problems) == {"name": CellProblem.REQUIRED}
    assert by_code(unknown.problems) == {"name": CellProblem.REQUIRED_UNKNOWN}
    assert unknown.problems[0].facts == {"written": "____"}


def test_true_and_one_are_not_confused(workbook, columns):
    rows = read(workbook([["姓名", "备注"], ["张三", 1], ["李四", True], ["王五", 1.0]]), columns)
    assert [row.values["remark"] for row in rows] == ["1", "是", "1"]


def test_parts_of_an_address_are_joined(workbook, columns):
    path = workbook(
        S=[
            ["姓名", "现住址", None, None, None, "电话"],
            [None, "小区", "楼", "单元", "户", None],
            ["张三", "临江花园", 3, 2, 501, None],
            ["李四", "铜都小区", "A座", None, "/", None],
        ],
        merge={"S": ["A1:A2", "B1:E1", "F1:F2"]},
    )
    assert [row.values["address"] for row in read(path, columns)] == ["临江花园3楼2单元501户", "铜都小区A座"]


def test_merged_cells_go_as_far_as_they_go(workbook, columns):
    path = workbook(
        S=[
            ["所属网格", "姓名", "现住址"],
            ["一网格", "张三", "临江花园"],
            [None, "张四", None],
            [None, "张五", None],
            ["二网格", "李四", None],
        ],
        merge={"S": ["A2:A4", "C2:C3"]},
    )
    rows = list(read(path, columns))
    assert [row.values["grid"] for row in rows] == ["一网格", "一网格", "一网格", "二网格"]
    assert [row.values["address"] for row in rows] == ["临江花园", "临江花园", None, None]
    assert rows[1].cells[2] == "临江花园"


def test_a_merged_cell_alone_makes_no_record(workbook, columns):
    path = workbook(S=[["现住址", "姓名"], ["临江花园", "张三"], [None, None], ["x路", "李四"]], merge={"S": ["A2:A3"]})
    assert [row.values["name"] for row in read(path, columns)] == ["张三", "李四"]


def test_headings_that_come_again(workbook, columns):
    path = workbook(
        [
            ["姓名", "现住址", None],
            [None, "小区", "楼"],
            ["张三", "临江花园", 3],
            ["姓名", "现住址", None],
            [None, "小区", "楼"],
            ["李四", "临江花园", 4],
        ]
    )
    table = read(path, columns)
    assert [row.values["name"] for row in table] == ["张三", "李四"]
    assert table.skipped_rows == {RowSkip.HEADING: 2}


def test_a_second_table_below_with_another_order(workbook, columns):
    path = workbook(
        [["姓名", "电话", "备注"], ["张三", "10012345678", "a"], ["电话", "姓名", "备注"], ["10012345679", "李四", "b"]]
    )
    rows = list(read(path, columns))
    assert [(row.values["name"], row.values["phone"]) for row in rows] == [
        ("张三", "10012345678"),
        ("李四", "10012345679"),
    ]


def test_every_sheet_that_fits_is_read_and_the_others_say_why_not(workbook, columns):
    path = workbook(
        一组=[["姓名", "电话"], ["张三", "10012345678"]],
        说明=[["请在本月底前填报"], ["谢谢"]],
        汇总=[["性别", "电话", "备注"], ["男", 3, ""]],
        空=[],
        旧=[["姓名", "电话"], ["旧人", ""]],
        二组=[["电话", "姓名"], ["10012345679", "李四"]],
        hidden=("旧",),
    )
    table = read(path, columns)
    assert [(row.sheet, row.values["name"]) for row in table] == [("一组", "张三"), ("二组", "李四")]
    assert {skipped.name: skipped.why for skipped in table.skipped} == {
        "说明": SheetSkip.NO_HEADINGS,
        "汇总": SheetSkip.MISSING_COLUMNS,
        "空": SheetSkip.EMPTY,
        "旧": SheetSkip.HIDDEN,
    }


def test_a_table_away_from_the_corner_keeps_its_row_numbers(tmp_path, columns):
    book = openpyxl.Workbook()
    sheet = book.active
    for place, value in {"C5": "姓名", "D5": "现住址", "C6": "张三", "D6": "临江花园", "C8": "李四"}.items():
        sheet[place] = value
    sheet.merge_cells("D6:D8")
    path = tmp_path / "shifted.xlsx"
    book.save(path)
    rows = list(read(path, columns))
    assert [(row.number, row.values["name"], row.values["address"]) for row in rows] == [
        (6, "张三", "临江花园"),
        (8, "李四", "临江花园"),
    ]


def test_numbers_shown_as_days_and_identity_numbers_cut_by_excel(tmp_path, columns):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["姓名", "身份证号", "返回日期"])
    sheet.append(["张三", 990101198001010014, 43855])
    sheet.append(["李四", "990101198001010014", 43855.25])
    sheet["C3"].number_format = numbers.FORMAT_DATE_YYYYMMDD2
    path = tmp_path / "numbers.xlsx"
    book.save(path)
    cut, whole = read(path, columns)
    assert by_code(cut.problems) == {"id_number": CellProblem.DIGITS_LOST}
    assert cut.values["returned_on"] == whole.values["returned_on"] == date(2020, 1, 25)


def test_an_old_xls(columns):
    table = read(SAMPLES / "roster.xls", columns)
    first, second = table
    assert first.values == {
        "name": "张三",
        "id_number": ID_NUMBERS[0],
        "phone": "10012345678",
        "returned_on": date(2020, 1, 25),
    }
    assert second.values["phone"] is None
    assert by_code(second.notes) == {"phone": CellNote.SAID_NONE}
    assert second.values["returned_on"] == date(2020, 1, 26)
    assert table.skipped_rows == {RowSkip.TOTAL: 1}


def test_an_ods(tmp_path, columns):
    cells = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    names = {
        "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    }
    rows = "".join(
        f"<table:table-row>{''.join(map(cells.format, row))}</table:table-row>"
        for row in (["姓名", "电话"], ["张三", "10012345678"])
    )
    empty = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>'
    spaces = " ".join(f'xmlns:{key}="{value}"' for key, value in names.items())
    content = (
        f"<office:document-content {spaces}>"
        f'<office:body><office:spreadsheet><table:table table:name="表">{rows}{empty}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    path = tmp_path / "list.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
        archive.writestr("content.xml", content)
    (row,) = read(path, columns)
    assert row.values == {"name": "张三", "phone": "10012345678"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_text_files_in_any_encoding(tmp_path, columns, encoding, delimiter):
    lines = [
        ["返乡名单"],
        ["姓名", "电话", "备注"],
        ["张三", "10012345678", '"两行\n备注"'],
        [],
        ["李四", "1.38123E+10"],
    ]
    path = tmp_path / "名单.csv"
    path.write_text("\r\n".join(delimiter.join(line) for line in lines), encoding=encoding, newline="")
    first, second = read(path, columns)
    assert first.values == {"name": "张三", "phone": "10012345678", "remark": "两行 备注"}
    assert second.number == 5
    assert by_code(second.problems) == {"phone": CellProblem.DIGITS_LOST}


def test_remembered_headings(workbook, columns):
    path = workbook([["称呼", "怎么找"], ["张三", "10012345678"]])
    with pytest.raises(Refused):
        read(path, columns)
    (row,) = read(path, columns, remembered={"称呼": "name", "怎么找": "phone"})
    assert row.values == {"name": "张三", "phone": "10012345678"}


def test_a_workbook_without_the_table_is_refused_with_what_it_needs(workbook, columns):
    with pytest.raises(Refused) as refused:
        read(workbook([["今天", "天气"], ["晴", "好"]]), columns)
    assert refused.value.code == FileProblem.NO_TABLE
    assert refused.value.term.zh.endswith("姓名。")


def test_a_sheet_that_lacks_a_column_says_which(workbook, columns):
    path = workbook(名单=[["性别", "电话"], ["男", "10012345678"]])
    with pytest.raises(Refused) as refused, speaking("en"):
        read(path, columns)
    assert refused.value.code == FileProblem.MISSING_COLUMNS
    assert "“名单” has no column for: Name." in refused.value.term.en
    table = open_table(path, columns, context_day=DAY)
    assert table.sections == []
    assert table.skipped[0].mapping.places == {"gender": 0, "phone": 1}


def test_rows_of_every_width(tmp_path, columns):
    path = tmp_path / "ragged.csv"
    path.write_text("姓名,性别,电话\n张三\n李四,女,10012345678,多,余\n", encoding="utf-8")
    first, second = read(path, columns)
    assert first.values == {"name": "张三", "gender": None, "phone": None}
    assert second.values["phone"] == "10012345678"


@pytest.mark.parametrize(
    "footer", ["合 计：", "总计", "小计: 12人", "共计3", "注：以上数据截至18时", "制表人：", "单位（盖章）："]
)
def test_footers_are_no_people(workbook, columns, footer):
    table = read(workbook([["姓名", "电话"], ["张三", ""], [footer, ""]]), columns)
    names = [row.values["name"] for row in table]
    assert names == ["张三"] or footer.startswith("单位（")


def test_people_whose_names_begin_like_footers_are_kept(workbook, columns):
    names = ["单小芳", "合生", "注册", "统一", "共工"]
    table = read(workbook([["姓名", "电话"], *([name, ""] for name in names)]), columns)
    assert [row.values["name"] for row in table] == names


def test_nothing_of_a_file_stays_on_the_disk(workbook, columns, tmp_path, monkeypatch):
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    table = read(workbook([["姓名", "电话"], ["张三", ""]]), columns)
    assert list(folder.iterdir()) == []
    table.close()
    assert isinstance(table.source.sheets[0].name, str)
    with pytest.raises(ValueError, match="closed"):
        list(table.rows())


def test_an_upload_without_a_suffix(workbook, columns, tmp_path):
    upload = tmp_path / "upload"
    upload.write_bytes(io.BytesIO(workbook([["姓名", "电话"], ["张三", ""]]).read_bytes()).getvalue())
    assert len(list(read(upload, columns))) == 1
