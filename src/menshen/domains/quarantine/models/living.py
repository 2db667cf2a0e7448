"""The days under an order: transfers, outings, needs, the home, care, tests, and appeals against the order."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from menshen.domains.quarantine.models.orders import QuarantineOrder, follows
from menshen.domains.quarantine.models.sites import Room, Site
from menshen.kernel.base.terms import Term
from menshen.kernel.privacy.marks import Basis, Keep, Mark, Purpose, marked
from menshen.kernel.scope.models import Scoped

_ORDER = Mark(Purpose.MEASURE, Basis.INFECTIOUS_DISEASES_LAW, Keep.EPISODE)
_HEALTH = Mark(Purpose.MEDICAL, Basis.INFECTIOUS_DISEASES_LAW, Keep.EPISODE)
_CARE = Mark(Purpose.CARE, Basis.INFECTIOUS_DISEASES_LAW, Keep.EPISODE)
_APPEAL = Mark(Purpose.ACCOUNT, Basis.STATUTORY_DUTY, Keep.RECORD)


class Transfer(Scoped):
    """A way to a site or a hospital, with its times: asked, left, arrived, received and by whom.

    The order and its days stay as they are: whoever is in hospital is quarantined not a day longer for it.
    """

    order = models.ForeignKey(QuarantineOrder, on_delete=models.PROTECT, related_name="transfers")
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    destination = models.CharField(max_length=20)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, related_name="+")
    facility = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=200)
    asked_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    received_by = models.CharField(max_length=60, blank=True)
    room = models.ForeignKey(Room, on_delete=models.PROTECT, null=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True)

    called: ClassVar = Term("Transfers", "转运交接")
    personal: ClassVar = marked(
        _HEALTH, "destination", "facility", "reason", "asked_at", "left_at", "arrived_at", "received_at"
    ) | marked(_CARE, "received_by")
    impersonal: ClassVar = ("cancelled_at",)

    class Meta:
        db_table = "quarantine_transfer"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("person",),
                condition=Q(received_at__isnull=True, cancelled_at__isnull=True),
                name="one_transfer_of_a_person_is_under_way",
            ),
            models.CheckConstraint(
                condition=(Q(destination="site", site__isnull=False) | (Q(destination="hospital") & ~Q(facility=""))),
                name="a_transfer_leads_somewhere",
            ),
            models.CheckConstraint(
                condition=Q(arrived_at__isnull=True) | Q(left_at__isnull=False),
                name="who_arrived_has_left",
            ),
            models.CheckConstraint(
                condition=Q(received_at__isnull=True, received_by="")
                | (Q(received_at__isnull=False, arrived_at__isnull=False) & ~Q(received_by="")),
                name="who_was_received_arrived_and_somebody_received_them",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True) | Q(arrived_at__isnull=True),
                name="a_transfer_is_not_cancelled_after_its_arrival",
            ),
            models.CheckConstraint(
                condition=follows("left_at", "asked_at")
                & follows("arrived_at", "left_at")
                & follows("received_at", "arrived_at"),
                name="the_times_of_a_transfer_follow_each_other",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=("order", "left_at"), name="transfer_by_order")]


class Outing(Scoped):
    """Somebody under an order has to go out for a while; the clinic arranges it, or says why not."""

    order = models.ForeignKey(QuarantineOrder, on_delete=models.PROTECT, related_name="outings")
    reason = models.CharField(max_length=20)
    words = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    granted = models.BooleanField(null=True)
    answer = models.CharField(max_length=200, blank=True)
    from_at = models.DateTimeField(null=True)
    until_at = models.DateTimeField(null=True)

    called: ClassVar = Term("Outings", "确需外出")
    personal: ClassVar = marked(_CARE, "reason", "words", "granted", "answer", "from_at", "until_at")
    impersonal: ClassVar = ("asked_at", "decided_at")

    class Meta:
        db_table = "quarantine_outing"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, granted__isnull=True)
                | (Q(decided_at__isnull=False, granted__isnull=False) & ~Q(answer="")),
                name="a_decided_outing_says_how_or_why_not",
            ),
            models.CheckConstraint(
                condition=Q(granted=True, until_at__gt=F("from_at"))
                | (Q(from_at__isnull=True, until_at__isnull=True) & (Q(granted=False) | Q(granted__isnull=True))),
                name="a_granted_outing_has_its_times",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=("order",), name="outing_by_order")]


class Need(Scoped):
    """What somebody under an order needs, from asking to settled."""

    order = models.ForeignKey(QuarantineOrder, on_delete=models.PROTECT, related_name="needs")
    kind = models.CharField(max_length=20)
    words = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, blank=True)
    answer = models.CharField(max_length=200, blank=True)

    called: ClassVar = Term("Needs", "隔离人员需求")
    personal: ClassVar = marked(_CARE, "kind", "words", "outcome", "answer")
    impersonal: ClassVar = ("asked_at", "settled_at")

    class Meta:
        db_table = "quarantine_need"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, outcome="") | (Q(settled_at__isnull=False) & ~Q(outcome="")),
                name="a_settled_need_says_how",
            ),
            models.CheckConstraint(condition=follows("settled_at", "asked_at"), name="a_need_is_settled_after_asking"),
        ]
        indexes: ClassVar = [models.Index(fields=("order",), name="need_by_order")]


class HomeSurvey(Scoped):
    """Whether a home can be quarantined in, as somebody saw it. Empty is not asked. The newest one counts."""

    household = models.ForeignKey("registry.Household", on_delete=models.PROTECT, related_name="+")
    surveyed_at = models.DateTimeField()
    own_room = models.BooleanField(null=True)
    own_toilet = models.BooleanField(null=True)
    aired = models.BooleanField(null=True)
    shared_air = models.BooleanField(null=True, db_comment="central air that other rooms share")
    vulnerable = models.BooleanField(null=True, db_comment="somebody vulnerable lives there too")
    verdict = models.CharField(max_length=20)

    called: ClassVar = Term("Surveys of homes", "居家隔离条件核查")
    personal: ClassVar = marked(_ORDER, "own_room", "own_toilet", "aired", "shared_air", "vulnerable", "verdict")
    impersonal: ClassVar = ("surveyed_at",)

    class Meta:
        db_table = "quarantine_home_survey"
        indexes: ClassVar = [models.Index(fields=("household", "surveyed_at"), name="home_survey_by_household")]


class CarePlan(Scoped):
    """Who is with somebody who must not be alone, and when the guardian of a child was told; one for an order."""

    order = models.OneToOneField(QuarantineOrder, on_delete=models.PROTECT, related_name="care")
    minor = models.BooleanField(db_comment="under 14 when it began: the guardian has to be told")
    companion = models.CharField(max_length=60, blank=True, db_comment="empty: nobody found yet")
    arrangement = models.CharField(max_length=200, blank=True)
    arranged_at = models.DateTimeField(null=True)
    guardian = models.CharField(max_length=60, blank=True)
    told_at = models.DateTimeField(null=True)

    called: ClassVar = Term("Care plans", "特殊照护")
    personal: ClassVar = marked(_CARE, "minor", "companion", "arrangement", "guardian", "told_at")
    impersonal: ClassVar = ("arranged_at",)

    class Meta:
        db_table = "quarantine_care_plan"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(told_at__isnull=True, guardian="") | (Q(told_at__isnull=False) & ~Q(guardian="")),
                name="a_told_guardian_has_a_name",
            ),
            models.CheckConstraint(
                condition=Q(arranged_at__isnull=True, companion="") | (Q(arranged_at__isnull=False) & ~Q(companion="")),
                name="arranged_care_names_who_is_there",
            ),
        ]


class TestDue(Scoped):
    """A test that the rule of an order asks for on a day: when the specimen was taken, when the result came.

    What the result says is not kept here.
    """

    order = models.ForeignKey(QuarantineOrder, on_delete=models.PROTECT, related_name="tests")
    due_on = models.DateField()
    taken_at = models.DateTimeField(null=True)
    result_at = models.DateTimeField(null=True)

    called: ClassVar = Term("Tests due", "应检记录")
    personal: ClassVar = marked(_HEALTH, "taken_at", "result_at")
    impersonal: ClassVar = ("due_on",)

    class Meta:
        db_table = "quarantine_test_due"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("order", "due_on"), name="a_test_is_due_once_a_day"),
            models.CheckConstraint(
                condition=Q(result_at__isnull=True) | Q(taken_at__isnull=False, result_at__gte=F("taken_at")),
                name="a_result_follows_its_specimen",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=("area", "due_on"), condition=Q(taken_at__isnull=True), name="test_to_be_taken"),
        ]


class Appeal(Scoped):
    """Somebody objects to an order; another person than the one who confirmed it decides, with reasons."""

    order = models.ForeignKey(QuarantineOrder, on_delete=models.PROTECT, related_name="appeals")
    grounds = models.CharField(max_length=200)
    asked_by = models.CharField(max_length=60, db_comment="the person, or who speaks for them")
    asked_at = models.DateTimeField()
    decision = models.CharField(max_length=20, blank=True)
    reasons = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("scope.Actor", on_delete=models.PROTECT, null=True, related_name="+")

    called: ClassVar = Term("Appeals", "隔离申诉")
    personal: ClassVar = marked(_APPEAL, "grounds", "asked_by", "decision", "reasons")
    impersonal: ClassVar = ("asked_at", "decided_at")

    class Meta:
        db_table = "quarantine_appeal"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("order",), condition=Q(decided_at__isnull=True), name="one_appeal_against_an_order_is_open"
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decision="", reasons="")
                | (Q(decided_at__isnull=False) & ~Q(decision="") & ~Q(reasons="")),
                name="a_decided_appeal_has_its_reasons",
            ),
        ]
