"""Finding areas by what people call them."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from factories.scope import COPPER, GREENHILL, RIVERSIDE, STREET, TODAY, grid, town
from menshen.kernel.base.terms import speaking
from menshen.kernel.scope.codes import Level
from menshen.kernel.scope.models import Area, AreaAlias
from menshen.kernel.scope.queries import children, names_of, path_names, resolve_area, subtree


@pytest.fixture(autouse=True)
def areas(db):
    town()


def found(text, **inside):
    area = resolve_area(text, **inside)
    return area and area.code


def test_by_code_by_name_and_by_alias():
    AreaAlias.objects.create(text="老城片区", area_id=COPPER)
    AreaAlias.objects.create(text="990101009009", year=2019, area_id=COPPER)
    assert found(RIVERSIDE) == RIVERSIDE
    assert found(" 临江社区 ") == RIVERSIDE
    assert found("老城片区") == COPPER
    assert found("990101009009") == COPPER
    assert found("无此处") is None


def test_a_name_that_several_have_means_none_of_them():
    assert found("第001号") is None
    assert found("第001号", inside=GREENHILL) == grid(GREENHILL)


def test_only_inside():
    assert found(RIVERSIDE, inside=COPPER) is None
    assert found("临江社区", inside=STREET) == RIVERSIDE


def test_a_closed_area_is_meant_by_nobody():
    Area.objects.filter(code=RIVERSIDE).update(closed_on=TODAY)
    Area.objects.create(code="990101001009", level="community", name="临江社区")
    AreaAlias.objects.create(text=RIVERSIDE, year=2019, area_id="990101001009")
    assert found("临江社区") == "990101001009"
    assert found(RIVERSIDE) == "990101001009"


def test_below_and_beside():
    assert {area.code for area in subtree(COPPER)} == {COPPER, grid(COPPER), grid(COPPER, 2)}
    assert [area.code for area in children(STREET, Level.COMMUNITY)] == [RIVERSIDE, COPPER, GREENHILL]


def test_names():
    Area.objects.filter(code=COPPER).update(english="Copper City")
    assert path_names(grid(RIVERSIDE)) == "示范区 示范街道 临江社区 第001号"
    assert names_of([COPPER, RIVERSIDE]) == {COPPER: "铜都社区", RIVERSIDE: "临江社区"}
    with speaking("en"):
        assert names_of([COPPER, RIVERSIDE]) == {COPPER: "Copper City", RIVERSIDE: "临江社区"}


@pytest.mark.parametrize("code", ["1", "123", "99010", "99010100A", ""])
def test_the_database_takes_only_codes_of_a_level(code):
    with pytest.raises(IntegrityError, match="an_area_code_has_the_digits_of_a_level"), transaction.atomic():
        Area.objects.create(code=code, level="grid", name="错码")
