"""Campaigns over households and the attempts to reach them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from menshen.kernel.base.terms import Term
from menshen.kernel.privacy.marks import Basis, Keep, Mark, Purpose, marked
from menshen.kernel.scope.models import Scoped

_ASKED = Mark(Purpose.REACH, Basis.PUBLIC_HEALTH_EMERGENCY, Keep.EPISODE)
_WORKER = Mark(Purpose.ACCOUNT, Basis.STATUTORY_DUTY, Keep.EPISODE)


class Campaign(Scoped):
    """One round of asking every household of an area; its denominator is the households taken in."""

    title = models.CharField(max_length=80)
    starts_on = models.DateField()
    closed_on = models.DateField(null=True)

    called: ClassVar = Term("Campaigns", "排查任务")
    impersonal: ClassVar = ("title", "starts_on", "closed_on")

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

    called: ClassVar = Term("Shares of campaigns", "排查分工")
    impersonal: ClassVar = ("title", "starts_on", "closed_on")

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

    called: ClassVar = Term("Households of campaigns", "排查对象户")
    personal: ClassVar = marked(_ASKED, "state", "next_step", "closed_at", "settled_at")
    impersonal: ClassVar = ("taken_in_at",)

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

    called: ClassVar = Term("Attempts to reach households", "联系记录")
    personal: ClassVar = marked(_ASKED, "outcome", "note") | marked(_WORKER, "made_by")
    impersonal: ClassVar = ("channel", "attempted_at", "withdrawn_at")

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
