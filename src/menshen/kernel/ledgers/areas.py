"""Finding the area of a row by what people write: a grid's code or name, an alias, the name of the sheet."""

from __future__ import annotations

from collections import defaultdict

from menshen.kernel.scope.codes import LENGTHS, Level, bounds, is_code
from menshen.kernel.scope.models import Area, AreaAlias

_FULL = LENGTHS[Level.DISTRICT]  # fewer digits are a serial number: 网格 12


class AreaFinder:
    """Every name, code and alias below one area, read once: a roster asks two hundred thousand times."""

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

    def find(self, said: list[object], sheet: str) -> str | None:
        """The area that the first telling word means; the start itself where nothing tells; None where a full code
        means an area that is not below the start. A word that fits several areas tells only if they lie in one line,
        and then the deepest is meant."""
        for word in said:
            text = _folded(str(word)) if word else ""
            if found := self._told_by(text):
                return found
            if len(text) >= _FULL and is_code(text):
                return None
        return self._told_by(_folded(sheet)) or self.start

    def _told_by(self, word: str) -> str | None:
        codes = self._named.get(word, ())
        deepest = max(codes, key=len, default="")
        return deepest if all(deepest.startswith(code) for code in codes) else None


def _folded(text: str) -> str:
    return "".join(text.split()).casefold()
