"""Orders and what hangs on them; sites; the days under an order; doors."""

from __future__ import annotations

from menshen.domains.quarantine.models.doors import DoorEvent, DoorSensor
from menshen.domains.quarantine.models.living import Appeal, CarePlan, HomeSurvey, Need, Outing, TestDue, Transfer
from menshen.domains.quarantine.models.orders import HealthCheck, OrderChange, QuarantineOrder, Referral, TeamSeat, kept
from menshen.domains.quarantine.models.sites import (
    Duty,
    Placement,
    Room,
    SecurityCheck,
    SecurityPlan,
    Site,
    WorkGroup,
    Zone,
)

__all__ = [
    "Appeal",
    "CarePlan",
    "DoorEvent",
    "DoorSensor",
    "Duty",
    "HealthCheck",
    "HomeSurvey",
    "Need",
    "OrderChange",
    "Outing",
    "Placement",
    "QuarantineOrder",
    "Referral",
    "Room",
    "SecurityCheck",
    "SecurityPlan",
    "Site",
    "TeamSeat",
    "TestDue",
    "Transfer",
    "WorkGroup",
    "Zone",
    "kept",
]
