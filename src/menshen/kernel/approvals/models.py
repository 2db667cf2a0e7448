"""Requests, the decisions on them, and who stands in for whom."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from menshen.kernel.approvals.vocabulary import Answer, State
from menshen.kernel.base.terms import Term
from menshen.kernel.privacy.marks import Basis, Keep, Mark, Purpose, marked
from menshen.kernel.scope.models import Area, Scoped

_ACCOUNT = Mark(Purpose.ACCOUNT, Basis.STATUTORY_DUTY, Keep.RECORD)


class Request(Scoped):
    """What somebody asks to have approved. `step`, `role` and `place` say for whom it waits, or waited last.

    `what` is the sentence that says what is asked, in both languages; `facts` are what the deed needs. Neither holds a
    name. `due_at` is when the waiting step is late, which closes nothing.
    """

    kind = models.CharField(max_length=80)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    what = models.JSONField()
    reason = models.CharField(max_length=200)
    facts = models.JSONField(default=dict)
    asked_by = models.ForeignKey("scope.Actor", on_delete=models.PROTECT, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    step = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=40)
    place = models.ForeignKey(
        Area, on_delete=models.PROTECT, to_field="code", db_column="place_code", related_name="+", db_index=False
    )
    since = models.DateTimeField(db_comment="from when on it waits at this step")
    due_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_as = models.CharField(max_length=20, blank=True, choices=State.choices())

    called: ClassVar = Term("Approvals", "审批事项")
    personal: ClassVar = marked(_ACCOUNT, "subject_type", "subject_id", "what", "reason", "facts")
    impersonal: ClassVar = ("kind", "asked_at", "step", "role", "since", "due_at", "closed_at", "closed_as")

    class Meta:
        db_table = "approvals_request"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_as="") | (Q(closed_at__isnull=False) & ~Q(closed_as="")),
                name="a_closed_request_says_how_it_ended",
            ),
            models.UniqueConstraint(
                fields=("kind", "subject_type", "subject_id"),
                condition=Q(closed_at__isnull=True),
                name="a_request_of_a_kind_is_open_once_for_a_subject",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=("area", "asked_at"), name="request_by_area"),
            models.Index(fields=("subject_type", "subject_id"), name="request_by_subject"),
        ]


class Decision(Scoped):
    """One person's word on a step. `in_place_of` is who holds the role, where a deputy decided."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="decisions")
    step = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=40)
    asked_by = models.ForeignKey(
        "scope.Actor",
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_comment="of the request; here so that the table itself keeps the four eyes",
    )
    decided_by = models.ForeignKey("scope.Actor", on_delete=models.PROTECT, related_name="+", db_index=False)
    in_place_of = models.ForeignKey(
        "scope.Actor", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    answer = models.CharField(max_length=10, choices=Answer.choices())
    reason = models.CharField(max_length=200)
    decided_at = models.DateTimeField()

    called: ClassVar = Term("Steps of approvals", "审批意见")
    personal: ClassVar = marked(_ACCOUNT, "reason")
    impersonal: ClassVar = ("step", "role", "answer", "decided_at")

    class Meta:
        db_table = "approvals_decision"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("request", "step"), name="a_step_of_a_request_is_decided_once"),
            models.UniqueConstraint(fields=("request", "decided_by"), name="a_person_decides_on_a_request_once"),
            models.CheckConstraint(
                condition=~Q(decided_by=F("asked_by")) & (Q(in_place_of__isnull=True) | ~Q(in_place_of=F("asked_by"))),
                name="nobody_decides_on_an_own_request",
            ),
        ]


class Deputy(Scoped):
    """Somebody decides in the place of who holds `role` over the area: one request, or all of some days.

    It holds as long as the holder's own role does.
    """

    role = models.CharField(max_length=40)
    holder = models.ForeignKey("scope.Actor", on_delete=models.PROTECT, related_name="+", db_index=False)
    deputy = models.ForeignKey("scope.Actor", on_delete=models.PROTECT, related_name="+")
    request = models.ForeignKey(Request, on_delete=models.PROTECT, null=True, related_name="deputies")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, db_comment="exclusive; empty: until the request is decided")
    named_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    called: ClassVar = Term("Deputies", "代行审批")
    impersonal: ClassVar = ("role", "valid_from", "valid_until", "named_at", "ended_at")

    class Meta:
        db_table = "approvals_deputy"
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(holder=F("deputy")), name="nobody_is_their_own_deputy"),
            models.CheckConstraint(
                condition=Q(request__isnull=False) | Q(valid_until__gt=F("valid_from")),
                name="a_deputy_stands_in_for_one_request_or_some_days",
            ),
        ]
