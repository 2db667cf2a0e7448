"""GB 11643 numbers and phone numbers: the vectors of the standard and the ways people write phones."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from menshen.kernel.base.idnumbers import (
    IdFlaw,
    birth_day,
    check_character,
    id_flaw,
    is_id_number,
    is_male,
    phones_in,
    upgraded,
)


@pytest.mark.parametrize("number", ["11010519491231002X", "440524188001010014", "34052419800101001X"])
def test_published_vectors_are_valid(number):
    assert is_id_number(number)


@pytest.mark.parametrize(
    ("number", "flaw"),
    [
        ("110105194912310021", IdFlaw.CHECKSUM),
        ("11010519491331002X", IdFlaw.DATE),
        ("11010517491231002X", IdFlaw.DATE),
        ("1101051949123100", IdFlaw.LENGTH),
        ("", IdFlaw.LENGTH),
        ("11010519491231002x", IdFlaw.CHARACTERS),
        ("1101051949123100é9", IdFlaw.CHARACTERS),
    ],
)
def test_what_is_wrong_is_named(number, flaw):
    assert id_flaw(number) is flaw


def test_a_number_tells_birthday_and_sex():
    assert birth_day("11010519491231002X") == date(1949, 12, 31)
    assert not is_male("11010519491231002X")
    assert is_male("440524188001010014")
    with pytest.raises(ValueError, match="no day of birth"):
        birth_day("990101000000000000")


def test_an_old_number_gets_its_century_and_its_check():
    assert upgraded("110105491231002") == "11010519491231002X"


@given(st.dates(date(1850, 1, 1), date(2099, 12, 31)), st.integers(0, 999), st.integers(0, 16))
def test_one_mistyped_digit_is_always_noticed(born, serial, place):
    first = f"990101{born:%Y%m%d}{serial:03d}"
    number = first + check_character(first)
    assert is_id_number(number)
    mistyped = number[:place] + str((int(number[place]) + 1) % 10) + number[place + 1 :]
    assert not is_id_number(mistyped)


@pytest.mark.parametrize(
    ("text", "numbers", "stray"),
    [
        ("13812345678", ["13812345678"], ""),
        ("+86 138-1234-5678", ["13812345678"], ""),
        ("008613812345678", ["13812345678"], ""),
        ("8613812345678", ["13812345678"], ""),
        ("138 1234 5678 13912345678", ["13812345678", "13912345678"], ""),
        ("13812345678/13812345678", ["13812345678"], ""),
        ("10012345678", ["10012345678"], ""),
        ("(029)88886666", ["029-88886666"], ""),
        ("0913-2345678转801", ["0913-2345678-801"], ""),
        ("010 8888 6666", ["010-88886666"], ""),
        ("+852 9123 4567", ["+85291234567"], ""),
        ("1381234567", [], "1381234567"),
        ("138123456789", [], "138123456789"),
        ("12012345678", [], "12012345678"),
        ("三楼13812345678(2人)", ["13812345678"], "2"),
        ("", [], ""),
    ],
)
def test_phones_are_found_however_they_are_written(text, numbers, stray):
    found = phones_in(text)
    assert list(found.numbers) == numbers
    assert found.stray == stray


@given(st.text())
def test_no_text_breaks_the_search_for_phones(text):
    for number in phones_in(text).numbers:
        assert phones_in(number).numbers == (number,)
