"""The town's tree of areas and how many live where; no people yet.

Three communities have fixed totals, because they are the acceptance of the product. A larger population adds further
communities, streets and districts behind them and leaves the three as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from random import Random
from typing import TYPE_CHECKING, Final

from menshen.demo.names import draw_name
from menshen.demo.places import HOME_CITY, HOME_PROVINCE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

CITY: Final = "9901"
DISTRICT: Final = "990101"
STREET: Final = "990101001"
MAIN: Final = "990101001001"
SECOND: Final = "990101001002"
VILLAGE: Final = "990101001201"
ACCEPTANCE: Final = (MAIN, SECOND, VILLAGE)

LEVELS: Final = {
    2: "province", 4: "city", 6: "district", 9: "street", 12: "community",
    15: "grid", 18: "compound", 21: "building", 24: "unit",
}  # fmt: skip

_COMMUNITIES_PER_STREET: Final = 10
_STREETS_PER_DISTRICT: Final = 10
_PEOPLE_PER_HOUSEHOLD: Final = 2.92


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One node of the tree; its level follows from the length of its code."""

    code: str
    name: str

    @property
    def level(self) -> str:
        return LEVELS[len(self.code)]


@dataclass(frozen=True, slots=True)
class Block:
    """A compound (18 digits), or a group of village houses (the code of its grid), with its exact totals."""

    code: str
    name: str
    households: int
    people: int

    @property
    def is_compound(self) -> bool:
        return len(self.code) == 18

    @property
    def grid_code(self) -> str:
        return self.code[:15]


@dataclass(frozen=True, slots=True)
class Grid:
    """`workers` are the grid's leader, first, and two who help with calls and visits."""

    code: str
    name: str
    workers: tuple[str, str, str]
    blocks: tuple[Block, ...]

    @property
    def leader(self) -> str:
        return self.workers[0]


@dataclass(frozen=True, slots=True)
class Community:
    """A residents' or villagers' committee with its grids; `address` is how a household registration names it."""

    code: str
    name: str
    address: str
    grids: tuple[Grid, ...]

    @property
    def blocks(self) -> tuple[Block, ...]:
        return tuple(block for grid in self.grids for block in grid.blocks)

    @property
    def households(self) -> int:
        return sum(block.households for block in self.blocks)

    @property
    def people(self) -> int:
        return sum(block.people for block in self.blocks)


@dataclass(frozen=True, slots=True)
class Layout:
    """The same for every building of a compound."""

    buildings: int
    units: int
    floors: int
    doors: int

    @property
    def slots(self) -> int:
        return self.buildings * self.units * self.floors * self.doors

    def place(self, slot: int) -> tuple[int, int, str]:
        """Building and unit (from 1) and door of a slot (from 0)."""
        rest, door = divmod(slot, self.doors)
        rest, floor = divmod(rest, self.floors)
        building, unit = divmod(rest, self.units)
        return building + 1, unit + 1, f"{floor + 1}{door + 1:02d}"


def layout_of(block: Block, seed: int) -> Layout:
    """Old compounds have six floors without a lift, new ones up to 33; about one dwelling in ten is empty."""
    rng = Random(f"{seed}:layout:{block.code}")
    units, floors, doors = rng.choice(((3, 6, 2), (4, 6, 2), (3, 6, 3), (2, 11, 2), (2, 18, 4), (1, 33, 4)))
    wanted = block.households * (1.06 + 0.1 * rng.random())
    return Layout(int(wanted / (units * floors * doors)) + 1, units, floors, doors)


@dataclass(frozen=True)
class Town:
    """All areas of the demonstration, as a plan."""

    seed: int
    streets: tuple[AreaRow, ...]
    communities: tuple[Community, ...]

    @cached_property
    def people(self) -> int:
        return sum(community.people for community in self.communities)

    def community(self, code: str) -> Community:
        return next(community for community in self.communities if community.code == code)

    def areas(self) -> Iterator[AreaRow]:
        """Every node from the province to the units of the buildings, each parent before its children."""
        yield AreaRow(CITY[:2], HOME_PROVINCE)
        yield AreaRow(CITY, HOME_CITY)
        for number in range(1, int(self.streets[-1].code[4:6]) + 1):
            yield AreaRow(f"{CITY}{number:02d}", _district_name(number))
        yield from self.streets
        for community in self.communities:
            yield AreaRow(community.code, community.name)
            for grid in community.grids:
                yield AreaRow(grid.code, grid.name)
                for block in grid.blocks:
                    yield from self._inside(block)

    def _inside(self, block: Block) -> Iterator[AreaRow]:
        if not block.is_compound:
            return
        yield AreaRow(block.code, block.name)
        layout = layout_of(block, self.seed)
        for building in range(1, layout.buildings + 1):
            yield AreaRow(f"{block.code}{building:03d}", f"{building}栋")
            for unit in range(1, layout.units + 1):
                yield AreaRow(f"{block.code}{building:03d}{unit:03d}", f"{unit}单元")


def build_town(population: int | None = None, seed: int = 1) -> Town:
    """The three communities of the acceptance, and further ones until exactly `population` people live in the town.

    Raises ValueError when `population` is smaller than the three communities together.
    """
    streets = [AreaRow(STREET, "示范街道")]
    communities = _acceptance_communities(seed)
    least = sum(community.people for community in communities)
    missing = (population or least) - least
    if missing < 0:
        raise ValueError(f"the demonstration town has at least {least:,} people")
    for serial, people in enumerate(_sizes(missing, seed)):
        street_serial, place = divmod(serial, _COMMUNITIES_PER_STREET)
        district, street = divmod(street_serial + 1, _STREETS_PER_DISTRICT)
        code = f"{CITY}{district + 1:02d}{street + 1:03d}"
        if place == 0:
            streets.append(AreaRow(code, f"{_SCALE_NAMES[street_serial % len(_SCALE_NAMES)]}街道"))
        communities.append(_further_community(seed, serial, place, people, streets[-1]))
    return Town(seed, tuple(streets), tuple(communities))


def _district_name(number: int) -> str:
    return "示范区" if number == 1 else f"示范{number}区"


# name, households, people
_MAIN_COMPOUNDS: Final = (
    ("锦江花园", 1204, 4471), ("滨江新村", 1086, 4032), ("望江苑", 958, 3557), ("临江名邸", 872, 3238),
    ("朝阳小区", 1012, 3758), ("翠湖家园", 764, 2837), ("金色港湾", 836, 3104), ("杨柳新城", 693, 2573),
    ("桂花园", 645, 2395), ("江畔人家", 582, 2161),
)  # fmt: skip
_MAIN_GROUPS: Final = (
    ("大屋组", 187, 736), ("塘边组", 164, 645), ("新屋组", 172, 677),
    ("桥头组", 158, 622), ("竹林组", 149, 586), ("河湾组", 141, 555),
)  # fmt: skip
_SECOND_AREAS: Final = (
    ("第一责任区", (("铜花新村", 742, 2158), ("东湖苑", 531, 1544))),
    ("第二责任区", (("矿山小区", 688, 2002), ("长江里", 497, 1446))),
    ("第三责任区", (("石城家园", 803, 2335), ("人民路小区", 412, 1198))),
    ("第四责任区", (("幸福里", 655, 1906), ("铁路新村", 468, 1361))),
    ("第五责任区", (("五松苑", 596, 1733), ("学府名城", 534, 1553))),
)
_VILLAGE_GRIDS: Final = (("上湾组", 52, 163), ("下湾组", 50, 157), ("枫树组", 48, 150), ("石桥组", 46, 144))


def _acceptance_communities(seed: int) -> list[Community]:
    main = [(f"{name}网格", ((name, households, people),)) for name, households, people in _MAIN_COMPOUNDS]
    groups = [(name, households, people) for name, households, people in _MAIN_GROUPS]
    return [
        _community(seed, MAIN, "临江社区", "示范街道", main, groups),
        _community(seed, SECOND, "铜都社区", "示范街道", _SECOND_AREAS, []),
        _community(seed, VILLAGE, "青山村", "示范街道", [], _VILLAGE_GRIDS),
    ]


def _community(
    seed: int, code: str, name: str, street: str,
    estates: Sequence[tuple[str, Sequence[tuple[str, int, int]]]], groups: Sequence[tuple[str, int, int]],
) -> Community:  # fmt: skip
    """Grids of compounds first, then grids that are a group of village houses each."""
    grids = []
    for serial, (grid_name, compounds) in enumerate(estates, start=1):
        grid = f"{code}{serial:03d}"
        blocks = tuple(Block(f"{grid}{number:03d}", *compound) for number, compound in enumerate(compounds, start=1))
        grids.append(Grid(grid, grid_name, _workers(seed, grid), blocks))
    for serial, (group_name, households, people) in enumerate(groups, start=len(estates) + 1):
        grid = f"{code}{serial:03d}"
        grids.append(Grid(grid, group_name, _workers(seed, grid), (Block(grid, group_name, households, people),)))
    district = _district_name(int(code[4:6]))
    return Community(code, name, f"{HOME_PROVINCE}{HOME_CITY}{district}{street}{name}", tuple(grids))


def _workers(seed: int, grid_code: str) -> tuple[str, str, str]:
    rng = Random(f"{seed}:workers:{grid_code}")

    def one() -> str:
        return draw_name(rng, male=rng.random() < 0.55, birth_year=rng.randint(1962, 1990))

    return one(), one(), one()


_SCALE_NAMES: Final = tuple(
    first + second
    for second in "安宁和平康泰兴盛光明新华福田"[::2]
    for first in "长永东南西北文武山水云石金银花松竹梅柳青白"
)  # fmt: skip


def _sizes(missing: int, seed: int) -> Iterator[int]:
    """People of each further community: 8,000 to 12,000, the last one what is left (up to 16,000)."""
    rng = Random(f"{seed}:sizes")
    while missing > 0:
        size = rng.randint(8_000, 12_000)
        if missing - size < 4_000:
            size = missing
        yield size
        missing -= size


def _further_community(seed: int, serial: int, place: int, people: int, street: AreaRow) -> Community:
    """Every fifth is a village; grids hold some 1,500 people."""
    rng = Random(f"{seed}:community:{street.code}:{place}")
    rural = place % 5 == 4
    name = _SCALE_NAMES[serial * 17 % len(_SCALE_NAMES)]
    grids = max(1, people // 1_500)
    shares = [people // grids + (number < people % grids) for number in range(grids)]
    rows = []
    for number, share in enumerate(shares):
        households = max(1, round(share / (_PEOPLE_PER_HOUSEHOLD * rng.uniform(0.95, 1.1))))
        rows.append((f"{name}{number + 1}组" if rural else f"{name}{number + 1}区", households, share))
    code = f"{street.code}{201 + place if rural else 1 + place:03d}"
    if rural:
        return _community(seed, code, f"{name}村", street.name, [], rows)
    estates = [(f"第{number}网格", [row]) for number, row in enumerate(rows, start=1)]
    return _community(seed, code, f"{name}社区", street.name, estates, [])
