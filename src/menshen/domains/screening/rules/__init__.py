"""Rules of screening, of asking households and of the lists."""

from __future__ import annotations

from menshen.domains.screening.rules.asking import (
    HUBEI,
    OUTCOMES_OF,
    WUHAN,
    Account,
    AttemptFacts,
    Coverage,
    coverage,
    differences,
    household_state,
    is_possible,
    is_wuhan,
    movement_state,
    next_step,
    origin_class,
    two_hour_clock,
)
from menshen.domains.screening.rules.lists import (
    Identity,
    is_fit_to_travel,
    is_same_person,
    months_before,
    split_evenly,
)

__all__ = [
    "HUBEI",
    "OUTCOMES_OF",
    "WUHAN",
    "Account",
    "AttemptFacts",
    "Coverage",
    "Identity",
    "coverage",
    "differences",
    "household_state",
    "is_fit_to_travel",
    "is_possible",
    "is_same_person",
    "is_wuhan",
    "months_before",
    "movement_state",
    "next_step",
    "origin_class",
    "split_evenly",
    "two_hour_clock",
]
