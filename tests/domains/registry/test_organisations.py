"""Registering organisations: known again by name within the area, brought up to date by what is said."""

from __future__ import annotations

import pytest
from openpyxl import Workbook

from factories.registry import COMMUNITY, FAR_GRID, GRID, NOW, OTHER_COMMUNITY, OTHER_GRID, make_areas, phone, worker
from menshen.domains.registry import ledgers
from menshen.domains.registry.actions import register_organisation
from menshen.domains.registry.actions.organisations import RegisterOrganisation
from menshen.domains.registry.models import Organisation
from menshen.domains.registry.vocabulary import Kind, Permission, Problem
from menshen.kernel.actions.performing import perform
from menshen.kernel.journal.models import Entry
from menshen.kernel.ledgers.importing import run_import
from menshen.kernel.scope.viewers import acting, system_viewer

pytestmark = pytest.mark.django_db
NOT_FOUND = "scope:record:not_found"


@pytest.fixture(autouse=True)
def areas():
    make_areas()


def organisation(by=None, **known):
    known = {"area": GRID, "name": "滨江超市"} | known
    (outcome,) = perform(register_organisation, [RegisterOrganisation(**known)], by=by or worker(), at=NOW)
    return outcome


def held() -> list[Organisation]:
    with acting(system_viewer()):
        return list(Organisation.objects.order_by("id"))


def test_an_organisation_is_registered_with_what_is_known():
    outcome = organisation(
        kind="school", credit_code="91350100 m000100y43", address="滨江路1号", contact_name="李校长",
        contact_number="029 8888 6666", headcount=0,
    )  # fmt: skip
    (known,) = held()
    assert (outcome.state, outcome.subject_id, outcome.area) == ("done", known.pk, GRID)
    assert (known.kind, known.credit_code, known.address) == ("school", "91350100M000100Y43", "滨江路1号")
    assert (known.contact_name, known.contact_number, known.headcount) == ("李校长", "029-88886666", 0)
    with acting(system_viewer()):
        entry = Entry.objects.get()
    assert (entry.kind, entry.subject_id, entry.area_id, entry.detail) == (
        Kind.ORGANISATION_REGISTERED, known.pk, GRID, {}
    )  # fmt: skip


def test_it_is_brought_up_to_date_and_the_journal_names_the_fields_only():
    assert organisation(kind="sole_trader", contact_number=phone(1)).kind is None
    assert organisation(contact_number=phone(1)).state == "known"
    changed = organisation(contact_number=phone(2), headcount=12)
    assert (changed.kind, changed.detail) == (Kind.ORGANISATION_CORRECTED, {"fields": ["contact_number", "headcount"]})
    (known,) = held()
    assert (known.kind, known.contact_number, known.headcount) == ("sole_trader", phone(2), 12)
    with acting(system_viewer()):
        assert phone(2) not in str(list(Entry.objects.values_list("detail", flat=True)))


def test_an_empty_cell_and_a_kind_that_nobody_gave_overwrite_nothing():
    organisation(kind="school", headcount=40)
    assert organisation(contact_name="", headcount=None).state == "known"
    assert organisation(kind="other").detail == {"fields": ["kind"]}
    assert [(known.kind, known.headcount) for known in held()] == [("other", 40)]


def test_the_same_organisation_twice_in_a_batch_is_one():
    one = RegisterOrganisation(area=GRID, name="滨江超市", headcount=3)
    two = RegisterOrganisation(area=GRID, name="滨江超市", headcount=4)
    outcomes = perform(register_organisation, [one, one, two], by=worker(), at=NOW)
    assert [outcome.state for outcome in outcomes] == ["done", "known", "done"]
    assert [known.headcount for known in held()] == [4]


def test_one_name_in_two_grids_is_two_organisations():
    assert organisation().subject_id != organisation(area=OTHER_GRID).subject_id
    assert [known.area_id for known in held()] == [GRID, OTHER_GRID]


@pytest.mark.parametrize("code", ["91350100M000100Y4", "91350100M000100Y4I", "无"])
def test_a_credit_code_has_eighteen_characters(code):
    assert organisation(credit_code=code).problem.code == Problem.CREDIT_CODE_INVALID
    assert held() == []


def test_one_bad_row_does_not_stop_the_others():
    names = [("超市一", ""), ("超市二", "x"), ("超市三", "")]
    commands = [RegisterOrganisation(area=GRID, name=name, credit_code=code) for name, code in names]
    outcomes = perform(register_organisation, commands, by=worker(), at=NOW)
    assert [outcome.state for outcome in outcomes] == ["done", "refused", "done"]
    assert [known.name for known in held()] == ["超市一", "超市三"]


def test_nobody_registers_in_an_area_that_is_not_theirs_or_not_there():
    assert organisation(by=worker(OTHER_COMMUNITY, name="neighbour")).problem.code == NOT_FOUND
    reader = worker(permissions={Permission.ORGANISATION_READ.value}, name="reader")
    assert organisation(by=reader).problem.code == NOT_FOUND
    assert organisation(area=f"{COMMUNITY}999").problem.code == NOT_FOUND
    organisation()
    assert organisation(by=worker(OTHER_COMMUNITY, name="neighbour"), area=FAR_GRID).state == "done"


def test_a_list_of_shops_comes_in_as_a_workbook(tmp_path):
    book = Workbook()
    sheet = book.active
    sheet.append(["辖区单位登记表"])
    sheet.append(["序号", "企业名称", "性质", "负责人", "电话", "员工人数", "所属网格"])
    sheet.append([1, "江畔超市", "个体户", "王芳", phone(1), "3人", "网格001"])
    sheet.append([2, "第一小学", "学校、幼儿园", "李娜", "029-88886666", None, "网格002"])
    sheet.append([3, "无名公司", "有限责任公司", "", "", "", "网格001"])
    book.save(tmp_path / "shops.xlsx")

    def bring_in():
        report = run_import(ledgers.ORGANISATIONS, tmp_path / "shops.xlsx", area=COMMUNITY, by=worker(), at=NOW)
        return report.accepted, report.known, report.refused

    assert bring_in()[0] == 2
    assert [(known.name, known.kind, known.area_id, known.headcount) for known in held()[:2]] == [
        ("江畔超市", "sole_trader", GRID, 3),
        ("第一小学", "school", OTHER_GRID, None),
    ]
    assert bring_in()[:2] == (0, 2)


def test_queries_do_not_grow_with_the_rows(django_assert_max_num_queries):
    by = worker()
    for headcount in (1, 2):  # all new, then all changed
        commands = [RegisterOrganisation(area=GRID, name=f"超市{number}", headcount=headcount) for number in range(100)]
        with django_assert_max_num_queries(16):
            assert {one.state for one in perform(register_organisation, commands, by=by, at=NOW)} == {"done"}
