"""What every answer tells the browser: no foreign script, no frame, nothing kept, nothing passed on."""

from __future__ import annotations

import re
from contextlib import closing

import pytest
from django.conf import settings
from django.test import Client

from architecture.conftest import traceless
from architecture.test_desk_routes import addresses

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
REFUSING = ("accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer", "microphone",
            "midi", "payment", "usb")  # fmt: skip


def policy_of(answer):
    """The content policy by directive."""
    parts = [part.split() for part in answer["Content-Security-Policy"].split(";") if part.strip()]
    return {name: values for name, *values in parts}


def check(answer, address):
    for name, value in ALWAYS.items():
        assert answer.headers.get(name) == value, f"{address}: {name}"
    features = dict(part.strip().split("=") for part in answer["Permissions-Policy"].split(","))
    assert {name for name, allowed in features.items() if allowed == "()"} >= set(REFUSING), address
    policy = policy_of(answer)
    assert policy["default-src"] == ["'none'"], address
    for directive in ("frame-ancestors", "base-uri", "object-src"):
        assert policy[directive] == ["'none'"], f"{address}: {directive}"
    for directive in ("script-src", "style-src", "connect-src", "form-action", "font-src"):
        assert policy[directive] == ["'self'"], f"{address}: {directive}"
    assert not re.search(r"unsafe|\*|http", answer["Content-Security-Policy"]), address


def check_page(answer, address):
    check(answer, address)
    assert answer["Cache-Control"] == "no-store", address
    if answer.headers.get("Content-Type", "").startswith("text/html"):
        text = answer.content.decode()
        assert not re.search(r"<script(?![^>]*\ssrc=)[^>]*>(?!\s*\{)", text), f"{address}: a script in the page"
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"", text), f"{address}: style or script in the page"


def test_every_page_carries_them_for_whoever_asks(town, door):
    for found in addresses(town).values():
        for address in found:
            for who in ("everyone", None):
                check_page(door.desk(who, address), f"{who} {address}")


def test_forms_that_are_sent_carry_them(town, door):
    for address in ("/sign-in/", "/sign-in/code/", "/language/", "/account/password/", "/account/second-factor/"):
        for who in ("everyone", None):
            check_page(door.desk(who, address, {"username": "x", "present": "x", "code": "1"}), address)


def test_the_api_carries_them(town, door):
    for who in ("everyone", None):
        for path in ("ledgers/scope.areas", "ledgers/no.such", "openapi.json"):
            check(door.api(who, path), path)
            assert door.api(who, path)["Cache-Control"] == "no-store", path
    wrong = Client(raise_request_exception=False, headers={"Authorization": "Bearer wrong"})
    with traceless():
        answers = [wrong.get("/api/v1/ledgers/scope.areas") for _ in range(32)]
    for answer in answers:
        check(answer, "wrong token")
    assert answers[-1].status_code == 429


def test_refusals_carry_them(town):
    client = Client(raise_request_exception=False)
    asked = [
        (client.get("/no-such-page/"), 404),
        (client.get("/tasks/?q=%00"), 400),
        (client.generic("POST", "/sign-in/", b"", CONTENT_LENGTH=str(2**40)), 413),
        (Client(enforce_csrf_checks=True).post("/sign-in/", {"username": "x"}), 403),
        (client.get("/sign-out/"), 405),
    ]
    for answer, status in asked:
        assert answer.status_code == status
        check_page(answer, str(status))


def test_files_of_the_desk_carry_them(town):
    manifest = settings.DESK_MANIFEST.read_text()
    name = re.search(r'"file": "(assets/[^"]+\.js)"', manifest).group(1)
    with closing(Client().get(f"/static/desk/{name}")) as answer:
        assert answer.status_code == 200
        check(answer, name)


@pytest.mark.parametrize("secure", [True, False])
def test_behind_https_browsers_are_told_to_stay_there(secure, town, settings):
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_SSL_REDIRECT = settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    answer = Client(headers={"X-Forwarded-Proto": "https"} if secure else {}).get("/sign-in/")
    if not secure:
        assert (answer.status_code, answer["Location"]) == (301, "https://testserver/sign-in/")
        return
    assert answer["Strict-Transport-Security"] == "max-age=31536000"
    check_page(answer, "/sign-in/")
    assert answer.cookies["csrftoken"]["secure"]


def test_cookies_are_for_the_server_only(town):
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.CSRF_COOKIE_HTTPONLY
    assert (settings.SESSION_COOKIE_SAMESITE, settings.CSRF_COOKIE_SAMESITE) == ("Lax", "Lax")
