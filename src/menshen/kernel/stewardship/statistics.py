"""The figures that remain when collection has ended: by community and above, without small numbers."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from typing import TYPE_CHECKING

from menshen.kernel.base.modules import declared
from menshen.kernel.indicators.models import AreaFigures
from menshen.kernel.scope.codes import LENGTHS, Level, parent_of
from menshen.kernel.scope.queries import names_of
from menshen.kernel.scope.viewers import PLATFORM, acting

if TYPE_CHECKING:
    from datetime import date

SMALL = 5
_HIDDEN = f"<{SMALL}"
_COMMUNITY = LENGTHS[Level.COMMUNITY]
Key = tuple["date", int, str]


def anonymous_figures(area: str) -> bytes:
    """A table as CSV for Excel: a line for each day, area and indicator.

    A number below five is written `<5`; where it could be reckoned from the area above and the others beside it, the
    next smallest beside it is hidden as well.
    """
    with acting(PLATFORM):
        rows = list(
            AreaFigures.objects.within(area)
            .values_list("day", "cutoff_hour", "area_id", "figures")
            .order_by("day", "cutoff_hour", "area_id")
        )
        names = names_of({row[2] for row in rows})
    titles = {indicator.code: indicator.title.zh for indicator in declared("indicators")}
    values: dict[Key, dict[str, float]] = defaultdict(dict)
    for day, hour, code, figures in rows:
        if len(code) <= _COMMUNITY:
            for indicator, value in figures.items():
                if isinstance(value, int | float):
                    values[day, hour, indicator][code] = value
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(("日期", "区划代码", "辖区", "指标代码", "指标", "数值"))
    for (day, _, indicator), by_area in sorted(values.items()):
        hidden = _hidden(by_area)
        for code, value in sorted(by_area.items()):
            shown = _HIDDEN if 0 < value < SMALL else "*" if code in hidden else value
            table.writerow((day.isoformat(), code, names.get(code, ""), indicator, titles.get(indicator, ""), shown))
    return ("\ufeff" + text.getvalue()).encode()


def _hidden(by_area: dict[str, float]) -> set[str]:
    """The small ones, and with a single small one in an area the next smallest beside it."""
    beside: dict[str | None, list[str]] = defaultdict(list)
    for code, value in by_area.items():
        if value > 0:
            beside[parent_of(code)].append(code)
    hidden: set[str] = set()
    for codes in beside.values():
        codes.sort(key=lambda code: by_area[code])
        small = [code for code in codes if by_area[code] < SMALL]
        hidden.update(codes[:2] if len(small) == 1 else small)
    return hidden
