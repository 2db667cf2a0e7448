"""The tables of `screening/`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from menshen.domains.policy.rules import shipped, threshold_in_force
from menshen.domains.policy.vocabulary import ThresholdCode
from menshen.domains.screening import rules
from menshen.domains.screening.rules import lists
from menshen.domains.screening.vocabulary import AttemptOutcome, Channel, HouseholdState
from spec.reading import A_DAY, attempts, cases, codes, day, hour, said

WITHIN = threshold_in_force(shipped.thresholds(), ThresholdCode.ARRIVAL_KNOWN_WITHIN, "990101", A_DAY)


@cases("screening/ladder", "Attempts, in the order in which they were made")
def test_ladder(row):
    check_ladder(row)


@cases("screening/ladder", "Declined, vacant and not found are valid ends")
def test_other_ends(row):
    check_ladder(row)


def check_ladder(row):
    made = attempts(row["attempts"])
    step = rules.next_step(made)
    assert rules.household_state(made).verdict == row["state"]
    assert step.verdict == row["next"]
    assert codes(step.reasons) == row["reasons"]


@cases("screening/ladder", "What an attempt can bring")
def test_possible_outcomes(row):
    channel, outcome = row["attempt"].split(":")
    assert said(rules.is_possible(Channel(channel), AttemptOutcome(outcome))) == row["possible"]


@cases("screening/ladder", "A campaign adds up")
def test_coverage(row):
    columns = {
        "by phone": HouseholdState.SETTLED_BY_PHONE,
        "at the door": HouseholdState.SETTLED_AT_DOOR,
        "by call-back": HouseholdState.SETTLED_BY_CALL_BACK,
        "declined": HouseholdState.REFUSED,
        "vacant": HouseholdState.VACANT,
        "not found": HouseholdState.NOT_FOUND,
        "not reached": HouseholdState.NOT_REACHED,
    }
    found = rules.coverage(state for column, state in columns.items() for _ in range(int(row[column])))
    assert found.households == int(row["households"])
    assert found.settled == int(row["settled"])
    assert found.closed_otherwise == int(row["closed otherwise"])
    assert found.not_reached == int(row["not reached"])


@cases("screening/two_hour_clock", "Arrival at 08:00")
def test_two_hour_clock(row):
    decision = rules.two_hour_clock(
        arrived_home_at=hour(row["arrived"]), known_at=hour(row["known"]), now=hour(row["now"]), within=WITHIN
    )
    assert decision.verdict == row["state"]
    assert codes(decision.reasons) == row["reasons"]
    assert decision.rule_id == "KNOWN-2020"


@cases("screening/three_ledgers", "A survey that began on 2020-01-20, seen on 2020-02-05")
def test_three_ledgers(row):
    state = rules.movement_state(
        left_on=map(date.fromisoformat, row["left"].split()),
        arrived_on=map(date.fromisoformat, row["arrived"].split()),
        since=date(2020, 1, 20),
        on=A_DAY,
    )
    assert state == row["ledger"]


@cases("screening/origins", "Seen from a home province")
def test_origins(row):
    assert rules.origin_class(row["place"], row["home"]) == row["class"]
    assert said(rules.is_wuhan(row["place"])) == row["of which Wuhan"]


@cases("screening/accounts", "Place and day of leaving")
def test_two_accounts_of_one_arrival(row):
    one = rules.Account(row["place"], day(row["left_on"]))
    other = rules.Account(row["other_place"], day(row["other_left_on"]))
    assert codes(rules.differences(one, other)) == row["differs"]
    assert codes(rules.differences(other, one)) == row["differs"]


@cases("screening/lists", "Sharing out evenly")
def test_split_evenly(row):
    held = {unit: int(count) for unit, _, count in (word.partition(":") for word in row["held"].split())}
    assert lists.split_evenly(int(row["clues"]), row["units"].split(), held) == row["given"].split()


@cases("screening/lists", "So many months before")
def test_months_before(row):
    assert lists.months_before(day(row["day"]), int(row["months"])) == day(row["since"])


@cases("screening/lists", "Whether it is the same person")
def test_is_same_person(row):
    one = lists.Identity(row["name"], row["id_number"], row["phone"])
    other = lists.Identity(row["other_name"], row["other_id_number"], row["other_phone"])
    assert said(lists.is_same_person(one, other)) == row["same"]


@cases("screening/lists", "Fit to travel")
def test_is_fit_to_travel(row):
    fever = threshold_in_force(shipped.thresholds(), ThresholdCode.FEVER, "990101", A_DAY)
    assert said(lists.is_fit_to_travel(Decimal(row["temperature"]), row["symptoms"].split(), fever)) == row["fit"]
