"""The search in the head of every page: people, households, organisations, areas, pages and actions."""

from __future__ import annotations

import pytest
from django.test import Client

from factories.registry import COMMUNITY, GRID, OTHER_COMMUNITY, make_areas, register, row, worker
from factories.scope import colleague
from menshen.domains.registry.actions.organisations import RegisterOrganisation, register_organisation
from menshen.kernel.actions.performing import perform
from menshen.kernel.base import clock
from menshen.kernel.scope.models import Area

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def town():
    make_areas()
    Area.objects.filter(code=GRID).update(name="锦江花园网格")
    register(row("张慧敏", compound="锦江花园", building="3栋", door="501", household_number="A-17"), by=worker())
    found = RegisterOrganisation(area=GRID, name="江畔大药房", kind="clinic")
    perform(register_organisation, [found], by=worker(), at=clock.now())


def found(role, words, area=COMMUNITY):
    client = Client()
    client.force_login(colleague(role, area))
    answer = client.get("/search/", {"q": words})
    assert answer.status_code == 200
    return {str(result.title): [str(todo.title) for todo in result.todos] for result in answer.context["results"]}


@pytest.mark.parametrize(
    ("words", "sort", "hit"),
    [
        ("张慧", "人员", "张慧敏"),
        ("zhm", "人员", "张慧敏"),
        ("锦江花园3栋", "人员", "张慧敏"),
        ("锦江花园3栋", "住户", "锦江花园 3栋 2单元 501 A-17"),
        ("A-17", "住户", "锦江花园 3栋 2单元 501 A-17"),
        ("药房", "单位", "江畔大药房"),
        ("锦江", "辖区", "锦江花园网格"),
        (GRID, "辖区", "锦江花园网格"),
        ("日报", "页面与办理", "日报"),
        ("Daily rep", "页面与办理", "日报"),
        ("登记来返", "页面与办理", "登记来返人员"),
    ],
)
def test_each_sort_is_found_by_what_people_type(words, sort, hit):
    results = found("community_secretary", words)
    assert any(hit == title or hit in title for title in results.get(sort, [])), results


def test_each_hit_can_be_opened():
    client = Client()
    client.force_login(colleague("community_secretary", COMMUNITY))
    for words in ("张慧", "锦江", "药房", "台账"):
        for result in client.get("/search/", {"q": words}).context["results"]:
            for todo in result.todos:
                assert client.get(todo.url).status_code == 200, todo.url


def test_nobody_finds_what_is_not_theirs():
    assert found("community_secretary", "张慧", OTHER_COMMUNITY) == {}
    assert found("community_secretary", "锦江花园", OTHER_COMMUNITY) == {}
    assert found("community_secretary", "药房", OTHER_COMMUNITY) == {}
    assert found("district_inspector", "张慧") == {}
    assert set(found("district_inspector", "锦江花园")) == {"辖区"}
    assert "登记来返人员" not in found("district_inspector", "登记").get("页面与办理", [])


@pytest.mark.parametrize("words", ["", " ", "%", "_", "'", "\\", "张" * 500, "<script>", "\u202e", "😀", "0" * 90])
def test_hostile_words_find_nothing_and_break_nothing(words):
    assert "人员" not in found("community_secretary", words)
