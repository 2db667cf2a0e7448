"""The records behind a figure, by JSON."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from factories.registry import GRID
from factories.reporting import DAY, TOTAL, at, feverish
from factories.scope import RIVERSIDE, colleague, grid, town
from factories.screening import arrive, back, households, settled_town
from menshen.gateway.viewing import digest_of_token
from menshen.kernel.base import clock
from menshen.kernel.scope.models import ApiToken


def asked(code, **query):
    answer = Client(headers={"Authorization": "Bearer key"}).get(f"/api/v1/figures/{code}/records", query)
    return answer.json() if answer.status_code == 200 else answer.status_code


def key(role, area):
    ApiToken.objects.create(actor=colleague(role, area), digest=digest_of_token("key"), label="test")


@pytest.mark.django_db
def test_the_cut_off_may_be_that_of_the_report_in_which_the_figure_stands():
    town()
    key("community_secretary", RIVERSIDE)
    early, late = *feverish(grid(RIVERSIDE), found=at(10)), *feverish(grid(RIVERSIDE), found=at(15))
    for query, found in (({}, [early.pk, late.pk]), ({"cutoff": 12}, [early.pk])):
        answer = asked(TOTAL, area=RIVERSIDE, day=DAY, **query)
        assert (answer["count"], answer["ids"]) == (len(found), found)
    assert asked(TOTAL, area=RIVERSIDE, day=DAY, cutoff=25) == 422


@pytest.mark.django_db
@pytest.mark.parametrize(("today", "listed"), [(date(2020, 4, 7), 1), (date(2020, 4, 8), 0)])
def test_a_list_by_origin_closes_when_its_ground_lapses(today, listed, monkeypatch):
    settled_town()
    households(1)
    arrive(back(origin="湖北省武汉市", left_on="2020-01-22"))
    key("community_secretary", GRID[:12])
    monkeypatch.setattr(clock, "now", lambda: clock.local(today, 9))
    answer = asked("screening.arrivals_total_hubei", area=GRID, day="2020-02-01")
    assert (answer["count"], len(answer["ids"])) == (1, listed)
