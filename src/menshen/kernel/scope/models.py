"""The area tree, the people who work in it, and what they were granted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from menshen.kernel.base.terms import language
from menshen.kernel.scope.codes import MAX_LENGTH, Level, bounds

if TYPE_CHECKING:
    from typing import Self

    from menshen.kernel.base.terms import Term


class WithinQuerySet(models.QuerySet[Any]):
    """Rows that carry an area."""

    def within(self, code: str) -> Self:
        """Rows of the subtree of `code`, as an index range."""
        lowest, beyond = bounds(code)
        return self.filter(area_id__gte=lowest, area_id__lt=beyond)


class Area(models.Model):
    """One node of the tree. Every row that belongs to the area carries its code as its scope."""

    code = models.CharField(max_length=MAX_LENGTH, unique=True, db_collation="C")
    level = models.CharField(max_length=12, choices=Level.choices())
    name = models.CharField(max_length=80)
    english = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=40, blank=True, db_comment="printed on notices: whom to call there")
    closed_on = models.DateField(null=True, blank=True, db_comment="merged or dissolved on that day")

    class Meta:
        db_table = "scope_area"
        ordering = ("code",)
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(
                    code__regex=r"^([0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12}|[0-9]{15}|[0-9]{18}|[0-9]{21}|[0-9]{24})$"
                ),
                name="an_area_code_has_the_digits_of_a_level",
            ),
        ]

    def __str__(self) -> str:
        return self.english if language() == "en" and self.english else self.name


class AreaAlias(models.Model):
    """Another code or name under which people know an area: last year's statistical code, a local grid number."""

    text = models.CharField(max_length=80, db_index=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True, db_comment="the year whose code list had it")
    area = models.ForeignKey(
        Area, on_delete=models.CASCADE, to_field="code", db_column="area_code", related_name="aliases"
    )

    class Meta:
        db_table = "scope_area_alias"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("text", "area"), name="an_alias_names_an_area_once"),
        ]


class AreaOutline(models.Model):
    """Where an area lies: a GeoJSON geometry (Polygon or MultiPolygon), longitude before latitude."""

    area = models.OneToOneField(
        Area, on_delete=models.CASCADE, to_field="code", db_column="area_code", related_name="outline"
    )
    geometry = models.JSONField()

    class Meta:
        db_table = "scope_area_outline"


class ActorManager(BaseUserManager["Actor"]):
    def create_user(self, username: str, *, display_name: str, password: str | None = None) -> Actor:
        actor = self.model(username=username, display_name=display_name)
        actor.set_password(password)
        actor.save()
        return actor


class Actor(AbstractBaseUser):
    """A person who works with the platform, or the platform itself (`system`)."""

    username = models.CharField(max_length=40, unique=True)
    display_name = models.CharField(max_length=60)
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "username"
    objects: ClassVar[ActorManager] = ActorManager()

    class Meta:
        db_table = "scope_actor"

    def __str__(self) -> str:
        return self.display_name


class ApiToken(models.Model):
    """A key for programs; only its SHA-256 is kept."""

    actor = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True)
    label = models.CharField(max_length=60)
    valid_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "scope_api_token"


class Grant(models.Model):
    """A role over the subtree of an area for some days; the role's permissions are classes in code."""

    actor = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=40)
    area = models.ForeignKey(
        Area,
        on_delete=models.PROTECT,
        to_field="code",
        db_column="area_code",
        null=True,
        blank=True,
        db_comment="empty: the whole tree",
    )
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True, db_comment="exclusive; empty: until revoked")
    granted_by = models.ForeignKey(Actor, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        db_table = "scope_grant"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=models.F("valid_from")),
                name="a_grant_does_not_end_before_it_begins",
            ),
        ]


class Collection(models.Model):
    """An area in which nothing new is taken down any more, from a moment on; a row gone: it goes on.

    Once everything about people is destroyed it is `emptied`: what was counted before cannot be counted again.
    """

    area = models.OneToOneField(
        Area, on_delete=models.PROTECT, to_field="code", db_column="area_code", related_name="+"
    )
    stopped_at = models.DateTimeField()
    emptied_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "scope_collection"


class Scoped(models.Model):
    """A row that belongs to an area. Its first migration must `protect` the table (a test checks that).

    `called` is what people call such rows, many of them, e.g. in the report of a destruction.
    """

    called: ClassVar[Term]

    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, to_field="code", db_column="area_code", related_name="+", db_index=False
    )

    objects: ClassVar[Any] = WithinQuerySet.as_manager()

    if TYPE_CHECKING:
        area_id: str  # the stubs take every foreign key for a number

    class Meta:
        abstract = True
