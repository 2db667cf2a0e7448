"""Decision tables: what is written in a cell → what is understood: days and moments."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from factories.cells import LOCAL, UNKNOWN, N, P, check
from menshen.kernel.ledgers.columns import CellKind
from menshen.kernel.ledgers.dates import from_serial


@pytest.mark.parametrize(
    ("written", "expected", "note"),
    [
        (date(2020, 1, 5), date(2020, 1, 5), None),
        (datetime(2020, 1, 5, 3), date(2020, 1, 5), None),  # noqa: DTZ001  workbooks know no zones
        (43835.0, date(2020, 1, 5), None),
        (43835.75, date(2020, 1, 5), None),
        (18264.0, date(1950, 1, 1), None),
        ("43835", date(2020, 1, 5), None),
        ("2020-1-5", date(2020, 1, 5), None),
        ("2020.1.5", date(2020, 1, 5), None),
        ("2020/01/05", date(2020, 1, 5), None),
        ("20200105", date(2020, 1, 5), None),
        (20200105.0, date(2020, 1, 5), None),
        ("2020年1月5日", date(2020, 1, 5), None),
        ("２０２０年１月５号", date(2020, 1, 5), None),
        ("2020年1月5日（星期日）", date(2020, 1, 5), None),
        ("2020-01-05 10:30", date(2020, 1, 5), None),
        ("2020-01-05T10:30:00Z", date(2020, 1, 5), None),
        ("1/25/2020", date(2020, 1, 25), None),
        ("25/1/2020", date(2020, 1, 25), None),
        ("1月5日", date(2020, 1, 5), N.YEAR_ASSUMED),
        ("2月5日", date(2020, 2, 5), N.YEAR_ASSUMED),
        ("2月6日", date(2019, 2, 6), N.YEAR_ASSUMED),
        ("12月30日", date(2019, 12, 30), N.YEAR_ASSUMED),
        ("2月29日", date(2016, 2, 29), N.YEAR_ASSUMED),
        ("1.25", date(2020, 1, 25), N.YEAR_ASSUMED),
        ("1/25", date(2020, 1, 25), N.YEAR_ASSUMED),
        (1.25, date(2020, 1, 25), N.YEAR_ASSUMED),
        (1.4, date(2020, 1, 4), N.YEAR_ASSUMED),
        ("20年1月5日", date(2020, 1, 5), N.YEAR_ASSUMED),
        ("20.1.5", date(2020, 1, 5), N.YEAR_ASSUMED),
        ("85.3.2", date(1985, 3, 2), N.YEAR_ASSUMED),
        ("98年5月1日", date(1998, 5, 1), N.YEAR_ASSUMED),
        (1.1, P.DATE_AMBIGUOUS, None),
        ("25/1", P.DATE_AMBIGUOUS, None),
        ("1/5/20", P.DATE_AMBIGUOUS, None),
        ("1/5/2020", P.DATE_AMBIGUOUS, None),
        ("2020-02-30", P.NO_SUCH_DAY, None),
        ("2020-13-01", P.NO_SUCH_DAY, None),
        ("13月45日", P.NO_SUCH_DAY, None),
        ("2999-01-01", P.NO_SUCH_DAY, None),
        ("2020年1月", P.DATE_INCOMPLETE, None),
        ("2020", P.DATE_INCOMPLETE, None),
        (2020.0, P.DATE_INCOMPLETE, None),
        ("202001", P.DATE_INCOMPLETE, None),
        ("1月", P.DATE_INCOMPLETE, None),
        ("5日", P.DATE_INCOMPLETE, None),
        (5.0, P.DATE_INCOMPLETE, None),
        ("10:30", P.DATE_MISSING, None),
        (0.4375, P.DATE_MISSING, None),
        (time(10, 30), P.DATE_MISSING, None),
        (timedelta(hours=30), P.DATE_MISSING, None),
        ("2020年x月x日", UNKNOWN, N.MASKED),
        ("1月x日", UNKNOWN, N.MASKED),
        ("2020-01-__", UNKNOWN, N.MASKED),
        ("昨天", P.NOT_A_DATE, None),
        ("1月5日-1月8日", P.NOT_A_DATE, None),
        (date(1905, 7, 12), P.NOT_A_DATE, None),  # 2020, typed into a cell with the format of a date
        (1e300, P.NOT_A_DATE, None),
        (float("nan"), P.NOT_A_DATE, None),
        (float("inf"), P.NOT_A_DATE, None),
        (-5.0, P.NOT_A_DATE, None),
        (True, P.NOT_A_DATE, None),
    ],
)
def test_days(written, expected, note):
    check(CellKind.DATE, written, expected, note)


@pytest.mark.parametrize(
    ("written", "expected"),
    [("2月10日", date(2020, 2, 10)), ("1月30日", date(2020, 1, 30)), ("12月20日", date(2019, 12, 20))],
)
def test_a_planned_day_without_year_is_the_nearest(written, expected):
    check(CellKind.DATE, written, expected, N.YEAR_ASSUMED, planned=True)


@pytest.mark.parametrize(
    ("serial", "expected"),
    [(1, date(1900, 1, 1)), (59, date(1900, 2, 28)), (61, date(1900, 3, 1)), (43831, date(2020, 1, 1))],
)
def test_serials_count_the_day_that_never_was(serial, expected):
    assert from_serial(serial).date() == expected


@pytest.mark.parametrize("serial", [0, 60, 60.5])
def test_there_is_no_29_february_1900(serial):
    with pytest.raises(ValueError, match="no day has the serial number"):
        from_serial(serial)


@pytest.mark.parametrize(
    ("written", "expected", "note"),
    [
        (43835.4375, datetime(2020, 1, 5, 10, 30, tzinfo=LOCAL), None),
        (datetime(2020, 1, 5, 10, 29, 59, 999_999), datetime(2020, 1, 5, 10, 30, tzinfo=LOCAL), None),  # noqa: DTZ001
        ("2020-1-5 10:30", datetime(2020, 1, 5, 10, 30, tzinfo=LOCAL), None),
        ("2020-1-5 10：30：15", datetime(2020, 1, 5, 10, 30, 15, tzinfo=LOCAL), None),
        ("2020年1月5日10时30分", datetime(2020, 1, 5, 10, 30, tzinfo=LOCAL), None),
        ("2020年1月5日 上午10点", datetime(2020, 1, 5, 10, tzinfo=LOCAL), None),
        ("2020年1月5日下午3点半", datetime(2020, 1, 5, 15, 30, tzinfo=LOCAL), None),
        ("2020年1月5日晚上8时许", datetime(2020, 1, 5, 20, tzinfo=LOCAL), None),
        ("2020年1月5日中午12点", datetime(2020, 1, 5, 12, tzinfo=LOCAL), None),
        ("2020年1月5日凌晨12点10分", datetime(2020, 1, 5, 0, 10, tzinfo=LOCAL), None),
        ("2020-1-5 3:05 PM", datetime(2020, 1, 5, 15, 5, tzinfo=LOCAL), None),
        ("2020-1-5 24:00", datetime(2020, 1, 6, tzinfo=LOCAL), None),
        ("202001051030", datetime(2020, 1, 5, 10, 30, tzinfo=LOCAL), None),
        (202001051030.0, datetime(2020, 1, 5, 10, 30, tzinfo=LOCAL), None),
        ("2020-01-05T02:30:00Z", datetime(2020, 1, 5, 10, 30, tzinfo=LOCAL), None),
        ("2020-01-05T10:30:00+0800", datetime(2020, 1, 5, 10, 30, tzinfo=LOCAL), None),
        ("1月5日 10:30", datetime(2020, 1, 5, 10, 30, tzinfo=LOCAL), N.YEAR_ASSUMED),
        (date(2020, 1, 5), datetime(2020, 1, 5, tzinfo=LOCAL), N.TIME_MISSING),
        ("2020.1.5", datetime(2020, 1, 5, tzinfo=LOCAL), N.TIME_MISSING),
        (43835.0, datetime(2020, 1, 5, tzinfo=LOCAL), N.TIME_MISSING),
        ("1月5日 25:00", P.NO_SUCH_TIME, None),
        ("2020-1-5 10:75", P.NO_SUCH_TIME, None),
        ("2020-1-5 晚上2点", P.NO_SUCH_TIME, None),
        ("10时30分", P.DATE_MISSING, None),
        ("2020-1-5 一早", P.NOT_A_DATE, None),
        ("2020-1-5 1x:30", UNKNOWN, N.MASKED),
    ],
)
def test_moments(written, expected, note):
    check(CellKind.DATETIME, written, expected, note)
