"""Where a question is asked of the database, the condition says the same as the rule."""

from __future__ import annotations

from datetime import timedelta

import pytest

from factories.quarantine import (
    DAY,
    UNTIL,
    do,
    everything,
    observed_town,
    on,
    orders,
    proposed,
    run_job,
    secretary,
    shortened,
    under_order,
)
from menshen.domains.policy.interface import TeamSeat as Required
from menshen.domains.policy.vocabulary import TeamRole
from menshen.domains.quarantine.models import QuarantineOrder, TeamSeat
from menshen.domains.quarantine.queries import facts_of, in_force_on, releases_asked_on, running, with_team_gaps
from menshen.domains.quarantine.rules import release_due, standing, team_gaps
from menshen.domains.quarantine.vocabulary import Standing

pytestmark = pytest.mark.django_db

DAYS = [DAY + timedelta(days=number) for number in range(-1, 18)]


@pytest.fixture(autouse=True)
def ward():
    """Orders in every state: proposed, declined, running, ended today, withdrawn, shortened, confirmed late."""
    observed_town()
    people = iter(range(500, 600))

    def who():
        number = next(people)
        return {"name": f"住户{number}", "address": f"临江花园3栋{number}"}

    proposed(**who())
    do("decline_order", secretary(), on(DAY), order=proposed(**who()).pk, reason="不符合")
    under_order(**who())
    do("confirm_order", secretary(), on(4), order=proposed(**who()).pk)
    do("withdraw_order", secretary(), on(2), order=under_order(**who()).pk, reason="有误")
    do("withdraw_order", secretary(), on(DAY, 12), order=under_order(**who()).pk, reason="有误")
    soon = DAY + timedelta(days=5)
    shortened(under_order(**who()), soon, on(2))
    do("approve_release", secretary(), on(4, 9), order=orders(until_on=soon)[0].pk)
    for role in ("police_officer", "grid_worker", "medic"):
        do("name_team_member", secretary(), on(4, 10), area=orders()[0].area_id, role=role, holder="某同志")
    under_order(**who(), at=on(5))


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_an_order_is_in_force_on_the_days_the_rule_says(day):
    with everything():
        held = set(QuarantineOrder.objects.filter(in_force_on(day)).values_list("pk", flat=True))
        everyone = list(QuarantineOrder.objects.all())
    assert held == {order.pk for order in everyone if standing(facts_of(order), day).counts}


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_a_release_is_asked_on_the_days_the_rule_says(day):
    with everything():
        asked = {order.pk for order in releases_asked_on(day)}
        everyone = list(QuarantineOrder.objects.filter(release_approved_at__isnull=True))
    assert asked == {order.pk for order in everyone if standing(facts_of(order), day) is Standing.DUE}


def test_the_night_ends_what_the_rule_calls_due():
    with everything():
        due = {order.pk for order in running() if release_due(facts_of(order), UNTIL)}
    run_job("end_due_orders", on(UNTIL, 0))
    assert due == {order.pk for order in orders(ended_at=on(UNTIL, 0))}


def test_a_team_is_incomplete_where_the_rule_sees_a_gap():
    with everything():
        incomplete = set(with_team_gaps().values_list("pk", flat=True))
        expected = set()
        for order in running():
            seats = list(TeamSeat.objects.filter(order=order))
            required = [Required(TeamRole(seat.role), seat.optional) for seat in seats]
            if team_gaps(required, {TeamRole(seat.role) for seat in seats if seat.holder}):
                expected.add(order.pk)
    assert incomplete == expected
    assert 0 < len(incomplete) < len(orders(confirmed_at__isnull=False, ended_on__isnull=True))
