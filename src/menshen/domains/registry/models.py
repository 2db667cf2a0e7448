"""People, households, dwellings, residences, ways to reach someone, special needs, organisations.

A foreign key has an index of its own only where no other index begins with it: rosters of 200,000 rows come in at once.
"""

from __future__ import annotations

from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Left

from menshen.kernel.base.terms import Term
from menshen.kernel.privacy.fields import BlindIndexField, EncryptedField
from menshen.kernel.privacy.marks import Basis, Keep, Mark, Purpose, marked
from menshen.kernel.scope.models import Scoped

_HOME = Mark(Purpose.RESIDENCE, Basis.PUBLIC_HEALTH_EMERGENCY, Keep.RESIDENCE)
_WHO = Mark(Purpose.IDENTIFY, Basis.PUBLIC_HEALTH_EMERGENCY, Keep.RESIDENCE)
_CALL = Mark(Purpose.REACH, Basis.PUBLIC_HEALTH_EMERGENCY, Keep.RESIDENCE)
_HELP = Mark(Purpose.CARE, Basis.PUBLIC_HEALTH_EMERGENCY, Keep.RESIDENCE)


class Dwelling(Scoped):
    """A door behind which people can live. `address_key` is the address folded for comparison and prefix search."""

    compound = models.CharField(max_length=60, blank=True)
    building = models.CharField(max_length=20, blank=True)
    unit = models.CharField(max_length=20, blank=True)
    door = models.CharField(max_length=30, blank=True)
    address_key = models.CharField(max_length=140, db_collation="C")

    called: ClassVar = Term("Dwellings", "住所")
    personal: ClassVar = marked(_HOME, "compound", "building", "unit", "door", "address_key")

    class Meta:
        db_table = "registry_dwelling"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("area", "address_key"), name="a_dwelling_is_in_its_grid_once"),
        ]
        indexes: ClassVar = [models.Index(fields=("address_key",), name="dwelling_by_address")]

    def __str__(self) -> str:
        return " ".join(filter(None, (self.compound, self.building, self.unit, self.door)))


class Household(Scoped):
    """People who keep house together in one dwelling; a dwelling can hold several, told apart by `number`."""

    dwelling = models.ForeignKey(
        Dwelling,
        on_delete=models.PROTECT,
        related_name="households",
        null=True,
        db_index=False,
        db_comment="empty: unknown",
    )
    number = models.CharField(max_length=40, blank=True, db_collation="C")

    called: ClassVar = Term("Households", "住户")
    personal: ClassVar = marked(_HOME, "number")

    class Meta:
        db_table = "registry_household"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("dwelling", "number"), name="a_household_number_is_in_a_dwelling_once"),
            models.UniqueConstraint(
                fields=("area", "number"),
                condition=Q(dwelling__isnull=True),
                name="a_household_without_address_is_in_its_area_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=("area", "id"), name="household_by_area"),
            models.Index(fields=("number",), condition=~Q(number=""), name="household_by_number"),
        ]


class Person(Scoped):
    """One human being; `area` is the area of the present main residence. Health facts live elsewhere, dated.

    A record with `merged_into` is the empty shell of one that turned out to be somebody known already.
    """

    name = models.CharField(max_length=60, db_collation="C")
    pinyin = models.CharField(max_length=20, blank=True, db_collation="C", db_comment="initials, for search")
    gender = models.CharField(max_length=10, blank=True)
    born_on = models.DateField(null=True)
    id_number = EncryptedField(what="id_number", blank=True, db_comment="empty: unknown")
    id_number_index = BlindIndexField(of="id_number")
    registered_at = models.CharField(max_length=120, blank=True, db_comment="household registration, not residence")
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        db_index=False,
        db_comment="the record that this one, now empty, became part of",
    )

    keeps_area_open: ClassVar = True

    called: ClassVar = Term("People", "人员")
    personal: ClassVar = marked(_WHO, "name", "pinyin", "gender", "born_on", "id_number") | marked(
        _HOME, "registered_at"
    )

    class Meta:
        db_table = "registry_person"
        constraints: ClassVar = [
            models.UniqueConstraint(
                F("id_number_index"),
                Left(F("area"), 12),
                condition=~Q(id_number_index=""),
                name="an_id_number_is_in_a_community_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=("area", "id"), name="person_by_area"),
            models.Index(fields=("name",), name="person_by_name"),
            models.Index(fields=("pinyin",), name="person_by_pinyin"),
            models.Index(
                fields=("merged_into",), condition=Q(merged_into__isnull=False), name="merged_person_by_survivor"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Residence(Scoped):
    """Where someone lives from a day until a day (exclusive); several may hold at once, one of them the main one."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="residences")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="residences", db_index=False)
    kind = models.CharField(max_length=20)
    relation = models.CharField(max_length=20, blank=True, db_comment="relation to the head of the household")
    main = models.BooleanField(default=True)
    from_on = models.DateField(null=True)
    until_on = models.DateField(null=True, db_comment="exclusive; empty: still lives there")

    called: ClassVar = Term("Residences", "居住记录")
    personal: ClassVar = marked(_HOME, "kind", "relation", "main", "from_on", "until_on")

    class Meta:
        db_table = "registry_residence"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(from_on__isnull=True) | Q(until_on__gt=F("from_on")),
                name="a_residence_ends_after_it_begins",
            ),
            models.UniqueConstraint(
                fields=("person", "household"), condition=Q(until_on__isnull=True), name="one_lives_in_a_household_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=("area", "id"), condition=Q(until_on__isnull=True), name="residence_by_area"),
            models.Index(fields=("area",), condition=Q(until_on__isnull=False), name="ended_residence_by_area"),
            models.Index(fields=("household",), name="residence_by_household"),
        ]


class ContactPoint(Scoped):
    """A way to reach a person. A contact in the medical sense is a person, never this."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="contact_points", db_index=False)
    kind = models.CharField(max_length=20)
    number = EncryptedField(what="phone")
    number_index = BlindIndexField(of="number")
    tail = models.CharField(max_length=4, db_collation="C", db_comment="last four digits, for search")
    main = models.BooleanField(default=True)

    called: ClassVar = Term("Phone numbers", "联系电话")
    personal: ClassVar = marked(_CALL, "number", "tail")
    impersonal: ClassVar = ("kind", "main")

    class Meta:
        db_table = "registry_contact_point"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("person", "number_index"), name="a_person_has_a_number_once"),
            models.UniqueConstraint(fields=("person",), condition=Q(main=True), name="a_person_has_one_main_number"),
        ]
        indexes: ClassVar = [models.Index(fields=("tail",), name="contact_point_by_tail")]


class SpecialNeed(Scoped):
    """Something that help must know about a person, from a day until a day (exclusive)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="special_needs", db_index=False)
    kind = models.CharField(max_length=30)
    from_on = models.DateField(null=True)
    until_on = models.DateField(null=True)
    note = models.CharField(max_length=200, blank=True)

    called: ClassVar = Term("Special needs", "特殊需求")
    personal: ClassVar = marked(_HELP, "kind", "from_on", "until_on", "note")

    class Meta:
        db_table = "registry_special_need"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("person", "kind"), condition=Q(until_on__isnull=True), name="a_special_need_holds_once"
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(from_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="a_special_need_ends_after_it_begins",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=("area", "kind"), name="special_need_by_area")]


class LikelyDuplicate(Scoped):
    """Two people who may be one; `area` is the smallest that holds both. `earlier` was registered before `later`."""

    earlier = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    later = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    likeness = models.CharField(max_length=30)
    found_at = models.DateTimeField()
    told_apart_at = models.DateTimeField(null=True)
    told_apart_as = models.CharField(max_length=20, blank=True)
    note = models.CharField(max_length=200, blank=True)

    called: ClassVar = Term("Likely duplicates", "疑似重复人员")
    personal: ClassVar = marked(_WHO, "likeness", "told_apart_as", "note")
    impersonal: ClassVar = ("found_at", "told_apart_at")

    class Meta:
        db_table = "registry_likely_duplicate"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("earlier", "later"), name="a_pair_is_listed_once"),
            models.CheckConstraint(condition=Q(earlier__lt=F("later")), name="a_pair_is_in_the_order_of_registration"),
            models.CheckConstraint(
                condition=Q(told_apart_at__isnull=True, told_apart_as="")
                | (Q(told_apart_at__isnull=False) & ~Q(told_apart_as="")),
                name="who_is_told_apart_is_so_for_a_reason",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=("area", "id"), name="likely_duplicate_by_area")]

    @property
    def people(self) -> tuple[int, int]:
        return self.earlier_id, self.later_id


class Merge(Scoped):
    """How the record `merged` became part of `survivor`, and all it takes to undo that; `area` is where `merged` was.

    `moved` are the rows that point at the survivor since (`{"table.column": [id]}`), `set_aside` those that it had
    already (`[[table, row]]`), `changed` the values that gave way (`[[table, id, column, before, after]]`).
    """

    survivor = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    merged = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    merged_at = models.DateTimeField()
    merged_by = models.ForeignKey("scope.Actor", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60, db_collation="C")
    pinyin = models.CharField(max_length=20, blank=True, db_collation="C")
    gender = models.CharField(max_length=10, blank=True)
    born_on = models.DateField(null=True)
    id_number = EncryptedField(what="id_number", blank=True)
    id_number_index = BlindIndexField(of="id_number")
    registered_at = models.CharField(max_length=120, blank=True)
    number_passed_on = models.BooleanField(db_comment="the survivor had no ID number and took this one")
    moved = models.JSONField(encoder=DjangoJSONEncoder)
    set_aside = models.JSONField(encoder=DjangoJSONEncoder)
    changed = models.JSONField(encoder=DjangoJSONEncoder)

    called: ClassVar = Term("Merges", "人员合并记录")
    personal: ClassVar = marked(_WHO, "name", "pinyin", "gender", "born_on", "id_number") | marked(
        _HOME, "registered_at", "moved", "set_aside", "changed"
    )
    impersonal: ClassVar = ("merged_at", "number_passed_on")

    class Meta:
        db_table = "registry_merge"
        constraints: ClassVar = [models.UniqueConstraint(fields=("merged",), name="a_record_is_merged_once")]
        indexes: ClassVar = [
            models.Index(fields=("area", "id"), name="merge_by_area"),
            models.Index(fields=("id_number_index",), condition=~Q(id_number_index=""), name="merge_by_id_number"),
        ]

    @property
    def people(self) -> tuple[int, ...]:
        return (self.survivor_id,)


class Organisation(Scoped):
    """An enterprise, shop, school, clinic or association with an address in the area."""

    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=30)
    credit_code = models.CharField(max_length=18, blank=True, db_comment="unified social credit code, GB 32100")
    address = models.CharField(max_length=140, blank=True)
    contact_name = models.CharField(max_length=60, blank=True)
    contact_number = EncryptedField(blank=True)
    headcount = models.PositiveIntegerField(null=True, db_comment="empty: unknown")

    called: ClassVar = Term("Organisations", "单位")
    personal: ClassVar = marked(_CALL, "contact_name", "contact_number")
    impersonal: ClassVar = ("name", "kind", "credit_code", "address", "headcount")

    class Meta:
        db_table = "registry_organisation"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("area", "name"), name="an_organisation_is_in_its_area_once"),
        ]
