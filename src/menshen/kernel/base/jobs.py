"""What runs by the calendar and not because somebody did something."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models.functions import Now

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

SILENT = timedelta(seconds=40)  # a worker says every ten seconds that it is there


@dataclass(frozen=True, slots=True)
class Job:
    """A periodic job of a domain, listed in its `Module`.

    `code` is `domain.what_it_does`; `cron` is five fields in local time; `run(at=…)` gets the moment it runs for and
    must be idempotent, because a job is retried after a failure and may be run by hand for any day.
    """

    code: str
    cron: str
    run: Callable[[datetime], None]


def run_soon(code: str) -> None:
    """Have the worker run a job once this transaction is committed, beside its due times; one that waits already is
    enough."""
    from procrastinate.contrib.django import app
    from procrastinate.exceptions import AlreadyEnqueued

    try:
        with transaction.atomic():
            app.configure_task(code, queueing_lock=code, lock=code).defer(timestamp=int(time.time()))
    except AlreadyEnqueued:
        return


def worker_is_there() -> bool:
    """Whether a worker has said within the last moments that it is at work."""
    from procrastinate.contrib.django.models import ProcrastinateWorker

    return ProcrastinateWorker.objects.filter(last_heartbeat__gt=Now() - SILENT).exists()
