"""Listing and lifting risk areas, and the ledgers of policy."""

from __future__ import annotations

from datetime import date

import pytest
from openpyxl import Workbook

from factories.policy import DISTRICT, NOW, OTHER_DISTRICT, keeper, listing, make_districts
from menshen.domains.policy import interface, ledgers
from menshen.domains.policy.actions import close_risk_area, list_risk_area
from menshen.domains.policy.actions.risk_areas import CloseRiskArea
from menshen.domains.policy.models import RiskArea
from menshen.domains.policy.vocabulary import Permission, Problem, RiskLevel
from menshen.kernel.actions.performing import perform
from menshen.kernel.ledgers.declaration import RowContext
from menshen.kernel.ledgers.importing import run_import
from menshen.kernel.ledgers.table import Question, page_of
from menshen.kernel.scope.viewers import acting

pytestmark = pytest.mark.django_db
WENZHOU = "330300"


@pytest.fixture(autouse=True)
def districts():
    make_districts()


def put(*listings, by=None):
    return perform(list_risk_area, listings, by=by or keeper(), at=NOW)


def lift(number, until_on, by=None):
    command = CloseRiskArea(area=DISTRICT, risk_area=number, until_on=until_on, reason="区指挥部通告第4号")
    (outcome,) = perform(close_risk_area, [command], by=by or keeper(), at=NOW)
    return outcome


def level_on(day):
    found = interface.rulebook().risk_of(WENZHOU, day)
    return found and found.level


def test_a_listed_place_is_a_risk_on_its_days_and_the_list_lapses():
    (outcome,) = put(listing(place="温州"))
    assert outcome.state == "done"
    assert [level_on(date(2020, 1, 25)), level_on(date(2020, 2, 26))] == [None, None]
    assert level_on(date(2020, 1, 26)) == level_on(date(2020, 2, 25)) == RiskLevel.REPORTED_AREA


def test_the_same_list_again_changes_nothing():
    first, second = put(listing(), listing(place="温州市"))
    assert (first.state, second.state, first.subject_id) == ("done", "known", second.subject_id)
    assert put(listing())[0].state == "known"
    assert put(listing(level="key_area"))[0].problem.code == Problem.ALREADY_LISTED
    assert put(listing(valid_from="2020-02-26", valid_until="2020-03-10"))[0].state == "done"


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"place": "无名市"}, Problem.PLACE_UNKNOWN),
        ({"place": "鄂A12345"}, Problem.PLACE_UNKNOWN),
        ({"place": "湖北省武汉市江夏区"}, Problem.PLACE_UNKNOWN),
        ({"place": "北京市朝阳区"}, Problem.PLACE_UNKNOWN),
        ({"valid_until": None}, Problem.END_MISSING),
        ({"valid_until": "2020-01-26"}, Problem.DATES_REVERSED),
        ({"document": ""}, Problem.DOCUMENT_MISSING),
        ({"grade": "M"}, Problem.UNVERIFIED),
    ],
)
def test_a_listing_without_basis_or_end_is_refused(changes, problem):
    before = RiskArea.objects.count()
    assert put(listing(**changes))[0].problem.code == problem
    assert RiskArea.objects.count() == before


def test_lifting_takes_effect_from_its_day():
    (outcome,) = put(listing())
    assert lift(outcome.subject_id, date(2020, 3, 1)).problem.code == Problem.NOT_LISTED
    assert lift(outcome.subject_id, date(2020, 2, 10)).state == "done"
    assert lift(outcome.subject_id, date(2020, 2, 10)).state == "known"
    assert (level_on(date(2020, 2, 9)), level_on(date(2020, 2, 10))) == (RiskLevel.REPORTED_AREA, None)
    assert lift(outcome.subject_id, date(2020, 1, 1)).state == "done"
    assert level_on(date(2020, 1, 30)) is None
    assert lift(outcome.subject_id, date(2020, 1, 1)).state == "known"
    assert lift(10**9, date(2020, 2, 10)).problem.code == "scope:record:not_found"


def test_only_who_keeps_the_list_of_the_area_may_list():
    for by in (keeper("stranger", OTHER_DISTRICT), keeper("reader", permissions={Permission.RISK_AREA_READ.value})):
        assert put(listing(), by=by)[0].problem.code == "scope:record:not_found"


def test_a_row_of_a_published_list_becomes_a_listing():
    context = RowContext(area=DISTRICT, day=date(2020, 1, 26), at=NOW)
    written = listing(place="温州市", note="").model_dump(exclude={"happened_at", "valid_from"})
    values = written | {"note": None, "grid": "x"}
    command = ledgers.RISK_AREAS.imports.build(values, context)
    assert (command.place, command.valid_from, command.note) == ("温州市", date(2020, 1, 26), "")


def test_a_published_list_comes_in_as_a_workbook(tmp_path):
    book = Workbook()
    sheet = book.active
    sheet.append(["地区", "等级", "调整日期", "截止日期", "依据文件", "来源等级"])
    sheet.append(["浙江省温州市", "高风险", "2020-01-26", "2020-02-26", "区指挥部通告第2号", "A"])
    sheet.append(["湖北省武汉市江夏区", "高风险", "2020-01-26", "2020-02-26", "区指挥部通告第2号", "A"])
    book.save(tmp_path / "list.xlsx")
    report = run_import(ledgers.RISK_AREAS, tmp_path / "list.xlsx", area=DISTRICT, by=keeper(), at=NOW)
    assert (report.accepted, [refusal.code for refusal in report.refusals]) == (1, [Problem.PLACE_UNKNOWN])
    assert level_on(date(2020, 1, 26)) is RiskLevel.HIGH


@pytest.mark.parametrize("ledger", [ledgers.RULES, ledgers.RISK_AREAS, ledgers.THRESHOLDS])
def test_the_ledgers_show_the_same_rows_in_every_area(ledger):
    viewer = keeper("reader", OTHER_DISTRICT)
    with acting(viewer):
        whole = page_of(ledger, viewer, Question())
        asked = page_of(ledger, viewer, Question(area=OTHER_DISTRICT))
    assert whole.count == asked.count > 10
    assert len(whole.rows) == min(whole.count, whole.size)
