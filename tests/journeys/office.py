"""An office that begins with nothing but its areas and the people who work in it, all made at the terminal."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING

from click.testing import CliRunner
from django.db import connection

from journeys.colleagues import PHONE, WIDE, Colleague
from journeys.conftest import free_port, served
from menshen.config.cli import program
from menshen.demo.staff import LOG_INS, PASSWORD
from menshen.demo.town import DISTRICT, MAIN, SECOND, STREET
from menshen.kernel.ledgers.workbook_out import write_sheet

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

PROVINCE = "99"
AREAS = (
    ("9901", "示范市", "Shifan City", ""),
    (DISTRICT, "示范区", "Shifan District", ""),
    (STREET, "示范街道", "Shifan Street", "0999-8652000"),
    (MAIN, "临江社区", "Linjiang Community", "0999-8652001"),
    (f"{MAIN}001", "锦江花园", "Jinjiang Garden", ""),
    (f"{MAIN}002", "江畔人家", "Riverside Homes", ""),
    (SECOND, "铜都社区", "Tongdu Community", "0999-8652002"),
    (f"{SECOND}001", "铜都花园", "Tongdu Garden", ""),
)
STAFF = {"grid": PHONE, "clerk": WIDE, "secretary": WIDE, "secretary2": WIDE, "leader": WIDE, "officer": WIDE}
"""Who works there, with the size of their screen."""


def found_office(folder: Path) -> None:
    """Open the areas, and give people of the demonstration their log-ins and roles."""
    _run("act", "scope.open_area", f"area={PROVINCE}", "name=示范省")
    tree = folder / "区划网格.xlsx"
    write_sheet(tree, "区划网格", ["代码", "名称", "英文名称", "联系电话"], AREAS)
    _run("import", "scope.areas", str(tree), "--area", PROVINCE)
    for who in LOG_INS:
        if who.username in STAFF:
            _run("actor", "create", who.username, who.name)
            _run("actor", "password", who.username, typed=PASSWORD)
            _run("actor", "grant", who.username, who.role, who.area, "--from", "2020-01-01")


class Office:
    """The people of one office at their desks, who all read the same language."""

    def __init__(self, browser: Browser, folder: Path, language: str) -> None:
        self._browser, self._folder, self._language = browser, folder, language
        self._port = free_port()
        self._url = ""
        self._people: dict[str, Colleague] = {}

    @contextmanager
    def open_at(self, moment: str) -> Iterator[None]:
        """The server on that day: what the morning brings is done, and whoever was signed in still is."""
        with ThreadPoolExecutor(1) as elsewhere:  # Django does not work where playwright's loop runs
            elsewhere.submit(_morning, moment[:10]).result()
        with served(self._folder, moment, port=self._port) as self._url:
            yield

    def person(self, username: str) -> Colleague:
        if username not in self._people:
            self._people[username] = Colleague(
                self._browser, self._url, username, language=self._language, size=STAFF[username]
            )
        return self._people[username]

    def close(self) -> None:
        for person in self._people.values():
            person.closes()


def _morning(day: str) -> None:
    """The periodic jobs; the worker of the server knows only the true day, and has done them on it."""
    _run("jobs", "run", "--at", f"{day}T08:00")
    connection.close()


def _run(*words: str, typed: str | None = None) -> None:
    done = CliRunner().invoke(program, words, input=typed, catch_exceptions=False)
    assert done.exit_code == 0, done.output
