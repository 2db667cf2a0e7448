"""Hiding most of a personal value while a person who knows it can still recognise it. Nothing here fails."""

from __future__ import annotations

_STARS_IN_ID = 10
_SHORT = 8


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
