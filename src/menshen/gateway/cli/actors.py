"""`menshen actor`: the people who work with the platform, made and given their roles by whoever runs the machine."""

from __future__ import annotations

import json
import secrets
import sys
from typing import TYPE_CHECKING, Any

import click
from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from menshen.gateway.cli.options import DAY
from menshen.gateway.viewing import digest_of_token
from menshen.kernel.administration.access import end_sessions
from menshen.kernel.administration.brakes import braked
from menshen.kernel.administration.models import Brake
from menshen.kernel.administration.sign_ins import note
from menshen.kernel.administration.vocabulary import SignInEvent
from menshen.kernel.base import clock
from menshen.kernel.scope.models import Actor, ApiToken, Area, Grant
from menshen.kernel.scope.queries import resolve_area
from menshen.kernel.scope.roles import all_roles

if TYPE_CHECKING:
    from datetime import date


@click.group()
def actor() -> None:
    """Make people, give them roles, passwords and tokens."""


@actor.command("list")
@click.option("--json", "as_json", is_flag=True, help="For scripts.")
def list_(*, as_json: bool) -> None:
    """Everybody, with the roles that hold today."""
    today = clock.today()
    people: list[dict[str, Any]] = [
        {
            "username": person.username,
            "name": person.display_name,
            "active": person.is_active,
            "roles": [
                {"role": grant.role, "area": grant.area_id or ""}
                for grant in person.grants.all()
                if grant.valid_from <= today and (grant.valid_until is None or grant.valid_until > today)
            ],
        }
        for person in Actor.objects.prefetch_related("grants").order_by("username")
    ]
    if as_json:
        click.echo(json.dumps(people, ensure_ascii=False))
        return
    for each in people:
        roles = ", ".join(f"{held['role']} {held['area'] or '*'}" for held in each["roles"])
        click.echo(f"{each['username']:20} {each['name']:12} {roles}{'' if each['active'] else ' (closed)'}")


@actor.command()
@click.argument("username")
@click.argument("name")
def create(username: str, name: str) -> None:
    """Make an actor with a log-in USERNAME and a NAME to show, without a password or a role yet."""
    if Actor.objects.filter(username=username).exists():
        raise click.ClickException(f"{username} is taken.")
    Actor.objects.create_user(username, display_name=name)
    click.echo(f"{username} was made; next: `menshen actor password {username}`, `menshen actor grant {username} …`.")


@actor.command()
@click.argument("username")
@click.argument("role")
@click.argument("area")
@click.option("--from", "valid_from", type=DAY, help="First day; today by default.")
@click.option("--until", "valid_until", type=DAY, help="The day after the last; without it, until revoked.")
def grant(username: str, role: str, area: str, valid_from: date | None, valid_until: date | None) -> None:
    """Give USERNAME a ROLE over AREA (a code or a name; '*' for the whole tree) and all below it."""
    known = {each.code: each.title.en for each in all_roles()}
    if role not in known:
        raise click.BadParameter(f"there is no role {role}; there are {', '.join(known)}", param_hint="ROLE")
    person, place = _actor(username), _area(area)
    first = valid_from or clock.today()
    if valid_until and valid_until <= first:
        raise click.BadParameter(f"must come after {first}", param_hint="--until")
    _, made = Grant.objects.get_or_create(
        actor=person, role=role, area=place, valid_until=valid_until, defaults={"valid_from": first}
    )
    where = place.name if place else "the whole tree"
    click.echo(f"{person.display_name}: {known[role]}, {where}" + ("" if made else " (was so already)"))


@actor.command()
@click.argument("username")
@click.argument("role")
@click.argument("area")
def revoke(username: str, role: str, area: str) -> None:
    """End USERNAME's ROLE over AREA from today on; what was done under it stays as it is."""
    today = clock.today()
    held = Grant.objects.filter(actor=_actor(username), role=role, area=_area(area)).exclude(valid_until__lte=today)
    # A grant that would begin today or later never held, and a grant must end after it begins.
    never, _ = held.filter(valid_from__gte=today).delete()
    ended = held.update(valid_until=today)
    if not never + ended:
        raise click.ClickException(f"{username} does not hold {role} there.")
    click.echo(f"{username} holds {role} there no longer.")


@actor.command()
@click.argument("username")
def password(username: str) -> None:
    """Set the password of USERNAME, asked for twice, or read as one line where there is no terminal."""
    person = _actor(username)
    if sys.stdin.isatty():
        chosen = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    else:
        chosen = sys.stdin.readline().rstrip("\n")
    try:
        validate_password(chosen, person)
    except ValidationError as error:
        raise click.ClickException(" ".join(error.messages)) from None
    person.set_password(chosen)
    person.save(update_fields=["password"])
    end_sessions({person.pk})
    note(SignInEvent.PASSWORD_CHANGED, at=clock.now(), actor=person.pk, device="menshen actor password")
    click.echo(f"{username} has a new password.")


@actor.command()
@click.argument("username")
def unlock(username: str) -> None:
    """End USERNAME's wait after wrong passwords or codes, on every machine."""
    person = _actor(username)
    waiting = braked({person.pk: person.username})
    Brake.objects.filter(pk__in=waiting).delete()
    click.echo(f"{username} can try again." if waiting else f"Nothing held {username} up.")


@actor.command("reset-factor")
@click.argument("username")
def reset_factor(username: str) -> None:
    """Forget USERNAME's phone and recovery codes, for when both are lost. Sessions end; the password holds."""
    person = _actor(username)
    forgotten, _ = Authenticator.objects.filter(user=person).delete()
    if not forgotten:
        raise click.ClickException(f"{username} has no second factor.")
    end_sessions({person.pk})
    note(SignInEvent.FACTOR_REMOVED, at=clock.now(), actor=person.pk, device="menshen actor reset-factor")
    click.echo(f"{username} signs in by password and sets a new one up.")


@actor.command()
@click.argument("username")
@click.option("--label", required=True, help="Which program will use it.")
@click.option("--until", type=DAY, help="The day from which it no longer holds.")
def token(username: str, label: str, until: date | None) -> None:
    """Make a key with which a program acts as USERNAME. It is shown this once; only its digest is kept."""
    key = secrets.token_urlsafe(32)
    person = _actor(username)
    ends = clock.local(until) if until else None
    ApiToken.objects.create(actor=person, digest=digest_of_token(key), label=label, valid_until=ends)
    click.echo(key)


def _actor(username: str) -> Actor:
    found = Actor.objects.filter(username=username).first()
    if found is None:
        raise click.BadParameter(f"there is no {username}; `menshen actor list` shows everybody", param_hint="USERNAME")
    return found


def _area(text: str) -> Area | None:
    """None stands for the whole tree."""
    if text == "*":
        return None
    found = resolve_area(text)
    if found is None:
        raise click.BadParameter(f"{text} names no area, or several; use its code", param_hint="AREA")
    return found
