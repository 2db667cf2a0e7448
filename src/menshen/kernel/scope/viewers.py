"""A viewer: an actor with the grants that hold today, and the block in which the database sees through their eyes."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection, transaction

from menshen.kernel.base.modules import all_modules
from menshen.kernel.scope.codes import ROOT, bounds, contains
from menshen.kernel.scope.models import Actor, Collection
from menshen.kernel.scope.roles import role

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Held:
    """One grant as it holds: a role, the subtree it covers, its permissions.

    `former` are codes that the area had in earlier years: journal and logs keep them, and who works there reads on.
    """

    role: str
    area: str
    permissions: frozenset[str]
    former: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks and acts. Passed as an argument everywhere; never found in a global.

    `stopped` are the areas in which collection has ended.
    """

    actor_id: int | None
    name: str
    held: tuple[Held, ...]
    stopped: tuple[str, ...] = ()

    def may(self, permission: str, area: str) -> bool:
        """Whether some grant covers `area` and carries `permission`."""
        return any(contains(grant.area, area) and permission in grant.permissions for grant in self.held)

    def has(self, permission: str) -> bool:
        """Whether some grant carries `permission`, wherever."""
        return any(permission in grant.permissions for grant in self.held)

    def areas(self, permission: str | None = None) -> tuple[str, ...]:
        """The topmost areas of the grants (that carry `permission`), none inside another."""
        return _topmost({grant.area for grant in self.held if permission is None or permission in grant.permissions})

    def holding(self, permission: str) -> Viewer:
        """The same person with only the grants that carry it: whoever may read people in one community and figures in
        the whole district reads the people of that community."""
        return Viewer(
            self.actor_id, self.name, tuple(held for held in self.held if permission in held.permissions), self.stopped
        )

    def collects(self, area: str) -> bool:
        """Whether something new may still be taken down there."""
        return not any(contains(ended, area) for ended in self.stopped)

    @property
    def home(self) -> str | None:
        """The area the desk opens with: the first of the topmost."""
        return next(iter(self.areas()), None)


def _topmost(areas: set[str]) -> tuple[str, ...]:
    codes = sorted(areas)
    return tuple(code for code in codes if not any(contains(other, code) for other in codes if other != code))


NOBODY = Viewer(None, "", ())
PLATFORM = Viewer(None, SYSTEM, (Held(SYSTEM, ROOT, frozenset()),))
"""Sees the whole tree and may do nothing: for what the platform keeps by itself within somebody's transaction."""


_HOLDING = (
    "SELECT role, coalesce(area_code, %s), ARRAY(SELECT area_code FROM scope_collection), "
    "ARRAY(SELECT text FROM scope_area_alias AS alias JOIN scope_area AS left_behind ON left_behind.code = text "
    "WHERE alias.area_code = scope_grant.area_code AND year IS NOT NULL AND closed_on IS NOT NULL) FROM scope_grant "
    "WHERE actor_id = %s AND valid_from <= %s AND (valid_until IS NULL OR valid_until > %s) ORDER BY id"
)


def viewer_of(actor: Actor, *, on: date) -> Viewer:
    """The actor with the grants that hold on that day; inactive actors hold none."""
    if not actor.is_active:
        return Viewer(actor.pk, actor.display_name, ())
    with connection.cursor() as cursor:
        cursor.execute(_HOLDING, [ROOT, actor.pk, on, on])
        rows = cursor.fetchall()
    held = tuple(
        Held(code, area, known.permissions, tuple(former)) for code, area, _, former in rows if (known := role(code))
    )
    return Viewer(actor.pk, actor.display_name, held, tuple(rows[0][2]) if rows else ())


def system_viewer() -> Viewer:
    """The platform itself, over the whole tree and with every permission: for jobs and reactions."""
    ended = ArraySubquery(Collection.objects.values("area_id"))
    known = Actor.objects.annotate(stopped=ended)
    actor = known.filter(username=SYSTEM).first()
    if actor is None:
        Actor.objects.get_or_create(username=SYSTEM, defaults={"display_name": "系统"})
        actor = known.get(username=SYSTEM)
    everything = frozenset(
        code for module in all_modules() if module.permissions for code in module.permissions.codes()
    )
    return Viewer(actor.pk, actor.display_name, (Held(SYSTEM, ROOT, everything),), tuple(actor.stopped))


_WRITE = (
    "SELECT set_config('menshen.lo', %s, true), set_config('menshen.hi', %s, true), "
    "set_config('menshen.also', %s, true)"
)
_NOTHING = ("", "", "")
_seen: ContextVar[tuple[str, str, str]] = ContextVar("seen", default=_NOTHING)
"""The settings of the innermost block, so that one that sees the same needs no statement."""


def _settings(viewer: Viewer) -> tuple[str, str, str]:
    """The three settings; the root's lowest code is '0', because an empty one means 'nobody'."""
    areas = _topmost({code for grant in viewer.held for code in (grant.area, *grant.former)})
    if not areas:
        return _NOTHING
    ranges = [bounds(code) for code in areas]
    also = "" if len(areas) == 1 else "^(" + "|".join(areas) + ")"
    return min(lo for lo, _ in ranges) or "0", max(hi for _, hi in ranges), also


@contextmanager
def acting(viewer: Viewer) -> Iterator[None]:
    """One transaction in which only the viewer's areas exist; nested blocks put the outer viewer back."""
    nested = connection.in_atomic_block  # the end of the outermost transaction puts the settings back by itself
    outer, inner = _seen.get() if nested else _NOTHING, _settings(viewer)
    with transaction.atomic():
        _see(inner, instead_of=outer)
        before = _seen.set(inner)
        try:
            yield
        finally:
            _seen.reset(before)
        # So does a block that is taken back, and it takes no statement any more.
        if nested and not transaction.get_rollback():
            _see(outer, instead_of=inner)


def _see(settings: tuple[str, str, str], *, instead_of: tuple[str, str, str]) -> None:
    if settings != instead_of:
        with connection.cursor() as cursor:
            cursor.execute(_WRITE, settings)
