"""The papers that a person gets: numbered, with reasons, rule, appeal and correction, and readable as a PDF."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from pypdf import PdfReader

from factories.quarantine import (
    DAY,
    STREET,
    UNTIL,
    at_home,
    clerk,
    do,
    everything,
    observed_town,
    on,
    papers,
    proposed,
    rooms,
    run_job,
    secretary,
    site,
    staff,
    state,
    under_order,
)
from factories.registry import COMMUNITY, GRID, id_number
from menshen.domains.quarantine.documents.texts import legal_texts
from menshen.domains.registry.models import Person
from menshen.kernel.documents.rendering import render_pdf
from menshen.kernel.scope.models import Area

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def town():
    observed_town()


def text_of(paper) -> str:
    """What is printed, without the white space that setting may put anywhere."""
    with everything():
        pdf = render_pdf([paper])
    return re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))


def test_the_notice_of_start_carries_all_that_a_person_must_know():
    order = at_home("李晞", id_number=id_number(1))
    (notice,) = papers("start_notice", order)
    assert notice.number == "临江社区隔告〔2020〕1号"
    assert notice.data["person"] == {
        "name": "李晞",
        "id_number": f"9901**********{id_number(1)[-4:]}",
        "address": notice.data["person"]["address"],
    }
    assert "501" in notice.data["person"]["address"]
    assert (notice.data["starts_on"], notice.data["until_on"]) == ("2020-01-23", "2020-02-06")
    assert notice.data["counted_from"] == {
        "on": "2020-01-22",
        "event": {"zh": "离开当地之日", "en": "Leaving the area"},
    }
    assert [reason["zh"] for reason in notice.data["reasons"]] == [reason["zh"] for reason in order.reasons]
    assert notice.data["rule"] == {"id": "DEMO-REPORTED", "document": order.rule["document"]}
    assert notice.data["appeal"] == {"office": "示范街道", "phone": "0999-8652000", "days": 60}
    assert notice.data["correction"] == {"office": "临江社区", "phone": "0999-8652001", "days": 3}
    assert (notice.data["fever_line"], notice.data["checks_per_day"]) == ("37.3", 2)
    assert notice.data["grid_worker"] == {"name": "临江第一网格", "phone": "100-8652-0101"}


def test_the_notice_of_start_prints():
    (notice,) = papers("start_notice", at_home("李晞", id_number=id_number(1)))
    text = text_of(notice)
    said = (
        "临江社区隔告〔2020〕1号", "李晞", "2020年1月23日", "2020年2月5日", "DEMO-REPORTED", "37.3", "申诉", "更正",
        "0999-8652000", "0999-8652001", "广东省", "期满二十四时自行解除",
    )  # fmt: skip
    assert [words for words in said if words not in text] == []
    assert id_number(1) not in text


def test_the_notice_of_release_prints_with_the_number_of_the_first():
    order = at_home("李晞")
    do("approve_release", secretary(), on(UNTIL - timedelta(days=1)), order=order.pk)
    run_job("end_due_orders", on(UNTIL, 0))
    (notice,) = papers("release_notice", order)
    text = text_of(notice)
    numbers = ("临江社区隔解〔2020〕1号", "临江社区隔告〔2020〕1号")
    for said in (*numbers, "2020年2月5日", "经批准解除", "任何单位和个人不得因此歧视"):
        assert said in text, said


def test_a_notice_of_release_on_the_first_day_says_that_day():
    order = at_home("李晞")
    do("withdraw_order", secretary(), on(DAY, 16), order=order.pk, reason="同名误登")
    text = text_of(papers("release_notice", order)[0])
    assert "2020年1月23日当日解除" in text
    assert "0天" not in text


def test_the_notice_in_a_site_names_the_room_once_there_is_one():
    site()
    order = under_order()
    assert papers("start_notice", order)[0].data["site"] is None
    do("assign_placement", clerk(), on(1), order=order.pk, room=rooms()[0].pk)
    assert state(do("reissue_notice", secretary(), on(1), order=order.pk)) == "done"
    first, second = papers("start_notice", order)
    assert second.data["site"] == {"name": "江畔酒店", "room": "101"}
    assert (second.supersedes_id, first.withdrawn_at) == (first.pk, on(1))


def test_a_notice_with_a_wrong_name_is_issued_anew():
    order = at_home("李希")
    with everything():
        Person.objects.filter(pk=order.person_id).update(name="李晞")
    do("reissue_notice", secretary(), on(1), order=order.pk)
    assert [paper.data["person"]["name"] for paper in papers("start_notice", order)] == ["李希", "李晞"]


def test_no_notice_without_an_order_and_by_nobody_else():
    waiting = proposed()
    assert papers("start_notice", waiting) == []
    assert state(do("reissue_notice", secretary(), on(1), order=waiting.pk)) == "not_confirmed"
    running = at_home()
    assert state(do("reissue_notice", staff("grid_worker", GRID), on(1), order=running.pk)) == "not_found"


def test_numbers_run_through_the_year_of_a_community():
    at_home("李晞")
    at_home("王芳", address="临江花园3栋502")
    assert [paper.number for paper in papers("start_notice")] == ["临江社区隔告〔2020〕1号", "临江社区隔告〔2020〕2号"]


def test_an_office_without_a_phone_is_printed_with_a_blank_to_write_in():
    Area.objects.filter(code__in=[STREET, COMMUNITY, GRID]).update(phone="")
    (notice,) = papers("start_notice", at_home("李晞"))
    assert notice.data["appeal"]["phone"] == ""
    assert "示范街道" in text_of(notice)


def test_the_texts_of_law_are_those_of_the_day():
    assert len(legal_texts(DAY)) == 2
    assert legal_texts(DAY.replace(year=2023)) == ["《中华人民共和国传染病防治法》"]
