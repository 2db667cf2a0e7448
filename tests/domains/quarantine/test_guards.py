"""The database does the last check: what no code of ours may do, the tables refuse, in a sentence."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from factories.quarantine import (
    DAY,
    UNTIL,
    again,
    at_home,
    clerk,
    do,
    everything,
    medic,
    observed_town,
    on,
    orders,
    placements,
    proposed,
    referrals,
    rooms,
    secretary,
    site,
    state,
    under_order,
    withdraw_arrival,
)
from factories.registry import COMMUNITY, OTHER_COMMUNITY
from menshen.domains.quarantine.models import OrderChange, Placement, QuarantineOrder


@pytest.fixture
def town(db):
    observed_town()


def refused(constraint: str):
    return pytest.raises(IntegrityError, match=constraint)


def change(order, **values):
    """Write to the row as no action does."""
    with everything():
        QuarantineOrder.objects.filter(pk=order.pk).update(**values)


def test_an_order_is_never_made_longer(town):
    for order in (under_order(), proposed("李娜", address="临江花园3栋502")):
        with refused("an_order_is_never_made_longer"), transaction.atomic():
            change(order, until_on=UNTIL + timedelta(days=1))


def test_an_order_is_never_held_past_its_end(town):
    order = under_order()
    with refused("an_order_is_never_held_past_its_end"), transaction.atomic():
        change(order, ended_on=UNTIL + timedelta(days=1), ended_at=on(UNTIL), end_reason="by_rule")


def test_an_ended_order_says_when_and_why_and_stays_ended(town):
    order = under_order()
    with refused("an_ended_order_says_when_and_why"), transaction.atomic():
        change(order, ended_on=DAY)
    change(order, ended_on=DAY, ended_at=on(DAY, 12), end_reason="shortened")
    with refused("an_order_that_ended_stays_ended"), transaction.atomic():
        change(order, ended_on=None, ended_at=None, end_reason="")


@pytest.mark.parametrize(
    "values",
    [
        {"measure": "centralised_quarantine"},
        {"rule_id": "OTHER"},
        {"reasons": []},
        {"confirmed_at": None},
        {"area_id": OTHER_COMMUNITY},
    ],
    ids=lambda values: next(iter(values)),
)
def test_a_confirmed_order_is_never_rewritten(town, values):
    order = at_home()
    with refused("a_confirmed_order_is_never_rewritten"), transaction.atomic():
        change(order, **values)


def test_an_order_is_confirmed_or_declined(town):
    order = under_order()
    with refused("an_order_is_confirmed_or_declined"), transaction.atomic():
        change(order, declined_at=on(DAY))


def test_a_person_has_one_order_at_a_time(town):
    order = under_order()
    with everything():
        copy = QuarantineOrder.objects.get(pk=order.pk)
    copy.pk, copy.arrival, copy.starts_on = None, None, UNTIL - timedelta(days=1)
    copy.until_on = UNTIL + timedelta(days=5)
    with refused("a_person_has_one_order_at_a_time"), everything():
        copy.save(force_insert=True)


def test_an_order_from_the_first_free_day_on_does_not_overlap(town):
    order = under_order()
    with everything():
        copy = QuarantineOrder.objects.get(pk=order.pk)
        copy.pk, copy.arrival, copy.starts_on = None, None, UNTIL
        copy.until_on = UNTIL + timedelta(days=5)
        copy.save(force_insert=True)


def test_a_person_is_in_one_place_at_a_time(town):
    order = at_home()
    with refused("a_person_is_in_one_place_at_a_time"), everything():
        Placement.objects.create(
            area_id=order.area_id, order=order, person_id=order.person_id, room=None, from_at=on(1)
        )


def test_a_placement_does_not_end_before_it_begins(town):
    order = at_home()
    (placement,) = placements(order)
    with refused("a_placement_ends_after_it_begins"), everything():
        Placement.objects.filter(pk=placement.pk).update(until_at=placement.from_at - timedelta(minutes=1))


def in_parallel(*calls):
    """Run the calls at the same moment, each with a connection of its own; their results in order."""
    results = [None] * len(calls)
    ready = threading.Barrier(len(calls))

    def run(place, call):
        ready.wait()
        try:
            results[place] = call()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, call)) for place, call in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_two_people_who_confirm_two_proposals_of_one_person_make_one_order(committed_db):
    observed_town()
    first = proposed()
    second = proposed(origin="广东省广州市", left_on=DAY, arrived_home_at=on(1, 9), known_at=on(1, 9), at=on(1))
    assert first.person_id == second.person_id
    by = secretary()
    calls = [lambda order=order: do("confirm_order", by, on(1), order=order.pk) for order in (first, second)]
    outcomes = in_parallel(*calls)
    assert sorted(outcome.state for outcome in outcomes) == ["done", "refused"]
    (problem,) = [outcome.problem for outcome in outcomes if outcome.problem]
    assert problem.facts.get("constraint") == "a_person_has_one_order_at_a_time" or problem.code.endswith(
        "already_ordered"
    )
    assert len(orders(confirmed_at__isnull=False)) == 1


def test_two_people_who_confirm_one_proposal_at_once_make_one_order(committed_db):
    observed_town()
    order = proposed()
    by = secretary()
    outcomes = in_parallel(*[lambda: do("confirm_order", by, on(DAY), order=order.pk)] * 2)
    assert sorted(state(outcome) for outcome in outcomes) == ["done", "known"]


def test_two_clerks_who_fill_the_last_bed_at_once_place_one_person(committed_db):
    observed_town()
    site(rooms=1)
    people = [under_order(), under_order("李娜", address="临江花园3栋502")]
    (room,) = rooms()
    by = clerk()
    calls = [lambda order=order: do("assign_placement", by, on(1), order=order.pk, room=room.pk) for order in people]
    assert sorted(state(outcome) for outcome in in_parallel(*calls)) == ["done", "room_full"]
    assert sum(len(placements(order)) for order in people) == 1


def test_a_contradiction_is_answered_in_words(town):
    """An overlap that our own check did not foresee comes back as a refusal, never as an error."""
    order = under_order()
    assert again(order).ended_on is None
    with everything():
        hidden = QuarantineOrder.objects.get(pk=order.pk)
        hidden.pk, hidden.arrival = None, None
        hidden.starts_on, hidden.until_on = UNTIL, UNTIL + timedelta(days=9)
        hidden.save(force_insert=True)
    later = proposed(left_on=DAY + timedelta(days=13), arrived_home_at=on(14, 8), known_at=on(14, 8), at=on(14, 9))
    assert state(do("confirm_order", secretary(), on(14, 9), order=later.pk)) == "already_ordered"


def test_two_people_who_decide_on_one_shortening_at_once_decide_it_once(committed_db):
    observed_town()
    order = under_order()
    withdraw_arrival(order.arrival_id, on(1))  # to end the order is proposed
    with everything():
        (change,) = OrderChange.objects.all()
    by = secretary()
    outcomes = in_parallel(
        lambda: do("approve_changes", by, on(1), area=COMMUNITY),
        lambda: do("approve_changes", by, on(1), area=COMMUNITY, change=change.pk),
        lambda: do("decline_change", by, on(1), change=change.pk, reason="核实后维持"),
    )
    assert sorted(outcome.state for outcome in outcomes) == ["done", "refused", "refused"]
    with everything():
        assert OrderChange.objects.get().accepted == (again(order).ended_on is not None)


def test_two_signs_of_illness_at_once_are_one_referral(committed_db):
    observed_town()
    order = at_home()
    calls = [
        lambda session=session: do(
            "record_health_check", medic(), on(1, 20), order=order.pk, day=on(1).date(), session=session,
            temperature="38.5", symptoms=["fever"],
        )
        for session in ("morning", "evening")
    ]  # fmt: skip
    assert [state(outcome) for outcome in in_parallel(*calls)] == ["done", "done"]
    assert len(referrals()) == 1
