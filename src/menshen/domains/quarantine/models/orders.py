"""Orders and proposed changes of them, where they are spent, who is responsible, the daily checks, referrals."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from menshen.kernel.base.terms import Term
from menshen.kernel.privacy.fields import BlindIndexField, EncryptedField
from menshen.kernel.privacy.marks import Basis, Keep, Mark, Purpose, marked
from menshen.kernel.scope.models import Scoped

_ORDER = Mark(Purpose.MEASURE, Basis.INFECTIOUS_DISEASES_LAW, Keep.EPISODE)
_HEALTH = Mark(Purpose.MEDICAL, Basis.INFECTIOUS_DISEASES_LAW, Keep.EPISODE)
_CARE = Mark(Purpose.CARE, Basis.INFECTIOUS_DISEASES_LAW, Keep.EPISODE)


def only(column: str) -> Func:
    """A number as a range of one, so that an exclusion constraint needs no extension to compare it."""
    return Func(F(column), F(column), Value("[]"), function="int8range")


# The first free day of an order; of one that ended before it began its first, which makes its range empty.
_END = Func(F("starts_on"), Func(F("ended_on"), F("until_on"), function="COALESCE"), function="GREATEST")


def kept(row: Any) -> dict[str, Any]:
    """A frozen row of the rules as it is kept beside what was decided under it."""
    return {name: _plain(value) for name, value in asdict(row).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    return value.isoformat() if hasattr(value, "isoformat") else value


def follows(column: str, *earlier: str) -> Q:
    """A time that is not before the times named, where they are known."""
    condition = Q()
    for name in earlier:
        condition &= (
            Q(**{f"{column}__isnull": True}) | Q(**{f"{name}__isnull": True}) | Q(**{f"{column}__gte": F(name)})
        )
    return condition


class QuarantineOrder(Scoped):
    """A measure on one person: proposed by a rule, in force only once a person has confirmed it.

    It is in force on a day when it is confirmed and `starts_on <= day < ended_on or until_on`. It keeps the rule row
    it was made under (`rule_id`, `rule` is the row as it then stood). `until_on` may be brought forward and nothing
    puts it off (a trigger refuses): holding someone longer takes a new order that `supersedes` this one, with its own
    reasons and notice. `ended_on` is set once it has ended, never in advance.
    """

    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    household = models.ForeignKey("registry.Household", on_delete=models.PROTECT, related_name="+", null=True)
    arrival = models.ForeignKey("screening.Arrival", on_delete=models.PROTECT, related_name="+", null=True)
    measure = models.CharField(max_length=30)
    counted_from = models.DateField(db_comment="leaving the area or last exposure")
    starts_on = models.DateField()
    until_on = models.DateField(db_comment="exclusive; by the rule, or earlier where it was shortened")
    rule_id = models.CharField(max_length=40)
    rule = models.JSONField()
    reasons = models.JSONField()
    later = models.JSONField(default=list, db_comment="phases of the rule that follow, each to be an order of its own")
    needs_assessment = models.BooleanField(default=False, db_comment="a person has something to judge: one by one")
    never_alone = models.BooleanField(default=False, db_comment="child, pregnant, ill, dependent: not alone in a site")
    managed_by = models.CharField(max_length=200, blank=True, db_comment="clinic that looks after it")
    proposed_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey("scope.Actor", on_delete=models.PROTECT, null=True, related_name="+")
    declined_at = models.DateTimeField(null=True)
    release_approved_at = models.DateTimeField(null=True)
    ended_on = models.DateField(null=True, db_comment="first day no longer in force; empty: not ended yet")
    ended_at = models.DateTimeField(null=True, db_comment="when the end was decided or recorded")
    end_reason = models.CharField(max_length=30, blank=True)
    voided_at = models.DateTimeField(null=True, db_comment="found wrong upon an appeal: void from its start")
    supersedes = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)

    called: ClassVar = Term("Orders", "隔离决定")
    personal: ClassVar = marked(
        _ORDER, "measure", "counted_from", "starts_on", "until_on", "ended_on", "end_reason", "reasons", "later"
    ) | marked(_CARE, "needs_assessment", "never_alone", "managed_by")
    impersonal: ClassVar = (
        "rule_id",
        "rule",
        "proposed_at",
        "confirmed_at",
        "declined_at",
        "release_approved_at",
        "ended_at",
        "voided_at",
    )

    class Meta:
        db_table = "quarantine_order"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(until_on__gt=F("starts_on")), name="an_order_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__lte=F("until_on")),
                name="an_order_is_never_held_past_its_end",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, ended_at__isnull=True, end_reason="")
                | (Q(ended_on__isnull=False, ended_at__isnull=False) & ~Q(end_reason="")),
                name="an_ended_order_says_when_and_why",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(declined_at__isnull=True),
                name="an_order_is_confirmed_or_declined",
            ),
            models.CheckConstraint(
                condition=Q(voided_at__isnull=True) | Q(ended_on__isnull=False),
                name="an_order_that_is_void_has_ended",
            ),
            ExclusionConstraint(
                name="a_person_has_one_order_at_a_time",
                expressions=[
                    (only("person"), RangeOperators.OVERLAPS),
                    (Func(F("starts_on"), _END, function="daterange"), RangeOperators.OVERLAPS),
                ],
                condition=Q(confirmed_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=("arrival",),
                condition=Q(supersedes__isnull=True, declined_at__isnull=True),
                name="an_arrival_is_proposed_one_order",
            ),
            models.UniqueConstraint(
                fields=("supersedes",), condition=Q(declined_at__isnull=True), name="an_order_is_superseded_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=("area", "starts_on"), name="order_by_area"),
            models.Index(fields=("person",), name="order_by_person"),
            models.Index(fields=("until_on",), condition=Q(ended_on__isnull=True), name="order_by_end"),
            models.Index(
                fields=("area",), condition=Q(confirmed_at__isnull=True, declined_at__isnull=True), name="order_waiting"
            ),
        ]


class OrderChange(Scoped):
    """A proposal to shorten or end a running order; it changes nothing until a person approves it.

    It is only ever made in favour of the person: after a rule or a list changed, or the arrival was corrected.
    `later` are the milder phases that its rule still asks for afterwards, each to be an order of its own.
    """

    order = models.ForeignKey(QuarantineOrder, on_delete=models.PROTECT, related_name="changes")
    until_on = models.DateField(db_comment="exclusive; the day of the proposal: end it now")
    rule_id = models.CharField(max_length=40, blank=True, db_comment="empty: no rule asks for anything any more")
    rule = models.JSONField(null=True)
    reasons = models.JSONField()
    later = models.JSONField(default=list)
    proposed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("scope.Actor", on_delete=models.PROTECT, null=True, related_name="+")
    accepted = models.BooleanField(null=True)

    called: ClassVar = Term("Proposed changes of orders", "隔离决定变更建议")
    personal: ClassVar = marked(_ORDER, "until_on", "reasons", "later", "accepted")
    impersonal: ClassVar = ("rule_id", "rule", "proposed_at", "decided_at")

    class Meta:
        db_table = "quarantine_order_change"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("order",), condition=Q(decided_at__isnull=True), name="one_change_of_an_order_waits"
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, accepted__isnull=True)
                | Q(decided_at__isnull=False, accepted__isnull=False),
                name="a_decided_change_was_accepted_or_not",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=("area",), condition=Q(decided_at__isnull=True), name="order_change_waiting"),
        ]


class TeamSeat(Scoped):
    """A required role of the team responsible for an order; empty until someone is named."""

    order = models.ForeignKey(QuarantineOrder, on_delete=models.PROTECT, related_name="seats")
    role = models.CharField(max_length=30)
    optional = models.BooleanField(default=False)
    holder = models.CharField(max_length=60, blank=True, db_comment="empty: nobody named yet")
    holder_number = EncryptedField(what="phone", blank=True)
    holder_number_index = BlindIndexField(of="holder_number")

    called: ClassVar = Term("Members of teams", "包保责任人")
    personal: ClassVar = marked(_CARE, "holder", "holder_number")
    impersonal: ClassVar = ("role", "optional")

    class Meta:
        db_table = "quarantine_team_seat"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("order", "role"), name="a_team_has_a_role_once"),
        ]


class HealthCheck(Scoped):
    """Morning or evening temperature and symptoms. Unknown is empty, never 'normal'.

    A correction is a new row that `corrects` the old one; the newest of the chain counts.
    """

    order = models.ForeignKey(QuarantineOrder, on_delete=models.PROTECT, related_name="checks")
    day = models.DateField()
    session = models.CharField(max_length=10)
    taken_at = models.DateTimeField()
    temperature = models.DecimalField(max_digits=3, decimal_places=1, null=True, db_comment="°C")
    symptoms = models.JSONField(null=True, db_comment="codes; [] is 'none', empty is unknown")
    verdict = models.CharField(max_length=20)
    corrects = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="corrected_by")

    called: ClassVar = Term("Health checks", "健康监测记录")
    personal: ClassVar = marked(_HEALTH, "temperature", "symptoms", "verdict")
    impersonal: ClassVar = ("day", "session", "taken_at")

    class Meta:
        db_table = "quarantine_health_check"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("order", "day", "session"),
                condition=Q(corrects__isnull=True),
                name="a_check_is_once_a_session",
            ),
            models.CheckConstraint(
                condition=Q(temperature__isnull=True) | Q(temperature__gte=30, temperature__lte=45),
                name="a_body_temperature_is_between_30_and_45",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=("area", "day"), name="health_check_by_area")]


class Referral(Scoped):
    """Fever or symptoms handed to medicine, with its times: found, handed over, first diagnosis, conclusion."""

    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    order = models.ForeignKey(QuarantineOrder, on_delete=models.PROTECT, null=True, related_name="referrals")
    reasons = models.JSONField()
    facility = models.CharField(max_length=80, blank=True)
    found_at = models.DateTimeField()
    handed_over_at = models.DateTimeField(null=True)
    diagnosed_at = models.DateTimeField(null=True)
    concluded_at = models.DateTimeField(null=True)
    conclusion = models.CharField(max_length=20, blank=True)

    called: ClassVar = Term("Referrals", "发热转诊")
    personal: ClassVar = marked(
        _HEALTH, "reasons", "facility", "found_at", "handed_over_at", "diagnosed_at", "concluded_at", "conclusion"
    )

    class Meta:
        db_table = "quarantine_referral"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("person",), condition=Q(concluded_at__isnull=True), name="one_referral_is_open_for_a_person"
            ),
            models.CheckConstraint(
                condition=Q(concluded_at__isnull=True, conclusion="")
                | (Q(concluded_at__isnull=False) & ~Q(conclusion="")),
                name="a_concluded_referral_has_its_conclusion",
            ),
            models.CheckConstraint(
                condition=follows("handed_over_at", "found_at")
                & follows("diagnosed_at", "found_at", "handed_over_at")
                & follows("concluded_at", "found_at", "handed_over_at", "diagnosed_at"),
                name="the_times_of_a_referral_follow_each_other",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=("area", "found_at"), name="referral_by_area")]
