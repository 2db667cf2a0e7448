"""Households and people of the town, streamed block by block: the same seed gives the same people at any scale.

Ages follow from the composition of households (couples, children, grandparents, old people alone), as of the day before
the demonstration begins. Identity numbers are given out in the order of the blocks, so people are always drawn from the
first block on; 54,000 people of the three fixed communities take a second.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random
from typing import TYPE_CHECKING, Final

from menshen.demo.identity import IdentityNumbers, phone_number
from menshen.demo.names import draw_given, draw_surname
from menshen.demo.places import DESTINATIONS, HOME_CITIES
from menshen.demo.shapes import draw_shape
from menshen.demo.town import Block, Community, Town, layout_of
from menshen.domains.registry.vocabulary import SpecialNeedKind

if TYPE_CHECKING:
    from collections.abc import Iterator

REFERENCE_DAY: Final = date(2020, 1, 22)
# Serials of people stay below; second numbers of a person are taken from above.
SECOND_PHONES: Final = 90_000_000


@dataclass(frozen=True, slots=True)
class Person:
    """`relation` is to the head of the household; `phone` is empty for children and for some of the old.

    `registered_at` is the place of household registration in words, which need not be where the person lives.
    """

    serial: int
    name: str
    male: bool
    born_on: date
    id_number: str
    phone: str
    relation: str
    occupation: str
    needs: tuple[SpecialNeedKind, ...]
    floating: bool
    registered_at: str

    @property
    def sex(self) -> str:
        return "男" if self.male else "女"

    def age_on(self, day: date) -> int:
        return day.year - self.born_on.year - ((day.month, day.day) < (self.born_on.month, self.born_on.day))


@dataclass(frozen=True, slots=True)
class Household:
    """The people of one dwelling, head first. `number` is unique in the community: serial of grid, serial in grid.

    `area_code` is the unit of a building, or the grid in a village; `place` is the compound or village group;
    `building` and `unit` are empty in a village.
    """

    number: str
    community_name: str
    grid_code: str
    grid_name: str
    area_code: str
    place: str
    building: str
    unit: str
    door: str
    members: tuple[Person, ...]

    @property
    def head(self) -> Person:
        return self.members[0]

    @property
    def address(self) -> str:
        return f"{self.place}{self.building}{self.unit}{self.door}"


def populate(town: Town) -> Iterator[tuple[Community, Iterator[Household]]]:
    """Every community with its households, in the order of the plan.

    The households of a community must be read to the end before the next community is asked for; what was not read is
    drawn and thrown away.
    """
    numbers = IdentityNumbers()
    serial = 0
    for community in town.communities:
        households = _households(town, community, numbers, serial)
        yield community, households
        for _ in households:
            pass
        serial += community.people


def residents(town: Town) -> Iterator[tuple[Household, Person]]:
    """Every person of the town with the household."""
    for _, households in populate(town):
        for household in households:
            for person in household.members:
                yield household, person


def _households(town: Town, community: Community, numbers: IdentityNumbers, serial: int) -> Iterator[Household]:
    for grid in community.grids:
        in_grid = 0
        for block in grid.blocks:
            drawer = _Drawer(town.seed, community, block, numbers)
            for place, size in zip(_places(block, town.seed), _sizes(block, drawer.rng), strict=True):
                in_grid += 1
                members = drawer.draw_members(size, serial)
                serial += size
                number = f"{grid.code[12:]}-{in_grid:04d}"
                yield Household(number, community.name, grid.code, grid.name, *place, members=members)


def _places(block: Block, seed: int) -> Iterator[tuple[str, str, str, str, str]]:
    """Area code, compound or group, building, unit and door of each household; some dwellings stay empty."""
    rng = Random(f"{seed}:places:{block.code}")
    if not block.is_compound:
        for number in sorted(rng.sample(range(1, block.households * 11 // 10 + 2), block.households)):
            yield block.code, block.name, "", "", f"{number}号"
        return
    layout = layout_of(block, seed)
    for slot in sorted(rng.sample(range(layout.slots), block.households)):
        building, unit, door = layout.place(slot)
        yield f"{block.code}{building:03d}{unit:03d}", block.name, f"{building}栋", f"{unit}单元", door


_SIZE_WEIGHTS: Final = (14, 25, 30, 18, 9, 3, 1)
_LARGEST: Final = len(_SIZE_WEIGHTS)


def _sizes(block: Block, rng: Random) -> list[int]:
    """Sizes of the block's households, drawn and then mended one by one until they add up to its people."""
    sizes = rng.choices(range(1, _LARGEST + 1), _SIZE_WEIGHTS, k=block.households)
    missing = block.people - sum(sizes)
    if not block.households <= block.people <= _LARGEST * block.households:
        raise ValueError(f"{block.people} people do not fit into {block.households} households")
    while missing:
        step = 1 if missing > 0 else -1
        index = int(rng.random() * block.households)
        if 1 <= sizes[index] + step <= _LARGEST:
            sizes[index] += step
            missing -= step
    return sizes


class _Drawer:
    """Draws the members of one block's households."""

    def __init__(self, seed: int, community: Community, block: Block, numbers: IdentityNumbers) -> None:
        self.rng = Random(f"{seed}:people:{block.code}")
        self._rural = not block.is_compound
        self._home = community.address
        self._numbers = numbers

    def draw_members(self, size: int, serial: int) -> tuple[Person, ...]:
        rng = self.rng
        roles = draw_shape(rng, size, rural=self._rural)
        floating = rng.random() < (0.02 if self._rural else 0.13) and roles[0].age < 60
        registered_at = self._registered_at(floating=floating)
        family_name = draw_surname(rng)
        alone = size == 1 and roles[0].age >= 65
        members = []
        for offset, role in enumerate(roles):
            born = _REFERENCE - int(role.age * 365.25 + rng.random() * 365)
            born_on = date.fromordinal(born)
            surname = family_name if role.shares_surname else draw_surname(rng)
            has_phone = offset == 0 or 13 <= role.age < 62 or (role.age >= 62 and rng.random() < 0.65)
            members.append(
                Person(
                    serial + offset,
                    surname + draw_given(rng, male=role.male, birth_year=born_on.year),
                    role.male,
                    born_on,
                    self._numbers.take(born, male=role.male),
                    phone_number(serial + offset) if has_phone else "",
                    role.relation,
                    self._occupation(role.age, male=role.male),
                    self._needs(role.age, male=role.male, alone=alone, left_behind=role.left_behind),
                    floating,
                    registered_at,
                )
            )
        return tuple(members)

    def _registered_at(self, *, floating: bool) -> str:
        rng = self.rng
        if floating:
            cities = HOME_CITIES if rng.random() < 0.6 else DESTINATIONS
            return cities[int(rng.random() * len(cities))].text
        if rng.random() < 0.07:
            return f"示范省示范市示范区{_ELSEWHERE[int(rng.random() * len(_ELSEWHERE))]}"
        return self._home

    def _occupation(self, age: int, *, male: bool) -> str:
        draw = self.rng.random()
        if age < 6:
            return ""
        if age <= 15 or (age <= 22 and draw < 0.62):
            return "学生"
        if self._rural:
            return "务农" if age >= 55 or draw < 0.35 else _RURAL_JOBS[int(draw * 997) % len(_RURAL_JOBS)]
        if age >= (60 if male else 55):
            return "退休"
        return _URBAN_JOBS[int(draw * 997) % len(_URBAN_JOBS)]

    def _needs(self, age: int, *, male: bool, alone: bool, left_behind: bool) -> tuple[SpecialNeedKind, ...]:
        rng = self.rng
        needs = []
        if alone:
            needs.append(SpecialNeedKind.ELDERLY_ALONE)
        if left_behind:
            needs.append(SpecialNeedKind.LEFT_BEHIND_CHILD)
        if rng.random() < (0.035 if age >= 50 else 0.012):
            needs.append(SpecialNeedKind.DISABLED)
        if not male and 22 <= age <= 38 and rng.random() < 0.03:
            needs.append(SpecialNeedKind.PREGNANT)
        if age >= 45 and rng.random() < (0.3 if age >= 60 else 0.07):
            needs.append(SpecialNeedKind.CHRONIC_ILLNESS)
        if age >= 70 and rng.random() < 0.12:
            needs.append(SpecialNeedKind.LITERACY)
        if age >= 6 and rng.random() < 0.002:
            needs.append(SpecialNeedKind.LANGUAGE)
        return tuple(needs)


_REFERENCE: Final = REFERENCE_DAY.toordinal()
_ELSEWHERE: Final = ("东门街道东门社区", "北关镇北关村", "南湖街道湖滨社区", "西岭乡西岭村")
_URBAN_JOBS: Final = (
    "企业职工", "企业职工", "企业职工", "个体经营", "个体经营", "教师", "医务人员", "公务员", "司机", "快递员",
    "建筑工人", "餐饮服务", "保安", "销售", "会计", "工程师", "自由职业", "待业",
)  # fmt: skip
_RURAL_JOBS: Final = ("外出务工", "外出务工", "外出务工", "建筑工人", "个体经营", "司机", "企业职工", "养殖")
