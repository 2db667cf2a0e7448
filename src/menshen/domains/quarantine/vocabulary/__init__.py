"""The words of quarantine: acts, refusals, states, reasons, and those of sites and of the days in them."""

from __future__ import annotations

from menshen.domains.quarantine.vocabulary.acts import Kind, Permission
from menshen.domains.quarantine.vocabulary.living import (
    AppealDecision,
    Destination,
    DoorFinding,
    DoorVerdict,
    HomeVerdict,
    NeedKind,
    NeedOutcome,
    OutingReason,
    Seen,
    TransferState,
    TransferStep,
)
from menshen.domains.quarantine.vocabulary.problems import Problem
from menshen.domains.quarantine.vocabulary.reasons import QuarantineReason
from menshen.domains.quarantine.vocabulary.sites import DutyRole, GroupKind, Shift, SiteGap, ZoneKind
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
    "AppealDecision",
    "CheckSession",
    "CheckVerdict",
    "Destination",
    "DoorFinding",
    "DoorVerdict",
    "DutyRole",
    "EndReason",
    "Ground",
    "GroupKind",
    "HomeVerdict",
    "Kind",
    "NeedKind",
    "NeedOutcome",
    "OutingReason",
    "Permission",
    "Place",
    "Problem",
    "QuarantineReason",
    "ReferralConclusion",
    "ReleaseVerdict",
    "Seen",
    "Shift",
    "SiteGap",
    "SiteKind",
    "SpecialGroup",
    "Standing",
    "TransferState",
    "TransferStep",
    "WaitingVerdict",
    "ZoneKind",
]
