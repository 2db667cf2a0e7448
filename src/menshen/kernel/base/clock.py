"""The one place that asks for the time.

Rules and actions take dates as arguments; only doors and jobs call `now`. A demonstration or a rehearsal runs on a
shifted clock: `MENSHEN_CLOCK=2020-02-05T18:00:00+08:00` makes the process believe it started then, and
`MENSHEN_CLOCK=-86400s` that it is a day earlier, which a process that is started anew continues. The desk shows a
banner as long as the clock is shifted.
"""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Shanghai")
FIRST_YEAR, LAST_YEAR = 1900, 2199  # of a moment that somebody writes


def _shift_from_environment() -> timedelta:
    text = os.environ.get("MENSHEN_CLOCK", "")
    if not text:
        return timedelta(0)
    try:
        if text.endswith("s"):
            return timedelta(seconds=float(text[:-1]))
        start = datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        raise SystemExit(
            f"MENSHEN_CLOCK is a moment such as 2020-02-05T18:00 or a shift as -86400s, not {text!r}"
        ) from None
    if start.tzinfo is None:
        start = start.replace(tzinfo=LOCAL)
    return start - datetime.now(UTC)


_shift = _shift_from_environment()


def now() -> datetime:
    """The present in local time, with its zone."""
    return (datetime.now(UTC) + _shift).astimezone(LOCAL)


def today() -> date:
    return now().date()


def is_shifted() -> bool:
    """Whether this process runs on a demonstration clock."""
    return _shift != timedelta(0)


def local(day: date, hour: int = 0, minute: int = 0) -> datetime:
    """That hour of that day in local time."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=LOCAL)


def as_written(moment: datetime) -> datetime:
    """A moment that somebody wrote, in local time; without a zone it is local. ValueError for a year nobody means."""
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError("the year cannot be right / 年份不对")
    return moment.astimezone(LOCAL) if moment.tzinfo else moment.replace(tzinfo=LOCAL)


def in_local(moment: datetime) -> datetime:
    """The same moment as the clock on the wall shows it: what comes from the database is in UTC."""
    return moment.astimezone(LOCAL)


def day_of(moment: datetime) -> date:
    """The local day in which the moment lies."""
    return in_local(moment).date()
