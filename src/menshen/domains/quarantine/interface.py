"""The front door of quarantine for other domains."""

from __future__ import annotations

from menshen.domains.quarantine.indicators import MEASURES

__all__ = ["MEASURES"]
