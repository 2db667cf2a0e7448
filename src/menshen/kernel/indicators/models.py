"""Collected values and the marks that say what they contain."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from menshen.kernel.scope.models import Scoped


class IndicatorValue(Scoped):
    """The value of one indicator for an area and a reporting day. No row under a filled mark is a zero; without a mark
    it is unknown."""

    code = models.CharField(max_length=80)
    day = models.DateField()
    cutoff_hour = models.PositiveSmallIntegerField(db_comment="areas whose reports are cut off at it share the values")
    value = models.BigIntegerField()

    class Meta:
        db_table = "indicators_value"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("code", "day", "cutoff_hour", "area"), name="an_indicator_has_one_value_a_day_and_area"
            ),
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
