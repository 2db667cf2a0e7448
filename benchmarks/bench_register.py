"""Registering one person by JSON."""

from __future__ import annotations

import http.client
import json
import secrets
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import date, timedelta
from io import BytesIO
from itertools import count
from typing import TYPE_CHECKING, Any

import psutil
from django.core.handlers.wsgi import WSGIHandler
from django.test import override_settings

from benchmarks.databases import variables
from benchmarks.measuring import Meter
from benchmarks.population import load_areas, load_people
from benchmarks.results import Comparison, Figure, Section
from menshen.config.environment import PROJECT
from menshen.demo.town import MAIN, build_town
from menshen.gateway.viewing import digest_of_token
from menshen.kernel.base import clock
from menshen.kernel.base.idnumbers import check_character
from menshen.kernel.base.ids import uuid7
from menshen.kernel.scope.models import Actor, ApiToken, Grant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.runner import Bench

    Send = Callable[[str, dict[str, Any]], int]

TITLE = "Registering one person by JSON"
REQUESTS = 500
TARGET_MILLISECONDS = 4
ADDRESS = "/api/v1/actions/registry.register_resident"
PLAIN = "/plain/register"


def run(bench: Bench) -> Section:
    town = build_town()
    load_areas(bench.cluster, bench.database, town)
    load_people(bench.cluster, bench.database, town, bench.say)
    key = _clerk()
    people = _people()
    requests = max(20, bench.size(REQUESTS))
    runs = bench.runs(5)
    with _served(bench, key) as (send, server):
        _measure(bench, send, ADDRESS, people, requests // 5, of=server)
        served = [_measure(bench, send, ADDRESS, people, requests, of=server) for _ in range(runs)]
    inside = _caller(key)
    _measure(bench, inside, ADDRESS, people, requests // 5)
    called = [_measure(bench, inside, ADDRESS, people, requests) for _ in range(runs)]
    with override_settings(ROOT_URLCONF="benchmarks.plain"):
        _measure(bench, inside, PLAIN, people, requests // 5)
        plain = [_measure(bench, inside, PLAIN, people, requests) for _ in range(runs)]
    ours = Figure("", "", tuple(each.cpu for each in called))
    theirs = Figure("", "", tuple(each.cpu for each in plain))
    return Section(
        f"{runs} × {requests} requests one after another to `POST {ADDRESS}` with a bearer token and a command number, "
        f"in a registry of {town.people:,} people: token, grants, permission, checks, household and person looked up, "
        "person, home, residence, phone and journal entry written, committed to disk. Each request brings a new person "
        "with an address.",
        [
            Figure(
                "CPU of server and database, over HTTP with one worker",
                "ms",
                tuple(each.cpu for each in served),
                TARGET_MILLISECONDS,
            ),
            Figure("of these, the database", "ms", tuple(each.database for each in served)),
            Figure("from request to answer", "ms", tuple(each.wall for each in served)),
            Figure("CPU without the web server: the application called by WSGI, and the database", "ms", ours.runs),
        ],
        [
            Comparison(
                "a plain Django view behind the same middleware, object by object with the ORM",
                "ms CPU",
                ours.median,
                theirs.median,
            )
        ],
    )


def _clerk() -> str:
    """A clerk of the main community with a key; the key."""
    key = secrets.token_urlsafe(32)
    actor = Actor.objects.create_user("clerk", display_name="信息员")
    Grant.objects.create(actor=actor, role="community_clerk", area_id=MAIN, valid_from=clock.today())
    ApiToken.objects.create(actor=actor, digest=digest_of_token(key), label="bench")
    return key


def _people() -> Iterator[dict[str, Any]]:
    """People who do not exist yet, each in a dwelling of the community that nobody has heard of."""
    for serial in count():
        day = date(1930, 1, 1) + timedelta(days=serial)
        first = f"990102{day:%Y%m%d}{serial % 1000:03d}"
        yield {
            "area": f"{MAIN}{serial % 16 + 1:03d}",
            "name": "王李张刘陈杨黄赵"[serial % 8] + chr(0x4E00 + serial % 4096),
            "id_number": first + check_character(first),
            "phone": f"1009{serial:07d}",
            "compound": "新建小区",
            "building": f"{serial % 40 + 1}栋",
            "unit": f"{serial % 3 + 1}单元",
            "door": f"{serial + 1}",
            "household_number": f"{serial + 1}",
        }


def _measure(
    bench: Bench, send: Send, address: str, people: Iterator[dict[str, Any]], requests: int, of: int | None = None
) -> Meter:
    """Milliseconds for one of so many requests."""
    bodies = [next(people) for _ in range(requests)]
    with Meter(bench.cluster, of) as meter:
        for body in bodies:
            if (status := send(address, body)) != 200:  # noqa: PLR2004  HTTP's code for done
                raise AssertionError(f"{address} answered {status}")
    return meter.per(requests, 1e3)


def _caller(key: str) -> Send:
    """Calls the application of this process as a web server does."""
    handler = WSGIHandler()

    def send(address: str, body: dict[str, Any]) -> int:
        data = json.dumps(body).encode()
        answered = []
        environ = {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": address,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "CONTENT_TYPE": "application/json",
            "CONTENT_LENGTH": str(len(data)),
            "HTTP_HOST": "127.0.0.1",
            "HTTP_AUTHORIZATION": f"Bearer {key}",
            "HTTP_IDEMPOTENCY_KEY": str(uuid7()),
            "wsgi.input": BytesIO(data),
            "wsgi.url_scheme": "http",
        }
        response = handler(environ, lambda status, headers: answered.append(status))  # type: ignore[arg-type]  # noqa: ARG005
        b"".join(response)
        response.close()
        return int(answered[0].split()[0])

    return send


@contextmanager
def _served(bench: Bench, key: str) -> Iterator[tuple[Send, int]]:
    """A web server with one worker on a free port: how to call it, and its process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    program = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", "1", "--blocking-threads", "4", "--log-level", "warning", "menshen.config.wsgi:application",
    ]  # fmt: skip
    server = subprocess.Popen(program, env=variables(bench.cluster, bench.database), cwd=PROJECT, stdout=sys.stderr)
    try:
        connection = _connected(port, psutil.Process(server.pid))

        def send(address: str, body: dict[str, Any]) -> int:
            headers = {
                "Authorization": f"Bearer {key}",
                "Content-Type": "application/json",
                "Idempotency-Key": str(uuid7()),
            }
            connection.request("POST", address, json.dumps(body), headers)
            response = connection.getresponse()
            response.read()
            return response.status

        yield send, server.pid
    finally:
        server.terminate()
        server.wait(30)


def _connected(port: int, server: psutil.Process) -> http.client.HTTPConnection:
    deadline = time.monotonic() + 60
    while server.status() != psutil.STATUS_ZOMBIE and time.monotonic() < deadline:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.connect()
        except ConnectionRefusedError:
            time.sleep(0.1)
        else:
            return connection
    raise AssertionError("the web server did not start; its last words are above")
