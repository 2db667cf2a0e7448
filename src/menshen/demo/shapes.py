"""Compositions of households: who lives together, at which ages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from random import Random


class Role(NamedTuple):
    """One member before there is a name; `relation` is to the head, in the words of a household register."""

    age: int
    male: bool
    relation: str
    shares_surname: bool
    left_behind: bool = False


class Shape(NamedTuple):
    """How many of whom live together; the head is `young` (22–38), `middle` (26–61) or `elder` (57–87)."""

    urban: int
    rural: int
    head: str
    partner: bool = False
    children: int = 0
    parents: int = 0
    siblings: int = 0
    grandchildren: int = 0


# First two columns: weights among the households of that size in compounds and in villages.
_SHAPES: Final[dict[int, tuple[Shape, ...]]] = {
    1: (Shape(45, 60, "elder"), Shape(35, 10, "young"), Shape(20, 30, "middle")),
    2: (
        Shape(42, 50, "elder", partner=True), Shape(30, 12, "young", partner=True),
        Shape(16, 14, "middle", children=1), Shape(6, 16, "elder", grandchildren=1), Shape(6, 8, "middle", parents=1),
    ),
    3: (
        Shape(72, 46, "middle", partner=True, children=1), Shape(12, 14, "middle", partner=True, parents=1),
        Shape(10, 16, "elder", partner=True, children=1), Shape(4, 18, "elder", partner=True, grandchildren=1),
        Shape(2, 6, "young", siblings=2),
    ),
    4: (
        Shape(46, 44, "middle", partner=True, children=2), Shape(36, 24, "middle", partner=True, children=1, parents=1),
        Shape(12, 14, "middle", partner=True, parents=2), Shape(6, 18, "elder", partner=True, grandchildren=2),
    ),
    5: (
        Shape(52, 46, "middle", partner=True, children=1, parents=2),
        Shape(38, 44, "middle", partner=True, children=2, parents=1),
        Shape(10, 10, "middle", partner=True, children=1, parents=1, siblings=1),
    ),
    6: (
        Shape(85, 75, "middle", partner=True, children=2, parents=2),
        Shape(15, 25, "middle", partner=True, children=1, parents=2, siblings=1),
    ),
    7: (
        Shape(60, 70, "middle", partner=True, children=3, parents=2),
        Shape(40, 30, "middle", partner=True, children=2, parents=2, siblings=1),
    ),
}  # fmt: skip
_URBAN: Final = {size: tuple(s for s in shapes for _ in range(s.urban)) for size, shapes in _SHAPES.items()}
_RURAL: Final = {size: tuple(s for s in shapes for _ in range(s.rural)) for size, shapes in _SHAPES.items()}


def draw_shape(rng: Random, size: int, *, rural: bool) -> list[Role]:
    """The roles of a household of 1 to 7 people, head first."""
    shapes = (_RURAL if rural else _URBAN)[size]
    return _fill(rng, shapes[int(rng.random() * len(shapes))])


def _fill(rng: Random, shape: Shape) -> list[Role]:
    random = rng.random
    head_male = random() < 0.78
    age = _head_age(rng, shape.head)
    roles = [Role(age, head_male, "户主", shares_surname=True)]
    if shape.partner:
        younger = int(random() * 6 - 1)
        partner = max(21, age - younger if head_male else age + younger)
        roles.append(Role(partner, not head_male, "配偶", shares_surname=False))
    for _ in range(shape.children):
        child = age - 24 - int(random() * 12)
        # A couple too young for that has an infant.
        child = child if child >= 0 else int(random() * 6)
        if shape.head == "elder":
            child = max(child, 19)
        male = random() < 0.52
        roles.append(Role(child, male, "子" if male else "女", head_male or not shape.partner))
    mother_first = random() < 0.66
    for place in range(shape.parents):
        male = (place == 0) != mother_first
        roles.append(Role(min(97, age + 21 + int(random() * 9)), male, "父" if male else "母", male))
    for _ in range(shape.siblings):
        male = random() < 0.5
        roles.append(Role(max(18, age - 8 + int(random() * 13)), male, "兄弟" if male else "姐妹", shares_surname=True))
    for _ in range(shape.grandchildren):
        grandchild = max(0, min(17, age - 52 - int(random() * 9)))
        male = random() < 0.52
        # Grandparents and grandchildren without the generation between: its parents work elsewhere.
        roles.append(Role(grandchild, male, "孙子" if male else "孙女", head_male, left_behind=grandchild < 16))
    return roles


def _head_age(rng: Random, head: str) -> int:
    if head == "young":
        return int(rng.triangular(22, 39, 28))
    if head == "middle":
        return int(rng.triangular(26, 62, 40))
    return int(rng.triangular(57, 88, 63))
