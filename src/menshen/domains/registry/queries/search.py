"""Finding people by what somebody knows of them: name, initials, the end of a phone number, identity number, address.

Every way is a range or an equality on a column of byte-wise collation: under row-level security nothing else may use
an index. Each way is bounded, so that a search costs the same among a million people as among a thousand.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Q
from django.db.models.expressions import RawSQL

from menshen.domains.registry.queries.lookups import fetch
from menshen.domains.registry.rules import address_key, name_key, phone_tail
from menshen.kernel.base.folding import fold, tidy
from menshen.kernel.base.idnumbers import is_id_number, is_mobile, phones_in

if TYPE_CHECKING:
    from menshen.kernel.scope.viewers import Viewer

MOST = 20
_MOST_IN_A_LEDGER = 2_000
_LEAST_DIGITS = 4
_LONGEST = 60
_LAST_CHARACTER = "\U0010ffff"
_LETTERS = re.compile(r"[a-z]+")
_DIGITS = re.compile(r"[0-9-]+")

_BY_NAME = "SELECT id FROM registry_person WHERE name >= %s AND name < %s"
_BY_INITIALS = "SELECT id FROM registry_person WHERE pinyin >= %s AND pinyin < %s"
_BY_ID_NUMBER = "SELECT id FROM registry_person WHERE id_number = %s AND id_number <> ''"
_BY_TAIL = (
    "SELECT person_id FROM registry_contact_point WHERE tail = %s AND right(replace(number, '-', ''), length(%s)) = %s"
)
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


def _ways(text: str) -> list[tuple[str, list[str]]]:
    """The statements that can answer, with their arguments."""
    words = "".join(tidy(fold(text)).split())
    if not words:
        return []
    folded = words.casefold()
    if is_id_number(words.upper()):
        return [(_BY_ID_NUMBER, [words.upper()])]
    ways: list[tuple[str, list[str]]] = []
    if _LETTERS.fullmatch(folded):
        ways.append((_BY_INITIALS, _from(folded)))
    elif len(phones := phones_in(words).numbers) == 1 and is_mobile(phones[0]):
        ways.append((_BY_TAIL, [phone_tail(phones[0]), phones[0], phones[0]]))
    elif not _DIGITS.fullmatch(folded):
        ways.append((_BY_NAME, _from(words)))
        if (simplified := name_key(words)) not in ("", words):
            ways.append((_BY_NAME, _from(simplified)))
    elif len(tail := phone_tail(words)) == _LEAST_DIGITS:
        digits = words.replace("-", "")
        ways.append((_BY_TAIL, [tail, digits, digits]))
    if key := address_key(words):
        ways.append((_BY_ADDRESS, _from(key)))
    return ways


def _from(prefix: str) -> list[str]:
    return [prefix, prefix + _LAST_CHARACTER]
