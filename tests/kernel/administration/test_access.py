"""Giving people access, and taking it away."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories.kernel import NOON
from factories.scope import COPPER, RIVERSIDE, STREET, colleague, grid, signed_in, town
from menshen.kernel.actions.performing import perform
from menshen.kernel.administration.actions import EndGrant, GiveGrant, MakeActor, end_grant, give_grant, make_actor
from menshen.kernel.administration.vocabulary import Kind, Problem
from menshen.kernel.base.clock import LOCAL
from menshen.kernel.base.problems import CommonProblem
from menshen.kernel.journal.models import Entry
from menshen.kernel.scope.models import Actor, Grant
from menshen.kernel.scope.viewers import PLATFORM, SYSTEM, acting, system_viewer, viewer_of

TODAY = NOON.date()


@pytest.fixture
def keeper(db):
    town()
    return signed_in("administrator", STREET)


def made(by, at=NOON, **command):
    given = {"area": RIVERSIDE, "username": "zhou", "display_name": "周玥", "role": "community_clerk", **command}
    return perform(make_actor, [MakeActor(**given)], by=by, at=at)[0]


def given(by, at=NOON, **command):
    asked = {"area": RIVERSIDE, "username": "zhou", "role": "community_secretary", **command}
    return perform(give_grant, [GiveGrant(**asked)], by=by, at=at)[0]


def ended(grant, by, at=NOON):
    return perform(end_grant, [EndGrant(grant=grant)], by=by, at=at)[0]


def viewer(username="zhou", on=TODAY):
    return viewer_of(Actor.objects.get(username=username), on=on)


def test_a_new_colleague_has_a_role_from_today_and_no_password(keeper):
    outcome = made(keeper)
    assert outcome.state == "done"
    assert viewer().may("registry:person:read", grid(RIVERSIDE))
    assert not viewer(on=TODAY - timedelta(days=1)).held
    actor = Actor.objects.get(username="zhou")
    assert not actor.has_usable_password()
    grant = Grant.objects.get(actor=actor)
    assert grant.granted_by_id == keeper.actor_id
    with acting(PLATFORM):
        entry = Entry.objects.get(kind="scope:actor:made")
    assert (entry.area_id, entry.detail) == (RIVERSIDE, {"role": "community_clerk"})


def test_today_is_the_local_day(keeper):
    """In the evening of UTC the next day has begun here."""
    made(keeper, at=datetime(2020, 2, 4, 17, tzinfo=LOCAL).astimezone(tz=None))
    made(keeper, at=datetime.fromisoformat("2020-02-04T17:30:00+00:00"), username="late")
    assert Grant.objects.get(actor__username="late").valid_from == date(2020, 2, 5)


def test_the_same_again_is_known(keeper):
    assert made(keeper).state == "done"
    assert made(keeper).state == "known"
    assert Grant.objects.filter(actor__username="zhou").count() == 1


def test_a_log_in_is_one_persons(keeper):
    made(keeper)
    outcome = made(keeper, display_name="别人")
    assert (outcome.problem.code, outcome.problem.field) == (Problem.USERNAME_TAKEN, "username")


def test_a_role_must_exist_and_the_person_be_known(keeper):
    assert made(keeper, role="emperor").problem.code == Problem.ROLE_UNKNOWN
    assert not Actor.objects.filter(username="zhou").exists()
    assert given(keeper).problem.code == Problem.ACTOR_UNKNOWN


def test_nobody_grants_to_themselves(keeper):
    me = Actor.objects.get(pk=keeper.actor_id)
    assert given(keeper, username=me.username).problem.code == Problem.OWN_GRANT
    assert made(keeper, username=me.username, display_name=me.display_name).problem.code == Problem.OWN_GRANT
    assert Grant.objects.filter(actor=me).count() == 1


def test_only_in_the_own_area(keeper):
    local = signed_in("administrator", COPPER)
    assert made(local).problem.code == CommonProblem.NOT_FOUND
    grant = made(keeper).subject_id
    assert ended(grant, local).problem.code == CommonProblem.NOT_FOUND
    assert made(signed_in("street_leader", STREET), username="other").problem.code == CommonProblem.NOT_FOUND


def test_one_more_role_for_some_days(keeper):
    made(keeper)
    until = date(2020, 2, 10)
    assert given(keeper, area=COPPER, valid_from=date(2020, 2, 6), valid_until=until).state == "done"
    held = [(one.role, one.area) for one in viewer(on=date(2020, 2, 9)).held]
    assert sorted(held) == [("community_clerk", RIVERSIDE), ("community_secretary", COPPER)]
    assert [one.role for one in viewer(on=until).held] == ["community_clerk"]


@pytest.mark.parametrize(
    ("first", "until", "answer"),
    [
        (None, date(2020, 2, 10), "known"),
        (date(2020, 2, 6), date(2020, 2, 7), "known"),
        (None, date(2020, 2, 20), Problem.GRANT_HELD),
        (None, None, Problem.GRANT_HELD),
        (date(2020, 2, 1), date(2020, 2, 7), Problem.GRANT_HELD),
        (date(2020, 2, 10), date(2020, 2, 20), "done"),
        (date(2020, 1, 1), TODAY, "done"),
    ],
)
def test_what_is_held_already_covers_what_is_asked_or_stands_in_its_way(keeper, first, until, answer):
    """Nobody believes to have made longer what then ends at midnight, and what is ended has ended."""
    made(keeper, valid_until=date(2020, 2, 10))
    outcome = given(keeper, role="community_clerk", valid_from=first, valid_until=until)
    assert (outcome.problem.code if outcome.problem else outcome.state) == answer
    if outcome.problem:
        assert outcome.problem.facts == {"username": "zhou", "days": "2020-02-05 – 2020-02-10"}


def test_a_list_with_the_same_person_several_times(keeper):
    known = {"username": "zhou", "display_name": "周玥"}
    commands = [
        MakeActor(area=RIVERSIDE, role="community_clerk", **known),
        MakeActor(area=RIVERSIDE, role="community_clerk", **known),
        MakeActor(area=COPPER, role="community_clerk", **known),
        MakeActor(area=COPPER, role="medic", **known | {"display_name": "别人"}),
    ]
    outcomes = perform(make_actor, commands, by=keeper, at=NOON)
    assert [one.problem.code if one.problem else one.state for one in outcomes] == [
        "done",
        "known",
        "done",
        Problem.USERNAME_TAKEN,
    ]
    assert outcomes[0].subject_id == outcomes[1].subject_id
    with acting(PLATFORM):
        assert [one.kind for one in Entry.objects.order_by("id")] == [Kind.ACTOR_MADE, Kind.GRANT_GIVEN]


def test_many_cost_as_many_statements_as_two(keeper):
    def cost(count, letter):
        commands = [
            MakeActor(area=RIVERSIDE, username=f"{letter}{n}", display_name="某人", role="medic") for n in range(count)
        ]
        with CaptureQueriesContext(connection) as captured:
            assert {one.state for one in perform(make_actor, commands, by=keeper, at=NOON)} == {"done"}
        return len(captured)

    assert cost(9, "b") == cost(2, "a")


def test_nobody_else_is_the_platform(keeper):
    system_viewer()
    assert made(keeper, username=SYSTEM, display_name="系统").problem.code == Problem.USERNAME_TAKEN
    assert given(keeper, username=SYSTEM).problem.code == Problem.ACTOR_UNKNOWN


@pytest.mark.parametrize("name", ["", "  "])
def test_everybody_has_a_log_in_and_a_name(name):
    for field in ("username", "display_name"):
        with pytest.raises(ValueError, match="at least 1 character"):
            MakeActor(**{"area": RIVERSIDE, "username": "a", "display_name": "b", "role": "medic", field: name})


def test_days_the_wrong_way_round_are_refused(keeper):
    made(keeper)
    outcome = given(keeper, area=COPPER, valid_from=date(2020, 2, 6), valid_until=date(2020, 2, 1))
    assert outcome.problem.code == CommonProblem.CONTRADICTION
    assert outcome.problem.facts["constraint"] == "a_grant_does_not_end_before_it_begins"


def test_an_ended_grant_holds_no_longer_and_says_since_when_it_held(keeper):
    actor = colleague("community_clerk", RIVERSIDE, since=date(2020, 1, 20), username="zhou")
    grant = Grant.objects.get(actor=actor)
    assert ended(grant.pk, keeper).state == "done"
    assert not viewer().held
    assert viewer(on=TODAY - timedelta(days=1)).held
    grant.refresh_from_db()
    assert (grant.valid_from, grant.valid_until) == (date(2020, 1, 20), TODAY)
    assert ended(grant.pk, keeper).state == "known"


@pytest.mark.parametrize("begins_in", [0, 3])
def test_a_grant_that_has_not_held_a_whole_day_never_did(keeper, begins_in):
    actor = colleague("community_clerk", RIVERSIDE, since=TODAY + timedelta(days=begins_in), username="zhou")
    grant = Grant.objects.get(actor=actor)
    assert ended(grant.pk, keeper).state == "done"
    for day in range(6):
        assert not viewer(on=TODAY + timedelta(days=day)).held
    assert ended(grant.pk, keeper).state == "known"


def test_after_the_end_it_may_be_given_again(keeper):
    grant = made(keeper).subject_id
    ended(grant, keeper)
    assert given(keeper, role="community_clerk").state == "done"
    assert viewer().held
