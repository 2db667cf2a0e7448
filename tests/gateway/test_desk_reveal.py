"""On a record's page: a masked number, the form that asks why, and the number once."""

from __future__ import annotations

import pytest
from django.test import Client

from factories.registry import GRID, id_number, make_areas, phone, register, row
from factories.scope import colleague
from menshen.domains.registry.models import Residence
from menshen.kernel.privacy.models import LookUp
from menshen.kernel.scope.viewers import PLATFORM, acting, system_viewer

pytestmark = pytest.mark.django_db


@pytest.fixture
def page():
    make_areas()
    register(row("王晞", id_number=id_number(7), phone=phone(1234)), by=system_viewer())
    with acting(PLATFORM):
        return f"/ledgers/registry.residents/{Residence.objects.get().pk}/"


def signed_in(role, area=GRID):
    client = Client()
    client.force_login(colleague(role, area))
    return client


def looks():
    with acting(PLATFORM):
        return list(LookUp.objects.filter(kind="unmasked").values_list("fields", "reason"))


def test_a_number_is_masked_and_shown_once_for_a_reason(page):
    desk = signed_in("grid_worker")
    record = desk.get(page).content.decode()
    assert "100****1234" in record
    assert phone(1234) not in record
    assert f"{page}show/phone/" in record
    asked = desk.get(f"{page}show/phone/")
    assert phone(1234) not in asked.content.decode()
    shown = desk.post(f"{page}show/phone/", {"reason": "call"})
    assert f'href="tel:{phone(1234)}"' in shown.content.decode()
    assert shown.headers["Cache-Control"] == "no-store"
    assert looks() == [(["phone"], "电话联系本人或家庭")]
    assert phone(1234) not in desk.get(page).content.decode()


def test_without_a_reason_the_form_comes_back(page):
    answer = signed_in("grid_worker").post(f"{page}show/id_number/", {"reason": ""})
    assert answer.status_code == 422
    assert "请先选择理由" in answer.content.decode()
    assert not looks()


@pytest.mark.parametrize("role", ["street_clerk", "data_protection_officer", "district_inspector"])
def test_who_may_not_see_it_finds_no_way_to_it(page, role):
    desk = signed_in(role, GRID[:9])
    assert "show/phone/" not in desk.get(page).content.decode()
    for send in (desk.get, desk.post):
        assert send(f"{page}show/phone/").status_code == 404
    assert not looks()


def test_an_export_of_people_asks_first(page):
    desk = signed_in("grid_worker")
    address = "/ledgers/registry.residents/?format=xlsx"
    assert desk.get(address).headers["Content-Type"].startswith("text/html")
    assert desk.post(address, {"reason": "other"}).status_code == 422
    assert desk.post(address, {"reason": "paper"}).headers["Content-Type"].endswith("spreadsheetml.sheet")
