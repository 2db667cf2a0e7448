"""People ask about data on themselves: taken down, answered with reasons on paper, in time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from factories.quarantine import DAY, STREET, act, observed_town, on
from factories.registry import COMMUNITY, GRID, OTHER_COMMUNITY, phone, register, row
from factories.scope import signed_in
from menshen.domains.registry.models import Person, Residence
from menshen.kernel.base.clock import local
from menshen.kernel.documents.models import Document
from menshen.kernel.documents.rendering import render_pdf
from menshen.kernel.ledgers.table import Question, page_of
from menshen.kernel.scope.viewers import PLATFORM, acting, system_viewer
from menshen.kernel.stewardship import retention
from menshen.kernel.stewardship.kept_lists import REQUESTS
from menshen.kernel.stewardship.models import DataRequest
from menshen.kernel.tasks.flow import escalate, title_of
from menshen.kernel.tasks.models import Task

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _town():
    observed_town()
    register(row("王晞", area=GRID, phone=phone(1234)), by=system_viewer())


def asked(**known) -> int:
    with acting(PLATFORM):
        person = Person.objects.get().pk
    command = {
        "area": GRID, "kind": "correction", "asked_by": "王晞", "phone": phone(1234), "words": "门牌有误",
        "person": person,
    }  # fmt: skip
    (done,) = act("privacy.record_request", signed_in("grid_worker", GRID), on(1), command | known)
    assert done.problem is None, done.problem
    return done.subject_id


def task() -> Task:
    with acting(PLATFORM):
        return Task.objects.get(kind="privacy.answer_request")


def test_a_request_is_a_task_until_it_is_answered_on_paper():
    number = asked()
    waiting = task()
    assert (waiting.role, waiting.due_at) == ("community_secretary", on(16))
    assert "王晞" not in str(title_of(waiting))
    secretary = signed_in("community_secretary", COMMUNITY)
    answer = {"request": number, "decision": "granted", "reasons": "属实，已更正"}
    (done,) = act("privacy.decide_request", secretary, on(2), answer)
    assert done.state == "done"
    assert task().closed_at == on(2)
    with acting(PLATFORM):
        paper = Document.objects.get(kind="privacy.request_answer")
    assert (paper.data["asked_by"], paper.data["decision"]["zh"]) == ("王晞", "同意")
    assert render_pdf([paper])[:5] == b"%PDF-"
    (again,) = act("privacy.decide_request", secretary, on(3), answer)
    assert again.problem.code == "privacy:request:decided_already"


def test_one_without_an_answer_goes_up_when_it_is_late():
    asked()
    escalate(at=on(15))
    assert task().role == "community_secretary"
    escalate(at=on(16))
    assert task().role == "street_leader"
    with acting(PLATFORM):
        number = DataRequest.objects.get().pk
    refused = {"request": number, "decision": "refused", "reasons": "与证件相符"}
    assert act("privacy.decide_request", signed_in("street_leader", STREET), on(17), refused)[0].state == "done"


def test_nobody_of_elsewhere_reads_or_answers_it_and_the_phone_is_masked():
    number = asked()
    elsewhere = signed_in("community_secretary", OTHER_COMMUNITY)
    answer = {"request": number, "decision": "granted", "reasons": "属实"}
    assert act("privacy.decide_request", elsewhere, on(2), answer)[0].problem.code == "scope:record:not_found"
    worker = signed_in("grid_worker", GRID)
    with acting(worker):
        page = page_of(REQUESTS, worker, Question())
    assert "100****1234" in str(page)
    assert phone(1234) not in str(page)
    stranger = {"area": f"{OTHER_COMMUNITY}001", "kind": "access", "asked_by": "李喆", "words": "看", "person": 1}
    with acting(PLATFORM):
        stranger["person"] = Person.objects.get().pk
    (hidden,) = act("privacy.record_request", signed_in("grid_worker", f"{OTHER_COMMUNITY}001"), on(1), stranger)
    assert hidden.problem.code == "scope:record:not_found"
    with acting(PLATFORM):
        assert DataRequest.objects.get().asked_by == "王晞"


def test_a_time_that_has_not_come_is_refused():
    future = {"area": GRID, "kind": "access", "asked_by": "王晞", "words": "看", "asked_at": on(9)}
    (refused,) = act("privacy.record_request", signed_in("grid_worker", GRID), on(1), future)
    assert refused.problem.field == "asked_at"


def test_while_a_request_waits_nothing_of_the_person_is_destroyed():
    number = asked(kind="deletion", words="已搬离")
    with acting(PLATFORM):
        residence = Residence.objects.get().pk
    ended = {"residence": residence, "ended_on": DAY + timedelta(days=2), "reason": "moved_away"}
    assert act("registry.end_residence", system_viewer(), on(3), ended)[0].problem is None
    later = local(DAY + timedelta(days=400), 2)
    assert retention.run(at=later) == []
    answer = {"request": number, "decision": "granted", "reasons": "已搬离"}
    assert act("privacy.decide_request", signed_in("community_secretary", COMMUNITY), on(4), answer)[0].state == "done"
    (report,) = retention.run(at=later)
    assert report.counts["registry_person"] == 1
