"""Types that commands share, each with its own check and its own way of being entered."""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode
from datetime import datetime
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from menshen.kernel.actions.fields import Widget
from menshen.kernel.base.clock import as_written
from menshen.kernel.base.folding import fold, tidy
from menshen.kernel.base.idnumbers import IdFlaw, id_flaw, phones_in
from menshen.kernel.base.pictures import LARGEST_PHOTO, bare_photo, is_drawing
from menshen.kernel.scope.codes import is_code


def _area(text: str) -> str:
    if not is_code(text):
        raise ValueError("not an area code: 2, 4, 6, 9, 12, 15, 18, 21 or 24 digits / 不是区划代码")
    return text


def _id_number(text: str) -> str:
    number = tidy(text).replace(" ", "").upper()
    if number and (flaw := id_flaw(number)):
        raise ValueError(_FLAWS[flaw])
    return number


_FLAWS = {
    IdFlaw.LENGTH: "an identity number has 18 characters / 身份证号应为 18 位",
    IdFlaw.CHARACTERS: "an identity number is 17 digits and a digit or X / 身份证号为 17 位数字加一位数字或 X",
    IdFlaw.DATE: "the birthday inside cannot be; check the card / 出生日期不可能，请核对证件",
    IdFlaw.CHECKSUM: "the check digit does not fit; check the card / 校验位不符，请核对证件",
}


def _phone(text: str) -> str:
    if not text:
        return text
    phones = phones_in(tidy(text))
    if len(phones.numbers) != 1 or phones.stray:
        raise ValueError("write 11 digits, or a landline with its area code / 请填 11 位手机号，或带区号的固定电话")
    return phones.numbers[0]


def _drawing(text: str) -> str:
    if text and not is_drawing(text):
        raise ValueError("not a signature drawn here; clear it and sign again / 签名无法识别，请清除后重签")
    return text


def _photo(text: str) -> str:
    """The picture alone, in base64."""
    if not text:
        return text
    try:
        content = b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        content = b""
    photo = bare_photo(content) if len(content) <= LARGEST_PHOTO else None
    if photo is None:
        raise ValueError("choose a JPEG photo of at most 1 MB / 请选择 1 MB 以内的 JPEG 照片")
    return b64encode(photo).decode()


def _folded(value: object) -> object:
    return fold(value) if isinstance(value, str) else value


def _no_nul(text: str) -> str:
    if "\x00" in text:
        raise ValueError("contains a NUL character / 含有空字符")
    return text


Text = Annotated[str, AfterValidator(_no_nul)]
# Constraints stand before validators: behind them pydantic would speak of items where it means characters.
ShortText = Annotated[str, StringConstraints(max_length=40, strip_whitespace=True), AfterValidator(_no_nul)]
LongText = Annotated[str, StringConstraints(max_length=200, strip_whitespace=True), AfterValidator(_no_nul)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=40, strip_whitespace=True), AfterValidator(_no_nul)]
PersonName = Annotated[
    str, StringConstraints(min_length=1, max_length=60), BeforeValidator(_folded), AfterValidator(_no_nul)
]
AreaCode = Annotated[str, AfterValidator(_area), Widget("area")]
IdNumber = Annotated[Text, AfterValidator(_id_number), Widget("id_number")]
PhoneNumber = Annotated[Text, AfterValidator(_phone), Widget("phone")]
Moment = Annotated[datetime, AfterValidator(as_written)]
RecordId = Annotated[int, Field(ge=1, le=2**63 - 1), Widget("record")]
Drawing = Annotated[str, AfterValidator(_drawing), Widget("drawing")]
Photo = Annotated[str, AfterValidator(_photo), Widget("photo")]
Temperature = Annotated[Decimal, Field(ge=30, le=45, max_digits=3, decimal_places=1)]
