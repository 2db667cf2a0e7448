"""The figures of screening."""

from __future__ import annotations

from menshen.domains.screening.indicators import clues, coverage, plans

INDICATORS = (*coverage.INDICATORS, *clues.INDICATORS, *plans.INDICATORS)

__all__ = ["INDICATORS"]
