"""An area gets another code with everything in it, whatever the domains keep there."""

from __future__ import annotations

import pytest
from django.apps import apps

from architecture.conftest import traceless
from architecture.town import COMMUNITY, DISTRICT, NOW, STREET, act
from menshen.domains.policy.models import Rule
from menshen.domains.quarantine.models import QuarantineOrder
from menshen.kernel.journal.models import Entry
from menshen.kernel.scope.models import Area, Scoped
from menshen.kernel.scope.viewers import acting, system_viewer
from menshen.kernel.tasks.models import Task

NEW = {COMMUNITY: f"{STREET}777", STREET: f"{DISTRICT}777", DISTRICT: "990177"}


def under(code):
    """How many rows of each table lie there, but for the journal, which is never rewritten."""
    scoped = [model for model in apps.get_models() if issubclass(model, Scoped) and model is not Entry]
    return {model._meta.label: count for model in scoped if (count := model.objects.within(code).count())}


@pytest.mark.parametrize("old", NEW)
def test_everything_moves_along(old, town):
    with traceless(), acting(system_viewer()):
        held = under(old)
        running = set(QuarantineOrder.objects.values_list("pk", "confirmed_at", "until_on", "ended_on"))
        assert len(held) > 15
        act("scope.recode_area", system_viewer(), NOW, area=old, new_code=NEW[old], year=2020)
        assert under(old) == {}
        assert under(NEW[old]) == held
        assert set(QuarantineOrder.objects.values_list("pk", "confirmed_at", "until_on", "ended_on")) == running


def test_a_task_about_an_area_is_about_the_same_area_afterwards(town):
    with traceless(), acting(system_viewer()):
        about = Task.objects.filter(subject_type="scope.area", closed_at__isnull=True)
        before = set(about.values_list("pk", "area_id"))
        assert before
        act("scope.recode_area", system_viewer(), NOW, area=COMMUNITY, new_code=NEW[COMMUNITY], year=2020)
        areas = dict(Area.objects.filter(closed_on__isnull=True).values_list("pk", "code"))
        for task in about:
            assert areas[task.subject_id] == task.area_id


def test_what_a_district_ruled_holds_there_still(town):
    with traceless(), acting(system_viewer()):
        ruled = Rule.objects.filter(jurisdiction=DISTRICT).count()
        assert ruled
        act("scope.recode_area", system_viewer(), NOW, area=DISTRICT, new_code=NEW[DISTRICT], year=2020)
        assert Rule.objects.filter(jurisdiction=NEW[DISTRICT]).count() == ruled
