"""The figures that remain when collection has ended: by community and above, without small numbers.

They go into a file when what is held is frozen; when it is destroyed, the others go from the database as well.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from typing import TYPE_CHECKING

from django.db.models.functions import Length

from menshen.kernel.base.modules import declared
from menshen.kernel.indicators.models import AreaFigures
from menshen.kernel.scope.codes import LENGTHS, Level, parent_of
from menshen.kernel.scope.queries import names_of
from menshen.kernel.scope.viewers import PLATFORM, acting

if TYPE_CHECKING:
    from collections.abc import Iterable
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
        rows = list(_of_communities(area))
        names = names_of({row.area_id for row in rows})
    titles = {indicator.code: indicator.title.zh for indicator in declared("indicators")}
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(("日期", "区划代码", "辖区", "指标代码", "指标", "数值"))
    for (day, _, indicator), by_area in sorted(_by_indicator(rows).items()):
        hidden = _hidden(by_area)
        for code, value in sorted(by_area.items()):
            shown = _HIDDEN if 0 < value < SMALL else "*" if code in hidden else value
            table.writerow((day.isoformat(), code, names.get(code, ""), indicator, titles.get(indicator, ""), shown))
    return ("\ufeff" + text.getvalue()).encode()


def withhold(area: str) -> None:
    """Forget the figures by which people could be told: all of grids, and what the table above hides as well."""
    of_grids = AreaFigures.objects.within(area).annotate(digits=Length("area_id")).filter(digits__gt=_COMMUNITY)
    of_grids.update(figures=dict.fromkeys(indicator.code for indicator in declared("indicators")))
    rows = list(_of_communities(area))
    of = {(row.day, row.cutoff_hour, row.area_id): row.figures for row in rows}
    for (day, hour, indicator), by_area in _by_indicator(rows).items():
        for code in _hidden(by_area):
            of[day, hour, code][indicator] = None
    AreaFigures.objects.bulk_update(rows, ["figures"], batch_size=500)


def _of_communities(area: str) -> Iterable[AreaFigures]:
    held = AreaFigures.objects.within(area).annotate(digits=Length("area_id")).filter(digits__lte=_COMMUNITY)
    ordered: Iterable[AreaFigures] = held.order_by("day", "cutoff_hour", "area_id")
    return ordered


def _by_indicator(rows: Iterable[AreaFigures]) -> dict[Key, dict[str, float]]:
    """`{(day, hour, indicator): {area: value}}`, but for what is withheld already."""
    values: dict[Key, dict[str, float]] = defaultdict(dict)
    for row in rows:
        for indicator, value in row.figures.items():
            if value is not None:
                values[row.day, row.cutoff_hour, indicator][row.area_id] = value
    return values


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
