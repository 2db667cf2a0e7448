"""The ledgers and the indicators of the registry."""

from __future__ import annotations

from datetime import date

import pytest

from factories.registry import (
    COMMUNITY,
    FAR_GRID,
    GRID,
    NOW,
    OTHER_COMMUNITY,
    OTHER_GRID,
    id_number,
    make_areas,
    phone,
    register,
    row,
    worker,
)
from menshen.domains.registry import indicators, ledgers
from menshen.domains.registry.interface import hand_over
from menshen.domains.registry.models import Person, Residence
from menshen.domains.registry.vocabulary import Permission
from menshen.kernel.indicators.declaration import Span
from menshen.kernel.indicators.filling import ensure_filled, values
from menshen.kernel.ledgers.table import Question, page_of
from menshen.kernel.privacy.masking import mask_phone
from menshen.kernel.scope.viewers import acting, system_viewer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def people():
    make_areas()
    register(
        row("张伟", id_number=id_number(1), phone=phone(1), relation="head", special_needs=["literacy", "disabled"]),
        row("李娜", kind="floating", gender="female"),
        row("王芳", area=OTHER_GRID, door="602", phone=phone(3)),
    )


def table(ledger, viewer=None, **question):
    viewer = viewer or worker()
    with acting(viewer):
        page = page_of(ledger, viewer, Question(**question))
    codes = [column.code for column in page.columns]
    return [dict(zip(codes, cells, strict=True)) for cells in page.rows]


def test_residents_show_their_numbers_masked_to_everybody():
    first = table(ledgers.RESIDENTS)[0]
    assert (first["name"], first["phone"], first["id_number"][4:14]) == ("张伟", mask_phone(phone(1)), "*" * 10)
    assert (first["compound"], first["door"], first["gender"], first["kind"]) == ("滨江花园", "501", "男", "常住")
    reader = worker(permissions={Permission.PERSON_READ.value}, name="reader")
    assert table(ledgers.RESIDENTS, reader)[0]["phone"] == "100****0001"


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ({}, ["张伟", "李娜", "王芳"]),
        ({"area": OTHER_GRID}, ["王芳"]),
        ({"filters": {"kind": "floating"}}, ["李娜"]),
        ({"filters": {"gender": "female"}}, ["李娜"]),
        ({"filters": {"compound": "滨江"}, "sort": "-name"}, ["王芳", "李娜", "张伟"]),
        ({"search": "zw"}, ["张伟"]),
        ({"search": "滨江花园3栋2单元602"}, ["王芳"]),
        ({"search": "没有这个人"}, []),
    ],
)
def test_residents_are_searched_filtered_and_sorted(question, names):
    assert [cells["name"] for cells in table(ledgers.RESIDENTS, **question)] == names


def test_another_community_sees_an_empty_ledger():
    there = worker(OTHER_COMMUNITY, name="neighbour")
    for ledger in (ledgers.RESIDENTS, ledgers.HOUSEHOLDS, ledgers.SPECIAL_NEEDS, ledgers.ORGANISATIONS):
        assert table(ledger, there) == []


def test_households_show_head_phone_and_size():
    first, second = table(ledgers.HOUSEHOLDS)
    assert (first["head"], first["phone"], first["size"]) == ("张伟", mask_phone(phone(1)), 2)
    assert (second["head"], second["phone"], second["size"]) == ("王芳", mask_phone(phone(3)), 1)


def test_special_needs_show_a_row_each():
    assert {cells["kind"] for cells in table(ledgers.SPECIAL_NEEDS)} == {"不识字", "残疾"}
    assert len(table(ledgers.SPECIAL_NEEDS, filters={"kind": "literacy"})) == 1


def test_nobody_calls_on_those_who_moved_away_or_died():
    with acting(system_viewer()):
        Residence.objects.filter(person__name="张伟").update(until_on=date(2020, 1, 20))
        for day, people in ((date(2020, 1, 19), 1), (date(2020, 1, 20), 0)):
            span = Span(day)
            ensure_filled(indicators.INDICATORS, span, at=NOW)
            found = values(["registry.special_needs"], span, [COMMUNITY])
            assert found[COMMUNITY]["registry.special_needs"] == people
    assert table(ledgers.SPECIAL_NEEDS) == []


def test_needs_of_someone_handed_over_who_has_no_address_yet_are_shown():
    with acting(system_viewer()):
        hand_over([(Person.objects.get(name="张伟").pk, FAR_GRID)], by=worker(), at=NOW)
    there = worker(OTHER_COMMUNITY, name="neighbour")
    assert {cells["kind"] for cells in table(ledgers.SPECIAL_NEEDS, there)} == {"不识字", "残疾"}


def test_a_page_takes_few_queries(django_assert_max_num_queries):
    viewer = worker()
    for ledger in (ledgers.RESIDENTS, ledgers.HOUSEHOLDS, ledgers.SPECIAL_NEEDS, ledgers.ORGANISATIONS):
        with acting(viewer), django_assert_max_num_queries(4):
            page_of(ledger, viewer, Question())


def test_indicators_count_people_households_and_needs_of_a_day():
    with acting(system_viewer()):
        Residence.objects.filter(person__name="王芳").update(from_on=date(2020, 1, 10), until_on=date(2020, 1, 20))
        for day, expected in ((date(2020, 1, 9), (2, 1)), (date(2020, 1, 10), (3, 2)), (date(2020, 1, 20), (2, 1))):
            span = Span(day)
            ensure_filled(indicators.INDICATORS, span, at=NOW)
            found = values([known.code for known in indicators.INDICATORS], span, [COMMUNITY, GRID])
            assert (found[COMMUNITY]["registry.people"], found[COMMUNITY]["registry.households"]) == expected
            assert found[GRID]["registry.people_floating"] == 1
            assert found[COMMUNITY]["registry.special_needs"] == 1
