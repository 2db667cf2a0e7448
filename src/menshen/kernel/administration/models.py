"""What happened at the sign-in, and the counters that slow guessing down.

Neither belongs to an area: both are written before anybody is known. The ledger shows an administrator the lines of
the people of the own areas.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class SignIn(models.Model):
    """One line of the log of sign-ins. It never holds what was typed: an unknown log-in may be a password."""

    at = models.DateTimeField()
    event = models.CharField(max_length=30)
    actor = models.ForeignKey(
        "scope.Actor",
        on_delete=models.PROTECT,
        null=True,
        db_index=False,
        related_name="+",
        db_comment="empty: unknown",
    )
    address = models.GenericIPAddressField(null=True)
    device = models.CharField(max_length=60, blank=True, db_comment="browser and system, as they call themselves")

    class Meta:
        db_table = "administration_sign_in"
        indexes: ClassVar = [
            models.Index(fields=("at",), name="sign_in_by_moment"),
            models.Index(fields=("actor", "at"), name="sign_in_by_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.event}"


class Brake(models.Model):
    """How often something was tried lately. `key` says what is counted, with digests in place of what was typed."""

    key = models.CharField(max_length=120, primary_key=True)
    tries = models.IntegerField()
    last_at = models.DateTimeField(db_comment="of the last try that was let through")

    class Meta:
        db_table = "administration_brake"

    def __str__(self) -> str:
        return f"{self.key}: {self.tries}"
