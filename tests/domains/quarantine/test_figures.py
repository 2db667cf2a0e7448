"""The figures of the daily sheet: they add up on every day, whatever happened in whatever order, and stay as they were.

running = running the day before + new − released − handed over, for every measure, area, day and hour of the cut-off.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import count

import pytest
from django.db import transaction
from django.db.models import Count
from django.db.models.functions import Left
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories.quarantine import (
    DAY,
    STREET,
    UNTIL,
    at_home,
    do,
    everything,
    held_longer,
    medic,
    observed_town,
    on,
    order_of_arrival,
    orders,
    proposed,
    referrals,
    register,
    returned,
    run_job,
    secretary,
    shortened,
    under_order,
)
from factories.registry import COMMUNITY, FAR_GRID, GRID, OTHER_COMMUNITY
from menshen.domains.policy.vocabulary import Measure
from menshen.domains.quarantine.indicators import MEASURES
from menshen.domains.quarantine.models import QuarantineOrder
from menshen.kernel.base.modules import find
from menshen.kernel.indicators.declaration import Span
from menshen.kernel.indicators.filling import ensure_filled, values
from menshen.kernel.scope.viewers import PLATFORM, acting

pytestmark = pytest.mark.django_db

DAYS = 20
SERIALS = count(1)
ARISING = [
    measure for measure in MEASURES if measure != Measure.HOME_HEALTH_MONITORING
]  # none in these two communities
SHAPES = ("in_force", "new", "released", "handed_over")


@pytest.fixture(autouse=True)
def town():
    observed_town()


def figure(code: str, day: int, cutoff_hour: int = 24) -> Counter[str]:
    """The value in each community and in the street, by the records behind it."""
    with acting(PLATFORM):
        return _figure(code, day, cutoff_hour)


def _figure(code: str, day: int, cutoff_hour: int) -> Counter[str]:
    rows = find("indicators", f"quarantine.{code}").records(Span(DAY + timedelta(days=day), cutoff_hour)).order_by()
    found = Counter(dict(rows.annotate(place=Left("area_id", 12)).values_list("place").annotate(n=Count("*"))))
    found[STREET] = found.total()
    return found


def all_figures(days: range, cutoff_hour: int = 24) -> dict[tuple[str, str, int], Counter[str]]:
    with acting(PLATFORM):
        return {
            (measure.value, shape, day): _figure(f"{measure.value}.{shape}", day, cutoff_hour)
            for measure in ARISING
            for shape in SHAPES
            for day in days
        }


def assert_they_add_up(figures) -> None:
    for (measure, shape, day), running in figures.items():
        if shape != "in_force" or (measure, shape, day - 1) not in figures:
            continue
        before = figures[measure, "in_force", day - 1]
        new, released, gone = (figures[measure, name, day] for name in SHAPES[1:])
        for place in (COMMUNITY, OTHER_COMMUNITY, STREET):
            expected = before[place] + new[place] - released[place] - gone[place]
            assert running[place] == expected, (measure, day, place)


# What can happen to people in twenty days. Each takes a number that chooses whom; what cannot be done is refused.


def return_home(number, at):
    origin = ("湖北省武汉市", "广东省广州市", "示范省云岭市")[number % 3]
    grid = (GRID, FAR_GRID)[number % 2]
    serial = next(SERIALS)
    register(
        returned(f"归客{serial}", area=grid, address=f"临江花园3栋{serial}", origin=origin,
                 left_on=at.date() - timedelta(days=1), arrived_home_at=at, known_at=at),
        at=at,
    )  # fmt: skip


def chosen(number, **condition):
    found = orders(**condition)
    return found[number % len(found)] if found else None


def on_a_proposal(code, **given):
    def happen(number, at):
        order = chosen(number, confirmed_at__isnull=True, declined_at__isnull=True)
        if order:
            do(code, secretary(order.area_id[:12]), at, order=order.pk, **given)

    return happen


def on_a_running_order(code, given=lambda _order, _at: {}):
    def happen(number, at):
        order = chosen(number, confirmed_at__isnull=False, ended_on__isnull=True)
        if order:
            do(code, secretary(order.area_id[:12]), at, order=order.pk, **given(order, at))

    return happen


def on_a_running_order_by_approval(act, given):
    def happen(number, at):
        order = chosen(number, confirmed_at__isnull=False, ended_on__isnull=True)
        if order:
            act(order, at=at, **given(at))

    return happen


def become_a_case(number, at):
    order = chosen(number, confirmed_at__isnull=False, ended_on__isnull=True)
    if order:
        do("record_health_check", medic(), at, order=order.pk, temperature="38.5", symptoms=["fever"])
        for referral in referrals():
            if referral.concluded_at is None:
                do("conclude_referral", medic(), at, referral=referral.pk, conclusion="confirmed")


def elsewhere(order, at):
    return {"to_area": COMMUNITY if order.area_id.startswith(OTHER_COMMUNITY) else OTHER_COMMUNITY}


HAPPENINGS = {
    "return": return_home,
    "confirm": on_a_proposal("confirm_order", assessed=True),
    "decline": on_a_proposal("decline_order", reason="不符合"),
    "approve": on_a_running_order("approve_release"),
    "end now": on_a_running_order_by_approval(shortened, lambda at: {"ends_on": at.date()}),
    "end soon": on_a_running_order_by_approval(shortened, lambda at: {"ends_on": at.date() + timedelta(days=2)}),
    "withdraw": on_a_running_order("withdraw_order", lambda _order, _at: {"reason": "有误"}),
    "hand over": on_a_running_order("transfer_order", elsewhere),
    "expose": on_a_running_order_by_approval(
        held_longer, lambda at: {"ground": "close_contact", "last_on": at.date(), "reason": "同室确诊"}
    ),
    "fall ill": become_a_case,
}
events = st.tuples(
    st.integers(0, DAYS - 1),
    # People have to come before anything can happen to them.
    st.sampled_from([*HAPPENINGS, "return", "return", "confirm", "confirm", "confirm"]),
    st.integers(0, 11),
)


@pytest.mark.slow
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(happened=st.lists(events, min_size=5, max_size=40), nights_missed=st.sets(st.integers(1, DAYS - 1), max_size=6))
def test_the_figures_add_up_on_every_day_and_no_later_act_changes_an_earlier_one(happened, nights_missed):
    with transaction.atomic():
        as_reported = {}
        for day in range(DAYS):
            if day not in nights_missed:
                run_job("end_due_orders", on(day, 0))
            todays = [(kind, number) for when, kind, number in happened if when == day]
            for place, (kind, number) in enumerate(todays):
                HAPPENINGS[kind](number, on(day, 8) + timedelta(minutes=20 * place))
            as_reported |= all_figures(range(day, day + 1))
        afterwards = all_figures(range(DAYS))
        assert_they_add_up(afterwards)
        assert afterwards == as_reported
        assert_they_add_up(all_figures(range(DAYS), cutoff_hour=12))
        assert not [order for order in orders(ended_on__isnull=False) if order.ended_on > order.until_on]
        transaction.set_rollback(True)


# The same in single cases, which say what each figure means.


def figures_of(measure: str, day: int, cutoff_hour: int = 24, place: str = COMMUNITY) -> dict[str, int]:
    return {shape: figure(f"{measure}.{shape}", day, cutoff_hour)[place] for shape in SHAPES}


def test_an_order_is_new_on_its_first_day_and_released_on_its_first_free_day():
    at_home()
    run_job("end_due_orders", on(UNTIL, 0))
    days = [figures_of("home_quarantine", day) for day in (0, 1, 13, 14, 15)]
    assert days == [
        {"in_force": 1, "new": 1, "released": 0, "handed_over": 0},
        {"in_force": 1, "new": 0, "released": 0, "handed_over": 0},
        {"in_force": 1, "new": 0, "released": 0, "handed_over": 0},
        {"in_force": 0, "new": 0, "released": 1, "handed_over": 0},
        {"in_force": 0, "new": 0, "released": 0, "handed_over": 0},
    ]


def test_the_end_counts_on_its_day_although_the_job_has_not_run():
    at_home()
    assert figures_of("home_quarantine", 14) == {"in_force": 0, "new": 0, "released": 1, "handed_over": 0}


def test_with_a_cut_off_at_noon_the_afternoon_is_of_the_next_day():
    order = at_home()
    do("withdraw_order", secretary(), on(2, 15), order=order.pk, reason="有误")
    assert figures_of("home_quarantine", 2, 12)["in_force"] == 1
    assert figures_of("home_quarantine", 3, 12) == {"in_force": 0, "new": 0, "released": 1, "handed_over": 0}
    assert figures_of("home_quarantine", 2, 24)["released"] == 1


def test_a_proposal_counts_nowhere():
    proposed()
    assert figures_of("centralised_quarantine", 0) == dict.fromkeys(SHAPES, 0)


def test_an_order_that_was_ended_before_it_began_counts_nowhere():
    order = under_order()
    with everything():
        hidden = QuarantineOrder.objects.get(pk=order.pk)
        hidden.pk, hidden.arrival, hidden.starts_on, hidden.until_on = None, None, UNTIL, date(2020, 2, 20)
        hidden.save(force_insert=True)
    do("withdraw_order", secretary(), on(3), order=hidden.pk, reason="有误")
    assert figure("centralised_quarantine.total", 20)[COMMUNITY] == 1
    assert figure("centralised_quarantine.released_total", 20)[COMMUNITY] == 1


def test_a_hand_over_moves_the_person_from_one_community_to_the_other():
    order = at_home()
    do("transfer_order", secretary(), on(2), order=order.pk, to_area=OTHER_COMMUNITY)
    moved = orders()[-1]
    do("confirm_order", secretary(OTHER_COMMUNITY), on(2, 15), order=moved.pk)
    assert figures_of("home_quarantine", 2) == {"in_force": 0, "new": 0, "released": 0, "handed_over": 1}
    assert figures_of("home_quarantine", 2, place=OTHER_COMMUNITY)["in_force"] == 1
    assert figures_of("home_quarantine", 2, place=STREET) == {"in_force": 1, "new": 1, "released": 0, "handed_over": 1}


def test_households_in_force_are_counted_once():
    at_home("李晞")
    at_home("李娜")
    at_home("王芳", address="临江花园3栋502")
    rows = find("indicators", "quarantine.home_quarantine.households")
    with everything():
        assert rows.records(Span(DAY)).aggregate(n=rows.value)["n"] == 2


def test_the_stored_figures_follow_each_act():
    """What the daily sheet reads: collected, and brought up to date by the journal."""
    codes = [f"quarantine.home_quarantine.{shape}" for shape in SHAPES]
    indicators = [find("indicators", code) for code in codes]
    span = Span(DAY + timedelta(days=1))

    def stored():
        with everything():
            ensure_filled(indicators, span, at=on(1, 23))
            return [values(codes, span, [COMMUNITY])[COMMUNITY][code] for code in codes]

    assert stored() == [0, 0, 0, 0]
    order = at_home(left_on=DAY, arrived_home_at=on(1, 8), known_at=on(1, 9), at=on(1))
    assert stored() == [1, 1, 0, 0]
    do("withdraw_order", secretary(), on(1, 15), order=order.pk, reason="有误")
    assert stored() == [0, 1, 1, 0]
    assert order_of_arrival(order.arrival_id).end_reason == "withdrawn"


def test_notices_are_counted_once_however_often_they_were_issued_anew():
    order = at_home()
    do("reissue_notice", secretary(), on(2), order=order.pk)
    assert figure("start_notices", 1)[COMMUNITY] == figure("start_notices", 2)[COMMUNITY] == 1
