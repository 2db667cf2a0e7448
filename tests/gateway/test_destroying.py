"""The page of what falls due for destruction: a dry run, and the reports that wait for signatures."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from factories.quarantine import DAY, STREET, act, observed_town, on
from factories.registry import GRID, OTHER_COMMUNITY, phone, register, row
from factories.scope import colleague
from menshen.domains.registry.models import Person, Residence
from menshen.kernel.base.clock import local
from menshen.kernel.scope.viewers import PLATFORM, acting, system_viewer
from menshen.kernel.stewardship import retention

pytestmark = pytest.mark.django_db
LATER = local(DAY + timedelta(days=400), 9)


@pytest.fixture
def officer(monkeypatch):
    """Somebody has moved away long ago; the data protection officer of the street is signed in."""
    observed_town()
    register(row("王晞", area=GRID, phone=phone(1)), by=system_viewer())
    with acting(PLATFORM):
        residence = Residence.objects.get().pk
    ended = {"residence": residence, "ended_on": DAY + timedelta(days=1), "reason": "moved_away"}
    assert act("registry.end_residence", system_viewer(), on(2), ended)[0].problem is None
    monkeypatch.setattr("menshen.kernel.base.clock.now", lambda: LATER)
    return signed_in("data_protection_officer", STREET)


def signed_in(role, area):
    client = Client()
    client.force_login(colleague(role, area, since=DAY))
    return client


def test_it_says_in_words_what_tonight_destroys_and_destroys_nothing(officer):
    assert "试算今晚销毁" in officer.get("/destroying/").content.decode()
    text = officer.get("/destroying/?dry-run=1").content.decode()
    for said in ("今晚将销毁", "人员", "居住记录", "联系电话", "30 日内到期"):
        assert said in text
    assert "registry_" not in text
    assert "王晞" not in text
    with acting(PLATFORM):
        assert Person.objects.count() == 1


def test_reports_wait_there_for_their_two_signatures(officer):
    (report,) = retention.run(at=LATER)
    text = officer.get("/destroying/").content.decode()
    assert "待第一人签署" in text
    assert f"/ledgers/privacy.destructions/{report.pk}/" in text
    assert "今晚没有到期信息" in officer.get("/destroying/?dry-run=1").content.decode()
    page = officer.get(f"/ledgers/privacy.destructions/{report.pk}/").content.decode()
    assert "居住记录" in page
    assert "registry_" not in page


def test_it_is_for_who_watches_over_personal_data_there(officer):
    assert signed_in("community_secretary", OTHER_COMMUNITY).get("/destroying/").status_code == 404
    assert officer.get("/destroying/?area=990102001").status_code == 404
