"""The rows that come with the platform are complete, consistent, and honest about their sources."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import pytest

from menshen.domains.policy.rules import shipped
from menshen.domains.policy.vocabulary import NATIONAL, Grade, Measure, PlaceLevel, RuleState, ThresholdCode

RULES = shipped.rules()
BY_ID = {rule.rule_id: rule for rule in RULES}
SOURCED = (
    "CC-2020 CC-V8 CC-V9 CC-N20 CC-N10 CC-BB SC-V8 SC-V9 SC-N20 HR-V9 HR-N20 MR-V9 LR-V9 TRAV-N10 RURAL-21 LOC-SG-H "
    "LOC-SG-M LOC-SG-C LOC-SG-L LOC-SH INB-V7 INB-V8 INB-V9 INB-N20 INB-BB LOOP-V9 LOOP-N20 CASE-N10 ASYM-2020"
)


def test_every_sourced_rule_is_there():
    assert set(SOURCED.split()) <= set(BY_ID)


@pytest.mark.parametrize("rows", [RULES, shipped.risk_areas(), shipped.thresholds(), shipped.teams()])
def test_what_only_memory_supports_is_never_in_force(rows):
    assert all(row.state is RuleState.DRAFT for row in rows if row.grade is Grade.MEMORY)
    assert all(row.document for row in rows)


def test_the_unverified_part_of_a_rule_stands_in_a_draft_beside_it():
    drafts = [rule for rule in RULES if rule.rule_id.endswith("-UNVERIFIED")]
    assert {rule.parent_rule for rule in drafts} == {"CC-2020", "SC-V8", "ASYM-2020"}
    assert all(rule.state is RuleState.DRAFT and rule.grade is Grade.MEMORY for rule in drafts)
    assert BY_ID["CC-2020"].first_measure is Measure.PLACE_UNVERIFIED
    assert BY_ID["CC-2020"].first_test_days == ()
    assert BY_ID["SC-V8"].first_test_days == ()
    assert BY_ID["ASYM-2020"].release_extra == ""


def test_names_are_given_once():
    for names in (
        [rule.rule_id for rule in RULES],
        [risk.risk_id for risk in shipped.risk_areas()],
        [threshold.threshold_id for threshold in shipped.thresholds()],
        [place.code for place in shipped.places()],
    ):
        assert [name for name, count in Counter(names).items() if count > 1] == []


def test_two_rules_in_force_never_speak_at_once():
    speaking = [rule for rule in RULES if rule.state is RuleState.IN_FORCE]
    for one, other in combinations(speaking, 2):
        if (one.subject, one.jurisdiction) == (other.subject, other.jurisdiction):
            assert one.valid_until is not None or other.valid_until is not None
            first, second = sorted((one, other), key=lambda rule: rule.valid_from)
            assert first.valid_until is not None
            assert first.valid_until <= second.valid_from, (first.rule_id, second.rule_id)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.rule_id)
def test_a_rule_makes_sense(rule):
    assert rule.valid_until is None or rule.valid_from < rule.valid_until
    assert rule.day1_offset in (0, 1)
    assert rule.jurisdiction == NATIONAL or rule.jurisdiction.isdigit()
    assert rule.parent_rule == "" or rule.parent_rule in BY_ID
    for stage in rule.stages:
        assert (stage.days == 0) == (stage.measure is Measure.NONE)
        assert all(1 <= day <= stage.days for day in stage.test_days)


def test_every_list_lapses_and_names_a_known_place():
    known = {place.code for place in shipped.places()}
    for risk in shipped.risk_areas():
        assert risk.valid_from < risk.valid_until
        assert risk.place_code in known


def test_places():
    places = shipped.places()
    levels = Counter(place.level for place in places if not place.code.startswith("99"))
    assert levels[PlaceLevel.PROVINCE] == 31
    assert {"710000", "810000", "820000"} <= {place.code for place in places if place.level is PlaceLevel.ABROAD}
    assert levels[PlaceLevel.CITY] == 333 + 24  # prefectures of 2019, and counties that no prefecture governs
    codes = {place.code for place in places}
    assert all(place.parent in codes for place in places if place.level is PlaceLevel.CITY)
    spellings = Counter(spelling for place in places for spelling in place.spellings)
    assert [spelling for spelling, count in spellings.items() if count > 1] == []


def test_every_threshold_that_rules_ask_for_has_a_row():
    assert {row.code for row in shipped.thresholds()} == set(ThresholdCode)
