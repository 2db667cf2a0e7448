"""The pages that the how-to shows, in the demonstration town: each opens, fits and is no barrier, in both languages.

`PICTURES=write` keeps what is on the screen as docs/how-to/images; so does the journey of the office. `make pictures`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from browsing import chromium
from journeys.colleagues import PHONE, WIDE, Colleague, Window, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser

pytestmark = [pytest.mark.slow, pytest.mark.browser]

PAGES = {
    "grid-home": ("grid", "/"),
    "grid-checks": ("grid", "/ledgers/quarantine.under_order/"),
    "questionnaire": ("grid", "/questionnaires/1/"),
    "secretary-home": ("secretary", "/"),
    "person": ("secretary", "/ledgers/registry.residents/3/"),
    "two-hours": ("secretary", "/ledgers/screening.clock_breaches/"),
    "approvals": ("leader", "/ledgers/approvals.requests/"),
    "export": ("secretary", "/ledgers/screening.arrivals/?format=xlsx"),
    "overview": ("street", "/overview/"),
    "daily-report": ("street", "/report/"),
    "look-ups": ("privacy", "/ledgers/privacy.look_ups/"),
    "destroying": ("privacy", "/destroying/"),
}


@pytest.fixture(scope="module")
def browser(desk) -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def colleague(browser, desk) -> Iterator[Callable[[str, str], Colleague]]:
    """Somebody of the town, signed in once for each language."""
    known: dict[tuple[str, str], Colleague] = {}

    def signed_in(username: str, language: str) -> Colleague:
        if (username, language) not in known:
            size = PHONE if username == "grid" else WIDE
            known[username, language] = Colleague(browser, desk.url, username, language=language, size=size)
        return known[username, language]

    yield signed_in
    for one in known.values():
        one.closes()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_the_how_to(colleague, name, language):
    username, path = PAGES[name]
    reader = colleague(username, language)
    reader.visits(path)
    reader.page.wait_for_load_state("networkidle")  # charts are drawn
    reader.keeps_picture(name, of="[data-chart=map]" if name == "overview" else "main h1")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_behind_the_printed_code(colleague, browser, desk, language):
    """What a resident sees on a phone, without an account."""
    secretary = colleague("secretary", language)
    secretary.opens_ledger("screening.posters")
    secretary.does("screening.issue_poster", site=desk.url)
    secretary.opens_row(of="screening.posters", with_text="")
    poster = secretary.reads_paper(secretary.named("documents", "screening.declaration_poster"))
    (path,) = re.findall(rf"{desk.url}(/declare/[\w-]+/)", text_of(poster))
    resident = Window(browser, desk.url, language=language, size=PHONE)
    resident.visits(f"{path}?language={language}")
    resident.keeps_picture("declaration")
    resident.closes()
