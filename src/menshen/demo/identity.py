"""Identity numbers and telephone numbers of people who do not exist.

Numbers follow GB 11643-1999 (17 digits and a check character by ISO 7064 MOD 11-2) with the area code 990101, which was
never assigned. Telephones have the shape of a mobile number with the prefix 100, which was never assigned either.
"""

from __future__ import annotations

from array import array
from datetime import date
from typing import Final

AREA_CODE: Final = "990101"
PHONE_PREFIX: Final = "100"

_CHECK: Final = "10X98765432"
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_FIRST: Final = date(1905, 1, 1).toordinal()
_LAST: Final = date(2021, 1, 1).toordinal()
_PER_DAY_AND_SEX: Final = 500
_PHONES: Final = 10**8


def check_character(first17: str) -> str:
    """The 18th character that belongs to 17 digits."""
    return _CHECK[sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first17, strict=True)) % 11]


def _weighted(digits: str, start: int) -> int:
    return sum(weight * int(digit) for weight, digit in zip(_WEIGHTS[start:], digits, strict=False))


class IdentityNumbers:
    """Gives out each number once; 500 for each birth date and sex, enough for a town of ten million.

    Keeps two bytes for each birth date and sex and a remembered head for each birth date (about 9 MB).
    """

    def __init__(self) -> None:
        self._given = array("H", bytes(4 * (_LAST - _FIRST)))
        self._heads: dict[int, tuple[str, int]] = {}

    def take(self, born: int, *, male: bool) -> str:
        """The next free number of that birth date (a proleptic ordinal, 1905–2020) and sex.

        Raises ValueError when 500 people of that sex were born that day.
        """
        index = 2 * (born - _FIRST) + male
        given = self._given[index]
        if given >= _PER_DAY_AND_SEX:
            raise ValueError(f"no identity number is left for {date.fromordinal(born)}")
        self._given[index] = given + 1
        head = self._heads.get(born)
        if head is None:
            text = f"{AREA_CODE}{date.fromordinal(born):%Y%m%d}"
            head = self._heads[born] = (text, _weighted(text, 0))
        # 271 and 500 share no factor, so the serials of a day are scattered and none comes twice.
        serial = 2 * ((given * 271 + born * 37) % _PER_DAY_AND_SEX) + male
        text, weighted = head
        return text + _SERIAL_TEXTS[serial] + _CHECK[(weighted + _SERIAL_WEIGHTS[serial]) % 11]


_SERIAL_TEXTS: Final = tuple(f"{serial:03d}" for serial in range(1000))
_SERIAL_WEIGHTS: Final = tuple(_weighted(text, 14) for text in _SERIAL_TEXTS)


def phone_number(serial: int) -> str:
    """The number of the person with that serial (0 to 10**8 - 1): no two serials share one."""
    # The multiplier shares no factor with 10**8, so this is a permutation.
    return f"{PHONE_PREFIX}{(serial * 38_746_811 + 17_171_717) % _PHONES:08d}"
