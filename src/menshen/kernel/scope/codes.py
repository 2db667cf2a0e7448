"""Area codes: the 12-digit statistical code as a prefix, then three digits a level below the community.

Codes sort as plain bytes (column collation "C"), so the subtree of an area is the half-open range
`code <= x < code + ':'` (':' is the byte after '9'). A range is used and not `LIKE`, because inside a row-level
policy only a leakproof comparison can use the index. Source of the digits: statistical division codes (2-2-2-3-3).
"""

from __future__ import annotations

import re

from menshen.kernel.base.terms import Vocabulary


class Level(Vocabulary):
    """Levels of the tree; `LENGTHS` gives the digits of each."""

    PROVINCE = "province", "Province", "省"
    CITY = "city", "City", "市"
    DISTRICT = "district", "District", "区县"
    STREET = "street", "Street or town", "街道（乡镇）"
    COMMUNITY = "community", "Community or village", "社区（村）"
    GRID = "grid", "Grid", "网格"
    COMPOUND = "compound", "Compound", "小区（组）"
    BUILDING = "building", "Building", "楼栋"
    UNIT = "unit", "Unit", "单元"


LENGTHS: dict[Level, int] = {
    Level.PROVINCE: 2,
    Level.CITY: 4,
    Level.DISTRICT: 6,
    Level.STREET: 9,
    Level.COMMUNITY: 12,
    Level.GRID: 15,
    Level.COMPOUND: 18,
    Level.BUILDING: 21,
    Level.UNIT: 24,
}
_LEVELS = {length: level for level, length in LENGTHS.items()}
_ASCENDING = sorted(_LEVELS)
MAX_LENGTH = _ASCENDING[-1]
CODE_PATTERN = re.compile(r"[0-9]{2,24}")
ROOT = ""  # the whole country: the empty prefix


def is_code(text: str) -> bool:
    """Whether `text` has the digits of some level."""
    return bool(CODE_PATTERN.fullmatch(text)) and len(text) in _LEVELS


def level_of(code: str) -> Level:
    """The level that a code's length stands for; KeyError for a length that is none."""
    return _LEVELS[len(code)]


def parent_of(code: str) -> str | None:
    """The code one level up; None at the province."""
    shorter = [length for length in _ASCENDING if length < len(code)]
    return code[: shorter[-1]] if shorter else None


def ancestors_of(code: str) -> list[str]:
    """The codes above, nearest first, without the code itself."""
    return [code[:length] for length in reversed(_ASCENDING) if length < len(code)]


def at_level(code: str, level: Level) -> str | None:
    """The ancestor (or the code itself) at `level`; None where the code lies above it."""
    length = LENGTHS[level]
    return code[:length] if len(code) >= length else None


def bounds(code: str) -> tuple[str, str]:
    """`(lowest, first beyond)` of the subtree; the root gives the range of all codes."""
    return code, code + ":"


def contains(outer: str, inner: str) -> bool:
    """Whether `inner` is `outer` or lies below it."""
    return inner.startswith(outer)


def children_level(level: Level) -> Level | None:
    """The level below; None under a unit."""
    longer = [length for length in _ASCENDING if length > LENGTHS[level]]
    return _LEVELS[longer[0]] if longer else None
