"""The desk and the worker as processes: they come up together, answer, and end together and politely."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from datetime import datetime

import psutil
import pytest
from django.db import connection

from menshen.config.worker import RESUME, LocalPeriodicTask
from menshen.kernel.base import clock
from menshen.kernel.base.modules import declared

PROGRAM = [sys.executable, "-m", "menshen.config.cli", "serve"]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def _serving(port: int):
    with subprocess.Popen(
        [*PROGRAM, "--port", str(port), "--workers", "1"], stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.terminate()


def _status(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        with error:
            return error.code


@pytest.mark.slow
def test_it_says_where_it_is_answers_and_stops_with_all_its_processes(committed_db):
    port = _free_port()
    with _serving(port) as process:
        assert process.stdout.readline().startswith(f"The desk is at http://127.0.0.1:{port}")
        assert _status(f"http://127.0.0.1:{port}/") < 500
        assert _status(f"http://127.0.0.1:{port}/static/desk/manifest.json") == 200
        family = psutil.Process(process.pid).children(recursive=True)
        assert len(family) >= 3  # the server, its worker process, the job worker
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0
        assert not psutil.wait_procs(family, timeout=5)[1]


@pytest.mark.slow
def test_when_one_of_the_two_dies_the_other_is_stopped_and_it_is_said(committed_db):
    with _serving(_free_port()) as process:
        process.stdout.readline()
        (worker,) = [
            each for each in psutil.Process(process.pid).children() if "menshen.config.worker" in each.cmdline()
        ]
        worker.kill()
        assert process.wait(timeout=30) == 1
        assert process.stdout.read() == ""


@pytest.mark.slow
def test_killed_without_warning_it_leaves_nobody_behind(committed_db):
    with _serving(_free_port()) as process:
        process.stdout.readline()
        family = psutil.Process(process.pid).children(recursive=True)
        process.kill()
        assert not psutil.wait_procs(family, timeout=30)[1]


def test_a_port_in_use_is_one_sentence(committed_db):
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        done = subprocess.run(
            [*PROGRAM, "--port", str(busy.getsockname()[1])], capture_output=True, text=True, check=False
        )
    assert done.returncode == 1
    assert "Try --port" in done.stderr
    assert "Traceback" not in done.stderr


def test_every_declared_job_is_known_to_the_worker():
    from procrastinate.contrib.django import app

    codes = {job.code for job in declared("jobs")}
    assert {name for name, _ in app.periodic_registry.periodic_tasks} == codes | {RESUME}
    assert all(isinstance(task, LocalPeriodicTask) for task in app.periodic_registry.periodic_tasks.values())


@contextmanager
def _working():
    """A worker, for as long as the block lasts."""
    with subprocess.Popen([sys.executable, "-m", "menshen.config.worker"]) as process:
        try:
            yield
        finally:
            process.terminate()


def _soon(question: str) -> bool:
    """Whether the database comes to say yes."""
    for _ in range(150):
        with connection.cursor() as cursor:
            cursor.execute(question)
            if cursor.fetchone()[0]:
                return True
        time.sleep(0.2)
    return False


@pytest.mark.slow
def test_a_machine_that_was_off_at_midnight_catches_up(committed_db):
    with _working():
        defers = "FROM procrastinate_periodic_defers WHERE task_name"
        assert _soon(f"SELECT count(*) = 1 {defers} = 'reporting.open_reports'")
        assert _soon("SELECT count(*) = 0 FROM procrastinate_jobs")


def test_what_belongs_to_an_earlier_day_is_not_done_under_the_date_of_today(committed_db, monkeypatch):
    """Checks missed last night are not asked for this morning as if they were today's."""
    from procrastinate.contrib.django import app

    run = app.tasks["quarantine.find_missed_checks"].func
    asked = []
    monkeypatch.setattr(clock, "now", lambda: asked.append(True))
    run(timestamp=int(time.time()) - 24 * 3600)
    assert not asked


@pytest.mark.slow
def test_a_job_whose_worker_lost_its_power_is_done_anew(committed_db):
    """Its lock would otherwise keep the job from ever being done again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (task_name, queue_name, lock, queueing_lock, args, status) "
            "SELECT code, 'default', code, code, jsonb_build_object('timestamp', extract(epoch FROM now())::bigint), "
            "'doing' FROM unnest(ARRAY['quarantine.end_due_orders']) AS code"
        )
    with _working():
        assert _soon("SELECT count(*) = 0 FROM procrastinate_jobs WHERE task_name = 'quarantine.end_due_orders'")


def test_midnight_is_midnight_here():
    task = LocalPeriodicTask(task=None, cron="0 0 * * *", periodic_id="", configure_kwargs={})
    noon = datetime(2020, 2, 5, 12, 0, tzinfo=clock.LOCAL).timestamp()
    due = task.croniter.get_next(ret_type=float, start_time=noon)
    assert datetime.fromtimestamp(due, clock.LOCAL) == datetime(2020, 2, 6, tzinfo=clock.LOCAL)
    task.croniter.set_current(start_time=noon)
    assert datetime.fromtimestamp(task.croniter.get_prev(ret_type=float), clock.LOCAL).hour == 0


def test_jobs_can_be_run_by_hand_for_any_moment_and_again(committed_db):
    run = [*PROGRAM[:-1], "jobs", "run", "--at", "2020-02-05T18:00"]
    for _ in range(2):
        done = subprocess.run(run, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert done.stdout.splitlines() == [f"{job.code}: done" for job in declared("jobs")]
