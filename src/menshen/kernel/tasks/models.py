"""The task table."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from menshen.kernel.base.terms import Term
from menshen.kernel.privacy.marks import Basis, Keep, Mark, Purpose, marked
from menshen.kernel.scope.models import Scoped

_WORK = Mark(Purpose.MEASURE, Basis.STATUTORY_DUTY, Keep.EPISODE)


class Task(Scoped):
    """One thing to do. `role` is who has it now; escalation changes the role and counts."""

    kind = models.CharField(max_length=80)
    role = models.CharField(max_length=40)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    facts = models.JSONField(default=dict, db_comment="fills the sentence of the kind; no names or numbers of people")
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    escalated = models.PositiveSmallIntegerField(default=0)
    escalate_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.BigIntegerField(null=True, db_comment="the journal entry that closed it")

    called: ClassVar = Term("Tasks", "待办")
    personal: ClassVar = marked(_WORK, "subject_type", "subject_id", "facts")
    impersonal: ClassVar = ("kind", "role", "opened_at", "due_at", "escalated", "escalate_at", "closed_at", "closed_by")

    class Meta:
        db_table = "tasks_task"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("kind", "subject_type", "subject_id"),
                condition=Q(closed_at__isnull=True),
                name="a_task_of_a_kind_is_open_once_for_a_subject",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=("area", "role"), condition=Q(closed_at__isnull=True), name="tasks_open_by_area"),
            models.Index(fields=("escalate_at",), condition=Q(closed_at__isnull=True), name="tasks_to_escalate"),
        ]
