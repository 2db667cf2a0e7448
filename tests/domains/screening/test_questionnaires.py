"""Questionnaires: published in versions, refused by the cell, answered once, feeding the records they are about."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import ProgrammingError, connection, transaction

from factories.forms import form, pets, published, shipped_sheets
from factories.registry import COMMUNITY, GRID, OTHER_COMMUNITY, phone
from factories.scope import STREET
from factories.screening import EVENING, NOON, begin, households, screener, settled_town
from menshen.domains.screening.actions.forms import AnswerForm, answer_form
from menshen.domains.screening.models import Arrival, Attempt, CampaignHousehold, FormAnswer, FormVersion
from menshen.domains.screening.queries.forms import forms_in, load_shipped_forms
from menshen.domains.screening.vocabulary import HouseholdState, Kind, Problem
from menshen.kernel.actions.performing import perform
from menshen.kernel.journal.models import Entry
from menshen.kernel.scope.viewers import acting, system_viewer

pytestmark = pytest.mark.django_db
NUMBER = UUID("018f0000-0000-7000-8000-00000000f0f0")
NOBODY_CAME = {"outcome": "reached", "someone_came": "no", "note": "两人在家"}
SOMEBODY_CAME = {
    "outcome": "reached", "someone_came": "yes", "name": "李想", "phone": phone(5), "origin": "湖北省武汉市",
    "identity_group": "visitor", "left_on": "2020-01-21", "arrived_home_at": "2020-01-22T20:00", "transport": "train",
    "transport_number": "G1", "symptoms": ["cough"], "temperature": "36.8",
}  # fmt: skip


@pytest.fixture
def target():
    """A household of a campaign, to be visited."""
    settled_town()
    households(2)
    begin()
    with acting(system_viewer()):
        return CampaignHousehold.objects.earliest("pk")


def answer(target=None, *, code="door_visit", at=EVENING, number=None, by=None, **answers):
    where = {"target": target.pk} if target else {"area": COMMUNITY}
    command = AnswerForm.model_validate({"form": form(code).pk, "answers": answers, **where})
    (outcome,) = perform(answer_form, [command], by=by or screener(), at=at, command_ids=[number] if number else None)
    return outcome


def counted(*models):
    with acting(system_viewer()):
        return [model.objects.count() for model in models]


# Publishing


def test_publishing_gives_versions_and_keeps_the_earlier_ones():
    settled_town()
    assert published(pets()).detail == {"code": "pets", "version": 1}
    first = form("pets")
    changed = pets()
    changed["survey"][1][2] = "家中是否养宠物？"
    assert published(changed).detail["version"] == 2
    assert form("pets").content["questions"][0]["label"]["zh"] == "家中是否养宠物？"
    assert FormVersion.objects.get(pk=first.pk).content == first.content
    assert published(changed).state == "known"


def test_nobody_changes_a_published_version():
    settled_town()
    published(pets())
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE screening_form_version SET title = 'x'")
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM screening_form_version")


def test_the_nearest_form_holds():
    settled_town(STREET)
    published(pets(), area=STREET, by=screener(STREET))
    assert form("pets", GRID).area_id == STREET
    published(pets())
    assert form("pets", GRID).area_id == COMMUNITY
    assert form("pets", OTHER_COMMUNITY).area_id == STREET


def test_the_forms_of_the_platform_are_there_once():
    load_shipped_forms()
    load_shipped_forms()
    assert [(one.code, one.version) for one in forms_in(COMMUNITY)] == [("door_visit", 1), ("self_declaration", 1)]


def test_a_new_release_adds_a_version_and_changes_none():
    load_shipped_forms()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM screening_form_version")
        FormVersion.objects.create(
            area=None,
            code="door_visit",
            version=2,
            title="旧",
            english="old",
            content={},
            workbook={},
            digest="other",
            published_at=EVENING,
        )
    load_shipped_forms()
    assert FormVersion.objects.filter(code="door_visit").count() == 3
    assert form("door_visit").version == 3


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        ("B3", "somebody", "survey: the question “outcome” is needed here"),
        ("A3", "text", "survey!A2: “outcome” has to be of the type select_one here"),
    ],
)
def test_what_we_read_has_to_stay(place, value, said):
    settled_town()
    sheets = shipped_sheets("door_visit")
    row = next(row for row in sheets["survey"] if "outcome" in row)
    row[0 if place[0] == "A" else 1] = value
    for line in sheets["survey"][2:]:
        line[:] = [cell.replace("${outcome} = 'reached'", "") for cell in line]
    outcome = published(sheets)
    assert outcome.problem.code == Problem.FORM_UNUSABLE.value
    assert said in outcome.problem.term.en


def test_a_choice_that_we_do_not_know_is_named_by_its_cell():
    settled_town()
    sheets = shipped_sheets("door_visit")
    sheets["choices"].append(["outcome", "locked_up", "锁门", "Locked"])
    said = published(sheets).problem.term
    assert f"choices!B{len(sheets['choices'])}: “locked_up” is not understood here" in said.en
    assert "不能识别“locked_up”" in said.zh


def test_an_office_may_reword_drop_and_add():
    settled_town()
    sheets = shipped_sheets("door_visit")
    sheets["survey"] = [row for row in sheets["survey"] if "transport_number" not in row]
    sheets["survey"].append(["text", "pets", "有宠物吗？", *[""] * (len(sheets["survey"][0]) - 3)])
    assert published(sheets).state == "done"


def test_an_upload_that_is_no_form_is_refused_and_leaves_nothing():
    settled_town()
    sheets = pets()
    sheets["survey"][2][0] = "begin repeat"
    outcome = published(sheets)
    assert "survey!A3: “begin repeat” is not supported" in outcome.problem.term.en
    assert not FormVersion.objects.filter(code="pets").exists()


# Answering


def test_a_visit_is_entered_once(target):
    outcome = answer(target, **NOBODY_CAME)
    assert outcome.state == "done"
    with acting(system_viewer()):
        kept = FormAnswer.objects.get()
        target.refresh_from_db()
        attempt = Attempt.objects.get()
        kinds = set(Entry.objects.filter(happened_at=EVENING).values_list("kind", flat=True))
    assert (attempt.channel, attempt.outcome, attempt.note) == ("door", "reached", "两人在家")
    assert kept.attempt_id == attempt.pk
    assert kept.arrival_id is None
    assert target.state == HouseholdState.SETTLED_AT_DOOR.value
    assert {Kind.FORM_ANSWERED.value, Kind.ATTEMPT_RECORDED.value} <= kinds


def test_who_came_is_registered_in_the_household_that_was_visited(target):
    answer(target, **SOMEBODY_CAME)
    with acting(system_viewer()):
        arrival = Arrival.objects.select_related("person").get()
        kept = FormAnswer.objects.get()
    assert (arrival.person.name, arrival.household_id) == ("李想", target.household_id)
    assert (arrival.origin, arrival.identity_group, arrival.symptoms) == ("湖北省武汉市", "visitor", ["cough"])
    assert (str(arrival.temperature), arrival.transport_number) == ("36.8", "G1")
    assert kept.arrival_id == arrival.pk


def test_none_of_these_is_known_and_no_answer_is_unknown(target):
    answer(target, **(SOMEBODY_CAME | {"symptoms": ["none"]}))
    answer(target, at=EVENING + timedelta(minutes=5), **(SOMEBODY_CAME | {"symptoms": [], "name": "李梦"}))
    with acting(system_viewer()):
        found = dict(Arrival.objects.values_list("person__name", "symptoms"))
    assert found == {"李想": [], "李梦": None}


def test_sending_twice_is_sending_once(target):
    first = answer(target, number=NUMBER, **SOMEBODY_CAME)
    again = answer(target, number=NUMBER, **SOMEBODY_CAME)
    assert (again.subject_id, again.replayed) == (first.subject_id, True)
    assert counted(FormAnswer, Attempt, Arrival) == [1, 1, 1]


@pytest.mark.parametrize(
    ("changed", "question"),
    [
        ({"phone": "12345 678"}, "phone"),
        ({"left_on": "2020-01-23", "arrived_home_at": "2020-01-20T08:00"}, "left_on"),
        ({"symptoms": ["none", "cough"]}, "symptoms"),
        ({"temperature": "50"}, "temperature"),
        ({"outcome": ""}, "outcome"),
        ({"origin": "鄂A12345"}, "origin"),
    ],
)
def test_what_cannot_be_is_said_beside_its_question_and_leaves_nothing(target, changed, question):
    outcome = answer(target, **(SOMEBODY_CAME | changed))
    assert outcome.problem.field == f"answers.{question}"
    assert counted(FormAnswer, Attempt, Arrival) == [0, 0, 0]


def test_answers_are_kept_encrypted(target):
    answer(target, **SOMEBODY_CAME)
    with acting(system_viewer()), connection.cursor() as cursor:
        cursor.execute("SELECT answers FROM screening_form_answer")
        ((stored,),) = cursor.fetchall()
        assert '"name": "李想"' in FormAnswer.objects.get().answers
    assert "李想" not in stored
    assert phone(5) not in stored


def test_a_draft_of_an_earlier_version_stays_valid():
    settled_town()
    published(pets())
    drafted = form("pets")
    changed = pets()
    changed["survey"].append(["text", "names", "叫什么？", "Names?", "", "yes"])
    published(changed)
    command = AnswerForm(form=drafted.pk, area=COMMUNITY, answers={"pet": "yes", "many": "2"})
    (outcome,) = perform(answer_form, [command], by=screener(), at=EVENING)
    assert outcome.detail["version"] == 1
    assert answer(code="pets", pet="yes", many="2").problem.field == "answers.names"


def test_a_form_of_another_place_is_not_here():
    settled_town()
    published(pets(), area=OTHER_COMMUNITY, by=screener(OTHER_COMMUNITY))
    command = AnswerForm(form=form("pets", OTHER_COMMUNITY).pk, area=COMMUNITY, answers={"pet": "no"})
    (outcome,) = perform(answer_form, [command], by=screener(), at=EVENING)
    assert outcome.problem.code == Problem.FORM_NOT_HERE.value


def test_a_door_visit_needs_its_household():
    settled_town()
    assert answer(at=NOON, **NOBODY_CAME).problem.code == Problem.HOUSEHOLD_NEEDED.value
