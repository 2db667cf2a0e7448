"""What an administrator does about a colleague's sign-in: a lost phone, a forgotten password, somebody who has left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Q

from menshen.kernel.actions.declaration import Command, Label, Outcome, PointsAt, action, area_of_record
from menshen.kernel.actions.types import RecordId
from menshen.kernel.administration.brakes import braked, waiting
from menshen.kernel.administration.models import Brake
from menshen.kernel.administration.vocabulary import Kind, Permission, Problem
from menshen.kernel.base.clock import day_of
from menshen.kernel.base.terms import Term
from menshen.kernel.scope.codes import ROOT
from menshen.kernel.scope.models import Actor, Grant

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from menshen.kernel.scope.viewers import Viewer


class ForHolder(Command):
    """Somebody who holds a role, named by the role held."""

    grant: Annotated[RecordId, Label("Colleague", "人员")]


class ResetSecondFactor(ForHolder):
    """The phone is lost, or the codes are: the colleague signs in by password and sets up a new one."""


class LiftWait(ForHolder):
    """Too many wrong passwords: the colleague may try again at once."""


class CloseAccess(ForHolder):
    """The colleague has left: sessions end now, and neither password nor tokens open anything any more."""


class ReopenAccess(ForHolder):
    """The colleague is back, with the password, the second factor and the roles as they were."""


def _of_who_waits(viewer: Viewer, at: datetime) -> Q:
    """Roles of colleagues who cannot try again yet."""
    inside = Q(pk__in=[])
    for code in viewer.areas(Permission.ACTOR_MANAGE):
        inside |= Q(area_id__gte=code, area_id__lt=f"{code}:")
    colleagues = dict(Grant.objects.filter(inside).values_list("actor_id", "actor__username"))
    return Q(actor__in=waiting(colleagues, at=at))


@action(
    "scope.reset_second_factor",
    after_exit=True,
    kind=Kind.FACTOR_RESET,
    permission=Permission.ACTOR_MANAGE,
    command=ResetSecondFactor,
    title=Term("Reset second factor", "重置二次验证"),
    areas_of=area_of_record(Grant, "grant", Q(actor__authenticator__isnull=False)),
)
def reset_second_factor(commands: list[ResetSecondFactor], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Forget the phone and the recovery codes of colleagues. Their sessions end."""

    def reset(actors: Sequence[Actor]) -> set[int]:
        held = Authenticator.objects.filter(user__in=actors)
        changed = set(held.values_list("user_id", flat=True))
        held.delete()
        end_sessions(changed)
        return changed

    return _each(commands, reset, by=by, at=at)


@action(
    "scope.lift_wait",
    after_exit=True,
    kind=Kind.WAIT_LIFTED,
    permission=Permission.ACTOR_MANAGE,
    command=LiftWait,
    title=Term("Lift wait after wrong passwords", "解除登录等待"),
    areas_of=area_of_record(Grant, "grant"),
    points_at=PointsAt(Grant, "grant", whose=_of_who_waits),
)
def lift_wait(commands: list[LiftWait], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Let colleagues try again who wait because of wrong passwords or codes."""

    def lift(actors: Sequence[Actor]) -> set[int]:
        counters = braked({actor.pk: actor.username for actor in actors})
        Brake.objects.filter(pk__in=counters).delete()
        return set(counters.values())

    return _each(commands, lift, by=by, at=at)


@action(
    "scope.close_access",
    after_exit=True,
    kind=Kind.ACCESS_CLOSED,
    permission=Permission.ACTOR_MANAGE,
    command=CloseAccess,
    title=Term("Close access", "停用账号"),
    areas_of=area_of_record(Grant, "grant", Q(actor__is_active=True)),
)
def close_access(commands: list[CloseAccess], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Shut colleagues out, at once and on every device."""

    def close(actors: Sequence[Actor]) -> set[int]:
        changed = {actor.pk for actor in actors if actor.is_active}
        Actor.objects.filter(pk__in=changed).update(is_active=False)
        end_sessions(changed)
        return changed

    return _each(commands, close, by=by, at=at)


@action(
    "scope.reopen_access",
    after_exit=True,
    kind=Kind.ACCESS_REOPENED,
    permission=Permission.ACTOR_MANAGE,
    command=ReopenAccess,
    title=Term("Open access again", "恢复账号"),
    areas_of=area_of_record(Grant, "grant", Q(actor__is_active=False)),
)
def reopen_access(commands: list[ReopenAccess], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Let colleagues in again whose access was closed."""

    def reopen(actors: Sequence[Actor]) -> set[int]:
        changed = {actor.pk for actor in actors if not actor.is_active}
        Actor.objects.filter(pk__in=changed).update(is_active=True)
        return changed

    return _each(commands, reopen, by=by, at=at)


def end_sessions(actors: set[int]) -> None:
    """Sign people out everywhere."""
    theirs = UserSession.objects.filter(user__in=actors)
    Session.objects.filter(session_key__in=theirs.values("session_key")).delete()
    theirs.delete()


def _each(
    commands: Sequence[ForHolder], change: Callable[[Sequence[Actor]], set[int]], *, by: Viewer, at: datetime
) -> list[Outcome]:
    """Change those who may be changed; who came twice was changed once."""
    grants = Grant.objects.in_bulk([command.grant for command in commands])
    holders = {grant.actor_id for grant in grants.values()}
    actors = Actor.objects.select_for_update(no_key=True).order_by("pk").in_bulk(list(holders))
    above = _above(holders, by, at)
    refused = above | {by.actor_id}
    changed = change([actor for number, actor in actors.items() if number not in refused])
    outcomes = []
    for grant in (grants[command.grant] for command in commands):
        if grant.actor_id == by.actor_id:
            outcomes.append(Outcome.refused(Problem.OWN_ACCESS, on="grant"))
        elif grant.actor_id in above:
            username = actors[grant.actor_id].username
            outcomes.append(Outcome.refused(Problem.ACCESS_ABOVE, on="grant", username=username))
        elif grant.actor_id in changed:
            changed.remove(grant.actor_id)
            outcomes.append(Outcome.done(Grant, grant.pk, grant.area_id or ROOT))
        else:
            outcomes.append(Outcome.known(Grant, grant.pk))
    return outcomes


def _above(actors: set[int], by: Viewer, at: datetime) -> set[int]:
    """Those who hold a role today, or later, where `by` manages nobody."""
    day = day_of(at)
    held = Grant.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=day), actor__in=actors)
    return {
        actor for actor, area in held.values_list("actor_id", "area_id")
        if not by.may(Permission.ACTOR_MANAGE, str(area or ROOT))
    }  # fmt: skip
