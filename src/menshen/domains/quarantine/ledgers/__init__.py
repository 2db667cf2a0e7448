"""The registers of quarantine: orders, sites, and the days under an order."""

from __future__ import annotations

from menshen.domains.quarantine.ledgers import living, orders

LEDGERS = (*orders.LEDGERS, *living.LEDGERS)

__all__ = ["LEDGERS"]
