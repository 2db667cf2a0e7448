"""The words of quarantine: acts, states, reasons."""

from __future__ import annotations

from menshen.domains.quarantine.vocabulary.acts import Kind, Permission, Problem
from menshen.domains.quarantine.vocabulary.reasons import QuarantineReason
from menshen.domains.quarantine.vocabulary.states import (
    CheckSession,
    CheckVerdict,
    EndReason,
    Ground,
    Place,
    ReferralConclusion,
    ReleaseVerdict,
    SiteKind,
    SpecialGroup,
    Standing,
    WaitingVerdict,
)

__all__ = [
    "CheckSession",
    "CheckVerdict",
    "EndReason",
    "Ground",
    "Kind",
    "Permission",
    "Place",
    "Problem",
    "QuarantineReason",
    "ReferralConclusion",
    "ReleaseVerdict",
    "SiteKind",
    "SpecialGroup",
    "Standing",
    "WaitingVerdict",
]
