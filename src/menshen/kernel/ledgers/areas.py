"""Finding the area of a row by what people write: a grid's code or name, an alias, the name of the sheet."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from menshen.kernel.scope.codes import LENGTHS, Level, bounds, is_code, level_of
from menshen.kernel.scope.models import Area, AreaAlias

if TYPE_CHECKING:
    from collections.abc import Callable

_FULL = LENGTHS[Level.DISTRICT]  # fewer digits are a serial number: 网格 12
_SHORTEST = 2  # letters of a name that is not written in full


class AreaFinder:
    """Every name, code and alias below one area, read once: a roster asks two hundred thousand times.

    `untold` counts the rows of a community that name a place no grid of which is known, by what they say.
    """

    def __init__(self, start: str) -> None:
        self.start = start
        lowest, beyond = bounds(start)
        named: dict[str, set[str]] = defaultdict(set)
        inside = Area.objects.filter(code__gte=lowest, code__lt=beyond, closed_on__isnull=True)
        for code, name in inside.values_list("code", "name"):
            named[code].add(code)
            named[_folded(name)].add(code)
        aliases = AreaAlias.objects.filter(area_id__gte=lowest, area_id__lt=beyond, area__closed_on__isnull=True)
        for alias in aliases.only("text", "area_id"):
            named[_folded(alias.text)].add(str(alias.area_id))
        self._named = named
        self._grids = [
            (_bare(name), code) for name, codes in named.items() for code in codes if level_of(code) is Level.GRID
        ]
        self._all_grids = "\n".join(name for name, _ in self._grids)
        self._resembled: dict[str, str | None] = {}
        self.untold: Counter[str] = Counter()

    def find(self, said: list[object], sheet: str) -> str | None:
        """The area that the first telling word means; the start itself where nothing tells; None where a full code
        means an area that is not below the start. A word that fits several areas tells only if they lie in one line,
        and then the deepest is meant. A word that is no area's name tells where one grid alone has it in its name."""
        words = [_folded(str(word)) for word in said if word]
        for text in words:
            if found := self._told_by(text):
                return found
            if len(text) >= _FULL and is_code(text):
                return None
        place = _folded(sheet)
        if found := next(filter(None, map(self._resembling, words)), None) or self._told_by(place):
            return found
        if found := self._resembling(place):
            return found
        if words and level_of(self.start) is Level.COMMUNITY:
            self.untold[" · ".join(str(word).strip() for word in said if word)] += 1
        return self.start

    def _told_by(self, word: str) -> str | None:
        codes = self._named.get(word, ())
        deepest = max(codes, key=len, default="")
        return deepest if all(deepest.startswith(code) for code in codes) else None

    def _resembling(self, word: str) -> str | None:
        """The one grid in whose name, or an alias of it, the word stands: 锦江花园 for 锦江花园网格."""
        if word not in self._resembled:
            bare = _bare(word)
            tests = [lambda name: name == bare, lambda name: name.startswith(bare), lambda name: bare in name]
            if len(bare) < _SHORTEST or any(letter.isdecimal() for letter in bare):
                tests = tests[:1]  # 网格1 is not meant for 网格12
            possible = bare and bare in self._all_grids  # a column of names has a new word in every row
            alike = next(filter(None, map(self._grids_called, tests if possible else [])), set())
            self._resembled[word] = min(alike) if len(alike) == 1 else None
        return self._resembled[word]

    def _grids_called(self, fits: Callable[[str], bool]) -> set[str]:
        return {code for name, code in self._grids if fits(name)}


def _bare(name: str) -> str:
    return name.removesuffix(Level.GRID.zh)


def _folded(text: str) -> str:
    return "".join(text.split()).casefold()
