"""Questionnaires on the desk: chosen, filled in with or without script, their workbooks fetched and published."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from factories.forms import form, pets, published, xlsx
from factories.registry import COMMUNITY, GRID, OTHER_COMMUNITY
from factories.scope import colleague
from factories.screening import begin, households, settled_town
from menshen.domains.screening.models import CampaignHousehold, FormAnswer, FormVersion
from menshen.kernel.base import clock
from menshen.kernel.scope.viewers import acting, system_viewer

pytestmark = pytest.mark.django_db


@pytest.fixture
def target():
    settled_town()
    households(2)
    begin()
    with acting(system_viewer()):
        return CampaignHousehold.objects.earliest("pk")


def signed_in(role="grid_worker", area=GRID):
    client = Client()
    client.force_login(colleague(role, area))
    return client


@pytest.fixture
def desk(target):
    return signed_in()


def test_the_button_of_a_household_leads_to_the_door_visit(desk, target):
    step = desk.get(f"/actions/screening.answer_form/?target={target.pk}")
    assert step["Location"] == f"/questionnaires/?target={target.pk}"
    answer = desk.get(step["Location"])
    assert answer["Location"] == f"/questionnaires/{form('door_visit').pk}/?target={target.pk}"
    page = desk.get(answer["Location"]).content.decode()
    assert "上门情况" in page
    assert "从哪里来" not in page


def test_without_script_further_questions_come_with_the_answer(desk, target):
    url = f"/questionnaires/{form('door_visit').pk}/?target={target.pk}"
    answers = {"q_outcome": "reached", "shown": "outcome"}
    page = desk.post(url, answers)
    assert page.status_code == 200
    assert "有人从外地回来或来访" in page.content.decode()
    assert "data-error-summary" not in page.content.decode()
    answers |= {"q_someone_came": "no", "shown": "outcome someone_came note"}
    assert "已办理" in desk.post(url, answers).content.decode()
    with acting(system_viewer()):
        assert FormAnswer.objects.get().target_id == target.pk


def test_with_script_a_change_draws_the_questions_anew_and_saves_nothing(desk, target):
    url = f"/questionnaires/{form('door_visit').pk}/?target={target.pk}"
    answers = {"q_outcome": "reached", "q_someone_came": "yes", "shown": "outcome someone_came"}
    page = desk.post(url, answers | {"shown": "outcome someone_came coming name"}, headers={"HX-Request": "true"})
    text = page.content.decode()
    assert "从哪里来" in text
    assert "field-error" not in text
    with acting(system_viewer()):
        assert not FormAnswer.objects.exists()


def test_what_is_wrong_stands_beside_its_question_and_nothing_is_lost(desk, target):
    url = f"/questionnaires/{form('door_visit').pk}/?target={target.pk}"
    answers = {"q_outcome": "reached", "q_someone_came": "yes", "q_name": "李想", "q_phone": "12345 678"}
    answers["shown"] = " ".join(
        one["name"]
        for one in [*form("door_visit").content["questions"], *form("door_visit").content["questions"][2]["questions"]]
    )
    page = desk.post(url, answers)
    assert page.status_code == 422
    assert 'id="field-q_phone-error"' in page.content.decode()
    assert 'value="李想"' in page.content.decode()


def test_a_household_of_elsewhere_is_not_there(target):
    client = signed_in("community_secretary", OTHER_COMMUNITY)
    number = form("door_visit").pk
    assert client.get(f"/questionnaires/{number}/?target={target.pk}").status_code == 404
    for odd in ("x", "-1", "9" * 40, "\u0661"):
        assert client.get(f"/questionnaires/{number}/?target={odd}").status_code == 404


def test_a_form_of_the_area_is_listed_and_filled_in(desk):
    published(pets(), at=clock.now())
    page = desk.get("/questionnaires/").content.decode()
    assert "宠物登记" in page
    url = f"/questionnaires/{form('pets').pk}/"
    assert desk.post(url, {"q_pet": "no", "shown": "pet"}).status_code == 200
    with acting(system_viewer()):
        kept = FormAnswer.objects.get()
    assert (kept.area_id, kept.answers) == (GRID, '{"pet": "no"}')


def test_the_answers_stand_on_their_page_in_words_and_masked(desk, target):
    url = f"/questionnaires/{form('door_visit').pk}/?target={target.pk}"
    shown = "outcome someone_came note"
    said = {"q_outcome": "reached", "q_someone_came": "no", "q_note": "儿子电话 13800005926", "shown": shown}
    desk.post(url, said)
    with acting(system_viewer()):
        number = FormAnswer.objects.get().pk
    text = desk.get(f"/ledgers/screening.form_answers/{number}/").content.decode()
    assert "见到住户，情况已掌握" in text
    assert "13800005926" not in text


def test_a_workbook_comes_out_and_goes_back_in(target):
    client = signed_in("community_secretary", COMMUNITY)
    answer = client.get(f"/questionnaires/{form('door_visit').pk}/workbook/")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["survey", "choices", "settings"]
    book["survey"]["C2"] = "敲门后情况如何？"
    edited = io.BytesIO()
    book.save(edited)
    sent = {"area": COMMUNITY, "workbook": SimpleUploadedFile("door.xlsx", edited.getvalue())}
    assert "已办理" in client.post("/actions/screening.publish_form/", sent).content.decode()
    assert form("door_visit").content["questions"][0]["label"]["zh"] == "敲门后情况如何？"


@pytest.mark.parametrize("content", [b"", b"not a workbook", b"PK\x03\x04" + b"\0" * 100, b"x" * 2_000_000])
def test_what_is_no_form_is_refused_with_a_sentence(target, content):
    client = signed_in("community_secretary", COMMUNITY)
    sent = {"area": COMMUNITY, "workbook": SimpleUploadedFile("door.xlsx", content)}
    answer = client.post("/actions/screening.publish_form/", sent)
    assert answer.status_code == 422
    with acting(system_viewer()):
        assert not FormVersion.objects.exclude(area=None).exists()


def test_the_cell_that_cannot_be_shown_is_named_on_the_page(target):
    client = signed_in("community_secretary", COMMUNITY)
    sheets = pets()
    sheets["survey"][2][0] = "barcode"
    sent = {"area": COMMUNITY, "workbook": SimpleUploadedFile("pets.xlsx", xlsx(sheets))}
    assert "survey!A3：不支持“barcode”" in client.post("/actions/screening.publish_form/", sent).content.decode()


def test_who_sees_no_person_fills_in_nothing(target):
    client = signed_in("district_inspector", COMMUNITY[:6])
    assert client.get("/questionnaires/").status_code == 404
    assert client.get(f"/questionnaires/{form('door_visit').pk}/?target={target.pk}").status_code == 404
