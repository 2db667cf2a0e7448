"""Lists that left the platform as files."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from menshen.kernel.base.terms import Term
from menshen.kernel.privacy.marks import Basis, Keep, Mark, Purpose, marked
from menshen.kernel.scope.models import Scoped
from menshen.kernel.stewardship.records import DataRequest, Destruction, Exit, KeepTime

__all__ = ["DataRequest", "Destruction", "Exit", "Export", "KeepTime"]


class Export(Scoped):
    """One file. `number` stands in each of its rows, so that a page that turns up somewhere tells whose it was."""

    number = models.CharField(max_length=12, unique=True)
    ledger = models.CharField(max_length=80)
    title = models.CharField(max_length=80, db_comment="of the ledger, in Chinese")
    rows = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, db_comment="SHA-256 of the file")
    reason = models.CharField(max_length=300)
    exported_at = models.DateTimeField()
    exported_by = models.ForeignKey("scope.Actor", on_delete=models.PROTECT, related_name="+")

    called: ClassVar = Term("Exported lists", "导出记录")
    personal: ClassVar = marked(Mark(Purpose.ACCOUNT, Basis.SECURITY_DUTY, Keep.LOG), "reason")
    impersonal: ClassVar = ("number", "ledger", "title", "rows", "digest", "exported_at")

    class Meta:
        db_table = "privacy_export"
        indexes: ClassVar = [models.Index(fields=("area", "id"), name="export_by_area")]
