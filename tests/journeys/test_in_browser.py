"""Evenings in a real browser: a clerk imports a dirty sheet, pages fit a phone, what is typed twice is done once."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from openpyxl import Workbook

from browsing import chromium
from menshen.demo.staff import PASSWORD

pytestmark = [pytest.mark.slow, pytest.mark.browser]


@pytest.fixture(scope="module")
def browser(desk):
    """Started after the desk and closed before it: Django will not work in a thread where playwright's loop runs."""
    with chromium() as running:
        yield running


@pytest.fixture
def sign_in(browser, desk):
    """Someone's own window on the desk; a page that breaks or a script that fails ends the test."""
    opened = []

    def entered(username, *, width=1280, language="zh"):
        context = browser.new_context(viewport={"width": width, "height": 900}, locale="zh-CN")
        context.add_cookies([{"name": "menshen_language", "value": language, "url": desk.url}])
        page = context.new_page()
        opened.append((context, page, []))
        page.on("pageerror", lambda error, found=opened[-1][2]: found.append(str(error)))
        page.goto(f"{desk.url}/sign-in/")
        page.fill("#username", username)
        page.fill("#password", PASSWORD)
        page.click("form .btn-primary")
        page.wait_for_selector("#tasks-title")
        return page

    yield entered
    for context, _, errors in opened:
        assert errors == []
        context.close()


def test_a_dirty_sheet_is_checked_imported_and_comes_back_with_reasons(sign_in, desk, tmp_path):
    book = Workbook()
    sheet = book.active
    sheet.append(["临江社区居民登记表（试填）"])
    sheet.append(["网格", "姓名", "身份证号码", "电话", "小区", "楼栋", "单元", "门牌"])
    sheet.append(["锦江花园", "试登记", "", "10099990001", "锦江花园", "1栋", "1单元", "101"])
    sheet.append(["锦江花园", "错号码", "110105194912310021", "", "锦江花园", "1栋", "1单元", "101"])
    path = tmp_path / "登记表.xlsx"
    book.save(path)
    page = sign_in("clerk")
    page.goto(f"{desk.url}/ledgers/registry.residents/import/")
    page.set_input_files("[name=file]", str(path))
    page.click("main form .btn-primary")
    page.wait_for_selector("text=预检结果")
    page.click("button[value=run]")
    page.wait_for_selector("text=下载错误表")
    with page.expect_download() as download:
        page.click("text=下载错误表")
    assert download.value.suggested_filename == "refused.xlsx"
    assert "校验位" in page.inner_text("main")


def test_a_double_click_registers_once(sign_in, desk):
    page = sign_in("clerk")
    page.goto(f"{desk.url}/actions/registry.register_organisation/")
    page.fill("[name=name]", "双击药店")
    page.locator("main form .btn-primary").dblclick()
    page.wait_for_selector("text=已办理并登记")
    page.goto(f"{desk.url}/ledgers/registry.organisations/?q=双击药店")
    assert page.locator("table tbody tr").count() == 1


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [360, 1280])
def test_pages_fit_and_have_no_serious_barrier(sign_in, desk, language, width):
    page = sign_in("secretary", width=width, language=language)
    for path in (
        "/",
        "/report/",
        "/overview/",
        "/overview/?colour=in_force",
        "/tasks/",
        "/areas/",
        "/ledgers/registry.residents/",
        "/ledgers/registry.residents/3/",
        "/ledgers/registry.households/3/",
        "/ledgers/quarantine.orders/",
        "/ledgers/quarantine.orders/3/",
        "/ledgers/policy.rules/1/",
        "/ledgers/scope.journal/",
        "/actions/screening.register_arrival/",
        "/ledgers/screening.arrivals/import/",
        "/search/?q=zx",
        "/search/?q=%E5%8F%B0%E8%B4%A6",
    ):
        page.goto(desk.url + path)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
        found = Axe().run(page).response["violations"]
        serious = [one["id"] for one in found if one["impact"] in ("serious", "critical")]
        assert serious == [], path


@pytest.mark.parametrize("path", ["/", "/overview/", "/ledgers/quarantine.orders/3/", "/ledgers/screening.arrivals/"])
def test_the_dark_pages_have_no_serious_barrier_either(sign_in, desk, path):
    page = sign_in("secretary")
    page.emulate_media(color_scheme="dark")
    page.goto(desk.url + path)
    assert page.evaluate("document.documentElement.dataset.bsTheme") == "dark"
    found = Axe().run(page).response["violations"]
    assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []


def test_the_map_is_drawn_and_leads_to_the_grid(sign_in, desk):
    page = sign_in("secretary")
    page.goto(f"{desk.url}/overview/")
    page.wait_for_selector("[data-chart=map] canvas")
    first = page.locator(".map-table tbody a").first
    first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/overview/?area=*")
    assert page.locator(".map-table tbody tr").count() == 1


def test_ctrl_k_reaches_a_page_by_its_name(sign_in, desk):
    page = sign_in("secretary")
    page.goto(f"{desk.url}/ledgers/registry.residents/")
    page.keyboard.press("Control+k")
    page.keyboard.type("辖区总览")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=页面与办理")
    page.click("main .todo a >> text=辖区总览")
    page.wait_for_selector("[data-chart=map]")


def test_a_long_workbook_goes_in_while_the_tab_is_closed(sign_in, desk, tmp_path):
    book = Workbook()
    sheet = book.active
    sheet.append(["网格", "姓名", "小区", "楼栋", "单元", "门牌"])
    for number in range(2_500):
        sheet.append(["锦江花园", "试登记", "锦江花园", "88栋", f"{number // 50 + 1}单元", f"{number % 50 + 101}"])
    path = tmp_path / "长名单.xlsx"
    book.save(path)
    page = sign_in("clerk")
    page.goto(f"{desk.url}/ledgers/registry.residents/import/")
    page.set_input_files("[name=file]", str(path))
    page.click("main form .btn-primary")
    page.wait_for_selector("text=预检结果")
    page.click("button[value=run]")
    page.wait_for_selector(":text('可以关闭本页'), :text('全部行均已录入')", timeout=60_000)
    page.goto(f"{desk.url}/ledgers/registry.residents/import/")
    page.click("main a >> text=长名单.xlsx")
    page.wait_for_selector("text=查看台账", timeout=120_000)
    assert "2,500" in page.inner_text("main")


def test_a_wrong_password_says_what_to_do(browser, desk):
    page = browser.new_page()
    page.goto(f"{desk.url}/sign-in/")
    page.fill("#username", "secretary")
    page.fill("#password", "not it")
    page.click("form .btn-primary")
    assert "用户名或密码不正确" in page.inner_text("body")
    page.close()
