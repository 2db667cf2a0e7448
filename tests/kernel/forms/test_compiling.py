"""From a workbook to the JSON that is shown; or the cell that cannot be shown, and why."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from openpyxl import Workbook

from menshen.kernel.base.terms import Term
from menshen.kernel.forms.compiling import compile_form, walk
from menshen.kernel.forms.sheets import CELL, LARGEST, read_table, read_workbook, rows_of
from menshen.kernel.forms.vocabulary import FormUnusable

SURVEY = ["type", "name", "label::中文 (zh)", "label::English (en)", "relevant", "constraint", "required", "default"]
GOOD = {
    "survey": [
        SURVEY,
        ["text", "name", "姓名", "Name", "", "", "yes", ""],
        ["begin group", "more", "其他", "More", "${name} != ''", "", "", ""],
        ["integer", "age", "年龄", "Age", "", ". >= 0 and . < 120", "${name} = 'A'", ""],
        ["end group", "", "", "", "", "", "", ""],
        ["select_multiple ill", "symptoms", "症状", "Symptoms", "${age} > 3", "", "", "none"],
        ["date", "day", "日期", "Day", "", "", "", "today()"],
    ],
    "choices": [
        ["list_name", "name", "label::中文 (zh)", "label::English (en)"],
        ["ill", "none", "无", "None"],
        ["ill", 2, "发热", "Fever"],
    ],
    "settings": [["form_id", "form_title"], ["health", "健康 / Health"]],
}


def workbook(sheets) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def changed(place: str, value: str):
    """The good workbook with one cell otherwise, said as Excel does: survey!C7."""
    name, _, cell = place.partition("!")
    sheets = {key: [list(row) for row in rows] for key, rows in GOOD.items()}
    column, row = ord(cell[0]) - ord("A"), int(cell[1:]) - 1
    rows = sheets[name]
    rows[row] += [""] * (column + 1 - len(rows[row]))
    rows[row][column] = value
    return sheets


def flaws(sheets) -> list[str]:
    with pytest.raises(FormUnusable) as refused:
        compile_form(read_workbook(workbook(sheets)))
    return [one.term.en for one in refused.value.found]


def test_a_workbook_becomes_json():
    form = compile_form(read_workbook(workbook(GOOD)))
    assert json.loads(json.dumps(form)) == form
    assert form["code"] == "health"
    assert form["title"] == {"zh": "健康", "en": "Health"}
    assert [question["name"] for question in walk(form["questions"])] == ["name", "more", "age", "symptoms", "day"]
    name, group, symptoms, day = form["questions"]
    assert name == {"name": "name", "type": "text", "label": {"zh": "姓名", "en": "Name"}, "required": ["true"]}
    assert group["relevant"] == ["!=", ["$", "name"], ["'", ""]]
    assert group["questions"][0]["constraint"] == ["and", [">=", ["."], ["#", 0.0]], ["<", ["."], ["#", 120.0]]]
    assert symptoms["choices"] == [["none", {"zh": "无", "en": "None"}], ["2", {"zh": "发热", "en": "Fever"}]]
    assert symptoms["default"] == ["'", "none"]
    assert day["default"] == ["today"]


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        ("survey!A2", "geopoint", "survey!A2: “geopoint” is not supported"),
        ("survey!A3", "begin repeat", "survey!A3: “begin repeat” is not supported"),
        ("survey!A6", "select_one ill or_other", "survey!A6: “or_other” is not supported"),
        ("survey!A6", "select_one rooms", "survey!A6: there is no list “rooms” in the sheet choices"),
        ("survey!A5", "", "survey!A3: this group is never ended"),
        ("survey!A3", "end group", "survey!A3: no group was begun before"),
        ("survey!B2", "Full name", "survey!B2: a name is a letter, then letters, digits or _"),
        ("survey!B4", "name", "survey!B4: the name “name” is used twice"),
        ("survey!E3", "${age} > 1", "survey!E3: “age” is no question that stands before"),
        ("survey!E3", "indexed-repeat(1)", "survey!E3: the function indexed-repeat() is not supported"),
        ("survey!F4", ". >= ", "survey!F4: cannot be read at"),
        ("survey!C2", "姓名${name}", "survey!C2: “${…}” is not supported"),
        ("survey!H4", "many", "survey!H4: this is no answer to the question"),
        ("survey!H6", "cold", "survey!H6: this is no answer to the question"),
        ("choices!B3", "none", "choices!B3: the name “none” is used twice"),
        ("choices!B3", "two words", "choices!B3: a name is"),
        ("settings!A2", "Gesundheit!", "settings!A2: a name is"),
    ],
)
def test_what_is_not_supported_is_named_by_its_cell(place, value, said):
    assert any(one.startswith(said) for one in flaws(changed(place, value))), flaws(changed(place, value))


def test_every_flaw_is_told_at_once():
    sheets = changed("survey!A2", "geopoint")
    sheets["survey"][3][4] = "${nobody}"
    assert len(flaws(sheets)) == 2


def test_a_column_that_nobody_reads_is_named_only_where_it_is_used():
    sheets = changed("survey!I1", "repeat_count")
    compile_form(read_workbook(workbook(sheets)))
    sheets["survey"][2] += ["3"]
    assert flaws(sheets) == ["survey!I3: “repeat_count” is not supported"]


def test_the_texts_are_there_in_one_language_at_least():
    sheets = changed("survey!C2", "")
    assert compile_form(read_workbook(workbook(sheets)))["questions"][0]["label"] == {"zh": "Name", "en": "Name"}
    sheets["survey"][1][3] = ""
    assert flaws(sheets) == ["survey!C2: there is no text to show"]


def test_missing_sheets_and_columns_are_named():
    assert flaws({"survey": GOOD["survey"][:2]}) == ["settings: there is no sheet of this name"]
    assert "survey: the column “name” is missing" in flaws({**GOOD, "survey": [["type"], ["note"]]})
    assert "survey: there is no question" in flaws({**GOOD, "survey": [SURVEY]})


def test_pyxform_has_the_last_word():
    """Other tools that read the same workbook keep this name for themselves."""
    sheets = changed("survey!E3", "")
    sheets["survey"][1][1] = "meta"
    sheets["survey"][3][6] = ""
    assert flaws(sheets)[-1].startswith("XLSForm check: [row : 2]")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "This is no Excel workbook"),
        (b"PK\x03\x04 and then nothing", "This is no Excel workbook"),
        (b"\xd0\xcf\x11\xe0 an old workbook", "This is no Excel workbook"),
        (b"x" * (LARGEST + 1), "The workbook is too large"),
    ],
)
def test_what_is_no_workbook(content, said):
    with pytest.raises(FormUnusable) as refused:
        read_workbook(content)
    assert refused.value.term.en.startswith(said)


def test_a_workbook_that_unpacks_to_much_is_refused():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet1.xml", b"0" * 30_000_000)
    with pytest.raises(FormUnusable) as refused:
        read_workbook(content.getvalue())
    assert refused.value.term.en.startswith("The workbook is too large")


def test_a_cell_that_is_a_book_is_refused():
    assert flaws(changed("survey!C2", "字" * (CELL + 1))) == [f"survey!2: longer than {CELL} characters"]


def test_signs_that_hide_text_do_not_arrive():
    sheets = changed("survey!C2", "姓\u202e名\u200b")
    assert compile_form(read_workbook(workbook(sheets)))["questions"][0]["label"]["zh"] == "姓名"


def test_a_table_reads_like_a_workbook():
    table = "\n".join(
        line
        for name, rows in GOOD.items()
        for line in (f"| {name} |", *(f"| | {' | '.join(map(str, row))} |" for row in rows))
    )
    assert compile_form(read_table(table)) == compile_form(read_workbook(workbook(GOOD)))
    again = read_workbook(workbook(rows_of(read_table(table))))
    assert compile_form(again) == compile_form(read_table(table))


def test_flaws_are_said_in_both_languages():
    with pytest.raises(FormUnusable) as refused:
        compile_form(read_workbook(workbook(changed("survey!A2", "geopoint"))))
    said = "survey!A2: “geopoint” is not supported"
    assert refused.value.term == Term(said, "survey!A2：不支持“geopoint”")
