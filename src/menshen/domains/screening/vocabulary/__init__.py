"""The words of screening, and those of a person's first health facts, which quarantine shares."""

from __future__ import annotations

from menshen.domains.screening.vocabulary.acts import Kind, Permission
from menshen.domains.screening.vocabulary.forms import BY_ITSELF, DeclarationOutcome
from menshen.domains.screening.vocabulary.lists import (
    ClueOutcome,
    FollowUp,
    IntentionState,
    LetterSigner,
    SplitLevel,
    SplitWay,
    WorkerState,
)
from menshen.domains.screening.vocabulary.problems import Problem
from menshen.domains.screening.vocabulary.words import (
    NO_SYMPTOMS,
    AttemptOutcome,
    Channel,
    ClockState,
    DepartureReason,
    HouseholdState,
    IdentityGroup,
    MovementState,
    OriginClass,
    ScreeningReason,
    Step,
    Symptom,
    TransportMode,
)

__all__ = [
    "BY_ITSELF",
    "NO_SYMPTOMS",
    "AttemptOutcome",
    "Channel",
    "ClockState",
    "ClueOutcome",
    "DeclarationOutcome",
    "DepartureReason",
    "FollowUp",
    "HouseholdState",
    "IdentityGroup",
    "IntentionState",
    "Kind",
    "LetterSigner",
    "MovementState",
    "OriginClass",
    "Permission",
    "Problem",
    "ScreeningReason",
    "SplitLevel",
    "SplitWay",
    "Step",
    "Symptom",
    "TransportMode",
    "WorkerState",
]
