"""Journeys, orders and what hangs on them follow a person whose records are merged, and come back."""

from __future__ import annotations

from datetime import date

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories.duplicates import OTHER_HOME, act, found, merge, only_merge, somebody, street_clerk, undo
from factories.quarantine import (
    DAY,
    again,
    do,
    everything,
    observed_town,
    on,
    order_of_arrival,
    returned,
    secretary,
)
from factories.quarantine import register as arrive
from factories.registry import COMMUNITY, FAR_GRID, GRID, OTHER_COMMUNITY, id_number, phone
from menshen.domains.quarantine.models import QuarantineOrder
from menshen.domains.quarantine.vocabulary import Problem
from menshen.domains.registry.models import LikelyDuplicate, Person
from menshen.domains.registry.vocabulary import Problem as Registry
from menshen.domains.screening.models import Arrival
from menshen.gateway.desk.histories import happened_to
from menshen.kernel.journal.models import Entry
from menshen.kernel.scope.models import Scoped
from menshen.kernel.scope.viewers import PLATFORM, acting


@pytest.fixture
def town(db):
    observed_town()


def came_back(number, *, area=COMMUNITY):
    """The order that is proposed to somebody who is back from a listed place."""
    with acting(PLATFORM):
        known = Person.objects.get(pk=number)
    called = {"name": known.name, "id_number": known.id_number, "phone": "", "address": "", "area": known.area_id}
    when = on(DAY, 9)
    back = returned(left_on=DAY, arrived_home_at=when, known_at=when, **called)
    (outcome,) = arrive(back, at=when, by=secretary(area))
    return order_of_arrival(outcome.subject_id)


def confirmed(order):
    """The same, in force; somebody with a need has to be assessed before."""
    return do("confirm_order", secretary(order.area_id[:12]), on(DAY), order=order.pk).problem is None


def under_order(number, *, area=COMMUNITY):
    order = came_back(number, area=area)
    assert confirmed(order)
    return again(order)


def test_an_order_follows_the_person_and_comes_back(town):
    earlier = somebody(id_number=id_number(1))
    later = somebody(id_number=id_number(2), phone=phone(2), door="502")
    order = under_order(later)
    act("correct_person", street_clerk(), person=earlier, phone=phone(2))
    assert merge(found(earlier, later), number_checked=True, home_checked=True).problem is None
    assert again(order).person_id == earlier
    with acting(PLATFORM):
        assert Arrival.objects.get().person_id == earlier
        lines = happened_to(secretary(), [earlier])
        assert any(line.subject == ("quarantine.quarantineorder", order.pk) for line in lines)
    assert undo(only_merge().pk).problem is None
    assert again(order).person_id == later


def test_no_other_way_gives_a_confirmed_order_to_somebody_else(town):
    order = under_order(somebody(id_number=id_number(1)))
    other = somebody(id_number=id_number(2), **OTHER_HOME)
    with (
        pytest.raises(IntegrityError, match="a_confirmed_order_is_never_rewritten"),
        transaction.atomic(),
        everything(),
    ):
        QuarantineOrder.objects.filter(pk=order.pk).update(person=other)


def two_under_order():
    earlier = somebody(id_number=id_number(1))
    later = somebody(id_number=id_number(2), phone=phone(2), door="502")
    first, second = under_order(earlier), under_order(later)
    act("correct_person", street_clerk(), person=earlier, phone=phone(2))
    return found(earlier, later), first, second


def test_two_orders_of_one_time_are_named_and_nothing_is_moved(town):
    pair, first, second = two_under_order()
    refused = merge(pair, number_checked=True, home_checked=True).problem
    assert refused.code == Problem.ORDERED_TWICE.value
    assert again(first).person_id != again(second).person_id


def test_an_order_is_not_taken_out_of_the_sight_of_those_who_carry_it_out(town):
    earlier = somebody(id_number=id_number(1))
    later = somebody(id_number=id_number(1), area=FAR_GRID)
    under_order(later, area=OTHER_COMMUNITY)
    pair = found(earlier, later)
    assert merge(pair, home_checked=True).problem.code == Registry.BOUND_ELSEWHERE.value
    assert merge(pair, "later", home_checked=True).problem is None


UNTOUCHED = (Entry, LikelyDuplicate)  # the journal goes on; the list of pairs is made anew each night


def everything_known():
    with acting(PLATFORM):
        scoped = [model for model in apps.get_models() if issubclass(model, Scoped) and model not in UNTOUCHED]
        return {model._meta.label: sorted(map(str, model.objects.values())) for model in scoped}


FACTS = st.fixed_dictionaries(
    {},
    optional={
        "id_number": st.sampled_from([id_number(1), id_number(2)]),
        "phone": st.sampled_from([phone(1), phone(2)]),
        "second_phone": st.just(phone(3)),
        "door": st.sampled_from(["501", "502"]),
        "area": st.sampled_from([GRID, FAR_GRID]),
        "relation": st.sampled_from(["head", "child"]),
        "from_on": st.sampled_from([date(2019, 5, 1), DAY]),
        "special_needs": st.lists(st.sampled_from(["disabled", "literacy"]), unique=True),
        "registered_at": st.sampled_from(["示范市", "示范省"]),
        "gender": st.just("male"),
    },
)


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(FACTS, FACTS, st.sampled_from(["earlier", "later"]))
def test_to_merge_and_to_take_it_back_leaves_everything_as_it_was(town, first, second, stays):
    with transaction.atomic():
        if first.get("id_number") == second.get("id_number") and first.get("area", GRID) == second.get("area", GRID):
            second = {**second, "id_number": ""}
        earlier, later = somebody(**first), somebody(**second)
        if first.get("id_number"):
            confirmed(came_back(earlier, area=first.get("area", GRID)[:12]))
        before = everything_known()
        act("find_duplicates", street_clerk(), area=COMMUNITY[:9])
        with acting(PLATFORM):
            pair = LikelyDuplicate.objects.filter(earlier=earlier, later=later).first()
        if pair and merge(pair.pk, stays, number_checked=True, home_checked=True).problem is None:
            assert everything_known() != before
            assert undo(only_merge().pk).problem is None
        assert everything_known() == before
        transaction.set_rollback(True)
