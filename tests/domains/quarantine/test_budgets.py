"""How many statements a batch takes: as many as a single one, give or take a few, however long the batch."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories.quarantine import (
    DAY,
    UNTIL,
    act,
    clerk,
    do,
    everything,
    medic,
    observed_town,
    on,
    orders,
    register,
    returned,
    rooms,
    run_job,
    secretary,
    site,
    state,
)
from factories.registry import COMMUNITY, OTHER_COMMUNITY
from menshen.domains.quarantine.models import Placement, TeamSeat
from menshen.kernel.documents.models import Document

pytestmark = pytest.mark.django_db

MANY = 300


@pytest.fixture(autouse=True)
def town():
    observed_town()


def arrivals(count: int, origin: str = "湖北省武汉市"):
    return [
        returned(f"归客{number}", address=f"临江花园3栋{1000 + number}", origin=origin, temperature=None, symptoms=None)
        for number in range(count)
    ]


def people(count: int, origin: str = "湖北省武汉市"):
    """Proposals for so many people."""
    register(*arrivals(count, origin))
    return orders(confirmed_at__isnull=True)


def statements(call) -> int:
    with CaptureQueriesContext(connection) as captured:
        call()
    return len(captured)


def confirm_all(count: int) -> int:
    people(count)
    taken = statements(lambda: do("confirm_batch", secretary(), on(DAY), area=COMMUNITY, rule_id="DEMO-KEY"))
    assert len(orders(confirmed_at__isnull=False)) == count
    return taken


def test_arrivals_are_proposed_in_a_bounded_number_of_statements():
    taken = statements(lambda: register(*arrivals(MANY)))
    assert len(orders()) == MANY
    assert taken <= 116


def test_a_batch_of_three_hundred_is_confirmed_in_a_bounded_number_of_statements():
    assert confirm_all(MANY) <= 100
    with everything():
        assert Document.objects.count() == MANY
        assert TeamSeat.objects.count() == 4 * MANY


def test_home_orders_too():
    people(MANY, "广东省广州市")
    taken = statements(lambda: do("confirm_batch", secretary(), on(DAY), area=COMMUNITY, rule_id="DEMO-REPORTED"))
    assert taken <= 116
    with everything():
        assert Placement.objects.count() == MANY


def test_midnight_ends_three_hundred_in_a_bounded_number_of_statements():
    confirm_all(MANY)
    assert statements(lambda: run_job("end_due_orders", on(UNTIL, 0))) <= 116
    assert len(orders(ended_on=UNTIL)) == MANY


def test_three_hundred_releases_are_approved_in_a_bounded_number_of_statements():
    confirm_all(MANY)
    at = on(UNTIL - timedelta(days=1))
    assert statements(lambda: do("approve_releases", secretary(), at, area=COMMUNITY)) <= 60


def test_a_site_is_filled_in_a_bounded_number_of_statements():
    confirm_all(100)
    site(rooms=100)
    number = rooms()[0].site_id
    assert statements(lambda: do("fill_site", clerk(), on(1), area=COMMUNITY, site=number)) <= 50
    with everything():
        assert Placement.objects.count() == 100


def test_a_sheet_of_three_hundred_checks_is_recorded_in_a_bounded_number_of_statements():
    confirm_all(MANY)
    lines = [
        {"area": COMMUNITY, "name": f"归客{number}", "day": DAY + timedelta(days=1), "session": "morning",
         "temperature": "38.0" if number % 3 == 0 else "36.5", "symptoms": []}
        for number in range(MANY)
    ]  # fmt: skip
    outcomes = []
    taken = statements(lambda: outcomes.extend(act("quarantine.enter_check", medic(), on(1, 18), *lines)))
    assert {state(outcome) for outcome in outcomes} == {"done"}
    assert taken <= 50


def test_a_hundred_hand_overs_take_a_bounded_number_of_statements():
    confirm_all(100)
    commands = [{"order": order.pk, "to_area": OTHER_COMMUNITY} for order in orders()]
    taken = statements(lambda: act("quarantine.transfer_order", secretary(), on(2), *commands))
    assert len(orders(area_id=OTHER_COMMUNITY)) == 100
    assert taken <= 116


def test_the_night_compares_running_orders_with_the_rules_in_a_bounded_number_of_statements():
    confirm_all(MANY)
    assert statements(lambda: run_job("follow_policy", on(1, 0, 10))) <= 40


def test_missed_checks_are_found_in_a_bounded_number_of_statements():
    confirm_all(MANY)
    assert statements(lambda: run_job("find_missed_checks", on(1, 21))) <= 30
