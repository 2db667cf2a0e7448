"""The files: readable, as untidy as real ones, and with exactly the faults that they say they have."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from datetime import date, datetime, timedelta
from itertools import islice
from random import Random

import pytest
from python_calamine import CalamineWorkbook

from menshen.demo.days import DAYS
from menshen.demo.figures import EXPECTED
from menshen.demo.identity import check_character
from menshen.demo.people import residents
from menshen.demo.town import ACCEPTANCE, MAIN, SECOND, VILLAGE, build_town
from menshen.demo.workbooks import Content, Expected, Flaw, RosterStyle, write_files, write_roster
from menshen.demo.workbooks.hands import Hand
from menshen.kernel.base.clock import local

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    return list(write_files(build_town(55_000), tmp_path_factory.mktemp("town")))


def rows_of(path):
    """The cells of every sheet, as a reader of Excel files gives them."""
    book = CalamineWorkbook.from_path(str(path))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def merged_in(path):
    """First and last row and column (from 0) of each merged range on the first sheet."""
    return set(CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).merged_cell_ranges)


def the_file(files, content, area, day=None, name=""):
    return next(f for f in files if (f.content, f.area, f.day) == (content, area, day) and name in f.path.name)


def total(files, content, area):
    chosen = [file.expected for file in files if (file.content, file.area) == (content, area)]
    return Expected(*(sum(getattr(e, field) for e in chosen) for field in ("accepted", "known", "refused")))


def test_every_row_that_is_written_is_expected(files):
    for file in files:
        sheets = [rows for name, rows in rows_of(file.path).items() if name != "说明"]
        numbered = sum(isinstance(row[0], float) for rows in sheets for row in rows)
        # The plain roster of a further community has no running number.
        written = numbered or sum(len(rows) - 1 for rows in sheets)
        assert written == file.expected.rows, file.path.name
        assert len(file.bad_rows) == file.expected.refused


@pytest.mark.parametrize("code", ACCEPTANCE)
def test_what_is_accepted_is_what_the_acceptance_counts(files, code):
    expected = EXPECTED[code]
    screening = expected.screening
    assert total(files, Content.RESIDENTS, code).accepted == expected.registered.people
    assert total(files, Content.ARRIVALS, code).accepted == expected.arrivals.people
    assert total(files, Content.DEPARTURES, code).accepted == expected.away
    attempts = screening.calls + screening.visits + screening.notices
    assert total(files, Content.ATTEMPTS, code).accepted == attempts
    assert total(files, Content.WORKERS, code).accepted == expected.outgoing_workers


def test_known_and_refused_rows_of_the_rosters_are_those_announced(files):
    assert the_file(files, Content.RESIDENTS, MAIN).expected == Expected(35_947, known=14, refused=12)
    assert the_file(files, Content.RESIDENTS, SECOND).expected == Expected(17_236, known=10, refused=10)
    assert the_file(files, Content.RESIDENTS, VILLAGE).expected == Expected(614, known=3, refused=3)


def test_files_come_rosters_first_and_then_day_by_day(files):
    days = [file.day for file in files]
    rosters = [day for day in days if day is None]
    assert days[: len(rosters)] == rosters
    assert days[len(rosters) :] == sorted(days[len(rosters) :])
    assert set(days) == {None, *DAYS}
    assert len({file.path for file in files}) == len(files)


def test_each_bad_row_has_the_fault_that_it_names(files):
    faults = Counter()
    for file in files:
        sheets = rows_of(file.path) if file.bad_rows else {}
        for bad in file.bad_rows:
            row = sheets[bad.sheet][bad.number - 1]
            faults[bad.reason] += 1
            if bad.reason is Flaw.ROUNDED:
                rounded = next(cell for cell in row if isinstance(cell, float) and cell > 1e17)
                digits = f"{int(rounded):018d}"
                assert check_character(digits[:17]) != digits[17]
            elif bad.reason is Flaw.CHECKSUM:
                number = next(cell for cell in row if re.fullmatch(r"990101\d{11}[\dX]", str(cell)))
                assert check_character(number[:17]) != number[17]
            elif bad.reason is Flaw.MASKED:
                assert "某某某" in row
                assert any("****" in str(cell) for cell in row)
            else:
                assert "查无此人" in row
    assert set(faults) == set(Flaw) - {Flaw.REPEATED}


def test_repeated_rows_are_copies_of_a_row_above(files):
    for file in files:
        if file.content is not Content.RESIDENTS or not file.expected.known:
            continue
        copies = 0
        for rows in rows_of(file.path).values():
            seen = Counter()
            names = [str(heading) for heading in next((r for r in rows if "姓名" in str(r)), [])]
            start = next((at for at, name in enumerate(names) if name in ("姓名", "人员姓名")), 0)
            for row in rows:
                key = tuple(map(str, row[start:]))
                copies += bool(seen[key]) and isinstance(row[0], float)
                seen[key] += 1
        assert copies == file.expected.known


def test_the_main_roster_has_titles_and_two_rows_of_merged_headings(files):
    path = the_file(files, Content.RESIDENTS, MAIN).path
    rows = rows_of(path)["Sheet1"]
    assert rows[0][0] == "临江社区居民花名册"
    assert rows[2][9:14] == ["现住址", "", "", "", "户籍地"]
    assert rows[3][9:14] == ["小区", "楼栋", "单元", "门牌", ""]
    # Title over the whole width, a heading over two rows, a group over its four parts.
    assert {((0, 0), (0, 17)), ((2, 0), (3, 0)), ((2, 9), (2, 12))} <= merged_in(path)


def test_the_second_roster_has_a_sheet_for_each_area_and_one_of_explanations(files):
    sheets = rows_of(the_file(files, Content.RESIDENTS, SECOND).path)
    assert list(sheets) == ["说明", "第一责任区", "第二责任区", "第三责任区", "第四责任区", "第五责任区"]


def test_the_village_writes_traditional_headings_merged_families_and_full_width_numbers(files):
    path = the_file(files, Content.RESIDENTS, VILLAGE).path
    rows = rows_of(path)["Sheet1"]
    assert rows[1][:4] == ["序號", "網格", "門牌號", "戶主姓名"]
    numbers = [row[7] for row in rows[2:]]
    assert all(isinstance(number, str) for number in numbers)
    assert any(number.endswith("x") for number in numbers)
    assert any(number[0] == "９" for number in numbers)
    # A family's door is written once, over all its rows.
    assert sum(bool(row[2]) for row in rows[2:]) == EXPECTED[VILLAGE].registered.households + 6
    assert any(first == (2, 2) and last[1] == 2 for first, last in merged_in(path))


def test_rosters_are_as_untidy_as_they_should_be(files):
    rows = rows_of(the_file(files, Content.RESIDENTS, MAIN).path)["Sheet1"]
    phones = [row[8] for row in rows[4:]]
    assert any(isinstance(phone, float) for phone in phones)
    assert any(re.fullmatch(r"100\d{8}[/、；]100\d{8}", str(phone)) for phone in phones)
    assert any(phone in ("____", "x", "X") for phone in phones)
    assert any(re.fullmatch(r"[０-９]{11}", str(phone)) for phone in phones)


def test_sheets_of_the_second_community_are_one_for_each_step(files):
    day = date(2020, 1, 27)
    assert the_file(files, Content.ATTEMPTS, SECOND, day, "入户排查").expected == Expected(396, known=1)
    assert the_file(files, Content.ATTEMPTS, SECOND, day, "张贴温馨提示").expected.known == 1
    assert the_file(files, Content.ATTEMPTS, SECOND, date(2020, 1, 23), "电话排查").expected.refused == 1


def test_arrivals_of_yesterday_can_be_listed_again(files):
    file = the_file(files, Content.ARRIVALS, MAIN, date(2020, 1, 24))
    assert file.expected.known == 4


def test_notations_keep_the_value():
    hand = Hand(Random(3))
    day, at = date(2020, 1, 22), local(date(2020, 1, 22), 8, 5)
    for _ in range(200):
        cell = hand.day(day)
        assert _read(cell) == [2020, 1, 22] if isinstance(cell, str) else _serial(cell).date() == day
        cell = hand.moment(at)
        assert _read(cell) == [2020, 1, 22, 8, 5] if isinstance(cell, str) else _serial(cell) == at.replace(tzinfo=None)
        phone = hand.phone("10012345678")
        assert re.sub(r"\D", "", unicodedata.normalize("NFKC", str(phone)))[:11] == "10012345678"


def _read(text):
    return [int(digits) for digits in re.findall(r"\d+", unicodedata.normalize("NFKC", text))]


def _serial(cell):
    if isinstance(cell, datetime):
        return cell
    if isinstance(cell, date):
        return datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001  cells carry no zone
    return datetime(1899, 12, 30) + timedelta(minutes=round(cell * 1440))  # noqa: DTZ001


def test_the_same_seed_writes_the_same_cells(files, tmp_path):
    again = next(write_files(build_town(), tmp_path))
    assert rows_of(again.path) == rows_of(the_file(files, Content.RESIDENTS, MAIN).path)


@pytest.mark.parametrize("style", list(RosterStyle))
def test_a_roster_of_any_length_can_be_written(tmp_path, style):
    path = tmp_path / "roster.xlsx"
    assert write_roster(path, islice(residents(build_town()), 3_000), style) == 3_000
    (rows,) = rows_of(path).values()
    assert len(rows) == 3_000 + (2 if style is RosterStyle.COMPOUNDS else 1)
