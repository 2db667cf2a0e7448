"""A list of people leaves with a reason, marked in every row, and is written down."""

from __future__ import annotations

import hashlib

import pytest
from openpyxl import load_workbook

from factories.registry import phone, register, row
from factories.scope import COPPER, RIVERSIDE, STREET, TODAY, grid, signed_in, town
from menshen.domains.policy.ledgers import RULES
from menshen.domains.registry.ledgers import RESIDENTS
from menshen.kernel.base.clock import local
from menshen.kernel.base.problems import Refused
from menshen.kernel.ledgers.table import Question
from menshen.kernel.privacy.models import LookUp
from menshen.kernel.scope.viewers import PLATFORM, acting, system_viewer
from menshen.kernel.stewardship.exports import hand_out
from menshen.kernel.stewardship.models import Export
from menshen.kernel.stewardship.vocabulary import Reason

pytestmark = pytest.mark.django_db
AT = local(TODAY, 19, 30)


@pytest.fixture(autouse=True)
def _town():
    town()
    people = [row(name, area=grid(RIVERSIDE), phone=phone(1234)) for name in ("王晞", "李喆")]
    register(*people, row("孙玥", area=grid(COPPER)), by=system_viewer())


def out(tmp_path, viewer, ledger=RESIDENTS, *, why=Reason.VISIT, note=""):
    path = tmp_path / "out.xlsx"
    with acting(viewer):
        rows = hand_out(ledger, Question(), path, why=why, note=note, by=viewer, at=AT)
    sheet = list(load_workbook(path).active.iter_rows(values_only=True))
    return rows, path, sheet[0], sheet[1:]


def test_every_row_says_who_took_it_out_and_numbers_stay_masked(tmp_path):
    secretary = signed_in("community_secretary", RIVERSIDE)
    rows, path, headings, cells = out(tmp_path, secretary)
    assert rows == 2
    assert headings[-1] == "导出人"
    with acting(PLATFORM):
        written, line = Export.objects.get(), LookUp.objects.get()
    assert {row[-1] for row in cells} == {f"{secretary.name} 2020-02-05 19:30 {written.number}"}
    assert {row[headings.index("联系电话")] for row in cells} == {"100****1234"}
    assert written.digest == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (written.rows, written.reason, written.area_id) == (2, "上门核对证件", RIVERSIDE)
    assert (line.kind, line.detail["rows"], line.detail["number"]) == ("exported", 2, written.number)


@pytest.mark.parametrize(("why", "field"), [(None, "reason"), (Reason.OTHER, "note")])
def test_nothing_leaves_without_a_reason(tmp_path, why, field):
    with pytest.raises(Refused) as refused:
        out(tmp_path, signed_in("community_secretary", RIVERSIDE), why=why)
    assert refused.value.field == field
    assert not (tmp_path / "out.xlsx").exists()


def test_a_list_that_tells_of_nobody_needs_none(tmp_path):
    _, _, headings, _ = out(tmp_path, signed_in("policy_officer", STREET), RULES, why=None)
    assert "导出人" not in headings
    with acting(PLATFORM):
        assert not Export.objects.exists()
