"""What an administrator does about a colleague's sign-in, and what the log of sign-ins shows to whom."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from factories.kernel import NOON
from factories.scope import DISTRICT, RIVERSIDE, STREET, colleague, signed_in, town
from menshen.kernel.actions.performing import perform
from menshen.kernel.administration import access, brakes
from menshen.kernel.administration.ledgers import SIGN_INS
from menshen.kernel.administration.models import Brake, SignIn
from menshen.kernel.administration.sign_ins import KEPT, forget, note
from menshen.kernel.administration.vocabulary import Problem, SignInEvent
from menshen.kernel.journal.models import Entry
from menshen.kernel.scope.models import Grant
from menshen.kernel.scope.viewers import PLATFORM, acting


@pytest.fixture
def keeper(db):
    town()
    return signed_in("administrator", STREET)


@pytest.fixture
def zhou(keeper):
    return colleague("community_clerk", RIVERSIDE, username="zhou")


def grant_of(actor):
    return Grant.objects.filter(actor=actor).order_by("pk").first().pk


def done(act, command, actor, by):
    return perform(act, [command(grant=grant_of(actor))], by=by, at=NOON)[0]


def session_of(actor):
    store = SessionStore()
    store["_auth_user_id"] = str(actor.pk)
    store.create()
    UserSession.objects.create(user=actor, ip="10.0.0.1", session_key=store.session_key, user_agent="")
    return store.session_key


def with_factor(actor):
    Authenticator.objects.create(user=actor, type=Authenticator.Type.TOTP, data={"secret": "x"})
    Authenticator.objects.create(user=actor, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "x"})


def test_a_reset_forgets_phone_and_paper_ends_sessions_and_is_written_down(keeper, zhou):
    with_factor(zhou)
    other = colleague("medic", RIVERSIDE)
    with_factor(other)
    key, kept = session_of(zhou), session_of(other)
    assert done(access.reset_second_factor, access.ResetSecondFactor, zhou, keeper).state == "done"
    assert not Authenticator.objects.filter(user=zhou).exists()
    assert Authenticator.objects.filter(user=other).count() == 2
    assert not Session.objects.filter(pk=key).exists()
    assert Session.objects.filter(pk=kept).exists()
    with acting(PLATFORM):
        entry = Entry.objects.get(kind="scope:second_factor:reset")
    assert (entry.area_id, entry.subject_id, entry.actor_id) == (RIVERSIDE, grant_of(zhou), keeper.actor_id)
    assert done(access.reset_second_factor, access.ResetSecondFactor, zhou, keeper).state == "known"


def test_a_wait_is_lifted_on_every_machine_and_for_nobody_else(keeper, zhou):
    address = brakes.ADDRESS.of("10.0.0.1")
    for _ in range(6):
        brakes.take([brakes.account_key("zhou"), address], at=NOON)
        brakes.take([brakes.DEVICE.of(f"{zhou.pk}:abc")], at=NOON)
    assert done(access.lift_wait, access.LiftWait, zhou, keeper).state == "done"
    assert list(Brake.objects.values_list("pk", flat=True)) == [address.text]
    assert done(access.lift_wait, access.LiftWait, zhou, keeper).state == "known"


def test_lifting_a_wait_is_offered_while_somebody_waits(keeper, zhou):
    def offered(at):
        return set(Grant.objects.filter(access.lift_wait.points_at.condition(keeper, at)).values_list("pk", flat=True))

    colleague("medic", RIVERSIDE)
    for _ in range(4):
        brakes.take([brakes.account_key("zhou")], at=NOON)
    assert offered(NOON) == set()
    brakes.take([brakes.account_key("zhou")], at=NOON)
    assert offered(NOON) == {grant_of(zhou)}
    assert offered(NOON + timedelta(minutes=16)) == set()


def test_closing_access_ends_sessions_at_once_and_opening_it_gives_it_back(keeper, zhou):
    key = session_of(zhou)
    assert done(access.close_access, access.CloseAccess, zhou, keeper).state == "done"
    zhou.refresh_from_db()
    assert not zhou.is_active
    assert not Session.objects.filter(pk=key).exists()
    assert done(access.close_access, access.CloseAccess, zhou, keeper).state == "known"
    assert done(access.reopen_access, access.ReopenAccess, zhou, keeper).state == "done"
    zhou.refresh_from_db()
    assert zhou.is_active


def test_nobody_changes_their_own_access(keeper):
    with_factor_of_keeper = Grant.objects.get(actor_id=keeper.actor_id).pk
    outcome = perform(access.close_access, [access.CloseAccess(grant=with_factor_of_keeper)], by=keeper, at=NOON)[0]
    assert outcome.problem.code == Problem.OWN_ACCESS.value


def test_who_also_works_elsewhere_is_for_the_level_above(keeper, zhou):
    """Else an administrator of a street could take the second factor away from one of the district."""
    Grant.objects.create(actor=zhou, role="administrator", area_id=DISTRICT, valid_from=NOON.date())
    with_factor(zhou)
    for act, command in (
        (access.reset_second_factor, access.ResetSecondFactor),
        (access.close_access, access.CloseAccess),
        (access.lift_wait, access.LiftWait),
    ):
        assert done(act, command, zhou, keeper).problem.code == Problem.ACCESS_ABOVE.value
    assert Authenticator.objects.filter(user=zhou).count() == 2
    above = signed_in("administrator", DISTRICT)
    assert done(access.reset_second_factor, access.ResetSecondFactor, zhou, above).state == "done"


def test_many_at_once_and_one_of_them_twice(keeper, zhou):
    others = [colleague("medic", RIVERSIDE) for _ in range(3)]
    grants = [grant_of(actor) for actor in (zhou, *others, zhou)]
    outcomes = perform(access.close_access, [access.CloseAccess(grant=grant) for grant in grants], by=keeper, at=NOON)
    assert [outcome.state for outcome in outcomes] == ["done"] * 4 + ["known"]


def test_the_log_shows_the_own_people_and_unknown_ones(keeper, zhou):
    stranger = colleague("medic", DISTRICT)
    for actor in (zhou.pk, stranger.pk, None):
        note(SignInEvent.WRONG_PASSWORD, at=NOON, actor=actor, address="10.0.0.1", device="Chrome · Windows")
    assert sorted(SIGN_INS.rows(keeper).values_list("actor", flat=True), key=str) == sorted([zhou.pk, None], key=str)
    assert SIGN_INS.rows(signed_in("administrator", DISTRICT)).count() == 3


def test_the_log_is_kept_for_six_months_and_then_forgotten(keeper, zhou):
    for age in (timedelta(0), KEPT, KEPT + timedelta(seconds=1)):
        note(SignInEvent.SIGNED_IN, at=NOON - age, actor=zhou.pk)
    forget(NOON)
    assert SignIn.objects.count() == 2
    assert timedelta(days=184) <= KEPT, "the longest six months"


def test_old_counters_and_ended_sessions_are_swept(keeper, zhou):
    brakes.take([brakes.account_key("zhou")], at=NOON - timedelta(days=2))
    brakes.take([brakes.account_key("wang")], at=NOON)
    kept, over = session_of(zhou), session_of(zhou)
    Session.objects.filter(pk=over).update(expire_date=timezone.now() - timedelta(seconds=1))
    forget(NOON)
    assert Brake.objects.count() == 1
    assert list(UserSession.objects.values_list("session_key", flat=True)) == [kept]
    assert not Session.objects.filter(pk=over).exists()
