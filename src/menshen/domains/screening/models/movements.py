"""People who left and people who came.

Every row keeps the moments at which it began and ceased to hold, so that a figure of an earlier day can be counted
again as it was known then.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from menshen.kernel.base.terms import Term
from menshen.kernel.privacy.marks import Basis, Keep, Mark, Purpose, marked
from menshen.kernel.scope.models import Scoped

_JOURNEY = Mark(Purpose.EXPOSURE, Basis.INFECTIOUS_DISEASES_LAW, Keep.EPISODE)
_HEALTH = Mark(Purpose.MEDICAL, Basis.INFECTIOUS_DISEASES_LAW, Keep.EPISODE)
_WORKER = Mark(Purpose.ACCOUNT, Basis.STATUTORY_DUTY, Keep.EPISODE)


class Movement(Scoped):
    """What departures and arrivals share: a correction is a new row, and the old one is withdrawn at that moment.

    A row counts from `registered_at` (when someone learnt of it), a correction from `recorded_at` (when we did).
    """

    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    household = models.ForeignKey("registry.Household", on_delete=models.PROTECT, related_name="+")
    place_code = models.CharField(max_length=6, blank=True, db_comment="GB/T 2260 or country; empty: unknown")
    registered_at = models.DateTimeField(db_comment="what the one who entered it claims")
    recorded_at = models.DateTimeField(db_comment="when the platform heard of it")
    corrects = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="corrected_by")
    withdrawn_at = models.DateTimeField(null=True, db_comment="empty: still stands")

    personal: ClassVar = marked(_JOURNEY, "place_code")
    impersonal: ClassVar[tuple[str, ...]] = ("registered_at", "recorded_at", "withdrawn_at")

    class Meta:
        abstract = True


class Departure(Movement):
    """A resident who left for another place, with the day expected back where it is known."""

    left_on = models.DateField()
    destination = models.CharField(max_length=120, db_comment="as it was said; empty: unknown")
    reason = models.CharField(max_length=20, blank=True)
    expected_back_on = models.DateField(null=True)
    returned_on = models.DateField(null=True)
    returned_by = models.ForeignKey(
        "Arrival", on_delete=models.PROTECT, null=True, related_name="ends", db_comment="the arrival that ended it"
    )

    called: ClassVar = Term("Departures", "外出记录")
    personal: ClassVar = marked(_JOURNEY, "left_on", "destination", "reason", "expected_back_on", "returned_on")

    class Meta:
        db_table = "screening_departure"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("person", "left_on"), condition=Q(withdrawn_at__isnull=True), name="one_leaves_once_a_day"
            ),
            models.CheckConstraint(
                condition=Q(returned_on__isnull=True) | Q(returned_on__gte=F("left_on")),
                name="one_returns_after_leaving",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=("area", "registered_at"), name="departure_by_area"),
        ]


class Arrival(Movement):
    """Someone who came (back) from another place, with what was learnt of the journey.

    `risk_level` and `risk_row` say what the place left was listed as on the day of leaving; empty when it was not
    listed. `known_at` is when the situation was known; empty while it is not. The clock ends at `clock_ends_at`, which
    the limit in force on the day of arrival gave; empty where the time of arrival is unknown or no limit was in force.
    """

    origin = models.CharField(max_length=120, blank=True, db_comment="as it was said; empty: unknown")
    origin_class = models.CharField(max_length=20)
    risk_level = models.CharField(max_length=20, blank=True)
    risk_row = models.CharField(max_length=40, blank=True)
    left_on = models.DateField(null=True, db_comment="left the place of origin; empty: unknown")
    arrived_home_at = models.DateTimeField(null=True, db_comment="empty: unknown")
    announced_at = models.DateTimeField(null=True, db_comment="when the household itself said so")
    known_at = models.DateTimeField(null=True)
    clock_ends_at = models.DateTimeField(null=True)
    route = models.CharField(max_length=200, blank=True)
    transport = models.CharField(max_length=20, blank=True)
    transport_number = models.CharField(max_length=40, blank=True, db_comment="train, flight or plate")
    seat = models.CharField(max_length=40, blank=True)
    companions = models.CharField(max_length=200, blank=True)
    identity_group = models.CharField(max_length=20, blank=True)
    temperature = models.DecimalField(max_digits=3, decimal_places=1, null=True, db_comment="°C; empty: unknown")
    symptoms = models.JSONField(null=True, db_comment="codes; [] is 'none', empty is unknown")
    contact_history = models.CharField(max_length=200, blank=True, db_comment="contact with ill people, as it was said")
    asked_by = models.CharField(max_length=60, blank=True, db_comment="worker who asked, where not the actor")
    note = models.CharField(max_length=200, blank=True)

    called: ClassVar = Term("Arrivals", "来返登记")
    personal: ClassVar = (
        marked(_JOURNEY, "origin", "origin_class", "risk_level", "risk_row", "left_on", "arrived_home_at", "route")
        | marked(_JOURNEY, "transport", "transport_number", "seat", "companions", "identity_group", "announced_at")
        | marked(_HEALTH, "temperature", "symptoms", "contact_history", "note")
        | marked(_WORKER, "asked_by")
    )
    impersonal: ClassVar = ("known_at", "clock_ends_at")

    class Meta:
        db_table = "screening_arrival"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("person", "arrived_home_at"),
                condition=Q(withdrawn_at__isnull=True),
                nulls_distinct=False,
                name="one_arrives_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(temperature__isnull=True) | Q(temperature__gte=30, temperature__lte=45),
                name="a_temperature_is_between_30_and_45",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=("area", "registered_at"), name="arrival_by_area"),
        ]
