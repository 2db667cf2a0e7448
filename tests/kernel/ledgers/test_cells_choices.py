"""Decision tables: what is written in a cell → what is understood: yes and no, one or several of a list."""

from __future__ import annotations

import pytest

from factories.cells import DAY, UNKNOWN, N, P, check, column
from menshen.kernel.base.terms import Term
from menshen.kernel.ledgers.cells import parse
from menshen.kernel.ledgers.columns import CellKind, Column


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        *((word, True) for word in ("是", "有", "√", "✓", "Y", "yes", "TRUE", "１", True, 1.0)),
        *((word, False) for word in ("否", "无", "無", "没有", "×", "✗", "N", "no", "false", "0", False, 0.0)),
        ("x", UNKNOWN),
        ("X", UNKNOWN),
        ("□", None),
        ("也许", P.NOT_YES_NO),
    ],
)
def test_yes_and_no(written, expected):
    check(CellKind.BOOLEAN, written, expected)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("发热", "fever"),
        ("發熱", "fever"),
        ("发 热", "fever"),
        ("Fever", "fever"),
        ("FEVER", "fever"),
        ("发烧", "fever"),
        ("頭痛", P.NOT_A_CHOICE),
        (3.0, P.NOT_A_CHOICE),
    ],
)
def test_choices(written, expected):
    check(CellKind.CHOICE, written, expected)


def test_a_refused_choice_says_what_there_is():
    parsed = parse("头痛", column(CellKind.CHOICE), DAY)
    assert parsed.facts["allowed"] == "发热、咳嗽、其他"


@pytest.mark.parametrize(
    ("written", "expected", "note"),
    [
        ("发热、咳嗽", ("fever", "cough"), None),
        ("咳嗽，发烧", ("cough", "fever"), None),
        ("发热;咳嗽／其他", ("fever", "cough", "other"), None),
        ("发热 咳嗽", ("fever", "cough"), None),
        ("发热\n咳嗽", ("fever", "cough"), None),
        ("发热、发烧", ("fever",), None),
        ("、发热、", ("fever",), None),
        ("有", ("fever",), None),
        ("发热、无", ("fever",), None),
        ("发热、不详", ("fever",), N.PARTLY_UNKNOWN),
        ("不详、x", UNKNOWN, None),
        ("发热、头痛", P.NOT_A_CHOICE, None),
    ],
)
def test_several_choices(written, expected, note):
    check(CellKind.MULTI_CHOICE, written, expected, note)


def test_choices_need_a_vocabulary_and_aliases_that_lead_somewhere():
    with pytest.raises(ValueError, match="without a vocabulary"):
        Column("c", Term("C", "列"), CellKind.CHOICE)
    with pytest.raises(ValueError, match="aliases for codes that do not exist: flu"):
        column(CellKind.CHOICE, choice_aliases={"流感": "flu"})
