"""The front door of quarantine for other domains."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count
from django.db.models.functions import Left

from menshen.domains.quarantine.indicators import MEASURES
from menshen.domains.quarantine.queries import unchecked_on, with_team_gaps
from menshen.kernel.scope.codes import LENGTHS, Level, bounds

if TYPE_CHECKING:
    from datetime import date

__all__ = ["MEASURES", "people_unchecked", "teams_incomplete"]


def teams_incomplete(area: str) -> dict[str, int]:
    """Running orders with an empty seat in their team, by community."""
    rows = with_team_gaps().within(area).annotate(community=Left("area_id", LENGTHS[Level.COMMUNITY]))
    return dict(rows.order_by("community").values_list("community").annotate(orders=Count("*")))


def people_unchecked(area: str, day: date) -> dict[str, int]:
    """People who have a health check of that day open, by grid."""
    return dict(unchecked_on(day, *bounds(area)))
