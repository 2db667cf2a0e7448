"""Finding people by what somebody knows of them: name, initials, the end of a phone number, identity number, address.

Every way is a range or an equality on a column of byte-wise collation: under row-level security nothing else may use
an index. Each way is bounded, so that a search costs the same among a million people as among a thousand.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Q
from django.db.models.expressions import RawSQL

from menshen.domains.registry.queries.lookups import fetch
from menshen.domains.registry.rules import address_key, name_key, phone_tail
from menshen.kernel.base.folding import fold, tidy
from menshen.kernel.base.idnumbers import is_id_number, is_mobile, phones_in
from menshen.kernel.privacy.encryption import blinds, decrypt

if TYPE_CHECKING:
    from menshen.kernel.scope.viewers import Viewer

MOST = 20
_MOST_IN_A_LEDGER = 2_000
_MOST_COMPARED = 2_000
_LEAST_DIGITS = 4
_LONGEST = 60
_LAST_CHARACTER = "\U0010ffff"
_LETTERS = re.compile(r"[a-z]+")
_DIGITS = re.compile(r"[0-9-]+")

_BY_NAME = "SELECT id FROM registry_person WHERE name >= %s AND name < %s"
_BY_INITIALS = "SELECT id FROM registry_person WHERE pinyin >= %s AND pinyin < %s"
_BY_ID_NUMBER = """
    SELECT id FROM registry_person WHERE id_number_index = ANY(%s)
    UNION SELECT survivor_id FROM registry_merge WHERE id_number_index = ANY(%s)
"""
_BY_TAIL = "SELECT person_id FROM registry_contact_point WHERE tail = %s"
_BY_PHONE = "SELECT person_id FROM registry_contact_point WHERE tail = %s AND number_index = ANY(%s)"
_WITH_TAIL = "SELECT person_id, number FROM registry_contact_point WHERE tail = %s LIMIT %s"
_THESE = "SELECT unnest(%s::bigint[])"
_BY_ADDRESS = """
    SELECT r.person_id FROM registry_dwelling d JOIN registry_household h ON h.dwelling_id = d.id
    JOIN registry_residence r ON r.household_id = h.id AND r.until_on IS NULL
    WHERE d.address_key >= %s AND d.address_key < %s
"""
_HITS = """
    SELECT p.id, r.id, p.name, p.area_code, concat_ws(' ', nullif(d.compound, ''), nullif(d.building, ''),
        nullif(d.unit, ''), nullif(d.door, ''))
    FROM registry_person p JOIN registry_residence r ON r.person_id = p.id AND r.until_on IS NULL
    LEFT JOIN registry_household h ON h.id = r.household_id LEFT JOIN registry_dwelling d ON d.id = h.dwelling_id
    WHERE p.id = ANY(%s) ORDER BY p.name, p.id LIMIT %s
"""


class Hit(NamedTuple):
    """Someone who lives here now; `residence_id` is the row in the ledger of residents."""

    person_id: int
    residence_id: int
    name: str
    area: str
    address: str


def search(viewer: Viewer, text: str) -> list[Hit]:  # noqa: ARG001
    """At most twenty people whom the words fit, in the order of their names. Call it inside `acting(viewer)`."""
    ways = _ways(text[:_LONGEST])
    if not ways:
        return []
    bounded = [f"(({way}) LIMIT {MOST})" for way, _ in ways]
    found = fetch(" UNION ".join(bounded), *(argument for _, arguments in ways for argument in arguments))
    return [Hit(*row) for row in fetch(_HITS, [number for (number,) in found], MOST)] if found else []


def matching(words: str) -> Q:
    """The same as a condition on residences, for a ledger that pages through what is found; each way is bounded too."""
    ways = _ways(words[:_LONGEST])
    if not ways:
        return Q(pk__in=[])
    statement = " UNION ".join(f"(({way}) LIMIT {_MOST_IN_A_LEDGER})" for way, _ in ways)
    return Q(person_id__in=RawSQL(statement, [argument for _, arguments in ways for argument in arguments]))  # noqa: S611


def _ways(text: str) -> list[tuple[str, list[Any]]]:
    """The statements that can answer, with their arguments."""
    words = "".join(tidy(fold(text)).split())
    if not words:
        return []
    folded = words.casefold()
    if is_id_number(words.upper()):
        index = blinds([words.upper()], "id_number")
        return [(_BY_ID_NUMBER, [index, index])]
    ways: list[tuple[str, list[Any]]] = []
    if _LETTERS.fullmatch(folded):
        ways.append((_BY_INITIALS, _from(folded)))
    elif len(phones := phones_in(words).numbers) == 1 and is_mobile(phones[0]):
        ways.append((_BY_PHONE, [phone_tail(phones[0]), blinds(phones, "phone")]))
    elif not _DIGITS.fullmatch(folded):
        ways.append((_BY_NAME, _from(words)))
        if (simplified := name_key(words)) not in ("", words):
            ways.append((_BY_NAME, _from(simplified)))
    elif len(tail := phone_tail(words)) == _LEAST_DIGITS:
        ways += _by_phone(words, tail)
    if key := address_key(words):
        ways.append((_BY_ADDRESS, _from(key)))
    return ways


def _by_phone(words: str, tail: str) -> list[tuple[str, list[Any]]]:
    """By the last four digits, which stand there in plain; with more of them, those numbers are decrypted and compared.

    A whole number is found by its index as well, however many share its tail.
    """
    digits = words.replace("-", "")
    if digits == tail:
        return [(_BY_TAIL, [tail])]
    found = fetch(_WITH_TAIL, tail, _MOST_COMPARED)
    ending = [person for person, number in found if decrypt(number).replace("-", "").endswith(digits)]
    whole = blinds(phones_in(words).numbers, "phone")
    return [(_THESE, [ending]), *([(_BY_PHONE, [tail, whole])] if whole else [])]


def _from(prefix: str) -> list[str]:
    return [prefix, prefix + _LAST_CHARACTER]


_HOUSEHOLDS = """
    SELECT h.id, h.area_code, concat_ws(' ', nullif(d.compound, ''), nullif(d.building, ''), nullif(d.unit, ''),
        nullif(d.door, ''), nullif(h.number, ''))
    FROM registry_household h LEFT JOIN registry_dwelling d ON d.id = h.dwelling_id WHERE h.id = ANY(%s)
    ORDER BY h.id LIMIT %s
"""
_HOUSEHOLDS_AT = """
    SELECT h.id FROM registry_dwelling d JOIN registry_household h ON h.dwelling_id = d.id
    WHERE d.address_key >= %s AND d.address_key < %s
"""
_HOUSEHOLDS_CALLED = "SELECT id FROM registry_household WHERE number >= %s AND number < %s AND number <> ''"


class Home(NamedTuple):
    """A household by where it is; `address` ends with its number, where it has one."""

    household_id: int
    area: str
    address: str


def search_households(text: str) -> list[Home]:
    """At most twenty households by how their address or number begins. Call it inside `acting(viewer)`."""
    words = "".join(tidy(fold(text[:_LONGEST])).split())
    if not words:
        return []
    ways = [(_HOUSEHOLDS_CALLED, _from(words))]
    if key := address_key(words):
        ways.append((_HOUSEHOLDS_AT, _from(key)))
    bounded = " UNION ".join(f"(({way}) LIMIT {MOST})" for way, _ in ways)
    found = fetch(bounded, *(argument for _, arguments in ways for argument in arguments))
    return [Home(*row) for row in fetch(_HOUSEHOLDS, [number for (number,) in found], MOST)] if found else []
