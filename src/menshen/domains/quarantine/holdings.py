"""From when on a measure's records are needed no longer. While a measure holds somebody, nothing about it goes."""

from __future__ import annotations

from django.db.models import F
from django.db.models.functions import Coalesce

from menshen.domains.quarantine.models import (
    Appeal,
    DoorSensor,
    Duty,
    HomeSurvey,
    Placement,
    QuarantineOrder,
    Referral,
    Transfer,
)
from menshen.kernel.privacy.holdings import Holding
from menshen.kernel.privacy.marks import Keep

HOLDINGS = (
    Holding(QuarantineOrder, Keep.EPISODE, Coalesce("ended_at", "declined_at"), binds=True),
    Holding(Placement, Keep.EPISODE, F("until_at"), binds=True),
    Holding(Referral, Keep.EPISODE, F("concluded_at"), binds=True),
    Holding(Transfer, Keep.EPISODE, Coalesce("received_at", "cancelled_at"), binds=True),
    # The notice that it was decided with is a paper with a time of its own.
    Holding(Appeal, Keep.EPISODE, F("decided_at"), binds=True),
    Holding(DoorSensor, Keep.EVENT, F("removed_at"), binds=True),
    Holding(HomeSurvey, Keep.EPISODE, F("surveyed_at")),
    Holding(Duty, Keep.EPISODE, F("day")),
)
