"""Fourteen days of acts by every door left their entries: the figures that were kept fresh are the counted ones."""

from __future__ import annotations

import pytest

from menshen.demo.days import DAYS
from menshen.demo.town import STREET
from menshen.domains.reporting.interface import ITEMS, span_of
from menshen.kernel.base import clock
from menshen.kernel.indicators.filling import ensure_filled
from menshen.kernel.indicators.models import AreaFigures, FillMark
from menshen.kernel.scope.viewers import acting, system_viewer

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("town")]


def kept(span):
    rows = AreaFigures.objects.filter(day=span.day, cutoff_hour=span.cutoff_hour)
    return {(code, row.area_id): value for row in rows for code, value in row.figures.items()}


@pytest.mark.parametrize("day", DAYS[1:-1:4])
def test_a_day_that_was_kept_fresh_is_as_if_counted_now(day):
    span, now = span_of(STREET, day), clock.local(DAYS[-1], 23)
    indicators = [item.indicator for item in ITEMS]
    with acting(system_viewer()):
        assert FillMark.objects.filter(day=day).exists(), "a report was handed in"
        ensure_filled(indicators, span, at=now)
        fresh = kept(span)
        FillMark.objects.filter(day=day).delete()
        ensure_filled(indicators, span, at=now)
        assert kept(span) == fresh
