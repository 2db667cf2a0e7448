"""The worker: runs the periodic jobs of every module, each once per due time however many workers there are.

The due times live in PostgreSQL (procrastinate): a job that fails is tried again, and a worker that was down for a
moment catches up on what fell due in the last ten minutes.
"""

from __future__ import annotations

import functools
from datetime import datetime
from typing import TYPE_CHECKING, Any

from croniter import croniter
from procrastinate import RetryStrategy
from procrastinate.periodic import PeriodicTask

from menshen.kernel.base import clock
from menshen.kernel.base.modules import declared

if TYPE_CHECKING:
    from procrastinate import App

    from menshen.kernel.base.jobs import Job


class LocalPeriodicTask(PeriodicTask[Any, Any, Any]):
    """Due times in local time; procrastinate's own are in UTC."""

    @functools.cached_property
    def croniter(self) -> croniter:
        return croniter(self.cron, datetime.now(clock.LOCAL))


def register_jobs(app: App) -> None:
    """Make a periodic task of every declared job. Procrastinate calls this once all modules are registered."""
    for job in declared("jobs"):
        _register(app, job)


def _register(app: App, job: Job) -> None:
    @app.task(name=job.code, queueing_lock=job.code, lock=job.code, retry=RetryStrategy(max_attempts=5, linear_wait=60))
    def run(timestamp: int) -> None:  # noqa: ARG001  the due time; the job is told the present, which may be shifted
        job.run(clock.now())

    app.periodic_registry.periodic_tasks[(run.name, "")] = LocalPeriodicTask(
        task=run, cron=job.cron, periodic_id="", configure_kwargs={}
    )


def main() -> None:
    """Work until told to stop by SIGTERM or SIGINT; a job in progress is finished first."""
    from menshen.config.boot import set_up_database, set_up_django

    set_up_database()
    set_up_django()

    from procrastinate.contrib.django import app

    with app.replace_connector(app.connector.get_worker_connector()):  # type: ignore[attr-defined]  # DjangoConnector
        app.run_worker(concurrency=1, delete_jobs="successful")


if __name__ == "__main__":
    main()
