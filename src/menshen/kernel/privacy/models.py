"""The look-up log: who looked at whose data. Lines are appended and never changed; each carries a digest of itself and
of the line before it, so that a changed or missing line shows."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from menshen.kernel.base.terms import Term
from menshen.kernel.privacy.marks import Basis, Keep, Mark, Purpose, marked
from menshen.kernel.scope.models import Scoped

_ACCOUNT = Mark(Purpose.ACCOUNT, Basis.SECURITY_DUTY, Keep.LOG)


class LookUp(Scoped):
    """One line. `reason` is what the viewer wrote; `detail` holds codes and figures, never a value that was shown."""

    line = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=20)
    actor = models.ForeignKey("scope.Actor", on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    fields = models.JSONField(default=list, db_comment="codes of the columns that were shown in full or exported")
    reason = models.CharField(max_length=300, blank=True)
    detail = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, db_comment="of this line and of the digest of the line before")

    called: ClassVar = Term("Lines of the look-up log", "查阅日志")
    personal: ClassVar = marked(_ACCOUNT, "subject_type", "subject_id", "reason")
    impersonal: ClassVar = ("kind", "at", "fields", "detail", "digest")

    class Meta:
        db_table = "privacy_look_up"
        indexes: ClassVar = [
            models.Index(fields=("subject_type", "subject_id"), name="look_up_by_subject"),
            models.Index(fields=("area", "line"), name="look_up_by_area"),
            models.Index(fields=("actor", "line"), name="look_up_by_actor"),
        ]


class LogEnd(models.Model):
    """The last line of the log, in one row. Who appends locks it, so that lines follow one another.

    `cut` is the last of the lines whose time of keeping is over and that are gone, 0 where all are there.
    """

    line = models.BigIntegerField()
    digest = models.CharField(max_length=64, blank=True)
    cut = models.BigIntegerField(default=0)
    cut_digest = models.CharField(max_length=64, blank=True, db_comment="of the line `cut`")
    seal = models.CharField(max_length=64, blank=True, db_comment="HMAC over `cut` and its digest")

    class Meta:
        db_table = "privacy_log_end"

    def __str__(self) -> str:
        return f"{self.line} {self.digest}"
