"""From when on screening needs a record no longer."""

from __future__ import annotations

from django.db.models import F
from django.db.models.functions import Coalesce

from menshen.domains.screening.models import (
    Arrival,
    CampaignHousehold,
    Clue,
    Declaration,
    Departure,
    FormAnswer,
    Intention,
    Letter,
    OutgoingWorker,
)
from menshen.kernel.privacy.holdings import Holding
from menshen.kernel.privacy.marks import Keep

HOLDINGS = (
    Holding(CampaignHousehold, Keep.EPISODE, F("campaign__closed_on")),
    Holding(Clue, Keep.EPISODE, F("verified_at")),
    Holding(Declaration, Keep.EVENT, F("settled_at")),
    Holding(Departure, Keep.EPISODE, F("recorded_at")),
    Holding(Arrival, Keep.EPISODE, F("recorded_at")),
    Holding(Intention, Keep.EPISODE, F("ended_at")),
    Holding(OutgoingWorker, Keep.EPISODE, Coalesce("withdrawn_at", "departure__recorded_at", "registered_at")),
    Holding(Letter, Keep.EPISODE, Coalesce("withdrawn_at", "recorded_at")),
    Holding(FormAnswer, Keep.EPISODE, F("answered_at")),
)
