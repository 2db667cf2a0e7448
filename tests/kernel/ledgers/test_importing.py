"""What becomes of a workbook: every row ends as accepted, known or refused, and nothing goes in twice."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import timedelta

import openpyxl
import pytest

from factories.registry import COMMUNITY, FAR_GRID, GRID, NOW, OTHER_COMMUNITY, id_number, make_areas, phone, worker
from factories.rosters import HEADINGS, bring_in, counts, home, names, resident, write
from factories.scope import somebody
from factories.screening import screener
from menshen.domains.registry.ledgers import HOUSEHOLDS, RESIDENTS
from menshen.domains.registry.models import ContactPoint, Person
from menshen.domains.screening.ledgers import ATTEMPTS
from menshen.kernel.base.problems import CommonProblem, Refused
from menshen.kernel.journal.models import Entry
from menshen.kernel.ledgers import importing
from menshen.kernel.ledgers.importing import ImportProblem
from menshen.kernel.ledgers.models import ImportRun, RememberedHeading
from menshen.kernel.ledgers.refusals import write_refusals
from menshen.kernel.ledgers.vocabulary import CellProblem, FileProblem
from menshen.kernel.scope.models import Area, AreaAlias
from menshen.kernel.scope.viewers import acting, system_viewer

pytestmark = pytest.mark.django_db
DAY = NOW.date()


@pytest.fixture(autouse=True)
def areas():
    make_areas()


@pytest.fixture
def roster(tmp_path):
    return lambda *rows, headings=HEADINGS: write(tmp_path / "名单.xlsx", rows, headings)


def runs():
    with acting(system_viewer()):
        return list(ImportRun.objects.order_by("id"))


def areas_of_people():
    with acting(system_viewer()):
        return dict(Person.objects.values_list("name", "area_id"))


def test_every_row_ends_as_accepted_known_or_refused(roster):
    bad = resident(3)
    bad[2] = "110105194912310021"
    path = roster(resident(1), resident(2), resident(1), bad, ["合计", 4, *[""] * 6])
    report = bring_in(path)
    assert counts(report) == (2, 1, 1)
    assert report.rows == 4
    (refusal,) = report.refusals
    assert (refusal.sheet, refusal.row, refusal.code) == ("名单", 5, CellProblem.ID_CHECKSUM)
    assert names() == ["王一", "王二"]
    (run,) = runs()
    assert (run.accepted, run.known, run.refused, run.next_row, run.finished_at) == (2, 1, 1, 4, NOW)
    assert run.stored_refusals() == report.refusals


def test_a_repeated_import_changes_nothing(roster):
    path = roster(resident(1), resident(2))
    bring_in(path)
    with acting(system_viewer()):
        before = (Entry.objects.count(), list(Person.objects.values()), list(ContactPoint.objects.values()))
    assert counts(bring_in(path)) == (0, 2, 0)
    with acting(system_viewer()):
        after = (Entry.objects.count(), list(Person.objects.values()), list(ContactPoint.objects.values()))
    assert after == before
    assert [run.known for run in runs()] == [0, 2]


def test_a_dry_run_says_what_would_happen_and_changes_nothing(roster):
    bring_in(roster(resident(1)))
    path = roster(resident(1), resident(2), resident(3, "网格0"), resident(4), ["网格001", "x", *resident(5)[2:]])
    report = bring_in(path, dry_run=True)
    assert report.run_id is None
    assert counts(report) == (3, 1, 1)
    assert counts(bring_in(path, dry_run=True, first=2)) == (1, 1, 0)
    assert names() == ["王一"]
    assert len(runs()) == 1
    assert counts(bring_in(path)) == counts(report)


def test_the_counts_of_chunks_add_up(roster, monkeypatch):
    spec = replace(RESIDENTS.imports, chunk=3)
    rows = [resident(serial) for serial in range(1, 11)]
    rows[4][2] = rows[8][2] = "123"
    told = []
    report = bring_in(roster(*rows), ledger=replace(RESIDENTS, imports=spec), progress=told.append)
    assert told == [3, 3, 3, 1]
    assert counts(report) == (8, 0, 2)
    assert [refusal.row for refusal in report.refusals] == [6, 10]


def test_what_rows_say_of_unknown_grids_is_kept_over_all_chunks_and_shortened(roster, monkeypatch):
    monkeypatch.setattr(importing, "_KEPT", 2)
    spec = replace(RESIDENTS.imports, area_from=("grid",), chunk=2)
    said = ("东片", "东片", "西片", "东片", "南片" * 30)
    rows = [resident(serial, word) for serial, word in enumerate(said, start=1)]
    report = bring_in(roster(*rows), ledger=replace(RESIDENTS, imports=spec))
    assert report.untold == {"东片": 3, "西片": 1, "…": 1}
    assert runs()[0].untold == dict(report.untold)
    assert set(areas_of_people().values()) == {COMMUNITY}
    assert "5 rows" in report.untold_sentence.en


def test_the_corrected_error_workbook_goes_in(roster, tmp_path):
    good, one, other = resident(1), resident(2), resident(3)
    one[2], other[3] = "110105194912310021", "1234"
    path = roster(good, one, other)
    report = bring_in(path)
    back = tmp_path / "未通过.xlsx"
    assert write_refusals(RESIDENTS, path, back, report.refusals, area=COMMUNITY, day=DAY) == 2
    book = openpyxl.load_workbook(back)
    assert [cell.value for cell in book["名单"]["B"][1:3]] == ["王二", "王三"]
    book["名单"]["C2"], book["名单"]["D3"] = id_number(2), phone(3)
    book.save(back)
    assert counts(bring_in(back)) == (2, 0, 0)
    assert set(names()) == {"王一", "王二", "王三"}


def test_headings_that_were_explained_once_are_known_also_in_the_error_workbook(roster, tmp_path):
    headings = ["网格", "称呼", "证", *HEADINGS[3:]]
    path = roster(["网格001", "王一", "123", *resident(1)[3:]], resident(2), headings=headings)
    with pytest.raises(Refused) as refused:
        bring_in(path)
    assert refused.value.code == FileProblem.MISSING_COLUMNS
    assert runs() == []
    for heading, column in (("称呼", "name"), ("证", "id_number")):
        RememberedHeading.objects.create(ledger=RESIDENTS.code, area_id=COMMUNITY, heading=heading, column=column)
    report = bring_in(path)
    assert counts(report) == (1, 0, 1)
    back = tmp_path / "back.xlsx"
    assert write_refusals(RESIDENTS, path, back, report.refusals, area=COMMUNITY, day=DAY) == 1
    assert counts(bring_in(back)) == (0, 0, 1)


@pytest.mark.parametrize(
    ("said_for", "taken"),
    [({GRID: ""}, False), ({OTHER_COMMUNITY: "name"}, False), ({COMMUNITY: "name"}, True),
     ({COMMUNITY[:9]: "", COMMUNITY: "name"}, True), ({COMMUNITY[:9]: "name", COMMUNITY: ""}, False)],
)  # fmt: skip
def test_what_is_said_of_a_heading_holds_there_and_below_and_the_lower_word_counts(roster, said_for, taken):
    make_areas(COMMUNITY[:9])
    for area, column in said_for.items():
        RememberedHeading.objects.create(ledger=RESIDENTS.code, area_id=area, heading="称呼", column=column)
    path = roster(resident(1), headings=[HEADINGS[0], "称呼", *HEADINGS[2:]])
    if taken:
        assert counts(bring_in(path)) == (1, 0, 0)
    else:
        with pytest.raises(Refused):
            bring_in(path)


@pytest.mark.parametrize(("called", "found"), [("网格002.csv", "990101001001002"), ("名单.csv", COMMUNITY)])
def test_a_text_file_tells_its_area_by_the_name_under_which_it_was_sent(tmp_path, called, found):
    path = tmp_path / "0190.upload"
    lines = (HEADINGS[1:], resident(1)[1:])
    path.write_text("\n".join(",".join(line) for line in lines), encoding="gb18030")
    assert counts(bring_in(path, name=called)) == (1, 0, 0)
    assert areas_of_people() == {"王一": found}


@pytest.mark.parametrize(
    ("phones", "second", "left_out"),
    [("{0}/{1}", "", 0), ("{0}/{1}/{2}", "", 1), ("{0}/{1}", "{1}", 0), ("{0}/{1}", "{2}", 1)],
)
def test_what_has_no_place_is_said_beforehand(roster, phones, second, left_out):
    numbers, row = [phone(n) for n in range(3)], resident(1)
    row[HEADINGS.index("联系电话")] = phones.format(*numbers)
    path = roster([*row, second.format(*numbers)], headings=[*HEADINGS, "备用电话"])
    report = bring_in(path, dry_run=True)
    assert counts(report) == (1, 0, 0)
    assert list(report.left_out.values()) == [1] * left_out
    assert all("联系电话" in sentence.zh for sentence in report.left_out)


def test_only_the_sheets_that_were_chosen_go_in(tmp_path):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for serial, title in enumerate(("网格001", "网格002"), 1):
        sheet = book.create_sheet(title)
        sheet.append(HEADINGS[1:])
        sheet.append(resident(serial)[1:])
    path = tmp_path / "two.xlsx"
    book.save(path)
    assert counts(bring_in(path, sheets=["网格002"])) == (1, 0, 0)
    assert areas_of_people() == {"王二": "990101001001002"}
    assert counts(bring_in(path)) == (1, 1, 0)
    assert areas_of_people()["王一"] == GRID


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("网格001", GRID),
        ("网 格 002", "990101001001002"),
        (GRID, GRID),
        (990101001001002, "990101001001002"),
        ("沿江片", GRID),
        ("", COMMUNITY),
        ("没有的网格", COMMUNITY),
        ("12", COMMUNITY),
        (FAR_GRID, None),
        ("990101001001777", None),
        ("990101001001003", None),
    ],
)
def test_the_area_of_a_row(roster, said, expected):
    Area.objects.create(code="990101001001003", level="grid", name="旧网格", closed_on=DAY)
    AreaAlias.objects.create(text="沿江片", area_id=GRID)
    AreaAlias.objects.create(text="旧片", area_id="990101001001003")
    report = bring_in(roster([said, *resident(1)[1:]]))
    if expected:
        assert areas_of_people() == {"王一": expected}
    else:
        assert [refusal.code for refusal in report.refusals] == [ImportProblem.WHICH_AREA]
        assert names() == []


def test_a_row_whose_area_cannot_be_told_is_refused(roster):
    street = COMMUNITY[:9]
    report = bring_in(roster(resident(1, ""), resident(2, "网格001")), area=street, by=worker(street))
    # Two communities have a 网格001: neither is meant.
    assert [refusal.code for refusal in report.refusals] == [ImportProblem.WHICH_AREA] * 2
    assert names() == []


@pytest.mark.parametrize(
    "given",
    [
        {"area": OTHER_COMMUNITY},
        {"area": COMMUNITY[:9]},
        {"area": "990101001999"},
        {"area": "nowhere"},
        {"area": "", "by": None},
        {"by": None},
    ],
    ids=str,
)
def test_not_yours_is_not_there(roster, given):
    viewer = {"by": somebody(COMMUNITY)} if "by" in given else {}
    with pytest.raises(Refused) as refused:
        bring_in(roster(resident(1)), **{**given, **viewer})
    assert refused.value.code == CommonProblem.NOT_FOUND
    assert (names(), runs()) == ([], [])


def test_a_ledger_that_follows_from_others_takes_no_workbook(roster):
    with pytest.raises(Refused) as refused:
        bring_in(roster(resident(1)), ledger=HOUSEHOLDS)
    assert refused.value.code == ImportProblem.NOT_IMPORTABLE


@pytest.mark.parametrize("content", [b"", b"not a workbook", b"PK\x03\x04 cut off", b"%PDF-1.7", b"\0\0\0"])
def test_a_file_that_is_no_workbook_leaves_nothing(tmp_path, content):
    path = tmp_path / "roster.xlsx"
    path.write_bytes(content)
    with pytest.raises(Refused) as refused:
        bring_in(path)
    assert refused.value.code in {problem.value for problem in FileProblem}
    assert runs() == []


def test_a_workbook_cut_off_in_the_middle_leaves_nothing(roster):
    path = roster(*(resident(serial) for serial in range(1, 50)))
    path.write_bytes(path.read_bytes()[:-400])
    with pytest.raises(Refused) as refused:
        bring_in(path)
    assert refused.value.code == FileProblem.DAMAGED
    assert (names(), runs()) == ([], [])


def test_a_bomb_is_refused(roster, tmp_path):
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/workbook.xml", "w") as part:
        for _ in range(1100):
            part.write(b" " * (1 << 20))
    with pytest.raises(Refused) as refused:
        bring_in(path)
    assert refused.value.code == FileProblem.TOO_LARGE


def test_nul_characters_and_formulas_are_text_or_refused(roster, tmp_path):
    source = roster(["网格001", "张PLACE三", "", "PLACE", *home(1)], ["网格001", "=1+1", "", "", *home(2)])
    path = tmp_path / "nul.xlsx"
    with zipfile.ZipFile(source) as archive, zipfile.ZipFile(path, "w") as changed:
        for name in archive.namelist():
            changed.writestr(name, archive.read(name).replace(b"PLACE", b"_x0000_"))
    report = bring_in(path)
    assert names() == ["张三"]
    assert counts(report) == (1, 0, 1)
    assert "\0" not in str(runs()[0].refusals)
    back = tmp_path / "back.xlsx"
    write_refusals(RESIDENTS, path, back, report.refusals, area=COMMUNITY, day=DAY)
    with zipfile.ZipFile(back) as archive:
        assert b"<f" not in archive.read("xl/worksheets/sheet1.xml")


def test_what_contradicts_itself_is_refused_in_both_languages(tmp_path):
    """A finding about the row as a whole belongs to no column."""
    headings = ["网格", "户编号", "排查方式", "排查时间", "排查结果"]
    path = write(tmp_path / "calls.xlsx", [["网格001", "001", "电话", "2020-01-23 9:00", "已张贴"]], headings)
    (refusal,) = bring_in(path, ledger=ATTEMPTS, by=screener()).refusals
    assert refusal.reason.en
    assert refusal.reason.zh


def test_both_phones_in_one_cell_are_kept(roster):
    first, second = resident(1), resident(2)
    first[3] = f"{phone(1)}、{phone(101)}"
    second[3] = f"{phone(2)}/{phone(2)}"
    assert counts(bring_in(roster(first, second))) == (2, 0, 0)
    with acting(system_viewer()):
        kept = list(ContactPoint.objects.order_by("id").values_list("person__name", "number", "main"))
    assert kept == [("王一", phone(1), True), ("王一", phone(101), False), ("王二", phone(2), True)]
    assert counts(bring_in(roster(first, second))) == (0, 2, 0)


def test_a_phone_in_the_column_for_the_second_one_comes_first(roster):
    row = [*resident(1), phone(9)]
    row[3] = f"{phone(1)} {phone(101)}"
    bring_in(roster(row, headings=[*HEADINGS, "备用电话"]))
    with acting(system_viewer()):
        assert set(ContactPoint.objects.values_list("number", flat=True)) == {phone(1), phone(9)}


@pytest.fixture
def interrupted(roster, monkeypatch):
    """A file of ten rows, of which an earlier run, begun at `NOW`, has settled four."""

    def stopped(*arguments, **options):
        if len(runs()) and runs()[0].next_row == 4:
            raise KeyboardInterrupt
        return original(*arguments, **options)

    original = importing.perform
    ledger = replace(RESIDENTS, imports=replace(RESIDENTS.imports, chunk=2))
    rows = [[*resident(serial), "1月23日"] for serial in range(1, 11)]
    rows[1][2] = "123"
    path = roster(*rows, headings=[*HEADINGS, "入住日期"])
    monkeypatch.setattr(importing, "perform", stopped)
    with pytest.raises(KeyboardInterrupt):
        bring_in(path, ledger=ledger)
    monkeypatch.setattr(importing, "perform", original)
    assert runs()[0].next_row == 4
    return ledger, path


def test_an_interrupted_run_goes_on_by_another_hand_on_another_day(interrupted):
    ledger, path = interrupted
    later = NOW + timedelta(days=400)
    report = bring_in(path, ledger=ledger, by=worker(COMMUNITY[:9], name="colleague"), at=later)
    assert report.resumed_at == 4
    assert counts(report) == (9, 0, 1)
    (run,) = runs()
    assert (run.started_at, run.finished_at, run.started_by.username) == (NOW, later, "clerk")
    with acting(system_viewer()):
        days = set(Person.objects.values_list("residences__from_on", flat=True))
    assert days == {DAY}  # 1月23日 is of the year in which the file was first read


def test_a_run_read_in_another_way_begins_anew(interrupted):
    ledger, path = interrupted
    said = {"heading": "联系电话", "column": "second_phone"}
    RememberedHeading.objects.create(ledger=RESIDENTS.code, area_id=COMMUNITY, **said)
    report = bring_in(path, ledger=ledger)
    assert report.resumed_at == 0
    assert report.rows == 10
    assert len(runs()) == 2
    assert len(names()) == 9


def test_a_run_for_another_area_is_another_run(interrupted):
    ledger, path = interrupted
    report = bring_in(path, ledger=ledger, area=GRID)
    assert (report.resumed_at, report.rows) == (0, 10)
