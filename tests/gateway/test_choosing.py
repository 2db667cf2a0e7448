"""Nobody types the number of a record: it is chosen by its words, given by the address, or found in its ledger."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from factories.plans import certify, leaving, trip
from factories.registry import COMMUNITY
from factories.scope import colleague
from factories.screening import DAY, EVENING, households, settled_town
from menshen.domains.screening.models import OutgoingWorker
from menshen.kernel.scope.viewers import acting, system_viewer

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(monkeypatch):
    settled_town()
    households(2)
    monkeypatch.setattr("menshen.kernel.base.clock.now", lambda: EVENING)
    client = Client()
    client.force_login(colleague("community_secretary", COMMUNITY, since=DAY.date()))
    return client


def test_an_action_on_a_record_leads_to_its_ledger_first(desk):
    text = desk.get("/actions/screening.seat_worker/").content.decode()
    assert "请先选择记录" in text
    assert "/ledgers/screening.outgoing_workers/" in text
    assert 'name="worker"' not in text


def test_a_second_record_is_chosen_by_its_words(desk):
    worker, coach = leaving().subject_id, trip().subject_id
    certify(worker)
    address = f"/actions/screening.seat_worker/?worker={worker}"
    text = desk.get(address).content.decode()
    option = re.search(rf'<option value="{coach}">([^<]*)</option>', text)
    assert option is not None
    assert option[1].startswith("深圳一号车 · 广东省深圳市 · ")
    assert option[1].endswith("空余 2")
    form = {"worker": worker, "trip": coach, "command_id": "018f0000-0000-7000-8000-00000000abcd"}
    seen = re.search(r'name="seen" value="([^"]*)"', text)
    assert seen is not None
    assert desk.post(address, form | {"seen": seen[1]}).status_code == 200
    with acting(system_viewer()):
        assert OutgoingWorker.objects.get().trip_id == coach


def test_a_number_that_other_fields_say_too_is_not_asked_but_travels(desk):
    text = desk.get("/actions/screening.sign_letter/?household=7").content.decode()
    assert 'id="field-household"' not in text
    assert '<input type="hidden" name="household" value="7">' in text
