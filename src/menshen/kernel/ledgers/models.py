"""Imports as they run, and the headings that people taught us."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.db import models
from django.db.models import Q

from menshen.kernel.base.terms import Term
from menshen.kernel.privacy.marks import Basis, Keep, Mark, Purpose, marked
from menshen.kernel.scope.models import Scoped

_IMPORTED = Mark(Purpose.ACCOUNT, Basis.STATUTORY_DUTY, Keep.EVENT)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that was not accepted: where it stands and why, in both languages."""

    sheet: str
    row: int
    code: str
    reason: Term


class ImportRun(Scoped):
    """One workbook going in. `next_row` counts the data rows that are settled, in the transaction that settled them:
    a run that was killed goes on from there.

    One that was sent to the desk has an `upload` and can be gone on with by the worker; `broken_off` says why it was
    given up.
    """

    ledger = models.CharField(max_length=80)
    file_name = models.CharField(max_length=200)
    file_digest = models.CharField(max_length=64)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    started_by = models.ForeignKey("scope.Actor", on_delete=models.PROTECT, related_name="+")
    next_row = models.PositiveIntegerField(default=0)
    accepted = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    refusals = models.JSONField(default=list, db_comment="[sheet, row, code, English, Chinese] of each refused row")
    untold = models.JSONField(default=dict, db_comment="what rows say of a grid that is not known: of how many rows")
    upload = models.UUIDField(null=True, db_comment="the file sent to the desk; empty: it came by another door")
    sheets = models.JSONField(null=True, db_comment="names of those to be taken; empty: all that hold the table")
    expected_rows = models.PositiveIntegerField(null=True, db_comment="blank lines among them")
    tries = models.PositiveSmallIntegerField(default=0, db_comment="how often it was begun or gone on with")
    broken_off = models.JSONField(null=True, db_comment="[code, English, Chinese] where it was given up")

    called: ClassVar = Term("Imports", "导入记录")
    personal: ClassVar = marked(_IMPORTED, "file_name", "refusals", "untold", "sheets")
    impersonal: ClassVar = (
        "ledger",
        "file_digest",
        "started_at",
        "finished_at",
        "next_row",
        "accepted",
        "known",
        "refused",
        "upload",
        "expected_rows",
        "tries",
        "broken_off",
    )

    class Meta:
        db_table = "ledgers_import_run"
        indexes: ClassVar = [
            models.Index(fields=("file_digest",), name="import_run_by_file"),
            models.Index(fields=("upload",), condition=Q(upload__isnull=False), name="import_run_by_upload"),
        ]

    def stored_refusals(self) -> list[Refusal]:
        """The refused rows of all chunks so far."""
        return [Refusal(sheet, row, code, Term(en, zh)) for sheet, row, code, en, zh in self.refusals]


class RememberedHeading(models.Model):
    """A heading that someone mapped by hand, so that the same workbook maps by itself next time.

    It holds for imports into the area for which it was said and into those below; where both say something, the lower
    one's word counts. An office's private shorthand means nothing to its neighbours.
    """

    area = models.ForeignKey(
        "scope.Area", on_delete=models.PROTECT, to_field="code", db_column="area_code", related_name="+", db_index=False
    )
    ledger = models.CharField(max_length=80)
    heading = models.CharField(max_length=120, db_comment="as normalised for matching")
    column = models.CharField(max_length=60)

    class Meta:
        db_table = "ledgers_remembered_heading"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("ledger", "area", "heading"), name="a_heading_means_one_column_in_an_area"),
        ]
