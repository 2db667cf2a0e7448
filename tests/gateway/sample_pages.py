"""All sample pages: what the template tests render and the browser tests open."""

from __future__ import annotations

from typing import Any

from gateway import sample_account, sample_forms, sample_report, samples
from menshen.kernel.base.terms import Term

SIGN_IN = {
    "form_url": "/sign-in",
    "language_url": "/language",
    "next": "/",
    "username": "",
    "demo_logins": [
        {
            "username": "grid1",
            "password": "menshen-demo",
            "name": "李",
            "role": Term("Grid worker", "网格员"),
            "area": "第三小区",
        },
        {
            "username": "community1",
            "password": "menshen-demo",
            "name": "周敏",
            "role": Term("Community officer", "社区专干"),
            "area": "临江社区",
        },
        {
            "username": "street1",
            "password": "menshen-demo",
            "name": "吴",
            "role": Term("Street duty officer", "街道值班员"),
            "area": "示范街道",
        },
    ],
}
SIGN_IN_REFUSED = {
    **SIGN_IN,
    "username": "zhou",
    "demo_logins": [],
    "error": Term("User name and password do not match.", "用户名或密码不正确。"),
}

SEARCH = {
    "title": Term("Search: zmh", "搜索：zmh"),
    "query": "zmh",
    "results": [
        {"title": Term("Residents", "居民"), "count": 3, "url": "/residents?q=zmh", "todos": samples.TASKS[:2]}
    ],
}

MESSAGE = type("Message", (str,), {"level_tag": "success"})

# Name of the page → its template and its context.
PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "sign_in": ("desk/sign_in.html", SIGN_IN),
    "sign_in_refused": ("desk/sign_in.html", SIGN_IN_REFUSED),
    "sign_in_code": ("desk/sign_in_code.html", sample_account.SIGN_IN_CODE),
    "sign_in_code_refused": ("desk/sign_in_code.html", {**sample_account.SIGN_IN_CODE, "error": sample_account.WRONG}),
    "second_factor": ("desk/second_factor.html", sample_account.SET_UP),
    "second_factor_anew": ("desk/second_factor.html", sample_account.SET_UP_ANEW),
    "recovery_codes": ("desk/recovery_codes.html", sample_account.PAPER),
    "account": ("desk/account.html", {**samples.shell(), **sample_account.ACCOUNT}),
    "account_alone": (
        "desk/account.html",
        {
            **samples.shell(),
            **sample_account.ACCOUNT,
            "has_factor": False,
            "sessions": sample_account.ACCOUNT["sessions"][:1],
        },
    ),
    "home": ("desk/home.html", {**samples.shell(), **samples.HOME}),
    "home_quiet": ("desk/home.html", {**samples.shell(), "title": Term("Home", "首页"), "clock_shifted": False}),
    "ledger": ("desk/ledger.html", {**samples.shell("Arrivals"), **samples.LEDGER}),
    "ledger_empty": ("desk/ledger.html", {**samples.shell("Special needs"), **samples.LEDGER_EMPTY}),
    "ledger_no_match": ("desk/ledger.html", {**samples.shell("Residents"), **samples.LEDGER_NO_MATCH}),
    "record": (
        "desk/record.html",
        {**samples.shell("Quarantine orders"), **samples.RECORD, "messages": [MESSAGE("Saved · 已保存")]},
    ),
    "action_form": ("desk/action_form.html", {**samples.shell("Arrivals"), **sample_forms.ACTION_FORM}),
    "action_form_errors": (
        "desk/action_form.html",
        {
            **samples.shell("Arrivals"),
            **sample_forms.ACTION_FORM,
            "form": sample_forms.with_errors(sample_forms.FORM),
            "facts": samples.ORDER_FACTS[:3],
        },
    ),
    "action_done": ("desk/action_done.html", {**samples.shell("Arrivals"), **sample_forms.ACTION_DONE}),
    "report": ("desk/report.html", {**samples.shell("Daily report"), **sample_report.REPORT}),
    "work_report": ("desk/work_report.html", {**samples.shell("Work report"), **sample_report.WORK_REPORT}),
    "work_report_refused": (
        "desk/work_report.html",
        {**samples.shell("Work report"), **sample_report.WORK_REPORT, "sections": [], "sources": [], "issued": []},
    ),
    "import_upload": ("desk/import_upload.html", {**samples.shell("Residents"), **sample_forms.IMPORT_UPLOAD}),
    "import_preview": ("desk/import_preview.html", {**samples.shell("Residents"), **sample_forms.IMPORT_PREVIEW}),
    "import_running": ("desk/import_result.html", {**samples.shell("Residents"), **sample_forms.IMPORT_RUNNING}),
    "import_result": ("desk/import_result.html", {**samples.shell("Residents"), **sample_forms.IMPORT_RESULT}),
    "search": ("desk/search.html", {**samples.shell(), **SEARCH}),
    "search_nothing": ("desk/search.html", {**samples.shell(), "title": Term("Search", "搜索"), "results": []}),
    "403": ("403.html", {}),
    "403_csrf": ("403_csrf.html", {}),
    "404": ("404.html", {}),
    "500": ("500.html", {}),
}
