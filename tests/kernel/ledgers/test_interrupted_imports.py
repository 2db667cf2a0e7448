"""Imports that are killed, cut off from the database, or started twice: the right people in the end, none doubled."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from django.db import connection

from factories.registry import COMMUNITY, NOW, make_areas, worker
from factories.rosters import bring_in, called, counts, names, resident, write
from menshen.config import postgres
from menshen.domains.registry.ledgers import RESIDENTS
from menshen.domains.registry.models import ContactPoint
from menshen.kernel.ledgers.importing import run_import
from menshen.kernel.ledgers.models import ImportRun
from menshen.kernel.scope.viewers import acting, system_viewer

CHUNK = RESIDENTS.imports.chunk
ROWS = 2 * CHUNK + 500
PATIENCE = 60  # seconds


@pytest.fixture
def roster(committed_db, tmp_path):
    make_areas()
    rows = [resident(serial) for serial in range(1, ROWS + 1)]
    rows[9][2] = rows[CHUNK + 9][2] = "123"
    return write(tmp_path / "名单.xlsx", rows)


def importing(path):
    """The program itself, at work."""
    program = [sys.executable, "-m", "menshen.config.cli", "import", "registry.residents", str(path)]
    return subprocess.Popen(
        [*program, "--area", COMMUNITY, "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def runs():
    with acting(system_viewer()):
        return list(ImportRun.objects.order_by("id"))


def wait_for_the_first_chunk(program):
    until = time.monotonic() + PATIENCE
    while not any(run.next_row for run in runs()):
        assert program.poll() is None, program.communicate()
        assert time.monotonic() < until
        time.sleep(0.01)


def assert_all_went_in(path):
    """The next run of the same file finishes the work; one more finds everything known."""
    done = importing(path)
    said = json.loads(done.communicate(timeout=PATIENCE)[0])
    (run,) = runs()
    assert said["resumed_at"] % CHUNK == 0
    assert 0 < said["resumed_at"] < ROWS
    assert (said["accepted"], said["known"], said["refused"]) == (ROWS - 2, 0, 2)
    assert (run.next_row, run.accepted, run.refused) == (ROWS, ROWS - 2, 2)
    assert run.finished_at is not None
    assert [refusal["row"] for refusal in said["refusals"]] == [11, CHUNK + 11]
    expected = sorted(called(serial) for serial in range(1, ROWS + 1) if serial not in (10, CHUNK + 10))
    assert names() == expected
    with acting(system_viewer()):
        assert ContactPoint.objects.count() == ROWS - 2
    assert counts(bring_in(path)) == (0, ROWS - 2, 2)
    assert names() == expected


@pytest.mark.slow
def test_a_killed_import_goes_on_where_it_stopped(roster):
    program = importing(roster)
    wait_for_the_first_chunk(program)
    program.send_signal(signal.SIGKILL)
    program.communicate()
    assert program.returncode == -signal.SIGKILL
    assert runs()[0].next_row < ROWS
    assert_all_went_in(roster)


@pytest.mark.slow
def test_an_import_cut_off_from_the_database_goes_on_where_it_stopped(roster, cluster):
    program = importing(roster)
    wait_for_the_first_chunk(program)
    with postgres.connect(postgres.superuser(cluster)) as server:
        ended = server.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> %s",
            [connection.settings_dict["NAME"], own_backend()],
        ).fetchall()
    _, complaint = program.communicate(timeout=PATIENCE)
    assert ended
    assert program.returncode == 1
    assert "The database " in complaint
    assert "Traceback" not in complaint
    assert runs()[0].next_row < ROWS
    assert_all_went_in(roster)


def own_backend():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


@pytest.fixture
def short_roster(committed_db, tmp_path):
    make_areas()
    return write(tmp_path / "名单.xlsx", [resident(serial) for serial in range(1, 201)])


SMALL = replace(RESIDENTS, imports=replace(RESIDENTS.imports, chunk=10))


def test_a_file_sent_in_while_it_is_going_in_settles_each_row_once(short_roster):
    """The second one begins when the first chunk of the first is in, and both go on together."""
    clerk, begun, second = worker(), threading.Event(), threading.Event()

    def send_in(progress):
        try:
            return run_import(SMALL, short_roster, area=COMMUNITY, by=clerk, at=NOW, progress=progress)
        finally:
            connection.close()

    def first_goes_on(_rows):
        begun.set()
        assert second.wait(PATIENCE)

    with ThreadPoolExecutor(2) as pool:
        earlier = pool.submit(send_in, first_goes_on)
        assert begun.wait(PATIENCE)
        later = pool.submit(send_in, lambda _rows: second.set())
        reports = [earlier.result(PATIENCE), later.result(PATIENCE)]
    (run,) = runs()
    assert (run.accepted, run.known, run.refused, run.next_row) == (200, 0, 0, 200)
    assert [counts(report) for report in reports] == [(200, 0, 0)] * 2
    assert [report.resumed_at for report in reports] == [0, 10]
    assert len(names()) == 200


def test_a_file_sent_in_twice_at_the_same_moment_goes_in_once(short_roster):
    clerk, together = worker(), threading.Barrier(2)

    def send_in(_):
        try:
            together.wait(PATIENCE)
            return run_import(SMALL, short_roster, area=COMMUNITY, by=clerk, at=NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(send_in, range(2)))
    assert sum(run.accepted for run in runs()) == 200
    assert all(run.next_row == 200 and run.finished_at for run in runs())
    assert len(names()) == 200
    with acting(system_viewer()):
        assert ContactPoint.objects.count() == 200


def test_two_files_with_the_same_people_at_the_same_moment(committed_db, tmp_path):
    """The second of two neighbours' lists, in the other order, finds who is there: nobody is doubled, nothing locks."""
    make_areas()
    rows = [resident(serial) for serial in range(1, 101)]
    paths = [write(tmp_path / "甲.xlsx", rows), write(tmp_path / "乙.xlsx", rows[::-1])]
    clerk, together = worker(), threading.Barrier(2)

    def send_in(path):
        try:
            together.wait(PATIENCE)
            return run_import(SMALL, path, area=COMMUNITY, by=clerk, at=NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        reports = list(pool.map(send_in, paths))
    assert sum(report.accepted for report in reports) == 100
    assert sum(report.known for report in reports) == 100
    assert len(names()) == 100
