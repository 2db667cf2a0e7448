"""Campaigns over households, the attempts to reach them, people who left and people who came back.

Every row keeps the moments at which it began and ceased to hold, so that a figure of an earlier day can be counted
again as it was known then.
"""

from __future__ import annotations

from menshen.domains.screening.models.campaigns import Attempt, Campaign, CampaignHousehold, CampaignShare
from menshen.domains.screening.models.clues import Clue, ClueBatch, ClueShare, Verification
from menshen.domains.screening.models.forms import Declaration, FormAnswer, FormVersion, Poster, PublicCount
from menshen.domains.screening.models.movements import Arrival, Departure, Movement
from menshen.domains.screening.models.plans import Intention, Letter, LetterText, OutgoingWorker, Purchase, Trip

__all__ = [
    "Arrival",
    "Attempt",
    "Campaign",
    "CampaignHousehold",
    "CampaignShare",
    "Clue",
    "ClueBatch",
    "ClueShare",
    "Declaration",
    "Departure",
    "FormAnswer",
    "FormVersion",
    "Intention",
    "Letter",
    "LetterText",
    "Movement",
    "OutgoingWorker",
    "Poster",
    "PublicCount",
    "Purchase",
    "Trip",
    "Verification",
]
