"""The papers of a quarantine order: their kinds, the texts that are the same on each, and issuing them."""

from __future__ import annotations

from menshen.domains.quarantine.documents.issuing import (
    issue_release,
    issue_start,
    issue_void,
    notice_limits,
    without_notice,
)
from menshen.domains.quarantine.documents.kinds import RELEASE_NOTICE, START_NOTICE, VOID_NOTICE

__all__ = [
    "RELEASE_NOTICE",
    "START_NOTICE",
    "VOID_NOTICE",
    "issue_release",
    "issue_start",
    "issue_void",
    "notice_limits",
    "without_notice",
]
