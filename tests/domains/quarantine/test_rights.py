"""Liberty and safety: each test is named by the rows of the founding reports whose safe form it proves, in the running
platform and not only in its rules (`tests/spec/test_rights.py` proves those)."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from django.db import IntegrityError
from pypdf import PdfReader

from factories.quarantine import (
    DAY,
    STREET,
    UNTIL,
    again,
    at_home,
    child,
    do,
    everything,
    held_longer,
    medic,
    observed_town,
    on,
    open_tasks,
    orders,
    papers,
    proposed,
    referrals,
    rooms,
    run_job,
    seats,
    secretary,
    site,
    staff,
    state,
    under_order,
)
from factories.registry import COMMUNITY, id_number
from menshen.domains.policy.models import RiskArea
from menshen.domains.quarantine import documents
from menshen.domains.quarantine.models import QuarantineOrder
from menshen.domains.quarantine.pages.wait import the_wait
from menshen.domains.quarantine.queries import in_force_on
from menshen.domains.quarantine.vocabulary import WaitingVerdict
from menshen.kernel.documents.declaration import DocumentKind
from menshen.kernel.documents.rendering import render_pdf
from menshen.kernel.scope.viewers import acting

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def town():
    observed_town()


def in_force(order, day) -> bool:
    with everything():
        return QuarantineOrder.objects.filter(in_force_on(day), pk=order.pk).exists()


# 2-012, 2-013: held past the end date because nobody approved.


def test_row_2_012_2_013_release_falls_due_by_rule_although_nobody_approved():
    order = under_order()
    assert in_force(order, UNTIL - timedelta(days=1))
    assert not in_force(order, UNTIL)  # even before any job has run
    run_job("end_due_orders", on(UNTIL, 0))
    assert again(order).ended_on == UNTIL


def test_row_2_012_2_013_the_approval_has_a_deadline_and_its_lapse_escalates():
    under_order()
    run_job("ask_releases", on(UNTIL - timedelta(days=1), 8))
    assert open_tasks("approve_release")[0].due_at == on(UNTIL, 0)
    run_job("end_due_orders", on(UNTIL, 0))
    assert [task.role for task in open_tasks("release_lapsed")] == ["street_leader"]


def test_row_2_012_2_013_no_approval_nor_its_lateness_changes_the_end():
    order = under_order()
    run_job("end_due_orders", on(UNTIL + timedelta(days=3), 12))
    assert again(order).ended_on == UNTIL
    assert state(do("approve_release", secretary(), on(UNTIL + timedelta(days=4)), order=order.pk)) == "ended"


def test_row_2_012_2_013_not_even_the_database_holds_someone_longer():
    order = under_order()
    with pytest.raises(IntegrityError, match="an_order_is_never_made_longer"), everything():
        QuarantineOrder.objects.filter(pk=order.pk).update(until_on=UNTIL + timedelta(days=1))


def test_row_2_012_2_013_longer_takes_a_new_order_with_reason_rule_notice_and_appeal():
    order = at_home()
    asked = {"ground": "close_contact", "last_on": DAY + timedelta(days=5)}
    assert state(held_longer(order, on(6), **asked, reason="")) == "reason_missing"
    assert state(held_longer(order, on(6), **asked, reason="同室人员确诊")) == "done"
    new = orders()[-1]
    (notice,) = papers("start_notice", new)
    assert notice.number
    assert notice.data["rule"]["id"] == "CC-2020"
    assert notice.data["appeal"]["phone"]


# 0-104: quarantine 'inactive' until four people are named.


def test_row_0_104_the_clock_runs_from_leaving_whoever_is_named():
    early, late = under_order(), proposed("李娜", address="临江花园3栋502")
    do("confirm_order", secretary(), on(6), order=late.pk)
    assert set(seats(early).values()) == {""}
    run_job("end_due_orders", on(UNTIL, 0))
    assert again(early).ended_on == again(late).ended_on == UNTIL


def test_row_0_104_an_empty_seat_is_a_task_and_the_family_seat_is_not_even_that():
    order = under_order()
    assert len(open_tasks("fill_team")) == 1
    for role in ("police_officer", "grid_worker", "medic"):
        do("name_team_member", secretary(), on(1), area=COMMUNITY, role=role, holder="某同志")
    assert open_tasks("fill_team") == []
    assert seats(order)["chosen_person"] == ""


# 2-069, 3-038: fever means being held on the spot.


def test_row_2_069_3_038_a_fever_changes_no_order_and_makes_none():
    order = at_home()
    do("record_health_check", medic(), on(1, 8), order=order.pk, temperature="39.0", symptoms=["fever"])
    assert [(known.pk, known.until_on, known.measure) for known in orders()] == [(order.pk, UNTIL, "home_quarantine")]
    assert len(referrals()) == 1


def test_row_2_069_3_038_the_wait_for_medicine_has_a_basis_and_a_limit():
    do("record_health_check", medic(), on(1, 8), order=at_home().pk, temperature="39.0", symptoms=[])
    (task,) = open_tasks("follow_referral")
    assert task.due_at == on(1, 8) + timedelta(hours=2)  # WAITING-HOUSE


def test_row_2_069_3_038_the_page_of_a_referral_says_how_long_at_most_why_and_how_to_object():
    order = at_home()
    do("record_health_check", medic(), on(1, 8), order=order.pk, temperature="39.0", symptoms=[])
    (referral,) = referrals()
    with acting(medic()):
        told = {str(what.text): said for what, said in the_wait(medic(), referral.pk, on(1, 9)).rows}
        late = the_wait(medic(), referral.pk, on(1, 11)).rows[0][1]
    assert told["最迟至"].text == f"{on(1, 10):%Y-%m-%d %H:%M}"
    assert "WAITING-HOUSE" in told["依据"].text
    assert "示范街道" in told["异议渠道"].text
    assert (told["目前"].text, late.text) == (WaitingVerdict.WAIT.term, WaitingVerdict.GO.term)
    do(
        "hand_over_referral",
        medic(),
        on(1, 9),
        referral=referral.pk,
        facility="示范区人民医院",
        handed_over_at=on(1, 9),
    )
    with acting(medic()):
        assert the_wait(medic(), referral.pk, on(1, 11)) is None


def test_row_2_069_3_038_a_child_does_not_wait():
    order = child()
    do("confirm_order", secretary(), on(DAY), order=order.pk, assessed=True)
    do("record_health_check", medic(), on(1, 8), order=order.pk, temperature="39.0", symptoms=[])
    assert [task.due_at for task in open_tasks("follow_referral")] == [on(1, 8)]


def test_row_2_069_3_038_the_notice_says_where_to_go_with_a_fever_and_that_care_comes_first():
    text = _text(papers("start_notice", at_home())[0])
    assert "立即拨打" in text
    assert "不必等候许可" in text
    assert "紧急时先离开、后告知" in text


# 2-008: a door notice marks a home.


def test_row_2_008_nothing_of_quarantine_is_made_for_a_door():
    kinds = {kind.code for kind in vars(documents).values() if isinstance(kind, DocumentKind)}
    assert kinds == {"quarantine.start_notice", "quarantine.release_notice", "quarantine.void_notice"}
    order = at_home("李晞", id_number=id_number(1))
    run_job("end_due_orders", on(UNTIL, 0))
    for paper in (papers("start_notice", order)[0], papers("release_notice", order)[0]):
        text = _text(paper)
        assert "密封送达本人，不张贴、不公示" in text
        assert id_number(1) not in text


# 3-030, 2-071: lists close when the row lapses.


def test_row_2_071_3_030_no_order_is_confirmed_on_a_list_that_has_lapsed():
    order = proposed()
    RiskArea.objects.all().update(valid_until=DAY)
    assert state(do("confirm_order", secretary(), on(DAY), order=order.pk)) == "proposal_changed"


# Children, pregnant, ill and dependent people.


def test_nobody_who_needs_care_is_placed_alone_or_confirmed_in_a_batch():
    site()
    order = child()
    assert state(do("confirm_batch", secretary(), on(DAY), area=COMMUNITY, rule_id="DEMO-KEY")) == "nothing_to_confirm"
    do("confirm_order", secretary(), on(DAY), order=order.pk, assessed=True)
    alone = {"order": order.pk, "room": rooms()[0].pk}
    assert state(do("assign_placement", staff("street_clerk", STREET), on(1), **alone)) == "never_alone"


def _text(paper) -> str:
    with everything():
        pdf = render_pdf([paper])
    return re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))
