"""The tables of policy: dated rows that are added, approved and ended, and never rewritten.

They are public within the platform and belong to no area of it; `jurisdiction` says for whom a row speaks. A trigger
lets only the state and the approval of a row change and its end come earlier, so that a decision made under it stays
explained.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Concat

from menshen.domains.policy.vocabulary import Grade, RuleState
from menshen.kernel.scope.codes import MAX_LENGTH

_UNCHECKED_IN_FORCE = Q(state=RuleState.IN_FORCE.value, grade=Grade.MEMORY.value, verified_document="")
_ENDS_LATER = Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from"))


def _same(*columns: str) -> Func:
    """Texts as a range of one number, so that an exclusion constraint needs no extension to compare them."""
    number = Func(Concat(*_between(columns)), Value(0), function="hashtextextended")
    return Func(number, number, Value("[]"), function="int8range")


def _between(columns: tuple[str, ...]) -> list[F | Value]:
    return [part for column in columns for part in (F(column), Value(" "))]


_DAYS = Func(F("valid_from"), F("valid_until"), function="daterange")


class PolicyRow(models.Model):
    """What every row has. `verified_document` names what a person read when they approved a row known from memory."""

    valid_from = models.DateField()
    valid_until = models.DateField(null=True, db_comment="exclusive; empty: until ended")
    document = models.CharField(max_length=200)
    grade = models.CharField(max_length=1, choices=Grade.choices())
    state = models.CharField(max_length=12, choices=RuleState.choices())
    note = models.CharField(max_length=300, blank=True)
    proposed_by = models.ForeignKey(
        "scope.Actor", on_delete=models.PROTECT, null=True, related_name="+", db_comment="empty: came with the platform"
    )
    approved_by = models.ForeignKey("scope.Actor", on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    verified_document = models.CharField(max_length=200, blank=True)
    verified_grade = models.CharField(max_length=1, blank=True)

    objects: ClassVar[models.Manager[Any]] = models.Manager()

    class Meta:
        abstract = True


class Rule(PolicyRow):
    """An observation rule; the columns are those of `rules.RuleRow`."""

    rule_id = models.CharField(max_length=40, unique=True)
    jurisdiction = models.CharField(max_length=MAX_LENGTH, db_collation="C")
    subject = models.CharField(max_length=40)
    first_measure = models.CharField(max_length=40)
    first_days = models.PositiveSmallIntegerField()
    first_test_days = models.JSONField(default=list)
    second_measure = models.CharField(max_length=40, blank=True)
    second_days = models.PositiveSmallIntegerField(default=0)
    second_test_days = models.JSONField(default=list)
    specimen = models.CharField(max_length=40, blank=True)
    release_extra = models.CharField(max_length=200, blank=True)
    window_days = models.PositiveSmallIntegerField(null=True)
    count_from = models.CharField(max_length=20)
    day1_offset = models.PositiveSmallIntegerField()
    checked_by = models.CharField(max_length=20, blank=True)
    tests_grade = models.CharField(max_length=1, blank=True)
    parent_rule = models.CharField(max_length=40, blank=True)

    class Meta:
        db_table = "policy_rule"
        constraints: ClassVar = [
            models.CheckConstraint(condition=_ENDS_LATER, name="a_rule_ends_after_it_begins"),
            models.CheckConstraint(condition=~_UNCHECKED_IN_FORCE, name="an_unchecked_rule_is_not_in_force"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | Q(proposed_by__isnull=True) | ~Q(approved_by=F("proposed_by")),
                name="a_rule_is_approved_by_a_second_person",
            ),
            ExclusionConstraint(
                name="a_situation_has_one_rule_at_a_time",
                expressions=[
                    (_same("jurisdiction", "subject"), RangeOperators.OVERLAPS),
                    (_DAYS, RangeOperators.OVERLAPS),
                ],
                condition=Q(state=RuleState.IN_FORCE.value),
            ),
        ]

    def __str__(self) -> str:
        return self.rule_id


class RiskArea(PolicyRow):
    """A place that a list names; always with an end, so that a forgotten list lapses."""

    risk_id = models.CharField(max_length=40, unique=True)
    place_code = models.CharField(max_length=6, db_collation="C", db_comment="GB/T 2260")
    place_name = models.CharField(max_length=80)
    level = models.CharField(max_length=20)

    class Meta:
        db_table = "policy_risk_area"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=False, valid_until__gt=F("valid_from")),
                name="a_risk_area_ends_after_it_begins",
            ),
            models.CheckConstraint(condition=~_UNCHECKED_IN_FORCE, name="an_unchecked_risk_area_is_not_in_force"),
            ExclusionConstraint(
                name="a_place_is_listed_once_at_a_time",
                expressions=[(_same("place_code"), RangeOperators.OVERLAPS), (_DAYS, RangeOperators.OVERLAPS)],
                condition=Q(state=RuleState.IN_FORCE.value),
            ),
        ]

    def __str__(self) -> str:
        return self.place_name


class Threshold(PolicyRow):
    """A number that rules compare with."""

    threshold_id = models.CharField(max_length=40, unique=True)
    jurisdiction = models.CharField(max_length=MAX_LENGTH, db_collation="C")
    code = models.CharField(max_length=40)
    value = models.DecimalField(max_digits=8, decimal_places=2)
    unit = models.CharField(max_length=20)

    class Meta:
        db_table = "policy_threshold"
        constraints: ClassVar = [
            models.CheckConstraint(condition=_ENDS_LATER, name="a_threshold_ends_after_it_begins"),
            models.CheckConstraint(condition=~_UNCHECKED_IN_FORCE, name="an_unchecked_threshold_is_not_in_force"),
            ExclusionConstraint(
                name="a_threshold_has_one_value_at_a_time",
                expressions=[
                    (_same("jurisdiction", "code"), RangeOperators.OVERLAPS),
                    (_DAYS, RangeOperators.OVERLAPS),
                ],
                condition=Q(state=RuleState.IN_FORCE.value),
            ),
        ]

    def __str__(self) -> str:
        return self.threshold_id


class TeamRole(PolicyRow):
    """One seat of a team pattern."""

    jurisdiction = models.CharField(max_length=MAX_LENGTH, db_collation="C")
    pattern = models.CharField(max_length=20)
    role = models.CharField(max_length=30)
    optional = models.BooleanField(default=False)
    measures = models.JSONField()

    class Meta:
        db_table = "policy_team_role"
        constraints: ClassVar = [
            models.CheckConstraint(condition=_ENDS_LATER, name="a_team_role_ends_after_it_begins"),
            models.CheckConstraint(condition=~_UNCHECKED_IN_FORCE, name="an_unchecked_team_role_is_not_in_force"),
            models.UniqueConstraint(
                fields=("jurisdiction", "pattern", "role", "valid_from"), name="a_pattern_has_a_role_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pattern}: {self.role}"


class Revision(models.Model):
    """One row whose stamp every change of the four tables replaces: a reader keeps what it read until it differs.

    The stamp is random and not a counter: a counter set back by a rollback would come twice.
    """

    stamp = models.UUIDField()

    class Meta:
        db_table = "policy_revision"

    def __str__(self) -> str:
        return str(self.stamp)
