"""A ledger as a table: search, filters of every kind, sort, pages, masks, areas; what does not fit is refused."""

from __future__ import annotations

from datetime import date, timedelta

import openpyxl
import pytest
from django.db.models import Q
from django.db.models.expressions import ExpressionWrapper
from django.db.models.fields import BooleanField
from django.db.models.functions import Length

from factories.registry import COMMUNITY, GRID, OTHER_COMMUNITY, OTHER_GRID, worker
from factories.screening import NOON, arrive, back, screener, settled_town
from menshen.domains.registry.vocabulary import Permission as Registry
from menshen.domains.screening.models import Arrival
from menshen.domains.screening.vocabulary import Permission, Symptom, TransportMode
from menshen.kernel.base.problems import CommonProblem, Refused
from menshen.kernel.base.terms import Term, speaking
from menshen.kernel.ledgers.columns import CellKind, Column
from menshen.kernel.ledgers.declaration import Ledger
from menshen.kernel.ledgers.exporting import export
from menshen.kernel.ledgers.table import COUNT_UP_TO, MAX_PAGE, MAX_PAGE_SIZE, Page, Question, matching, page_of
from menshen.kernel.scope.viewers import Held, Viewer, acting

pytestmark = pytest.mark.django_db


def arrivals(_viewer):
    feverish = ExpressionWrapper(Q(temperature__gte="37.3"), BooleanField())
    return Arrival.objects.annotate(feverish=feverish, letters=Length("seat"))


LEDGER = Ledger(
    "sample.arrivals",
    Term("Arrivals", "来返人员"),
    Permission.ARRIVAL_READ,
    arrivals,
    (
        Column("name", Term("Name", "姓名"), CellKind.NAME, source="person__name", search=True,
               readers=Registry.PERSON_READ),
        Column("origin", Term("From", "来自"), source="origin", search=True, filter=True, sort=True),
        Column("grid", Term("Grid", "网格"), CellKind.AREA, source="area_id", filter=True),
        Column("left_on", Term("Left", "离开"), CellKind.DATE, source="left_on", filter=True, sort=True),
        Column("home_at", Term("Home", "到家"), CellKind.DATETIME, source="arrived_home_at", filter=True, sort=True),
        Column("temperature", Term("Temperature", "体温"), CellKind.DECIMAL, source="temperature", filter=True),
        Column("letters", Term("Letters", "字数"), CellKind.INTEGER, filter=True, source="letters"),
        Column("transport", Term("By", "交通"), CellKind.CHOICE, vocabulary=TransportMode, source="transport",
               filter=True),
        Column("symptoms", Term("Symptoms", "症状"), CellKind.MULTI_CHOICE, vocabulary=Symptom, source="symptoms",
               filter=True),
        Column("feverish", Term("Fever", "发热"), CellKind.BOOLEAN, source="feverish", filter=True),
        Column("seat", Term("Seat", "座位"), source="seat"),
    ),
)  # fmt: skip
EVERYTHING = {*Permission.codes(), *Registry.codes()}


@pytest.fixture(autouse=True)
def people():
    settled_town()
    arrive(
        back("张一", transport="train", seat="5车12A", temperature="36.5", symptoms=[]),
        back("李二", address="滨江花园3栋102", origin="湖北省孝感市", left_on=date(2020, 1, 20), temperature="37.3",
             symptoms=["fever", "cough"], arrived_home_at=NOON - timedelta(days=1)),
        back("王三", area=OTHER_GRID, address="滨江花园9栋101", origin="浙江省温州市", transport="coach", left_on=None,
             arrived_home_at=NOON - timedelta(hours=1), temperature=None, symptoms=None),
    )  # fmt: skip


def asked(viewer: Viewer | None = None, ledger: Ledger = LEDGER, **question) -> Page:
    viewer = viewer or screener()
    with acting(viewer):
        return page_of(ledger, viewer, Question(**question))


def names(page: Page) -> list[str]:
    return [row[0] for row in page.rows]


def cells(page: Page, row: int = 0) -> dict:
    return dict(zip([column.code for column in page.columns], page.rows[row], strict=True))


def test_cells_read_as_people_write_them_and_unknown_is_not_none():
    first, second, third = (cells(asked(), row) for row in range(3))
    assert first == {
        "name": "张一", "origin": "湖北省武汉市", "grid": "网格001", "left_on": "2020-01-23",
        "home_at": "2020-01-23 12:00", "temperature": first["temperature"], "letters": 5, "transport": "火车",
        "symptoms": "无", "feverish": "否", "seat": "5车12A",
    }  # fmt: skip
    assert str(first["temperature"]) == "36.5"
    assert (second["symptoms"], second["feverish"], second["transport"]) == ("咳嗽、发热", "是", "")
    assert (third["left_on"], third["temperature"], third["symptoms"], third["feverish"]) == ("", "", "", "")
    with speaking("en"):
        assert (cells(asked())["transport"], cells(asked())["symptoms"]) == ("Train", "none")


@pytest.mark.parametrize(
    ("words", "found"),
    [("", 3), ("  ", 3), ("湖北", 2), ("湖北省武汉市", 1), ("武汉", 0), ("张", 1), ("%", 0), ("_", 0), ("张一 ", 1)],
)
def test_search_is_by_how_a_word_begins(words, found):
    assert asked(search=words).count == found


@pytest.mark.parametrize(
    ("column", "text", "found"),
    [
        ("origin", "湖北", ["张一", "李二"]),
        ("grid", OTHER_GRID, ["王三"]),
        ("grid", COMMUNITY, ["张一", "李二", "王三"]),
        ("grid", OTHER_COMMUNITY, []),
        ("left_on", "2020-01-20", ["李二"]),
        ("left_on", "2020-01-20..2020-01-23", ["李二"]),
        ("left_on", "2020-01-20..", ["张一", "李二"]),
        ("left_on", "..2020-01-23", ["李二"]),
        ("left_on", "..", ["张一", "李二", "王三"]),
        ("home_at", "2020-01-23", ["张一", "王三"]),
        ("home_at", "2020-01-23T11:30..", ["张一"]),
        ("home_at", "2020-01-23T11:00:01..", ["张一"]),
        ("home_at", "..2020-01-23T03:30:00Z", ["李二", "王三"]),
        ("temperature", "37.3", ["李二"]),
        ("temperature", "36..37", ["张一"]),
        ("temperature", "-1..", ["张一", "李二"]),
        ("letters", "5", ["张一"]),
        ("letters", "..5", ["李二", "王三"]),
        ("transport", "train", ["张一"]),
        ("transport", "train,coach", ["张一", "王三"]),
        ("transport", "balloon", []),
        ("symptoms", "cough", ["李二"]),
        ("feverish", "1", ["李二"]),
        ("feverish", "否", ["张一"]),
        ("feverish", "TRUE", ["李二"]),
    ],
)
def test_filters(column, text, found):
    assert names(asked(filters={column: text})) == found


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("left_on", "yesterday"),
        ("left_on", "2020-02-30"),
        ("left_on", "2020-01-01..2020-01-02..2020-01-03"),
        ("left_on", "9999-12-31"),
        ("left_on", " "),
        ("home_at", "2020-01-23T25:00"),
        ("temperature", "hot"),
        ("temperature", "NaN"),
        ("temperature", "sNaN.."),
        ("temperature", "Infinity"),
        ("temperature", "1e999999"),
        ("letters", "1.5"),
        ("letters", "99999999999999999999"),
        ("letters", "..-99999999999"),
        ("letters", "9" * 5000),
        ("feverish", "perhaps"),
        ("grid", "网格001"),
        ("grid", "99010"),
        ("grid", "\0"),
    ],
)
def test_a_filter_that_does_not_fit_is_refused(column, text):
    with pytest.raises(Refused) as refused:
        asked(filters={column: text})
    assert (refused.value.code, refused.value.status, refused.value.field) == (CommonProblem.INVALID, 422, column)


def test_only_columns_declared_for_it_filter_and_nothing_hidden_can_be_guessed():
    assert asked(filters={"seat": "no such seat", "name": "无此人", "nonsense": "1", "origin": ""}).count == 3
    with pytest.raises(ValueError, match="is masked"):
        Column("name", Term("Name", "姓名"), CellKind.NAME, source="name", readers=Registry.PERSON_READ, filter=True)
    with pytest.raises(ValueError, match="is masked"):
        Column("phone", Term("Phone", "电话"), CellKind.PHONE, source="phone", filter=True)
    with pytest.raises(ValueError, match="is no name"):
        Column("seat", Term("Seat", "座位"), source="seat", readers=Registry.PERSON_READ)


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("", ["张一", "李二", "王三"]),
        ("origin", ["王三", "李二", "张一"]),
        ("-origin", ["张一", "李二", "王三"]),
        ("home_at", ["李二", "王三", "张一"]),
        ("-home_at", ["张一", "王三", "李二"]),
        ("name", ["张一", "李二", "王三"]),
        ("--origin", ["张一", "李二", "王三"]),
        ("pk); DROP TABLE", ["张一", "李二", "王三"]),
    ],
)
def test_sorting_by_other_columns_is_the_usual_order(sort, order):
    assert names(asked(sort=sort)) == order


def test_pages_have_limits():
    first, second, beyond = (asked(size=2, page=number) for number in (1, 2, 3))
    assert [names(page) for page in (first, second, beyond)] == [["张一", "李二"], ["王三"], []]
    assert {(page.count, page.pages) for page in (first, second, beyond)} == {(3, 2)}
    assert (asked(size=0).size, asked(size=-5).size, asked(size=10**9).size) == (1, 1, MAX_PAGE_SIZE)
    assert (asked(page=0).number, asked(page=-1).number, asked(page=10**12).number) == (1, 1, MAX_PAGE)
    many = Page((), [], [], COUNT_UP_TO + 1, 1, 1)
    assert many.pages == MAX_PAGE


@pytest.mark.parametrize(("area", "found"), [("", 3), (COMMUNITY, 3), (OTHER_GRID, 1), (OTHER_COMMUNITY, 0), ("98", 0)])
def test_an_area_narrows(area, found):
    assert asked(area=area).count == found


@pytest.mark.parametrize("area", ["nowhere", "99010", "٩٩", "\0", GRID + "0"])
def test_what_is_no_area_is_refused(area):
    with pytest.raises(Refused) as refused:
        asked(area=area)
    assert (refused.value.status, refused.value.field) == (422, "area")


def test_rows_are_those_of_the_areas_in_which_one_may_read_the_ledger():
    """Also where another role lets one see other things: here and in the neighbouring grid."""
    both = Viewer(
        screener().actor_id,
        "two roles",
        (Held("reader", GRID, frozenset(EVERYTHING)), Held("other", OTHER_GRID, frozenset({"sample:shop:write"}))),
    )
    assert names(asked(both)) == ["张一", "李二"]
    assert asked(both, area=OTHER_GRID).count == 0
    assert asked(worker(OTHER_COMMUNITY, permissions=EVERYTHING, name="neighbour")).count == 0
    assert asked(worker(COMMUNITY, permissions={Registry.PERSON_READ.value}, name="without")).count == 0


def test_a_mask_lifts_where_the_permission_was_given():
    assert names(asked(screener(without={Registry.PERSON_READ.value}))) == ["张*", "李*", "王*"]
    reads = frozenset({Permission.ARRIVAL_READ.value})
    half = Viewer(
        screener().actor_id,
        "half",
        (Held("reader", COMMUNITY, reads), Held("clerk", OTHER_GRID, frozenset({Registry.PERSON_READ.value}))),
    )
    assert names(asked(half)) == ["张*", "李*", "王三"]


def test_an_export_has_all_pages_masked_as_on_the_screen_and_nothing_alive(tmp_path):
    outcomes = arrive(back("赵四", address="滨江花园3栋104", seat="=1+1"))
    assert [outcome.problem for outcome in outcomes] == [None]
    viewer = screener(without={Registry.PERSON_READ.value})
    path = tmp_path / "out.xlsx"
    with acting(viewer):
        assert export(LEDGER, viewer, Question(size=1, page=2), path) == 4
        assert export(LEDGER, viewer, Question(search="湖北", sort="left_on"), tmp_path / "few.xlsx") == 3
    book = openpyxl.load_workbook(path)
    rows = list(book.active.iter_rows(values_only=True))
    assert rows[0][:3] == ("姓名", "来自", "网格")
    assert [row[0] for row in rows[1:]] == ["张*", "李*", "赵*", "王*"]
    assert rows[3][10] == "=1+1"
    assert all(cell.data_type != "f" for row in book.active for cell in row)
    assert book.active.title == "来返人员"


def test_an_export_to_nowhere_is_a_sentence(tmp_path):
    viewer = screener()
    with acting(viewer), pytest.raises(Refused) as refused:
        export(LEDGER, viewer, Question(), tmp_path / "nowhere" / "out.xlsx")
    assert refused.value.code == "ledgers:file:not_writable"


def test_a_page_takes_the_same_queries_however_long_it_is(django_assert_max_num_queries):
    viewer = screener()
    with acting(viewer), django_assert_max_num_queries(4):
        page_of(LEDGER, viewer, Question())


def test_rows_that_belong_to_no_area_are_masked_by_any_grant():
    """A ledger without areas asks whether the permission is held at all."""
    nowhere = Ledger(LEDGER.code, LEDGER.title, LEDGER.permission, arrivals, LEDGER.columns, area_field=None)
    viewer = screener()
    assert names(asked(viewer, nowhere, area="nonsense")) == ["张一", "李二", "王三"]
    assert names(asked(screener(without={Registry.PERSON_READ.value}), nowhere))[0] == "张*"
    with acting(viewer):
        assert matching(nowhere, viewer, Question()).count() == 3
