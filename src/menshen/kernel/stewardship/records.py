"""How long things are kept, what was destroyed, how collection ends, and what people ask about their own data."""

from __future__ import annotations

from functools import cache
from typing import ClassVar

from django.apps import apps
from django.db import models
from django.db.models import F, Q

from menshen.kernel.base.terms import Term
from menshen.kernel.privacy.fields import BlindIndexField, EncryptedField
from menshen.kernel.privacy.marks import Basis, Keep, Mark, Purpose, marked
from menshen.kernel.scope.models import Scoped

_ASKED = Mark(Purpose.ACCOUNT, Basis.STATUTORY_DUTY, Keep.RECORD)


class KeepTime(Scoped):
    """So many days after its end something is kept, in an area and all below it, from a day on. The nearest area above
    a record decides, and there the latest row; rows are never changed."""

    keep = models.CharField(max_length=20)
    days = models.PositiveIntegerField()
    from_on = models.DateField()
    document = models.CharField(max_length=200, db_comment="what says so")
    set_by = models.ForeignKey("scope.Actor", on_delete=models.PROTECT, related_name="+")

    called: ClassVar = Term("Times of keeping", "保存期限")
    impersonal: ClassVar = ("keep", "days", "from_on", "document")

    class Meta:
        db_table = "privacy_keep_time"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("area", "keep", "from_on"), name="a_time_is_set_once_from_a_day_on"),
        ]


class Destruction(Scoped):
    """What was destroyed in an area in one go: how many rows of which table, and a digest over all their keys.

    Two people sign it; with the second signature the report is issued. It tells of nobody.
    """

    cause = models.CharField(max_length=20)
    begun_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, db_comment="empty: not finished, goes on with the next run")
    counts = models.JSONField(default=dict, db_comment="{table: rows}")
    digest = models.CharField(max_length=64, blank=True, db_comment="SHA-256, chained over each part's keys")
    rules = models.JSONField(db_comment="{what it was kept for: days}")
    backups_until = models.DateField(db_comment="copies in backups are older than that day's")
    signed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey("scope.Actor", on_delete=models.PROTECT, null=True, related_name="+")
    countersigned_at = models.DateTimeField(null=True)
    countersigned_by = models.ForeignKey("scope.Actor", on_delete=models.PROTECT, null=True, related_name="+")

    called: ClassVar = Term("Destructions", "销毁记录")
    impersonal: ClassVar = (
        "cause", "begun_at", "done_at", "counts", "digest", "rules", "backups_until", "signed_at", "countersigned_at",
    )  # fmt: skip

    class Meta:
        db_table = "privacy_destruction"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("area", "cause"), condition=Q(done_at__isnull=True), name="one_destruction_of_a_kind_is_open"
            ),
            models.CheckConstraint(
                condition=Q(countersigned_by__isnull=True) | ~Q(countersigned_by=F("signed_by")),
                name="two_different_people_sign_a_destruction",
            ),
            models.CheckConstraint(
                condition=Q(countersigned_at__isnull=True) | Q(signed_at__isnull=False),
                name="a_destruction_is_signed_before_it_is_countersigned",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=("area", "id"), name="destruction_by_area")]


class Exit(Scoped):
    """The end of collection in an area, step by step; each step has its moment and its person."""

    reason = models.CharField(max_length=200)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("scope.Actor", on_delete=models.PROTECT, related_name="+")
    stopped_at = models.DateTimeField(null=True)
    stopped_by = models.ForeignKey("scope.Actor", on_delete=models.PROTECT, null=True, related_name="+")
    frozen_at = models.DateTimeField(null=True)
    frozen_by = models.ForeignKey("scope.Actor", on_delete=models.PROTECT, null=True, related_name="+")
    statistics = models.CharField(max_length=64, blank=True, db_comment="SHA-256 of the anonymous figures")
    destroying_at = models.DateTimeField(null=True, db_comment="from here on there is no way back")
    destroying_by = models.ForeignKey("scope.Actor", on_delete=models.PROTECT, null=True, related_name="+")
    destroyed_at = models.DateTimeField(null=True)
    taken_back_at = models.DateTimeField(null=True)

    called: ClassVar = Term("Ends of collection", "终止采集")
    impersonal: ClassVar = (
        "reason", "asked_at", "stopped_at", "frozen_at", "statistics", "destroying_at", "destroyed_at", "taken_back_at",
    )  # fmt: skip

    class Meta:
        db_table = "privacy_exit"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("area",), condition=Q(taken_back_at__isnull=True), name="collection_ends_once_in_an_area"
            ),
            models.CheckConstraint(
                condition=Q(stopped_by__isnull=True) | ~Q(stopped_by=F("asked_by")),
                name="two_different_people_end_collection",
            ),
            models.CheckConstraint(
                condition=Q(destroying_by__isnull=True) | ~Q(destroying_by=F("frozen_by")),
                name="two_different_people_freeze_and_destroy",
            ),
            models.CheckConstraint(
                condition=Q(destroying_at__isnull=True) | Q(taken_back_at__isnull=True),
                name="what_is_destroyed_is_not_taken_back",
            ),
        ]


class DataRequest(Scoped):
    """Somebody asks about data on themselves: to correct or delete them, to explain, to stop using them."""

    kind = models.CharField(max_length=20)
    subject_type = models.CharField(max_length=60, blank=True, db_comment="empty: not found on record")
    subject_id = models.BigIntegerField(null=True)
    asked_by = models.CharField(max_length=60)
    phone = EncryptedField(what="phone", blank=True, db_comment="where the answer goes; empty: by hand")
    phone_index = BlindIndexField(of="phone")
    words = models.CharField(max_length=200)
    way = models.CharField(max_length=20)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("scope.Actor", on_delete=models.PROTECT, null=True, related_name="+")
    decision = models.CharField(max_length=20, blank=True)
    reasons = models.CharField(max_length=200, blank=True)
    recorded_by = models.ForeignKey("scope.Actor", on_delete=models.PROTECT, related_name="+")

    called: ClassVar = Term("Requests about own data", "个人信息请求")
    personal: ClassVar = marked(
        _ASKED, "subject_type", "subject_id", "asked_by", "phone", "words", "decision", "reasons"
    )
    impersonal: ClassVar = ("kind", "way", "asked_at", "due_at", "decided_at")

    class Meta:
        db_table = "privacy_request"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decision="", reasons="")
                | (Q(decided_at__isnull=False) & ~Q(decision="") & ~Q(reasons="")),
                name="a_decided_request_has_its_reasons",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=("area", "asked_at"), name="data_request_by_area"),
            models.Index(fields=("subject_type", "subject_id"), name="data_request_by_subject"),
        ]


@cache
def called() -> dict[str, Term]:
    """What people call the rows of each table."""
    return {model._meta.db_table: model.called for model in apps.get_models() if issubclass(model, Scoped)}
