"""What need not be kept any longer goes, what is needed stays, and two people sign for it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import timedelta

import pytest

from factories.quarantine import DAY, STREET, act, observed_town, on, staff
from factories.registry import GRID, phone, register, row
from menshen.domains.quarantine.models import HealthCheck, QuarantineOrder
from menshen.domains.registry.models import ContactPoint, Person, Residence
from menshen.domains.screening.models import Arrival
from menshen.kernel.base.clock import local
from menshen.kernel.documents.models import Document
from menshen.kernel.documents.rendering import render_pdf
from menshen.kernel.indicators.models import AreaFigures
from menshen.kernel.journal.models import Entry
from menshen.kernel.privacy.lookups import LookUpKind, look_up, verify
from menshen.kernel.privacy.models import LookUp
from menshen.kernel.scope.viewers import PLATFORM, acting, system_viewer
from menshen.kernel.stewardship import retention
from menshen.kernel.stewardship.destruction import sign_destruction
from menshen.kernel.stewardship.models import Destruction
from menshen.kernel.tasks.models import Task

LATER = local(DAY + timedelta(days=400), 2, 40)


def people(*names: str) -> None:
    observed_town()
    register(*(row(name, area=GRID, phone=phone(1000 + n)) for n, name in enumerate(names)), by=system_viewer())


def leaves(name: str, day=DAY + timedelta(days=1)) -> None:
    with acting(PLATFORM):
        residence = Residence.objects.get(person__name=name)
    (outcome,) = act(
        "registry.end_residence", system_viewer(), on(2),
        {"residence": residence.pk, "ended_on": day, "reason": "moved_away"},
    )  # fmt: skip
    assert outcome.problem is None, outcome.problem


def names() -> set[str]:
    with acting(PLATFORM):
        return set(Person.objects.values_list("name", flat=True))


@pytest.mark.django_db
def test_who_moved_away_long_ago_is_destroyed_and_who_lives_here_stays():
    people("王晞", "李喆")
    leaves("王晞")
    moved = DAY + timedelta(days=1)
    assert retention.run(at=local(moved + timedelta(days=180), 2)) == []
    assert names() == {"王晞", "李喆"}
    (report,) = retention.run(at=local(moved + timedelta(days=181), 2))
    assert names() == {"李喆"}
    with acting(PLATFORM):
        assert [number.person.name for number in ContactPoint.objects.select_related("person")] == ["李喆"]
    assert report.counts == {"registry_contact_point": 1, "registry_person": 1, "registry_residence": 1}
    assert report.area_id == STREET
    assert report.done_at is not None
    assert len(report.digest) == 64


@pytest.mark.django_db
def test_a_dry_run_says_the_same_and_changes_nothing():
    people("王晞", "李喆")
    leaves("王晞")
    expected = retention.preview(at=LATER)
    assert names() == {"王晞", "李喆"}
    (report,) = retention.run(at=LATER)
    assert expected == {STREET: report.counts}
    assert retention.preview(at=LATER) == {}
    assert retention.run(at=LATER) == []


@pytest.mark.django_db
def test_an_order_in_force_keeps_the_person_and_their_journey():
    people("王晞")
    by = system_viewer()
    (arrival,) = act(
        "screening.register_arrival", by, on(0),
        {"area": GRID, "name": "王晞", "phone": phone(1000), "origin": "湖北省武汉市",
         "left_on": DAY - timedelta(days=1), "arrived_home_at": on(0)},
    )  # fmt: skip
    assert arrival.problem is None, arrival.problem
    leaves("王晞")
    with acting(PLATFORM):
        order = QuarantineOrder.objects.get()
        assert order.ended_on is None
    assert retention.run(at=LATER) == []
    assert names() == {"王晞"}
    with acting(PLATFORM):
        QuarantineOrder.objects.update(declined_at=on(1))
        figures = AreaFigures.objects.count()
    (report,) = retention.run(at=LATER)
    assert names() == set()
    assert report.counts["quarantine_order"] == 1
    with acting(PLATFORM):
        assert not Arrival.objects.exists()
        assert not HealthCheck.objects.exists()
        assert AreaFigures.objects.count() == figures
        assert not Task.objects.filter(subject_type="quarantine.quarantineorder").exists()
        entry = Entry.objects.filter(kind="privacy:records:destroyed").latest("pk")
    assert entry.area_id == GRID
    assert entry.detail["report"] == report.pk


@pytest.mark.django_db
def test_an_area_may_keep_things_for_a_shorter_time():
    people("王晞")
    leaves("王晞")
    officer = staff("data_protection_officer", STREET)
    times = {"area": STREET, "keep": "residence", "days": 10, "from_on": DAY + timedelta(days=5), "document": "通告"}
    (done,) = act("privacy.set_keep_time", officer, on(2), times)
    assert done.state == "done"
    (past,) = act("privacy.set_keep_time", officer, on(6), times | {"days": 5})
    assert past.problem.code == "privacy:keep_time:in_the_past"
    (short,) = act("privacy.set_keep_time", officer, on(2), times | {"keep": "log", "days": 30})
    assert short.problem.code == "privacy:keep_time:too_short"
    assert retention.run(at=on(11)) == []
    (report,) = retention.run(at=on(12))
    assert report.rules["residence"] == 10


@pytest.mark.django_db
def test_two_different_people_sign_and_then_the_report_is_a_paper():
    people("王晞")
    leaves("王晞")
    (report,) = retention.run(at=LATER)
    officer, leader = staff("data_protection_officer", STREET), staff("street_leader", STREET)
    wanted = {"destruction": report.pk}
    assert open_tasks() == {"privacy.sign_destruction"}
    (first,) = act("privacy.sign_destruction", officer, LATER, wanted)
    assert first.state == "done"
    assert open_tasks() == {"privacy.countersign_destruction"}
    offered = sign_destruction.points_at
    with acting(PLATFORM):
        assert not Destruction.objects.filter(offered.condition(officer, LATER)).exists()
        assert Destruction.objects.filter(offered.condition(leader, LATER)).exists()
    (again,) = act("privacy.sign_destruction", officer, LATER, wanted)
    assert again.problem.code == "privacy:person:same"
    with acting(PLATFORM):
        assert not Document.objects.filter(kind="privacy.destruction_report").exists()
    (second,) = act("privacy.sign_destruction", leader, LATER, wanted)
    assert second.state == "done"
    assert open_tasks() == set()
    (late,) = act("privacy.sign_destruction", leader, LATER, wanted)
    assert late.problem.code == "privacy:destruction:signed_already"
    with acting(PLATFORM):
        paper = Document.objects.get(kind="privacy.destruction_report")
    assert paper.data["digest"] == report.digest
    assert [one["name"] for one in paper.data["signed"]] == [officer.name, leader.name]
    assert paper.data["backups_until"] == (LATER + retention.BACKUPS).date().isoformat()
    assert render_pdf([paper])[:5] == b"%PDF-"


def open_tasks() -> set[str]:
    with acting(PLATFORM):
        return set(Task.objects.filter(closed_at=None, kind__startswith="privacy.").values_list("kind", flat=True))


@pytest.mark.django_db
def test_the_look_up_log_is_shortened_as_its_mark_says_and_still_verifies():
    people("王晞")
    officer = staff("data_protection_officer", STREET)
    for day in (0, 3, 300):
        with acting(officer):
            look_up(officer, LookUpKind.OPENED, at=on(day), subjects=[("registry.person", 1, GRID)])
    times = {"area": STREET, "keep": "log", "days": 200, "from_on": DAY + timedelta(days=1), "document": "规定"}
    assert act("privacy.set_keep_time", officer, on(0), times)[0].state == "done"
    assert retention.preview(at=on(201)) == {STREET: {"privacy_look_up": 1}}
    assert retention.run(at=on(200)) == []
    (report,) = retention.run(at=on(204))
    assert report.counts == {"privacy_look_up": 2}
    with acting(PLATFORM):
        assert list(LookUp.objects.values_list("line", flat=True)) == [3]
    assert verify() is None


class KilledError(Exception):
    pass


@pytest.mark.django_db
def test_a_killed_run_goes_on_where_it_was(monkeypatch):
    people("王晞", "李喆", "孙玥")
    for name in ("王晞", "李喆", "孙玥"):
        leaves(name)
    monkeypatch.setattr(retention, "_PART", 1)
    destroy, done = retention.destroy, []

    def killed_before_the_second(*arguments, **named):
        if done:
            raise KilledError
        done.append(destroy(*arguments, **named))

    monkeypatch.setattr(retention, "destroy", killed_before_the_second)
    with pytest.raises(KilledError):
        retention.run(at=LATER)
    assert len(names()) == 2
    with acting(PLATFORM):
        half = Destruction.objects.get()
        assert half.done_at is None
        assert half.counts["registry_person"] == 1
    monkeypatch.setattr(retention, "destroy", destroy)
    (report,) = retention.run(at=LATER)
    assert report.pk == half.pk
    assert report.counts["registry_person"] == 3
    assert report.digest != half.digest
    assert names() == set()


def test_the_command_line_tells_and_does_the_same(committed_db):
    people("王晞")
    leaves("王晞")

    def menshen(*arguments: str) -> dict:
        program = [sys.executable, "-m", "menshen.config.cli", "retention", "run", "--json", *arguments]
        done = subprocess.run(program, env=os.environ, capture_output=True, text=True, check=True)
        return json.loads(done.stdout)

    told = menshen("--dry-run", "--at", "2021-03-01T02:00")
    assert names() == {"王晞"}
    did = menshen("--at", "2021-03-01T02:00")
    assert told["offices"] == did["offices"]
    assert not told["destroyed"]
    assert did["destroyed"]
    assert names() == set()
