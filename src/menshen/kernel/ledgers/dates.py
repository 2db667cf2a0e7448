"""Cells that hold days and times: Excel's serial numbers and everything that people type instead.

A day without its year is taken from the day of reading (`day`): the latest such day that is not after it, or, in a
column of planned days, the nearest one. What can be read as two days is a problem, never a guess.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from menshen.kernel.base.clock import LOCAL
from menshen.kernel.ledgers.parsed import (
    Cell,
    Parsed,
    Parser,
    hidden,
    hides_something,
    noted,
    problem,
    special,
    text_of,
)
from menshen.kernel.ledgers.times import TimeOfDay, read_time
from menshen.kernel.ledgers.vocabulary import CellKind, CellNote, CellProblem

if TYPE_CHECKING:
    from menshen.kernel.ledgers.columns import Column

FIRST_YEAR, LAST_YEAR = 1850, 2100
# A number below this is a year, a month with its day or a slip; as a serial it would be a day before October 1905.
SMALLEST_SERIAL = 2101
_EARLIEST_CELL = date(1905, 10, 1)
LARGEST_SERIAL = 73_050
_TRUSTED_TEXT_SERIAL = 20_000
_LEAP_BUG = 60
_LONGEST_MONTH = 31
_SHORT = 2  # digits of a year without its century
_LEAP_CYCLE = 8  # years after which 29 February comes again at the latest

_YEAR_FIRST = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})(?:\s*[日号]|(?!\d))", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?=\D|\d{4}$|\d{6}$|$)", re.ASCII)
_SHORT_YEAR = re.compile(r"(\d\d)年\s*(\d{1,2})月\s*(\d{1,2})(?:\s*[日号]|(?!\d))", re.ASCII)
_THREE_PARTS = re.compile(r"(\d{1,2})([-./])(\d{1,2})\2(\d{4}|\d{1,2})(?!\d)", re.ASCII)
_MONTH_DAY = re.compile(r"(\d{1,2})\s*月\s*(\d{1,2})(?:\s*[日号]|(?!\d))", re.ASCII)
_TWO_PARTS = re.compile(r"(\d{1,2})[-./](\d{1,2})(?:[日号]|(?![\d./-]))", re.ASCII)
_SERIAL = re.compile(r"\d{5}(?:\.\d{1,15})?", re.ASCII)
_INCOMPLETE = re.compile(
    r"(?:19|20)\d\d(?:年|[-./年]\s*\d{1,2}月?|\d\d)?|\d{1,2}\s*(?:月(?:份|初|中旬|上旬|下旬|底)?|日|号)", re.ASCII
)
_WEEKDAY = re.compile(r"\s*\(?(?:星期|周|礼拜)[一二三四五六日天]\)?")


def day_parser(column: Column, day: date) -> Parser:
    """The parser of DATE (gives date) and DATETIME (gives datetime in local time) cells of this column."""
    with_time = column.kind is CellKind.DATETIME

    def parse(cell: Cell) -> Parsed:
        if isinstance(cell, bool) or cell is None:
            return special(text_of(cell)) or problem(CellProblem.NOT_A_DATE, text_of(cell))
        if isinstance(cell, str):
            read = _from_text(text_of(cell), day, planned=column.planned)
        elif isinstance(cell, (int, float)):
            read = _from_number(cell, day, planned=column.planned)
        else:
            read = _from_object(cell)
        return _finished(read, with_time=with_time)

    return parse


def from_serial(serial: float) -> datetime:
    """The moment of a serial number of Excel's 1900 system, to the second.

    That system believes in a 29 February 1900 (serial 60, ValueError): the days after it are counted one too high.
    """
    whole = int(serial)
    if whole < 1 or whole == _LEAP_BUG:
        raise ValueError(f"no day has the serial number {serial}")
    origin = date(1899, 12, 31) if whole < _LEAP_BUG else date(1899, 12, 30)
    moment = datetime.combine(origin + timedelta(days=whole), time())
    return moment + timedelta(seconds=round((serial - whole) * 86_400))


def latest(month: int, day_of_month: int, day: date, *, planned: bool) -> date | None:
    """The day meant by a month and a day without year, seen from `day`; None where the calendar has no such day."""
    ahead = 1 if planned else 0
    days = [
        found
        for year in range(day.year + ahead, day.year - _LEAP_CYCLE - 1, -1)
        if (found := _date(year, month, day_of_month)) and (planned or found <= day)
    ]
    return min(days, key=lambda found: abs(found - day), default=None)


def _finished(read: Parsed, *, with_time: bool) -> Parsed:
    """The parsed moment as the column wants it: a date, or a datetime in local time."""
    value = read.value
    if value is None:
        return read
    if not with_time:
        value = value.date() if isinstance(value, datetime) else value
    elif isinstance(value, datetime):
        value = value.astimezone(LOCAL) if value.tzinfo else value.replace(tzinfo=LOCAL)
    else:
        read = read if read.note else Parsed(note=CellNote.TIME_MISSING)
        value = datetime.combine(value, time(), LOCAL)
    if read.note is CellNote.YEAR_ASSUMED:
        taken = value.strftime("%Y-%m-%d %H:%M") if with_time else value.isoformat()
        return Parsed(value, note=read.note, facts={**read.facts, "taken": taken})
    return Parsed(value, note=read.note, facts=read.facts)


def _from_object(cell: date | datetime | time | timedelta) -> Parsed:
    if isinstance(cell, (time, timedelta)):
        return problem(CellProblem.DATE_MISSING, text_of(cell))
    if not _EARLIEST_CELL <= date(cell.year, cell.month, cell.day) < date(LAST_YEAR, 1, 1):
        return problem(CellProblem.NOT_A_DATE, text_of(cell))
    if isinstance(cell, datetime):
        return Parsed((cell + timedelta(milliseconds=500)).replace(microsecond=0))
    return Parsed(cell)


def _from_number(number: float, day: date, *, planned: bool) -> Parsed:
    text = text_of(number)
    if SMALLEST_SERIAL <= number < LARGEST_SERIAL + 1:
        moment = from_serial(number)
        return Parsed(moment if number != int(number) else moment.date())
    if number == number // 1 and len(text) in (8, 12, 14):
        return _from_text(text, day, planned=planned)
    if 0 < number < 1:
        return problem(CellProblem.DATE_MISSING, text)
    if re.fullmatch(r"\d{1,2}\.\d{1,2}", text):
        return _month_and_day_as_number(text, day, planned=planned)
    if 1 <= number <= _LONGEST_MONTH or _INCOMPLETE.fullmatch(text):
        return problem(CellProblem.DATE_INCOMPLETE, text)
    return problem(CellProblem.NOT_A_DATE, text)


def _month_and_day_as_number(text: str, day: date, *, planned: bool) -> Parsed:
    """`1.25` typed as a number is 25 January; `1.1` may have been 1.10, for a number keeps no zero at its end."""
    month, decimals = text.split(".")
    days = {latest(int(month), int(choice), day, planned=planned) for choice in {decimals, f"{decimals:0<2}"}} - {None}
    if len(days) > 1:
        return problem(CellProblem.DATE_AMBIGUOUS, text)
    return _assumed(days.pop() if days else None, text)


def _from_text(text: str, day: date, *, planned: bool) -> Parsed:
    if (read := special(text)) is not None:
        return read
    if _SERIAL.fullmatch(text) and _TRUSTED_TEXT_SERIAL <= float(text) <= LARGEST_SERIAL:
        return _from_number(float(text), day, planned=planned)
    found, end = _day_in(text, day, planned=planned)
    if found is None:
        return _no_day(text)
    if found.value is None:
        return found
    clock = read_time(_WEEKDAY.sub("", text[end:], count=1))
    if clock is None:
        return hidden(text) if hides_something(text) else problem(CellProblem.NOT_A_DATE, text)
    return _at(found, clock, text)


def _at(found: Parsed, clock: TimeOfDay, text: str) -> Parsed:
    if clock.minutes is None:
        return found
    if clock.minutes < 0:
        return problem(CellProblem.NO_SUCH_TIME, text)
    moment = datetime.combine(found.value, time(), clock.zone) + timedelta(minutes=clock.minutes, seconds=clock.seconds)
    return Parsed(moment, note=found.note, facts=found.facts)


def _day_in(text: str, day: date, *, planned: bool) -> tuple[Parsed | None, int]:
    """The day that `text` begins with and where it ends; None where it begins with no day."""
    if match := _YEAR_FIRST.match(text) or _COMPACT.match(text):
        year, month, number = map(int, match.groups())
        return _certain(_date(year, month, number), match[0]), match.end()
    if match := _SHORT_YEAR.match(text):
        year, month, number = map(int, match.groups())
        return _assumed(_date(_full_year(year, day), month, number), match[0]), match.end()
    if match := _THREE_PARTS.match(text):
        return _three_parts(match, day), match.end()
    if match := _MONTH_DAY.match(text):
        return _assumed(latest(int(match[1]), int(match[2]), day, planned=planned), match[0]), match.end()
    if match := _TWO_PARTS.match(text):
        first, second = int(match[1]), int(match[2])
        found = latest(first, second, day, planned=planned)
        if found is None and latest(second, first, day, planned=planned):
            return problem(CellProblem.DATE_AMBIGUOUS, text), match.end()
        return _assumed(found, match[0]), match.end()
    return None, 0


def _three_parts(match: re.Match[str], day: date) -> Parsed:
    """`20.1.25`, `25/1/2020`, `1-25-20`: taken where one order of the parts gives a day, or for `年.月.日` of now."""
    first, second, third = int(match[1]), int(match[3]), int(match[4])
    full = len(match[4]) > _SHORT
    natural = None if full or len(match[1]) < _SHORT else _date(_full_year(first, day), second, third)
    if natural and match[2] == "." and abs(natural.year - day.year) <= 1:
        return _assumed(natural, match[0])
    last = third if full else _full_year(third, day)
    days = {natural}
    if len(match[4]) >= _SHORT:
        days |= {_date(last, first, second), _date(last, second, first)}
    days -= {None}
    if len(days) > 1:
        return problem(CellProblem.DATE_AMBIGUOUS, match[0])
    found = days.pop() if days else None
    return _certain(found, match[0]) if full else _assumed(found, match[0])


def _no_day(text: str) -> Parsed:
    """What to say of a text that does not begin with a day."""
    if _INCOMPLETE.fullmatch(text):
        return problem(CellProblem.DATE_INCOMPLETE, text)
    clock = read_time(text)
    if clock is not None and clock.minutes is not None:
        return problem(CellProblem.DATE_MISSING, text)
    if hides_something(text) and any(sign.isdecimal() or sign in "年月日" for sign in text):
        return hidden(text)
    return problem(CellProblem.NOT_A_DATE, text)


def _certain(found: date | None, written: str) -> Parsed:
    return Parsed(found) if found else problem(CellProblem.NO_SUCH_DAY, written)


def _assumed(found: date | None, written: str) -> Parsed:
    return noted(found, CellNote.YEAR_ASSUMED, written=written) if found else problem(CellProblem.NO_SUCH_DAY, written)


def _full_year(short: int, day: date) -> int:
    """The century of a two-digit year: this one, unless that lies more than a year ahead."""
    year = day.year // 100 * 100 + short
    return year if year <= day.year + 1 else year - 100


def _date(year: int, month: int, day_of_month: int) -> date | None:
    try:
        return date(year, month, day_of_month) if FIRST_YEAR <= year <= LAST_YEAR else None
    except ValueError:
        return None
