"""Destroying everything about people in an area where collection has ended. Figures and bare facts of acts remain.

It goes on where it was when it was killed. Where nothing of the platform is left outside of the area, the logs, the
uploaded files and the keys go as well: then no backup can be read any more either.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import apps
from django.db import connection

from menshen.kernel.journal.models import Entry
from menshen.kernel.ledgers.queueing import uploads
from menshen.kernel.privacy import keys
from menshen.kernel.privacy.encryption import refresh
from menshen.kernel.privacy.marks import marks_of
from menshen.kernel.privacy.models import LookUp
from menshen.kernel.scope.codes import ancestors_of, bounds
from menshen.kernel.scope.models import Area, Collection, Scoped
from menshen.kernel.scope.viewers import PLATFORM, acting, system_viewer
from menshen.kernel.stewardship.models import Export
from menshen.kernel.stewardship.records import Destruction, Exit
from menshen.kernel.stewardship.retention import begin, destroy, finish, following
from menshen.kernel.stewardship.statistics import withhold
from menshen.kernel.stewardship.vocabulary import Cause

if TYPE_CHECKING:
    from datetime import datetime


_PART = 500
_LOGS = (Entry, LookUp, Export)
"""Append-only, also for who destroys: a function of the database does it, and only where collection has ended."""


def destroy_all(*, at: datetime) -> list[Destruction]:
    """Carry out every exit that was begun, and give the reports."""
    with acting(PLATFORM):
        waiting = list(Exit.objects.filter(destroying_at__isnull=False, destroyed_at__isnull=True).order_by("pk"))
    return [_destroy(row, at) for row in waiting]


def _destroy(row: Exit, at: datetime) -> Destruction:
    by = system_viewer()
    with acting(PLATFORM):
        report = Destruction.objects.filter(area_id=row.area_id, cause=Cause.EXIT, done_at=None).first()
        report = report or begin(row.area_id, Cause.EXIT, at)
    for model in personal_models():
        while True:
            with acting(PLATFORM):
                ids = list(model.objects.within(row.area_id).values_list("pk", flat=True)[:_PART])
                if not ids:
                    break
                found, cut = following(model, ids, inside=row.area_id)
                for other, column, kept in cut:
                    other.objects.filter(pk__in=kept).update(**{column: None})
                destroy(report, {other: set(rows) for other, rows in found.items()}, emptied={}, by=by, at=at)
    whole = _is_everything(row.area_id)
    with acting(PLATFORM):
        withhold(row.area_id)
        finish(report, by=by, at=at)
    _forget_logs(row.area_id, whole=whole)
    if whole:
        for path in uploads().iterdir():
            path.unlink(missing_ok=True)
        keys.replace_all(at)
        refresh()
    with acting(PLATFORM):
        row.destroyed_at = at
        row.save(update_fields=["destroyed_at"])
        Collection.objects.filter(area_id=row.area_id).update(emptied_at=at)
    return report


def personal_models() -> list[type[Scoped]]:
    """The tables that hold anything about people."""
    return [
        model for model in apps.get_models() if issubclass(model, Scoped) and marks_of(model) and model not in _LOGS
    ]


def _is_everything(area: str) -> bool:
    """Whether no area is left in which something could be held."""
    lowest, beyond = bounds(area)
    outside = Area.objects.exclude(code__gte=lowest, code__lt=beyond).exclude(code__in=ancestors_of(area))
    return not outside.exists()


def _forget_logs(area: str, *, whole: bool) -> None:
    """What people wrote into the journal goes and the bare facts stay; the look-up log goes where everything does."""
    with acting(PLATFORM), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SELECT privacy_forget_logs(%s, %s)", [area, whole])
