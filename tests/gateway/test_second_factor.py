"""The code on the phone beside the password: set up, asked for, lost, reset."""

from __future__ import annotations

import html
import re
from urllib.parse import unquote

import pytest
from allauth.mfa.models import Authenticator

from factories.kernel import NOON
from factories.scope import DISTRICT, STREET, signed_in
from gateway.signing import (
    PASSWORD,
    code_of,
    enter,
    entered,
    events,
    is_in,
    later,
    machine,
    person,
    secret_of,
)
from menshen.config.roles import ROLES
from menshen.kernel.actions.performing import perform
from menshen.kernel.administration import access
from menshen.kernel.scope.models import Grant
from menshen.kernel.scope.roles import is_guarded

pytestmark = pytest.mark.django_db
SET_UP = "/account/second-factor/"
CODE = "/sign-in/code/"


@pytest.fixture
def required(settings):
    settings.SECOND_FACTOR_REQUIRED = True


def shown_secret(page):
    (secret,) = re.findall(r'class="factor-secret">([A-Z2-7 ]+)<', page.content.decode())
    return secret.replace(" ", "")


def paper_of(page):
    codes = re.findall(r"<li><code>([\d ]+)</code></li>", page.content.decode())
    assert len(set(codes)) == 10
    return codes


def set_up(client, **more):
    """Set it up on a phone: the recovery codes."""
    secret = shown_secret(client.get(SET_UP))
    return paper_of(client.post(SET_UP, {"code": code_of(secret), "present": PASSWORD, **more}))


def at_the_code(username="zhou"):
    client = machine()
    assert enter(client, username)["Location"] == CODE
    return client


def test_roles_that_open_numbers_or_access_are_guarded_and_others_not():
    grave = (":unmask", "scope:area:manage", "scope:actor:manage")
    guarded = {role.code for role in ROLES if is_guarded(role.code)}
    assert guarded == {role.code for role in ROLES if any(one.endswith(grave) for one in role.permissions)}
    assert {"administrator", "community_secretary"} <= guarded
    assert not guarded & {"district_inspector", "policy_officer"}


def test_offered_it_is_nobodys_duty_and_everybodys_choice():
    person("administrator", DISTRICT)
    client = entered()
    assert is_in(client)
    set_up(client)
    assert is_in(client)
    assert enter(machine())["Location"] == CODE


def test_required_nothing_opens_before_it_is_set_up(required):
    person("administrator", DISTRICT)
    client = machine()
    assert enter(client, next="/tasks/")["Location"] == f"{SET_UP}?next=%2Ftasks%2F"
    for address in ("/", "/tasks/", "/account/", "/account/password/", "/actions/scope.open_area/"):
        assert client.get(address)["Location"].startswith("/sign-in/"), address
    assert client.get("/api/v1/ledgers/scope.areas").status_code == 401
    assert client.get("/sign-in/")["Location"].startswith(SET_UP)
    page = client.get(f"{SET_UP}?next=/tasks/")
    answer = client.post(SET_UP, {"code": code_of(shown_secret(page)), "next": "/tasks/"})
    paper_of(answer)
    assert 'href="/tasks/"' in answer.content.decode()
    assert is_in(client)
    assert client.get("/api/v1/ledgers/scope.areas").status_code == 200
    assert events() == ["signed_in", "factor_added"]


def test_required_who_only_reads_figures_needs_none(required):
    person("district_inspector", DISTRICT)
    assert is_in(entered())


def test_a_role_given_today_asks_for_it_in_a_running_session(required):
    actor = person("district_inspector", DISTRICT)
    client = entered()
    assert is_in(client)
    Grant.objects.create(actor=actor, role="administrator", area_id=DISTRICT, valid_from="2020-01-01")
    assert client.get("/tasks/")["Location"].startswith("/sign-in/")


def test_a_session_from_before_the_phone_signs_in_again_and_replaces_nothing(required):
    actor = person("district_inspector", DISTRICT)
    old, new = entered(), entered()
    set_up(new)
    secret = secret_of()
    Grant.objects.create(actor=actor, role="administrator", area_id=DISTRICT, valid_from="2020-01-01")
    assert old.get(SET_UP)["Location"] == "/sign-in/"
    assert old.post(SET_UP, {"code": code_of(secret)})["Location"].startswith("/sign-in/")
    assert secret_of() == secret


def test_the_picture_holds_the_key_and_the_code_policy_lets_it_be_drawn():
    person()
    page = entered().get(SET_UP)
    (address,) = re.findall(r'class="factor-picture" src="([^"]+)"', page.content.decode())
    assert unquote(html.unescape(address)).startswith("data:image/svg+xml")
    assert "data:" in page["Content-Security-Policy"].partition("img-src")[2].partition(";")[0]
    assert page["Cache-Control"] == "no-store"


def test_the_key_stays_the_same_while_the_page_is_open():
    person()
    client = entered()
    assert shown_secret(client.get(SET_UP)) == shown_secret(client.get(SET_UP))


def test_a_code_that_does_not_fit_sets_nothing_up():
    person()
    client = entered()
    client.get(SET_UP)
    answer = client.post(SET_UP, {"code": "000000", "present": PASSWORD})
    assert answer.status_code == 422
    assert "验证码不正确" in answer.content.decode()
    assert not Authenticator.objects.exists()


def test_setting_up_from_a_desk_left_alone_needs_the_password():
    person()
    client = entered()
    secret = shown_secret(client.get(SET_UP))
    answer = client.post(SET_UP, {"code": code_of(secret), "present": "wrong"})
    assert answer.status_code == 422
    assert "当前密码不正确" in answer.content.decode()
    assert not Authenticator.objects.exists()


def test_the_second_step_takes_the_code_of_the_phone_once():
    person()
    set_up(entered())
    client = at_the_code()
    assert not is_in(client), "the password alone is no way in"
    code = code_of(secret_of(), later=1)
    assert client.post(CODE, {"code": f"{code[:3]} {code[3:]}"}).status_code == 302
    assert is_in(client)
    again = at_the_code()
    assert again.post(CODE, {"code": code}).status_code == 422, "a code that was seen is used up"
    assert events()[-3:] == ["factor_added", "signed_in", "wrong_code"]


def test_a_recovery_code_opens_once():
    person()
    paper = set_up(entered())
    client = at_the_code()
    assert client.post(CODE, {"code": paper[3]}).status_code == 302
    assert is_in(client)
    assert events()[-2:] == ["recovery_code_used", "signed_in"]
    assert "9" in re.findall(r"剩余备用码 (\d+)", client.get("/account/").content.decode())
    assert at_the_code().post(CODE, {"code": paper[3]}).status_code == 422


def test_five_wrong_codes_wait_on_every_machine():
    person()
    paper = set_up(entered())
    for _ in range(5):
        answer = at_the_code().post(CODE, {"code": "000000"})
    assert answer.status_code == 429
    assert at_the_code().post(CODE, {"code": paper[0]}).status_code == 429
    assert events().count("held_up") == 1
    with later(minutes=16):
        assert at_the_code().post(CODE, {"code": paper[0]}).status_code == 302


def test_the_second_step_is_nothing_without_the_first():
    person()
    assert machine().get(CODE)["Location"] == "/sign-in/"
    assert machine().post(CODE, {"code": "1"})["Location"] == "/sign-in/"


def test_the_second_step_waits_for_five_minutes_only(monkeypatch):
    person()
    paper = set_up(entered())
    client = at_the_code()
    monkeypatch.setattr("menshen.gateway.desk.account.signing_in._PATIENCE", -1)
    assert client.post(CODE, {"code": paper[0]})["Location"] == "/sign-in/"


@pytest.mark.parametrize("changed", ["password", "closed"])
def test_the_second_step_ends_where_the_password_or_the_access_went(changed):
    actor = person()
    paper = set_up(entered())
    client = at_the_code()
    if changed == "password":
        actor.set_password("another password")
    actor.is_active = changed != "closed"
    actor.save()
    assert client.post(CODE, {"code": paper[0]})["Location"] == "/sign-in/"
    assert not is_in(client)


def test_keys_are_not_readable_in_the_database(settings):
    person()
    client = entered()
    waiting = shown_secret(client.get(SET_UP))
    assert waiting not in str(dict(client.session.items()))
    paper = set_up(client)
    held = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert waiting not in held
    assert paper[0].replace(" ", "") not in held
    settings.SECRET_KEY = "another key"
    fresh = machine()
    enter(fresh)
    assert fresh.post(CODE, {"code": paper[0]}).status_code == 422, "no code fits, and none is guessed"


def test_new_recovery_codes_replace_the_old_ones():
    person()
    client = entered()
    old = set_up(client)
    new = paper_of(client.post(f"{SET_UP}change/", {"do": "codes", "present": PASSWORD}))
    assert not set(old) & set(new)
    assert at_the_code().post(CODE, {"code": old[0]}).status_code == 422
    assert at_the_code().post(CODE, {"code": new[0]}).status_code == 302
    assert "codes_renewed" in events()


def test_another_phone_replaces_the_first():
    person()
    client = entered()
    set_up(client)
    first = secret_of()
    set_up(client)
    assert secret_of() != first
    assert at_the_code().post(CODE, {"code": code_of(first, later=1)}).status_code == 422


def test_turning_off_needs_the_password_and_no_role_that_needs_it(required):
    person("district_inspector", DISTRICT)
    client = entered()
    set_up(client)
    assert client.post(f"{SET_UP}change/", {"do": "turn_off", "present": "wrong"}).status_code == 422
    assert client.post(f"{SET_UP}change/", {"do": "turn_off", "present": PASSWORD}).status_code == 302
    assert not Authenticator.objects.exists()
    assert events()[-1] == "factor_removed"
    person("administrator", STREET, "guarded")
    guarded = machine()
    enter(guarded, "guarded")
    set_up(guarded)
    answer = guarded.post(f"{SET_UP}change/", {"do": "turn_off", "present": PASSWORD})
    assert "不能关闭" in answer.content.decode()
    assert Authenticator.objects.count() == 2


def test_after_a_reset_the_password_leads_to_setting_up_anew(required):
    actor = person("administrator", STREET)
    client = machine()
    enter(client)
    set_up(client)
    assert is_in(client)
    grant = Grant.objects.get(actor=actor).pk
    above = signed_in("administrator", DISTRICT)
    command = access.ResetSecondFactor(grant=grant)
    assert perform(access.reset_second_factor, [command], by=above, at=NOON)[0].state == "done"
    assert not is_in(client)
    assert enter(machine())["Location"].startswith(SET_UP)
