"""Issued documents and the counters that number them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from menshen.kernel.base.terms import Term
from menshen.kernel.privacy.marks import Basis, Keep, Mark, Purpose, marked
from menshen.kernel.scope.models import Area, Scoped

_PAPER = Mark(Purpose.ACCOUNT, Basis.STATUTORY_DUTY, Keep.RECORD)


class Document(Scoped):
    """One numbered paper. `data` is everything printed on it, provenance included, as it stood when it was issued.

    A correction is a new document that `supersedes` the old one, which is withdrawn and prints with a mark.
    """

    kind = models.CharField(max_length=80)
    number = models.CharField(max_length=120)
    issuer = models.ForeignKey(
        Area, on_delete=models.PROTECT, to_field="code", db_column="issuer_code", related_name="+", db_index=False
    )
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey("scope.Actor", on_delete=models.PROTECT, related_name="+", db_index=False)
    data = models.JSONField()
    template_digest = models.CharField(max_length=64)
    supersedes = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="superseded_by", db_index=False
    )
    withdrawn_at = models.DateTimeField(null=True)

    called: ClassVar = Term("Papers", "文书")
    personal: ClassVar = marked(_PAPER, "subject_type", "subject_id", "data")
    impersonal: ClassVar = ("kind", "number", "year", "serial", "issued_at", "template_digest", "withdrawn_at")

    class Meta:
        db_table = "documents_document"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("kind", "issuer", "year", "serial"), name="a_document_number_is_given_once"
            ),
            models.UniqueConstraint(
                fields=("supersedes",), condition=Q(supersedes__isnull=False), name="a_document_is_superseded_once"
            ),
            models.CheckConstraint(condition=Q(serial__gte=1), name="a_serial_counts_from_one"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=models.F("issued_at")),
                name="a_document_is_withdrawn_after_it_was_issued",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=("subject_type", "subject_id"), name="document_by_subject"),
            models.Index(fields=("area", "issued_at"), name="document_by_area"),
        ]

    def __str__(self) -> str:
        return self.number


class Counter(models.Model):
    """The last serial given to a kind in an area and year.

    Not under row-level security: it holds no person, and a grid worker's notice is numbered by the community above
    the own grid.
    """

    kind = models.CharField(max_length=80)
    issuer = models.ForeignKey(
        Area, on_delete=models.PROTECT, to_field="code", db_column="issuer_code", related_name="+", db_index=False
    )
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        db_table = "documents_counter"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("kind", "issuer", "year"), name="a_counter_is_kept_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.issuer_id} {self.year}: {self.last}"
