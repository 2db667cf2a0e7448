"""Finding people who may be one: candidates that share a number, a name or an address, then the rule for each pair."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from menshen.domains.registry.queries.lookups import fetch
from menshen.domains.registry.rules import Traits, likeness
from menshen.kernel.scope.codes import LENGTHS, Level, bounds

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from menshen.domains.registry.vocabulary import Likeness

_COMMUNITY = LENGTHS[Level.COMMUNITY]
# Asked one by one and not joined: the planner, which knows little behind row-level security, has nothing to mistake.
_PEOPLE = """
    SELECT p.id, p.area_code, p.name, p.id_number_index, p.gender, p.born_on FROM registry_person p
    WHERE p.merged_into_id IS NULL AND
"""
_PHONES = """
    SELECT c.person_id, c.number_index FROM registry_contact_point c JOIN registry_person p ON p.id = c.person_id
    WHERE p.merged_into_id IS NULL AND
"""
_ADDRESSES = """
    SELECT r.person_id, d.address_key FROM registry_residence r JOIN registry_person p ON p.id = r.person_id
    JOIN registry_household h ON h.id = r.household_id JOIN registry_dwelling d ON d.id = h.dwelling_id
    WHERE r.until_on IS NULL AND d.address_key <> '' AND p.merged_into_id IS NULL AND
"""
_OF_AN_AREA = "p.area_code >= %s AND p.area_code < %s"
_OF_THESE = "p.id = ANY(%s)"
_NUMBERED_ELSEWHERE = """
    SELECT id FROM registry_person WHERE id_number_index = ANY(%s) AND NOT (area_code >= %s AND area_code < %s)
"""
_TOLD_APART = """
    SELECT coalesce(a.merged_into_id, a.id), coalesce(b.merged_into_id, b.id) FROM registry_likely_duplicate d
    JOIN registry_person a ON a.id = d.earlier_id JOIN registry_person b ON b.id = d.later_id
    WHERE d.told_apart_at IS NOT NULL
"""


class Pair(NamedTuple):
    """Two people who may be one; `area` is the smallest that holds both."""

    earlier: int
    later: int
    area: str
    likeness: Likeness


def likely_duplicates(area: str) -> list[Pair]:
    """Pairs of which one lives in the area and the viewer sees both, without those whom somebody has told apart.

    A shared ID number is found wherever the other lives, anything else within the area: ask for a street at most.
    """
    here = _known(_OF_AN_AREA, *bounds(area))
    numbers = sorted({person.traits.id_number for person in here.values()} - {""})
    elsewhere = [number for (number,) in fetch(_NUMBERED_ELSEWHERE, numbers, *bounds(area))]
    known = here | _known(_OF_THESE, elsewhere) if elsewhere else here
    candidates = _candidates(known)
    settled = {(min(pair), max(pair)) for pair in fetch(_TOLD_APART)} if candidates else set()
    return list(_alike(known, candidates - settled))


def alike(earlier: int, later: int) -> Pair | None:
    """The pair as it stands now; None where nothing says any more that the two are one, or one of them is not there."""
    known = _known(_OF_THESE, [earlier, later])
    return next(_alike(known, {(earlier, later)} if len(known) == 2 else ()), None)  # noqa: PLR2004  a pair


class _Known(NamedTuple):
    area: str
    traits: Traits


def _known(whose: str, *arguments: object) -> dict[int, _Known]:
    """People by their numbers, in three statements."""
    phones, addresses = (_of_each(fetch(told + whose, *arguments)) for told in (_PHONES, _ADDRESSES))
    return {
        number: _Known(area, Traits(name, id_number, phones[number], addresses[number], gender, born_on))
        for number, area, name, id_number, gender, born_on in fetch(_PEOPLE + whose, *arguments)
    }


def _of_each(rows: list[tuple[int, str]]) -> defaultdict[int, frozenset[str]]:
    held: defaultdict[int, frozenset[str]] = defaultdict(frozenset)
    for person, value in rows:
        held[person] |= {value}
    return held


def _candidates(known: Mapping[int, _Known]) -> set[tuple[int, int]]:
    """Pairs that share a number, or a name or an address in one community: no others can be alike.

    Whoever has an ID number is known by it, so where spelling is compared one of the two has none. That leaves few: a
    family shares its address, and a community many a name.
    """
    by_number: dict[object, list[int]] = defaultdict(list)
    by_spelling: dict[object, list[int]] = defaultdict(list)
    for person, (area, told) in known.items():
        for shared in (told.id_number, *((told.name, phone) for phone in told.phones)):
            by_number[shared].append(person)
        for shared in (("named", told.name), *(("at", address) for address in told.addresses)):
            by_spelling[area[:_COMMUNITY], *shared].append(person)
    by_number.pop("", None)
    pairs = {pair for block in by_number.values() for pair in combinations(sorted(block), 2)}
    for block in by_spelling.values():
        unnumbered = [person for person in block if not known[person].traits.id_number]
        pairs.update((min(one, other), max(one, other)) for one in unnumbered for other in block if one != other)
    return pairs


def _alike(known: Mapping[int, _Known], candidates: Iterable[tuple[int, int]]) -> Iterator[Pair]:
    """Those of the pairs that the rule finds alike."""
    for earlier, later in sorted(candidates):
        (here, one), (there, other) = known[earlier], known[later]
        reason, area = likeness(one, other), _shared(here, there)
        if reason and area:
            yield Pair(earlier, later, area, reason)


def _shared(one: str, other: str) -> str:
    """The smallest area that holds both; empty where not even a province does."""
    shared = (length for length in LENGTHS.values() if one[:length] == other[:length] and length <= len(one))
    return one[: max(shared, default=0)]
