"""The overview, its map and its trend; outlines brought in by desk and command; the area tree."""

from __future__ import annotations

import io
import json
from datetime import date

import pytest
from click.testing import CliRunner
from django.test import Client

from factories.registry import COMMUNITY, GRID, OTHER_COMMUNITY, make_areas, register, row, worker
from factories.scope import colleague
from menshen.config.cli import program
from menshen.gateway.desk.parts import Map, MapArea
from menshen.kernel.actions.performing import perform
from menshen.kernel.administration.tree import CloseArea, close_area
from menshen.kernel.base import clock
from menshen.kernel.scope.models import Area, AreaOutline, Grant
from menshen.kernel.scope.outlines import MOST_POINTS, geometry_of
from menshen.kernel.scope.viewers import system_viewer

pytestmark = pytest.mark.django_db
STREET = COMMUNITY[:9]
SECOND_GRID = GRID[:-1] + "2"


@pytest.fixture
def town():
    make_areas(STREET, STREET[:6], SECOND_GRID)


def signed_in(role, area=COMMUNITY):
    client = Client()
    client.force_login(colleague(role, area))
    return client


def square(left=110.0, low=30.0):
    return {
        "type": "Polygon",
        "coordinates": [[[left, low], [left + 0.1, low], [left + 0.1, low + 0.1], [left, low]]],
    }


def collection(*features):
    file = io.BytesIO(
        json.dumps(
            {
                "type": "FeatureCollection",
                "features": [
                    {"type": "Feature", "properties": properties, "geometry": geometry}
                    for properties, geometry in features
                ],
            }
        ).encode()
    )
    file.name = "网格.geojson"
    return file


def test_the_overview_counts_by_grid_and_links_each_number(town):
    register(row("张伟"), by=worker())
    answer = signed_in("community_secretary").get("/overview/")
    drawn = answer.context["map"]
    assert {area.code for area in drawn.areas} >= {GRID, SECOND_GRID}
    (area,) = [area for area in drawn.areas if area.code == GRID]
    assert area.values == (0, 0)
    assert "/figures/screening.not_reached/" in area.value_urls[0]
    assert area.value_urls[1] == f"/ledgers/quarantine.under_order/?area={GRID}"
    assert [str(figure.title) for figure in answer.context["figures"]]
    body = answer.content.decode()
    assert all(str(area.name) in body for area in drawn.areas)


def test_without_outlines_the_map_is_tiles_and_says_so(town):
    answer = signed_in("community_secretary").get("/overview/")
    assert not answer.context["map"].geography
    assert "尚未导入边界" in answer.content.decode()
    for area in Area.objects.all():
        AreaOutline.objects.create(area=area, geometry=square())
    answer = signed_in("community_secretary").get("/overview/", {"colour": "in_force"})
    assert answer.context["map"].geography
    assert answer.context["map"].shown == 1
    assert "尚未导入边界" not in answer.content.decode()


def test_an_inspector_sees_numbers_and_no_list_of_people(town):
    answer = signed_in("district_inspector", STREET).get("/overview/")
    assert answer.status_code == 200
    assert {area.value_urls[1] for area in answer.context["map"].areas} == {""}


def test_an_area_of_others_has_no_overview(town):
    client = signed_in("community_secretary")
    for code in (OTHER_COMMUNITY, STREET, "nowhere", "99"):
        assert client.get("/overview/", {"area": code}).status_code == 404, code
    assert signed_in("administrator", STREET).get("/overview/").status_code == 404


@pytest.mark.parametrize(
    ("values", "classes"),
    [([0, 0], [0, 0]), ([None, 3], [None, 1]), ([0, 1, 2, 3, 4, 5, 6, 7, 8], [0, 1, 1, 2, 2, 3, 3, 4, 4])],
)
def test_classes_of_colours_hold_about_as_many_areas(values, classes):
    limits = Map.limits_of(values)
    areas = [MapArea(str(at), str(at), (value,)) for at, value in enumerate(values)]
    drawn = Map("map", "", ("",), areas, {}, limits=limits)
    assert [drawn.class_of(value) for value in values] == classes
    assert len(drawn.legend) == len(limits) + 1


def test_outlines_come_in_by_code_and_by_name_and_the_others_are_named(town):
    Area.objects.filter(code=SECOND_GRID).update(name="江边第二网格")
    client = signed_in("administrator", STREET)
    file = collection(
        ({"code": GRID}, square()),
        ({"名称": "江边第二网格"}, square(111)),
        ({"name": "没有的网格"}, square()),
        ({"code": OTHER_COMMUNITY[:6]}, {"type": "Point", "coordinates": [1, 2]}),
    )
    drawn = client.post("/areas/outlines/", {"file": file}).context["drawn"]
    assert (drawn.done, drawn.known, len(drawn.refused)) == (2, 0, 2)
    assert set(AreaOutline.objects.values_list("area_id", flat=True)) == {GRID, SECOND_GRID}
    again = client.post("/areas/outlines/", {"file": collection(({"code": GRID}, square()))}).context["drawn"]
    assert (again.done, again.known) == (0, 1)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"features": 3}', b'{"features": [1]}', b"\xff\xfe\0"])
def test_what_is_no_geojson_is_a_sentence(town, content):
    file = io.BytesIO(content)
    file.name = "x.geojson"
    answer = signed_in("administrator", STREET).post("/areas/outlines/", {"file": file})
    assert answer.status_code == 422
    assert answer.context["form"].wrong


def test_only_an_administrator_draws_and_only_in_the_own_area(town):
    assert signed_in("community_secretary").get("/areas/outlines/").status_code == 404
    client = signed_in("administrator", OTHER_COMMUNITY)
    drawn = client.post("/areas/outlines/", {"file": collection(({"code": GRID}, square()))}).context["drawn"]
    assert drawn.done == 0
    assert not AreaOutline.objects.exists()


def test_the_command_reads_a_file(town, tmp_path):
    path = tmp_path / "网格.geojson"
    path.write_bytes(collection(({"code": GRID}, square()), ({"code": "1"}, square())).getvalue())
    done = CliRunner().invoke(program, ["areas", "outlines", str(path)])
    assert done.exit_code == 1
    assert "1 outlines drawn, 0 known, 1 refused." in done.output


@pytest.mark.parametrize(
    "text",
    [
        "", "null", "3", '{"type": "Polygon"}', '{"type": "Polygon", "coordinates": []}',
        '{"type": "Polygon", "coordinates": [[[1, 2], [3, 4], [1, 2]]]}',
        '{"type": "Polygon", "coordinates": [[[1, 2], [3, 4], [5, 6], [7, 8]]]}',
        '{"type": "Polygon", "coordinates": [[[999, 2], [3, 4], [5, 6], [999, 2]]]}',
        '{"type": "Polygon", "coordinates": [[["x", 2], [3, 4], [5, 6], ["x", 2]]]}',
        '{"type": "MultiPolygon", "coordinates": [[]]}', "[" * 100_000,
    ],
)  # fmt: skip
def test_an_outline_that_is_none_is_refused(text):
    with pytest.raises(ValueError, match="/"):
        geometry_of(text)


def test_a_detailed_outline_is_thinned():
    ring = [[110 + at / 5000, 30 + (at % 3) / 1e6] for at in range(5000)]
    ring += [[111, 31], [110, 31], ring[0]]
    kept = geometry_of(json.dumps({"type": "Polygon", "coordinates": [ring]}))
    assert len(kept["coordinates"][0]) <= MOST_POINTS
    assert kept["coordinates"][0][0] == kept["coordinates"][0][-1]


def closed(code):
    return perform(close_area, [CloseArea(area=code)], by=system_viewer(), at=clock.now())[0]


def problem(outcome):
    return outcome.problem.code.rpartition(":")[2]


def test_an_area_is_closed_when_nobody_lives_works_or_lies_below_in_it(town):
    register(row("张伟"), by=worker())
    assert problem(closed(COMMUNITY)) == "divided"
    assert problem(closed(GRID)) == "lived_in"
    colleague("grid_worker", SECOND_GRID)
    assert problem(closed(SECOND_GRID)) == "worked_in"
    Grant.objects.filter(area=SECOND_GRID).update(valid_until=date(2020, 2, 1))
    assert closed(SECOND_GRID).state == "done"
    assert closed(SECOND_GRID).state == "known"
    assert Area.objects.get(code=SECOND_GRID).closed_on == clock.today()
    assert problem(closed(GRID[:-3] + "999")) == "unknown"


def test_the_tree_leads_down_and_offers_what_may_be_done(town):
    client = signed_in("administrator", STREET)
    top = client.get("/areas/")
    assert top.context["parts"][0].url.startswith("/areas/?area=")
    page = client.get("/areas/", {"area": GRID})
    assert {link.url.split("?")[0] for link in page.context["links"]} >= {
        "/actions/scope.open_area/",
        "/actions/scope.recode_area/",
        "/actions/scope.close_area/",
    }
    assert client.get(f"/actions/scope.close_area/?area={GRID}").status_code == 200
    assert client.get("/areas/", {"area": "11"}).status_code == 404
    reader = signed_in("community_secretary")
    assert reader.get("/areas/", {"area": GRID}).context["links"] == []
    assert reader.get("/areas/", {"area": OTHER_COMMUNITY}).status_code == 404
