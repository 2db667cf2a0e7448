"""The page on which people ask about data on themselves: open to everybody, silent about who is known."""

from __future__ import annotations

import pytest
from django.test import Client

from factories.registry import COMMUNITY, phone
from factories.screening import households, screener, settled_town
from menshen.domains.screening.actions.posters import ClosePoster, IssuePoster, close_poster, issue_poster
from menshen.domains.screening.models import Poster
from menshen.kernel.actions.performing import perform
from menshen.kernel.base import clock
from menshen.kernel.journal.models import Entry
from menshen.kernel.scope.models import Collection
from menshen.kernel.scope.viewers import acting, system_viewer
from menshen.kernel.stewardship.models import DataRequest
from menshen.kernel.stewardship.requests import TO_ANSWER
from menshen.kernel.tasks.models import Task

pytestmark = pytest.mark.django_db
SAID = {"kind": "correction", "asked_by": "王喆", "phone": phone(77), "words": "门牌号应为 102"}


@pytest.fixture
def url():
    settled_town()
    households(2)
    perform(issue_poster, [IssuePoster(area=COMMUNITY, site="https://desk.example.cn")], by=screener(), at=clock.now())
    with acting(system_viewer()):
        return f"/declare/{Poster.objects.get().token}/own-data/"


@pytest.fixture
def anybody():
    """No cookies are kept, nobody is signed in."""
    return Client(enforce_csrf_checks=True)


def kept() -> list[DataRequest]:
    with acting(system_viewer()):
        return list(DataRequest.objects.order_by("pk"))


def test_anybody_can_open_it_in_both_languages(url, anybody):
    page = anybody.get(url)
    text = page.content.decode()
    assert page.status_code == 200
    for said in ("不会因此受到任何影响", "书面答复", "删除", "核实您的身份"):
        assert said in text
    assert "<script" not in text
    assert "style=" not in text
    assert not page.cookies
    assert "Your name" in anybody.get(f"{url}?language=en").content.decode()


def test_what_is_asked_becomes_the_work_of_the_secretary(url, anybody):
    answer = anybody.post(url, SAID)
    assert (answer.status_code, answer["Location"]) == (302, f"{url}thanks/")
    assert "已收到" in anybody.get(answer["Location"]).content.decode()
    (request,) = kept()
    assert (request.area_id, request.kind, request.way) == (COMMUNITY, "correction", "page")
    assert (request.asked_by, request.phone, request.words) == ("王喆", phone(77), "门牌号应为 102")
    with acting(system_viewer()):
        task = Task.objects.get(kind=TO_ANSWER.code)
        assert Entry.objects.latest("pk").actor.username == "system"
    assert (task.area_id, task.role, task.due_at) == (COMMUNITY, "community_secretary", request.due_at)


def test_the_answer_is_the_same_for_who_is_known(url, anybody):
    answers = [anybody.post(url, SAID | {"asked_by": name}) for name in ("生人", "住户1", "住户1")]
    assert {(answer.status_code, answer["Location"], answer.content) for answer in answers} == {
        (302, f"{url}thanks/", b"")
    }


@pytest.mark.parametrize(
    ("odd", "said"),
    [
        ({"kind": ""}, "请填写此项"),
        ({"kind": "revenge"}, "请从所列选项中选择"),
        ({"asked_by": "  "}, "请填写此项"),
        ({"phone": ""}, "请填写此项"),
        ({"phone": "12345"}, "请填 11 位手机号"),
        ({"words": ""}, "请填写此项"),
        ({"words": "字" * 201}, "不超过 200 个字"),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_nothing_is_lost(url, anybody, odd, said):
    answer = anybody.post(url, SAID | odd)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "王喆" in answer.content.decode() or "asked_by" in odd
    assert kept() == []


def test_hostile_text_is_text(url, anybody):
    assert anybody.post(url, SAID | {"words": "<script>alert(1)</script>"}).status_code == 302
    again = anybody.post(url, SAID | {"words": "<script>alert(1)</script>", "phone": "no"})
    assert "<script>alert" not in again.content.decode()
    assert anybody.post(url, SAID | {"words": "a\0b"}).status_code in (400, 422)
    assert anybody.post(url, SAID | {"words": "字" * 400_000}).status_code == 413


def test_sending_twice_is_asking_once(url, anybody):
    number = "018f0000-0000-7000-8000-00000000abcd"
    assert {anybody.post(url, SAID | {"command_id": number}).status_code for _ in range(2)} == {302}
    assert len(kept()) == 1


def test_a_network_that_sends_too_much_is_told_to_call(url, anybody, settings):
    settings.PUBLIC_PER_ADDRESS = 2
    assert [anybody.post(url, SAID).status_code for _ in range(3)] == [302, 302, 429]
    assert len(kept()) == 2


def test_where_collection_has_ended_people_may_still_ask_and_are_led_there(url, anybody):
    with acting(system_viewer()):
        Collection.objects.create(area_id=COMMUNITY, stopped_at=clock.now())
    declaring = anybody.get(url.removesuffix("own-data/"))
    assert declaring.status_code == 404
    assert url in declaring.content.decode()
    assert anybody.post(url, SAID).status_code == 302


def test_a_code_that_is_not_in_use_says_so(url, anybody):
    with acting(system_viewer()):
        poster = Poster.objects.get()
    perform(close_poster, [ClosePoster(poster=poster.pk, reason="被撕走")], by=screener(), at=clock.now())
    for address in (url, f"{url}thanks/", "/declare/nobody/own-data/"):
        assert anybody.get(address).status_code == 404, address
    assert anybody.post(url, SAID).status_code == 404
    assert kept() == []
