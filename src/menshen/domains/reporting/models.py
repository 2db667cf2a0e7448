"""Reports that are due and what was handed in for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q

from menshen.kernel.scope.models import Scoped


class ReportDue(Scoped):
    """A unit owes a report for a day by a time. It exists whether or not anything is handed in: silence is not zero."""

    day = models.DateField()
    cutoff_at = models.DateTimeField(db_comment="printed on the sheet: figures up to here")
    due_at = models.DateTimeField()
    chased_at = models.DateTimeField(null=True)

    if TYPE_CHECKING:
        versions: list[Submission]  # oldest first, where an action has locked the report

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
