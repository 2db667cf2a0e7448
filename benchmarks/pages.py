"""Every page of the desk as those who work there reach it: `python -m benchmarks.pages RUNS` in a town that has lived.

One log-in of each role follows the links from the first page. Of addresses that differ only in their values
(which order, which day, which page of a list) the first is asked.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections import Counter
from dataclasses import asdict, dataclass
from html import unescape
from statistics import median
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from benchmarks.databases import variables
from menshen.config.environment import PROJECT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

    from menshen.config.cluster import Cluster

EVENING = "2020-02-05T19:30"  # of the last day that the demonstration lives through
EACH = 1  # of the addresses of one kind, a log-in asks the first
_LINK = re.compile(rb'(?:href|hx-get)="(/[^"#]*)')
_NO_PAGE = re.compile(r"format=|/template/|/papers/|^/documents/|/workbook/|^/static/|/sign-out/|/language/")


@dataclass(frozen=True, slots=True)
class Page:
    """An address as one log-in found it: milliseconds of each time, statements sent to the database, bytes."""

    route: str
    address: str
    who: str
    taken: tuple[float, ...]
    statements: int
    size: int

    @property
    def median(self) -> float:
        return median(self.taken)


def pages_there(cluster: Cluster, database: str, runs: int) -> list[Page]:
    """Ask in a process of its own, on the evening of the town's last day."""
    own = {"MENSHEN_CLOCK": EVENING, "MENSHEN_SECOND_FACTOR": "offered"}
    program = [sys.executable, "-m", "benchmarks.pages", str(runs)]
    environment = variables(cluster, database) | own
    done = subprocess.run(program, env=environment, cwd=PROJECT, stdout=subprocess.PIPE, check=True)
    return [Page(**{**page, "taken": tuple(page["taken"])}) for page in json.loads(done.stdout)]


def _pages_here(runs: int) -> list[Page]:
    from menshen.config.boot import set_up_django

    set_up_django()

    from django.test import Client

    from menshen.demo.staff import LOG_INS
    from menshen.kernel.scope.models import Actor

    found = []
    for one in {one.role: one for one in LOG_INS}.values():
        client = Client(headers={"host": "localhost"})
        client.force_login(Actor.objects.get(username=one.username))
        found += list(_asked_by(client, one.username, runs))
        print(f"  {one.username}: {len(found):,} pages", file=sys.stderr, flush=True)
    return found


def _asked_by(client: Client, who: str, runs: int) -> Iterator[Page]:
    """Every page within reach, in the order of the links."""
    from django.urls import Resolver404, resolve

    waiting, met, kinds = ["/"], {"/"}, Counter[Any]()
    while waiting:
        address = waiting.pop(0)
        parts = urlsplit(address)
        try:
            place = resolve(parts.path)
        except Resolver404:
            continue
        kind = (place.route, place.kwargs.get("code"), tuple(sorted(name for name, _ in parse_qsl(parts.query))))
        if kinds[kind] == EACH:
            continue
        kinds[kind] += 1
        page, links = _asked(client, who, place.route, address, runs)
        if page:
            yield page
        new = [link for link in links if link not in met and not _NO_PAGE.search(link)]
        met.update(new)
        waiting += dict.fromkeys(new)


def _asked(client: Client, who: str, route: str, address: str, runs: int) -> tuple[Page | None, list[str]]:
    """The page, and where it leads to; none where the address sends elsewhere or shows no page."""
    from django.db import connection

    sent: list[str] = []

    def count(execute: Any, sql: str, *rest: Any) -> Any:
        sent.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(count):
        answer = client.get(address)
    if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):  # noqa: PLR2004
        return None, []
    taken = []
    for _ in range(runs):
        began = time.perf_counter()
        client.get(address)
        taken.append((time.perf_counter() - began) * 1e3)
    links = [unescape(link.decode()) for link in _LINK.findall(answer.content)]
    return Page(route or "/", address, who, tuple(taken), len(sent), len(answer.content)), links


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "menshen.config.settings")
    print(json.dumps([asdict(page) for page in _pages_here(int(sys.argv[1]))], ensure_ascii=False))
