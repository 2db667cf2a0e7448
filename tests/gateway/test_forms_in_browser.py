"""Questionnaires in a real browser: with the desk's script, and on a phone that runs none."""

from __future__ import annotations

import re
import threading
from typing import TYPE_CHECKING
from wsgiref.simple_server import make_server

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections

from browsing import chromium
from factories.forms import form
from factories.plans import act
from factories.registry import COMMUNITY, GRID
from factories.scope import colleague
from factories.screening import begin, households, screener, settled_town
from gateway.test_desk_in_browser import SMALL_TARGETS, TARGETS, Quiet, Server
from menshen.domains.screening.actions.posters import IssuePoster, issue_poster
from menshen.domains.screening.models import CampaignHousehold, Declaration, FormAnswer, Poster
from menshen.kernel.actions.performing import perform
from menshen.kernel.base import clock
from menshen.kernel.scope.viewers import acting, system_viewer

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.browser
SIZES = "[...document.querySelectorAll('p, label, button')].map(one => parseFloat(getComputedStyle(one).fontSize))"
PASSWORD = "a long pass phrase"


class Handler(WSGIHandler):
    """Each request closes its connection: its thread ends with it."""

    def __call__(self, environ, start_response):
        try:
            return super().__call__(environ, start_response)
        finally:
            connections.close_all()


@pytest.fixture
def town(committed_db) -> Iterator[dict[str, str]]:
    """A server over a small town, and the addresses to open; all that needs the database before the browser starts."""
    settled_town()
    households(1)
    begin()
    act("publish_letter_text", at=clock.now(), area=COMMUNITY, title="承诺书", body=["少聚集。"])
    worker = colleague("grid_worker", GRID, username="grid")
    worker.set_password(PASSWORD)
    worker.save()
    perform(issue_poster, [IssuePoster(area=COMMUNITY, site="http://127.0.0.1")], by=screener(), at=clock.now())
    with acting(system_viewer()):
        token, target = Poster.objects.get().token, CampaignHousehold.objects.get().pk
    server = make_server("127.0.0.1", 0, Handler(), server_class=Server, handler_class=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    base = f"http://127.0.0.1:{server.server_port}"
    yield {
        "base": base,
        "declare": f"{base}/declare/{token}/",
        "visit": f"{base}/questionnaires/{form('door_visit').pk}/?target={target}",
    }
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_letter_is_signed_in_the_box_and_the_page_of_the_letter_shows_it(town):
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 360, "height": 740})
        page.goto(f"{town['base']}/sign-in/")
        page.fill("#username", "grid")
        page.fill("#password", PASSWORD)
        page.click("form .btn-primary")
        page.goto(f"{town['base']}/actions/screening.sign_letter/?address=滨江花园3栋101&signer=住户1")
        page.locator("[data-drawing] > svg").scroll_into_view_if_needed()
        box = page.locator("[data-drawing] > svg").bounding_box()
        sign = [(0.2, 0.3), (0.4, 0.7), (0.8, 0.2)]
        for name in ("draw", "clear", "draw"):
            if name == "clear":
                page.click("[data-drawing-clear]")
                assert page.input_value("[data-drawing-value]") == ""
                continue
            for place, (x, y) in enumerate(sign):
                page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
                if place == 0:
                    page.mouse.down()
            page.mouse.up()
        assert re.fullmatch(r"M120 60L120 60L2[34]\d 1[34]\dL4[78]\d [34]\d", page.input_value("[data-drawing-value]"))
        page.click("main form .btn-primary")
        page.goto(f"{town['base']}/ledgers/screening.letters/")
        page.locator(".ledger tbody a").first.click()
        picture = page.locator("img.picture")
        picture.scroll_into_view_if_needed()
        page.wait_for_load_state("networkidle")
        assert picture.evaluate("image => image.complete && image.naturalWidth > 0")


def test_a_visit_is_filled_in_and_further_questions_appear_as_one_answers(town):
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 360, "height": 740})
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"{town['base']}/sign-in/")
        page.fill("#username", "grid")
        page.fill("#password", PASSWORD)
        page.click("form .btn-primary")
        page.goto(town["visit"])
        assert page.locator("text=从哪里来").count() == 0
        page.check("input[name=q_outcome][value=reached]")
        page.check("input[name=q_someone_came][value=yes]")
        page.wait_for_selector("text=从哪里来")
        page.fill("[name=q_name]", "李想")
        page.fill("[name=q_origin]", "广东省深圳市")
        page.fill("[name=q_temperature]", "38")
        page.check("input[name=q_symptoms][value=cough]")
        page.wait_for_selector("text=请建议就诊")
        assert page.input_value("[name=q_name]") == "李想"
        assert serious(page) == []
        page.click("button.btn-primary[type=submit] >> text=保存")
        page.wait_for_selector("text=已办理并登记")
        assert errors == []
    with acting(system_viewer()):
        assert FormAnswer.objects.get().arrival_id is not None


def test_a_phone_without_script_declares(town):
    with chromium() as browser:
        context = browser.new_context(viewport={"width": 320, "height": 568}, java_script_enabled=False)
        page = context.new_page()
        page.goto(town["declare"])
        page.fill("[name=q_name]", "王喆")
        page.fill("[name=q_phone]", "13800005926")
        page.fill("[name=q_address]", "滨江花园3栋101")
        page.check("input[name=q_travelled][value=yes]")
        page.check("input[name=q_symptoms][value=fever]")
        page.click("button")
        page.fill("[name=q_origin]", "湖北省武汉市")
        page.fill("[name=q_back_on]", clock.today().isoformat())
        page.click("button")
        page.wait_for_selector("text=申报内容已收到")
    with acting(system_viewer()):
        assert Declaration.objects.get().origin == "湖北省武汉市"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_everybody_can_read_and_reach_it(town, language):
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 360, "height": 740})
        page.goto(f"{town['declare']}?language={language}")
        assert serious(page) == []
        assert page.evaluate(SMALL_TARGETS, TARGETS) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert min(page.evaluate(SIZES)) >= 18


def serious(page) -> list[str]:
    """What axe finds that keeps somebody out."""
    found = Axe().run(page).response["violations"]
    return [one["id"] for one in found if one["impact"] in ("serious", "critical")]
