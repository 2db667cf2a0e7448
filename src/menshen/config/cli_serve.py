"""`menshen serve`: the web server and the worker, started, watched and stopped together."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Self

import click

from menshen.config.environment import PROJECT, ConfigurationError, Environment
from menshen.gateway.cli.options import MOMENT

if TYPE_CHECKING:
    from datetime import datetime
    from types import FrameType

START_SECONDS = 60
STOP_SECONDS = 30
STOPPING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option(
    "--workers",
    default=min(4, os.cpu_count() or 1),
    show_default="one a processor, at most 4",  # the same page of documentation on every machine
    type=click.IntRange(1, 32),
    help="Processes of the web server.",
)
@click.option("--threads", default=4, show_default=True, type=click.IntRange(1, 32), help="Requests at once, a worker.")
@click.option("--as-of", type=MOMENT, help="Let the clock start there, e.g. 2020-02-05T18:00; for rehearsals.")
def serve(host: str, port: int, workers: int, threads: int, as_of: datetime | None) -> None:
    """Serve the desk and run the periodic jobs until Ctrl-C; requests and jobs in progress are finished first."""
    check_free(host, port)
    if as_of:
        # As a shift, so that a server process that is replaced does not begin again at the same moment.
        os.environ["MENSHEN_CLOCK"] = f"{as_of.timestamp() - time.time():.3f}s"
    _prepare()
    server = [
        "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
        "--workers", str(workers), "--blocking-threads", str(threads), "--respawn-failed-workers",
        "--workers-kill-timeout", str(STOP_SECONDS), "--log-level", "warning", "menshen.config.wsgi:application",
    ]  # fmt: skip
    processes = _Processes()
    with processes:
        processes.start(server)
        processes.start(["menshen.config.worker"])
        if _answers(processes, host, port):
            click.echo(f"The desk is at http://{_spoken(host)}:{port}  (Ctrl-C stops it)")
            processes.wait()
    if processes.broken:
        raise ConfigurationError(f"{processes.broken} ended by itself; its last words are above.")


class _Processes:
    """Child processes that live and end together. They get signals only from here, so each stops once, and end with
    this process even where it is killed."""

    def __init__(self) -> None:
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.stopping = False
        self.broken = ""

    def start(self, module: list[str]) -> None:
        command = [sys.executable, "-m", "menshen.config.tied", *module]
        self.children[module[0]] = subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)

    def __enter__(self) -> Self:
        self.before = {number: signal.signal(number, self._stop) for number in STOPPING}
        return self

    def _stop(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002  the signature of a handler
        self.stopping = True

    def all_alive(self) -> bool:
        """False when one has ended or a signal came; remembers who ended by itself."""
        for name, child in self.children.items():
            if child.poll() is not None and not self.stopping:
                self.broken = name
        return not (self.stopping or self.broken)

    def wait(self) -> None:
        while self.all_alive():
            time.sleep(0.2)

    def __exit__(self, *error: object) -> None:
        self.stopping = True
        for child in self.children.values():
            child.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for child in self.children.values():
            try:
                child.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        for number, handler in self.before.items():
            signal.signal(number, handler)


def _prepare() -> None:
    """The database up, its tables as the code expects them, the front end built; else ConfigurationError."""
    from menshen.config.boot import set_up_database, set_up_django

    set_up_database()
    set_up_django()

    from django.conf import settings
    from django.db import connection

    from menshen.config.tables import missing_migrations
    from menshen.kernel.privacy import keys

    if missing := missing_migrations():
        raise ConfigurationError(f"{len(missing)} migrations are missing: run `menshen migrate` first.")
    keys.read()  # without them no number can be read or written: better said now than by every page
    connection.close()
    if not settings.DESK_MANIFEST.exists():
        raise ConfigurationError(f"The front end is not built: run `make setup` in {PROJECT}.")
    if Environment.read().debug:
        click.echo("MENSHEN_DEBUG is on: errors show inner details in the browser.", err=True)


def check_free(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            said = f"Cannot listen on {host}:{port}: {error.strerror}. Try --port; with make PORT=…"
            raise ConfigurationError(said) from error


def _answers(processes: _Processes, host: str, port: int) -> bool:
    """Wait until the server listens; False when it ended or was told to stop."""
    deadline = time.monotonic() + START_SECONDS
    while processes.all_alive():
        try:
            socket.create_connection((_spoken(host).strip("[]"), port), timeout=1).close()
        except OSError:
            if time.monotonic() > deadline:
                raise ConfigurationError(f"The server did not listen within {START_SECONDS} s.") from None
            time.sleep(0.1)
        else:
            return True
    return False


def _spoken(host: str) -> str:
    """The host as a browser on this machine names it."""
    known = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104  compared, not bound
    return known.get(host, f"[{host}]" if ":" in host else host)
