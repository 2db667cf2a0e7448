"""Campaigns over households, the attempts to reach them, people who left and people who came back.

Every row keeps the moments at which it began and ceased to hold, so that a figure of an earlier day can be counted
again as it was known then.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from menshen.kernel.scope.models import Scoped


class Campaign(Scoped):
    """One round of asking every household of an area; its denominator is the households taken in."""

    title = models.CharField(max_length=80)
    starts_on = models.DateField()
    closed_on = models.DateField(null=True)

    class Meta:
        db_table = "screening_campaign"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("area", "title"), name="a_campaign_title_is_in_an_area_once"),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("starts_on")),
                name="a_campaign_closes_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class CampaignShare(Scoped):
    """The part of a campaign that lies in one grid.

    It repeats title and dates, because who works in a grid does not see the campaign of the whole community.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="shares", db_index=False)
    title = models.CharField(max_length=80)
    starts_on = models.DateField()
    closed_on = models.DateField(null=True)

    class Meta:
        db_table = "screening_campaign_share"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("campaign", "area"), name="a_grid_has_one_share_of_a_campaign"),
        ]
        indexes: ClassVar = [models.Index(fields=("area", "starts_on"), name="campaign_share_by_area")]

    def __str__(self) -> str:
        return self.title


class CampaignHousehold(Scoped):
    """A household to be asked and the state that the attempts established; never a count of attempts.

    `closed_at` is the first attempt that found anything out (reached, declined, vacant, not found), `settled_at` the
    first that reached the household; `state` and `next_step` follow from all attempts by rule.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="households", db_index=False)
    share = models.ForeignKey(CampaignShare, on_delete=models.PROTECT, related_name="households")
    household = models.ForeignKey("registry.Household", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20)
    next_step = models.CharField(max_length=10)
    taken_in_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "screening_campaign_household"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("campaign", "household"), name="a_household_is_in_a_campaign_once"),
            models.CheckConstraint(
                condition=Q(state="not_reached", closed_at__isnull=True)
                | (~Q(state="not_reached") & Q(closed_at__isnull=False)),
                name="a_closed_household_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(state__startswith="settled_", settled_at__isnull=False)
                | (~Q(state__startswith="settled_") & Q(settled_at__isnull=True)),
                name="a_settled_household_has_its_time",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=("area", "state"), name="campaign_household_by_area")]


class Attempt(Scoped):
    """One try to reach a household by phone, at the door or by a notice. Several are normal."""

    target = models.ForeignKey(CampaignHousehold, on_delete=models.PROTECT, related_name="attempts")
    channel = models.CharField(max_length=20)
    outcome = models.CharField(max_length=30)
    attempted_at = models.DateTimeField()
    made_by = models.CharField(max_length=60, blank=True, db_comment="worker who called or went, where not the actor")
    note = models.CharField(max_length=200, blank=True, db_comment="what was said of the household")
    withdrawn_at = models.DateTimeField(null=True, db_comment="entered by mistake")

    class Meta:
        db_table = "screening_attempt"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("target", "channel", "attempted_at"),
                condition=Q(withdrawn_at__isnull=True),
                name="an_attempt_is_recorded_once",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=("area", "channel", "attempted_at"), name="attempt_by_area")]


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
