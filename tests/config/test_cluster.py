"""The life of our own PostgreSQL, on servers made for these tests: started, crashed, started again."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import pytest

from menshen.config import postgres
from menshen.config.cluster import LONGEST_SOCKET_FOLDER, Cluster

pytestmark = pytest.mark.slow


@pytest.fixture
def server(tmp_path):
    """A server that nobody has made yet. As root it lands in /var/lib, because pytest's folders are ours alone."""
    server = Cluster(tmp_path / "data")
    yield server
    server.stop()
    shutil.rmtree(server.home, ignore_errors=True)
    shutil.rmtree(server.socket_folder, ignore_errors=True)


def _postmaster(server: Cluster) -> psutil.Process:
    return psutil.Process(int((server.files / "postmaster.pid").read_text().split()[0]))


def _crash(server: Cluster) -> None:
    """Kill the main process and wait until it is gone, or a zombie where nobody reaps it."""
    postmaster = _postmaster(server)
    postmaster.send_signal(signal.SIGKILL)
    while _lives(postmaster):
        time.sleep(0.01)


def _lives(process: psutil.Process) -> bool:
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


def _ask(server: Cluster, question: str) -> object:
    with postgres.connect(postgres.superuser(server)) as connection:
        cursor = connection.execute(question)
        return cursor.fetchone()[0] if cursor.description else None


def test_it_starts_once_and_stops(server):
    assert not server.is_running()
    assert server.start()
    assert not server.start()
    assert server.is_running()
    assert _ask(server, "SHOW fsync") == "on"
    assert _ask(server, "SHOW listen_addresses") == ""
    assert _ask(server, "SELECT lower('Ä') || '门' ~ '^\\w+$'") is True
    assert server.stop()
    assert not server.is_running()
    assert not server.stop()


def test_only_its_own_account_can_enter_the_folder_of_its_socket(server):
    server.start()
    assert server.socket_folder.stat().st_mode & 0o077 == 0
    assert server.files.stat().st_mode & 0o077 == 0


def test_two_programs_at_once_start_one_server(server, tmp_path):
    program = f"""
from pathlib import Path
from menshen.config.cluster import Cluster
print(Cluster(Path({str(tmp_path / "data")!r})).start())
"""
    both = [subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) for _ in range(2)]
    assert sorted(each.communicate()[0].strip() for each in both) == ["False", "True"]
    assert server.is_running()


def test_after_a_crash_it_starts_with_all_that_was_committed(server):
    server.start()
    _ask(server, "CREATE TABLE kept AS SELECT 17 AS number")
    _crash(server)
    assert not server.is_running()
    assert server.start()
    assert _ask(server, "SELECT number FROM kept") == 17


def test_it_waits_for_what_a_crashed_server_left_running(server):
    """A query that goes on after the main process died still writes: a second server would destroy the data."""
    server.start()
    with postgres.connect(postgres.superuser(server)) as connection:
        busy = psutil.Process(connection.info.backend_pid)
        busy.suspend()  # like a process deep in the kernel, it cannot notice
        _crash(server)
        waker = subprocess.Popen(["sh", "-c", f"sleep 2; kill -CONT {busy.pid}"])
        before = time.monotonic()
        assert server.start()
        assert time.monotonic() - before > 1.5
        waker.wait()
        assert not _lives(busy)


def test_a_lock_file_with_the_number_of_another_program_is_no_obstacle(server):
    """After a power cut the number in the lock file may belong to anything; here, to this test."""
    server.start()
    server.stop()
    lock = server.files / "postmaster.pid"
    lock.write_text(f"{os.getpid()}\n{server.files}\n1580745600\n5432\n{server.socket_folder}\n\n1 1\nready\n")
    shutil.chown(lock, server.files.owner())
    assert not server.is_running()
    assert server.start()


def test_a_creation_that_was_killed_is_begun_again(server):
    half = server.home / "files.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18")
    assert server.start()
    assert not half.exists()


def test_a_long_path_gets_a_short_socket(tmp_path):
    """The name of a unix socket ends at 107 bytes; data folders do not."""
    deep = tmp_path / ("门" * 40)
    server = Cluster(deep)
    try:
        server.start()
        assert len(os.fsencode(server.socket_folder)) <= LONGEST_SOCKET_FOLDER
        assert _ask(server, "SELECT 1") == 1
    finally:
        server.stop()
        shutil.rmtree(server.home)
        shutil.rmtree(server.socket_folder, ignore_errors=True)


def test_started_by_root_it_runs_as_another_account_that_can_reach_its_files(server):
    server.start()
    account = _postmaster(server).username()
    assert account != "root"
    assert server.files.owner() == account
    assert (server.account is None) == (os.getuid() != 0)


@pytest.fixture
def open_folder():
    """A folder that every account can enter, unlike pytest's."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def test_reached_through_a_link_it_is_the_same_server(open_folder):
    """Otherwise the files of a server that runs would be cleared as those of a crashed one."""
    (open_folder / "data").mkdir()
    (open_folder / "link").symlink_to(open_folder / "data")
    linked = Cluster(open_folder / "link")
    linked.start()
    assert Cluster(open_folder / "data").is_running()
    assert linked.stop()


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become somebody else")
def test_started_by_root_it_stays_with_the_account_that_made_it(open_folder):
    """One `sudo` would otherwise take a user's database away from the user."""
    first = Cluster(open_folder / "data")
    first.start()
    first.stop()
    maker = pwd.getpwnam("daemon")
    for path in (first.home, *first.home.rglob("*")):
        os.chown(path, maker.pw_uid, maker.pw_gid)
    again = Cluster(open_folder / "data")
    again.start()
    try:
        assert _postmaster(again).username() == again.home.owner() == "daemon"
    finally:
        again.stop()


@pytest.mark.skipif(os.getuid() != 0, reason="only root starts it as another account")
def test_a_strict_umask_of_root_does_not_lock_its_account_out(open_folder):
    before = os.umask(0o077)
    server = Cluster(open_folder / "new" / "data")
    try:
        assert server.start()
        assert Cluster(open_folder / "new" / "data").files == server.files
    finally:
        os.umask(before)
        server.stop()


def test_what_keeps_it_from_starting_is_said(server):
    server.start()
    server.stop()
    broken = Cluster(server.home.parent, {"shared_buffers": "a lot"})
    broken.home, broken.files, broken.socket_folder = server.home, server.files, server.socket_folder
    with pytest.raises(Exception, match="a lot"):
        broken.start()


def test_the_programs_are_those_of_the_wheel(server):
    assert server.version().startswith("18.")
    assert Path(server.programs / "initdb").exists()
