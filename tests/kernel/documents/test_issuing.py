"""Numbers, what is kept, who sees it."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from menshen.domains.quarantine.documents import RELEASE_NOTICE, START_NOTICE
from menshen.domains.reporting.documents import DAILY_REPORT
from menshen.kernel.base.clock import LOCAL
from menshen.kernel.base.decisions import Reason
from menshen.kernel.base.problems import Refused
from menshen.kernel.base.terms import Term, Vocabulary, speaking
from menshen.kernel.documents.issuing import NewDocument, draft, issue, plain, withdraw
from menshen.kernel.documents.models import Counter, Document
from menshen.kernel.scope.models import Actor, Area
from menshen.kernel.scope.viewers import Held, Viewer, acting

AT = datetime(2020, 1, 24, 10, 0, tzinfo=LOCAL)
RIVER, COPPER, HILL = "990101001001", "990101001002", "990101001201"
STREET = "990101001"


class _GivenUpError(Exception):
    """Makes a transaction roll back."""


def _town():
    names = {STREET: "示范街道", RIVER: "临江社区", COPPER: "铜都社区居民委员会", HILL: "青山村"}
    levels = {9: "street", 12: "community", 15: "grid"}
    grids = {code + "001": "第一网格" for code in (RIVER, COPPER, HILL)}
    Area.objects.bulk_create(
        Area(code=code, level=levels[len(code)], name=name, english="Riverside" if code == RIVER else "")
        for code, name in (names | grids).items()
    )
    return Actor.objects.create_user("clerk", display_name="社区工作人员")


@pytest.fixture
def clerk(db):
    return _town()


def seen_from(actor, area):
    return Viewer(actor.pk, actor.display_name, (Held("clerk", area, frozenset()),))


def notice(area=RIVER + "001", subject_id=1, **given):
    return NewDocument(area, "quarantine.quarantineorder", subject_id, START_NOTICE.specimen(), **given)


def issued(actor, *items, kind=START_NOTICE, within=STREET, at=AT):
    viewer = seen_from(actor, within)
    with acting(viewer):
        return issue(kind, items, by=viewer, at=at)


def test_each_community_counts_for_itself_in_the_order_of_the_items(clerk):
    papers = issued(clerk, notice(RIVER), notice(COPPER + "001"), notice(RIVER + "001"), notice(HILL))
    assert [paper.number for paper in papers] == [
        "临江社区隔告〔2020〕1号", "铜都社区隔告〔2020〕1号", "临江社区隔告〔2020〕2号", "青山村隔告〔2020〕1号",
    ]  # fmt: skip
    assert issued(clerk, notice())[0].serial == 3


def test_each_kind_and_each_year_count_from_one(clerk):
    issued(clerk, notice())
    release = NewDocument(RIVER, "quarantine.quarantineorder", 1, RELEASE_NOTICE.specimen())
    assert issued(clerk, release, kind=RELEASE_NOTICE)[0].number == "临江社区隔解〔2020〕1号"
    assert issued(clerk, notice(), at=AT + timedelta(days=366))[0].number == "临江社区隔告〔2021〕1号"


def test_the_year_is_that_of_local_time(clerk):
    assert issued(clerk, notice(), at=datetime(2020, 12, 31, 17, 0, tzinfo=UTC))[0].year == 2021


def test_a_report_is_numbered_by_its_own_area(clerk):
    report = NewDocument(STREET, "reporting.submission", 1, DAILY_REPORT.specimen())
    assert issued(clerk, report, kind=DAILY_REPORT)[0].number == "示范街道疫控日报〔2020〕1号"


def test_the_number_is_chinese_for_every_reader(clerk):
    with speaking("en"):
        assert issued(clerk, notice())[0].number == "临江社区隔告〔2020〕1号"


def test_what_comes_back_is_what_was_kept(clerk):
    (paper,) = issued(clerk, notice(subject_id=42))
    with acting(seen_from(clerk, STREET)):
        kept = Document.objects.get()
    assert {field.attname: getattr(kept, field.attname) for field in Document._meta.fields} == {
        field.attname: getattr(paper, field.attname) for field in Document._meta.fields
    }
    assert not paper._state.adding
    assert (kept.subject_id, kept.issued_by_id, kept.issued_at) == (42, clerk.pk, AT)
    assert kept.template_digest == START_NOTICE.digest()


def test_a_thousand_cost_as_many_statements_as_one(clerk, django_assert_max_num_queries):
    viewer = seen_from(clerk, STREET)
    with acting(viewer), django_assert_max_num_queries(6):
        papers = issue(START_NOTICE, [notice(subject_id=number) for number in range(1000)], by=viewer, at=AT)
    assert [paper.serial for paper in papers] == list(range(1, 1001))


def test_issuing_nothing_takes_no_number(clerk):
    assert issued(clerk) == []
    assert not Counter.objects.exists()


def test_a_rollback_gives_the_numbers_back(clerk):
    viewer = seen_from(clerk, STREET)
    with suppress(_GivenUpError), acting(viewer):
        issue(START_NOTICE, [notice(), notice()], by=viewer, at=AT)
        raise _GivenUpError
    assert issued(clerk, notice())[0].serial == 1


def test_two_at_once_wait_for_each_other_and_leave_no_gap(committed_db):
    """The first issue is open while the second starts; the first rolls back; then both write at once, many times."""
    actor = _town()
    first_has_numbers, serials = threading.Event(), []

    def give_up():
        viewer = seen_from(actor, STREET)
        with suppress(_GivenUpError), acting(viewer):
            issue(START_NOTICE, [notice(), notice(COPPER)], by=viewer, at=AT)
            first_has_numbers.set()
            second_waits.wait(5)
            time.sleep(0.2)  # until the others stand at the counter
            raise _GivenUpError
        connection.close()

    def go_on():
        first_has_numbers.wait()
        second_waits.set()
        for number in range(20):
            areas = (COPPER, RIVER) if number % 2 else (RIVER, COPPER)
            serials.extend(paper.serial for paper in issued(actor, *map(notice, areas)) if paper.issuer_id == RIVER)
        connection.close()

    second_waits = threading.Event()
    threads = [threading.Thread(target=target) for target in (give_up, go_on, go_on)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(serials) == list(range(1, 41))


def test_a_correction_withdraws_what_it_supersedes_once(clerk):
    (wrong,) = issued(clerk, notice())
    later = AT + timedelta(hours=1)
    (right,) = issued(clerk, notice(supersedes=wrong.pk), at=later)
    assert right.supersedes_id == wrong.pk
    with acting(seen_from(clerk, STREET)):
        wrong.refresh_from_db()
        assert wrong.withdrawn_at == later
        assert Document.objects.count() == 2
    with pytest.raises(IntegrityError, match="a_document_is_superseded_once"):
        issued(clerk, notice(supersedes=wrong.pk), at=later)


def test_withdrawing_counts_only_what_still_stood(clerk):
    papers = issued(clerk, notice(), notice())
    with acting(seen_from(clerk, STREET)):
        assert withdraw([paper.pk for paper in papers], at=AT) == 2
        assert withdraw([paper.pk for paper in papers], at=AT + timedelta(days=1)) == 0
        assert set(Document.objects.values_list("withdrawn_at", flat=True)) == {AT}


def test_the_database_gives_a_number_once(clerk):
    (paper,) = issued(clerk, notice())
    paper.pk = None
    paper._state.adding = True
    with (
        acting(seen_from(clerk, STREET)),
        pytest.raises(IntegrityError, match="a_document_number_is_given_once"),
        transaction.atomic(),
    ):
        paper.save()


def test_a_paper_is_seen_in_its_area_only(clerk):
    issued(clerk, notice(RIVER + "001"))
    assert Document.objects.count() == 0
    for area, number in ((STREET, 1), (RIVER, 1), (RIVER + "001", 1), (COPPER, 0), (RIVER + "002", 0)):
        with acting(seen_from(clerk, area)):
            assert Document.objects.count() == number, area


def test_nobody_issues_into_another_area(clerk):
    with pytest.raises(Exception, match="row-level security"):
        issued(clerk, notice(COPPER), within=RIVER)


def test_a_grid_worker_issues_under_the_number_of_the_community(clerk):
    issued(clerk, notice(RIVER))
    (paper,) = issued(clerk, notice(RIVER + "001"), within=RIVER + "001")
    assert paper.number == "临江社区隔告〔2020〕2号"


def test_an_unknown_area_cannot_number(clerk):
    with pytest.raises(Refused) as refused:
        issued(clerk, notice("990101001777"))
    assert refused.value.code == "documents:issuer:unknown"


def test_data_that_does_not_fit_is_refused_before_a_number_is_taken(clerk):
    with pytest.raises(ValueError, match="lacks"):
        issued(clerk, notice(), NewDocument(RIVER, "quarantine.quarantineorder", 1, {}))
    assert not Counter.objects.exists()


def test_a_draft_is_not_kept_and_has_no_number(clerk):
    paper = draft(DAILY_REPORT, DAILY_REPORT.specimen(), at=AT)
    assert (paper.number, paper.pk) == ("", None)


class _Cause(Vocabulary):
    RETURNED = "returned", "Returned from {place}", "自{place}返回"


def test_data_is_kept_as_plain_json():
    reason = Reason(_Cause.RETURNED, {"place": "湖北"})
    assert plain(
        {
            "on": date(2020, 1, 24),
            "at": AT,
            "title": Term("a", "甲"),
            "line": Decimal("37.3"),
            "why": (reason,),
            "code": _Cause.RETURNED,
        }
    ) == {
        "on": "2020-01-24",
        "at": "2020-01-24T10:00+08:00",
        "title": {"en": "a", "zh": "甲"},
        "line": "37.3",
        "why": [{"code": "returned", "facts": {"place": "湖北"}, "en": "Returned from 湖北", "zh": "自湖北返回"}],
        "code": "returned",
    }
