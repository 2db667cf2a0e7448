"""The page behind the printed code: open to everybody, plain, silent about who is known, hard to misuse."""

from __future__ import annotations

import pytest
from django.test import Client

from factories.forms import declaration, declarations, declared, form, published, shipped_sheets
from factories.registry import COMMUNITY, GRID, phone
from factories.scope import colleague
from factories.screening import arrive, back, households, screener, settled_town
from menshen.domains.screening.actions.posters import ClosePoster, IssuePoster, close_poster, issue_poster
from menshen.domains.screening.models import Poster
from menshen.gateway.public.frame import LARGEST
from menshen.kernel.actions.performing import perform
from menshen.kernel.base import clock
from menshen.kernel.journal.models import Entry
from menshen.kernel.scope.models import Collection
from menshen.kernel.scope.viewers import acting, system_viewer

pytestmark = pytest.mark.django_db
TODAY = clock.today().isoformat()
SAID = {
    "q_name": "王喆",
    "q_phone": phone(77),
    "q_address": "滨江花园3栋101",
    "q_travelled": "no",
    "q_symptoms": "none",
}
AWAY = SAID | {"q_travelled": "yes", "q_origin": "湖北省武汉市", "q_back_on": TODAY}
SHOWN = "name phone address travelled origin back_on symptoms urgent"


@pytest.fixture
def url():
    settled_town()
    households(2)
    command = IssuePoster(area=COMMUNITY, site="https://desk.example.cn")
    perform(issue_poster, [command], by=screener(), at=clock.now())
    with acting(system_viewer()):
        return f"/declare/{Poster.objects.get().token}/"


@pytest.fixture
def phone_of_somebody():
    """An old phone: no cookies are kept, nobody is signed in."""
    return Client(enforce_csrf_checks=True)


def send(client, url, **said):
    return client.post(url, {**AWAY, "shown": SHOWN, **said})


def test_anybody_can_open_it(url, phone_of_somebody):
    page = phone_of_somebody.get(url)
    text = page.content.decode()
    assert page.status_code == 200
    for said in ("居民委员会", "谁收集", "做什么用", "保存多久", "自愿填写", "更正、删除", "您的姓名"):
        assert said in text
    assert "<script" not in text
    assert "style=" not in text
    assert page["X-Robots-Tag"] == "noindex"
    assert not page.cookies


def test_it_speaks_english_without_a_cookie(url, phone_of_somebody):
    page = phone_of_somebody.get(f"{url}?language=en")
    assert "Your name" in page.content.decode()
    assert f'action="{url}?language=en"' in page.content.decode()
    answer = phone_of_somebody.post(f"{url}?language=en", AWAY | {"shown": SHOWN})
    assert answer["Location"] == f"{url}thanks/?language=en"


def test_what_is_told_is_taken_down(url, phone_of_somebody):
    answer = send(phone_of_somebody, url)
    assert (answer.status_code, answer["Location"]) == (302, f"{url}thanks/")
    (kept,) = declarations()
    assert (kept.name, kept.phone, kept.origin, kept.symptoms) == ("王喆", phone(77), "湖北省武汉市", [])
    assert kept.area_id == GRID
    assert "谢谢" in phone_of_somebody.get(answer["Location"]).content.decode()


def test_without_script_further_questions_come_with_the_answer(url, phone_of_somebody):
    first = phone_of_somebody.get(url).content.decode()
    assert "从哪里回来" not in first
    answer = send(phone_of_somebody, url, shown="name phone address travelled symptoms urgent", q_origin="")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "从哪里回来" in text
    assert 'class="wrong"' not in text
    assert 'value="王喆"' in text
    assert declarations() == []


@pytest.mark.parametrize(
    ("odd", "said"),
    [
        ({"q_phone": "12345 678"}, "请填 11 位手机号"),
        ({"q_name": ""}, "请填写此项"),
        ({"q_back_on": "昨天"}, "请填写日期"),
        ({"q_back_on": "2199-01-01"}, "不晚于今天"),
        ({"q_symptoms": ["none", "fever"]}, "不能与其他选项同选"),
        ({"q_symptoms": "plague"}, "请从所列选项中选择"),
        ({"q_travelled": "maybe"}, "请从所列选项中选择"),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_nothing_is_lost(url, phone_of_somebody, odd, said):
    answer = send(phone_of_somebody, url, **odd)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert phone(77) in answer.content.decode() or "q_phone" in odd
    assert declarations() == []


@pytest.mark.parametrize(
    "hostile",
    ["<script>alert(1)</script>", "'; DROP TABLE screening_declaration; --", "=cmd|' /C calc'!A0", "\u202eevil"],
)
def test_hostile_text_is_text(url, phone_of_somebody, hostile):
    assert send(phone_of_somebody, url, q_address=hostile).status_code == 302
    again = send(phone_of_somebody, url, q_address=hostile, q_phone="no")
    assert "<script>alert" not in again.content.decode()
    assert declarations()[0].address == hostile.replace("\u202e", "")


def test_a_nul_is_refused(url, phone_of_somebody):
    assert send(phone_of_somebody, url, q_name="王\0喆").status_code == 400
    assert declarations() == []


def test_a_megabyte_is_refused(url, phone_of_somebody):
    answer = send(phone_of_somebody, url, q_address="字" * 400_000)
    assert answer.status_code == 413
    assert len(answer.content) < LARGEST
    long = send(phone_of_somebody, url, q_address="字" * 5_000)
    assert long.status_code == 422
    assert len(long.content) < LARGEST
    assert declarations() == []


def test_the_answer_is_the_same_for_who_is_known(url, phone_of_somebody):
    """A stranger, a registered resident, somebody who declared already, somebody who is registered as arrived."""
    arrive(back("住户1", left_on=TODAY, arrived_home_at=clock.now(), known_at=None), at=clock.now())
    declared(declaration("住户2", origin="湖北省武汉市", back_on=TODAY), at=clock.now())
    answers = [send(phone_of_somebody, url, q_name=name) for name in ("生人", "住户1", "住户2", "住户2")]
    assert {(answer.status_code, answer["Location"], answer.content) for answer in answers} == {
        (302, f"{url}thanks/", b"")
    }


def test_sending_twice_is_sending_once(url, phone_of_somebody):
    number = "018f0000-0000-7000-8000-00000000abcd"
    answers = [send(phone_of_somebody, url, command_id=number) for _ in range(2)]
    assert {answer.status_code for answer in answers} == {302}
    assert len(declarations()) == 1


def test_a_network_that_sends_too_much_is_told_to_call(url, phone_of_somebody, settings):
    settings.PUBLIC_PER_ADDRESS = 3
    for serial in range(3):
        assert send(phone_of_somebody, url, q_name=f"王{serial}").status_code == 302
    answer = send(phone_of_somebody, url, q_name="最后一人")
    assert answer.status_code == 429
    assert "社区电话" in answer.content.decode()
    assert len(declarations()) == 3


def test_a_code_that_is_not_in_use_says_so(url, phone_of_somebody):
    with acting(system_viewer()):
        poster = Poster.objects.get()
    perform(close_poster, [ClosePoster(poster=poster.pk, reason="被撕走")], by=screener(), at=clock.now())
    for address in (url, f"{url}thanks/", "/declare/nobody/", "/declare/%00/", f"/declare/{'x' * 500}/"):
        answer = phone_of_somebody.get(address)
        assert answer.status_code in (400, 404), address
    assert "停用" in phone_of_somebody.get(url).content.decode()
    assert send(phone_of_somebody, url).status_code == 404


def test_where_collection_has_ended_nothing_is_taken_down(url, phone_of_somebody):
    with acting(system_viewer()):
        Collection.objects.create(area_id=COMMUNITY, stopped_at=clock.now())
    assert phone_of_somebody.get(url).status_code == 404
    assert send(phone_of_somebody, url).status_code == 404
    assert declarations() == []


def test_nobody_becomes_somebody_else_by_it(url):
    """Who is signed in acts here as everybody does."""
    signed_in = Client()
    signed_in.force_login(colleague("grid_worker", GRID))
    assert send(signed_in, url).status_code == 302
    with acting(system_viewer()):
        assert Entry.objects.latest("pk").actor.username == "system"


def test_an_office_may_ask_more(url, phone_of_somebody):
    sheets = shipped_sheets("self_declaration")
    width = len(sheets["survey"][0])
    sheets["survey"].append(["text", "flight", "航班号", *[""] * (width - 3)])
    assert published(sheets, at=clock.now()).state == "done"
    assert "航班号" in phone_of_somebody.get(url).content.decode()
    send(phone_of_somebody, url, shown=f"{SHOWN} flight", q_flight="MU5926")
    assert declarations()[0].more == '{"flight": "MU5926"}'
    assert declarations()[0].form_id == form("self_declaration").pk


def test_a_page_that_was_open_when_the_form_changed_is_taken(url, phone_of_somebody):
    before = form("self_declaration").pk
    sheets = shipped_sheets("self_declaration")
    sheets["survey"].append(["text", "flight", "航班号", *[""] * 3, "yes", *[""] * (len(sheets["survey"][0]) - 7)])
    published(sheets, at=clock.now())
    assert send(phone_of_somebody, url, form=before).status_code == 302
    assert declarations()[0].form_id == before
