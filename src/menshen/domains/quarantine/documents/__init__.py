"""The papers of a quarantine order: their kinds, the texts that are the same on each, and issuing them."""

from __future__ import annotations

from menshen.domains.quarantine.documents.issuing import issue_release, issue_start, notice_limits, without_notice
from menshen.domains.quarantine.documents.kinds import RELEASE_NOTICE, START_NOTICE

__all__ = ["RELEASE_NOTICE", "START_NOTICE", "issue_release", "issue_start", "notice_limits", "without_notice"]
