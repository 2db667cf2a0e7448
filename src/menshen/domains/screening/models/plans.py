"""People who mean to come or to leave: announced returns, workers who leave for work, their trips; letters signed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from menshen.kernel.base.terms import Term
from menshen.kernel.privacy.fields import BlindIndexField, EncryptedField
from menshen.kernel.privacy.marks import Basis, Keep, Mark, Purpose, marked
from menshen.kernel.scope.models import Scoped

_WHO = Mark(Purpose.IDENTIFY, Basis.PUBLIC_HEALTH_EMERGENCY, Keep.EPISODE)
_CALL = Mark(Purpose.REACH, Basis.PUBLIC_HEALTH_EMERGENCY, Keep.EPISODE)
_JOURNEY = Mark(Purpose.EXPOSURE, Basis.INFECTIOUS_DISEASES_LAW, Keep.EPISODE)
_HEALTH = Mark(Purpose.MEDICAL, Basis.CONSENT, Keep.EPISODE)
_TRAVEL = Mark(Purpose.CARE, Basis.CONSENT, Keep.EPISODE)
_SIGNED = Mark(Purpose.ACCOUNT, Basis.CONSENT, Keep.EPISODE)


class Intention(Scoped):
    """A return that was announced before it happened. It ends with the arrival, or is called off; nothing follows from
    it but that somebody asks when the day has gone by. Of advice to stay away only that it was given is kept."""

    name = models.CharField(max_length=60, db_collation="C")
    id_number = EncryptedField(what="id_number", blank=True, db_comment="empty: unknown")
    id_number_index = BlindIndexField(of="id_number")
    phone = EncryptedField(what="phone", blank=True, db_comment="empty: unknown")
    phone_index = BlindIndexField(of="phone")
    address = models.CharField(max_length=60, blank=True, db_comment="where they will live")
    origin = models.CharField(max_length=120, blank=True, db_comment="as it was said; empty: unknown")
    expected_on = models.DateField()
    transport = models.CharField(max_length=20, blank=True)
    transport_number = models.CharField(max_length=40, blank=True, db_comment="train, flight or plate")
    note = models.CharField(max_length=200, blank=True)
    announced_at = models.DateTimeField()
    informed_at = models.DateTimeField(null=True, db_comment="told of the advice to stay; what they do is their own")
    state = models.CharField(max_length=20)
    ended_at = models.DateTimeField(null=True)
    arrival = models.ForeignKey("Arrival", on_delete=models.PROTECT, null=True, related_name="+")

    called: ClassVar = Term("Announced returns", "拟返登记")
    personal: ClassVar = (
        marked(_WHO, "name", "id_number")
        | marked(_CALL, "phone", "address")
        | marked(_JOURNEY, "origin", "expected_on", "transport", "transport_number", "note", "state")
    )
    impersonal: ClassVar = ("announced_at", "informed_at", "ended_at")

    class Meta:
        db_table = "screening_intention"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="expected", ended_at__isnull=True)
                | (~Q(state="expected") & Q(ended_at__isnull=False)),
                name="an_announcement_that_ended_has_its_time",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=("area", "expected_on"), name="intention_by_area"),
            models.Index(fields=("name",), condition=Q(state="expected"), name="intention_by_name"),
        ]


class Trip(Scoped):
    """Grouped transport from door to door for people who leave for work."""

    title = models.CharField(max_length=80)
    destination = models.CharField(max_length=120)
    leaves_at = models.DateTimeField()
    transport = models.CharField(max_length=20)
    transport_number = models.CharField(max_length=40, blank=True)
    seats = models.PositiveSmallIntegerField()
    left_at = models.DateTimeField(null=True, db_comment="empty: not yet")

    called: ClassVar = Term("Trips", "集中输送车次")
    impersonal: ClassVar = (
        "title", "destination", "leaves_at", "transport", "transport_number", "seats", "left_at",
    )  # fmt: skip

    class Meta:
        db_table = "screening_trip"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("area", "title"), name="a_trip_title_is_in_an_area_once"),
        ]


class OutgoingWorker(Scoped):
    """A resident who leaves for work elsewhere, examined by wish and taken there together with others by wish."""

    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    household = models.ForeignKey("registry.Household", on_delete=models.PROTECT, related_name="+")
    destination = models.CharField(max_length=120, db_comment="as it was said")
    employer = models.CharField(max_length=80, blank=True)
    leaves_on = models.DateField(null=True, db_comment="empty: not decided")
    registered_at = models.DateTimeField()
    examined_on = models.DateField(null=True, db_comment="day of the latest certificate")
    trip = models.ForeignKey(Trip, on_delete=models.PROTECT, null=True, related_name="workers")
    departure = models.ForeignKey("Departure", on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    called: ClassVar = Term("Leaving workers", "外出务工人员")
    personal: ClassVar = marked(_TRAVEL, "destination", "employer", "leaves_on") | marked(_HEALTH, "examined_on")
    impersonal: ClassVar = ("registered_at", "withdrawn_at")

    class Meta:
        db_table = "screening_outgoing_worker"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("person",),
                condition=Q(withdrawn_at__isnull=True, departure__isnull=True),
                name="one_leaves_for_one_place_at_a_time",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=("area", "registered_at"), name="outgoing_worker_by_area")]


class LetterText(Scoped):
    """One version of the text of a letter, as an area published it; never rewritten."""

    title = models.CharField(max_length=80)
    version = models.PositiveSmallIntegerField()
    body = models.TextField()
    published_on = models.DateField()

    called: ClassVar = Term("Texts of letters", "承诺书文本")
    impersonal: ClassVar = ("title", "version", "body", "published_on")

    class Meta:
        db_table = "screening_letter_text"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("area", "title", "version"), name="a_text_has_each_version_once"),
        ]


class Letter(Scoped):
    """A letter that a household signed. Not signing has no consequence, and a letter can be taken back.

    It repeats title and version, because who works in a grid does not see the text of the community.
    """

    household = models.ForeignKey("registry.Household", on_delete=models.PROTECT, related_name="+")
    text = models.ForeignKey(LetterText, on_delete=models.PROTECT, related_name="letters", db_index=False)
    title = models.CharField(max_length=80)
    version = models.PositiveSmallIntegerField()
    signer = models.CharField(max_length=60)
    signed_on = models.DateField()
    way = models.CharField(max_length=20)
    kept_at = models.CharField(max_length=120, blank=True, db_comment="where the signed paper is")
    signature = EncryptedField(blank=True, default="", db_comment="path of an SVG; empty: not signed on screen")
    photo = EncryptedField(blank=True, default="", db_comment="JPEG of the signed paper in base64; empty: none")
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    called: ClassVar = Term("Letters of commitment", "承诺书")
    personal: ClassVar = marked(_SIGNED, "signer", "signed_on", "signature", "photo")
    impersonal: ClassVar = ("title", "version", "way", "kept_at", "recorded_at", "withdrawn_at")

    class Meta:
        db_table = "screening_letter"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("household", "text"),
                condition=Q(withdrawn_at__isnull=True),
                name="a_household_signs_a_text_once",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("recorded_at")),
                name="a_letter_is_withdrawn_after_it_was_recorded",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=("area", "signed_on"), name="letter_by_area")]


class Purchase(Scoped):
    """Somebody who bought fever medicine and is asked once how they are, under a dated rule.

    Kept for the days of that rule: then the person is taken out of the row and only what is counted stays.
    """

    name = models.CharField(max_length=60, blank=True, db_comment="empty: deleted")
    phone = EncryptedField(blank=True, db_comment="empty: unknown or deleted")
    bought_on = models.DateField()
    rule_id = models.CharField(max_length=40)
    reported_at = models.DateTimeField()
    forget_on = models.DateField()
    outcome = models.CharField(max_length=20, blank=True, db_comment="empty: not asked yet")
    followed_up_at = models.DateTimeField(null=True)
    forgotten_at = models.DateTimeField(null=True)

    called: ClassVar = Term("Follow-ups of purchases", "购药随访")
    personal: ClassVar = marked(Mark(Purpose.MEDICAL, Basis.INFECTIOUS_DISEASES_LAW, Keep.EPISODE), "name", "phone")
    impersonal: ClassVar = (
        "bought_on", "rule_id", "reported_at", "forget_on", "outcome", "followed_up_at", "forgotten_at",
    )  # fmt: skip

    class Meta:
        db_table = "screening_purchase"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(forgotten_at__isnull=True) | Q(name=""),
                name="what_is_forgotten_names_nobody",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=("area", "reported_at"), name="purchase_by_area")]
