"""The registers of screening."""

from __future__ import annotations

from menshen.domains.screening.ledgers import clues, forms, plans, registers
from menshen.domains.screening.ledgers.registers import ARRIVALS, ATTEMPTS, COVERAGE, DEPARTURES

LEDGERS = (*registers.LEDGERS, *clues.LEDGERS, *forms.LEDGERS, *plans.LEDGERS)

__all__ = ["ARRIVALS", "ATTEMPTS", "COVERAGE", "DEPARTURES", "LEDGERS"]
