"""What has not come is chased; the list of reports and their items."""

from __future__ import annotations

from datetime import timedelta

import pytest

from factories.reporting import (
    DAY,
    IN_TIME,
    OPEN,
    TOO_LATE,
    TOTAL,
    chase,
    correct,
    feverish,
    hand_in,
    leader_of,
    refused,
    reports_fall_due,
    sheet,
    sign,
    tasks,
)
from factories.scope import COPPER, GREENHILL, RIVERSIDE, STREET, grid, town
from menshen.domains.reporting.queries import ITEMS, SUMS, chase_list, dues
from menshen.domains.reporting.vocabulary import Problem
from menshen.kernel.base import clock
from menshen.kernel.base.modules import find
from menshen.kernel.indicators.declaration import Span, indicator
from menshen.kernel.scope.viewers import PLATFORM, acting


@pytest.fixture(autouse=True)
def street(db):
    town()
    reports_fall_due()


def test_only_what_is_missing_is_chased_and_not_all_the_time():
    hand_in(COPPER)
    outcomes = chase(RIVERSIDE, COPPER, GREENHILL)
    assert [refused(outcome) for outcome in outcomes] == ["done", Problem.NOT_MISSING, "done"]
    again = chase(RIVERSIDE, now=TOO_LATE + timedelta(minutes=10))[0]
    assert (again.problem.code, again.problem.facts) == (Problem.ALREADY_CHASED, {"at": "09:00", "minutes": 30})
    assert chase(RIVERSIDE, now=TOO_LATE + timedelta(minutes=30))[0].state == "done"
    assert refused(chase(RIVERSIDE, now=IN_TIME)[0]) == Problem.NOT_MISSING


def test_a_reminder_is_a_task_until_the_report_is_in():
    chase(RIVERSIDE)
    (reminder,) = tasks(kind="reporting.answer_reminder")
    assert (reminder.area_id, reminder.role, reminder.closed_at) == (RIVERSIDE, "community_secretary", None)
    hand_in(now=TOO_LATE)
    (left,) = tasks(closed_at__isnull=True, area_id=RIVERSIDE)
    assert left.kind == "reporting.sign_report", "it is in, and waits for its signature"


def test_the_chase_list_is_what_is_past_its_time_and_has_not_come(monkeypatch):
    hand_in(COPPER)
    street = leader_of(STREET)

    def listed(now):
        monkeypatch.setattr(clock, "now", lambda: now)
        with acting(street):
            return sorted(chase_list(street).values_list("area_id", flat=True))

    assert listed(IN_TIME) == []
    assert listed(TOO_LATE) == sorted([STREET, RIVERSIDE, GREENHILL])
    hand_in(GREENHILL, now=TOO_LATE)
    assert listed(TOO_LATE) == sorted([STREET, RIVERSIDE])


def test_the_ledger_shows_the_first_coming_and_the_newest_version():
    hand_in()
    feverish(grid(RIVERSIDE))
    correct()
    sign(now=TOO_LATE)
    with acting(PLATFORM):
        row = dues(PLATFORM).get(area_id=RIVERSIDE)
        owed = dues(PLATFORM).get(area_id=COPPER)
    assert (row.first_at, row.version, row.nil, row.locked_at) == (IN_TIME, 2, False, TOO_LATE)
    assert row.signed_by_name == f"community_secretary {RIVERSIDE}"
    assert (owed.first_at, owed.version, owed.nil, owed.is_in) == (None, None, None, False)


def test_every_item_is_an_indicator_with_records_to_drill_down_to():
    for item in ITEMS:
        assert item.indicator is indicator(item.code)
        assert item.indicator.unit, item.code
        ledger = find("ledgers", item.indicator.ledger)
        of_ledger, of_records = ledger.rows(PLATFORM).model, item.indicator.records(Span(DAY)).model
        if item.indicator.row == "pk":
            assert of_ledger is of_records, item.code
        else:
            assert of_ledger is of_records._meta.get_field(item.indicator.row).related_model, item.code
    codes = [item.code for item in ITEMS]
    assert len(codes) == len(set(codes))
    assert {code for whole, parts in SUMS for code in (whole, *parts)} <= set(codes)
    assert {OPEN, TOTAL} <= set(codes)
    assert sheet().as_json()["values"].keys() == set(codes)
