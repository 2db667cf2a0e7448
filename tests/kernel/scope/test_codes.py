"""Codes of areas: digits of a level, what lies above and below."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from menshen.kernel.scope.codes import (
    LENGTHS,
    ROOT,
    Level,
    ancestors_of,
    at_level,
    bounds,
    children_level,
    contains,
    is_code,
    level_of,
    parent_of,
)

digits = st.text("0123456789", min_size=1, max_size=26)
codes = st.sampled_from(sorted(LENGTHS.values())).flatmap(
    lambda size: st.text("0123456789", min_size=size, max_size=size)
)


@pytest.mark.parametrize(
    ("code", "level", "parent"),
    [
        ("99", Level.PROVINCE, None),
        ("9901", Level.CITY, "99"),
        ("990101", Level.DISTRICT, "9901"),
        ("990101001", Level.STREET, "990101"),
        ("990101001001", Level.COMMUNITY, "990101001"),
        ("990101001001002", Level.GRID, "990101001001"),
        ("990101001001002003", Level.COMPOUND, "990101001001002"),
        ("990101001001002003004", Level.BUILDING, "990101001001002003"),
        ("990101001001002003004005", Level.UNIT, "990101001001002003004"),
    ],
)
def test_a_code_says_its_level_and_its_parent(code, level, parent):
    assert is_code(code)
    assert level_of(code) is level
    assert parent_of(code) == parent


@pytest.mark.parametrize("text", ["", "9", "990", "99010", "9901010010", "99010A", "９９", " 99", "99\n", "9" * 27])
def test_what_is_no_code(text):
    assert not is_code(text)


@given(digits)
def test_digits_are_a_code_just_when_a_level_has_that_many(text):
    assert is_code(text) is (len(text) in LENGTHS.values())


@given(codes)
def test_the_way_up_is_every_shorter_code_nearest_first(code):
    way = ancestors_of(code)
    assert [len(above) for above in way] == sorted(
        (size for size in LENGTHS.values() if size < len(code)), reverse=True
    )
    assert all(contains(above, code) for above in way)
    assert (way[0] if way else None) == parent_of(code)


@given(codes, codes)
def test_the_range_of_a_code_is_its_subtree(outer, inner):
    lowest, beyond = bounds(outer)
    assert (lowest <= inner < beyond) is inner.startswith(outer) is contains(outer, inner)


@given(codes)
def test_everything_lies_below_the_root(code):
    lowest, beyond = bounds(ROOT)
    assert lowest <= code < beyond
    assert contains(ROOT, code)


def test_the_ancestor_at_a_level():
    assert at_level("990101001001002", Level.STREET) == "990101001"
    assert at_level("990101001001002", Level.GRID) == "990101001001002"
    assert at_level("990101", Level.STREET) is None


def test_the_level_below():
    assert children_level(Level.STREET) is Level.COMMUNITY
    assert children_level(Level.UNIT) is None
