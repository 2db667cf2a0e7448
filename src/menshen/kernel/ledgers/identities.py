"""Cells that say who someone is and how to reach them: names, identity numbers, phones."""

from __future__ import annotations

import re

from menshen.kernel.base.idnumbers import OLD_LENGTH, IdFlaw, id_flaw, is_mobile, phones_in, upgraded
from menshen.kernel.ledgers.parsed import (
    UNKNOWN,
    Cell,
    Parsed,
    hidden,
    hides_something,
    is_cut_number,
    noted,
    problem,
    special,
    text_of,
)
from menshen.kernel.ledgers.vocabulary import CellNote, CellProblem
from menshen.kernel.privacy.masking import mask_digits

LONGEST_NAME = 60
_COMMON_NAME = re.compile(r"[一-鿿]{2,4}")
_NO_SURNAMES = "不未待没沒暂無拒"  # how words begin that say that there is no name
_BRACKETS = re.compile(r"(?<=[^\s(])\s*\(([^()]*)\)$")
_GAPS_BETWEEN_CHARACTERS = re.compile(r"(?<=[一-鿿·])\s+(?=[一-鿿·])")
_DOTS = re.compile(r"(?<=[一-鿿])\s*[•‧・･.∙]\s*(?=[一-鿿])")
_QUOTES = "'`‘’\"“”"
_ID_NOISE = re.compile(r"[\s\-:']|^(?:居民)?身份证号?码?")
_OTHER_DOCUMENT = re.compile(r"[A-Z]{1,2}\d{6,10}", re.ASCII)
_CROSS_AT_THE_END = re.compile(r"(?<=\d{17})[×хХ]", re.ASCII)
_FLAWS = {
    IdFlaw.LENGTH: CellProblem.ID_LENGTH,
    IdFlaw.CHARACTERS: CellProblem.ID_CHARACTERS,
    IdFlaw.DATE: CellProblem.ID_DATE,
    IdFlaw.CHECKSUM: CellProblem.ID_CHECKSUM,
}
_LOCAL_LANDLINE = re.compile(r"[2-8]\d{2,3}[- ]?\d{4}", re.ASCII)
_LANDLINE_AS_NUMBER = re.compile(r"(?:10|[2-9]\d)\d{8}|[3-9]\d{10}", re.ASCII)
_MOST_STRAY_DIGITS = 3


def parse_name(cell: Cell) -> Parsed:
    """A person's name, without the spaces that align two characters under three; 张某, 李xx and 王** are unknown."""
    if isinstance(cell, str) and _COMMON_NAME.fullmatch(cell) and "某" not in cell and cell[0] not in _NO_SURNAMES:
        return Parsed(cell)
    text = text_of(cell)
    if (read := special(text, none=UNKNOWN)) is not None:
        return read
    text = _DOTS.sub("·", _GAPS_BETWEEN_CHARACTERS.sub("", text))
    if hides_something(text):
        return hidden(text)
    if not isinstance(cell, str) or not any(map(str.isalpha, text)) or sum(map(str.isdigit, text)) > _MOST_STRAY_DIGITS:
        return problem(CellProblem.NOT_A_NAME, text)
    if len(text) > LONGEST_NAME:
        return problem(CellProblem.TOO_LONG, text, length=len(text), limit=LONGEST_NAME)
    if bracketed := _BRACKETS.search(text):
        name = text[: bracketed.start()]
        return special(name, none=UNKNOWN) or noted(name, CellNote.LEFT_OUT, left=bracketed[1])
    return Parsed(text)


def parse_id_number(cell: Cell) -> Parsed:
    """A resident identity number of 18 characters; 15-digit ones are brought up to 18.

    Passports and travel permits (a letter or two and digits) come back as they are, with the note OTHER_DOCUMENT.
    """
    if isinstance(cell, str) and id_flaw(cell) is None:
        return Parsed(cell)
    text = text_of(cell)
    if is_cut_number(cell, text):
        return problem(CellProblem.DIGITS_LOST, mask_digits(text))
    if (read := special(text)) is not None:
        return read
    number = _CROSS_AT_THE_END.sub("X", _ID_NOISE.sub("", text.strip(_QUOTES)).upper())
    if hides_something(number) and (number[-1:] != "X" or hides_something(number[:-1])):
        return hidden(number)
    if len(number) == OLD_LENGTH and number.isdecimal() and id_flaw(upgraded(number)) is None:
        return noted(upgraded(number), CellNote.ID_UPGRADED)
    if _OTHER_DOCUMENT.fullmatch(number):
        return noted(number, CellNote.OTHER_DOCUMENT)
    flaw = id_flaw(number)
    if flaw is None:
        return Parsed(number)
    return _flawed(number, flaw)


def _flawed(number: str, flaw: IdFlaw) -> Parsed:
    """The problem that helps most: zeros at the end are Excel's doing, a wrong length with letters is no number."""
    if flaw is IdFlaw.CHECKSUM and number.endswith("000"):
        return problem(CellProblem.DIGITS_LOST, mask_digits(number))
    if flaw is IdFlaw.LENGTH and not (number.isalnum() and number.isascii()):
        flaw = IdFlaw.CHARACTERS
    elif flaw is IdFlaw.LENGTH and len(number) == OLD_LENGTH and number.isdecimal():
        flaw = IdFlaw.DATE
    return problem(_FLAWS[flaw], mask_digits(number), length=len(number))


def parse_phone(cell: Cell) -> Parsed:
    """The first number in the cell; further ones are in the note's `others`.

    Words around a number (`13812345678(父亲)`) are dropped; digits left over make the cell a problem.
    """
    if isinstance(cell, str) and is_mobile(cell):
        return Parsed(cell)
    text = text_of(cell)
    if is_cut_number(cell, text):
        return problem(CellProblem.DIGITS_LOST, mask_digits(text))
    if (read := special(text)) is not None:
        return read
    text = text.strip(_QUOTES)
    phones = phones_in(text)
    if phones.numbers and len(phones.stray) <= _MOST_STRAY_DIGITS:
        main, *others = phones.numbers
        return noted(main, CellNote.MORE_PHONES, others=tuple(others)) if others else Parsed(main)
    if hides_something(text):
        return hidden(text)
    if _LOCAL_LANDLINE.fullmatch(text):
        return noted(re.sub(r"\D", "", text), CellNote.NO_AREA_CODE)
    if _LANDLINE_AS_NUMBER.fullmatch(text):
        return noted(phones_in(f"0{text}").numbers[0], CellNote.ZERO_RESTORED)
    return problem(CellProblem.NOT_A_PHONE, mask_digits(text))
