"""One's own password and sessions."""

from __future__ import annotations

import re
import time
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from gateway.signing import PASSWORD, enter, entered, events, is_in, machine, person
from menshen.gateway.desk.account.sessions import FRESH

pytestmark = pytest.mark.django_db
CHROME = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0.0.0 Mobile Safari/537.36"
NEW = "seven blue kettles"


@pytest.fixture(autouse=True)
def zhou(db):
    return person()


def change(client, present=PASSWORD, chosen=NEW, again=None):
    asked = {"present": present, "chosen": chosen, "again": chosen if again is None else again}
    return client.post("/account/password/", asked)


def test_a_new_password_ends_every_other_session_and_keeps_this_one():
    mine, other = entered(), entered(agent=CHROME)
    assert change(mine)["Location"] == "/account/"
    assert is_in(mine)
    assert not is_in(other)
    assert enter(machine()).status_code == 422
    assert enter(machine(), password=NEW).status_code == 302
    assert "password_changed" in events()
    assert UserSession.objects.count() == 2


@pytest.mark.parametrize(
    ("chosen", "said"),
    [("short", "10"), ("1234567890", "常"), ("9812739812739", "数字"), ("zhou-yuehua", "相似"), (PASSWORD, "相同")],
)
def test_a_weak_password_is_refused_with_the_reason(chosen, said):
    person(username="zhouyuehua")
    client = entered("zhouyuehua")
    answer = change(client, chosen=chosen)
    assert answer.status_code == 422
    (field,) = answer.context["form"].wrong
    assert (field.name, said in field.error) == ("chosen", True), field.error
    assert enter(machine(), "zhouyuehua").status_code == 302, "the old one still holds"


def test_the_reason_comes_in_the_readers_language():
    client = entered()
    client.cookies["menshen_language"] = "en"
    (wrong,) = change(client, chosen="short").context["form"].wrong
    assert "too short" in wrong.error


def test_a_password_is_changed_by_who_knows_the_present_one():
    client = entered()
    for _ in range(5):
        assert change(client, present="guess").status_code == 422
    assert "请在 15 分钟后" in change(client).content.decode(), "guessing at a desk left alone waits"
    assert enter(machine()).status_code == 302


def test_typed_twice_it_must_be_the_same():
    assert "不一致" in change(entered(), again="seven blue kettle").content.decode()


def test_sessions_are_listed_with_device_time_and_address():
    mine = entered()
    entered(address="10.0.0.7", agent=CHROME)
    text = mine.get("/account/").content.decode()
    assert "Firefox · Windows" in text
    assert "Chrome · Android" in text
    assert "10.0.0.7" in text
    assert text.count("本机") == 1
    assert len(re.findall(r"\d{4}-\d\d-\d\d \d\d:\d\d 登录", text)) == 2


def test_one_session_is_ended_and_the_others_stay():
    mine, lost, third = entered(), entered(agent=CHROME), entered()
    number = UserSession.objects.get(session_key=lost.session.session_key).pk
    assert mine.post("/account/sessions/end/", {"session": number}).status_code == 302
    assert [is_in(client) for client in (mine, lost, third)] == [True, False, True]
    assert events()[-1] == "session_ended"


def test_all_others_are_ended_at_once():
    mine, *others = [entered() for _ in range(3)]
    mine.post("/account/sessions/end/", {"session": "others"})
    assert is_in(mine)
    assert not [client for client in others if is_in(client)]


def test_nobody_ends_somebody_elses_session():
    person(username="wang")
    theirs = entered("wang")
    number = UserSession.objects.get(user__username="wang").pk
    mine = entered()
    mine.post("/account/sessions/end/", {"session": number})
    mine.post("/account/sessions/end/", {"session": "others"})
    assert is_in(theirs)


def test_signing_out_ends_the_session_and_leaves_a_line():
    client = entered()
    client.post("/sign-out/")
    assert not is_in(client)
    assert not UserSession.objects.exists()
    assert events() == ["signed_in", "signed_out"]


def test_a_session_runs_out_a_day_after_its_last_use(settings):
    assert settings.SESSION_COOKIE_AGE == 24 * 3600
    client = entered()
    half_a_day = timedelta(hours=12)
    Session.objects.update(expire_date=timezone.now() + half_a_day)
    session = client.session
    session["seen"] = int(time.time()) - FRESH - 1
    session.save()
    Session.objects.update(expire_date=timezone.now() + half_a_day)
    assert is_in(client), "use keeps it"
    assert Session.objects.get().expire_date > timezone.now() + 2 * half_a_day - timedelta(minutes=1)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert not is_in(client)
    again = entered()
    assert "本机" in again.get("/account/").content.decode()
    assert UserSession.objects.count() == 1, "what ran out is listed no longer"


def test_use_is_written_down_every_few_minutes_and_not_at_each_page():
    client = entered()
    first = UserSession.objects.get().last_seen_at
    client.get("/tasks/")
    assert UserSession.objects.get().last_seen_at == first
    session = client.session
    session["seen"] = int(time.time()) - FRESH - 1
    session.save()
    client.get("/tasks/")
    assert UserSession.objects.get().last_seen_at > first
