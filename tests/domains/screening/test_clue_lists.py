"""Verification lists: received in any columns, split after a look, answered, handed over, sent back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from openpyxl import load_workbook

from factories.clues import HEADINGS, LIST, STREET, bring_in, do, line, open_list, street_clerk
from factories.registry import COMMUNITY, GRID, OTHER_COMMUNITY, id_number, phone
from factories.screening import DAY, EVENING, NOON, TOMORROW, figure, households, screener, settled_town
from menshen.domains.quarantine.models import QuarantineOrder
from menshen.domains.screening.jobs.clues import ACKNOWLEDGE_CLUE, SPLIT_LIST, VERIFY_CLUES
from menshen.domains.screening.models import Arrival, Clue, ClueBatch, ClueShare, Verification
from menshen.domains.screening.vocabulary import ClueOutcome, Kind, Problem
from menshen.kernel.base.clock import in_local
from menshen.kernel.base.modules import find
from menshen.kernel.journal.models import Entry
from menshen.kernel.ledgers.exporting import export
from menshen.kernel.ledgers.table import Question, page_of
from menshen.kernel.scope.models import Area
from menshen.kernel.scope.viewers import acting, system_viewer
from menshen.kernel.tasks.flow import escalate
from menshen.kernel.tasks.models import Task

pytestmark = pytest.mark.django_db
FAR_STREET = "990101002"


@pytest.fixture(autouse=True)
def town():
    settled_town(FAR_STREET + "001001")
    Area.objects.filter(code=COMMUNITY).update(name="临江社区")
    Area.objects.filter(code=OTHER_COMMUNITY).update(name="铜都社区")
    households(3)


@pytest.fixture
def sheet(tmp_path):
    return tmp_path / "pushed.xlsx"


def of_list(**known) -> list[Clue]:
    with acting(system_viewer()):
        return list(Clue.objects.filter(**known).select_related("share", "earlier").order_by("pk"))


def problem(outcome) -> str:
    assert outcome.problem is not None
    return outcome.problem.code


def counts(report):
    return report.accepted, report.known, report.refused


def test_a_list_has_its_moments_from_the_limits_in_force():
    done = open_list()
    assert (done.state, open_list().state) == ("done", "known")
    with acting(system_viewer()):
        batch = ClueBatch.objects.get()
    assert [in_local(moment) - NOON for moment in (batch.split_by, batch.first_by, batch.all_by)] == [
        timedelta(hours=2), timedelta(hours=4), timedelta(hours=24),
    ]  # fmt: skip
    other = do("screening.open_clue_batch", area=STREET, title=LIST, sender="别的单位", received_at=NOON)
    assert problem(other) == Problem.BATCH_TITLE_TAKEN
    late = do("screening.open_clue_batch", area=STREET, title="明天", sender="市局", received_at=TOMORROW)
    assert problem(late) == Problem.BATCH_IN_THE_FUTURE


def test_lines_come_in_any_columns_and_a_second_time_change_nothing(sheet):
    assert counts(bring_in(sheet, line(1))) == (0, 0, 1)  # no list was registered yet
    open_list()
    assert counts(bring_in(sheet, line(1), line(2), line(1))) == (2, 1, 0)
    assert counts(bring_in(sheet, line(1), line(2))) == (0, 2, 0)
    one, two = of_list()
    assert (one.name, one.id_number, one.phone, one.origin) == ("对象1", id_number(1), phone(1), "湖北省武汉市")
    assert '["流水号", "TS-0001"]' in one.original
    assert (two.area_id, two.outcome, two.received_at) == (STREET, "", NOON)
    with acting(system_viewer()):
        written = "".join(str(detail) for detail in Entry.objects.values_list("detail", flat=True))
    assert "对象" not in written
    assert id_number(1) not in written


def test_the_sheet_may_name_its_list_else_the_one_received_last_is_meant(sheet):
    open_list("第一批")
    open_list("第二批", at=NOON + timedelta(hours=1))
    headings = [*HEADINGS, "批次名称"]
    bring_in(sheet, [*line(1), "第一批"], [*line(2), ""], [*line(3), "没有的批次"], headings=headings)
    with acting(system_viewer()):
        assert list(Clue.objects.order_by("name").values_list("name", "batch__title")) == [
            ("对象1", "第一批"), ("对象2", "第二批"),
        ]  # fmt: skip


def test_numbers_and_the_original_are_no_plain_text_in_the_database(sheet):
    from django.db import connection

    open_list()
    bring_in(sheet, line(1))
    with acting(system_viewer()), connection.cursor() as cursor:
        cursor.execute("SELECT id_number || phone || original FROM screening_clue")
        (stored,) = cursor.fetchone()
    assert id_number(1) not in stored
    assert phone(1) not in stored
    assert "TS-0001" not in stored


def test_a_split_is_proposed_looked_at_changed_and_only_then_sent(sheet):
    batch = open_list().subject_id
    here, there = "滨江花园3栋101", "示范市示范区铜都社区幸福里5栋"
    bring_in(sheet, line(1, here), line(2, there), line(3, "不详"), line(4))
    split = do("screening.propose_split", batch=batch, way="by_address", level="community")
    assert split.detail == {"units": {COMMUNITY: 1, OTHER_COMMUNITY: 1}, "here": 2}
    assert {clue.area_id for clue in of_list()} == {STREET}
    clerk = screener(COMMUNITY, name="clerk")
    with acting(clerk):
        assert not Clue.objects.exists()
        assert ClueShare.objects.get().sent_at is None
    split = do("screening.propose_split", batch=batch, way="address_then_evenly", level="community")
    assert split.detail["units"] == {COMMUNITY: 2, OTHER_COMMUNITY: 2}
    with acting(street_clerk()):
        shown = page_of(find("ledgers", "screening.clue_shares"), street_clerk(), Question())
        proposed = [column.code for column in shown.columns].index("proposed")
        assert [row[proposed] for row in shown.rows] == [2, 2]
    last = of_list(name="对象4")[0]
    assert do("screening.assign_clue", clue=last.pk, to_area=COMMUNITY).state == "done"
    assert problem(do("screening.assign_clue", clue=last.pk, to_area=FAR_STREET)) == Problem.AREA_NOT_BELOW
    sent = do("screening.send_clues", batch=batch)
    assert sent.detail == {"clues": 4}
    assert [clue.area_id for clue in of_list()] == [COMMUNITY, OTHER_COMMUNITY, COMMUNITY, COMMUNITY]
    assert problem(do("screening.send_clues", batch=batch)) == Problem.SPLIT_NOT_PROPOSED
    assert problem(do("screening.propose_split", batch=batch)) == Problem.NOTHING_TO_SPLIT
    with acting(clerk):
        assert Clue.objects.count() == 3
        assert ClueShare.objects.get().title == LIST
        assert not ClueBatch.objects.exists()  # the list itself is the street's
        for code in ("clues", "clue_answers", "clue_shares"):
            page = page_of(find("ledgers", f"screening.{code}"), clerk, Question())
            assert page.count == len(page.rows) == (1 if code == "clue_shares" else 3)
            assert LIST in str(page.rows)


def test_names_of_one_line_tell_the_place_and_names_of_two_do_not(sheet):
    Area.objects.filter(code=OTHER_COMMUNITY + "001").update(name="上湾网格")
    Area.objects.filter(code=GRID).update(name="滨江网格")
    batch = open_list().subject_id
    bring_in(sheet, line(1, "铜都社区上湾网格12号"), line(2, "滨江网格或者上湾网格"))
    split = do("screening.propose_split", batch=batch, way="by_address", level="community")
    assert split.detail == {"units": {OTHER_COMMUNITY: 1}, "here": 1}


def test_evenly_means_that_nobody_has_two_more_than_another(sheet):
    batch = open_list().subject_id
    bring_in(sheet, *(line(serial) for serial in range(1, 8)))
    split = do("screening.propose_split", batch=batch, way="evenly", level="grid")
    assert sorted(split.detail["units"].values()) == [1, 2, 2, 2] or sorted(split.detail["units"].values()) == [2, 2, 3]
    empty = do("screening.open_clue_batch", area=FAR_STREET + "001001", title="空", sender="市局",
               by=screener("99", name="all"))  # fmt: skip
    bring_in(sheet, line(9), area=FAR_STREET + "001001", by=screener("99", name="all"))
    nobody = do("screening.propose_split", screener("99", name="all"), batch=empty.subject_id, level="community")
    assert problem(nobody) == Problem.NO_UNITS


@pytest.mark.parametrize("outcome", list(ClueOutcome))
def test_every_outcome_is_a_valid_end_and_none_has_a_consequence_by_itself(sheet, outcome):
    open_list()
    bring_in(sheet, line(1))
    (clue,) = of_list()
    done = do("screening.verify_clue", clue=clue.pk, outcome=outcome.value, made_by="李网格")
    assert done.state == "done"
    assert (figure("clues_verified"), figure("clues_open"), figure(f"clues_{outcome.value}")) == (1, 0, 1)
    with acting(system_viewer()):
        assert not QuarantineOrder.objects.exists()
        assert not Arrival.objects.exists()
        assert not Task.objects.filter(closed_at__isnull=True).exists()


def test_the_figures_of_a_list_add_up_whoever_has_the_clues(sheet):
    batch = open_list().subject_id
    bring_in(sheet, *(line(serial) for serial in range(1, 7)))
    do("screening.propose_split", batch=batch, way="evenly")
    do("screening.send_clues", batch=batch)
    one, two, three, four, five, _ = of_list()
    for clue, outcome in ((one, "at_home"), (two, "centralised"), (three, "hospital"), (four, "not_located")):
        do("screening.verify_clue", clue=clue.pk, outcome=outcome, verified_at=NOON + timedelta(hours=1))
    everywhere = screener("99", name="all")
    do("screening.hand_over_clue", clue=five.pk, to_area=FAR_STREET, reason="住在那边")
    assert (figure("clues_received"), figure("clues_verified"), figure("clues_open")) == (6, 4, 2)
    assert figure("clues_verified") == sum(figure(f"clues_{outcome.value}") for outcome in ClueOutcome)
    assert [figure(f"clues_{name}") for name in ("at_home", "centralised", "hospital")] == [1, 1, 1]
    ledger = find("ledgers", "screening.clue_shares")
    with acting(everywhere):
        page = page_of(ledger, everywhere, Question())
    codes = [column.code for column in page.columns]
    rows = [dict(zip(codes, row, strict=True)) for row in page.rows]
    parts = ("at_home", "centralised", "hospital", "handed_on", "otherwise")
    for row in rows:
        assert row["received"] == row["verified"] + row["unanswered"]
        assert row["verified"] == sum(row[part] for part in parts)
    assert sum(row["received"] for row in rows) == 6
    assert sum(row["in_split_time"] for row in rows) == 4
    assert sorted(row["percent"] for row in rows) == [0, 66, 100]  # rounded down: only all is 100


def test_a_corrected_answer_takes_the_place_of_the_old_from_then_on(sheet):
    open_list()
    bring_in(sheet, line(1))
    (clue,) = of_list()
    assert (
        problem(do("screening.correct_clue_answer", clue=clue.pk, outcome="refused", reason="误")) == Problem.CLUE_OPEN
    )
    do("screening.verify_clue", clue=clue.pk, outcome="not_located")
    assert do("screening.verify_clue", clue=clue.pk, outcome="not_located").state == "known"
    assert problem(do("screening.verify_clue", clue=clue.pk, outcome="at_home")) == Problem.CLUE_CLOSED
    corrected = do("screening.correct_clue_answer", at=TOMORROW, clue=clue.pk, outcome="at_home", reason="已找到")
    assert corrected.state == "done"
    tomorrow = TOMORROW.date()
    assert (figure("clues_not_located"), figure("clues_at_home")) == (1, 0)
    assert (figure("clues_not_located", tomorrow), figure("clues_at_home", tomorrow)) == (0, 1)
    assert figure("clues_verified", tomorrow) == 1


@pytest.mark.parametrize(
    ("moment", "code"),
    [(TOMORROW, Problem.VERIFIED_IN_THE_FUTURE), (DAY, Problem.VERIFIED_BEFORE_RECEIPT)],
)
def test_a_verification_lies_between_receipt_and_now(sheet, moment, code):
    open_list()
    bring_in(sheet, line(1))
    (clue,) = of_list()
    assert problem(do("screening.verify_clue", clue=clue.pk, outcome="refused", verified_at=moment)) == code


def test_who_was_verified_in_the_last_six_months_is_shown_with_the_answer(sheet):
    open_list("去年", at=NOON - timedelta(days=170))
    bring_in(sheet, line(1), line(2), at=NOON - timedelta(days=170))
    for clue in of_list():
        do("screening.verify_clue", at=NOON - timedelta(days=169), clue=clue.pk, outcome="left_country")
    open_list("今年")
    other_phone = line(2, phone=phone(99))
    bring_in(sheet, line(1), other_phone, line(3))
    again, changed, new = of_list(batch__title="今年")
    assert again.earlier is not None
    assert again.earlier.outcome == "left_country"
    assert (changed.earlier, new.earlier) == (None, None)
    with acting(street_clerk()):
        page = page_of(
            find("ledgers", "screening.clues"), street_clerk(), Question(filters={"earlier": "left_country"})
        )
    assert page.count == 1
    long_after = NOON + timedelta(days=20)
    open_list("以后", at=long_after)
    bring_in(sheet, line(1), at=long_after)
    assert of_list(batch__title="以后")[0].earlier is None


def test_who_is_here_becomes_an_arrival_without_typing_it_again(sheet):
    open_list(area=COMMUNITY)
    bring_in(sheet, line(1, "滨江花园3栋102"), area=COMMUNITY)
    (clue,) = of_list()
    assert problem(do("screening.register_clue_arrival", clue=clue.pk)) == Problem.CLUE_OPEN
    do("screening.verify_clue", clue=clue.pk, outcome="at_home")
    done = do("screening.register_clue_arrival", clue=clue.pk)
    assert done.state == "done"
    with acting(system_viewer()):
        arrival = Arrival.objects.select_related("person", "household__dwelling").get()
        assert done.detail == {"arrival": arrival.pk}
        assert (arrival.person.name, arrival.person.id_number) == ("对象1", id_number(1))
        assert (arrival.origin, arrival.risk_level) == ("湖北省武汉市", "key_area")
        assert arrival.household.dwelling.door == "102"
        assert QuarantineOrder.objects.get().arrival_id == arrival.pk
        assert Entry.objects.filter(kind=Kind.ARRIVAL_REGISTERED).count() == 1
    assert do("screening.register_clue_arrival", clue=clue.pk).state == "known"


def test_an_arrival_that_cannot_be_says_what_is_missing(sheet):
    open_list(area=COMMUNITY)
    bring_in(sheet, line(1, "一二三四五六七八九十" * 5), line(2, origin="女儿家"), area=COMMUNITY)
    for clue in of_list():
        do("screening.verify_clue", clue=clue.pk, outcome="centralised")
        refused = do("screening.register_clue_arrival", clue=clue.pk)
        assert refused.problem is not None
        assert refused.problem.field in ("address", "origin")


def test_a_clue_handed_over_moves_and_is_acknowledged_there(sheet):
    open_list(area=COMMUNITY, by=screener(COMMUNITY, name="clerk"))
    clerk, receiver = screener(COMMUNITY, name="clerk"), screener(FAR_STREET + "001", name="receiver")
    bring_in(sheet, line(1), line(2), area=COMMUNITY, by=clerk)
    clue, other = of_list()
    there = FAR_STREET + "001"
    for wrong in ("990101999", COMMUNITY):
        refused = do("screening.hand_over_clue", clerk, clue=clue.pk, to_area=wrong, reason="不在本社区")
        assert problem(refused) == Problem.RECEIVER_UNKNOWN
    done = do("screening.hand_over_clue", clerk, clue=clue.pk, to_area=there, reason="不在本社区")
    assert (done.state, done.area) == ("done", COMMUNITY)
    assert do("screening.hand_over_clue", clerk, clue=clue.pk, to_area=there, reason="再移").problem.status == 404
    with acting(receiver):
        moved = Clue.objects.get()
        assert (moved.area_id, moved.handed_from, moved.acknowledged_at) == (there, COMMUNITY, None)
        assert ClueShare.objects.get().sender == "示范市公安局"
        assert Task.objects.get(kind=ACKNOWLEDGE_CLUE.code, closed_at__isnull=True).area_id == there
    assert do("screening.acknowledge_clue", receiver, clue=clue.pk).state == "done"
    assert do("screening.acknowledge_clue", receiver, clue=clue.pk).state == "known"
    assert do("screening.verify_clue", receiver, clue=clue.pk, outcome="at_home").state == "done"
    with acting(system_viewer()):
        assert not Task.objects.filter(kind=ACKNOWLEDGE_CLUE.code, closed_at__isnull=True).exists()
        assert Entry.objects.filter(kind=Kind.CLUE_TAKEN_OVER, area_id=there).exists()
    do("screening.verify_clue", clerk, clue=other.pk, outcome="refused")
    assert (
        problem(do("screening.hand_over_clue", clerk, clue=other.pk, to_area=there, reason="x")) == Problem.CLUE_CLOSED
    )


def test_tasks_are_due_by_the_moments_of_the_list_and_escalate(sheet):
    batch = open_list().subject_id
    bring_in(sheet, line(1), line(2))
    with acting(system_viewer()):
        splitting = Task.objects.get(kind=SPLIT_LIST.code)
        assert (splitting.area_id, in_local(splitting.due_at)) == (STREET, NOON + timedelta(hours=2))
    do("screening.propose_split", batch=batch, way="evenly")
    do("screening.send_clues", batch=batch)
    with acting(system_viewer()):
        assert not Task.objects.filter(kind=SPLIT_LIST.code, closed_at__isnull=True).exists()
        asked = list(Task.objects.filter(kind=VERIFY_CLUES.code).order_by("area_id"))
    assert [task.area_id for task in asked] == [COMMUNITY, OTHER_COMMUNITY]
    assert {in_local(task.due_at) for task in asked} == {NOON + timedelta(hours=24)}
    escalate(at=NOON + timedelta(hours=27))
    with acting(system_viewer()):
        assert set(Task.objects.filter(kind=VERIFY_CLUES.code).values_list("role", flat=True)) == {
            "community_secretary"
        }
    do("screening.verify_clue", clue=of_list(area_id=COMMUNITY)[0].pk, outcome="refused")
    with acting(system_viewer()):
        open_ones = Task.objects.filter(kind=VERIFY_CLUES.code, closed_at__isnull=True)
        assert [task.area_id for task in open_ones] == [OTHER_COMMUNITY]


def test_the_answer_goes_back_in_the_sheet_that_came(sheet, tmp_path):
    open_list()
    bring_in(sheet, line(1, "滨江花园3栋101"), line(2, "来电13800138000"))
    do("screening.verify_clue", clue=of_list()[0].pk, outcome="other_city", verified_at=EVENING)
    back = tmp_path / "back.xlsx"
    with acting(street_clerk()):
        assert export(find("ledgers", "screening.clue_answers"), street_clerk(), Question(), back) == 2
    rows = [[cell.value for cell in row] for row in load_workbook(back).active.iter_rows()]
    assert rows[0][: len(HEADINGS)] == HEADINGS
    assert {"核查结果", "核查时间", "核查单位"} <= set(rows[0])
    first = dict(zip(rows[0], rows[1], strict=True))
    assert (first["流水号"], first["对象姓名"], first["可能地址"]) == ("TS-0001", "对象1", "滨江花园3栋101")
    assert (first["核查结果"], first["核查时间"]) == ("移交其他地市", "2020-01-23 20:00")
    text = "".join(str(cell) for row in rows for cell in row)
    assert id_number(1) not in text  # the sender has the numbers: they do not travel a second time
    assert phone(1) not in text
    assert "13800138000" not in text
    assert first["身份证号码"].startswith("9901")
    assert first["身份证号码"].endswith(id_number(1)[-4:])


def test_nobody_verifies_or_splits_where_it_is_not_theirs(sheet):
    open_list(area=COMMUNITY)
    bring_in(sheet, line(1), area=COMMUNITY)
    (clue,) = of_list()
    stranger = screener(OTHER_COMMUNITY, name="stranger")
    assert do("screening.verify_clue", stranger, clue=clue.pk, outcome="refused").problem.status == 404
    reader = screener(GRID, name="reader")
    assert do("screening.hand_over_clue", reader, clue=clue.pk, to_area=STREET, reason="x").problem.status == 404
    with acting(system_viewer()):
        assert not Verification.objects.exists()
