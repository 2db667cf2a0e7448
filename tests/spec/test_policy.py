"""The tables of `policy/`, run against the rows that come with the platform."""

from __future__ import annotations

from datetime import date

from menshen.domains.policy import rules
from menshen.domains.policy.rules import shipped
from menshen.domains.policy.vocabulary import Measure, Subject, ThresholdCode, is_abroad
from spec.reading import cases, codes

BOOK = rules.Rulebook(shipped.rules(), shipped.risk_areas())
BY_ID = {rule.rule_id: rule for rule in shipped.rules()}


@cases("policy/rules_in_force", "The calendar of close contacts")
def test_calendar(row):
    check_rule(row)


@cases("policy/rules_in_force", "Other cases")
def test_other_cases(row):
    check_rule(row)


@cases("policy/rules_in_force", "The smallest area wins")
def test_smallest_area(row):
    check_rule(row)


@cases("policy/rules_in_force", "Drafts never speak")
def test_drafts(row):
    check_rule(row)


def check_rule(row):
    subject, day = Subject(row["case"]), date.fromisoformat(row["day"])
    found = rules.rule_in_force(shipped.rules(), subject, row["area"], day)
    assert (found.rule_id if found else "") == row["rule"]
    assert BOOK.rule_in_force(subject, row["area"], day) == found


@cases("policy/rules_in_force", "In what a rule is stricter than its parent")
def test_differences(row):
    found = rules.differences(BY_ID[row["rule"]], BY_ID.get(row["parent"]))
    assert codes(found) == row["stricter in"]


@cases("policy/risk_areas", "Places and days")
def test_risk_areas(row):
    day = date.fromisoformat(row["day"])
    found = rules.risk_of(shipped.risk_areas(), row["place"], day)
    assert (found.risk_id if found else "") == row["row"]
    assert (found.level if found else "") == row["level"]
    assert BOOK.risk_of(row["place"], day) == found


@cases("policy/risk_areas", "A code without its padding")
def test_stem(row):
    assert rules.stem(row["code"]) == row["stem"]


@cases("policy/places", "Texts")
def test_places(row):
    check_place(row)


@cases("policy/places", "Texts that name no place for certain")
def test_no_places(row):
    check_place(row)


def check_place(row):
    found = rules.resolve_place(row["text"])
    assert (found.code if found else "") == row["code"]
    assert (found.name if found else "") == row["name"]


@cases("policy/places", "A place as a whole")
def test_places_as_a_whole(row):
    found = rules.named_place(row["text"])
    assert (found.code if found else "") == row["code"]


@cases("policy/places", "Outside the border control")
def test_abroad(row):
    assert is_abroad(row["code"]) == (row["abroad"] == "yes")


@cases("policy/thresholds_and_teams", "Thresholds")
def test_thresholds(row):
    code, day = ThresholdCode(row["threshold"]), date.fromisoformat(row["day"])
    found = rules.threshold_in_force(shipped.thresholds(), code, row["area"], day)
    assert (str(found.value) if found else "") == row["value"]
    assert (found.unit if found else "") == row["unit"]


@cases("policy/thresholds_and_teams", "Seats")
def test_seats(row):
    seats = rules.team_in_force(shipped.teams(), Measure(row["measure"]), row["area"], date.fromisoformat(row["day"]))
    assert " ".join(f"({seat.role})" if seat.optional else seat.role.value for seat in seats) == row["seats"]
