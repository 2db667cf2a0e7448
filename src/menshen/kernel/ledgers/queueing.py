"""Workbooks that were sent to the desk: large ones wait for the worker, which takes them in as whoever sent them.

The file lies in the data folder, its run in the database. A worker that is killed leaves the run unfinished, and the
next one goes on at its cursor.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import F

from menshen.kernel.base.clock import day_of
from menshen.kernel.base.jobs import Job
from menshen.kernel.base.modules import find
from menshen.kernel.base.problems import CommonProblem, Refused
from menshen.kernel.ledgers.importing import ImportProblem, begin, read_sent, run_import
from menshen.kernel.ledgers.models import ImportRun
from menshen.kernel.scope.viewers import PLATFORM, acting, viewer_of

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from uuid import UUID

    from menshen.kernel.ledgers.declaration import Ledger
    from menshen.kernel.scope.viewers import Viewer

MOST_TRIES = 5
log = logging.getLogger(__name__)


def uploads() -> Path:
    """The folder of what was sent; it is full of people, so nobody else may look into it."""
    folder = Path(settings.DATA) / "uploads"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def upload_path(key: UUID | str) -> Path:
    return uploads() / f"{key}.upload"


def queue_import(
    ledger: Ledger, key: UUID, *, area: str, name: str, sheets: Collection[str] | None, by: Viewer, at: datetime
) -> ImportRun:
    """The run of the uploaded file, not begun yet; an unfinished one of the same file takes its place."""
    assert by.actor_id is not None  # who may import is somebody
    path = upload_path(key)
    table = read_sent(ledger, path, area=area, day=day_of(at), name=name, sheets=sheets)
    try:
        run = begin(ledger, path, name, table, area=area, by=by, at=at)
        if run.upload is None or not upload_path(run.upload).exists():
            run.upload, run.started_by_id = key, by.actor_id
            run.sheets = None if sheets is None else list(sheets)
            run.expected_rows = sum(one.sheet.rows - one.mapping.rows[-1] for one in table.sections)
            run.save(update_fields=["upload", "started_by", "sheets", "expected_rows"])
    finally:
        table.close()
    return run


def take_in(run: ImportRun, *, at: datetime) -> None:
    """All that is left of a queued run, as the person who sent it and with the rights they hold now."""
    by, ledger = viewer_of(run.started_by, on=day_of(at)), find("ledgers", run.ledger)
    assert ledger is not None  # it had a ledger when it was queued
    try:
        path = _found(run)
        run_import(ledger, path, area=run.area_id, by=by, at=at, name=run.file_name, sheets=run.sheets, run=run)
    except Refused as refused:
        if refused.code == CommonProblem.NOT_FOUND.value:
            refused = Refused(ImportProblem.NOT_ALLOWED)
        _give_up(run, refused, at)


def _found(run: ImportRun) -> Path:
    path = upload_path(run.upload or "")
    if not path.exists():
        raise Refused(ImportProblem.FILE_GONE)
    return path


def _give_up(run: ImportRun, why: Refused, at: datetime) -> None:
    with acting(PLATFORM):
        ImportRun.objects.filter(pk=run.pk, finished_at__isnull=True).update(
            finished_at=at, broken_off=[why.code, why.term.en, why.term.zh]
        )


def take_in_all(at: datetime) -> None:
    """What waits, the oldest first. One that fails does not keep the others waiting, and is given up in the end."""
    with acting(PLATFORM):
        waiting = list(
            ImportRun.objects.filter(upload__isnull=False, finished_at__isnull=True)
            .select_related("started_by")
            .order_by("pk")
        )
    for run in waiting:
        with acting(PLATFORM):
            ImportRun.objects.filter(pk=run.pk).update(tries=F("tries") + 1)
        if run.tries >= MOST_TRIES:
            _give_up(run, Refused(ImportProblem.GIVEN_UP), at)
            continue
        try:
            take_in(run, at=at)
        except Exception:  # whatever it is, the files behind it are not to blame
            log.exception("import %s broke off", run.pk)


TAKE_IN = Job("ledgers.take_in_workbooks", "* * * * *", take_in_all)
JOBS = (TAKE_IN,)
