"""The pages of a person, a household and an order: the whole dated history, day by day, and who looked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from factories.quarantine import (
    DAY,
    UNTIL,
    do,
    everything,
    medic,
    observed_town,
    on,
    proposed,
    site,
    staff,
    under_order,
)
from factories.registry import COMMUNITY, GRID, OTHER_COMMUNITY, register, row, worker
from factories.scope import colleague
from factories.screening import begin, record, tried
from menshen.domains.quarantine.models import Room
from menshen.domains.registry.models import Residence
from menshen.kernel.approvals.models import Request
from menshen.kernel.privacy.lookups import verify
from menshen.kernel.privacy.models import LookUp
from menshen.kernel.scope.viewers import acting, system_viewer

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(monkeypatch):
    observed_town()
    shift = on(DAY + timedelta(days=5), 20)
    monkeypatch.setattr("menshen.kernel.base.clock.now", lambda: shift)
    return signed_in("community_secretary")


def signed_in(role, area=COMMUNITY):
    client = Client()
    client.force_login(colleague(role, area, since=DAY - timedelta(days=30)))
    return client


def observed():
    """Somebody in a site with two days of checks, one with fever."""
    order = under_order()
    site()
    with everything():
        room = Room.objects.order_by("number").first()
    do("assign_placement", staff("street_clerk", COMMUNITY[:9]), on(0, 15), order=order.pk, room=room.pk)
    for day, temperature in ((1, "36.6"), (2, "38.2")):
        do(
            "record_health_check", medic(), on(day, 9), order=order.pk, day=on(day).date(), session="morning",
            temperature=temperature, symptoms=[], taken_at=on(day, 8),
        )  # fmt: skip
    return order


def page(client, ledger, number):
    answer = client.get(f"/ledgers/{ledger}/{number}/")
    assert answer.status_code == 200, answer
    return answer


def section(answer, title):
    return next(one for one in answer.context["sections"] if str(one.title) == title)


def history(answer):
    return [str(line.title) for line in answer.context["side"][0].happenings]


def home_of(order):
    with everything():
        return Residence.objects.get(person=order.person_id)


def test_an_order_is_told_day_by_day(desk):
    order = observed()
    rows = section(page(desk, "quarantine.orders", order.pk), "逐日记录").table.rows
    assert [str(row.cells[0].text) for row in rows][:2] == [
        f"{DAY + timedelta(days=5)} · 第6天",
        f"{DAY + timedelta(days=4)} · 第5天",
    ]
    by_day = {str(row.cells[0].text)[:10]: [str(cell.text) for cell in row.cells[1:]] for row in rows}
    assert by_day["2020-01-25"][0].startswith("38.2")
    assert by_day["2020-01-24"][0].startswith("36.6")
    assert by_day["2020-01-26"][0] == "未登记"
    assert by_day["2020-01-25"][2] == "集中隔离点"
    street = section(page(signed_in("street_clerk", COMMUNITY[:9]), "quarantine.orders", order.pk), "逐日记录")
    assert {str(row.cells[3].text) for row in street.table.rows} == {"江畔酒店 101"}
    assert "确认" in by_day["2020-01-23"][3]
    assert "告知" in by_day["2020-01-23"][3]
    assert str(UNTIL) in str(section(page(desk, "quarantine.orders", order.pk), "逐日记录").note)


def test_a_person_has_one_history_of_all_domains(desk):
    order = observed()
    told = history(page(desk, "registry.residents", home_of(order).pk))
    assert told == sorted(told, key=told.index)
    for title in ("隔离决定已确认", "到达辖区", "发热或有症状，转诊"):
        assert title in told, told
    assert told.index("发热或有症状，转诊") < told.index("隔离决定已确认") < told.index("到达辖区")


def test_who_did_it_stands_beside_it(desk):
    order = observed()
    lines = page(desk, "quarantine.orders", order.pk).context["side"][0].happenings
    (confirmed,) = [line for line in lines if str(line.title) == "隔离决定已确认"]
    assert confirmed.by.startswith("community_secretary")


def test_a_household_shows_everybody_in_it(desk):
    register(row("张伟", relation="head", door="801"), row("李娜", relation="spouse", door="801"), by=worker())
    with everything():
        home = Residence.objects.get(person__name="张伟").household_id
    answer = page(desk, "registry.households", home)
    members = section(answer, "家庭成员").table.rows
    assert [str(one.cells[0].text) for one in members] == ["张伟", "李娜"]
    assert all(one.url.startswith("/ledgers/registry.residents/") for one in members)


def test_papers_of_an_order_hang_on_the_page_of_the_person(desk):
    order = observed()
    assert section(page(desk, "registry.residents", home_of(order).pk), "文书").todos


def test_opening_a_person_leaves_a_line_in_the_log(desk):
    order = observed()
    page(desk, "quarantine.orders", order.pk)
    page(desk, "registry.residents", home_of(order).pk)
    with acting(system_viewer()):
        lines = list(LookUp.objects.values_list("kind", "subject_type", "subject_id", "area_id"))
    assert lines == [("opened", "registry.person", order.person_id, GRID)] * 2
    assert verify() is None


def test_a_list_opens_nobody(desk):
    observed()
    desk.get("/ledgers/quarantine.orders/")
    with acting(system_viewer()):
        assert not LookUp.objects.exists()


def test_what_one_may_not_read_is_not_in_the_history(desk):
    order = observed()
    home = home_of(order)
    street = signed_in("street_clerk", COMMUNITY[:9])
    told = history(page(street, "registry.residents", home.pk))
    assert "隔离决定已确认" in told
    outside = signed_in("community_secretary", OTHER_COMMUNITY)
    assert outside.get(f"/ledgers/registry.residents/{home.pk}/").status_code == 404
    assert outside.get(f"/ledgers/quarantine.orders/{order.pk}/").status_code == 404


def test_a_proposal_has_no_days_yet(desk):
    titles = [str(one.title) for one in page(desk, "quarantine.proposals", proposed().pk).context["sections"]]
    assert "逐日记录" not in titles


def test_an_attempt_concerns_the_household_once(desk):
    together = {"door": "801", "household_number": "001"}
    register(row("张伟", relation="head", **together), row("李娜", relation="spouse", **together), by=worker())
    begin(at=on(0))
    with everything():
        home = Residence.objects.get(person__name="张伟").household_id
    (outcome,) = record(tried(1, "phone", "no_answer", on(1)), at=on(1))
    assert outcome.state == "done", outcome
    told = history(page(desk, "registry.households", home))
    assert told.count("排查（电话）：无人接听") == 1
    assert history(page(desk, "registry.residents", _residence("李娜"))).count("排查（电话）：无人接听") == 1


def test_a_campaign_lists_whom_nobody_has_reached_and_each_opens_with_who_lives_there(desk):
    register(
        row("张伟", door="801", household_number="001"), row("李娜", door="802", household_number="002"), by=worker()
    )
    campaign = begin(at=on(0)).subject_id
    record(tried(1, "phone", "no_answer", on(1)), tried(2, "phone", "reached", on(1)), at=on(1))
    (waiting,) = section(page(desk, "screening.campaigns", campaign), "尚未联系上的住户").table.rows
    assert [str(cell.text) for cell in waiting.cells[2:]] == ["1", "无人接听", "电话联系"]
    household = desk.get(waiting.url)
    assert [str(one.cells[0].text) for one in section(household, "家庭成员").table.rows] == ["张伟"]


def _residence(name):
    with everything():
        return Residence.objects.get(person__name=name).pk


def test_an_incomplete_check_says_what_was_not_asked(desk):
    order = under_order()
    do(
        "record_health_check", medic(), on(1, 9), order=order.pk, day=on(1).date(), session="morning",
        temperature="36.6", taken_at=on(1, 8),
    )  # fmt: skip
    rows = section(page(desk, "quarantine.orders", order.pk), "逐日记录").table.rows
    assert "36.6 °C，未问症状" in [str(cell.text) for row in rows for cell in row.cells]


def test_what_is_done_most_stands_as_buttons_and_the_rest_under_more(desk):
    order = observed()
    answer = page(desk, "quarantine.orders", order.pk)
    assert len(answer.context["links"]) == 3
    assert str(answer.context["links"][0].label) == "登记健康监测"
    assert "/actions/quarantine.withdraw_order/" in [link.url.split("?")[0] for link in answer.context["further"]]
    assert "更多</summary>" in answer.content.decode()


def test_a_few_things_to_do_need_no_more(desk):
    answer = page(desk, "quarantine.proposals", proposed().pk)
    assert answer.context["further"] == []
    assert answer.context["links"]


def test_an_arrival_begins_at_the_person_and_asks_nothing_that_is_known(desk):
    register(row("张伟", door="801"), by=worker())
    with everything():
        home = Residence.objects.get(person__name="张伟")
    address = f"/actions/screening.register_arrival/?person={home.person_id}"
    shown = page(desk, "registry.residents", home.pk).context
    assert address in [link.url for link in (*shown["links"], *shown["further"])]
    form = desk.get(address).context["form"]
    asked = {field.name: field.value for group in form.groups for field in group.fields}
    assert not {"name", "id_number", "phone", "address", "person"} & set(asked)
    assert asked["area"] == GRID
    assert ("person", str(home.person_id)) in form.hidden
    assert {"name", "address"} <= {
        field.name for group in desk.get("/actions/screening.register_arrival/").context["form"].groups
        for field in group.fields
    }  # fmt: skip
    told = {"area": GRID, "origin": "湖北省武汉市", "left_on": str(DAY), "known_at": f"{DAY} 13:00"}
    done = signed_in("grid_worker", GRID).post(address, {**dict(form.hidden), **told})
    follows = {str(todo.title): (todo.url, str(todo.note)) for todo in done.context["follows"]}
    url, whose = follows["有隔离建议待确认"]
    assert not url  # the secretary's, whom the page names
    assert whose.startswith("社区书记")


def test_what_follows_for_oneself_can_be_opened_at_once(desk):
    register(row("张伟", door="801"), by=worker())
    with everything():
        home = Residence.objects.get(person__name="张伟")
    known = {"person": home.person_id, "area": GRID, "origin": "湖北省武汉市", "left_on": str(DAY)}
    told = {"arrived_home_at": f"{DAY} 12:00", "known_at": f"{DAY} 13:00"}
    done = desk.post("/actions/screening.register_arrival/", {**known, **told})
    (decide,) = [todo for todo in done.context["follows"] if str(todo.title) == "有隔离建议待确认"]
    assert decide.url.startswith("/actions/quarantine.confirm_batch/")


def test_a_request_says_in_words_what_it_is_about(desk):
    order = observed()
    with everything():
        name = str(order.person.name)
    early = {"order": order.pk, "ends_on": str(DAY + timedelta(days=8)), "reason": "核对有误"}
    answer = desk.post("/actions/quarantine.ask_early_release/", early)
    assert answer.status_code == 200, answer.context["form"]
    with acting(system_viewer()):
        request = Request.objects.get()
    leader = signed_in("street_leader", COMMUNITY[:9])
    shown = page(leader, "approvals.requests", request.pk)
    (about,) = section(shown, "申请事项所涉记录").table.rows
    assert str(order.pk) not in request.what["zh"]
    assert name in str(about.cells[0].text)
    asked = leader.get(f"/actions/approvals.decide/?request={request.pk}")
    assert name in {str(fact.text).rpartition("：")[2] for fact in asked.context["facts"]}
