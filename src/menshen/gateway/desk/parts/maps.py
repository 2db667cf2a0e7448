"""A map of areas, with the table of the same content beside it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from menshen.gateway.desk.parts.words import Link, Text

CLASSES = 5


@dataclass(frozen=True, slots=True)
class MapArea:
    """One area on the map. A value of None is missing; `url` opens the area, `value_urls` the records behind each."""

    code: str
    name: str
    values: Sequence[int | None]
    url: str = ""
    value_urls: Sequence[str] = ()

    @property
    def cells(self) -> list[tuple[int | None, str]]:
        return list(zip(self.values, self.value_urls, strict=True))


@dataclass(frozen=True, slots=True)
class Map:
    """Areas coloured by one of their values (`shown`, a place among `titles`), in classes of about equal size.

    `geography` is false for a grid of tiles. `switches` are the ways to the same map by another value.
    """

    id: str
    title: Text
    titles: Sequence[Text]
    areas: Sequence[MapArea]
    geometries: Mapping[str, Mapping[str, Any]]
    switches: Sequence[Link] = ()
    shown: int = 0
    geography: bool = True
    limits: list[int] = field(default_factory=list)

    @classmethod
    def limits_of(cls, values: Sequence[int | None]) -> list[int]:
        """The lowest value of each class but the first, which is zero alone."""
        known = sorted({value for value in values if value})
        if not known:
            return []
        step = len(known) / min(CLASSES - 1, len(known))
        return sorted({known[int(place * step)] for place in range(min(CLASSES - 1, len(known)))})

    def class_of(self, value: int | None) -> int | None:
        return None if value is None else sum(value >= limit for limit in self.limits)

    @property
    def legend(self) -> list[tuple[int, str]]:
        """Each class with the values that are in it."""
        ends = [*self.limits[1:], None][: len(self.limits)]
        ranges = [
            (
                place + 1,
                f"{low:,}" if end is not None and end - 1 == low else f"{low:,}–{end - 1:,}" if end else f"≥ {low:,}",
            )
            for place, (low, end) in enumerate(zip(self.limits, ends, strict=True))
        ]
        return [(0, "0"), *ranges]

    @property
    def rows(self) -> list[tuple[MapArea, int | None]]:
        """The areas with the class of each, the highest value first."""
        ordered = sorted(self.areas, key=lambda area: (-(area.values[self.shown] or 0), area.code))
        return [(area, self.class_of(area.values[self.shown])) for area in ordered]

    @property
    def data(self) -> dict[str, object]:
        """What the script draws."""
        return {
            "kind": "map",
            "geography": self.geography,
            "geo": {
                "type": "FeatureCollection",
                "features": [
                    {"type": "Feature", "properties": {"name": area.code}, "geometry": self.geometries[area.code]}
                    for area in self.areas
                ],
            },
            "areas": [
                {
                    "code": area.code,
                    "name": area.name,
                    "url": area.url,
                    "class": self.class_of(area.values[self.shown]),
                    "text": "—" if area.values[self.shown] is None else f"{area.values[self.shown]:,}",
                }
                for area in self.areas
            ],
        }
