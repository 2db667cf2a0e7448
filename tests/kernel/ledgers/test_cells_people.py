"""Decision tables: what is written in a cell → what is understood: names, identity numbers, phones."""

from __future__ import annotations

import pytest

from factories.cells import DAY, UNKNOWN, N, P, check, column
from menshen.kernel.ledgers.cells import parse
from menshen.kernel.ledgers.columns import CellKind


@pytest.mark.parametrize(
    ("written", "expected", "note"),
    [
        ("张三", "张三", None),
        ("张  三", "张三", None),
        ("　张三　", "张三", None),
        ("张\u200b三", "张三", None),
        ("阿卜杜拉•买买提", "阿卜杜拉·买买提", None),
        ("John  Smith", "John Smith", None),
        ("張三豐", "張三豐", None),
        ("张三（户主）", "张三", N.LEFT_OUT),
        ("张某", UNKNOWN, N.MASKED),
        ("张某某", UNKNOWN, N.MASKED),
        ("李xx", UNKNOWN, N.MASKED),
        ("李X", UNKNOWN, N.MASKED),
        ("王**", UNKNOWN, N.MASKED),
        ("王＊", UNKNOWN, N.MASKED),
        ("13812345678", P.NOT_A_NAME, None),
        (5.0, P.NOT_A_NAME, None),
        ("名" * 61, P.TOO_LONG, None),
    ],
)
def test_names(written, expected, note):
    check(CellKind.NAME, written, expected, note)


@pytest.mark.parametrize(
    ("written", "expected", "note"),
    [
        ("11010519491231002X", "11010519491231002X", None),
        ("11010519491231002x", "11010519491231002X", None),
        ("１１０１０５１９４９１２３１００２Ｘ", "11010519491231002X", None),
        ("'11010519491231002X", "11010519491231002X", None),
        ("‘11010519491231002X", "11010519491231002X", None),
        ("110105 19491231 002X", "11010519491231002X", None),
        ("110105-19491231-002X", "11010519491231002X", None),
        ("身份证号：11010519491231002X", "11010519491231002X", None),
        ("11010519491231002×", "11010519491231002X", None),
        ("11010519491231002Х", "11010519491231002X", None),  # a Cyrillic letter
        ("110105491231002", "11010519491231002X", N.ID_UPGRADED),
        (110105491231002.0, "11010519491231002X", N.ID_UPGRADED),
        ("E12345678", "E12345678", N.OTHER_DOCUMENT),
        ("h1234567890", "H1234567890", N.OTHER_DOCUMENT),
        ("1101**********002X", UNKNOWN, N.MASKED),
        ("110105xxxxxxxx002X", UNKNOWN, N.MASKED),
        ("11010519491231****", UNKNOWN, N.MASKED),
        (1.10105194912310e17, P.DIGITS_LOST, None),
        ("1.10105E+17", P.DIGITS_LOST, None),
        ("110105194912310000", P.DIGITS_LOST, None),
        ("110105194912310021", P.ID_CHECKSUM, None),
        ("11010519491331002X", P.ID_DATE, None),
        ("110105491331002", P.ID_DATE, None),
        ("1101051949123100", P.ID_LENGTH, None),
        ("1101051949123100211", P.ID_LENGTH, None),
        ("张三", P.ID_CHARACTERS, None),
        ("1101051949123A002X", P.ID_CHARACTERS, None),
        (43835.5, P.ID_CHARACTERS, None),
        (True, P.ID_CHARACTERS, None),
    ],
)
def test_identity_numbers(written, expected, note):
    check(CellKind.ID_NUMBER, written, expected, note)


@pytest.mark.parametrize(
    ("written", "expected", "note"),
    [
        ("13812345678", "13812345678", None),
        (13812345678.0, "13812345678", None),
        (13812345678, "13812345678", None),
        ("13812345678.0", "13812345678", None),
        ("１３８１２３４５６７８", "13812345678", None),
        ("+86 138-1234-5678", "13812345678", None),
        (8613812345678.0, "13812345678", None),
        ("13812345678（父亲）", "13812345678", None),
        ("张三13812345678", "13812345678", None),
        ("0913-2345678", "0913-2345678", None),
        ("（029）88886666", "029-88886666", None),
        (2988886666.0, "029-88886666", N.ZERO_RESTORED),
        (1088886666.0, "010-88886666", N.ZERO_RESTORED),
        ("88886666", "88886666", N.NO_AREA_CODE),
        ("13812345678/13912345678", "13812345678", N.MORE_PHONES),
        ("13812345678、029-88886666", "13812345678", N.MORE_PHONES),
        ("13812345678 13912345678", "13812345678", N.MORE_PHONES),
        ("138****5678", UNKNOWN, N.MASKED),
        ("138xxxx5678", UNKNOWN, N.MASKED),
        ("1381234567", P.NOT_A_PHONE, None),
        ("138123456789", P.NOT_A_PHONE, None),
        ("661234", P.NOT_A_PHONE, None),
        ("13812345678 1391234567", P.NOT_A_PHONE, None),
        ("1.38123E+10", P.DIGITS_LOST, None),
        ("没电话", P.NOT_A_PHONE, None),
    ],
)
def test_phones(written, expected, note):
    check(CellKind.PHONE, written, expected, note)


def test_further_phones_are_kept_in_the_note():
    parsed = parse("13812345678，13912345678；029-88886666", column(CellKind.PHONE), DAY)
    assert parsed.facts["others"] == ("13912345678", "029-88886666")
