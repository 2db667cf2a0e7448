"""All papers of a list at once, for who may read them; each leaves a line in the look-up log."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.test import Client
from pypdf import PdfReader

from factories.quarantine import COMMUNITY, STREET, UNTIL, at_home, everything, observed_town, on, papers, run_job
from factories.registry import OTHER_COMMUNITY
from menshen.kernel.privacy.models import LookUp
from menshen.kernel.scope.models import Actor, Grant

pytestmark = pytest.mark.django_db
ADDRESS = "/ledgers/quarantine.notices/papers/"


@pytest.fixture
def released():
    observed_town()
    for number in range(3):
        at_home(f"住户{number}", address=f"临江花园3栋{number}")
    run_job("end_due_orders", on(UNTIL, 0))


def signed_in(role, area):
    actor = Actor.objects.create_user(role + area, display_name=role)
    Grant.objects.create(actor=actor, role=role, area_id=area, valid_from="2020-01-01")
    client = Client()
    client.force_login(actor)
    return client


def test_one_file_to_print_and_one_of_single_files(released):
    client = signed_in("medic", STREET)
    printed = client.get(ADDRESS)
    assert printed["Content-Type"] == "application/pdf"
    assert len(PdfReader(io.BytesIO(printed.content)).pages) == 3 * 2 + 3  # a sheet to begin with, a page at the end
    single = client.get(ADDRESS, {"as": "zip"})
    names = zipfile.ZipFile(io.BytesIO(single.content)).namelist()
    assert len(names) == 6
    assert not [name for name in names if "住户" in name]


def test_the_filters_of_the_list_hold(released):
    client = signed_in("medic", STREET)
    number = papers("release_notice")[0].number
    printed = client.get(ADDRESS, {"q": number})
    assert len(PdfReader(io.BytesIO(printed.content)).pages) == 1
    assert b"papers/?" in client.get("/ledgers/quarantine.notices/").content


def test_what_is_taken_out_is_written_down(released):
    with everything():
        before = LookUp.objects.count()
    signed_in("medic", STREET).get(ADDRESS)
    with everything():
        lines = list(LookUp.objects.order_by("line"))[before:]
    assert [line.kind for line in lines] == ["exported"] * 6


def test_others_print_nothing(released):
    assert signed_in("medic", OTHER_COMMUNITY).get(ADDRESS).status_code == 409  # their list is empty
    assert signed_in("district_inspector", STREET[:6]).get(ADDRESS).status_code == 404
    assert signed_in("medic", COMMUNITY).get("/ledgers/quarantine.orders/papers/").status_code == 404
    assert Client().get(ADDRESS).status_code == 302
