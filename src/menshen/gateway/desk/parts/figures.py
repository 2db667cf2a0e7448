"""Numbers with yesterday beside them, charts, steps and progress."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from menshen.gateway.desk.parts.words import Text, Tone


@dataclass(frozen=True, slots=True)
class Figure:
    """An indicator: `value` None is missing, which is not zero; `yesterday` likewise. `url` opens the records."""

    title: Text
    value: int | float | None
    unit: Text = ""
    yesterday: int | None = None
    url: str = ""
    note: Text = ""
    tone: Tone | Literal[""] = ""

    @property
    def change(self) -> int | float | None:
        return None if self.value is None or self.yesterday is None else self.value - self.yesterday


@dataclass(frozen=True, slots=True)
class Series:
    name: Text
    values: Sequence[int | float | None]


@dataclass(frozen=True, slots=True)
class Chart:
    """A figure drawn by script, with its numbers as a table for who cannot see it. None is a gap, not a zero."""

    id: str
    title: Text
    x: Sequence[str]
    series: Sequence[Series]
    kind: Literal["line", "bar", "stacked"] = "line"
    unit: Text = ""

    @property
    def data(self) -> dict[str, object]:
        """What the script reads."""
        series = [{"name": str(one.name), "values": list(one.values)} for one in self.series]
        return {"kind": self.kind, "x": list(self.x), "series": series}

    @property
    def lines(self) -> list[tuple[str, list[int | float | None]]]:
        """The same by x, for the table."""
        return [(x, [one.values[at] for one in self.series]) for at, x in enumerate(self.x)]


@dataclass(frozen=True, slots=True)
class Step:
    label: Text
    state: Literal["done", "current", "todo"] = "todo"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far something has come. With `poll_url` the page asks again every second and swaps what comes back."""

    label: Text
    done: int
    total: int
    poll_url: str = ""
    text: Text = ""

    @property
    def percent(self) -> int:
        return 100 if self.total <= 0 else min(100, 100 * self.done // self.total)
