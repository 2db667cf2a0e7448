"""Verification lists pushed from above: batches, who verifies which part, single clues, and what was found."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from menshen.kernel.base.terms import Term
from menshen.kernel.privacy.fields import BlindIndexField, EncryptedField
from menshen.kernel.privacy.marks import Basis, Keep, Mark, Purpose, marked
from menshen.kernel.scope.models import Scoped

_WHO = Mark(Purpose.IDENTIFY, Basis.INFECTIOUS_DISEASES_LAW, Keep.EPISODE)
_CALL = Mark(Purpose.REACH, Basis.INFECTIOUS_DISEASES_LAW, Keep.EPISODE)
_EXPOSURE = Mark(Purpose.EXPOSURE, Basis.INFECTIOUS_DISEASES_LAW, Keep.EPISODE)
_FOUND = Mark(Purpose.MEASURE, Basis.INFECTIOUS_DISEASES_LAW, Keep.EPISODE)
_WORKER = Mark(Purpose.ACCOUNT, Basis.STATUTORY_DUTY, Keep.EPISODE)


class Pushed(Scoped):
    """What is known of a list wherever a part of it is. The three moments are those by which the clues should be with
    who verifies them, the first ones answered, and all of them; empty where no limit was in force."""

    title = models.CharField(max_length=80)
    sender = models.CharField(max_length=80)
    received_at = models.DateTimeField()
    split_by = models.DateTimeField(null=True)
    first_by = models.DateTimeField(null=True)
    all_by = models.DateTimeField(null=True)

    impersonal: ClassVar[tuple[str, ...]] = ("title", "sender", "received_at", "split_by", "first_by", "all_by")

    class Meta:
        abstract = True


class ClueBatch(Pushed):
    """A list that a unit above sent to this area."""

    called: ClassVar = Term("Verification lists", "协查批次")

    class Meta:
        db_table = "screening_clue_batch"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("area", "title"), name="a_list_is_received_in_an_area_once"),
        ]


class ClueShare(Pushed):
    """The part of a list that one unit verifies; it is only proposed until `sent_at`.

    It repeats what the batch says, because who works in a grid does not see the batch of the street.
    """

    batch = models.ForeignKey(ClueBatch, on_delete=models.PROTECT, related_name="shares", db_index=False)
    sent_at = models.DateTimeField(null=True, db_comment="empty: proposed only")

    called: ClassVar = Term("Shares of verification lists", "协查分工")
    impersonal: ClassVar = ("sent_at",)

    class Meta:
        db_table = "screening_clue_share"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("batch", "area"), name="a_unit_has_one_share_of_a_list"),
        ]
        indexes: ClassVar = [models.Index(fields=("area", "received_at"), name="clue_share_by_area")]


class Clue(Scoped):
    """One line of a list: somebody to be found and asked. Its area is the unit that has it now.

    `original` are the cells of the sheet as they came, `[[heading, cell], …]` in JSON, so that the answer goes back in
    the same sheet. `verified_at` is when it was first answered, `outcome` the answer that stands.
    """

    batch = models.ForeignKey(ClueBatch, on_delete=models.PROTECT, related_name="clues", db_index=False)
    share = models.ForeignKey(ClueShare, on_delete=models.PROTECT, related_name="clues", null=True)
    received_at = models.DateTimeField()
    name = models.CharField(max_length=60, db_collation="C")
    id_number = EncryptedField(what="id_number", blank=True, db_comment="empty: unknown")
    id_number_index = BlindIndexField(of="id_number")
    phone = EncryptedField(what="phone", blank=True, db_comment="empty: unknown")
    phone_index = BlindIndexField(of="phone")
    address = models.CharField(max_length=200, blank=True)
    origin = models.CharField(max_length=120, blank=True, db_comment="as it was said; empty: unknown")
    left_on = models.DateField(null=True, db_comment="left the place of origin; empty: unknown")
    original = EncryptedField(blank=True, db_comment="JSON; empty: entered by hand")
    earlier = models.ForeignKey(
        "Verification", on_delete=models.PROTECT, null=True, related_name="+", db_comment="answer to the same person"
    )
    outcome = models.CharField(max_length=20, blank=True, db_comment="empty: not verified yet")
    verified_at = models.DateTimeField(null=True)
    handed_from = models.CharField(max_length=24, blank=True, db_comment="area that handed it over")
    handed_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    arrival = models.ForeignKey("Arrival", on_delete=models.PROTECT, null=True, related_name="+")

    called: ClassVar = Term("Clues", "协查线索")
    personal: ClassVar = (
        marked(_WHO, "name", "id_number", "original")
        | marked(_CALL, "phone", "address")
        | marked(_EXPOSURE, "origin", "left_on")
        | marked(_FOUND, "outcome", "verified_at")
    )
    impersonal: ClassVar = ("received_at", "handed_from", "handed_at", "acknowledged_at")

    class Meta:
        db_table = "screening_clue"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("batch", "name", "id_number_index", "phone_index", "address"),
                name="a_person_is_on_a_list_once",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", verified_at__isnull=True) | (~Q(outcome="") & Q(verified_at__isnull=False)),
                name="a_verified_clue_has_its_time",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=("area", "received_at"), name="clue_by_area"),
            models.Index(fields=("name",), name="clue_by_name"),
        ]


class Verification(Scoped):
    """One answer to a clue; a corrected one is a row of its own, and the old one counts until then."""

    clue = models.ForeignKey(Clue, on_delete=models.PROTECT, related_name="verifications")
    outcome = models.CharField(max_length=20)
    verified_at = models.DateTimeField(db_comment="what the one who entered it claims")
    counts_from = models.DateTimeField(db_comment="of a correction: when it was entered")
    superseded_at = models.DateTimeField(null=True, db_comment="empty: still stands")
    made_by = models.CharField(max_length=60, blank=True, db_comment="worker who asked, where not the actor")
    note = models.CharField(max_length=200, blank=True)

    called: ClassVar = Term("Verifications", "核查记录")
    personal: ClassVar = marked(_FOUND, "outcome", "note") | marked(_WORKER, "made_by")
    impersonal: ClassVar = ("verified_at", "counts_from", "superseded_at")

    class Meta:
        db_table = "screening_verification"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("clue",), condition=Q(superseded_at__isnull=True), name="one_answer_to_a_clue_stands"
            ),
            models.CheckConstraint(
                condition=Q(superseded_at__isnull=True) | Q(superseded_at__gte=F("counts_from")),
                name="an_answer_is_superseded_after_it_counts",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=("area", "counts_from"), name="verification_by_area")]
