"""The worker: runs the periodic jobs of every module, each once per due time however many workers there are.

The due times live in PostgreSQL (procrastinate). A job that fails is tried again, and so is one whose worker lost its
power. A worker that starts, on an office PC in the morning, catches up on what fell due since midnight.
"""

from __future__ import annotations

import functools
from datetime import datetime
from typing import TYPE_CHECKING, Any

from croniter import croniter
from procrastinate import RetryStrategy
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status
from procrastinate.periodic import PeriodicTask

from menshen.kernel.base import clock
from menshen.kernel.base.modules import declared

if TYPE_CHECKING:
    from procrastinate import App
    from procrastinate.tasks import Task

    from menshen.kernel.base.jobs import Job

RESUME = "menshen.resume_abandoned"


class LocalPeriodicTask(PeriodicTask[Any, Any, Any]):
    """Due times in local time; procrastinate's own are in UTC."""

    @functools.cached_property
    def croniter(self) -> croniter:
        return croniter(self.cron, datetime.now(clock.LOCAL))


def register_jobs(app: App) -> None:
    """Make a periodic task of every declared job. Procrastinate calls this once all modules are registered."""
    for job in declared("jobs"):
        _register(app, job)
    _resume_abandoned(app)


def _register(app: App, job: Job) -> None:
    @app.task(name=job.code, queueing_lock=job.code, lock=job.code, retry=RetryStrategy(max_attempts=5, linear_wait=60))
    def run(timestamp: int) -> None:
        if _is_of_today(timestamp):
            job.run(clock.now())  # the present and not the due time: it may be shifted

    _repeat(app, run, job.cron)


def _is_of_today(timestamp: int) -> bool:
    """Whether that due time lies in the present day; what belongs to an earlier one is not done under today's date."""
    return datetime.fromtimestamp(timestamp, clock.LOCAL).date() == datetime.now(clock.LOCAL).date()


def _resume_abandoned(app: App) -> None:
    """Every minute: a job whose worker was killed is done anew.

    It is still marked as being done, and its lock would keep the job from ever being done again.
    """

    @app.task(name=RESUME)
    async def resume(timestamp: int) -> None:  # noqa: ARG001  procrastinate's signature
        for job in await app.job_manager.get_stalled_jobs():
            try:
                await app.job_manager.retry_job(job)
            except UniqueViolation:  # the next one of its kind is waiting already
                await app.job_manager.finish_job(job, status=Status.FAILED, delete_job=True)

    _repeat(app, resume, "* * * * *")


def _repeat(app: App, task: Task[..., Any, Any], cron: str) -> None:
    app.periodic_registry.periodic_tasks[(task.name, "")] = LocalPeriodicTask(
        task=task, cron=cron, periodic_id="", configure_kwargs={}
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
