"""The import wizard of the desk: choose, check, import, and the refused rows as a workbook."""

from __future__ import annotations

import io
import os
import time
from pathlib import Path

import openpyxl
import pytest
from django.conf import settings
from django.test import Client

from factories.registry import COMMUNITY, GRID, OTHER_COMMUNITY, make_areas, phone
from factories.rosters import HEADINGS, called, names, resident
from factories.scope import colleague
from menshen.domains.registry.models import Person
from menshen.kernel.ledgers.models import ImportRun, RememberedHeading
from menshen.kernel.scope.viewers import acting, system_viewer

pytestmark = pytest.mark.django_db
URL = "/ledgers/registry.residents/import/"


@pytest.fixture
def uploads(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "DATA", tmp_path)
    return tmp_path / "uploads"


@pytest.fixture
def desk(uploads):
    make_areas()
    client = Client(headers={"accept-language": "zh"})
    client.force_login(colleague("community_secretary", COMMUNITY))
    return client


def workbook(*, name="名单.xlsx", headings=HEADINGS, **sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in (headings, *rows):
            sheet.append(row)
    written = io.BytesIO()
    book.save(written)
    sent = io.BytesIO(written.getvalue())
    sent.name = name
    return sent


def send(desk, file, area=COMMUNITY):
    return desk.post(URL, {"file": file, "area": area})


def checked(desk, file):
    """The address of the check, after the file was sent."""
    answer = send(desk, file)
    assert answer.status_code == 302
    return answer.url


def imported(desk, url, **fields):
    answer = desk.post(url, {"action": "run", **fields}, follow=True)
    assert answer.status_code == 200
    return answer.context["tally"]


def test_grids_that_are_not_known_are_named_before_and_after_and_nothing_is_lost(desk):
    url = checked(desk, workbook(名单=[resident(1, "没听说过"), resident(2), resident(3, "没听说过")]))
    said = "2 行所写的网格不存在：滨江花园 · 没听说过。"
    assert said in desk.get(url).content.decode()
    tally = imported(desk, url)
    assert said in desk.get(url).content.decode()
    assert tally.accepted == 3
    with acting(system_viewer()):
        assert set(Person.objects.values_list("name", "area_id")) == {
            (called(1), COMMUNITY), (called(2), GRID), (called(3), COMMUNITY)
        }  # fmt: skip


def test_three_steps_and_the_refused_rows_come_back(desk):
    bad = resident(2)
    bad[2] = "110105194912310021"
    url = checked(desk, workbook(名单=[resident(1), bad]))
    tally = desk.get(url).context["tally"]
    assert (tally.accepted, tally.known, tally.refused) == (1, 0, 1)
    assert names() == []
    tally = imported(desk, url)
    assert (tally.accepted, tally.refused) == (1, 1)
    assert names() == [called(1)]
    back = desk.get(f"{url}errors/")
    sheet = openpyxl.load_workbook(io.BytesIO(back.content))["名单"]
    assert [sheet["B2"].value, sheet["I2"].value] == [called(2), "未导入"]
    assert imported(desk, checked(desk, workbook(名单=[resident(1)]))).known == 1


def test_a_second_click_on_a_finished_import_shows_its_result(desk):
    url = checked(desk, workbook(名单=[resident(1)]))
    assert imported(desk, url).accepted == imported(desk, url).accepted == 1
    with acting(system_viewer()):
        assert ImportRun.objects.count() == 1


def test_only_the_ticked_sheets_are_taken(desk):
    url = checked(desk, workbook(甲=[resident(1)], 乙=[resident(2)]))
    again = desk.post(url, {"action": "preview", "sheet": ["乙"]})
    assert [(sheet.name, sheet.chosen) for sheet in again.context["sheets"]] == [("甲", False), ("乙", True)]
    assert again.context["tally"].accepted == 1
    assert desk.post(url, {"action": "run"}).context["tally"].accepted == 0
    assert imported(desk, url, sheet=["乙"]).accepted == 1
    assert names() == [called(2)]


@pytest.mark.parametrize(
    ("name", "grid"),
    [("网格002.csv", f"{COMMUNITY}002"), ("../../网格002.csv", f"{COMMUNITY}002"),
     ('"><script>alert(1).csv', COMMUNITY), ("名单\u202e.csv", COMMUNITY), ("=1+1.csv", COMMUNITY),
     ("长" * 250 + ".csv", COMMUNITY)],
)  # fmt: skip
def test_a_text_file_has_the_name_under_which_it_was_sent_for_a_sheet(desk, name, grid):
    sent = io.BytesIO("\n".join(",".join(line) for line in (HEADINGS[1:], resident(1)[1:])).encode())
    sent.name = name
    url = checked(desk, sent)
    page = desk.get(url)
    assert page.context["tally"].accepted == 1
    assert "<script>alert" not in page.content.decode()
    assert imported(desk, url).accepted == 1
    with acting(system_viewer()):
        assert Person.objects.get().area_id == grid


def test_what_would_not_be_kept_is_said_before(desk):
    row = resident(1)
    row[HEADINGS.index("联系电话")] = "/".join(phone(n) for n in range(3))
    page = desk.get(checked(desk, workbook(名单=[row, resident(2)]))).content.decode()
    assert "以下内容不会全部录入" in page
    assert "联系电话：电话多于可登记的个数" in page


def test_headings_are_explained_once(desk):
    headings = ["网格", "称呼", *HEADINGS[2:]]
    url = checked(desk, workbook(headings=headings, 名单=[["网格001", called(1), "123", *resident(1)[3:]]]))
    assert [str(title) for title in desk.get(url).context["missing"]] == ["姓名"]
    odd = {"heading:\0": "phone", f"heading:{'长' * 200}": "phone", "heading:备注": "phone", "heading:性别": "nonsense"}
    answer = desk.post(url, {"action": "preview", "heading:称呼": "name", **odd})
    assert answer.context["tally"].refused == 1
    assert list(RememberedHeading.objects.values_list("area", "heading", "column")) == [(COMMUNITY, "称呼", "name")]
    tally = imported(desk, url)
    assert (tally.accepted, tally.refused) == (0, 1)
    assert desk.get(f"{url}errors/").status_code == 200


@pytest.mark.parametrize("area", ["", OTHER_COMMUNITY, COMMUNITY[:9], "nowhere", "990101001999", "临江社区"])
def test_an_area_that_is_not_yours_is_a_fault_of_the_form(desk, area):
    answer = send(desk, workbook(名单=[resident(1)]), area or " ")
    assert answer.status_code == 422
    assert "请选择您辖区内的区划" in answer.content.decode()


def test_no_file_is_a_fault_of_the_form(desk):
    assert send(desk, "").status_code == 422


@pytest.mark.parametrize("content", [b"no workbook", b"PK\x03\x04", b"\0\1\2", "姓名\n".encode("utf-16")])
def test_a_file_that_cannot_be_read_is_a_sentence(desk, content):
    file = io.BytesIO(content)
    file.name = "名单.xlsx"
    url = checked(desk, file)
    for answer in (desk.get(url), desk.post(url, {"action": "run"})):
        assert answer.status_code in (200, 422)
        assert names() == []


def test_somebody_elses_upload_is_not_there(desk):
    url = checked(desk, workbook(名单=[resident(1)]))
    other = Client()
    other.force_login(colleague("community_secretary", COMMUNITY))
    for address in (url, f"{url}errors/"):
        assert other.get(address).status_code == 404
    stranger = Client()
    stranger.force_login(colleague("district_inspector", COMMUNITY))
    assert stranger.get(URL).status_code == 404


def test_uploads_are_forgotten_after_a_day(desk, uploads):
    checked(desk, workbook(名单=[resident(1)]))
    (old,) = uploads.iterdir()
    day_before = time.time() - 25 * 3600
    os.utime(old, (day_before, day_before))
    checked(desk, workbook(名单=[resident(2)]))
    assert len(list(Path(uploads).iterdir())) == 1
    assert not old.exists()
