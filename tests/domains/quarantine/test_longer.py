"""Holding someone longer takes a new order: a ground, the rule in force for it, a reason, a notice, an appeal."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from factories.quarantine import (
    DAY,
    STREET,
    UNTIL,
    again,
    asked,
    at_home,
    child,
    clerk,
    do,
    everything,
    held_longer,
    leader,
    observed_town,
    on,
    orders,
    papers,
    placements,
    rooms,
    run_job,
    seats,
    secretary,
    site,
    staff,
    state,
    under_order,
)
from factories.registry import COMMUNITY, GRID
from menshen.domains.quarantine.vocabulary import Kind
from menshen.kernel.journal.models import Entry
from menshen.kernel.scope.models import Area

pytestmark = pytest.mark.django_db

EXPOSED = DAY + timedelta(days=8)  # a new exposure on 31 January: 14 days end on 15 February
NEW_END = date(2020, 2, 15)


@pytest.fixture(autouse=True)
def town():
    observed_town()


def extend(order, at=None, by=None, **given):
    wanted = {"ground": "close_contact", "last_on": EXPOSED, "reason": "同室人员1月31日确诊"}
    return held_longer(order, at or on(9), by=by, **(wanted | given))


def test_a_new_exposure_makes_a_new_order_whose_days_follow_from_the_rule():
    old = at_home()
    outcome = extend(old)
    assert state(outcome) == "done"
    old, new = orders()
    assert (old.ended_on, old.end_reason, old.until_on) == (DAY + timedelta(days=9), "superseded", UNTIL)
    assert (new.starts_on, new.until_on, new.rule_id) == (DAY + timedelta(days=9), NEW_END, "CC-2020")
    assert (new.supersedes_id, new.confirmed_by_id) == (old.pk, leader().actor_id)
    assert "同室人员1月31日确诊" in new.reasons[-2]["zh"]
    assert new.reasons[-1]["zh"] == f"经上级 2020-02-01 审批同意（审批事项第 {asked(old)[0].pk} 号）"


def test_the_new_order_has_its_own_notice_with_reasons_rule_and_where_to_appeal():
    extend(at_home())
    old, new = orders()
    (notice,) = papers("start_notice", new)
    assert notice.number
    assert notice.data["rule"]["id"] == "CC-2020"
    assert "同室人员1月31日确诊" in notice.data["reasons"][-2]["zh"]
    assert "审批同意" in notice.data["reasons"][-1]["zh"]
    assert notice.data["appeal"] == {"office": "示范街道", "phone": "0999-8652000", "days": 60}
    assert papers("release_notice", old) == []


def test_without_a_reason_nothing_is_extended():
    assert state(extend(at_home(), reason="")) == "reason_missing"
    assert len(orders()) == 1


def test_without_a_rule_in_force_nothing_is_extended():
    """Contacts of contacts are asked for nothing in early 2020."""
    assert state(extend(at_home(), ground="secondary_contact")) == "no_basis"


def test_without_an_office_to_appeal_to_nothing_is_extended():
    order = at_home()
    Area.objects.filter(code=STREET).update(phone="")
    assert state(extend(order)) == "appeal_missing"
    assert again(order).ended_on is None
    assert len(orders()) == 1
    assert len(papers("start_notice")) == 1


def test_an_old_exposure_gives_no_longer_order():
    assert state(extend(at_home(), last_on=date(2020, 1, 20))) == "not_longer"


def test_an_exposure_to_come_is_refused():
    assert state(extend(at_home(), last_on=DAY + timedelta(days=10))) == "in_the_future"


def test_an_order_that_has_ended_is_not_extended():
    order = at_home()
    assert state(extend(order, at=on(UNTIL), last_on=UNTIL - timedelta(days=1))) == "ended"


def test_a_missing_approval_never_becomes_an_extension():
    order = at_home()
    run_job("end_due_orders", on(UNTIL, 0))
    assert orders() == [order]
    assert again(order).ended_on == UNTIL


def test_who_confirms_orders_asks_for_longer_ones_and_nobody_else():
    order = at_home()
    for by in (staff("grid_worker", GRID), staff("medic", STREET), clerk()):
        assert state(extend(order, by=by)) == "not_found"


def test_the_team_goes_on_and_so_does_the_room():
    site()
    old = under_order()
    do("fill_site", clerk(), on(1), area=COMMUNITY, site=rooms()[0].site_id)
    do("name_team_member", secretary(), on(1), area=COMMUNITY, role="medic", holder="赵医生")
    given = {"place": "centralised_quarantine"}
    assert state(extend(old, **given)) == "done"
    old, new = orders()
    assert new.measure == "centralised_quarantine"
    assert seats(new)["medic"] == "赵医生"
    assert placements(old)[0].until_at == placements(new)[0].from_at == on(9)
    assert placements(old)[0].room_id == placements(new)[0].room_id


def test_whoever_may_not_be_alone_stays_so():
    order = child()
    do("confirm_order", secretary(), on(DAY), order=order.pk, assessed=True)
    extend(order)
    assert orders()[-1].never_alone


def test_the_old_and_the_new_order_stand_in_the_journal():
    extend(at_home())
    old, new = orders()
    with everything():
        end = Entry.objects.get(kind=Kind.ORDER_ENDED)
        start = Entry.objects.get(kind=Kind.ORDER_CONFIRMED, subject_id=new.pk)
    assert (end.subject_id, end.detail) == (old.pk, {"end": "superseded", "by_order": new.pk})
    assert start.detail == {"rule": "CC-2020", "supersedes": old.pk, "approval": asked(old)[0].pk}
