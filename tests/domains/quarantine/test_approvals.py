"""Earlier and longer are asked for and decided above; an end that the rule sets waits for nobody."""

from __future__ import annotations

from datetime import timedelta

import pytest

from factories.quarantine import (
    DAY,
    STREET,
    UNTIL,
    again,
    asked,
    at_home,
    decide,
    do,
    everything,
    leader,
    observed_town,
    on,
    orders,
    papers,
    placements,
    run_job,
    secretary,
    staff,
    state,
    under_order,
)
from factories.registry import COMMUNITY, GRID
from menshen.domains.quarantine.vocabulary import Kind
from menshen.kernel.base.modules import find
from menshen.kernel.documents.rendering import render_pdf
from menshen.kernel.journal.models import Entry
from menshen.kernel.tasks.models import Task

pytestmark = pytest.mark.django_db

EARLIER = DAY + timedelta(days=5)


@pytest.fixture(autouse=True)
def town():
    observed_town()


def ask(order, by=None, *, at=None, ends_on=EARLIER, reason="检测阴性，家中需照护"):
    return do("ask_early_release", by or secretary(), at or on(3), order=order.pk, ends_on=ends_on, reason=reason)


def ask_longer(order, at=None):
    exposed = {"ground": "close_contact", "last_on": DAY + timedelta(days=8), "reason": "同室人员确诊"}
    return do("ask_longer", secretary(), at or on(9), order=order.pk, **exposed)


def waiting():
    with everything():
        tasks = Task.objects.filter(subject_type="approvals.request", closed_at__isnull=True).order_by("pk")
        return [(task.kind.rpartition(".")[2], task.role, task.area_id) for task in tasks]


def test_nobody_shortens_or_extends_an_order_alone():
    assert find("actions", "quarantine.shorten_order") is None
    assert find("actions", "quarantine.extend_by_new_order") is None
    order = under_order()
    assert state(ask(order)) == "done"
    assert state(ask_longer(order)) == "done"
    assert (again(order).until_on, again(order).ended_on, len(orders())) == (UNTIL, None, 1)


def test_a_grid_worker_asks_the_secretary_agrees_the_street_decides():
    order = at_home()
    assert state(ask(order, staff("grid_worker", GRID), ends_on=DAY + timedelta(days=3))) == "done"
    (request,) = asked(order)
    assert waiting() == [("early_release_first_step", "community_secretary", COMMUNITY)]
    assert state(decide(request.pk, on(3, 11), by=secretary())) == "done"
    assert waiting() == [("early_release_second_step", "street_leader", STREET)]
    assert again(order).ended_on is None
    assert state(decide(request.pk, on(3, 12))) == "done"
    assert waiting() == []
    order = again(order)
    assert (order.ended_on, order.end_reason) == (DAY + timedelta(days=3), "shortened")
    assert placements(order)[0].until_at == on(3, 12)


def test_the_notice_names_the_decision():
    order = at_home()
    ask(order, ends_on=DAY + timedelta(days=3))
    (request,) = asked(order)
    decide(request.pk, on(3, 12))
    (notice,) = papers("release_notice", order)
    assert [reason["zh"] for reason in notice.data["reasons"]] == [
        "隔离期限已缩短",
        "检测阴性，家中需照护",
        f"经上级 2020-01-26 审批同意（审批事项第 {request.pk} 号）",
    ]
    assert render_pdf([notice]).startswith(b"%PDF")


def test_a_later_free_day_is_a_new_notice_and_the_rule_ends_it_then():
    order = under_order()
    ask(order)
    decide(asked(order)[0].pk, on(3, 12))
    assert (again(order).until_on, again(order).ended_on) == (EARLIER, None)
    assert papers("start_notice", order)[-1].data["until_on"] == EARLIER.isoformat()
    run_job("end_due_orders", on(EARLIER, 0))
    assert again(order).ended_on == EARLIER


def test_a_refusal_leaves_the_order_as_it_is():
    order = under_order()
    ask(order)
    assert state(decide(asked(order)[0].pk, on(3, 12), "reject")) == "done"
    assert (again(order).until_on, again(order).ended_on) == (UNTIL, None)
    run_job("end_due_orders", on(UNTIL, 0))
    assert again(order).ended_on == UNTIL


def test_an_end_by_rule_never_waits_for_an_approval():
    order = under_order()
    ask(order)
    ask_longer(order)
    assert len(waiting()) == 2
    run_job("end_due_orders", on(UNTIL, 0))
    assert (again(order).ended_on, again(order).end_reason) == (UNTIL, "by_rule")
    assert len(papers("release_notice", order)) == 1
    assert {request.closed_as for request in asked(order)} == {"overtaken"}
    assert waiting() == []
    for request in asked(order):
        assert state(decide(request.pk, on(UNTIL, 9))) == "closed"
    assert orders() == [again(order)]


def test_a_wrong_order_is_withdrawn_at_once_and_what_was_asked_is_over():
    order = under_order()
    ask(order)
    assert state(do("withdraw_order", secretary(), on(3, 11), order=order.pk, reason="同名误登")) == "done"
    assert again(order).end_reason == "withdrawn"
    assert asked(order)[0].closed_as == "overtaken"


def test_what_no_longer_fits_is_refused_to_who_decides_and_stays_open():
    order = under_order()
    ask(order, ends_on=UNTIL - timedelta(days=1))
    with everything():
        type(order).objects.filter(pk=order.pk).update(until_on=EARLIER)
    (request,) = asked(order)
    outcome = decide(request.pk, on(4))
    assert state(outcome) == "longer_needs_new_order"
    assert asked(order)[0].closed_as == ""
    assert state(decide(request.pk, on(4), "reject")) == "done"


def test_what_is_asked_already_is_not_asked_again():
    order = under_order()
    assert state(ask(order)) == "done"
    assert state(ask(order, staff("grid_worker", GRID))) == "asked_already"
    decide(asked(order)[0].pk, on(3, 12), "reject")
    assert state(ask(order)) == "done"


def test_an_early_release_is_asked_with_a_reason_for_an_earlier_day_of_a_running_order():
    order = under_order()
    assert state(ask(order, reason="")) == "reason_missing"
    assert state(ask(order, ends_on=UNTIL + timedelta(days=1))) == "longer_needs_new_order"
    assert state(ask(order, ends_on=UNTIL)) == "known"
    assert state(ask(order, at=on(UNTIL))) == "ended"
    assert asked(order) == []


def test_longer_is_weighed_when_it_is_asked_and_again_by_the_day_it_is_approved():
    order = at_home()
    assert state(ask_longer(order)) == "done"
    (request,) = asked(order)
    assert request.facts["rule"] == "CC-2020"
    assert waiting() == [("longer_holding_first_step", "street_leader", STREET)]
    assert state(decide(request.pk, on(10))) == "done"
    _, new = orders()
    assert (new.starts_on, new.confirmed_by_id) == (DAY + timedelta(days=10), leader().actor_id)


def test_who_asks_to_hold_longer_does_not_decide_it():
    order = at_home()
    boss = leader()
    exposed = {"ground": "close_contact", "last_on": DAY + timedelta(days=8), "reason": "同室人员确诊"}
    assert state(do("ask_longer", boss, on(9), order=order.pk, **exposed)) == "done"
    assert state(decide(asked(order)[0].pk, on(9, 11), by=boss)) == "own"
    assert len(orders()) == 1


def test_the_approval_stands_in_the_journal_of_the_order():
    order = at_home()
    ask(order, ends_on=DAY + timedelta(days=3))
    decide(asked(order)[0].pk, on(3, 12))
    with everything():
        entry = Entry.objects.get(kind=Kind.ORDER_SHORTENED)
    assert (entry.subject_id, entry.detail["approval"]) == (order.pk, asked(order)[0].pk)
    assert entry.actor_id == leader().actor_id
