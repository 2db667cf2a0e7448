"""The way in by name and password: who gets in, who waits and how long, what is kept of it."""

from __future__ import annotations

import re

import pytest

from gateway.signing import PASSWORD, enter, entered, events, is_in, later, machine, person
from menshen.kernel.administration.models import SignIn
from menshen.kernel.scope.models import Actor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def zhou(db):
    return person()


def wrong(client, count=1, username="zhou"):
    for _ in range(count):
        answer = enter(client, username, "wrong")
    return answer


def test_the_right_password_leads_to_where_one_wanted_to_go():
    client = machine()
    answer = enter(client, next="/tasks/?x=1")
    assert (answer.status_code, answer["Location"]) == (302, "/tasks/?x=1")
    assert is_in(client)
    assert events() == ["signed_in"]
    line = SignIn.objects.get()
    assert (line.address, line.device) == ("10.0.0.1", "Firefox · Windows")


def test_an_address_too_long_to_come_back_to_is_left_out():
    client = machine()
    assert client.get(f"/tasks/?q={'x' * 17_000}")["Location"] == "/sign-in/"
    assert client.get(f"/account/second-factor/?q={'x' * 17_000}")["Location"] == "/sign-in/"
    assert client.get("/tasks/?q=1")["Location"] == "/sign-in/?next=%2Ftasks%2F%3Fq%3D1"
    assert enter(client, next=f"/tasks/?q={'x' * 17_000}")["Location"] == "/"


def test_a_wrong_password_says_so_and_keeps_the_name():
    client = machine()
    answer = wrong(client)
    assert answer.status_code == 422
    assert "用户名或密码不正确" in answer.content.decode()
    assert 'value="zhou"' in answer.content.decode()
    assert not is_in(client)
    assert events() == ["wrong_password"]


def test_five_wrong_ones_bring_a_wait_that_says_how_long_and_whom_to_ask():
    client = machine()
    assert "再错 1 次后须等待" in wrong(client, 4).content.decode()
    for answer in (wrong(client), enter(client)):  # the right password, too, waits
        assert answer.status_code == 429
        text = answer.content.decode()
        assert "请在 15 分钟后" in text
        assert "管理员" in text
        assert re.search(r"\d\d:\d\d", text)
        assert 800 < int(answer["Retry-After"]) <= 900
    assert events() == ["wrong_password"] * 5 + ["held_up"], "each try of a wait would fill the log"
    with later(minutes=16):
        assert enter(client).status_code == 302


def test_the_wait_is_said_in_english_too():
    client = machine()
    client.cookies["menshen_language"] = "en"
    assert "until" in wrong(client, 5).content.decode()
    assert "your administrator can end the wait" in wrong(client).content.decode()


def test_a_name_that_is_not_there_is_told_apart_by_nothing():
    real, unreal = machine("10.0.0.1"), machine("10.0.0.2")
    for _ in range(6):
        answers = [wrong(real), wrong(unreal, username="nobody-of-that-name")]
        assert answers[0].status_code == answers[1].status_code
        texts = [re.sub(r'value="[^"]*"', "", answer.content.decode()) for answer in answers]
        assert texts[0] == texts[1]
    assert events(None) == ["wrong_name"] * 5 + ["held_up"]


def test_a_stranger_shuts_nobody_out_of_their_own_machine():
    """Known machines count by themselves, even where the stranger sits behind the same address."""
    own = entered()
    own.post("/sign-out/")
    stranger = machine()
    assert wrong(stranger, 6).status_code == 429
    assert enter(machine("10.0.0.9")).status_code == 429, "from a machine nobody knows, the name waits"
    assert enter(own).status_code == 302


def test_one_address_that_tries_many_names_shuts_out_no_known_machine():
    person(username="wang")
    own = entered("wang")
    stranger = machine()
    for number in range(31):
        answer = wrong(stranger, username=f"name-{number}")
    assert answer.status_code == 429
    assert enter(machine(), "wang").status_code == 429, "an unknown machine behind that address waits"
    assert enter(machine("10.0.0.9"), "wang").status_code == 302
    own.post("/sign-out/")
    assert enter(own, "wang").status_code == 302


def test_a_known_machine_is_held_up_by_its_own_wrong_tries():
    own = entered()
    own.post("/sign-out/")
    assert wrong(own, 6).status_code == 429
    assert enter(machine("10.0.0.9")).status_code == 302


def test_the_mark_of_a_known_machine_is_no_way_in_and_not_another_persons():
    own = entered()
    own.post("/sign-out/")
    assert not is_in(own)
    person(username="wang")
    marks = {name: held.value for name, held in own.cookies.items() if name.startswith("menshen_known")}
    assert len(marks) == 1
    (held,) = [own.cookies[name] for name in marks]
    assert (held["httponly"], held["samesite"], held["path"]) == (True, "Lax", "/sign-in/")
    assert "zhou" not in str(marks)
    forger = machine("10.0.0.8")
    (value,) = marks.values()
    for name in marks:
        forger.cookies[name] = value[:-2] + ("AA" if not value.endswith("AA") else "BB")
    wrong(machine("10.0.0.7"), 6)
    assert enter(forger).status_code == 429, "a forged mark counts as none"


def test_what_was_typed_is_nowhere_in_the_log():
    wrong(machine(), username="my secret in the wrong field")
    (line,) = SignIn.objects.values()
    assert "secret" not in str(line)


def test_access_that_is_closed_lets_nobody_in_and_ends_what_was_open():
    own = entered()
    Actor.objects.filter(username="zhou").update(is_active=False)
    assert not is_in(own)
    assert enter(machine()).status_code == 422


def test_signing_in_as_another_ends_the_first():
    person(username="wang")
    client = entered()
    first = client.session.session_key
    enter(client, "wang")
    assert client.session.session_key != first
    assert "wang" in client.get("/account/").content.decode()


def test_behind_a_proxy_the_address_is_the_one_it_wrote(settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    machine_behind = machine("127.0.0.1")
    machine_behind.post(
        "/sign-in/",
        {"username": "zhou", "password": PASSWORD},
        headers={"X-Forwarded-For": "1.2.3.4, 10.9.8.7", "X-Forwarded-Proto": "https"},
    )
    assert SignIn.objects.get().address == "10.9.8.7"


@pytest.mark.parametrize("forged", ["1.2.3.4", "x" * 3000, "1.2.3.4, <script>"])
def test_without_a_proxy_nobody_writes_their_own_address(forged):
    machine("10.0.0.1").post(
        "/sign-in/", {"username": "zhou", "password": "wrong"}, headers={"X-Forwarded-For": forged}
    )
    assert SignIn.objects.get().address == "10.0.0.1"


@pytest.mark.parametrize("agent", ["", "x" * 5000, "<script>alert(1)</script>", "\x01\x02"])
def test_an_odd_browser_gets_in_and_breaks_no_page(agent):
    client = entered(agent=agent)
    page = client.get("/account/")
    assert page.status_code == 200
    assert "<script>alert(1)</script>" not in page.content.decode()
