"""Which area a row means: by code, name, alias, or the name of its sheet."""

from __future__ import annotations

from datetime import date

import pytest

from factories.scope import COPPER, GREENHILL, RIVERSIDE, STREET, grid, town
from menshen.kernel.ledgers.areas import AreaFinder
from menshen.kernel.scope.models import Area, AreaAlias

pytestmark = pytest.mark.django_db
GRID, COMPOUND = grid(RIVERSIDE), f"{grid(RIVERSIDE)}001"
CLOSED = grid(RIVERSIDE, 9)


@pytest.fixture(autouse=True)
def areas():
    town(COMPOUND, CLOSED, grid(COPPER, 3), grid(COPPER, 4))
    for code, name in ((GRID, "滨江"), (COMPOUND, "滨江"), (grid(COPPER), "东片"), (grid(GREENHILL), "东片")):
        Area.objects.filter(code=code).update(name=name)
    Area.objects.filter(code=CLOSED).update(name="老网格", closed_on=date(2019, 12, 31))
    for text, code in (("990101001077", COPPER), ("Riverside", RIVERSIDE), ("老片", CLOSED)):
        AreaAlias.objects.create(text=text, area_id=code)


@pytest.mark.parametrize(
    ("said", "sheet", "expected"),
    [
        ([], "Sheet1", STREET),
        ([None, ""], "", STREET),
        (["临江社区"], "", RIVERSIDE),
        ([" 临 江\n社区 "], "", RIVERSIDE),
        (["RIVERSIDE"], "", RIVERSIDE),
        ([RIVERSIDE], "", RIVERSIDE),
        (["990101001077"], "", COPPER),
        (["滨江"], "", COMPOUND),
        (["东片"], "", STREET),
        (["东片", "铜都社区"], "", COPPER),
        (["东片"], "青山村", GREENHILL),
        (["没听说过", "青山村"], "铜都社区", GREENHILL),
        (["没听说过"], "铜都社区", COPPER),
        (["老网格"], "", STREET),
        (["老片"], "", STREET),
        (["7"], "", STREET),
        (["202001"], "", None),
        ([CLOSED], "", None),
        (["990103"], "铜都社区", None),
        ([], "202001", STREET),
        ([STREET[:6]], "", None),
    ],
)
def test_the_first_telling_word_counts(said, sheet, expected):
    assert AreaFinder(STREET).find(said, sheet) == expected


@pytest.mark.parametrize(
    ("said", "sheet", "expected"),
    [
        (["锦江花园"], "", grid(COPPER, 2)),
        (["锦江花园网格"], "", grid(COPPER, 2)),
        (["锦江"], "", grid(COPPER, 2)),
        (["花园"], "", grid(COPPER, 2)),
        (["翠湖苑网格"], "", grid(COPPER, 3)),
        (["翠湖苑别名"], "", grid(COPPER, 3)),
        (["江"], "", STREET),
        (["网格"], "", STREET),
        (["东片网格"], "", STREET),
        (["甲12"], "", grid(COPPER, 4)),
        (["甲1"], "", STREET),
        (["锦江花园", "铜都社区"], "", COPPER),
        (["没听说过"], "锦江花园", grid(COPPER, 2)),
    ],
)
def test_a_grid_is_known_by_a_part_of_its_name_that_no_other_has(said, sheet, expected):
    for serial, name in ((2, "锦江花园网格"), (3, "翠湖苑"), (4, "甲12网格")):
        Area.objects.filter(code=grid(COPPER, serial)).update(name=name)
    AreaAlias.objects.create(text="翠湖苑别名网格", area_id=grid(COPPER, 3))
    assert AreaFinder(STREET).find(said, sheet) == expected


def test_a_community_s_rows_that_name_no_known_grid_are_counted_by_what_they_say():
    finder = AreaFinder(COPPER)
    for said in (["没听说过"], ["没听说过", None], [None, " 别处 "], [None], ["东片"]):
        finder.find(said, "Sheet1")
    assert finder.untold == {"没听说过": 2, "别处": 1}


def test_nothing_outside_of_the_start_is_found():
    finder = AreaFinder(COPPER)
    assert finder.find(["临江社区"], "青山村") == COPPER
    assert finder.find([RIVERSIDE], "") is None
    assert finder.find(["东片"], "") == grid(COPPER)


def test_all_names_are_read_once(django_assert_num_queries):
    with django_assert_num_queries(2):
        finder = AreaFinder(STREET)
        for _ in range(100):
            finder.find(["临江社区"], "")
