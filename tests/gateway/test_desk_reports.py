"""The report on the screen: what is said beside it, what can be done with it, and the records behind its figures."""

from __future__ import annotations

import re
from datetime import date, timedelta
from urllib.parse import urlencode

import pytest
from django.test import Client

from factories.registry import GRID, register, row
from factories.reporting import DAY, TOO_LATE, TOTAL, at, due, feverish, hand_in, reports_fall_due, sign
from factories.scope import COPPER, GREENHILL, RIVERSIDE, STREET, colleague, grid, town
from factories.screening import arrive, back, households, settled_town
from menshen.domains.registry.models import Residence
from menshen.kernel.base import clock
from menshen.kernel.scope.viewers import PLATFORM, acting

HUBEI = "screening.arrivals_total_hubei"


def looks_at(monkeypatch, moment):
    monkeypatch.setattr(clock, "now", lambda: moment)


def eyes(role, area):
    client = Client()
    client.force_login(colleague(role, area))
    return client


def page(client, address="/report/", **asked):
    answer = client.get(f"{address}?{urlencode(asked)}")
    assert answer.status_code == 200, answer.content.decode()[:500]
    return answer


def links(answer):
    return re.findall(r'href="([^"]+)"', answer.content.decode().replace("&amp;", "&"))


def offered(answer):
    """The actions that the page leads to."""
    return sorted({link.split("/")[2] for link in links(answer) if link.startswith("/actions/reporting.")})


@pytest.fixture
def street(db, monkeypatch):
    town()
    reports_fall_due()
    looks_at(monkeypatch, TOO_LATE)


# -- what is said and offered ------------------------------------------------------------------------------------------


def test_what_can_be_done_follows_where_the_report_stands(street):
    secretary, clerk = eyes("community_secretary", RIVERSIDE), eyes("street_clerk", STREET)
    assert offered(page(secretary, day=DAY)) == ["reporting.submit_report"]
    hand_in()
    assert offered(page(secretary, day=DAY)) == ["reporting.correct_report", "reporting.sign_report"]
    sign()
    assert offered(page(secretary, day=DAY)) == []
    assert offered(page(clerk, area=RIVERSIDE, day=DAY)) == ["reporting.correct_report"]
    tomorrow = DAY + timedelta(days=1)
    reports_fall_due(tomorrow)
    assert offered(page(secretary, day=tomorrow)) == [], "its figures still grow"


def test_notes_version_and_signature_stand_on_the_page(street):
    secretary = eyes("community_secretary", RIVERSIDE)
    assert "版本" not in page(secretary, day=DAY).content.decode()
    feverish(grid(RIVERSIDE))
    hand_in(note="停电，手工补录")
    sign()
    feverish(grid(RIVERSIDE))
    text = page(secretary, day=DAY).content.decode()
    for said in ("停电，手工补录", "转诊累计：已上报 1，现有记录为 2", "版本 1", "已审核签字"):
        assert said in text


def test_the_paper_comes_from_the_page(street):
    hand_in()
    sign()
    secretary = eyes("community_secretary", RIVERSIDE)
    (paper,) = [link for link in links(page(secretary, day=DAY)) if "format=pdf" in link]
    answer = secretary.get(paper)
    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
    assert secretary.get(paper.replace("pdf", "xlsx")).content[:2] == b"PK"


def test_only_what_is_missing_is_chased_and_by_who_may_there(street, monkeypatch):
    hand_in(COPPER)
    leader = eyes("street_leader", STREET)
    chased = [link for link in links(page(leader, area=STREET, day=DAY)) if "chase_report" in link]
    assert chased == [f"/actions/reporting.chase_report/?report={due(unit).pk}" for unit in (RIVERSIDE, GREENHILL)]
    looks_at(monkeypatch, at(31))
    assert "reporting.chase_report" not in offered(page(leader, area=STREET, day=DAY)), "time is left"


def test_who_reads_the_whole_tree_begins_at_its_top(street):
    assert "示范省" in page(eyes("district_inspector", None), day=DAY).content.decode()


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "yesterday"])
def test_a_day_that_nobody_means_is_refused(street, day):
    client = eyes("community_secretary", RIVERSIDE)
    for address in ("/report/", f"/figures/{TOTAL}/"):
        assert client.get(f"{address}?{urlencode({'area': RIVERSIDE, 'day': day})}").status_code == 422


# -- the records behind a figure ---------------------------------------------------------------------------------------


def count(answer):
    return int(re.search(r"：(\d+) · ", answer.content.decode())[1])


def rows(answer):
    return len(set(re.findall(r"/ledgers/[a-z_.]+/(\d+)/", answer.content.decode())))


def test_a_unit_s_figure_leads_to_its_records_under_the_cut_off_of_the_sheet(street):
    """The city reports at noon what the district below it reports at midnight."""
    feverish(grid(RIVERSIDE), found=at(10))
    feverish(grid(RIVERSIDE), found=at(15))
    leader = eyes("street_leader", None)
    cells = [link for link in links(page(leader, area="9901", day=DAY)) if f"/{TOTAL}/" in link]
    assert len(cells) == 2
    for cell in cells:
        answer = leader.get(cell)
        assert (count(answer), rows(answer)) == (1, 1)
        assert 'name="cutoff" value="12"' in answer.content.decode(), "a filter does not lose it"
    whole = page(leader, f"/figures/{TOTAL}/", area="990101", day=DAY)
    assert (count(whole), rows(whole)) == (2, 2)
    for odd in ("0", "25", "-1", "noon", "999"):
        assert leader.get(f"/figures/{TOTAL}/?area=9901&cutoff={odd}").status_code == 422


def test_the_list_of_an_earlier_day_is_as_long_as_its_number(street):
    register(row("张伟", id_number="", area=GRID), row("李娜", id_number="", area=GRID), at=at(9))
    with acting(PLATFORM):
        first = Residence.objects.order_by("pk").first()
        assert Residence.objects.filter(household=first.household_id).count() == 2
        Residence.objects.filter(pk=first.pk).update(until_on=DAY)
    client = eyes("community_secretary", RIVERSIDE)
    for day, people in ((DAY - timedelta(days=1), 2), (DAY, 1)):
        answer = page(client, "/figures/registry.people/", area=RIVERSIDE, day=day)
        assert (count(answer), rows(answer)) == (people, people)
        homes = page(client, "/figures/registry.households/", area=RIVERSIDE, day=day)
        assert (count(homes), rows(homes)) == (1, 1)
    assert client.get(f"/ledgers/registry.residents/{first.pk}/").status_code == 200


def test_a_list_by_origin_closes_when_its_ground_lapses_and_the_number_stays(db, monkeypatch):
    settled_town()
    households(2)
    arrive(back(origin="湖北省武汉市", left_on="2020-01-22"))
    secretary = eyes("community_secretary", GRID[:12])

    def listed(day):
        looks_at(monkeypatch, clock.local(day, 9))
        answer = page(secretary, f"/figures/{HUBEI}/", area=GRID, day=day)
        return count(answer), rows(answer), "住户1" in answer.content.decode()

    assert listed(date(2020, 4, 7)) == (1, 1, True)
    assert listed(date(2020, 4, 8)) == (1, 0, False)
    answer = page(secretary, f"/figures/{HUBEI}/", area=GRID, day="2020-02-01")
    assert "不再按来源地列出人员" in answer.content.decode()
    assert "住户1" not in answer.content.decode(), "nor for an earlier day"
    everyone = page(secretary, "/figures/screening.arrivals_total/", area=GRID, day="2020-02-01")
    assert (count(everyone), rows(everyone)) == (1, 1)
