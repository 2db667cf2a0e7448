"""At the desk: from the task to the decision, from the approval to the file."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from architecture.town import clock_at
from factories.registry import COMMUNITY, make_areas, phone, register, row
from factories.scope import TODAY, colleague
from menshen.kernel.approvals.models import Request
from menshen.kernel.base.clock import local
from menshen.kernel.scope.viewers import PLATFORM, acting, system_viewer

pytestmark = pytest.mark.django_db
EXPORT = "/ledgers/registry.residents/?format=xlsx"
NOW = local(TODAY, 10)


@pytest.fixture(autouse=True)
def _town():
    make_areas(COMMUNITY[:9])
    register(row("王晞", phone=phone(1234)), by=system_viewer())
    with clock_at(NOW):
        yield


def signed_in(role, area):
    client = Client()
    client.force_login(colleague(role, area))
    return client


def request():
    with acting(PLATFORM):
        return Request.objects.get()


def test_from_the_list_to_the_task_to_the_decision_to_the_file_and_once():
    secretary, leader = signed_in("community_secretary", COMMUNITY), signed_in("street_leader", COMMUNITY[:9])
    form = secretary.get(EXPORT).content.decode()
    assert "/actions/privacy.ask_bulk_unmask/" in form
    assert 'name="full"' not in form
    wanted = {"area": COMMUNITY, "ledger": "居民台账", "reason": "断网期间核对"}
    assert secretary.post("/actions/privacy.ask_bulk_unmask/", wanted).status_code == 200
    number = request().pk
    page = secretary.get(f"/ledgers/approvals.requests/{number}/").content.decode()
    assert "待街道负责人审批，自 02-05 10:00" in page
    assert "/actions/approvals.decide/" not in page
    assert "/actions/approvals.withdraw/" in page

    assert f"/actions/approvals.decide/?request={number}" in leader.get("/tasks/").content.decode()
    asked = leader.get(f"/actions/approvals.decide/?request={number}").content.decode()
    assert "断网期间核对" in asked
    command = {"request": number, "answer": "approve", "reason": "同意"}
    assert leader.post("/actions/approvals.decide/", command).status_code == 200
    assert request().closed_as == "approved"
    assert "/actions/approvals.decide/" not in leader.get("/tasks/").content.decode()

    assert 'name="full"' in secretary.get(EXPORT).content.decode()
    file = secretary.post(EXPORT, {"reason": "paper", "full": "true"})
    assert phone(1234) in str(list(load_workbook(BytesIO(file.content)).active.values))
    again = secretary.post(EXPORT, {"reason": "paper", "full": "true"})
    assert again.status_code == 409
    assert 'name="full"' not in secretary.get(EXPORT).content.decode()


def test_a_decision_without_a_reason_comes_back_with_the_form():
    secretary, leader = signed_in("community_secretary", COMMUNITY), signed_in("street_leader", COMMUNITY[:9])
    wanted = {"area": COMMUNITY, "ledger": "居民台账", "reason": "断网期间核对"}
    secretary.post("/actions/privacy.ask_bulk_unmask/", wanted)
    answer = leader.post("/actions/approvals.decide/", {"request": request().pk, "answer": "approve", "reason": " "})
    assert answer.status_code == 422
    assert request().closed_as == ""
