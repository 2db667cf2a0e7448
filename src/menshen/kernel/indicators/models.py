"""Collected values and the marks that say what they contain."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from menshen.kernel.base.terms import Term
from menshen.kernel.scope.models import Scoped


class AreaFigures(Scoped):
    """The values of all indicators for an area and a reporting day, by code.

    A code that is not among them is a zero where a mark says that it is filled; without a mark it is unknown. So is one
    whose value is null: it was withheld for good when collection ended, because people could be told by it. One row
    an area, because a row a value is sixty times as many of them to write, to check and to keep.
    """

    day = models.DateField()
    cutoff_hour = models.PositiveSmallIntegerField(db_comment="areas whose reports are cut off at it share the values")
    figures = models.JSONField(db_comment="{code of the indicator: value}, no zeros")

    called: ClassVar = Term("Figures of areas", "辖区统计数")
    impersonal: ClassVar = ("day", "cutoff_hour", "figures")

    class Meta:
        db_table = "indicators_area_figures"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("day", "cutoff_hour", "area"), name="an_area_has_one_set_of_figures_a_day"),
        ]


class FillMark(models.Model):
    """Up to where an indicator is computed for a day: all that was committed before transaction `seen_before`."""

    code = models.CharField(max_length=80)
    day = models.DateField()
    cutoff_hour = models.PositiveSmallIntegerField()
    seen_before = models.BigIntegerField()
    filled_at = models.DateTimeField()

    class Meta:
        db_table = "indicators_fill_mark"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("code", "day", "cutoff_hour"), name="an_indicator_has_one_mark_a_day"),
        ]
