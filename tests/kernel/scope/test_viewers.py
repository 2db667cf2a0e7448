"""Who may do what where, from grants with dates."""

from __future__ import annotations

from datetime import date

import pytest

from factories.scope import COPPER, DISTRICT, RIVERSIDE, STREET, TODAY, colleague, grid, somebody, town
from menshen.domains.registry.vocabulary import Permission
from menshen.kernel.base.modules import all_modules
from menshen.kernel.scope.models import Grant
from menshen.kernel.scope.viewers import NOBODY, PLATFORM, system_viewer, viewer_of

READ = Permission.PERSON_READ.value


@pytest.fixture(autouse=True)
def areas(db):
    town()


def test_a_grant_covers_its_subtree_and_nothing_beside():
    viewer = viewer_of(colleague("grid_worker", grid(RIVERSIDE)), on=TODAY)
    assert viewer.may(READ, grid(RIVERSIDE))
    assert viewer.may(READ, f"{grid(RIVERSIDE)}001")
    for other in (grid(RIVERSIDE, 2), RIVERSIDE, STREET, COPPER, ""):
        assert not viewer.may(READ, other)
    assert not viewer.may("scope:actor:manage", grid(RIVERSIDE))
    assert viewer.has(READ)
    assert not viewer.has("scope:actor:manage")


@pytest.mark.parametrize(
    ("on", "holds"),
    [(date(2020, 1, 31), False), (date(2020, 2, 1), True), (date(2020, 2, 9), True), (date(2020, 2, 10), False)],
)
def test_a_grant_holds_from_its_first_day_until_the_day_it_ends(on, holds):
    actor = colleague("grid_worker", grid(RIVERSIDE), since=date(2020, 2, 1), until=date(2020, 2, 10))
    assert viewer_of(actor, on=on).may(READ, grid(RIVERSIDE)) is holds


def test_without_an_end_it_holds_on():
    actor = colleague("grid_worker", grid(RIVERSIDE))
    assert viewer_of(actor, on=date(2099, 1, 1)).may(READ, grid(RIVERSIDE))


def test_who_is_not_active_holds_nothing():
    actor = colleague("street_leader", STREET)
    actor.is_active = False
    assert viewer_of(actor, on=TODAY).held == ()


def test_a_role_that_no_longer_exists_grants_nothing():
    actor = colleague("grid_worker", grid(RIVERSIDE))
    Grant.objects.create(actor=actor, role="emperor", area_id=DISTRICT, valid_from=date(2020, 1, 1))
    viewer = viewer_of(actor, on=TODAY)
    assert [held.role for held in viewer.held] == ["grid_worker"]
    assert not viewer.may(READ, COPPER)


def test_several_grants_add_up_each_with_its_own_permissions():
    actor = colleague("grid_worker", grid(RIVERSIDE), username="two-hats")
    colleague("district_inspector", DISTRICT, username="two-hats")
    viewer = viewer_of(actor, on=TODAY)
    assert viewer.may("reporting:report:chase", COPPER)
    assert not viewer.may(READ, COPPER)
    assert viewer.areas() == (DISTRICT,)
    assert viewer.areas(READ) == (grid(RIVERSIDE),)


def test_the_topmost_areas():
    assert somebody(grid(COPPER), RIVERSIDE, grid(RIVERSIDE), grid(COPPER)).areas() == (RIVERSIDE, grid(COPPER))
    assert somebody("", RIVERSIDE).areas() == ("",)
    assert NOBODY.areas() == ()
    assert NOBODY.home is None
    assert somebody(COPPER, RIVERSIDE).home == RIVERSIDE


def test_a_grant_over_the_whole_tree():
    viewer = viewer_of(colleague("district_inspector", None), on=TODAY)
    assert viewer.areas() == ("",)
    assert viewer.may("reporting:report:read", COPPER)


def test_the_system_may_do_everything_everywhere():
    system = system_viewer()
    for module in all_modules():
        for code in module.permissions.codes() if module.permissions else ():
            assert system.may(code, grid(RIVERSIDE))
    assert system == system_viewer()


def test_the_platform_sees_everything_and_may_do_nothing():
    assert PLATFORM.areas() == ("",)
    assert not PLATFORM.may(READ, RIVERSIDE)
