"""Door contacts at homes in quarantine: a contact says that a door opened, and nothing else.

No camera, no lock, no identity of a visitor; kept for days only, and only while the order is in force.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from menshen.domains.quarantine.models.orders import QuarantineOrder
from menshen.kernel.base.terms import Term
from menshen.kernel.privacy.fields import EncryptedField
from menshen.kernel.privacy.marks import Basis, Keep, Mark, Purpose, marked
from menshen.kernel.scope.models import Scoped

_DOOR = Mark(Purpose.MEASURE, Basis.INFECTIOUS_DISEASES_LAW, Keep.EVENT)


class DoorSensor(Scoped):
    """A contact at the door of somebody in home quarantine; `key` is the device's own, with which it signs."""

    order = models.ForeignKey(QuarantineOrder, on_delete=models.PROTECT, related_name="sensors")
    serial = models.CharField(max_length=40)
    key = EncryptedField()
    installed_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    called: ClassVar = Term("Door sensors", "门磁")
    personal: ClassVar = marked(_DOOR, "serial", "installed_at", "removed_at")
    impersonal: ClassVar = ("key",)

    class Meta:
        db_table = "quarantine_door_sensor"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("serial",), condition=Q(removed_at__isnull=True), name="a_device_hangs_at_one_door"
            ),
            models.UniqueConstraint(
                fields=("order",), condition=Q(removed_at__isnull=True), name="an_order_has_one_door_contact"
            ),
        ]


class DoorEvent(Scoped):
    """An opening that a contact reported under a running order; deleted after days, looked into or not.

    `nonce` is the device's number of the message: the same one twice is a replay.
    """

    sensor = models.ForeignKey(DoorSensor, on_delete=models.PROTECT, related_name="events")
    order = models.ForeignKey(QuarantineOrder, on_delete=models.PROTECT, related_name="+", db_index=False)
    opened_at = models.DateTimeField()
    nonce = models.CharField(max_length=64)
    verdict = models.CharField(max_length=20)
    finding = models.CharField(max_length=20, blank=True)
    words = models.CharField(max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True)

    called: ClassVar = Term("Openings of doors", "开门记录")
    personal: ClassVar = marked(_DOOR, "opened_at", "verdict", "finding", "words")
    impersonal: ClassVar = ("nonce", "answered_at")

    class Meta:
        db_table = "quarantine_door_event"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("sensor", "nonce"), name="a_message_of_a_door_is_taken_once"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, finding="") | (Q(answered_at__isnull=False) & ~Q(finding="")),
                name="an_answered_opening_says_what_it_was",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=("opened_at",), name="door_event_by_time")]
