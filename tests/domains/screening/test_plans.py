"""Announced returns, leaving workers and their trips, letters: services, which ask nobody for leave."""

from __future__ import annotations

from base64 import b64decode, b64encode
from datetime import date, timedelta

import pytest
from django.db import connection
from pydantic import ValidationError

from factories.plans import act, certify, expected, leaving, trip
from factories.registry import COMMUNITY, GRID, OTHER_COMMUNITY, id_number
from factories.screening import DAY, EVENING, TODAY, TOMORROW, arrive, back, figure, households, screener, settled_town
from menshen.domains.quarantine.models import QuarantineOrder
from menshen.domains.screening.jobs.intentions import ASK_RETURNEE, ask_about_expected
from menshen.domains.screening.models import Arrival, Departure, Intention, Letter, OutgoingWorker, Trip
from menshen.domains.screening.vocabulary import Kind, Problem
from menshen.kernel.base.modules import find
from menshen.kernel.documents.models import Document
from menshen.kernel.documents.rendering import render_pdf
from menshen.kernel.journal.models import Entry
from menshen.kernel.ledgers.table import Question, page_of
from menshen.kernel.scope.viewers import acting, system_viewer
from menshen.kernel.tasks.models import Task

pytestmark = pytest.mark.django_db
NUMBER = id_number(77)


@pytest.fixture(autouse=True)
def town():
    settled_town()
    households(4)


def problem(outcome) -> str:
    assert outcome.problem is not None
    return outcome.problem.code


def only(model, **known):
    with acting(system_viewer()):
        return model.objects.get(**known)


def count(model, **known) -> int:
    with acting(system_viewer()):
        return model.objects.filter(**known).count()


def shown(ledger: str, **asked) -> list[dict]:
    viewer = screener()
    with acting(viewer):
        page = page_of(find("ledgers", f"screening.{ledger}"), viewer, Question(**asked))
    codes = [column.code for column in page.columns]
    return [dict(zip(codes, row, strict=True)) for row in page.rows]


# announced returns


def test_an_announcement_is_kept_once_and_asks_for_no_leave():
    assert expected().state == "done"
    assert expected().state == "known"
    row = only(Intention)
    assert (row.state, row.expected_on, row.origin) == ("expected", date(2020, 1, 25), "湖北省武汉市")
    assert (figure("returns_expected"), figure("returns_overdue")) == (1, 0)
    assert problem(expected("别人", expected_on="2020-01-22")) == Problem.EXPECTED_TOO_EARLY
    with acting(system_viewer()):
        assert not QuarantineOrder.objects.exists()
        assert "归来" not in str(list(Entry.objects.values_list("detail", flat=True)))


def test_expected_people_are_seen_by_day_and_origin():
    expected()
    expected("另一人", phone="10000000078", expected_on="2020-01-26", origin="广东省深圳市")
    assert len(shown("intentions", filters={"expected_on": "2020-01-25..2020-01-26"})) == 1
    assert [row["origin"] for row in shown("intentions", filters={"origin": "广东省"})] == ["广东省深圳市"]


def test_who_has_come_is_an_arrival_by_one_click_and_the_rules_hold_as_for_any_other():
    number = expected(id_number=NUMBER).subject_id
    came = act("register_announced_arrival", at=EVENING + timedelta(days=2), intention=number)
    assert came.state == "done"
    with acting(system_viewer()):
        arrival = Arrival.objects.select_related("person", "household__dwelling").get()
        assert (arrival.person.name, arrival.person.id_number, arrival.origin) == ("归来", NUMBER, "湖北省武汉市")
        assert (arrival.transport, arrival.transport_number) == ("train", "G1001")
        assert arrival.household.dwelling.door == "101"
        assert QuarantineOrder.objects.get().arrival_id == arrival.pk
        assert Entry.objects.filter(kind=Kind.INTENTION_FULFILLED).count() == 1
    row = only(Intention)
    assert (row.state, row.arrival_id) == ("came", arrival.pk)
    assert act("register_announced_arrival", at=EVENING + timedelta(days=2), intention=number).state == "known"


def test_an_arrival_that_cannot_be_registered_leaves_the_announcement_waiting():
    number = expected(address="", origin="女儿家").subject_id
    assert act("register_announced_arrival", intention=number).problem is not None
    assert only(Intention).state == "expected"


def test_an_arrival_registered_elsewise_ends_the_announcement():
    expected(id_number=NUMBER)
    expected("同名", phone="10000000079")
    arrive(back("归来", id_number=NUMBER))
    arrive(back("同名", address="滨江花园3栋102", phone="10000000080"))  # another person of that name
    assert only(Intention, name="归来").state == "came"
    assert only(Intention, name="同名").state == "expected"
    assert figure("returns_expected") == 1


def test_a_day_gone_by_without_arrival_is_a_task_and_nothing_else():
    number = expected().subject_id
    ask_about_expected(DAY + timedelta(days=2, hours=8))
    assert count(Task, kind=ASK_RETURNEE.code) == 0
    overdue = DAY + timedelta(days=3, hours=8)
    ask_about_expected(overdue)
    ask_about_expected(overdue)
    assert count(Task, kind=ASK_RETURNEE.code, closed_at__isnull=True, area_id=GRID) == 1
    assert figure("returns_overdue", overdue.date()) == 1
    assert act("call_off_return", at=overdue, intention=number).state == "done"
    assert act("call_off_return", at=overdue, intention=number).state == "known"
    assert problem(act("register_announced_arrival", at=overdue, intention=number)) == Problem.INTENTION_OVER
    assert count(Task, kind=ASK_RETURNEE.code, closed_at__isnull=True) == 0


def test_of_advice_to_stay_only_that_it_was_given_is_kept():
    number = expected().subject_id
    assert [act("inform_returnee", intention=number).state for _ in range(2)] == ["done", "known"]
    row = only(Intention)
    assert (row.state, row.informed_at) == ("expected", EVENING)
    fields = {field.name for field in Intention._meta.fields}
    assert not {name for name in fields if "agree" in name or "refus" in name or "answer" in name}
    with acting(system_viewer()):
        assert Entry.objects.get(kind=Kind.INTENTION_INFORMED).detail == {}


# leaving workers


def test_leaving_workers_are_residents_registered_once():
    first = leaving()
    assert (first.state, first.area) == ("done", GRID)
    assert leaving().state == "known"
    assert problem(leaving(destination="浙江省杭州市")) == Problem.WORKER_LEAVES_ALREADY
    assert leaving(2, name="外人", address="别处1栋1").problem is not None
    assert (figure("outgoing_workers"), figure("workers_certified")) == (1, 0)
    assert [act("withdraw_worker", worker=first.subject_id).state for _ in range(2)] == ["done", "known"]
    assert leaving(destination="浙江省杭州市").state == "done"


def test_a_certificate_is_a_numbered_paper_for_who_is_well():
    worker = leaving().subject_id
    done = certify(worker)
    assert done.state == "done"
    paper = only(Document, kind="screening.health_certificate")
    assert done.detail == {"document": paper.pk}
    assert paper.data["person"]["name"] == "住户1"
    assert paper.number.endswith("健证〔2020〕1号")
    assert render_pdf([paper]).startswith(b"%PDF")
    assert (only(OutgoingWorker).examined_on, figure("workers_certified")) == (TODAY, 1)
    for unwell in ({"temperature": "37.3"}, {"symptoms": ["cough"]}):
        assert problem(certify(worker, **unwell)) == Problem.NOT_FIT
    assert problem(certify(worker, examined_on="2020-01-24")) == Problem.EXAMINED_IN_THE_FUTURE
    assert problem(certify(worker, examined_on="2020-01-01")) == Problem.NO_FEVER_LINE
    with acting(system_viewer()):
        assert not QuarantineOrder.objects.exists()


def test_a_trip_has_its_seats_and_no_more():
    workers = [leaving(number).subject_id for number in (1, 2, 3)]
    number = trip(seats=2).subject_id
    assert trip(seats=2).state == "known"
    assert problem(trip(destination="浙江省杭州市")) == Problem.TRIP_TITLE_TAKEN
    assert problem(act("seat_worker", worker=workers[0], trip=number)) == Problem.CERTIFICATE_MISSING
    for worker in workers:
        certify(worker)
    assert act("seat_worker", worker=workers[0], trip=number).state == "done"
    assert act("seat_worker", worker=workers[0], trip=number).state == "known"
    assert act("fill_trip", trip=number).detail == {"seats": 1}
    assert act("fill_trip", trip=number).state == "known"
    assert problem(act("seat_worker", worker=workers[2], trip=number)) == Problem.TRIP_FULL
    assert [row["free"] for row in shown("trips")] == [0]
    assert [row["state"] for row in shown("outgoing_workers")] == ["已安排车次", "已安排车次", "已出具健康证明"]
    assert act("unseat_worker", worker=workers[0]).state == "done"
    assert act("unseat_worker", worker=workers[0]).state == "known"
    assert act("seat_worker", worker=workers[2], trip=number).state == "done"
    elsewhere = act("seat_worker", worker=workers[0], trip=987654)
    assert problem(elsewhere) == Problem.TRIP_UNKNOWN


def test_only_those_who_go_there_and_whose_certificate_holds_are_seated():
    there, elsewhere, old = (leaving(n, destination=d).subject_id for n, d in
                             ((1, "广东省深圳市"), (2, "浙江省杭州市"), (3, "广东省深圳市")))  # fmt: skip
    for worker in (there, elsewhere):
        certify(worker)
    certify(old, examined_on="2020-01-20")
    number = trip(seats=9, leaves_at=DAY + timedelta(days=6)).subject_id
    assert act("fill_trip", trip=number).detail == {"seats": 1}
    assert only(OutgoingWorker, trip_id=number).pk == there


def test_a_trip_that_left_makes_the_departures():
    workers = [leaving(number).subject_id for number in (1, 2)]
    for worker in workers:
        certify(worker)
    number = trip(seats=2).subject_id
    act("fill_trip", trip=number)
    left_at = TOMORROW + timedelta(days=1)
    done = act("depart_trip", at=left_at, trip=number)
    assert done.detail == {"people": 2}
    assert act("depart_trip", at=left_at, trip=number).state == "known"
    with acting(system_viewer()):
        departures = list(Departure.objects.values_list("destination", "left_on", "reason"))
        assert departures == [("广东省深圳市", left_at.date(), "work")] * 2
        assert Entry.objects.filter(kind=Kind.DEPARTURE_RECORDED).count() == 2
        assert Trip.objects.get().left_at == left_at
    assert problem(act("withdraw_worker", at=left_at, worker=workers[0])) == Problem.WORKER_LEFT
    late = leaving(3).subject_id
    certify(late)
    assert problem(act("seat_worker", worker=late, trip=number)) == Problem.TRIP_LEFT


# letters of commitment


def published(title: str = "居家健康承诺书", *, body: tuple[str, ...] = ("出门戴口罩。",), at=DAY):
    return act("publish_letter_text", at=at, area=COMMUNITY, title=title, body=list(body))


def signed(number: int = 1, **known):
    told = {"area": GRID, "address": f"滨江花园3栋{100 + number}", "signer": f"住户{number}", "signed_on": TODAY,
            "kept_at": "社区档案柜"}  # fmt: skip
    return act("sign_letter", **told | known)


def test_a_text_is_never_rewritten_a_changed_one_is_the_next_version():
    assert published().detail == {"version": 1}
    assert published().state == "known"
    assert published(body=("出门戴口罩。", "少聚集。")).detail == {"version": 2}


def test_a_signature_keeps_the_version_and_prints_the_households_copy():
    assert problem(signed()) == Problem.LETTER_TEXT_MISSING
    published()
    published(body=("出门戴口罩。", "少聚集。"), at=TOMORROW)
    done = signed()
    letter = only(Letter)
    assert (letter.version, letter.signer, letter.way, letter.kept_at) == (1, "住户1", "paper", "社区档案柜")
    paper = only(Document, kind="screening.commitment_letter")
    assert (done.detail, paper.data["body"]) == ({"document": paper.pk}, ["出门戴口罩。"])
    assert render_pdf([paper]).startswith(b"%PDF")
    assert signed().state == "known"
    assert signed(2, at=TOMORROW, signed_on=TOMORROW.date(), way="name_typed").state == "done"
    assert only(Letter, signer="住户2").version == 2
    assert figure("letters_signed") == 1
    assert [row["signer"] for row in shown("letters")] == ["住户1", "住户2"]


STROKES = "M120 60L180 150M60 90L220 80"
PHOTO = b"\xff\xd8\xff\xe1\x00\x0a30.1N 12\xff\xda\x00\x02picture\xff\xd9 and what a camera adds"


def test_who_signs_in_the_box_signed_on_screen_and_the_copy_shows_it():
    published()
    assert problem(signed(way="drawn")) == Problem.LETTER_NOT_DRAWN
    assert signed(signature=STROKES).state == "done"
    assert (only(Letter).way, only(Letter).signature) == ("drawn", STROKES)
    with acting(system_viewer()), connection.cursor() as cursor:
        cursor.execute("SELECT signature FROM screening_letter")
        assert STROKES not in cursor.fetchone()[0]
    paper = only(Document, kind="screening.commitment_letter")
    assert STROKES in paper.data["signature"]
    assert render_pdf([paper]).startswith(b"%PDF")


@pytest.mark.parametrize("signature", ["M1 1", "M1 1L2 2Z", "M1 1L2 2<script>", "M1234 1L2 2", "M1 1" + "L2 2" * 5_000])
def test_a_signature_is_lines_and_nothing_else(signature):
    with pytest.raises(ValidationError):
        signed(signature=signature)


def test_of_a_photo_of_the_paper_only_the_picture_is_kept():
    published()
    signed(photo=b64encode(PHOTO).decode())
    assert b64decode(only(Letter).photo) == b"\xff\xd8\xff\xda\x00\x02picture\xff\xd9"


@pytest.mark.parametrize("photo", [b"", b"GIF89a", PHOTO[:9], PHOTO.replace(b"\xd9", b""), PHOTO + b"0" * 1_000_000])
def test_what_is_no_photo_or_too_large_is_refused(photo):
    with pytest.raises(ValidationError):
        signed(photo=b64encode(photo).decode() or "?")


def test_who_works_in_a_grid_records_letters_under_the_text_of_the_community():
    published()
    worker = screener(GRID, name="grid")
    act_, command = find("actions", "screening.sign_letter"), {"area": GRID, "address": "滨江花园3栋101"}
    from menshen.kernel.actions.performing import perform

    asked = act_.command.model_validate(command | {"signer": "住户1", "signed_on": TODAY})
    (outcome,) = perform(act_, [asked], by=worker, at=EVENING)
    assert outcome.state == "done"
    stranger = screener(OTHER_COMMUNITY, name="stranger")
    (refused,) = perform(act_, [asked], by=stranger, at=EVENING)
    assert refused.problem.status == 404


def test_letters_are_signed_between_the_text_and_today_and_can_be_taken_back():
    published()
    assert problem(signed(signed_on=date(2020, 1, 24))) == Problem.LETTER_IN_THE_FUTURE
    assert problem(signed(signed_on=date(2020, 1, 22))) == Problem.LETTER_BEFORE_TEXT
    number = signed().subject_id
    assert [act("withdraw_letter", letter=number).state for _ in range(2)] == ["done", "known"]
    assert shown("letters") == []
    assert only(Document, kind="screening.commitment_letter").withdrawn_at == EVENING
    assert signed().state == "done"
    with acting(system_viewer()):
        assert not QuarantineOrder.objects.exists()
