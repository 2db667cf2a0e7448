"""Reports that are due and what was handed in for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q

from menshen.kernel.base.terms import Term
from menshen.kernel.scope.models import Scoped


class ReportDue(Scoped):
    """A unit owes a report for a day by a time. It exists whether or not anything is handed in: silence is not zero."""

    day = models.DateField()
    cutoff_at = models.DateTimeField(db_comment="printed on the sheet: figures up to here")
    due_at = models.DateTimeField()
    chased_at = models.DateTimeField(null=True)

    if TYPE_CHECKING:
        versions: list[Submission]  # oldest first, where an action has locked the report

    called: ClassVar = Term("Daily reports", "日报")
    impersonal: ClassVar = ("day", "cutoff_at", "due_at", "chased_at")

    class Meta:
        db_table = "reporting_due"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("area", "day"), name="a_unit_owes_one_report_a_day"),
        ]


class Submission(Scoped):
    """One version of a report: the values as they stood, signed. A correction is the next version; a locked report
    takes corrections only from the level above."""

    due = models.ForeignKey(ReportDue, on_delete=models.PROTECT, related_name="submissions")
    version = models.PositiveSmallIntegerField()
    values = models.JSONField(db_comment="item code to number, or to null where it is unknown")
    nil = models.BooleanField(db_comment="every number is zero: a zero report")
    flags = models.JSONField(default=list, db_comment="check identities that fail, jumps")
    note = models.CharField(max_length=300, blank=True)
    submitted_at = models.DateTimeField()
    submitted_by = models.ForeignKey("scope.Actor", on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey("scope.Actor", on_delete=models.PROTECT, null=True, related_name="+")
    locked_at = models.DateTimeField(null=True)

    called: ClassVar = Term("Submissions", "日报上报记录")
    impersonal: ClassVar = ("version", "values", "nil", "flags", "note", "submitted_at", "signed_at", "locked_at")

    class Meta:
        db_table = "reporting_submission"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("due", "version"), name="a_report_version_is_once"),
            models.CheckConstraint(
                condition=Q(locked_at__isnull=True) | Q(signed_at__isnull=False), name="a_locked_report_is_signed"
            ),
        ]

    @property
    def zero_values(self) -> dict[str, int | None]:
        """The figures by which a report is a zero report: all of them when it is none."""
        return dict.fromkeys(self.values, 0) if self.nil else self.values


class WorkForm(Scoped):
    """A Word file in which an office writes its work reports. The newest that is not withdrawn is in use in the area
    and below it; a report keeps the one it was issued in."""

    name = models.CharField(max_length=80)
    content = models.BinaryField()
    digest = models.CharField(max_length=64)
    places = models.JSONField(db_comment="names that the file asks for")
    kept_at = models.DateTimeField()
    kept_by = models.ForeignKey("scope.Actor", on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    called: ClassVar = Term("Templates of work reports", "工作情况报告模板")
    impersonal: ClassVar = ("name", "content", "digest", "places", "kept_at", "withdrawn_at")

    class Meta:
        db_table = "reporting_work_form"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=models.F("kept_at")),
                name="a_form_is_withdrawn_after_it_was_kept",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=("area", "kept_at"), name="work_form_by_area")]
