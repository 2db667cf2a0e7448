"""The printed code: one in use for an area, the same when printed again, another after it was withdrawn."""

from __future__ import annotations

import io

import pypdf
import pytest
from django.conf import settings
from pydantic import ValidationError

from factories.registry import COMMUNITY, GRID
from factories.screening import EVENING, TOMORROW, screener, settled_town
from menshen.domains.screening.actions.posters import ClosePoster, IssuePoster, close_poster, issue_poster
from menshen.domains.screening.models import Poster
from menshen.domains.screening.vocabulary import Problem
from menshen.kernel.actions.performing import perform
from menshen.kernel.documents.models import Document
from menshen.kernel.documents.rendering import render_pdf
from menshen.kernel.privacy.marks import Keep
from menshen.kernel.scope.viewers import acting, system_viewer
from menshen.kernel.stewardship.retention import DAYS

pytestmark = pytest.mark.django_db
SITE = "https://desk.example.cn"


@pytest.fixture(autouse=True)
def town():
    settled_town()


def issue(area=COMMUNITY, site=SITE, at=EVENING):
    (outcome,) = perform(issue_poster, [IssuePoster(area=area, site=site)], by=screener(), at=at)
    return outcome


def close(number):
    (outcome,) = perform(close_poster, [ClosePoster(poster=number, reason="被撕走")], by=screener(), at=TOMORROW)
    return outcome


def tokens():
    with acting(system_viewer()):
        return [poster.token for poster in Poster.objects.order_by("pk")]


def test_an_area_has_one_code_however_often_it_is_printed():
    first, again = issue(), issue(at=TOMORROW)
    assert first.subject_id == again.subject_id
    assert first.detail["document"] != again.detail["document"]
    issue(GRID)
    one, other = tokens()
    assert one != other
    assert len(one) == 16


def test_after_it_was_withdrawn_there_is_another():
    first = issue()
    assert close(first.subject_id).state == "done"
    assert close(first.subject_id).problem.code == Problem.POSTER_CLOSED.value
    issue()
    one, other = tokens()
    assert one != other


def test_the_paper_says_who_collects_what_for_and_how_long():
    document = issue().detail["document"]
    with acting(system_viewer()):
        paper = Document.objects.get(pk=document)
        pdf = render_pdf([paper])
    (page,) = pypdf.PdfReader(io.BytesIO(pdf)).pages
    text = "".join(page.extract_text().split())
    assert f"{SITE}/declare/{tokens()[0]}/" in text
    for said in ("谁收集", "做什么用", "保存多久", "自愿填写", "更正或删除"):
        assert said in text
    assert f"至核实处理后{DAYS[Keep.EVENT]}天" in text
    assert paper.data["qr"].startswith("<svg")


def test_the_address_of_the_server_is_taken_from_its_setting(monkeypatch):
    assert issue(site="").problem.code == Problem.NO_ADDRESS_OF_OURS.value
    monkeypatch.setattr(settings, "CSRF_TRUSTED_ORIGINS", ["https://office.example.cn"])
    document = issue(site="").detail["document"]
    with acting(system_viewer()):
        assert Document.objects.get(pk=document).data["url"].startswith("https://office.example.cn/declare/")


@pytest.mark.parametrize("odd", ["javascript:alert(1)", "https://a b", "ftp://x", "https://x/path?q=1"])
def test_only_an_address_is_an_address(odd):
    with pytest.raises(ValidationError):
        IssuePoster(area=COMMUNITY, site=odd)


def test_a_street_has_no_poster():
    with pytest.raises(ValidationError):
        IssuePoster(area=COMMUNITY[:9], site=SITE)
