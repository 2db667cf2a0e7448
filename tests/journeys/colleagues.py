"""Somebody who works at the desk: finds pages by their names, fills in forms, sends workbooks, takes papers home."""

from __future__ import annotations

import io
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pypdf
from axe_playwright_python.sync_playwright import Axe

from conftest import PROJECT
from menshen.demo.staff import PASSWORD
from menshen.kernel.base.modules import find

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

    from menshen.kernel.base.terms import Term

WIDE = {"width": 1080, "height": 680}
PHONE = {"width": 390, "height": 720}
PICTURES = PROJECT / "docs" / "how-to" / "images"


class Window:
    """A browser window in one language, of the size that its owner has."""

    def __init__(self, browser: Browser, url: str, *, language: str, size: dict[str, int]) -> None:
        self.url, self.language = url, language
        self.context = browser.new_context(viewport=size, locale="zh-CN", reduced_motion="reduce")
        self.context.add_cookies([{"name": "menshen_language", "value": language, "url": url}])
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(20_000)
        self._looked_at: set[str] = set()
        self._errors: list[str] = []
        self.page.on("pageerror", lambda error: self._errors.append(str(error)))

    def visits(self, path: str) -> None:
        answer = self.page.goto(self.url + path)
        assert answer is not None
        assert answer.ok, path
        self._looks()

    def keeps_picture(self, name: str, *, of: str = "main h1") -> None:
        """What is on the screen around `of`, for the how-to pages, where `PICTURES=write` asks for it."""
        if os.environ.get("PICTURES") == "write":
            self.page.locator(of).first.evaluate("one => one.scrollIntoView({block: 'center'})")
            self.page.screenshot(path=PICTURES / f"{name}.{self.language}.png")

    def closes(self) -> None:
        assert self._errors == []
        self.context.close()

    def _follows(self, link: Locator) -> None:
        with self.page.expect_navigation():
            link.click()
        self._looks()

    def _looks(self) -> None:
        """The page fits the screen, and nothing on it is a serious barrier to anybody; each kind of page once."""
        kind = re.sub(r"[?].*|[0-9a-f-]{36}|\d+", "", self.page.url)
        if kind in self._looked_at:
            return
        self._looked_at.add(kind)
        assert self.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), self.page.url
        found = Axe().run(self.page).response["violations"]
        assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == [], self.page.url


class Colleague(Window):
    """Somebody who is signed in at the desk."""

    def __init__(self, browser: Browser, url: str, username: str, *, language: str, size: dict[str, int]) -> None:
        super().__init__(browser, url, language=language, size=size)
        self.page.goto(f"{url}/sign-in/")
        self.page.fill("#username", username)
        self.page.fill("#password", PASSWORD)
        self.page.click("form .btn-primary")
        self.page.wait_for_selector("#tasks-title")

    def words(self, term: Term) -> str:
        return term.en if self.language == "en" else term.zh

    def named(self, registry: str, code: str) -> str:
        """What the pages call an action, a ledger, a task."""
        return self.words(find(registry, code).title)

    def goes_home(self) -> None:
        self.visits("/")

    def opens(self, name: str) -> None:
        """A page of the menu, which stands behind a button on a phone."""
        toggle = self.page.locator("[data-menu-toggle]")
        if toggle.is_visible():
            toggle.click()
        self._follows(self.page.locator("#menu").get_by_role("link", name=name, exact=True))

    def opens_ledger(self, code: str) -> None:
        self.opens(self.named("ledgers", code))

    def opens_row(self, *, of: str, with_text: str) -> None:
        """The record of the first row of a ledger in which the text stands."""
        self.opens_ledger(of)
        self._follows(self.page.locator("main table.ledger tbody tr", has_text=with_text).locator("a").first)

    def chooses(self, name: str) -> None:
        """A link of the page, by what stands on it."""
        self._follows(self.page.locator("main").get_by_role("link", name=name).first)

    def chooses_among(self, list_id: str, name: str) -> None:
        """A line of one of several lists of the page, by the id of its title."""
        self._follows(self.page.locator(f"section[aria-labelledby={list_id}]").get_by_role("link", name=name))

    def does(self, action: str, **fields: Any) -> None:
        """Opens the form that the page offers, if need be under 'More', fills it in, sends it, and reads that it is
        done."""
        name, more = self.named("actions", action), self.page.locator("main .page-head summary")
        if more.is_visible() and not self.page.locator("main").get_by_role("link", name=name).count():
            more.click()
        self.chooses(name)
        self.sends(**fields)

    def sends(self, **fields: Any) -> None:
        """The form of the page; what it is filled with already stays."""
        form = self.page.locator("main form[data-once]")
        for name, value in fields.items():
            _fill(form, name, value)
        form.locator("[type=submit]").click()
        self.page.wait_for_selector("main .notice.tone-good")

    def imports(self, ledger: str, workbook: Path, *, picture: str = "") -> None:
        """Sends a workbook, looks at what would become of its rows, and takes all of them in."""
        self.opens_ledger(ledger)
        self._follows(self.page.locator("main a[href$='/import/']").first)
        self.page.set_input_files("[name=file]", workbook)
        self.page.click("main form .btn-primary")
        self.page.wait_for_selector("button[value=run]")
        self._looks()
        if picture:
            self.keeps_picture(picture)
        self.page.click("button[value=run]")
        self.page.wait_for_selector("main .notice.tone-good", timeout=60_000)

    def takes_away(self, name: str) -> Path:
        """The file behind a link of the page."""
        with self.page.expect_download() as download:
            self.page.locator("main .page-head").get_by_role("link", name=name, exact=True).click()
        return Path(download.value.path())

    def reads_paper(self, title: str) -> bytes:
        """The PDF of a paper that the page lists under its title."""
        paper = self.page.locator("main ul.todo li", has_text=title).get_by_role("link").first
        answer = self.context.request.get(self.url + str(paper.get_attribute("href")))
        assert answer.headers["content-type"] == "application/pdf"
        return answer.body()


def _fill(form: Locator, name: str, value: Any) -> None:
    """By the kind of the field: some of a list, one of a list, or what is typed."""
    if isinstance(value, list):
        for one in value:
            form.locator(f"[name={name}][value='{one}']").check()
        return
    field = form.locator(f"[name={name}]")
    if field.evaluate("one => one.tagName") == "SELECT":
        field.select_option(value)
    else:
        field.fill(str(value))


def text_of(pdf: bytes) -> str:
    """What a paper says, without its spaces and line breaks."""
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    return "".join(text.replace("\N{ZERO WIDTH SPACE}", "").split())
