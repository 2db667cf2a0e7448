"""What the commands share: who acts, which area and ledger are meant, how an answer is printed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from menshen.kernel.base import clock
from menshen.kernel.base.modules import declared, find
from menshen.kernel.scope.models import Actor
from menshen.kernel.scope.queries import resolve_area
from menshen.kernel.scope.viewers import Viewer, system_viewer, viewer_of

if TYPE_CHECKING:
    from menshen.kernel.ledgers.declaration import Ledger

as_option = click.option("--as", "username", metavar="LOG-IN", help="Act as this person; otherwise as the platform.")
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def viewer_for(username: str | None) -> Viewer:
    """The named person with the grants of today, or the platform itself."""
    if username is None:
        return system_viewer()
    actor = Actor.objects.filter(username=username, is_active=True).first()
    if actor is None:
        raise click.ClickException(
            f"There is no one with the log-in {username}. `menshen export scope.grants` lists them."
        )
    return viewer_of(actor, on=clock.today())


def area_code(text: str) -> str:
    """The code of the area that was named by code, alias or unique name."""
    area = resolve_area(text)
    if area is None:
        raise click.ClickException(
            f"No single area is called {text!r}. `menshen export scope.areas areas.xlsx` lists them."
        )
    return area.code


def ledger_named(code: str, *, importable: bool = False) -> Ledger:
    """The ledger of that code; otherwise an error that lists those there are."""
    ledger: Ledger | None = find("ledgers", code)
    if ledger is None or (importable and ledger.imports is None):
        codes = [known.code for known in declared("ledgers") if known.imports or not importable]
        kind = "ledger that takes workbooks" if importable else "ledger"
        raise click.ClickException(f"There is no {kind} {code!r}. There are: {', '.join(sorted(codes))}.")
    return ledger


def print_json(data: Any) -> None:
    click.echo(json.dumps(data, ensure_ascii=False, indent=2, default=str))
