"""Where the invented town lies: a lattice of grids with slightly crooked borders, which neighbours share."""

from __future__ import annotations

import math
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

WEST, NORTH = 111.2, 30.6  # degrees; somewhere in the fields, where no town is
WIDTH, HEIGHT = 0.006, 0.005  # of a grid
_COMMUNITY = 12


def outlines(grids: Iterable[str], *, seed: int = 1) -> dict[str, dict[str, object]]:
    """A polygon for each grid, those of a community side by side, the communities one after the other."""
    by_community: dict[str, list[str]] = {}
    for code in sorted(grids):
        by_community.setdefault(code[:_COMMUNITY], []).append(code)
    found: dict[str, dict[str, object]] = {}
    west = WEST
    for community, codes in by_community.items():
        across = math.ceil(math.sqrt(len(codes)))
        corner = _lattice(Random(f"{seed} {community}"), west, across, math.ceil(len(codes) / across))
        for place, code in enumerate(codes):
            column, row = place % across, place // across
            # The last of an unfinished row reaches to the end of it.
            right = across if place == len(codes) - 1 else column + 1
            upper = [corner[at, row] for at in range(column, right + 1)]
            lower = [corner[at, row + 1] for at in range(right, column - 1, -1)]
            found[code] = {"type": "Polygon", "coordinates": [[*upper, *lower, upper[0]]]}
        west += (across + 0.25) * WIDTH
    return found


def _lattice(random: Random, west: float, across: int, down: int) -> dict[tuple[int, int], list[float]]:
    """The corners of all grids of a community, each a little off its place."""
    return {
        (column, row): [
            round(west + (column + random.uniform(-0.18, 0.18)) * WIDTH, 5),
            round(NORTH - (row + random.uniform(-0.18, 0.18)) * HEIGHT, 5),
        ]
        for row in range(down + 1)
        for column in range(across + 1)
    }
