"""Who sees what: another area sees nothing, whatever it asks; who may not read a person sees a masked one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.apps import apps

from factories.quarantine import (
    DAY,
    DEVICE_KEY,
    STREET,
    UNTIL,
    act,
    at_home,
    child,
    clerk,
    contact_sensor,
    do,
    everything,
    lay_out,
    medic,
    observed_town,
    on,
    placements,
    proposed,
    referrals,
    rooms,
    secretary,
    site,
    staff,
    state,
    under_order,
    withdraw_arrival,
)
from factories.registry import COMMUNITY, GRID, OTHER_COMMUNITY, OTHER_GRID, id_number
from menshen.domains.quarantine import models
from menshen.domains.quarantine.ledgers import LEDGERS
from menshen.domains.quarantine.models import DoorEvent, QuarantineOrder
from menshen.domains.registry.models import Person
from menshen.kernel.base import clock
from menshen.kernel.base.clock import local
from menshen.kernel.base.modules import all_modules, find
from menshen.kernel.ledgers.table import Question, page_of
from menshen.kernel.scope.models import Scoped
from menshen.kernel.scope.viewers import NOBODY, Held, Viewer, acting

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward():
    """One of everything, in the first community and its street."""
    observed_town()
    site()
    order = under_order(id_number=id_number(1))
    do("assign_placement", clerk(), on(1), order=order.pk, room=rooms()[0].pk)
    do("name_team_member", secretary(), on(1), area=COMMUNITY, role="medic", holder="赵医生")
    do("record_health_check", medic(), on(1), order=order.pk, temperature="38.2", symptoms=["cough"])
    home = at_home("李晞")
    proposed("王芳", address="临江花园3栋502")
    withdraw_arrival(home.arrival_id, on(1))
    _lived(order, home)
    return order


def _lived(order, home):
    """The days under these two orders, as they were recorded."""
    lay_out(rooms()[0].site_id, at=local(clock.today(), 7))
    do("ask_transfer", clerk(), on(1), order=order.pk, destination="hospital", facility="人民医院", reason="发热")
    do("note_need", secretary(), on(1), order=home.pk, kind="medicine")
    do("ask_outing", secretary(), on(1), order=home.pk, reason="medical")
    do("survey_home", secretary(), on(1), order=home.pk, own_room="no")
    do("record_appeal", secretary(), on(1), order=home.pk, asked_by="李晞", grounds="并未到过")
    small = child()
    do("confirm_order", secretary(), on(1), order=small.pk, assessed=True)
    sensor = contact_sensor(home)
    with everything():
        models.TestDue.objects.create(area_id=GRID, order=home, due_on=DAY, taken_at=on(1))
        DoorEvent.objects.create(
            area_id=GRID, sensor_id=sensor, order=home, opened_at=on(1), nonce="n" * 16, verdict="ask"
        )


MODELS = [model for model in apps.get_app_config("quarantine").get_models() if issubclass(model, Scoped)]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_a_table_shows_its_rows_to_the_street_and_none_to_another_community(ward, model):
    with acting(clerk()):
        assert model.objects.exists()
    for viewer in (secretary(OTHER_COMMUNITY), staff("grid_worker", OTHER_GRID), NOBODY):
        with acting(viewer):
            assert not model.objects.exists()


@pytest.mark.parametrize("ledger", LEDGERS, ids=lambda ledger: ledger.code)
def test_a_ledger_pages_for_who_may_read_it_and_is_empty_for_another_community(ward, ledger):
    reader = clerk() if clerk().has(ledger.permission) else secretary()  # doors are no matter of the street
    with acting(reader):
        shown = page_of(ledger, reader, Question())
    if ledger.code != "quarantine.under_order":  # which looks at the day of the clock
        assert shown.rows
        assert all(len(row) == len(shown.columns) for row in shown.rows)
    with acting(secretary(OTHER_COMMUNITY)):
        assert page_of(ledger, secretary(OTHER_COMMUNITY), Question()).rows == []


def test_an_identity_number_is_always_masked_in_the_ledger(ward):
    orders = find("ledgers", "quarantine.orders")
    with acting(secretary()):
        page = page_of(orders, secretary(), Question(search="王喆"))
    (row,) = page.rows
    assert row[0] == "王喆"
    assert row[1] == f"9901**********{id_number(1)[-4:]}"


def test_who_may_not_read_people_sees_no_name(ward):
    watcher = Viewer(None, "watcher", (Held("watcher", STREET, frozenset({"quarantine:order:read"})),))
    with acting(watcher):
        page = page_of(find("ledgers", "quarantine.orders"), watcher, Question())
    assert {row[0] for row in page.rows} == {"王*", "李*"}


def test_every_action_on_this_ward_is_refused_to_a_stranger(ward):
    """Not yours and not there answer alike."""
    strangers = (secretary(OTHER_COMMUNITY), NOBODY)
    given = {
        "order": ward.pk, "check": _first("HealthCheck"),
        "referral": referrals()[0].pk, "change": _first("OrderChange"),
        "placement": placements(ward)[0].pk, "room": rooms()[0].pk, "site": rooms()[0].site_id, "area": COMMUNITY,
        "to_area": OTHER_COMMUNITY, "reason": "x", "ends_on": UNTIL - timedelta(days=2), "facility": "x",
        "conclusion": "excluded", "rule_id": "DEMO-KEY", "role": "medic", "holder": "x", "name": "王喆",
        "day": DAY + timedelta(days=1), "session": "morning", "ground": "close_contact", "last_on": DAY,
        **{name: _first(model) for name, model in _LIVED.items()},
        "destination": "hospital", "received_by": "x", "extent": "x", "rooms": ["101"], "group": "security",
        "head": "x", "shift": "night", "holders": ["x"], "valid_from": DAY, "points": ["x"], "exits_open": True,
        "granted": True, "answer": "x", "companion": "x", "arrangement": "x", "guardian": "x", "serial": "DOOR-9",
        "key": DEVICE_KEY, "finding": "delivery", "asked_by": "x", "grounds": "x", "decision": "upheld",
        "reasons": "x", "outcome": "done",
    }  # fmt: skip
    (module,) = [module for module in all_modules() if module.name == "quarantine"]
    for action in module.actions:
        wanted = {name: given[name] for name in action.command.model_fields if name in given} | _KINDS.get(
            action.code, {}
        )
        for stranger in strangers:
            (outcome,) = act(action.code, stranger, on(2), wanted)
            assert state(outcome) == "not_found", action.code


_LIVED = {
    "transfer": "Transfer", "need": "Need", "outing": "Outing", "test": "TestDue", "sensor": "DoorSensor",
    "event": "DoorEvent", "appeal": "Appeal",
}  # fmt: skip
_KINDS = {
    "quarantine.set_zone": {"kind": "service"},
    "quarantine.note_need": {"kind": "food"},
    "quarantine.ask_outing": {"reason": "medical"},
    "quarantine.roster_duty": {"role": "guard"},
}


def _first(model: str) -> int:
    with everything():
        return apps.get_model("quarantine", model).objects.order_by("pk").values_list("pk", flat=True)[0]


def test_a_grid_worker_sees_the_own_grid_and_no_other(ward):
    there = under_order("赵远", area=OTHER_GRID)
    with acting(staff("grid_worker", GRID)):
        assert not QuarantineOrder.objects.filter(pk=there.pk).exists()
        assert QuarantineOrder.objects.filter(pk=ward.pk).exists()


def test_who_moved_to_another_grid_stays_in_the_registers_of_the_old_one_without_a_name(ward):
    """The figures of that grid count them; who lives there now is for others to see."""
    with everything():
        Person.objects.filter(pk=ward.person_id).update(area_id=OTHER_GRID)
    worker = staff("grid_worker", GRID)
    seen = {}
    with acting(worker):
        for code in ("orders", "health_checks", "referrals"):
            page = page_of(find("ledgers", f"quarantine.{code}"), worker, Question())
            assert len(page.rows) == page.count, code
            seen[code] = [tuple(row[:2]) for row in page.rows if row[0].startswith("—")]
    assert set(map(tuple, seen.values())) == {(("—（现居其他辖区）", ""),)}
