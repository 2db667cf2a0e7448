"""The time of day as people write it: `10:30`, `上午10时30分`, `下午3点半`, `22时`, `PM 3:05`, `1030`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta, timezone, tzinfo

_HALF = "凌晨|清晨|早上|早晨|早|上午|中午|午后|下午|傍晚|晚上|夜里|夜间|晚|AM|PM"
_TIME = re.compile(
    rf"""[T,;]?\s*
    (?P<half>{_HALF})?\s*
    (?:(?P<hour>\d{{1,2}})\s*
        (?:(?P<mark>[:时点])\s*(?:
            (?P<minute>\d{{1,2}})(?:\s*[:分]\s*(?P<second>\d{{1,2}})(?:\.\d{{1,9}})?\s*秒?|\s*分)?
          | (?P<word>半|整|一刻|三刻)
        )?)?
    )?
    (?:左右|许)?\s*
    (?P<after>AM|PM)?\s*
    (?P<zone>Z|[+-]\d\d:?\d\d)?""",
    re.VERBOSE | re.ASCII | re.IGNORECASE,
)
_COMPACT = re.compile(r"(\d\d)(\d\d)(\d\d)?", re.ASCII)
_WORDS = {"半": 30, "整": 0, "一刻": 15, "三刻": 45}
_AFTERNOON = frozenset(("午后", "下午", "傍晚", "PM"))
_NIGHT = frozenset(("晚上", "夜里", "夜间", "晚"))
_NOON, _MIDNIGHT, _HOUR = 12, 24, 60
_NIGHT_BEGINS = 5  # 晚上5点 is 17:00; 晚上2点 may be either side of midnight
_AFTER_NOON = 3  # 中午1点 is 13:00


@dataclass(frozen=True, slots=True)
class TimeOfDay:
    """Minutes since midnight (1440 for 24:00), seconds, and the zone where one is written.

    `minutes` is None where the text says no time, and negative where it says one that does not exist.
    """

    minutes: int | None = None
    seconds: int = 0
    zone: tzinfo | None = None


def read_time(text: str) -> TimeOfDay | None:
    """The time that all of `text` says; None where it says something else."""
    text = text.strip()
    if match := _COMPACT.fullmatch(text):
        return _checked(int(match[1]), int(match[2]), int(match[3] or 0), None)
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    half = (match["half"] or match["after"] or "").upper()
    if match["hour"] is None:
        return None if match["zone"] else TimeOfDay()
    if not half and not match["mark"]:
        return None
    hour = _hour(int(match["hour"]), half)
    minute = _WORDS[match["word"]] if match["word"] else int(match["minute"] or 0)
    return _checked(hour, minute, int(match["second"] or 0), _zone(match["zone"]))


def _hour(hour: int, half: str) -> int:
    """The hour of 24, or -1 where the half of the day contradicts it."""
    if hour > _NOON:
        return hour
    if half in _AFTERNOON:
        return hour % _NOON + _NOON
    if half in _NIGHT:
        return hour + _NOON if hour >= _NIGHT_BEGINS else -1
    if half == "中午":
        return hour + _NOON if hour < _AFTER_NOON else hour
    return hour % _NOON if half in ("凌晨", "AM") else hour


def _checked(hour: int, minute: int, second: int, zone: tzinfo | None) -> TimeOfDay:
    exists = 0 <= hour < _MIDNIGHT or (hour == _MIDNIGHT and minute == second == 0)
    if not exists or minute >= _HOUR or second >= _HOUR:
        return TimeOfDay(-1)
    return TimeOfDay(hour * _HOUR + minute, second, zone)


def _zone(written: str | None) -> tzinfo | None:
    if not written:
        return None
    if written.upper() == "Z":
        return timezone.utc  # noqa: UP017  the alias would be a second name beside timezone below
    offset = timedelta(hours=int(written[1:3]), minutes=int(written[-2:]))
    return timezone(-offset if written[0] == "-" else offset) if offset < timedelta(hours=24) else None
