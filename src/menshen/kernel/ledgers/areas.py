"""Finding the area of a row by what people write: a grid's code or name, an alias, the name of the sheet."""

from __future__ import annotations

from collections import defaultdict

from menshen.kernel.scope.codes import bounds
from menshen.kernel.scope.models import Area, AreaAlias


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
        aliases = AreaAlias.objects.filter(area_id__gte=lowest, area_id__lt=beyond)
        for alias in aliases.only("text", "area_id"):
            named[_folded(alias.text)].add(str(alias.area_id))
        self._named = named

    def find(self, said: list[object], sheet: str) -> str | None:
        """The area that the first telling word means; the start itself where nothing tells. A word that fits several
        areas tells only if they lie in one line, and then the deepest is meant."""
        for word in [*said, sheet]:
            if word and (codes := self._named.get(_folded(str(word)))):
                deepest = max(codes, key=len)
                if all(deepest.startswith(code) for code in codes):
                    return deepest
        return self.start


def _folded(text: str) -> str:
    return "".join(text.split()).casefold()
