"""The rows that come with the platform, and what the database lets nobody do to a row."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from menshen.domains.policy import interface
from menshen.domains.policy.jobs import _load, _values, load_reference_data
from menshen.domains.policy.models import RiskArea, Rule, TeamRole, Threshold
from menshen.domains.policy.rules import shipped
from menshen.domains.policy.vocabulary import Measure, Subject, ThresholdCode

pytestmark = pytest.mark.django_db


def test_migrating_has_brought_every_shipped_row_once():
    assert Rule.objects.count() == len(shipped.rules())
    assert RiskArea.objects.count() == len(shipped.risk_areas())
    assert Threshold.objects.count() == len(shipped.thresholds())
    assert TeamRole.objects.count() == len(shipped.teams())
    assert load_reference_data() == 0


def test_an_upgrade_adds_rows_and_ends_those_whose_end_became_known():
    known = next(row for row in shipped.rules() if row.rule_id == "CC-BB")
    ended = replace(known, valid_until=date(2024, 1, 1))
    following = replace(known, rule_id="CC-NEXT", valid_from=date(2024, 1, 1), note="what follows")
    upgrade = [_values(row) for row in (following, ended)]
    assert _load(Rule, ("rule_id",), upgrade) == 2
    assert _load(Rule, ("rule_id",), upgrade) == 0
    assert Rule.objects.get(rule_id="CC-BB").valid_until == date(2024, 1, 1)
    assert Rule.objects.get(rule_id="CC-NEXT").note == "what follows"


def test_an_upgrade_does_not_fail_over_what_an_area_has_decided():
    known = next(row for row in shipped.rules() if row.rule_id == "CC-BB")
    begins = date(2031, 1, 1)
    contradicting = replace(known, rule_id="CC-NEXT", valid_from=begins)
    beside = replace(contradicting, rule_id="IN-NEXT", jurisdiction="44")
    assert _load(Rule, ("rule_id",), [_values(row) for row in (contradicting, beside)]) == 2
    assert dict(Rule.objects.filter(valid_from=begins).values_list("rule_id", "state")) == {
        "CC-NEXT": "draft",
        "IN-NEXT": "in_force",
    }
    assert _load(Rule, ("rule_id",), [_values(contradicting)]) == 0


def test_what_an_area_has_ended_itself_stays_ended():
    Rule.objects.filter(rule_id="CC-BB").update(valid_until=date(2024, 1, 1))
    assert load_reference_data() == 0
    assert Rule.objects.get(rule_id="CC-BB").valid_until == date(2024, 1, 1)


def test_a_seat_that_has_ended_is_empty():
    TeamRole.objects.filter(jurisdiction="990101", role="police_officer").update(valid_until=date(2020, 2, 1))
    before, after = (
        {seat.role.value for seat in interface.team(Measure.HOME_QUARANTINE, "990101001001", day)}
        for day in (date(2020, 1, 31), date(2020, 2, 1))
    )
    assert before - after == {"police_officer"}


def test_rows_in_the_database_are_those_of_the_files():
    assert set(interface.rules_in_force()) == {row for row in shipped.rules() if row.state == "in_force"}
    assert set(interface.thresholds()) == {row for row in shipped.thresholds() if row.state == "in_force"}


def test_what_is_known_from_memory_only_decides_nothing():
    drafts = Rule.objects.filter(grade="M")
    assert drafts.exists()
    assert not drafts.exclude(state="draft").exists()
    with pytest.raises(IntegrityError, match="an_unchecked_rule_is_not_in_force"), transaction.atomic():
        drafts.update(state="in_force")


@pytest.mark.parametrize("model", [Rule, RiskArea, Threshold, TeamRole])
def test_no_row_is_rewritten_or_deleted(model):
    row = model.objects.first()
    with pytest.raises(DatabaseError, match="never rewritten"), transaction.atomic():
        model.objects.filter(pk=row.pk).update(document="something else")
    with pytest.raises(DatabaseError, match="never rewritten"), transaction.atomic():
        model.objects.filter(pk=row.pk)._raw_delete("default")


@pytest.mark.parametrize("model", [Rule, RiskArea, Threshold])
def test_no_row_is_made_to_last_longer(model):
    ended = model.objects.exclude(valid_until=None).order_by("-valid_until").first()
    for later in (date(2099, 1, 1), None):
        with pytest.raises(DatabaseError, match="never made to last longer"), transaction.atomic():
            model.objects.filter(pk=ended.pk).update(valid_until=later)


def test_the_rulebook_answers_as_the_rules_do():
    rulebook = interface.rulebook()
    day = date(2020, 1, 30)
    rule = rulebook.rule_in_force(Subject.KEY_AREA_STAY, "990101001001001", day)
    assert rule.first_measure is Measure.CENTRALISED_QUARANTINE
    assert rulebook.risk_of("420100", day).place_name == "湖北省武汉市"
    assert interface.threshold(ThresholdCode.FEVER, "990101001001", day) == Decimal("37.3")
    assert interface.threshold(ThresholdCode.FEVER, "990101001001", date(2019, 1, 1)) is None
    seats = interface.team(Measure.HOME_QUARANTINE, "990101001001", day)
    assert {seat.role.value: seat.optional for seat in seats} == {
        "police_officer": False,
        "grid_worker": False,
        "medic": False,
        "chosen_person": True,
    }
