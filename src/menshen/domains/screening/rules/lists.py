"""Rules of the lists: an even split, a person verified before, when a person may be certified fit to travel."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from decimal import Decimal

    from menshen.domains.policy.interface import Threshold


def split_evenly(count: int, units: Sequence[str], held: Mapping[str, int]) -> list[str]:
    """The unit of each of `count` clues: those with the fewest get the next one, and among equals the first.

    `held` is how many each unit has already. Nobody has more than one above another, unless they had before. No units:
    an empty list.
    """
    if not units:
        return []
    holding = {unit: held.get(unit, 0) for unit in units}
    chosen = []
    for _ in range(count):
        unit = min(units, key=lambda one: holding[one])
        holding[unit] += 1
        chosen.append(unit)
    return chosen


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, or the last day of a month that is too short for it."""
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    return day.replace(year=year, month=month + 1, day=min(day.day, monthrange(year, month + 1)[1]))


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a line of a list means; an empty number is unknown."""

    name: str
    id_number: str = ""
    phone: str = ""


def is_same_person(one: Identity, other: Identity) -> bool:
    """Whether an answer about one answers for the other: the same name, identity number and phone. Where nothing but
    the name is known, nobody can say."""
    return one == other and bool(one.id_number or one.phone)


def is_fit_to_travel(temperature: Decimal, symptoms: Sequence[str], fever: Threshold) -> bool:
    """Whether a health certificate can be given: below the fever line and no symptom. It never forbids to travel."""
    return temperature < fever.value and not symptoms
