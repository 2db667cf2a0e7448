"""Resident identity numbers (GB 11643) and phone numbers as people in China write them."""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from operator import mul
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_ZEROS = ord("0") * sum(_WEIGHTS)
_SHAPE = re.compile(r"\d{17}[\dX]", re.ASCII)
_EARLIEST_BIRTH = date(1850, 1, 1)
OLD_LENGTH = 15
LENGTH = 18


class IdFlaw(enum.Enum):
    """Why an identity number cannot be one."""

    LENGTH = "length"
    CHARACTERS = "characters"
    DATE = "date"
    CHECKSUM = "checksum"


def check_character(first: str) -> str:
    """The eighteenth character that belongs to the first seventeen digits (ISO 7064 MOD 11-2)."""
    # Bytes, because summing them needs no conversion of each digit; the surplus of their codes is taken off at once.
    return _CHECKS[(sum(map(mul, first.encode("ascii"), _WEIGHTS)) - _ZEROS) % 11]


def id_flaw(number: str) -> IdFlaw | None:
    """What is wrong with an 18-character number, or None. The area digits are not judged: codes change each year."""
    if not _SHAPE.fullmatch(number):
        return IdFlaw.LENGTH if len(number) != LENGTH else IdFlaw.CHARACTERS
    if _day(number[6:14]) is None:
        return IdFlaw.DATE
    return None if check_character(number) == number[17] else IdFlaw.CHECKSUM


def is_id_number(number: str) -> bool:
    return id_flaw(number) is None


def upgraded(old: str) -> str:
    """The 18-character form of a 15-digit number of before 1999: the century written out, the check added."""
    first = f"{old[:6]}19{old[6:]}"
    return first + check_character(first)


def birth_day(number: str) -> date:
    """The day of birth in a valid 18-character number; ValueError where there is none."""
    day = _day(number[6:14])
    if day is None:
        raise ValueError("no day of birth in this number")
    return day


def is_male(number: str) -> bool:
    """The seventeenth digit is odd for men."""
    return int(number[16]) % 2 == 1


@lru_cache(maxsize=50_000)
def _day(digits: str) -> date | None:
    try:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
    return day if day >= _EARLIEST_BIRTH else None


@dataclass(frozen=True, slots=True)
class Phones:
    """The numbers found in one text, in their canonical form, and the digits that belong to none of them.

    Canonical: `13812345678`, `029-88886666`, `0913-2345678-801`, `+85291234567`.
    """

    numbers: tuple[str, ...]
    stray: str = ""


# 100… is given to nobody: made-up people have such numbers.
_MOBILE = r"1(?:[3-9]\d|00)[- ]?\d{4}[- ]?\d{4}"
_PLAIN_MOBILE = re.compile(r"1(?:[3-9]\d|00)\d{8}", re.ASCII)
_AREA = r"0(?:10|2\d|[3-9]\d\d)"
_CHINA = r"(?:(?:\+|00)?86[- ]?)?"
_PHONE = re.compile(
    rf"""(?<![\d*])(?:
        {_CHINA}(?P<mobile>{_MOBILE})(?!\d)
      | {_CHINA}[(]?(?P<area>{_AREA})[)]?[- ]?(?P<local>\d{{3,4}}[- ]?\d{{4}})(?!\d)
        (?:\s*(?:-|转|分机|ext\.?)\s*(?P<extension>\d{{1,5}})(?!\d))?
      | (?P<foreign>[+](?!86)\d[\d -]{{6,17}}\d)(?!\d)
    )""",
    re.VERBOSE | re.ASCII | re.IGNORECASE,
)
_DIGITS = re.compile(r"\d", re.ASCII)
_NOT_DIGITS = re.compile(r"\D", re.ASCII)


def is_mobile(text: str) -> bool:
    return _PLAIN_MOBILE.fullmatch(text) is not None


def phones_in(text: str) -> Phones:
    """Every mobile, landline with area code and foreign number in `text`, each once, in the order written."""
    found: dict[str, None] = {}
    stray: list[str] = []
    last = 0
    for match in _PHONE.finditer(text):
        stray += _DIGITS.findall(text, last, match.start())
        last = match.end()
        found[_canonical(match)] = None
    stray += _DIGITS.findall(text, last)
    return Phones(tuple(found), "".join(stray))


def phone_spans(text: str) -> Iterator[tuple[int, int]]:
    """From where to where in `text` each number stands."""
    return (match.span() for match in _PHONE.finditer(text))


def _canonical(match: re.Match[str]) -> str:
    if match["mobile"]:
        return _NOT_DIGITS.sub("", match["mobile"])
    if match["foreign"]:
        return "+" + _NOT_DIGITS.sub("", match["foreign"])
    number = f"{match['area']}-{_NOT_DIGITS.sub('', match['local'])}"
    return f"{number}-{match['extension']}" if match["extension"] else number
