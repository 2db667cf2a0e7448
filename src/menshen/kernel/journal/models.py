"""The journal table."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from menshen.kernel.base.terms import Term
from menshen.kernel.privacy.marks import Basis, Keep, Mark, Purpose, marked
from menshen.kernel.scope.models import Scoped

_ACCOUNT = Mark(Purpose.ACCOUNT, Basis.STATUTORY_DUTY, Keep.RECORD)


class Entry(Scoped):
    """One act. `detail` holds codes, ids and figures, never names or numbers of people.

    The table has one more column, `written_in` (the writing transaction's id), by which a reader can tell what was
    committed since it last looked, however transactions overlapped.
    """

    kind = models.CharField(max_length=80)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    actor = models.ForeignKey("scope.Actor", on_delete=models.PROTECT, related_name="+")
    happened_at = models.DateTimeField(db_comment="what the one who acted claims")
    recorded_at = models.DateTimeField(db_comment="when the platform heard of it")
    command_id = models.UUIDField(null=True, db_comment="number given by the caller; the same number acts once")
    command_digest = models.CharField(max_length=32, blank=True)
    detail = models.JSONField(default=dict)

    called: ClassVar = Term("Entries of the journal", "工作日志")
    personal: ClassVar = marked(_ACCOUNT, "subject_type", "subject_id", "detail")
    impersonal: ClassVar = ("kind", "happened_at", "recorded_at", "command_id", "command_digest")

    class Meta:
        db_table = "journal_entry"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("command_id",), condition=Q(command_id__isnull=False), name="a_command_acts_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=("subject_type", "subject_id"), name="journal_by_subject"),
            models.Index(fields=("area", "recorded_at"), name="journal_by_area"),
        ]
