"""Shortening, withdrawing, handing over: an order ends before its day, and the person holds a paper that says why."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from factories.quarantine import (
    DAY,
    UNTIL,
    again,
    asked,
    at_home,
    child,
    do,
    everything,
    observed_town,
    on,
    open_tasks,
    orders,
    papers,
    placements,
    register,
    returned,
    run_job,
    secretary,
    shortened,
    staff,
    state,
    under_order,
)
from factories.registry import COMMUNITY, FAR_GRID, GRID, OTHER_COMMUNITY, OTHER_GRID, id_number, phone
from menshen.domains.quarantine.vocabulary import Kind
from menshen.domains.registry.models import ContactPoint, Person, SpecialNeed
from menshen.kernel.journal.models import Entry
from menshen.kernel.scope.viewers import acting

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def town():
    observed_town()


def shorten(order, ends_on, at=None, reason="检测排除"):
    return shortened(order, ends_on, at or on(3), reason)


def transfer(order, to_area=OTHER_COMMUNITY, at=None):
    return do("transfer_order", secretary(), at or on(3), order=order.pk, to_area=to_area, reason="亲属在该社区照护")


def test_an_order_is_shortened_to_an_earlier_day_and_ends_then():
    order = under_order()
    earlier = UNTIL - timedelta(days=4)
    assert state(shorten(order, earlier)) == "done"
    order = again(order)
    assert (order.until_on, order.ended_on) == (earlier, None)
    run_job("end_due_orders", on(earlier, 0))
    assert again(order).ended_on == earlier


def test_a_shortened_order_gets_a_new_notice_that_takes_the_place_of_the_first():
    order = under_order()
    shorten(order, UNTIL - timedelta(days=4), reason="末次暴露日期更正")
    first, second = papers("start_notice", order)
    assert (second.supersedes_id, first.withdrawn_at) == (first.pk, on(3))
    assert second.data["until_on"] == "2020-02-02"
    assert second.data["reasons"][-2]["zh"] == "末次暴露日期更正"


def test_an_order_is_ended_at_once():
    order = at_home()
    assert state(shorten(order, DAY + timedelta(days=3), reason="依据有误")) == "done"
    order = again(order)
    assert (order.ended_on, order.end_reason) == (DAY + timedelta(days=3), "shortened")
    assert placements(order)[0].until_at == on(3)
    (notice,) = papers("release_notice", order)
    assert [reason["zh"] for reason in notice.data["reasons"]] == [
        "隔离期限已缩短",
        "依据有误",
        f"经上级 2020-01-26 审批同意（审批事项第 {asked(order)[0].pk} 号）",
    ]


def test_a_day_gone_by_means_today():
    order = under_order()
    shorten(order, DAY)
    assert again(order).ended_on == DAY + timedelta(days=3)


def test_an_order_is_never_made_longer_that_takes_a_new_order():
    order = under_order()
    assert state(shorten(order, UNTIL + timedelta(days=1))) == "longer_needs_new_order"
    assert state(shorten(order, UNTIL)) == "known"
    assert again(order).until_on == UNTIL


def test_shortening_needs_a_reason_and_a_running_order():
    order = under_order()
    assert state(shorten(order, DAY + timedelta(days=5), reason="")) == "reason_missing"
    shorten(order, DAY)
    assert state(shorten(order, DAY)) == "ended"


def test_a_release_of_tomorrow_that_follows_from_a_shortening_is_asked_at_once():
    under = under_order()
    shorten(under, DAY + timedelta(days=4), on(3, 9))
    assert [task.due_at for task in open_tasks("approve_release")] == [on(4, 0)]


def test_an_order_whose_ground_was_wrong_is_withdrawn_today_and_the_notice_says_so():
    order = at_home()
    assert state(do("withdraw_order", secretary(), on(2), order=order.pk, reason="")) == "reason_missing"
    assert state(do("withdraw_order", secretary(), on(2), order=order.pk, reason="同名误登")) == "done"
    assert again(order).end_reason == "withdrawn"
    (notice,) = papers("release_notice", order)
    assert [reason["zh"] for reason in notice.data["reasons"]] == ["作出决定的依据有误，决定已撤销", "同名误登"]


# Handing over to another community.


def test_a_hand_over_ends_the_order_here_and_proposes_the_rest_of_its_days_there():
    order = under_order(id_number=id_number(1), phone=phone(1))
    assert state(transfer(order)) == "done"
    old, new = orders()
    assert (old.ended_on, old.end_reason) == (DAY + timedelta(days=3), "transferred")
    assert (new.area_id, new.starts_on, new.until_on) == (OTHER_COMMUNITY, DAY + timedelta(days=3), UNTIL)
    assert (new.confirmed_at, new.supersedes_id, new.rule_id) == (None, old.pk, old.rule_id)
    assert [task.area_id for task in open_tasks("confirm_orders")] == [OTHER_COMMUNITY]


def test_the_receiver_knows_whom_it_takes_over_and_the_sender_sees_nothing_there():
    order = under_order(id_number=id_number(1), phone=phone(1))
    with everything():
        SpecialNeed.objects.create(area_id=GRID, person_id=order.person_id, kind="chronic_illness")
    transfer(order)
    new = orders()[-1]
    with acting(secretary(OTHER_COMMUNITY)):
        person = Person.objects.get(pk=new.person_id)
        assert (person.name, person.id_number) == ("王喆", id_number(1))
        assert list(ContactPoint.objects.filter(person=person).values_list("number", flat=True)) == [phone(1)]
        assert [need.kind for need in SpecialNeed.objects.filter(person=person)] == ["chronic_illness"]
    with acting(secretary()):
        assert not Person.objects.filter(pk=new.person_id).exists()


def test_the_receiver_confirms_and_the_person_gets_its_notice():
    order = under_order()
    transfer(order)
    new = orders()[-1]
    assert state(do("confirm_order", secretary(), on(3), order=new.pk)) == "not_found"
    assert state(do("confirm_order", secretary(OTHER_COMMUNITY), on(3, 14), order=new.pk)) == "done"
    (notice,) = papers("start_notice", new)
    assert notice.number.startswith("铜都社区隔告〔2020〕")


def test_a_hand_over_is_no_release_and_gives_no_notice_of_one():
    order = under_order()
    transfer(order)
    assert papers("release_notice", order) == []


@pytest.mark.parametrize("area", [COMMUNITY, OTHER_GRID, COMMUNITY[:9], COMMUNITY[:2], "110101001001"])
def test_the_receiver_is_another_community_that_is_there(area):
    order = under_order()
    assert state(transfer(order, area)) == "receiver_unknown"
    assert again(order).ended_on is None


def test_someone_known_there_already_is_not_registered_twice():
    number = id_number(1)
    register(
        returned(area=FAR_GRID, address="铜都新村1号楼101", id_number=number, origin="浙江省杭州市"),
        by=secretary(OTHER_COMMUNITY),
    )
    order = under_order(id_number=number)
    transfer(order)
    with everything():
        there = Person.objects.get(id_number=number, area_id=FAR_GRID)
        assert Person.objects.filter(id_number=number).count() == 2
    assert orders()[-1].person_id == there.pk


def test_a_childs_hand_over_keeps_that_it_is_never_alone():
    order = child()
    do("confirm_order", secretary(), on(DAY), order=order.pk, assessed=True)
    transfer(order)
    assert orders()[-1].never_alone


def test_a_grid_worker_may_end_nothing():
    order = under_order()
    by = staff("grid_worker", GRID)
    for code, given in (
        ("withdraw_order", {"reason": "x"}),
        ("transfer_order", {"to_area": OTHER_COMMUNITY}),
    ):
        assert state(do(code, by, on(3), order=order.pk, **given)) == "not_found"


def test_every_end_is_in_the_journal_with_its_reason():
    order = under_order()
    shorten(order, DAY, reason="检测排除")
    with everything():
        entry = Entry.objects.get(kind=Kind.ORDER_SHORTENED)
    assert (entry.subject_id, entry.detail["reason"]) == (order.pk, "检测排除")
    assert date.fromisoformat(entry.detail["ends_on"]) <= UNTIL
