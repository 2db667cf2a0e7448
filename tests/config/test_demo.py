"""`menshen demo` mixes invented people among nobody else's."""

from __future__ import annotations

import pytest

from menshen.config import cli
from menshen.demo.run import BEFORE, BEGUN
from menshen.demo.town import DISTRICT
from menshen.kernel.actions.performing import note
from menshen.kernel.journal.entries import NewEntry, subject_type
from menshen.kernel.scope.models import Actor, Area
from menshen.kernel.scope.viewers import acting, system_viewer

pytestmark = pytest.mark.django_db


def test_a_database_with_a_real_tree_is_refused_and_gets_no_log_ins_with_a_printed_password(capsys):
    Area.objects.create(code="44", level="province", name="广东省")
    assert cli.run(["demo", "--no-serve"]) == 1
    assert "areas of a real tree" in capsys.readouterr().err
    assert not Actor.objects.filter(username="secretary").exists()


def test_people_of_another_seed_are_not_mixed_in(capsys):
    district = Area.objects.create(code=DISTRICT, level="district", name="示范区")
    viewer = system_viewer()
    with acting(viewer):
        begun = NewEntry(BEGUN, DISTRICT, subject_type(Area), district.pk, BEFORE, detail={"people": 1, "seed": 3})
        note([begun], by=viewer, at=BEFORE)
    assert cli.run(["demo", "--no-serve"]) == 1
    assert "the people of seed 3" in capsys.readouterr().err
