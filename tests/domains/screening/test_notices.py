"""The slip at the door: numbered, once a day, and nothing on its outside that marks a home."""

from __future__ import annotations

from datetime import timedelta

import pytest

from factories.registry import GRID
from factories.screening import (
    COMMUNITY,
    DAY,
    EVENING,
    begin,
    households,
    record,
    screener,
    settled_town,
    states,
    tried,
)
from menshen.domains.screening.actions import issue_notice
from menshen.domains.screening.actions.notices import IssueNotice
from menshen.domains.screening.documents import HOUSEHOLD_NOTICE
from menshen.domains.screening.models import CampaignHousehold
from menshen.domains.screening.vocabulary import Problem
from menshen.kernel.actions.performing import perform
from menshen.kernel.documents.models import Document
from menshen.kernel.documents.rendering import render_pdf
from menshen.kernel.scope.models import Area
from menshen.kernel.scope.viewers import acting, system_viewer

pytestmark = pytest.mark.django_db

NINE = DAY + timedelta(hours=9)


@pytest.fixture(autouse=True)
def town():
    settled_town()
    Area.objects.filter(code=COMMUNITY).update(name="临江社区", phone="100-5926-0001")
    households(2)
    begin()


def issue(at=EVENING):
    with acting(system_viewer()):
        targets = list(CampaignHousehold.objects.order_by("pk").values_list("pk", flat=True))
    commands = [IssueNotice(target=target) for target in targets]
    return perform(issue_notice, commands, by=screener(), at=at)


def test_a_slip_is_numbered_and_tells_what_was_tried_and_whom_to_call():
    record(tried(1, "phone", "no_answer", NINE), tried(1, "door", "nobody_home", NINE + timedelta(hours=1)))
    assert states(issue()) == ["done", "done"]
    with acting(system_viewer()):
        first, second = Document.objects.filter(kind=HOUSEHOLD_NOTICE.code).order_by("pk")
    assert (first.area_id, first.number) == (GRID, "临江社区温馨提示〔2020〕1号")
    data = first.data
    assert [each["channel"]["zh"] for each in data["attempts"]] == ["电话", "上门"]
    assert (data["address"], data["remove_on"]) == ("滨江花园 3栋 101", "2020-01-26")
    assert data["community"]["phone"] == "100-5926-0001"
    assert "住户1" not in str(data)  # nobody's name is on it
    assert second.data["attempts"] == []
    assert render_pdf([first]).startswith(b"%PDF")


def test_a_slip_is_printed_once_a_day_and_only_where_nobody_was_reached():
    record(tried(2, "phone", "reached", NINE))
    assert states(issue()) == ["done", Problem.NOTHING_TO_ASK]
    assert states(issue()) == ["known", Problem.NOTHING_TO_ASK]
    assert states(issue(EVENING + timedelta(days=1)))[0] == "done"
