"""Decision tables: what is written in a cell → what is understood: what all kinds share, text, areas."""

from __future__ import annotations

from datetime import date

import pytest

from factories.cells import UNKNOWN, N, P, check
from menshen.kernel.ledgers.columns import CellKind
from menshen.kernel.ledgers.vocabulary import CellNote, CellProblem, FileProblem, RowSkip, SheetSkip


@pytest.mark.parametrize("kind", [kind for kind in CellKind if kind is not CellKind.TEXT])
@pytest.mark.parametrize(
    "written", ["不详", "未知", "?", "——", "____", "-", "－", "/", "x", "X", "xx", "某", "…", "N/A", " 不详 "]
)
def test_marks_of_the_unknown_are_unknown_in_every_kind_and_never_zero(kind, written):
    check(kind, written, UNKNOWN)


@pytest.mark.parametrize("kind", CellKind)
@pytest.mark.parametrize("written", [None, "", " ", "　", "\u200b", "\n"])
def test_blank_is_missing_and_not_unknown(kind, written):
    check(kind, written, None)


@pytest.mark.parametrize("kind", CellKind)
@pytest.mark.parametrize("written", ["#N/A", "#REF!", "#DIV/0!", "########"])
def test_errors_of_formulas_are_problems(kind, written):
    check(kind, written, P.FORMULA_ERROR)


@pytest.mark.parametrize(
    ("kind", "expected", "note"),
    [
        (CellKind.TEXT, "无", None),
        (CellKind.NAME, UNKNOWN, None),
        (CellKind.PHONE, None, N.SAID_NONE),
        (CellKind.ID_NUMBER, None, N.SAID_NONE),
        (CellKind.DATE, None, N.SAID_NONE),
        (CellKind.INTEGER, None, N.SAID_NONE),
        (CellKind.DECIMAL, None, N.SAID_NONE),
        (CellKind.CHOICE, None, N.SAID_NONE),
        (CellKind.AREA, None, N.SAID_NONE),
        (CellKind.MULTI_CHOICE, (), None),
        (CellKind.BOOLEAN, False, None),
    ],
)
def test_none_means_what_the_kind_makes_of_it(kind, expected, note):
    check(kind, "无", expected, note)


@pytest.mark.parametrize(
    ("written", "expected", "note"),
    [
        ("临江花园３栋　２单元", "临江花园3栋 2单元", None),
        ("第一行\n第二行", "第一行 第二行", None),
        ("“引号”，标点。", "“引号”，标点。", None),
        ("某酒店", "某酒店", None),
        ("a\x00b\ud800c", "abc", None),
        (501.0, "501", None),
        (3.25, "3.25", None),
        (True, "是", None),
        (date(2020, 3, 2), "2020-03-02", N.TURNED_INTO_DATE),
        ("/", UNKNOWN, None),
        (1e20, P.DIGITS_LOST, None),
        ("长" * 2001, P.TOO_LONG, None),
    ],
)
def test_text(written, expected, note):
    check(CellKind.TEXT, written, expected, note)


@pytest.mark.parametrize(
    ("written", "expected", "note"),
    [
        ("臨江社區", "临江社区", None),
        ("990101001001", "990101001001", None),
        (990101001001.0, "990101001001", None),
        ("９９０１０１００１００１", "990101001001", None),
        ("某社区", UNKNOWN, N.MASKED),
        (9.90101001001015e17, P.DIGITS_LOST, None),
    ],
)
def test_areas(written, expected, note):
    check(CellKind.AREA, written, expected, note)


@pytest.mark.parametrize("vocabulary", [CellProblem, CellNote, FileProblem, SheetSkip, RowSkip])
def test_every_sentence_is_there_in_both_languages(vocabulary):
    for member in vocabulary:
        assert member.en != member.value
        assert any("一" <= sign <= "鿿" for sign in member.zh)
