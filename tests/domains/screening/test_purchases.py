"""Calls after purchases of fever medicine: only under a dated rule, least fields, kept for days, only counts go up."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from factories.clues import do
from factories.plans import DISTRICT, act, medicine_rule
from factories.policy import keeper
from factories.registry import GRID
from factories.screening import DAY, EVENING, TODAY, figure, settled_town
from menshen.config.roles import ROLES
from menshen.domains.quarantine.models import QuarantineOrder
from menshen.domains.screening.actions.purchases import ReportPurchase
from menshen.domains.screening.jobs.purchases import CALL_AFTER_PURCHASE, forget_purchases
from menshen.domains.screening.models import Purchase
from menshen.domains.screening.vocabulary import FollowUp, Kind, Permission, Problem
from menshen.kernel.base.modules import find
from menshen.kernel.journal.models import Entry
from menshen.kernel.scope.viewers import acting, system_viewer
from menshen.kernel.tasks.models import Task

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def town():
    settled_town()


def bought(name: str = "买药人", at=EVENING, **known):
    return act(
        "report_purchase", at=at, **{"area": GRID, "name": name, "phone": "10000000066", "bought_on": TODAY} | known
    )


def rows() -> list[Purchase]:
    with acting(system_viewer()):
        return list(Purchase.objects.order_by("pk"))


def test_without_a_dated_rule_nothing_is_recorded():
    assert bought().problem.code == Problem.NO_MEDICINE_RULE
    medicine_rule(until=None)
    assert bought().problem.code == Problem.NO_MEDICINE_RULE
    assert rows() == []


def test_only_name_phone_and_day_are_asked_and_nothing_answers_the_pharmacy():
    assert set(ReportPurchase.model_fields) == {"area", "name", "phone", "bought_on", "happened_at"}
    medicine_rule()
    assert [bought().state, bought().state] == ["done", "known"]
    (row,) = rows()
    assert (row.rule_id, row.forget_on) == ("MED-1", TODAY + timedelta(days=3))
    with acting(system_viewer()):
        assert not QuarantineOrder.objects.exists()
        assert Task.objects.get(kind=CALL_AFTER_PURCHASE.code).area_id == GRID


@pytest.mark.parametrize("day", [TODAY + timedelta(days=1), TODAY - timedelta(days=3)])
def test_a_purchase_of_other_days_is_not_kept(day):
    medicine_rule(days=3)
    assert bought(bought_on=day).problem.code == Problem.PURCHASE_TOO_OLD


@pytest.mark.parametrize("outcome", list(FollowUp))
def test_every_answer_ends_the_follow_up_and_has_no_consequence(outcome):
    medicine_rule()
    number = bought().subject_id
    assert act("follow_up_purchase", purchase=number, outcome=outcome.value).state == "done"
    assert act("follow_up_purchase", purchase=number, outcome=outcome.value).state == "known"
    assert (figure("purchases_reported"), figure("purchases_followed_up")) == (1, 1)
    assert figure("purchases_ill") == (outcome is FollowUp.ILL_ADVISED)
    with acting(system_viewer()):
        assert not Task.objects.filter(closed_at__isnull=True).exists()
        assert not QuarantineOrder.objects.exists()


def test_who_it_was_is_forgotten_after_the_days_of_the_rule_and_the_count_stays():
    medicine_rule(days=3)
    number = bought().subject_id
    forget_purchases(DAY + timedelta(days=2))
    assert rows()[0].name == "买药人"
    over = DAY + timedelta(days=3)
    forget_purchases(over)
    forget_purchases(over)
    (row,) = rows()
    assert (row.name, row.phone, row.forgotten_at) == ("", "", over)
    assert figure("purchases_reported", over.date()) == 1
    assert act("follow_up_purchase", at=over, purchase=number, outcome="well").problem.code == Problem.PURCHASE_OVER
    with acting(system_viewer()):
        assert Entry.objects.get(kind=Kind.PURCHASES_FORGOTTEN).detail == {"purchases": 1}
        assert not Task.objects.filter(closed_at__isnull=True).exists()


def test_a_rule_that_ends_lets_go_at_once():
    rule = medicine_rule(days=10, until=date(2020, 2, 20))
    bought()
    ended = do("policy.close_rule", keeper("two", DISTRICT), EVENING, rule=rule, until_on=TODAY, reason="不再需要")
    assert ended.state == "done"
    assert [row.name for row in rows()] == [""]


def test_above_the_community_there_are_only_counts():
    above = [role for role in ROLES if role.level in ("street", "district") and role.code != "medic"]
    assert above
    for role in ROLES:
        if Permission.MEDICINE_READ.value in role.permissions:
            assert role.level in ("grid", "community")
    for code in ("purchases_reported", "purchases_followed_up", "purchases_ill"):
        assert find("indicators", f"screening.{code}").ledger is None  # a number without a list
