"""Sites of centralised quarantine: their zones, rooms and beds, who works there, their security plan."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from menshen.domains.quarantine.models.orders import QuarantineOrder, only
from menshen.kernel.base.terms import Term
from menshen.kernel.privacy.marks import Basis, Keep, Mark, Purpose, marked
from menshen.kernel.scope.models import Scoped

_ORDER = Mark(Purpose.MEASURE, Basis.INFECTIOUS_DISEASES_LAW, Keep.EPISODE)
_STAFF = Mark(Purpose.ACCOUNT, Basis.STATUTORY_DUTY, Keep.EPISODE)


class Site(Scoped):
    """A place of centralised quarantine."""

    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=20)
    address = models.CharField(max_length=140, blank=True)

    called: ClassVar = Term("Quarantine sites", "集中隔离点")
    impersonal: ClassVar = ("name", "kind", "address")

    class Meta:
        db_table = "quarantine_site"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("area", "name"), name="a_site_is_in_its_area_once"),
        ]


class Zone(Scoped):
    """One of the three areas or two passages of a site; `extent` says where it reaches."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="zones")
    kind = models.CharField(max_length=20)
    extent = models.CharField(max_length=200)

    called: ClassVar = Term("Zones of sites", "隔离点分区")
    impersonal: ClassVar = ("kind", "extent")

    class Meta:
        db_table = "quarantine_zone"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("site", "kind"), name="a_site_has_a_zone_of_a_kind_once"),
        ]


class Room(Scoped):
    """A room of a site; `beds` is how many may be placed in it at once."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="rooms")
    number = models.CharField(max_length=20)
    beds = models.PositiveSmallIntegerField(default=1)
    zone = models.ForeignKey(Zone, on_delete=models.PROTECT, null=True, related_name="rooms")
    barrier_free = models.BooleanField(null=True, db_comment="empty: not known")
    own_bath = models.BooleanField(null=True, db_comment="empty: not known")

    called: ClassVar = Term("Rooms", "隔离点房间")
    impersonal: ClassVar = ("number", "beds", "barrier_free", "own_bath")

    class Meta:
        db_table = "quarantine_room"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("site", "number"), name="a_room_number_is_in_a_site_once"),
        ]


class Placement(Scoped):
    """Where a person under an order stays, from a time until a time; without a room it is the own home.

    `bed` is which of the room's beds it takes, counted from one: so no moment has more people than beds. That there is
    such a bed is checked by a trigger, `a_bed_is_in_its_room`.
    """

    order = models.ForeignKey(QuarantineOrder, on_delete=models.PROTECT, related_name="placements")
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    room = models.ForeignKey(Room, on_delete=models.PROTECT, null=True, related_name="placements")
    bed = models.PositiveSmallIntegerField(null=True)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)

    called: ClassVar = Term("Placements", "安置记录")
    personal: ClassVar = marked(_ORDER, "bed", "from_at", "until_at")

    class Meta:
        db_table = "quarantine_placement"
        constraints: ClassVar = [
            ExclusionConstraint(
                name="a_person_is_in_one_place_at_a_time",
                expressions=[
                    (only("person"), RangeOperators.OVERLAPS),
                    (Func(F("from_at"), F("until_at"), function="tstzrange"), RangeOperators.OVERLAPS),
                ],
            ),
            ExclusionConstraint(
                name="a_bed_has_one_person_at_a_time",
                expressions=[
                    (only("room"), RangeOperators.OVERLAPS),
                    (only("bed"), RangeOperators.OVERLAPS),
                    (Func(F("from_at"), F("until_at"), function="tstzrange"), RangeOperators.OVERLAPS),
                ],
                condition=Q(room__isnull=False),
            ),
            models.CheckConstraint(
                condition=Q(room__isnull=True, bed__isnull=True) | Q(room__isnull=False, bed__isnull=False, bed__gte=1),
                name="a_placement_in_a_room_takes_a_bed",
            ),
            models.CheckConstraint(
                condition=Q(until_at__isnull=True) | Q(until_at__gte=F("from_at")),
                name="a_placement_ends_after_it_begins",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=("order",), name="placement_by_order")]


class WorkGroup(Scoped):
    """A work group of a site and who heads it."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="groups")
    kind = models.CharField(max_length=20)
    head = models.CharField(max_length=60)

    called: ClassVar = Term("Work groups", "隔离点工作组")
    personal: ClassVar = marked(_STAFF, "head")
    impersonal: ClassVar = ("kind",)

    class Meta:
        db_table = "quarantine_work_group"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("site", "kind"), name="a_site_has_a_work_group_once"),
        ]


class Duty(Scoped):
    """Somebody on duty in a shift of a day."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="duties")
    day = models.DateField()
    shift = models.CharField(max_length=10)
    role = models.CharField(max_length=20)
    holder = models.CharField(max_length=60)

    called: ClassVar = Term("Duties", "隔离点值班")
    personal: ClassVar = marked(_STAFF, "holder")
    impersonal: ClassVar = ("day", "shift", "role")

    class Meta:
        db_table = "quarantine_duty"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("site", "day", "shift", "role", "holder"), name="a_duty_is_rostered_once"),
        ]


class SecurityPlan(Scoped):
    """The security plan of a site as dated text; a new one ends the one before, and both stay."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="plans")
    points = models.JSONField(db_comment="the text, one point an entry")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, db_comment="exclusive; empty: still in force")

    called: ClassVar = Term("Security plans", "隔离点安全方案")
    impersonal: ClassVar = ("points", "valid_from", "valid_until")

    class Meta:
        db_table = "quarantine_security_plan"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("site",), condition=Q(valid_until__isnull=True), name="a_site_has_one_plan_in_force"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
                name="a_plan_ends_after_it_begins",
            ),
        ]


class SecurityCheck(Scoped):
    """Somebody walked the site: whether each emergency exit could be opened, and what else was found."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="security_checks")
    checked_at = models.DateTimeField()
    exits_open = models.BooleanField()
    found = models.CharField(max_length=200, blank=True)

    called: ClassVar = Term("Security checks", "隔离点安全巡查")
    impersonal: ClassVar = ("checked_at", "exits_open", "found")

    class Meta:
        db_table = "quarantine_security_check"
        indexes: ClassVar = [models.Index(fields=("site", "checked_at"), name="security_check_by_site")]
