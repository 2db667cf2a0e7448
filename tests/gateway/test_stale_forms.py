"""Two clerks on one form, a sign-in that ended meanwhile, a page older than it: told, and nothing lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from factories.quarantine import DAY, observed_town, on, proposed, under_order
from factories.registry import COMMUNITY, OTHER_COMMUNITY
from factories.scope import colleague
from menshen.domains.quarantine.models import QuarantineOrder
from menshen.kernel.scope.viewers import acting, system_viewer

pytestmark = pytest.mark.django_db
HERE = {"origin": "http://testserver"}


@pytest.fixture(autouse=True)
def town(monkeypatch):
    observed_town()
    moment = on(DAY, 12)
    monkeypatch.setattr("menshen.kernel.base.clock.now", lambda: moment)


def signed_in(name, area=COMMUNITY, **options):
    client = Client(**options)
    client.force_login(colleague("community_secretary", area, username=name, since=DAY - timedelta(days=9)))
    return client


def filled(client, url):
    """What the form would send as it stands."""
    form = client.get(url).context["form"]
    return (
        dict(form.hidden) | {"command_id": form.command_id} | {one.name: one.value for one in form.fields if one.value}
    )


def test_the_second_of_two_is_told_and_keeps_what_was_typed():
    url = f"/actions/quarantine.decline_order/?order={proposed().pk}"
    first, second = signed_in("zhou"), signed_in("wu")
    mine, theirs = filled(first, url), filled(second, url)
    assert (
        first.post(f"/actions/quarantine.confirm_order/?order={mine['order']}", {"order": mine["order"]}).status_code
        == 200
    )
    words = theirs | {"reason": "本人已离开本市"}
    answer = second.post(url, words)
    assert answer.status_code == 422
    (problem,) = answer.context["form"].problems
    assert "community_secretary" in str(problem)
    assert "已填内容仍保留" in str(problem)
    kept = {field.name: field.value for field in answer.context["form"].fields}
    assert kept["reason"] == "本人已离开本市"
    with acting(system_viewer()):
        assert QuarantineOrder.objects.get().declined_at is None


def test_who_sends_again_after_being_told_is_answered_by_the_action():
    order = under_order()
    url = f"/actions/quarantine.withdraw_order/?order={order.pk}"
    first, second = signed_in("zhou"), signed_in("wu")
    theirs = filled(second, url) | {"reason": "登记有误"}
    assert first.post(url, filled(first, url) | {"reason": "登记有误"}).status_code == 200
    told = second.post(url, theirs)
    assert told.status_code == 422
    again = dict(told.context["form"].hidden) | {"command_id": told.context["form"].command_id, "reason": "登记有误"}
    answer = second.post(url, again)
    assert "变更此记录" not in answer.content.decode()


def test_the_same_form_sent_twice_is_done_once_and_not_told():
    url = f"/actions/quarantine.confirm_order/?order={proposed().pk}"
    client = signed_in("zhou")
    form = filled(client, url)
    assert [client.post(url, form).status_code for _ in range(2)] == [200, 200]


def test_who_was_signed_out_meanwhile_loses_nothing():
    number = proposed().pk
    url = f"/actions/quarantine.decline_order/?order={number}"
    client = signed_in("zhou")
    form = filled(client, url) | {"reason": "本人已离开本市"}
    client.logout()
    answer = client.post(url, form, headers=HERE)
    assert answer.status_code == 401
    assert ("reason", "本人已离开本市") in answer.context["fields"]
    assert 'target="_blank"' in answer.content.decode()
    client.force_login(colleague("community_secretary", COMMUNITY, username="zhou"))
    assert client.post(answer.context["url"], dict(answer.context["fields"])).status_code == 200
    with acting(system_viewer()):
        assert QuarantineOrder.objects.get().declined_at is not None


def test_a_page_older_than_the_sign_in_is_offered_again():
    client = signed_in("zhou", enforce_csrf_checks=True)
    answer = client.post("/actions/quarantine.decline_order/", {"reason": "本人已离开本市"}, headers=HERE)
    assert answer.status_code == 403
    assert answer.context["fields"] == [("reason", "本人已离开本市")]
    assert not answer.context["sign_in_url"]


@pytest.mark.parametrize(
    "headers",
    [{"origin": "http://elsewhere.example"}, {}, {"origin": "null"}, {**HERE, "sec-fetch-site": "cross-site"}],
)
def test_a_form_from_elsewhere_is_offered_to_nobody(headers):
    strict = signed_in("zhou", enforce_csrf_checks=True)
    assert "fields" not in strict.post("/actions/quarantine.decline_order/", {"reason": "x"}, headers=headers).context
    answer = Client().post("/actions/quarantine.decline_order/", {"reason": "x"}, headers=headers)
    assert (answer.status_code, answer.url.split("?")[0]) == (302, "/sign-in/")


def test_a_password_is_never_written_into_a_page():
    answer = Client(enforce_csrf_checks=True).post("/sign-in/", {"username": "x", "password": "secret-1"}, headers=HERE)
    assert b"secret-1" not in answer.content


def test_what_was_typed_is_kept_as_text():
    client = signed_in("zhou", enforce_csrf_checks=True)
    hostile = '"><script>alert(1)</script>\u202e' + "长" * 100_000
    answer = client.post("/actions/quarantine.decline_order/", {"reason": hostile}, headers=HERE)
    assert b"<script>alert" not in answer.content
    assert answer.context["fields"] == [("reason", hostile)]


def test_the_form_of_another_area_is_not_there():
    number = proposed().pk
    other = signed_in("wu", OTHER_COMMUNITY)
    answer = other.post("/actions/quarantine.decline_order/", {"order": number, "reason": "x", "seen": "0"})
    assert "王喆" not in answer.content.decode()
    assert "community_secretary" not in " ".join(map(str, answer.context["form"].problems))
