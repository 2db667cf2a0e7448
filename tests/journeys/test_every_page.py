"""Every page of the desk for everyone who works in the town: none breaks, none shows what is not theirs."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from menshen.demo.staff import LOG_INS, PASSWORD
from menshen.domains.screening.actions.forms import answer_form
from menshen.kernel.base import clock
from menshen.kernel.base.modules import declared

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("town", "evening")]


@pytest.fixture(scope="module")
def evening():
    """The clock of the desk: the evening of the last day."""
    before = clock._shift
    clock._shift = datetime.fromisoformat("2020-02-05T19:30+08:00") - datetime.now(UTC)
    yield
    clock._shift = before


def signed_in(username: str) -> Client:
    client = Client()
    answer = client.post(reverse("desk:sign_in"), {"username": username, "password": PASSWORD})
    assert answer.status_code == 302
    return client


@pytest.mark.parametrize("username", [one.username for one in LOG_INS])
def test_everything_in_the_menu_opens(username):
    client = signed_in(username)
    home = client.get(reverse("desk:home"))
    assert home.status_code == 200
    for group in home.context["menu"]:
        for item in group.items:
            answer = client.get(item.url)
            assert answer.status_code == 200, item.url


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_form_opens_for_who_may_use_it(language):
    for one in LOG_INS:
        client = signed_in(one.username)
        client.cookies["menshen_language"] = language
        for act in declared("actions"):
            answer = client.get(reverse("desk:action", args=[act.code]))
            if act is answer_form:  # on a page of its own
                assert answer.status_code == 404 or answer.url.startswith(reverse("desk:questionnaires"))
                continue
            assert answer.status_code in (200, 404), act.code
            if answer.status_code == 200:
                assert escape(act.title.en if language == "en" else act.title.zh) in answer.content.decode()


def test_every_ledger_can_be_filtered_sorted_and_taken_away():
    client = signed_in("secretary")
    for ledger in declared("ledgers"):
        url = reverse("desk:ledger", args=[ledger.code])
        if client.get(url).status_code == 404:
            continue
        for column in ledger.shown:
            if column.sort:
                assert client.get(url, {"sort": f"-{column.code}"}).status_code == 200, column.code
            if column.filter:
                odd = {column.code: "%_'\"", f"{column.code}_from": "2020-01-30", f"{column.code}_until": "x"}
                assert client.get(url, odd).status_code in (200, 422), column.code
        assert client.get(url, {"q": "张", "page": "9999999"}).status_code == 200
    arrivals = client.post(reverse("desk:ledger", args=["screening.arrivals"]) + "?format=xlsx", {"reason": "paper"})
    assert arrivals.content[:2] == b"PK"


def test_a_figure_shows_the_very_records_it_counts():
    client = signed_in("secretary")
    where = {"area": "990101001001", "day": "2020-02-05"}
    page = client.get(reverse("desk:figure", args=["quarantine.home_quarantine.in_force"]), where)
    assert page.context["table"].count == 287


def test_a_record_of_another_community_is_not_there():
    other = signed_in("secretary2")
    page = other.get(reverse("desk:ledger", args=["quarantine.orders"]))
    url = page.context["table"].rows[0].url
    assert other.get(url).status_code == 200
    assert signed_in("secretary").get(url).status_code == 404
    assert Client().get(url).status_code == 302


def test_the_inspector_sees_figures_and_no_person():
    client = signed_in("inspector")
    assert client.get(reverse("desk:report"), {"area": "990101001"}).status_code == 200
    figure = client.get(
        reverse("desk:figure", args=["quarantine.home_quarantine.in_force"]), {"area": "990101", "day": "2020-02-05"}
    )
    assert "287" in figure.content.decode()
    assert figure.context["table"].rows == ()
    assert client.get(reverse("desk:ledger", args=["registry.residents"])).status_code == 404
