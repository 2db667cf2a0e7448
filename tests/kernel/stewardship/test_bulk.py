"""Full numbers of a list leave once, within a day, for who asked, when two levels have agreed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from openpyxl import load_workbook

from factories.registry import phone, register, row
from factories.scope import COPPER, RIVERSIDE, STREET, TODAY, grid, signed_in, town
from menshen.domains.registry.ledgers import RESIDENTS
from menshen.kernel.actions.performing import perform
from menshen.kernel.approvals.models import Request
from menshen.kernel.base.clock import local
from menshen.kernel.base.modules import find
from menshen.kernel.base.problems import Refused
from menshen.kernel.ledgers.table import Question
from menshen.kernel.privacy.models import LookUp
from menshen.kernel.scope.viewers import PLATFORM, acting, system_viewer
from menshen.kernel.stewardship.bulk import approved, hand_out_in_full
from menshen.kernel.stewardship.models import Export

pytestmark = pytest.mark.django_db
AT = local(TODAY, 9)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _town():
    town()
    people = [row(name, area=grid(RIVERSIDE), phone=phone(1234)) for name in ("王晞", "李喆")]
    register(*people, row("孙玥", area=grid(COPPER)), by=system_viewer())


def do(code, by, at=AT, **fields):
    act = find("actions", code)
    return perform(act, [act.command(**fields)], by=by, at=at)[0]


def ask(by, ledger=RESIDENTS.title.zh, area=RIVERSIDE):
    return do("privacy.ask_bulk_unmask", by, area=area, ledger=ledger, reason="断网期间核对名单")


def agree(answer="approve"):
    with acting(PLATFORM):
        number = Request.objects.get(closed_at__isnull=True).pk
    return do(
        "approvals.decide", signed_in("street_leader", STREET), AT + HOUR, request=number, answer=answer, reason="同意"
    )


def out(tmp_path, by, at=AT + 2 * HOUR, **question):
    path = tmp_path / "out.xlsx"
    with acting(by):
        rows = hand_out_in_full(RESIDENTS, Question(**question), path, by=by, at=at)
    headings, *cells = load_workbook(path).active.iter_rows(values_only=True)
    return rows, {row[headings.index("联系电话")] for row in cells}


@pytest.fixture
def secretary():
    return signed_in("community_secretary", RIVERSIDE)


def test_approved_it_leaves_once_with_full_numbers_and_is_written_down(tmp_path, secretary):
    assert ask(secretary).state == "done"
    assert agree().state == "done"
    assert out(tmp_path, secretary) == (2, {phone(1234)})
    with acting(PLATFORM):
        written, line = Export.objects.get(), LookUp.objects.get()
    assert (written.rows, written.area_id) == (2, RIVERSIDE)
    assert "断网期间核对名单" in line.reason
    with pytest.raises(Refused, match="not_approved"):
        out(tmp_path, secretary)


@pytest.mark.parametrize("later", [timedelta(hours=25), timedelta(days=30)])
def test_after_a_day_it_is_good_for_nothing(tmp_path, secretary, later):
    ask(secretary)
    agree()
    with pytest.raises(Refused, match="not_approved"):
        out(tmp_path, secretary, at=AT + HOUR + later)


def test_without_an_approval_nothing_leaves(tmp_path, secretary):
    for answer in (None, "reject"):
        if answer:
            agree(answer)
        else:
            ask(secretary)
        with pytest.raises(Refused, match="not_approved"):
            out(tmp_path, secretary)


def test_it_is_for_who_asked_and_for_that_list(tmp_path, secretary):
    ask(secretary)
    agree()
    colleague = signed_in("community_secretary", RIVERSIDE)
    with acting(colleague):
        assert approved(RESIDENTS, by=colleague, at=AT + 2 * HOUR) is None
    with acting(secretary):
        assert approved(find("ledgers", "screening.arrivals"), by=secretary, at=AT + 2 * HOUR) is None
        assert approved(RESIDENTS, by=secretary, at=AT + 2 * HOUR) is not None


def test_it_covers_the_area_that_was_asked_for(tmp_path, secretary):
    ask(secretary, area=grid(RIVERSIDE, 2))
    agree()
    assert out(tmp_path, secretary, area=RIVERSIDE) == (0, set())


def test_a_list_that_is_not_there_or_hides_nothing_is_said_so(secretary):
    for name in ("没有的台账", "policy.rules", "scope.areas"):
        assert ask(secretary, name).problem.code == "privacy:bulk:list_unknown"
    assert ask(secretary).state == "done"
    assert ask(secretary).problem.code == "approvals:request:asked_already"
