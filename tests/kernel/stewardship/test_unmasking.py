"""A full number is shown for a reason, to who may see it, and never without a line in the log."""

from __future__ import annotations

import pytest

from factories.registry import id_number, phone, register, row
from factories.scope import COPPER, RIVERSIDE, STREET, TODAY, grid, signed_in, town
from menshen.domains.registry.ledgers import RESIDENTS
from menshen.kernel.base.clock import local
from menshen.kernel.base.problems import Refused
from menshen.kernel.ledgers.table import Question, page_of
from menshen.kernel.privacy.lookups import verify
from menshen.kernel.privacy.models import LookUp
from menshen.kernel.scope.viewers import PLATFORM, acting, system_viewer
from menshen.kernel.stewardship import unmasking
from menshen.kernel.stewardship.unmasking import unmask
from menshen.kernel.stewardship.vocabulary import Reason
from menshen.kernel.tasks.flow import tasks_of

pytestmark = pytest.mark.django_db
AT = local(TODAY, 19, 30)
ID_NUMBER, PHONE = id_number(7), phone(1234)


@pytest.fixture(autouse=True)
def _town():
    town()
    register(row("王晞", area=grid(RIVERSIDE), id_number=ID_NUMBER, phone=PHONE), by=system_viewer())


def row_of(viewer):
    with acting(viewer):
        return page_of(RESIDENTS, viewer, Question()).ids[0]


def shown(viewer, column="id_number", *, why=Reason.CALL, note="", number=None):
    number = number or row_of(signed_in("community_clerk", RIVERSIDE))
    with acting(viewer):
        return unmask(RESIDENTS, number, column, why=why, note=note, by=viewer, at=AT)


def log():
    with acting(PLATFORM):
        return list(LookUp.objects.order_by("line"))


def test_the_value_is_given_once_and_the_line_says_who_why_and_what_but_not_the_value():
    worker = signed_in("grid_worker", grid(RIVERSIDE))
    assert shown(worker) == ID_NUMBER
    assert shown(worker, "phone", note="晚间随访") == PHONE
    first, second = log()
    assert (first.kind, first.fields, first.reason) == ("unmasked", ["id_number"], "电话联系本人或家庭")
    assert (second.fields, second.actor_id) == (["phone"], worker.actor_id)
    assert second.reason == "电话联系本人或家庭：晚间随访"
    assert not any(value in str(vars(line)) for line in (first, second) for value in (ID_NUMBER, PHONE))
    assert verify() is None


@pytest.mark.parametrize(
    ("role", "area", "column"),
    [
        ("grid_worker", grid(COPPER), "id_number"),
        ("street_clerk", STREET, "id_number"),
        ("district_inspector", STREET, "phone"),
        ("community_secretary", RIVERSIDE, "name"),
        ("community_secretary", RIVERSIDE, "no_such_column"),
    ],
    ids=["another area", "a role that may not", "a role without people", "nothing is hidden there", "no column"],
)
def test_not_yours_is_not_there(role, area, column):
    with pytest.raises(Refused) as refused:
        shown(signed_in(role, area), column)
    assert refused.value.status == 404
    assert log() == []


def test_something_else_has_to_be_said():
    secretary = signed_in("community_secretary", RIVERSIDE)
    with pytest.raises(Refused) as refused:
        shown(secretary, why=Reason.OTHER, note="  ")
    assert refused.value.field == "note"
    assert shown(secretary, why=Reason.OTHER, note="核对重名") == ID_NUMBER


def test_a_number_that_nobody_knows_is_not_hidden():
    register(row("赵镕", area=grid(RIVERSIDE)), by=system_viewer())
    secretary = signed_in("community_secretary", RIVERSIDE)
    with acting(secretary):
        numbers = page_of(RESIDENTS, secretary, Question(search="赵镕")).ids
    with pytest.raises(Refused) as refused:
        shown(secretary, number=numbers[0])
    assert refused.value.code == "privacy:number:nothing_hidden"


def test_very_many_on_one_day_are_asked_about(monkeypatch):
    monkeypatch.setattr(unmasking, "MANY", 3)
    officer, secretary = signed_in("data_protection_officer", STREET), signed_in("community_secretary", RIVERSIDE)
    for _ in range(5):
        shown(secretary)
    with acting(officer):
        assert list(tasks_of(officer).values_list("kind", flat=True)) == ["privacy.review_look_ups"]
