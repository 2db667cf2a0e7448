"""Questionnaires in their versions, the answers to them, and what residents declare themselves."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from menshen.kernel.base.terms import Term
from menshen.kernel.privacy.fields import BlindIndexField, EncryptedField
from menshen.kernel.privacy.marks import Basis, Keep, Mark, Purpose, marked
from menshen.kernel.scope.models import Scoped

_SAID = Mark(Purpose.EXPOSURE, Basis.INFECTIOUS_DISEASES_LAW, Keep.EPISODE)
_WHO = Mark(Purpose.IDENTIFY, Basis.CONSENT, Keep.EVENT)
_CALL = Mark(Purpose.REACH, Basis.CONSENT, Keep.EVENT)
_STAY = Mark(Purpose.EXPOSURE, Basis.CONSENT, Keep.EVENT)
_HEALTH = Mark(Purpose.MEDICAL, Basis.CONSENT, Keep.EVENT)


class FormVersion(models.Model):
    """A questionnaire as it was published; never changed, so that every answer keeps the questions it was given to.

    It is public within the platform and speaks for its area and all below. `content` is what `kernel.forms` compiled;
    `workbook` are its sheets, from which the Excel file is written again for whoever edits it.
    """

    area = models.ForeignKey(
        "scope.Area", on_delete=models.PROTECT, to_field="code", db_column="area_code", null=True, related_name="+",
        db_comment="empty: everywhere, came with the platform",
    )  # fmt: skip
    code = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=500)
    english = models.CharField(max_length=500)
    content = models.JSONField()
    workbook = models.JSONField()
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey("scope.Actor", on_delete=models.PROTECT, null=True, related_name="+")

    objects: ClassVar[models.Manager[Any]] = models.Manager()

    class Meta:
        db_table = "screening_form_version"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("area", "code", "version"), nulls_distinct=False, name="a_form_has_a_version_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"


class FormAnswer(Scoped):
    """One filled-in questionnaire. What it said of people stands in the records that it fed; the answers are kept as
    they were given, encrypted, to be able to say who was asked what."""

    form = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="answers")
    target = models.ForeignKey("CampaignHousehold", on_delete=models.PROTECT, null=True, related_name="+")
    answers = EncryptedField(db_comment="JSON: question → answer")
    answered_at = models.DateTimeField()
    attempt = models.ForeignKey("Attempt", on_delete=models.PROTECT, null=True, related_name="+")
    arrival = models.ForeignKey("Arrival", on_delete=models.PROTECT, null=True, related_name="+")

    called: ClassVar = Term("Filled-in questionnaires", "已填问卷")
    personal: ClassVar = marked(_SAID, "answers")
    impersonal: ClassVar = ("answered_at",)

    class Meta:
        db_table = "screening_form_answer"
        indexes: ClassVar = [models.Index(fields=("area", "answered_at"), name="form_answer_by_area")]


class Poster(Scoped):
    """A printed code that leads to the page on which residents declare; `token` cannot be guessed and says nothing."""

    token = models.CharField(max_length=22, unique=True, db_collation="C")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    called: ClassVar = Term("Posters", "自主申报二维码")
    impersonal: ClassVar = ("token", "opened_at", "closed_at")

    class Meta:
        db_table = "screening_poster"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("area",), condition=Q(closed_at__isnull=True), name="an_area_has_one_poster_in_use"
            ),
        ]


class Declaration(Scoped):
    """What somebody said of themselves. It asks a worker to look, and decides nothing; its area is the grid where the
    address was found, else the area of the poster.

    `symptoms` None is unknown and [] is 'none'. `outcome` is empty until somebody has seen to it.
    """

    form = models.ForeignKey(FormVersion, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=60, db_collation="C")
    phone = EncryptedField(what="phone")
    phone_index = BlindIndexField(of="phone")
    address = models.CharField(max_length=120)
    origin = models.CharField(max_length=120, blank=True, db_comment="as it was said; empty: was not away")
    back_on = models.DateField(null=True)
    symptoms = models.JSONField(null=True)
    more = EncryptedField(blank=True, db_comment="JSON: answers to questions that an office added")
    located = models.BooleanField(db_comment="the address was found, so that a grid is responsible")
    declared_at = models.DateTimeField()
    arrival = models.ForeignKey("Arrival", on_delete=models.PROTECT, null=True, related_name="+")
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    outcome = models.CharField(max_length=20, blank=True)
    settled_at = models.DateTimeField(null=True)
    temperature = models.DecimalField(
        max_digits=3, decimal_places=1, null=True, db_comment="°C, taken on the visit; empty: not taken"
    )

    called: ClassVar = Term("Declarations", "居民自主申报")
    personal: ClassVar = (
        marked(_WHO, "name") | marked(_CALL, "phone", "address") | marked(_STAY, "origin", "back_on", "more")
        | marked(_HEALTH, "symptoms", "temperature")
    )  # fmt: skip
    impersonal: ClassVar = ("located", "declared_at", "outcome", "settled_at")

    class Meta:
        db_table = "screening_declaration"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(outcome="", settled_at__isnull=True) | (~Q(outcome="") & Q(settled_at__isnull=False)),
                name="a_settled_declaration_has_its_time",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=("area", "declared_at"), name="declaration_by_area"),
            models.Index(fields=("phone_index",), name="declaration_by_phone"),
        ]


class PublicCount(models.Model):
    """How often a page that is open to everybody was used in an hour, by network address (as a keyed digest) and by
    area. All processes count here; what is older than a day is deleted."""

    key = models.CharField(max_length=64, db_collation="C")
    hour = models.DateTimeField()
    uses = models.PositiveIntegerField()

    objects: ClassVar[models.Manager[Any]] = models.Manager()

    class Meta:
        db_table = "screening_public_count"
        constraints: ClassVar = [models.UniqueConstraint(fields=("key", "hour"), name="a_page_is_counted_once_an_hour")]
