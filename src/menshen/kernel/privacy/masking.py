"""Hiding most of a personal value while a person who knows it can still recognise it. Nothing here fails."""

from __future__ import annotations

import re

_STARS_IN_ID = 10
_SHORT = 8
_TELLING = 5
_LONG_NUMBER = re.compile(r"\d{11,}[Xx]?|1\d\d[ -]\d{4}[ -]\d{4}", re.ASCII)


def mask_name(name: str) -> str:
    """`张三丰` → `张*`: the length of a name would help to guess it."""
    return f"{name[0]}*" if name else ""


def mask_id(number: str) -> str:
    """`11010519491231002X` → `1101**********002X`; a shorter document number keeps less."""
    if not number:
        return ""
    kept = 4 if len(number) > _SHORT * 2 else 2
    if len(number) <= _SHORT:
        return f"{number[0]}***"
    return f"{number[:kept]}{'*' * _STARS_IN_ID}{number[-kept:]}"


def mask_phone(number: str) -> str:
    """`13812345678` → `138****5678`, `029-88886666` → `029****6666`."""
    if not number:
        return ""
    if len(number) < _SHORT:
        return f"****{number[-2:]}"
    return f"{number[:3]}****{number[-4:]}"


def mask_digits(text: str) -> str:
    """What somebody wrote in the place of a number, with the digits in its middle masked and all else as it stands:
    `1381234567 (父` → `138***4567 (父`. Fewer than five digits tell nobody's number."""
    places = [place for place, sign in enumerate(text) if sign.isdigit()]
    if len(places) < _TELLING:
        return text
    hidden = set(places[3:-4] if len(places) > _SHORT else places[:-2])
    return "".join("*" if place in hidden else sign for place, sign in enumerate(text))


def mask_numbers(text: str) -> str:
    """A text in which whatever looks like a whole identity number or phone is masked: eleven digits and more."""
    return _LONG_NUMBER.sub(lambda found: mask_phone(found[0]), text)
