"""No page is heavy: what has to arrive before it can be read and used, compressed."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from factories.registry import COMMUNITY, make_areas, register, row, worker
from factories.scope import colleague
from menshen.domains.registry.models import Residence
from menshen.kernel.scope.viewers import acting, system_viewer

pytestmark = pytest.mark.django_db
LIGHT = 150_000  # bytes
PEOPLE = 60  # more than one page of a ledger


def assets():
    """Style, script and icons that every page names. The charts' code is not among it: it comes after the page, whose
    numbers stand there as tables."""
    manifest = json.loads(Path(settings.DESK_MANIFEST).read_text())
    named = {one["file"] for name, one in manifest.items() if name in ("src/main.ts", "src/theme.ts", "src/icons.svg")}
    named |= {file for one in manifest.values() for file in one.get("css", ())}
    folder = Path(settings.DESK_MANIFEST).parent
    return sum(len(gzip.compress((folder / file).read_bytes())) for file in named)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_page_is_heavy(language):
    make_areas()
    register(*(row(f"住户{at}", door=f"{100 + at}") for at in range(PEOPLE)), by=worker())
    with acting(system_viewer()):
        stay = Residence.objects.order_by("pk").first()
    client = Client()
    client.cookies["menshen_language"] = language
    client.force_login(colleague("community_secretary", COMMUNITY))
    further = [
        f"/ledgers/registry.residents/{stay.pk}/",
        f"/ledgers/registry.households/{stay.household_id}/",
        "/overview/?colour=in_force",
        "/search/?q=%E4%BD%8F%E6%88%B7",
        "/areas/",
        "/ledgers/registry.residents/import/",
        "/actions/screening.register_arrival/",
    ]
    carried = assets()
    menu = client.get("/").context["menu"]
    for url in [item.url for group in menu for item in group.items] + further:
        page = client.get(url)
        assert page.status_code == 200, url
        assert carried + len(gzip.compress(page.content)) < LIGHT, url
