"""The journal as a page, roles by their names, and a rule's preview before anybody approves it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from factories.policy import keeper, proposal
from factories.quarantine import DAY, act, observed_town, on, secretary, under_order
from factories.registry import COMMUNITY, OTHER_COMMUNITY
from factories.scope import colleague
from menshen.domains.policy.models import Rule
from menshen.domains.quarantine.models import OrderChange, QuarantineOrder
from menshen.kernel.journal.models import Entry
from menshen.kernel.scope.models import Grant
from menshen.kernel.scope.viewers import acting, system_viewer

pytestmark = pytest.mark.django_db
STREET = COMMUNITY[:9]


@pytest.fixture
def town(monkeypatch):
    observed_town()
    evening = on(DAY + timedelta(days=1), 20)
    monkeypatch.setattr("menshen.kernel.base.clock.now", lambda: evening)
    monkeypatch.setattr("menshen.kernel.base.clock.today", evening.date)


def signed_in(role, area=COMMUNITY):
    client = Client()
    client.force_login(colleague(role, area, since=DAY - timedelta(days=30)))
    return client


def test_the_journal_says_what_happened_by_whom_and_leads_to_the_record(town):
    order = under_order()
    client = signed_in("community_secretary")
    table = client.get("/ledgers/scope.journal/", {"kind": "quarantine:order:confirmed"}).context["table"]
    (row,) = table.rows
    assert "确认" in str(row.cells[1].text)
    assert not any("quarantine:" in str(cell.text) for cell in row.cells)
    page = client.get(row.url)
    assert page.context["links"][0].url == f"/ledgers/quarantine.orders/{order.pk}/"
    assert client.get("/ledgers/scope.journal/", {"recorded_at_from": "2030-01-01"}).context["table"].count == 0
    outside = signed_in("community_secretary", OTHER_COMMUNITY)
    assert outside.get("/ledgers/scope.journal/").context["table"].count == 0
    assert outside.get(row.url).status_code == 404
    assert signed_in("grid_worker").get("/ledgers/scope.journal/").status_code == 404


def test_an_entry_about_what_one_may_not_read_leads_nowhere(town):
    under_order()
    with acting(system_viewer()):
        number = Entry.objects.filter(kind="quarantine:order:confirmed").get().pk
    page = signed_in("administrator", STREET).get(f"/ledgers/scope.journal/{number}/")
    assert page.status_code == 200
    assert page.context["links"] == []


def test_roles_are_chosen_and_read_by_their_names(town):
    client = signed_in("administrator", STREET)
    form = client.get("/actions/scope.give_grant/").content.decode()
    assert '<option value="grid_worker">网格员</option>' in form
    table = client.get("/ledgers/scope.grants/", {"role": "administrator"}).context["table"]
    assert {str(row.cells[2].text) for row in table.rows} == {"系统管理员"}
    answer = client.post("/actions/scope.give_grant/", {"area": COMMUNITY, "username": "nobody-at-all", "role": "king"})
    assert answer.status_code == 422
    assert not Grant.objects.filter(role="king").exists()


def milder(**changes):
    """A draft that asks seven days where fourteen are in force."""
    with acting(system_viewer()):
        held = QuarantineOrder.objects.get()
        row = Rule.objects.get(rule_id=held.rule_id)
    known = {
        "rule_id": "LOCAL-7", "jurisdiction": STREET[:6], "subject": row.subject, "first_measure": row.first_measure,
        "first_days": 7, "count_from": row.count_from, "day1_offset": row.day1_offset, "window_days": row.window_days,
        "valid_from": on(1).date(), "valid_until": None, "first_test_days": [],
    }  # fmt: skip
    outcome = act("policy.propose_rule", keeper(area=STREET[:6]), on(1), proposal(**(known | changes)).model_dump())[0]
    assert outcome.state == "done", outcome
    return outcome.subject_id


def preview(client, number):
    page = client.get(f"/ledgers/policy.rules/{number}/")
    assert page.status_code == 200
    return {str(section.title): section for section in page.context["sections"]}


def test_a_draft_shows_whom_it_would_touch_and_changes_nothing(town):
    order = under_order()
    sections = preview(signed_in("community_secretary"), milder())
    (row,) = sections["该规则将影响的人员"].table.rows
    assert [str(cell.text) for cell in row.cells] == ["临江社区", "1", "0", "0"]
    (one,) = sections["将建议缩短的隔离决定"].table.rows
    assert one.url == f"/ledgers/quarantine.orders/{order.pk}/"
    with acting(system_viewer()):
        assert not OrderChange.objects.exists()
        assert QuarantineOrder.objects.get().until_on == order.until_on


def test_who_approves_rules_sees_the_numbers_and_nobody(town):
    under_order()
    sections = preview(signed_in("policy_officer", STREET[:6]), milder())
    assert [str(cell.text) for cell in sections["该规则将影响的人员"].table.rows[0].cells][1] == "1"
    assert "将建议缩短的隔离决定" not in sections


def test_a_longer_rule_touches_no_running_order(town):
    under_order()
    sections = preview(signed_in("community_secretary"), milder(first_days=21))
    assert sections["该规则将影响的人员"].table.rows == []
    assert "没有人员受影响" in str(sections["该规则将影响的人员"].table.empty.title)


def test_a_rule_in_force_has_no_preview(town):
    number = Rule.objects.filter(state="in_force").first().pk
    assert set(preview(signed_in("community_secretary"), number)) == {"详情"}


def test_the_preview_ends_at_the_border_of_the_viewer(town):
    under_order()
    other = preview(signed_in("community_secretary", OTHER_COMMUNITY), milder())
    assert other["该规则将影响的人员"].table.rows == []


def test_nobody_else_is_told_by_the_preview(town):
    under_order(by=secretary())
    body = signed_in("policy_officer", STREET[:6]).get(f"/ledgers/policy.rules/{milder()}/").content.decode()
    assert "王喆" not in body
