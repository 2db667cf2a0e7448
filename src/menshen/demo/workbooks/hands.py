"""Values as people write them. Each register is written by one hand, which is not always the same from row to row."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from random import Random

    from menshen.demo.workbooks.sheets import Cell

_FULL_WIDTH: Final = str.maketrans("0123456789.-:/ ", "０１２３４５６７８９．－：／　")
_EPOCH: Final = date(1899, 12, 30).toordinal()
MASKED: Final = ("____", "x", "X")


def full_width(text: str) -> str:
    """Digits and separators as a Chinese input method writes them when it is not switched over."""
    return text.translate(_FULL_WIDTH)


class Hand:
    """Draws the notation of each value; the value itself is never changed."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng

    def day(self, day: date) -> Cell:
        """A date cell, a serial number, or text in one of five notations."""
        choice = self.rng.randrange(8)
        if choice == 0:
            return day
        if choice == 1:
            return day.toordinal() - _EPOCH
        if choice in (2, 3):
            return f"{day.year}.{day.month}.{day.day}"
        if choice == 4:
            return f"{day.year}/{day.month}/{day.day}"
        if choice == 5:
            return f"{day.year}年{day.month}月{day.day}日"
        return full_width(day.isoformat()) if choice == 6 else day.isoformat()

    def moment(self, at: datetime) -> Cell:
        """The same to the minute. Cells carry no zone: what is written is local time."""
        choice = self.rng.randrange(8)
        at = at.replace(tzinfo=None)
        if choice == 0:
            return at
        if choice == 1:
            return round(at.toordinal() - _EPOCH + (at.hour * 60 + at.minute) / 1440, 9)
        if choice == 2:
            return f"{at.year}年{at.month}月{at.day}日{at.hour}时{at.minute:02d}分"
        if choice == 3:
            return f"{at.year}.{at.month}.{at.day} {at.hour}：{at.minute:02d}"
        if choice == 4:
            return f"{at.year}/{at.month}/{at.day} {at.hour}:{at.minute:02d}"
        if choice == 5:
            return full_width(f"{at:%Y-%m-%d %H:%M}")
        return f"{at:%Y-%m-%d %H:%M}"

    def phone(self, number: str) -> Cell:
        """Text, a number, or text in groups; `无` or nothing where there is none."""
        choice = self.rng.randrange(12)
        if not number:
            return "无" if choice == 0 else None
        if choice < 3:
            return float(number)
        if choice == 3:
            return f"{number[:3]} {number[3:7]} {number[7:]}"
        if choice == 4:
            return f"{number[:3]}-{number[3:7]}-{number[7:]}"
        return full_width(number) if choice == 5 else number

    def two_phones(self, first: str, second: str) -> Cell:
        """Two numbers in one cell."""
        return f"{first}{self.rng.choice(('/', '、', '；', ' '))}{second}"

    def id_number(self, number: str) -> Cell:
        """Text, now and then with a small x, a space behind or groups of digits."""
        choice = self.rng.randrange(20)
        if choice == 0:
            return f"{number[:6]} {number[6:14]} {number[14:]}"
        if choice == 1:
            return f"{number} "
        return number.lower() if choice < 6 else number

    def celsius(self, value: float) -> Cell:
        """A number, or text with the unit."""
        choice = self.rng.randrange(6)
        if choice == 0:
            return f"{value}℃"
        if choice == 1:
            return f"{value}"
        return full_width(f"{value}") if choice == 2 else value

    def masked(self) -> str:
        """What is written where something is not known: it means unknown, never zero and never none."""
        return self.rng.choice(MASKED)

    def none(self) -> Cell:
        """What is written where there is nothing to report."""
        return self.rng.choice(("无", "无", "无", None))
