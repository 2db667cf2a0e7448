"""What residents declare: a task for a person who looks, never an order; told twice, asked about once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from openpyxl import Workbook
from pydantic import ValidationError

from factories.forms import declaration, declarations, declared
from factories.registry import COMMUNITY, FAR_GRID, GRID, phone, register, row
from factories.screening import EVENING, TOMORROW, arrive, back, households, screener, settled_town, states
from menshen.domains.screening.actions.counting import count_use
from menshen.domains.screening.actions.declarations import SettleDeclaration, settle_declaration
from menshen.domains.screening.jobs.declaring import (
    CONFIRM_DECLARATION,
    PLACE_DECLARATION,
    PLACE_FEVER,
    VISIT_FEVER,
)
from menshen.domains.screening.ledgers.forms import DECLARATIONS
from menshen.domains.screening.models import Arrival, PublicCount
from menshen.domains.screening.vocabulary import DeclarationOutcome, Problem
from menshen.kernel.actions.performing import perform
from menshen.kernel.ledgers.importing import run_import
from menshen.kernel.scope.viewers import acting, system_viewer
from menshen.kernel.tasks.models import Task

pytestmark = pytest.mark.django_db
TRAVELLED = {"origin": "湖北省武汉市", "back_on": "2020-01-22"}


@pytest.fixture(autouse=True)
def town():
    settled_town()
    households(2)


def tasks(*, closed: bool = False):
    """Kind, area and role of the tasks about declarations that wait."""
    with acting(system_viewer()):
        found = Task.objects.filter(subject_type="screening.declaration", closed_at__isnull=not closed)
        return [(task.kind, task.area_id, task.role) for task in found.order_by("pk")]


def settle(number: int, outcome: str, *, at=TOMORROW, **found):
    command = SettleDeclaration.model_validate({"declaration": number, "outcome": outcome, **found})
    (answer,) = perform(settle_declaration, [command], by=screener(), at=at)
    return answer


def test_a_declaration_asks_the_worker_of_the_grid():
    declared(declaration(**TRAVELLED))
    (kept,) = declarations()
    assert (kept.area_id, kept.located, kept.outcome) == (GRID, True, "")
    assert tasks() == [(CONFIRM_DECLARATION.code, GRID, "grid_worker")]


def test_an_address_that_is_not_known_goes_to_the_community():
    declared(declaration(address="桥洞下"))
    assert tasks() == [(PLACE_DECLARATION.code, COMMUNITY, "community_secretary")]


def test_a_fever_is_a_visit_within_two_hours():
    declared(declaration(symptoms=["fever"]), declaration("李想", symptoms=["fever"], address="某处", phone=phone(3)))
    assert tasks() == [
        (VISIT_FEVER.code, GRID, "grid_worker"),
        (PLACE_FEVER.code, COMMUNITY, "community_secretary"),
    ]
    with acting(system_viewer()):
        assert {task.due_at - task.opened_at for task in Task.objects.filter(kind=VISIT_FEVER.code)} == {
            timedelta(hours=2)
        }


def test_it_never_is_an_arrival_or_an_order_by_itself():
    declared(declaration(**TRAVELLED))
    with acting(system_viewer()):
        assert not Arrival.objects.exists()
        assert not Task.objects.exclude(subject_type="screening.declaration").filter(opened_at=EVENING).exists()


def test_the_same_words_twice_are_one():
    first, again = declared(declaration(**TRAVELLED), declaration(**TRAVELLED))
    assert (again.state, again.subject_id) == ("known", first.subject_id)
    (later,) = declared(declaration(**TRAVELLED), at=TOMORROW)
    assert later.state == "known"
    assert len(tasks()) == 1


def test_other_words_take_the_place_of_the_first():
    declared(declaration(**TRAVELLED))
    declared(declaration(**TRAVELLED, symptoms=["fever"]), at=TOMORROW)
    earlier, later = declarations()
    assert (earlier.outcome, later.replaces_id) == (DeclarationOutcome.REPLACED.value, earlier.pk)
    assert tasks() == [(VISIT_FEVER.code, GRID, "grid_worker")]
    assert tasks(closed=True) == [(CONFIRM_DECLARATION.code, GRID, "grid_worker")]


def test_two_people_behind_one_phone_are_two():
    declared(declaration("王喆"), declaration("王晞"))
    assert len(tasks()) == 2


def test_who_is_registered_as_arrived_is_not_asked_about():
    arrive(back("住户1", left_on="2020-01-22", arrived_home_at="2020-01-22T20:00"))
    declared(declaration("住户1", **TRAVELLED))
    (kept,) = declarations()
    assert kept.outcome == DeclarationOutcome.KNOWN_ALREADY.value
    assert kept.arrival_id is not None
    assert tasks() == []


def test_unless_there_is_a_fever():
    arrive(back("住户1", left_on="2020-01-22", arrived_home_at="2020-01-22T20:00"))
    declared(declaration("住户1", **TRAVELLED, symptoms=["fever"]))
    assert [kind for kind, _, _ in tasks()] == [VISIT_FEVER.code]


def test_confirmed_it_becomes_an_arrival_with_what_was_declared():
    (outcome,) = declared(declaration(**TRAVELLED, symptoms=["cough"]))
    assert settle(outcome.subject_id, "arrival", temperature="36.9").state == "done"
    (kept,) = declarations()
    with acting(system_viewer()):
        arrival = Arrival.objects.select_related("person").get()
    assert kept.arrival_id == arrival.pk
    assert (arrival.person.name, arrival.origin, arrival.symptoms) == ("王喆", "湖北省武汉市", ["cough"])
    assert arrival.announced_at == EVENING
    assert str(arrival.temperature) == "36.9"
    assert tasks() == []


@pytest.mark.parametrize("outcome", ["visited", "nothing_to_do", "not_found", "mistaken"])
def test_every_outcome_is_a_valid_end(outcome):
    (kept,) = declared(declaration(symptoms=["fever"]))
    assert settle(kept.subject_id, outcome, temperature="37.0").state == "done"
    assert tasks() == []
    assert declarations()[0].outcome == outcome
    assert settle(kept.subject_id, outcome).problem.code == Problem.DECLARATION_SETTLED.value


@pytest.mark.parametrize("outcome", ["replaced", "known_already"])
def test_what_follows_by_itself_is_not_chosen(outcome):
    (kept,) = declared(declaration())
    assert settle(kept.subject_id, outcome).problem.code == Problem.OUTCOME_NOT_CHOSEN.value
    assert len(tasks()) == 1


def test_an_arrival_that_cannot_be_leaves_it_open():
    (kept,) = declared(declaration(origin="鄂A12345", back_on="2020-01-22"))
    assert settle(kept.subject_id, "arrival").problem.code == Problem.PLACE_IS_A_PLATE.value
    assert declarations()[0].outcome == ""
    assert len(tasks()) == 1


@pytest.mark.parametrize(
    "odd",
    [
        {"phone": ""}, {"phone": "12345"}, {"name": ""}, {"name": "字" * 100}, {"address": "字" * 1_000_000},
        {"name": "\0"}, {"symptoms": ["plague"]}, {"back_on": "2020-01-22"}, {"area": "9901"},
    ],
)  # fmt: skip
def test_what_is_no_declaration(odd):
    with pytest.raises(ValidationError):
        declaration(**odd)


def test_the_future_is_refused():
    (outcome,) = declared(declaration(origin="广东省", back_on="2020-03-01"))
    assert states([outcome]) == [Problem.IN_THE_FUTURE.value]


def test_hostile_text_is_kept_as_text():
    declared(declaration("<script>alert(1)</script>", address="=HYPERLINK(1)\u202e"))
    assert declarations()[0].name == "<script>alert(1)</script>"


def test_the_phone_is_not_readable_in_the_database():
    declared(declaration())
    with acting(system_viewer()), connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM screening_declaration")
        assert phone(77) not in cursor.fetchone()[0]


def test_people_of_another_community_are_not_found():
    """What is known elsewhere tells nothing here."""
    register(row("赵镕", area=FAR_GRID, phone=phone(77), compound="江景苑", unit="", door="5-501"))
    declared(declaration("赵镕", address="江景苑5-501"))
    assert declarations()[0].area_id == COMMUNITY


def test_a_list_of_another_system_comes_in_as_a_workbook(tmp_path):
    """The headings of a community's own reporting channel; the same list twice brings nothing new."""
    book = Workbook()
    sheet = book.active
    sheet.append(["申报人", "手机号", "现住址", "从哪里来", "返回时间", "健康状况", "提交时间"])
    sheet.append(["王喆", phone(7), "滨江花园3栋101", "湖北省武汉市", "2020-01-22", "正常", "2020-01-23 08:00"])
    sheet.append(["李想", phone(8), "滨江花园3栋102", "", "", "发热、咳嗽", "2020-01-23 09:00"])
    sheet.append(["无号", "", "滨江花园3栋102", "", "", "无", "2020-01-23 09:00"])
    book.save(tmp_path / "微邻里上报.xlsx")
    for _ in range(2):
        run_import(DECLARATIONS, tmp_path / "微邻里上报.xlsx", area=COMMUNITY, by=screener(), at=EVENING)
    first, second = declarations()
    assert (first.name, first.origin, first.symptoms, first.back_on.isoformat()) == (
        "王喆", "湖北省武汉市", [], "2020-01-22",
    )  # fmt: skip
    assert second.symptoms == ["cough", "fever"]
    assert tasks() == [
        (CONFIRM_DECLARATION.code, GRID, "grid_worker"),
        (VISIT_FEVER.code, GRID, "grid_worker"),
    ]


# Counting


def test_a_network_has_so_many_an_hour_and_the_area_so_many(settings):
    at, settings.PUBLIC_PER_ADDRESS = EVENING, 3
    assert all(count_use("declaration", "10.0.0.1", COMMUNITY, at=at) for _ in range(settings.PUBLIC_PER_ADDRESS))
    assert not count_use("declaration", "10.0.0.1", COMMUNITY, at=at)
    assert count_use("declaration", "10.0.0.2", COMMUNITY, at=at)
    assert count_use("request", "10.0.0.1", COMMUNITY, at=at)
    assert count_use("declaration", "10.0.0.1", COMMUNITY, at=at + timedelta(hours=1))
    PublicCount.objects.filter(uses__gt=settings.PUBLIC_PER_ADDRESS).update(uses=settings.PUBLIC_PER_AREA)
    assert not count_use("declaration", "10.0.0.3", COMMUNITY, at=at)


def test_network_addresses_are_not_kept():
    count_use("declaration", "10.0.0.1", COMMUNITY, at=EVENING)
    assert not PublicCount.objects.filter(key__contains="10.0.0.1").exists()
    count_use("declaration", "10.0.0.2", COMMUNITY, at=EVENING + timedelta(days=2))
    assert PublicCount.objects.filter(hour__lt=EVENING).count() == 0
