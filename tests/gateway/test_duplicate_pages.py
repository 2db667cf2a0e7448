"""The pages of a likely pair and of a merge: what differs is marked, numbers stay masked, and the way on is offered."""

from __future__ import annotations

import pytest
from django.test import Client

from factories.duplicates import act, found, only_merge, somebody, street_clerk
from factories.registry import COMMUNITY, GRID, NOW, id_number, make_areas, phone
from factories.scope import colleague
from menshen.domains.registry.models import Person, Residence
from menshen.kernel.privacy.models import LookUp
from menshen.kernel.scope.viewers import PLATFORM, acting

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(monkeypatch):
    make_areas()
    monkeypatch.setattr("menshen.kernel.base.clock.now", lambda: NOW)
    return entered("community_clerk", COMMUNITY)


def entered(role, area):
    client = Client()
    client.force_login(colleague(role, area))
    return client


def listed():
    """A pair with one phone, of whom one has a number and lives next door."""
    earlier, later = somebody(phone=phone(1)), somebody(phone=phone(1), id_number=id_number(1), door="502")
    return earlier, later, found(earlier, later)


def test_both_stand_side_by_side_and_what_differs_is_marked(desk):
    earlier, later, pair = listed()
    answer = desk.get(f"/ledgers/registry.likely_duplicates/{pair}/")
    shown = next(one for one in answer.context["sections"] if str(one.title) == "逐项对照").table
    rows = {str(row.cells[0].text): row.cells[1:] for row in shown.rows}
    assert [str(cell.text) for cell in rows["身份证号"]] == ["未登记", "9901**********" + id_number(1)[-4:]]
    assert {title for title, cells in rows.items() if cells[0].tone} >= {"身份证号", "现住址"}
    assert not rows["姓名"][0].tone
    assert not rows["联系电话"][0].tone
    assert id_number(1) not in answer.content.decode()
    assert phone(1) not in answer.content.decode()
    offered = [link.url for link in answer.context["links"]]
    assert offered == [f"/actions/registry.merge_people/?pair={pair}", f"/actions/registry.tell_apart/?pair={pair}"]
    with acting(PLATFORM):
        opened = LookUp.objects.filter(kind="opened").values_list("subject_id", flat=True)
        assert set(opened) == {earlier, later}


def test_the_form_says_what_has_to_be_checked_and_the_merge_can_be_taken_back(desk):
    *_, pair = listed()
    form = {"pair": pair, "stays": "earlier"}
    refused = desk.post(f"/actions/registry.merge_people/?pair={pair}", form)
    assert refused.status_code == 422
    assert "两条记录现住址不同" in refused.content.decode()
    assert desk.post("/actions/registry.merge_people/", {**form, "home_checked": "true"}).status_code == 200
    assert desk.get(f"/ledgers/registry.likely_duplicates/{pair}/").context["links"] == []
    merge = only_merge().pk
    answer = desk.get(f"/ledgers/registry.merges/{merge}/")
    assert [link.url for link in answer.context["links"]] == [f"/actions/registry.undo_merge/?merge={merge}"]
    assert desk.post("/actions/registry.undo_merge/", {"merge": merge}).status_code == 200
    with acting(PLATFORM):
        assert not Person.objects.filter(merged_into__isnull=False).exists()


def test_the_history_of_a_person_tells_of_what_their_former_record_went_through(desk):
    earlier, later, pair = listed()
    act("correct_person", street_clerk(), person=later, registered_at="示范市")
    act("merge_people", street_clerk(), pair=pair, stays="earlier", home_checked=True)
    with acting(PLATFORM):
        home = Residence.objects.get(person=earlier, until_on=None).pk
    told = [str(line.title) for line in desk.get(f"/ledgers/registry.residents/{home}/").context["side"][0].happenings]
    assert told.count("人员已登记") == 2
    assert "重复人员已合并" in told


def test_a_grid_worker_has_no_list_of_duplicates(desk):
    *_, pair = listed()
    worker = entered("grid_worker", GRID)
    assert worker.get("/ledgers/registry.likely_duplicates/").status_code == 404
    assert worker.get(f"/ledgers/registry.likely_duplicates/{pair}/").status_code == 404
