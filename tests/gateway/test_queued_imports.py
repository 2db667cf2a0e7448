"""Long workbooks wait for the worker: progress, the closed tab, the killed worker, the worker that is not there."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from factories.registry import COMMUNITY, make_areas
from factories.rosters import names, resident
from factories.scope import colleague
from gateway.test_desk_imports import checked, workbook
from menshen.domains.registry.ledgers import RESIDENTS
from menshen.gateway.desk import imports
from menshen.kernel.base import clock
from menshen.kernel.ledgers import queueing
from menshen.kernel.ledgers.models import ImportRun, RememberedHeading
from menshen.kernel.scope.models import Grant
from menshen.kernel.scope.viewers import acting, system_viewer

pytestmark = pytest.mark.django_db
ROWS = 12


@pytest.fixture
def secretary(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "DATA", tmp_path)
    monkeypatch.setattr(imports, "PREVIEWED", 5)  # a file of twelve rows is a long one
    make_areas()
    return colleague("community_secretary", COMMUNITY)


@pytest.fixture
def desk(secretary):
    client = Client()
    client.force_login(secretary)
    return client


def long_file():
    return workbook(名单=[resident(serial) for serial in range(1, ROWS + 1)])


def sent(desk, file=None):
    """The address of an import that waits for the worker."""
    url = checked(desk, file or long_file())
    answer = desk.post(url, {"action": "run"})
    assert answer.status_code == 302
    return answer.url


def run_of():
    with acting(system_viewer()):
        return ImportRun.objects.get()


def work():
    queueing.take_in_all(clock.now())


def a_worker_is_there():
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())")


def test_a_long_file_waits_for_the_worker_and_is_found_again(desk, secretary):
    url = sent(desk)
    assert names() == []
    assert ProcrastinateJob.objects.filter(task_name="ledgers.take_in_workbooks", status="todo").count() == 1
    assert desk.get(url).context["progress"].done == 0
    work()
    later = Client()  # the tab was closed; another day, another session
    later.force_login(secretary)
    listed = later.get("/ledgers/registry.residents/import/").context["earlier"]
    assert [todo.url for todo in listed] == [url]
    assert later.get(url).context["tally"].accepted == ROWS
    assert len(names()) == ROWS


def test_the_page_says_that_no_worker_is_running(desk):
    url = sent(desk)
    assert "menshen serve" in desk.get(url).content.decode()
    a_worker_is_there()
    assert "menshen serve" not in desk.get(url).content.decode()


def test_progress_is_asked_for_until_there_is_a_result(desk):
    url = sent(desk)
    part = desk.get(url, headers={"HX-Request": "true"})
    assert part.content.startswith(b'<div class="progress-block"')
    assert f'hx-get="{url}"' in part.content.decode()
    work()
    assert desk.get(url, headers={"HX-Request": "true"})["HX-Redirect"] == url


def test_a_killed_worker_is_followed_by_one_that_goes_on(desk, monkeypatch):
    url = sent(desk)
    object.__setattr__(RESIDENTS.imports, "chunk", 5)
    advance, calls = queueing.run_import, []

    class Killed(BaseException):
        """The process is gone: nothing catches it."""

    def dies_after_the_first_chunk(*arguments, **named):
        def progress(_rows):
            calls.append(1)
            raise Killed

        return advance(*arguments, **named, progress=progress)

    try:
        monkeypatch.setattr(queueing, "run_import", dies_after_the_first_chunk)
        with pytest.raises(Killed):
            work()
        monkeypatch.setattr(queueing, "run_import", advance)
        assert run_of().next_row == 5
        assert desk.get(url).context["progress"].done == 5
        work()
    finally:
        object.__setattr__(RESIDENTS.imports, "chunk", 5_000)
    run = run_of()
    assert (run.next_row, run.accepted, run.known) == (ROWS, ROWS, 0)
    assert len(names()) == ROWS


def test_whoever_lost_the_role_since_imports_nothing(desk, secretary):
    url = sent(desk)
    yesterday = clock.today() - timedelta(days=1)
    Grant.objects.filter(actor=secretary).update(valid_from=yesterday - timedelta(days=9), valid_until=yesterday)
    work()
    assert names() == []
    Grant.objects.filter(actor=secretary).update(valid_until=None)
    assert "已无导入权限" in desk.get(url).content.decode()


def test_headings_taught_otherwise_meanwhile_stop_the_import(desk):
    url = sent(desk)
    RememberedHeading.objects.create(ledger="registry.residents", area_id=COMMUNITY, heading="联系电话", column="")
    work()
    assert names() == []
    assert "表头对应关系已被他人修改" in desk.get(url).content.decode()


def test_a_file_that_is_gone_is_said_to_be(desk):
    url = sent(desk)
    queueing.upload_path(run_of().upload).unlink()
    work()
    assert "上传的文件已不在服务器上" in desk.get(url).content.decode()


def test_an_import_that_always_breaks_is_given_up_and_holds_up_no_other(desk, monkeypatch):
    url = sent(desk)

    def broken(*_arguments, **_named):
        raise RuntimeError("a mistake of ours")

    monkeypatch.setattr(queueing, "run_import", broken)
    for _ in range(queueing.MOST_TRIES + 1):
        work()
    monkeypatch.undo()
    monkeypatch.setattr(settings, "DATA", queueing.Path(settings.DATA))
    assert run_of().broken_off[0] == "ledgers:import:given_up"
    assert run_of().finished_at is not None
    assert "导入多次中断" in desk.get(url).content.decode()


def test_the_same_file_sent_again_meanwhile_is_the_same_import(desk):
    first = long_file()
    second = io.BytesIO(first.getvalue())
    second.name = first.name
    assert sent(desk, first) == sent(desk, second)
    work()
    with acting(system_viewer()):
        assert ImportRun.objects.count() == 1
    assert len(names()) == ROWS


def test_another_person_does_not_find_the_import(desk):
    url = sent(desk)
    other = Client()
    other.force_login(colleague("community_secretary", COMMUNITY))
    assert other.get(url).status_code == 404
    work()
    assert other.get(url).status_code == 404
    assert other.get(f"{url}errors/").status_code == 404


def test_the_moment_of_the_run_is_that_of_its_work(desk):
    sent(desk)
    at = datetime(2030, 1, 1, tzinfo=UTC)
    queueing.take_in_all(at)
    assert run_of().finished_at == at
