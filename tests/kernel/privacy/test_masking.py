"""Masks leave what a person who knows the value can recognise, and no more."""

from __future__ import annotations

import pytest

from menshen.kernel.ledgers.identities import parse_id_number, parse_name, parse_phone
from menshen.kernel.privacy.masking import mask_digits, mask_numbers


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("1381234567", "138***4567"),
        ("1381234567 (父亲)", "138***4567 (父亲)"),
        ("110105194912310O2X", "110*********310O2X"),
        ("12345678", "******78"),
        ("5926", "5926"),
        ("无", "无"),
        ("", ""),
    ],
)
def test_digits_in_the_middle_of_what_should_have_been_a_number_are_hidden(text, masked):
    assert mask_digits(text) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("张三13812345678", "张三138****5678"),
        ("138 1234 5678", "138****5678"),
        ("11010519491231002X", "110****002X"),
        ("2020-01-25 12:30", "2020-01-25 12:30"),
        ("20200125", "20200125"),
        ("36.5℃", "36.5℃"),
    ],
)
def test_whole_numbers_within_a_text_are_hidden_and_days_are_not(text, masked):
    assert mask_numbers(text) == masked


@pytest.mark.parametrize(
    ("parse", "cell", "digits"),
    [
        (parse_id_number, "11010519491231002Y", "11010519491231002"),
        (parse_id_number, "110105194912310021", "110105194912310021"),
        (parse_id_number, "1101051949123100", "1101051949123100"),
        (parse_phone, "138123456789", "138123456789"),
        (parse_phone, "电话1381234567", "1381234567"),
        (parse_name, 110105194912310021.0, "110105194912310"),
        (parse_name, "张三13812345678", "13812345678"),
    ],
)
def test_what_is_said_of_a_refused_cell_holds_no_number(parse, cell, digits):
    read = parse(cell)
    assert read.problem is not None
    assert digits not in str(read.facts)
    assert "*" in read.facts["written"]


def test_what_is_left_of_a_name_holds_no_number():
    assert "11010519491231002" not in str(parse_name("11010519491231002X").facts)
