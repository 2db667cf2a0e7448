"""The desk's pages in a real browser, under the real content policy: what no template test can see."""

from __future__ import annotations

import threading
from socketserver import ThreadingMixIn
from typing import TYPE_CHECKING, Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.handlers.wsgi import WSGIHandler
from django.test import override_settings

from browsing import chromium
from gateway import sample_urls
from gateway.sample_pages import PAGES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

WIDE = {"width": 1280, "height": 800}
PHONE = {"width": 360, "height": 740}
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
]

TARGETS = "a, button, input:not([type=hidden]), select, summary, textarea"
# Those lower than 40 px, not counting where the whole card or label is the target.
SMALL_TARGETS = """targets => [...document.querySelectorAll(targets)]
  .filter(one => one.checkVisibility({visibilityProperty: true}) && !one.matches('.skip-link'))
  .filter(one => getComputedStyle(one, '::after').position !== 'absolute')
  .filter(one => (one.closest('label') ?? one).getBoundingClientRect().height < 39.5)
  .map(one => one.outerHTML.slice(0, 120))"""


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None: ...


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with override_settings(ROOT_URLCONF="gateway.sample_urls", MIDDLEWARE=MIDDLEWARE, ALLOWED_HOSTS=["127.0.0.1"]):
        server = make_server("127.0.0.1", 0, WSGIHandler(), server_class=Server, handler_class=Quiet)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def opened(browser, address) -> Iterator[Any]:
    """Opens a page of the desk; at the end nothing may have been written to the console."""
    contexts = []
    complaints: list[str] = []

    def open_page(path: str, *, expect: tuple[str, ...] = (), **options: Any) -> Page:
        context = browser.new_context(**{"viewport": WIDE, "locale": "zh-CN", **options})
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if _counts(said, expect) else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(address + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def _counts(said: Any, expected: tuple[str, ...]) -> bool:
    return said.type in ("error", "warning") and not any(words in said.text for words in expected)


@pytest.mark.parametrize(("language", "theme"), [("zh", "light"), ("en", "dark")])
def test_no_page_has_an_accessibility_fault(opened, address, language, theme):
    page = opened(f"/{language}/home", color_scheme=theme)
    rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}
    for name in PAGES:
        page.goto(f"{address}/{language}/{name}")
        assert page.evaluate("document.documentElement.dataset.bsTheme") == theme
        faults = [
            (fault["id"], fault["impact"], [node["target"] for node in fault["nodes"]])
            for fault in Axe().run(page, options=rules).response["violations"]
        ]
        assert faults == [], name


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_fits_a_phone(opened, address, language):
    page = opened(f"/{language}/home", viewport=PHONE)
    for name in PAGES:
        page.goto(f"{address}/{language}/{name}")
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"], name
        assert page.evaluate(SMALL_TARGETS, TARGETS) == [], name


def test_the_menu_of_a_phone_opens_and_closes_by_keyboard(opened):
    page = opened("/zh/home", viewport=PHONE)
    menu = page.locator("#menu")
    assert not menu.is_visible()
    page.get_by_role("button", name="菜单", exact=True).press("Enter")
    menu.wait_for(state="visible")
    assert page.evaluate("document.activeElement.closest('#menu') !== null")
    page.keyboard.press("Escape")
    menu.wait_for(state="hidden")
    assert page.evaluate("document.activeElement.dataset.menuToggle !== undefined")


@pytest.mark.parametrize("size", [WIDE, PHONE])
def test_what_is_done_less_often_opens_by_keyboard_without_script_and_is_on_the_screen(opened, size):
    page = opened("/zh/record", viewport=size, java_script_enabled=False)
    rest = page.get_by_role("link", name="移交其他辖区执行")
    assert not rest.is_visible()
    page.locator(".page-head summary").press("Enter")
    rest.wait_for(state="visible")
    box = page.locator(".page-head .panel-body").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= size["width"]


def test_the_menu_is_there_without_script(opened):
    page = opened("/zh/home", viewport=PHONE, java_script_enabled=False)
    assert page.get_by_role("link", name="居民台账").is_visible()


def test_the_first_tab_stop_skips_to_the_content(opened):
    page = opened("/zh/home")
    page.keyboard.press("Tab")
    link = page.get_by_role("link", name="跳到正文")
    assert link.is_visible()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_slash_goes_to_the_search_box_unless_one_is_typing(opened):
    page = opened("/zh/ledger")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "arrivals-q"
    page.keyboard.type("a/b")
    assert page.input_value("#arrivals-q") == "a/b"


def test_the_theme_is_chosen_and_remembered(opened):
    page = opened("/zh/home", color_scheme="light")
    page.locator("summary", has_text="周敏").click()
    page.get_by_role("button", name="深色").click()
    page.reload()
    assert page.evaluate("document.documentElement.dataset.bsTheme") == "dark"
    page.locator("summary", has_text="周敏").click()
    page.get_by_role("button", name="跟随系统").click()
    assert page.evaluate("document.documentElement.dataset.bsTheme") == "light"


def test_typing_in_the_ledger_swaps_the_rows_and_the_address(opened):
    page = opened("/arrivals")
    page.locator("#arrivals-q").press_sequentially("陈")
    page.locator("#arrivals tbody tr").nth(1).wait_for(state="detached")
    assert page.locator("#arrivals tbody th").all_inner_texts() == ["陈*玥"]
    assert page.evaluate("document.activeElement.id") == "arrivals-q"
    asked = page.evaluate("Object.fromEntries(new URLSearchParams(location.search))")
    assert asked["q"] == "陈"
    assert asked["sort"] == "name"
    assert "origin" not in asked, "an empty filter stands in the address"
    page.go_back()
    page.locator("#arrivals tbody tr").nth(5).wait_for()
    assert page.input_value("#arrivals-q") == ""


def test_sorting_and_paging_swap_too(opened):
    page = opened("/arrivals")
    page.evaluate("window.stillHere = true")
    page.get_by_role("link", name="第 4 页").click()
    page.wait_for_url("**/arrivals?page=4")
    assert page.evaluate("window.stillHere"), "the whole page was loaded"


def test_ticked_rows_are_counted(opened):
    page = opened("/zh/ledger")
    bar = page.locator("[data-selection]")
    assert not bar.is_visible()
    page.get_by_label("选择 李*").check()
    assert "已选 1" in bar.inner_text()
    page.get_by_label("全选本页").check()
    assert "已选 6" in bar.inner_text()


def test_a_swap_that_meets_a_broken_server_says_so_and_keeps_the_rows(opened):
    page = opened("/arrivals", expect=("500",))
    page.fill("#arrivals-q", "broken")
    page.locator("#notices [role=alert]").wait_for()
    assert "系统出现故障" in page.locator("#notices").inner_text()
    assert page.locator("#arrivals tbody tr").count() == 6


def test_a_swap_without_network_says_so(opened):
    page = opened("/arrivals", expect=("ERR_INTERNET_DISCONNECTED", "htmx:error"))
    page.context.set_offline(True)
    page.fill("#arrivals-q", "陈")
    page.locator("#notices [role=alert]").wait_for()
    assert "服务器没有响应" in page.locator("#notices").inner_text()
    page.get_by_role("button", name="关闭", exact=True).click()
    assert page.locator("#notices [role=alert]").count() == 0


def test_a_swap_after_the_session_ended_opens_the_sign_in(opened):
    page = opened("/arrivals")
    page.fill("#arrivals-q", "signed-out")
    page.wait_for_url("**/zh/sign_in")
    assert page.get_by_role("heading", name="登录").is_visible()


def test_two_clicks_send_once(opened):
    sample_urls.POSTED.clear()
    page = opened("/zh/action_form")
    page.get_by_role("combobox", name="人员").press_sequentially("张三")
    page.get_by_role("option", name="张三华").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.input_value("[name=person]") == "1"
    page.get_by_role("button", name="登记", exact=True).dblclick()
    page.wait_for_url("**/zh/action_done")
    assert len(sample_urls.POSTED) == 1
    page.go_back()
    assert page.locator("form[data-busy=true]").count() == 0, "the form stays locked after coming back"


def test_a_name_that_was_typed_but_not_chosen_does_not_pass(opened):
    sample_urls.POSTED.clear()
    page = opened("/zh/action_form")
    page.get_by_role("combobox", name="人员").fill("没有这个人")
    page.get_by_text("未找到").wait_for()
    page.get_by_role("button", name="登记", exact=True).click()
    assert page.evaluate("document.activeElement.validationMessage") == "请从列表中选择。"
    assert sample_urls.POSTED == []


def test_a_search_after_the_session_ended_says_so_and_keeps_the_form(opened):
    page = opened("/zh/action_form")
    page.get_by_role("combobox", name="人员").fill("signed-out")
    page.locator("#notices [role=alert]").wait_for()
    assert page.locator("[role=listbox] form").count() == 0
    assert page.url.endswith("/zh/action_form")


def test_what_is_wrong_gets_the_focus(opened):
    page = opened("/zh/action_form_errors")
    assert page.evaluate("document.activeElement.hasAttribute('data-error-summary')")
    page.get_by_role("link", name="离开日期").click()
    assert page.evaluate("document.activeElement.id") == "field-left_on"


def test_a_chart_is_drawn_and_its_numbers_can_be_read(opened):
    page = opened("/zh/home")
    page.locator("[data-chart] canvas").wait_for()
    page.get_by_text("查看数据").click()
    assert page.get_by_role("rowheader", name="02-05").is_visible()


def test_pages_without_a_chart_do_not_load_its_code(opened, address):
    page = opened("/zh/sign_in")
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    page.goto(f"{address}/zh/ledger")
    assert loaded
    assert not any("chart" in url for url in loaded)
    assert all(url.startswith(address) for url in loaded), "something comes from elsewhere"
