"""Decision tables: what is written in a cell → what is understood: numbers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from factories.cells import UNKNOWN, N, P, check
from menshen.kernel.ledgers.columns import CellKind


@pytest.mark.parametrize(
    ("written", "expected", "note"),
    [
        (3.0, 3, None),
        (0.0, 0, None),
        ("0", 0, None),
        ("０３", 3, None),
        ("1,234", 1234, None),
        ("-2", -2, None),
        ("3.0", 3, None),
        (3.5, P.NOT_WHOLE, None),
        ("3.5", P.NOT_WHOLE, None),
        ("3人", P.NOT_A_NUMBER, None),
        ("三", P.NOT_A_NUMBER, None),
        (True, P.NOT_A_NUMBER, None),
        (date(2020, 1, 5), P.NOT_A_NUMBER, None),
        (float("nan"), P.NOT_A_NUMBER, None),
        ("10万余", P.NUMBER_APPROXIMATE, None),
        ("约30", P.NUMBER_APPROXIMATE, None),
        ("30左右", P.NUMBER_APPROXIMATE, None),
        ("12x", UNKNOWN, N.MASKED),
        ("__人", UNKNOWN, N.MASKED),
        (1e20, P.DIGITS_LOST, None),
        ("9" * 5000, P.NOT_A_NUMBER, None),
    ],
)
def test_whole_numbers(written, expected, note):
    check(CellKind.INTEGER, written, expected, note)


@pytest.mark.parametrize(
    ("written", "expected", "note"),
    [
        (36.6, Decimal("36.6"), None),
        (36.599999999999994, Decimal("36.6"), None),
        ("36.5℃", Decimal("36.5"), None),
        ("36.5 度", Decimal("36.5"), None),
        ("36。5", Decimal("36.5"), None),
        ("３６．５", Decimal("36.5"), None),
        ("1,234.5", Decimal("1234.5"), None),
        ("__℃", UNKNOWN, None),
        ("37,5", P.NOT_A_NUMBER, None),
        ("正常", P.NOT_A_NUMBER, None),
        ("36.5.", P.NOT_A_NUMBER, None),
    ],
)
def test_numbers_with_declared_units(written, expected, note):
    check(CellKind.DECIMAL, written, expected, note, units=("℃", "度"))
