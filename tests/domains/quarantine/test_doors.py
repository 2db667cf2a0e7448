"""Door contacts (rows 0-022, 0-149, 1-035, 1-036): under an order only, signed, never replayed, soon deleted."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.test import Client

from factories.quarantine import (
    DAY,
    DEVICE_KEY,
    UNTIL,
    at_home,
    contact_sensor,
    do,
    everything,
    local_number,
    medic,
    observed_town,
    on,
    open_tasks,
    proposed,
    run_job,
    secretary,
    staff,
    state,
    under_order,
)
from factories.registry import GRID, OTHER_GRID
from menshen.domains.policy.models import Threshold
from menshen.domains.quarantine.models import DoorEvent, DoorSensor
from menshen.domains.quarantine.rules import signature
from menshen.kernel.base import clock
from menshen.kernel.journal.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def town():
    observed_town()


@pytest.fixture
def door(monkeypatch):
    """Somebody in home quarantine with a contact; gives the sender of its messages."""
    order = at_home()
    contact_sensor(order)
    return Door(order, monkeypatch)


class Door:
    """A device at its door, honest unless told otherwise."""

    def __init__(self, order, monkeypatch) -> None:
        self.order, self.monkeypatch, self.sent = order, monkeypatch, 0

    def opens(self, at, *, received=None, key=DEVICE_KEY, serial="DOOR-1", nonce=None, body=None, signed=None):
        self.sent += 1
        self.monkeypatch.setattr(clock, "now", lambda: received or at)
        seconds = str(int(at.timestamp()))
        text = body if body is not None else json.dumps({"event": "opened", "at": int(at.timestamp())})
        nonce = nonce or f"{self.sent:016d}"
        sign = signed or signature(key, serial, seconds, nonce, text.encode())
        return Client().post(
            "/api/v1/door-events", text, content_type="application/json",
            headers={"Menshen-Serial": serial, "Menshen-Time": seconds, "Menshen-Nonce": nonce,
                     "Menshen-Signature": sign},
        )  # fmt: skip


def events():
    with everything():
        return list(DoorEvent.objects.order_by("pk"))


def worker(area=GRID):
    return staff("grid_worker", area)


# What is taken, and what follows.


def test_an_opening_that_nothing_explains_is_a_question_to_a_person(door):
    answer = door.opens(on(2, 15))
    assert (answer.status_code, answer.json()) == (202, {"state": "taken"})
    (event,) = events()
    assert (event.opened_at, event.verdict, event.finding) == (on(2, 15), "ask", "")
    (task,) = open_tasks("look_into_opening")
    assert (task.role, task.area_id, task.facts) == ("grid_worker", GRID, {})
    given = {"event": event.pk, "finding": "delivery", "words": "取快递"}
    assert state(do("answer_opening", worker(OTHER_GRID), on(2, 16), **given)) == "not_found"
    assert state(do("answer_opening", worker(), on(2, 16), **given)) == "done"
    assert open_tasks("look_into_opening") == []
    assert state(do("answer_opening", worker(), on(2, 16), **given)) == "already_answered"


def test_one_question_at_a_time(door):
    for minute in (0, 5, 10):
        door.opens(on(2, 15, minute))
    assert len(events()) == 3
    assert len(open_tasks("look_into_opening")) == 1


def test_a_visit_an_outing_or_a_delivery_needs_no_question(door):
    do("record_health_check", medic(), on(2, 9), order=door.order.pk, temperature="36.5", symptoms=[])
    need = do("note_need", worker(), on(2, 8), order=door.order.pk, kind="food").subject_id
    do("settle_need", worker(), on(2, 12), need=need)
    outing = do("ask_outing", worker(), on(2, 8), order=door.order.pk, reason="medical").subject_id
    times = {"from_at": on(2, 15), "until_at": on(2, 17)}
    do("decide_outing", medic(), on(2, 9), outing=outing, granted=True, answer="救护车", **times)
    for hour, minute in ((9, 10), (12, 20), (15, 0), (17, 20)):
        door.opens(on(2, hour, minute))
    assert [event.verdict for event in events()] == ["expected"] * 4
    assert open_tasks("look_into_opening") == []
    door.opens(on(2, 18))
    assert events()[-1].verdict == "ask"


@pytest.mark.parametrize("finding", ["false_alarm", "went_out", "emergency", "not_found_out"])
def test_no_finding_has_a_consequence_by_itself_nor_lasts(finding, door):
    door.opens(on(2, 15))
    with everything():
        before = Entry.objects.count()
    do("answer_opening", worker(), on(2, 16), event=events()[0].pk, finding=finding)
    with everything():
        (entry,) = Entry.objects.order_by("pk")[before:]
    assert (entry.kind, entry.detail) == ("quarantine:opening:answered", {})
    assert finding not in str(vars(entry))


def test_no_opening_stands_in_the_journal(door):
    with everything():
        before = Entry.objects.count()
    door.opens(on(2, 15))
    with everything():
        assert Entry.objects.count() == before


def test_an_event_knows_a_moment_and_no_picture_no_sound_no_visitor():
    columns = {field.name for field in DoorEvent._meta.concrete_fields}
    assert columns == {
        "id", "area", "sensor", "order", "opened_at", "nonce", "verdict", "finding", "words", "answered_at",
    }  # fmt: skip


# Forged, old and repeated messages.


def refused(answer):
    return answer.status_code, answer.json()["code"].rpartition(":")[2]


def test_a_forged_message_is_refused_and_nothing_is_kept(door):
    at = on(2, 15)
    real = signature(DEVICE_KEY, "DOOR-1", str(int(at.timestamp())), "n" * 16, b"{}")
    forged = [
        door.opens(at, key="cd" * 32),
        door.opens(at, serial="DOOR-2"),
        door.opens(at, signed="0" * 64),
        door.opens(at, signed=real),  # of another body
        door.opens(at, key="0" * 64, serial="DOOR-2"),  # the key that stands in for an unknown device
    ]
    assert [refused(answer) for answer in forged] == [(401, "not_genuine")] * 5
    assert len({answer.content for answer in forged}) == 1  # which of them was wrong is not told
    assert events() == []


def test_the_same_message_again_is_a_replay(door):
    assert door.opens(on(2, 15), nonce="a" * 16).status_code == 202
    assert refused(door.opens(on(2, 15), nonce="a" * 16)) == (409, "already_taken")
    assert refused(door.opens(on(2, 15, 1), nonce="a" * 16)) == (409, "already_taken")
    assert len(events()) == 1


def test_an_old_message_or_one_from_the_future_is_refused(door):
    for received in (on(2, 15, 6), on(2, 14, 54)):
        assert refused(door.opens(on(2, 15), received=received)) == (401, "not_fresh")
    for opened_at in (on(2, 16), on(DAY, 1)):  # after it was sent; before the contact hung there
        body = json.dumps({"event": "opened", "at": int(opened_at.timestamp())})
        assert refused(door.opens(on(2, 15), body=body)) == (401, "not_fresh")
    assert events() == []


@pytest.mark.parametrize(
    "body",
    ["", "[]", "{}", "null", '{"event": "opened"}', '{"event": "closed", "at": 1}', '{"event": "opened", "at": true}',
     '{"event": "opened", "at": "1"}', '{"event": "opened", "at": 1e400}',
     '{"event": "opened", "at": 99999999999999999}',
     "x" * 2_000, "[" * 900, "\x00"],
    ids=lambda body: repr(body[:20]),
)  # fmt: skip
def test_what_is_no_message_is_said_so(body, door):
    assert refused(door.opens(on(2, 15), body=body)) == (422, "unreadable")


@pytest.mark.parametrize(
    "headers",
    [{}, {"Menshen-Serial": "x y"}, {"Menshen-Time": "９"}, {"Menshen-Nonce": "short"}, {"Menshen-Signature": "zz"}],
    ids=str,
)
def test_headers_that_are_none_are_said_so(headers):
    answer = Client().post("/api/v1/door-events", "{}", content_type="application/json", headers=headers)
    assert refused(answer) == (422, "unreadable")


def test_only_posting_is_known():
    assert Client().get("/api/v1/door-events").status_code == 405


# Only while an order is in force.


def test_a_contact_goes_up_only_at_home_under_an_order_and_after_telling():
    order, waiting, away = at_home(), proposed("王芳", address="临江花园3栋502"), under_order()
    given = {"serial": "DOOR-1", "key": DEVICE_KEY}
    assert state(do("install_sensor", secretary(), on(1), order=order.pk, **given)) == "household_not_told"
    for other in (waiting, away):
        assert (
            state(do("install_sensor", secretary(), on(1), order=other.pk, told=True, **given)) == "no_home_quarantine"
        )
    assert (
        state(do("install_sensor", secretary(), on(UNTIL), order=order.pk, told=True, **given)) == "no_home_quarantine"
    )
    assert state(do("install_sensor", secretary(), on(1), order=order.pk, told=True, **given)) == "done"
    again = {"order": order.pk, "serial": "DOOR-2", "key": DEVICE_KEY, "told": True}
    assert state(do("install_sensor", secretary(), on(1), **again)) == "up_already"


def test_the_key_is_encrypted_and_stands_in_no_journal(door):
    with everything():
        (sensor,) = DoorSensor.objects.all()
        (stored,) = DoorSensor.objects.extra(select={"stored": "key"}).values_list("stored", flat=True)
        assert sensor.key == DEVICE_KEY
        assert DEVICE_KEY not in stored
        assert DEVICE_KEY not in "".join(str(vars(entry)) for entry in Entry.objects.all())


def test_after_the_order_nothing_is_kept_and_the_contact_comes_off(door):
    do("withdraw_order", secretary(), on(3), order=door.order.pk, reason="登记有误")
    (task,) = open_tasks("take_off_sensor")
    assert task.role == "community_secretary"
    assert door.opens(on(3, 12)).status_code == 202  # who took it off does not learn whether it is heard
    assert events() == []
    assert state(do("remove_sensor", secretary(), on(3, 13), sensor=task.subject_id)) == "done"
    assert open_tasks("take_off_sensor") == []
    assert refused(door.opens(on(3, 14))) == (401, "not_genuine")
    with everything():
        assert DoorSensor.objects.get().key == ""


def test_the_end_by_rule_asks_for_it_too(door):
    run_job("end_due_orders", on(UNTIL, 0))
    assert len(open_tasks("take_off_sensor")) == 1
    door.opens(on(UNTIL, 8))
    assert events() == []


# Kept for days only.


def test_openings_are_deleted_after_days_answered_or_not(door):
    door.opens(on(2, 15))
    door.opens(on(4, 15))
    run_job("forget_openings", on(5, 3))
    assert len(events()) == 2
    run_job("forget_openings", on(6, 3))
    assert [event.opened_at for event in events()] == [on(4, 15)]
    assert open_tasks("look_into_opening") == []
    run_job("forget_openings", on(8, 3))
    assert events() == []


def test_without_a_rule_of_how_long_nothing_is_kept_at_all(door):
    door.opens(on(2, 15))
    with everything():
        Threshold.objects.filter(code="door_events_kept").update(valid_until=DAY + timedelta(days=3))
    door.opens(on(3, 15))
    assert len(events()) == 1
    run_job("forget_openings", on(4, 3))
    assert events() == []


def test_a_place_may_keep_them_shorter(door):
    local_number("door_events_kept", 1, "days")
    door.opens(on(2, 15))
    run_job("forget_openings", on(3, 16))
    assert events() == []
