"""Rules of the registry: what two ways of writing the same thing have in common, and what a number says by itself."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

# 45 MB of whole words; it is asked for single characters.
os.environ.update(PYPINYIN_NO_PHRASES="yes", PYPINYIN_NO_DICT_COPY="yes")
from pypinyin import Style, pinyin

from menshen.domains.registry.vocabulary import Gender, Likeness
from menshen.kernel.base.folding import tidy, word_key
from menshen.kernel.base.idnumbers import birth_day, is_male

if TYPE_CHECKING:
    from datetime import date

# Characters that sound different as a family name.
_SURNAME_INITIALS = {
    "单": "s", "曾": "z", "解": "x", "仇": "q", "查": "z", "翟": "z", "覃": "q", "区": "o", "乐": "y", "种": "c",
    "折": "s", "繁": "p", "召": "s", "秘": "b", "句": "g",
}  # fmt: skip
_COMPOUND_SURNAMES = {"单于": "cy", "尉迟": "yc", "万俟": "mq"}

_HIDDEN = re.compile(r"[*＊×某?？_]|(?<![A-Za-z])[xX]{2,}(?![A-Za-z])|(?<=[一-鿿])[xX]")
_GAPS = re.compile(r"(?<=[一-鿿]) +(?=[一-鿿])")

_DIGITS = str.maketrans("一二三四五六七八九", "123456789")
_ADDRESS_UNITS = re.compile(r"(?:号楼|号院|单元|栋|幢|座|楼|室|房|号|户)")
_ADDRESS_SIGNS = re.compile(r"[\s\-—_/#,，.、·]+")
_CHINESE_NUMBER = re.compile(r"([一二三四五六七八九]?)(十?)([一二三四五六七八九]?)(?=号楼|号院|单元|栋|幢|座|组|号|室)")
_BEFORE_A_NUMBER = re.compile(r"(?<=[^0-9a-z-])(?=[0-9a-z])")
_WRITTEN_ADDRESS = re.compile(
    r"(?P<compound>.*?)(?P<building>[0-9a-z一二三四五六七八九十]+(?:号楼|栋|幢|座|楼))?"
    r"(?P<unit>[0-9一二三四五六七八九十]+单元)?(?P<door>[0-9a-z-]+(?:室|号|户|房)?)?",
    re.IGNORECASE,
)
_LEADING_ZEROS = re.compile(r"(?<![0-9])0+(?=[0-9])")


def kept_name(name: str) -> str | None:
    """The name as it is kept: without the gaps that align two characters under three; None where a part is masked."""
    return None if _HIDDEN.search(name) else _GAPS.sub("", name)


def name_key(name: str) -> str:
    """What two spellings of one name have in common: no spaces or middle dots, one width, one case, simplified."""
    return word_key(name)


def pinyin_initials(name: str) -> str:
    """The initials by which a person is found: 张伟 → zw, 曾志强 → zzq, Anna Li → annali; empty for an empty name."""
    key = word_key(name)
    surname = _COMPOUND_SURNAMES.get(key[:2]) or _SURNAME_INITIALS.get(key[:1], "")
    return surname + "".join(map(_initial, key[len(surname) :]))


@lru_cache(maxsize=8192)
def _initial(character: str) -> str:
    return pinyin(character, style=Style.FIRST_LETTER)[0][0]


def phone_tail(number: str) -> str:
    """The last four digits, by which a person is found on the phone; empty when there are fewer."""
    digits = "".join(sign for sign in number if sign.isdigit())
    return digits[-4:] if len(digits) >= 4 else ""  # noqa: PLR2004  four is what people read out


def address_key(*parts: str) -> str:
    """What two spellings of one address have in common: 3栋2单元501室, 三栋二单元501 and 3-2-501 are all 3-2-501.

    In one part or in several makes no difference: 滨江花园3栋 is 滨江花园-3. The parts come from the widest to the
    narrowest, e.g. estate, building, unit, door; empty parts are left out.
    """
    return "-".join(key for key in (_address_part(part) for part in parts) if key)


def _address_part(text: str) -> str:
    words = _CHINESE_NUMBER.sub(_arabic, tidy(text).casefold())
    words = _ADDRESS_SIGNS.sub("-", _ADDRESS_UNITS.sub("-", words)).strip("-")
    return _LEADING_ZEROS.sub("", _BEFORE_A_NUMBER.sub("-", words))


def address_parts(text: str) -> tuple[str, str, str, str]:
    """Compound, building, unit and door of an address written in one (滨江花园3栋2单元501); empty where missing."""
    written = "".join(tidy(text).split())
    found = _WRITTEN_ADDRESS.fullmatch(written)
    if found is None:
        return written, "", "", ""
    return found["compound"], found["building"] or "", found["unit"] or "", found["door"] or ""


def _arabic(number: re.Match[str]) -> str:
    """三 → 3, 十二 → 12, 二十 → 20."""
    tens, ten, ones = (part.translate(_DIGITS) for part in number.groups())
    return f"{tens or 1}{ones or 0}" if ten else tens + ones


def born_and_gender(id_number: str) -> tuple[date, Gender]:
    """What a valid 18-character identity number says by itself; ValueError when there is no day of birth in it."""
    return birth_day(id_number), Gender.MALE if is_male(id_number) else Gender.FEMALE


@dataclass(frozen=True, slots=True)
class Traits:
    """What tells a person from others. Numbers are compared and never read, so their blind indexes do as well."""

    name: str
    id_number: str = ""
    phones: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    gender: str = ""
    born_on: date | None = None


def likeness(one: Traits, other: Traits) -> Likeness | None:
    """Why the two may be one person, by the strongest reason; None where nothing says so.

    A number that two share is stronger than what a roster says of them; where only spelling is compared, what is known
    of both must agree.
    """
    same_name = name_key(one.name) == name_key(other.name)
    if one.id_number and one.id_number == other.id_number:
        return Likeness.SAME_ID_NUMBER
    if same_name and one.phones & other.phones:
        return Likeness.SAME_NAME_AND_PHONE
    if _disagree(one, other):
        return None
    if same_name and any(within_one_edit(here, there) for here in one.addresses for there in other.addresses):
        return Likeness.SAME_NAME_NEAR_ADDRESS
    if one.addresses & other.addresses and within_one_edit(name_key(one.name), name_key(other.name)):
        return Likeness.NEAR_NAME_SAME_ADDRESS
    return None


def _disagree(one: Traits, other: Traits) -> bool:
    """Whether something that is known of both is not the same."""
    known = ((one.id_number, other.id_number), (one.gender, other.gender), (one.born_on, other.born_on))
    return any(here and there and here != there for here, there in known)


def within_one_edit(one: str, other: str) -> bool:
    """Whether one sign more, less or other at most makes the one text the other (an edit distance of 0 or 1)."""
    shorter, longer = sorted((one, other), key=len)
    same = next((place for place, sign in enumerate(shorter) if sign != longer[place]), len(shorter))
    rest = shorter[same + (len(shorter) == len(longer)) :]
    return longer[same + 1 :] == rest
