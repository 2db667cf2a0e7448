"""A wrongful order is put right: appeal, decision by somebody else, void from its start, papers, figures."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import IntegrityError, transaction

from factories.quarantine import (
    DAY,
    UNTIL,
    again,
    at_home,
    do,
    everything,
    local_number,
    observed_town,
    on,
    open_tasks,
    orders,
    papers,
    placements,
    proposed,
    rooms,
    run_job,
    secretary,
    site,
    staff,
    state,
    under_order,
)
from factories.quarantine import STREET as STREET_CODE
from factories.registry import COMMUNITY, OTHER_COMMUNITY
from menshen.domains.quarantine.models import Appeal, QuarantineOrder
from menshen.kernel.base.modules import find
from menshen.kernel.documents.rendering import render_pdf
from menshen.kernel.indicators.declaration import Span

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def town():
    observed_town()


def leader():
    return staff("street_leader", STREET_CODE)


def appeal(order, at=None, by=None):
    return do("record_appeal", by or secretary(), at or on(2), order=order.pk, asked_by="本人", grounds="并未到过武汉")


def decide(number, at=None, by=None, decision="upheld", reasons="登记有误，未到过名单所列地区"):
    return do("decide_appeal", by or leader(), at or on(2, 12), appeal=number, decision=decision, reasons=reasons)


def figure(code, day):
    """The figure as it is collected for that day."""
    indicator = find("indicators", f"quarantine.{code}")
    with everything():
        return indicator.records(Span(day, 24)).aggregate(total=indicator.value)["total"] or 0


def test_an_appeal_is_a_task_of_the_street_leader_within_hours():
    number = appeal(under_order()).subject_id
    (task,) = open_tasks("decide_appeal")
    assert (task.role, task.area_id, task.due_at) == ("street_leader", STREET_CODE, on(3))
    assert state(decide(number, decision="dismissed", reasons="行程已核实")) == "done"
    assert open_tasks("decide_appeal") == []
    assert state(decide(number)) == "already_decided"


def test_the_hours_are_those_of_the_rule():
    local_number("appeal_decided_within", 6, "hours")
    appeal(under_order())
    assert open_tasks("decide_appeal")[0].due_at == on(2, 16)


def test_upheld_the_person_is_free_at_once_and_the_papers_say_so():
    site()
    order = under_order()
    do("assign_placement", staff("street_clerk", STREET_CODE), on(1), order=order.pk, room=rooms()[0].pk)
    decide(appeal(order).subject_id)
    found = again(order)
    assert (found.ended_on, found.end_reason, found.voided_at) == (DAY + timedelta(days=2), "voided", on(2, 12))
    assert placements(order)[0].until_at == on(2, 12)
    assert papers("release_notice", order) == []
    (start,), (void,) = papers("start_notice", order), papers("void_notice", order)
    assert start.withdrawn_at == on(2, 12)
    assert void.data["start_notice"] == start.number
    assert "登记有误，未到过名单所列地区" in str(void.data["reasons"])
    assert render_pdf([void, start]).startswith(b"%PDF")


def test_dismissed_nothing_changes():
    order = under_order()
    decide(appeal(order).subject_id, decision="dismissed", reasons="行程已核实")
    assert again(order).voided_at is None
    assert again(order).ended_on is None
    assert papers("void_notice") == []


def test_who_confirmed_an_order_does_not_decide_about_it():
    order = proposed()
    do("confirm_order", leader(), on(DAY), order=order.pk)
    number = appeal(order).subject_id
    assert state(decide(number)) == "own_order"
    other = staff("street_leader", STREET_CODE[:6])
    assert state(decide(number, by=other)) == "done"


def test_an_order_that_has_ended_is_void_all_the_same_and_its_days_stay_on_record():
    order = under_order()
    run_job("end_due_orders", on(UNTIL, 0))
    before = again(order)
    decide(appeal(order, on(UNTIL, 9)).subject_id, on(UNTIL, 10))
    found = again(order)
    assert found.voided_at == on(UNTIL, 10)
    assert (found.ended_on, found.end_reason) == (before.ended_on, before.end_reason)
    assert papers("release_notice", order)[0].withdrawn_at == on(UNTIL, 10)
    assert len(papers("void_notice", order)) == 1


def test_what_carried_the_order_on_elsewhere_is_void_too():
    order = under_order()
    do("transfer_order", secretary(), on(1), order=order.pk, to_area=OTHER_COMMUNITY)
    (there,) = orders(supersedes=order)
    do("confirm_order", secretary(OTHER_COMMUNITY), on(1, 11), order=there.pk)
    decide(appeal(order).subject_id)
    assert again(there).end_reason == "voided"
    assert len(papers("void_notice", there)) == 1


def test_a_phase_that_only_waits_is_taken_back():
    order = under_order()
    do("transfer_order", secretary(), on(1), order=order.pk, to_area=OTHER_COMMUNITY)
    (there,) = orders(supersedes=order)
    decide(appeal(order).subject_id)
    assert again(there).declined_at == on(2, 12)
    assert papers("void_notice", there) == []


def test_the_figures_are_corrected_from_the_day_on_and_no_earlier_one_changes():
    order = at_home()
    kinds = ("total", "in_force", "new", "released", "released_total")
    days = [DAY + timedelta(days=number) for number in range(4)]
    told = {(kind, day): figure(f"home_quarantine.{kind}", day) for kind in kinds for day in days[:2]}
    told |= {("voided", day): figure("orders_voided", day) for day in days[:2]}
    decide(appeal(order).subject_id)
    for kind in kinds:
        for day in days[:2]:
            assert figure(f"home_quarantine.{kind}", day) == told[kind, day], (kind, day)
    assert [figure("orders_voided", day) for day in days] == [0, 0, 1, 1]
    assert [figure("home_quarantine.in_force", day) for day in days] == [1, 1, 0, 0]
    for before, day in pairwise(days):  # running = the day before + new − released
        new, released = figure("home_quarantine.new", day), figure("home_quarantine.released", day)
        running = figure("home_quarantine.in_force", before) + new - released
        assert figure("home_quarantine.in_force", day) == running
    assert [figure("appeals_open", day) for day in days] == [0, 0, 0, 0]


def test_an_appeal_that_waits_is_a_figure():
    appeal(under_order())
    assert [figure("appeals_open", DAY + timedelta(days=number)) for number in (1, 2, 3)] == [0, 1, 1]


def test_one_appeal_at_a_time_against_a_confirmed_order():
    assert state(appeal(proposed("王芳", address="临江花园3栋502"))) == "nothing_to_appeal"
    order = under_order()
    number = appeal(order).subject_id
    assert state(appeal(order)) == "open_already"
    decide(number)
    assert state(appeal(order)) == "nothing_to_appeal"


def test_the_database_keeps_an_order_void_only_when_it_has_ended():
    order = under_order()
    with everything(), pytest.raises(IntegrityError, match="an_order_that_is_void_has_ended"), transaction.atomic():
        QuarantineOrder.objects.filter(pk=order.pk).update(voided_at=on(1))
    with everything(), pytest.raises(IntegrityError, match="has_its_reasons"), transaction.atomic():
        Appeal.objects.create(
            area_id=COMMUNITY,
            order=order,
            grounds="x",
            asked_by="x",
            asked_at=on(1),
            decided_at=on(1),
            decision="upheld",
        )


def test_others_neither_appeal_nor_decide():
    order = under_order()
    assert state(appeal(order, by=secretary(OTHER_COMMUNITY))) == "not_found"
    number = appeal(order).subject_id
    assert state(decide(number, by=secretary())) == "not_found"
