"""`menshen act`: any action by its code, as the forms of the desk do it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click
from pydantic import ValidationError

from menshen.gateway.cli.common import as_option, json_option, print_json, viewer_for
from menshen.kernel.actions.fields import fields_of
from menshen.kernel.actions.performing import perform
from menshen.kernel.base import clock
from menshen.kernel.base.modules import declared, find

if TYPE_CHECKING:
    from uuid import UUID

    from menshen.kernel.actions.declaration import Action


@click.command()
@click.argument("action", required=False)
@click.argument("fields", nargs=-1, metavar="[FIELD=VALUE]...")
@click.option("--command-id", type=click.UUID, help="Number of the command: sent again, it is not done again.")
@as_option
@json_option
@click.pass_context
def act(
    context: click.Context,
    action: str | None,
    fields: tuple[str, ...],
    command_id: UUID | None,
    username: str | None,
    *,
    as_json: bool,
) -> None:
    """Do ACTION with the given fields; without an action list them all, with an action alone list its fields.

    A VALUE that begins with [ or { is read as JSON.
    """
    if action is None:
        for known in sorted(declared("actions"), key=lambda known: known.code):
            click.echo(f"{known.code:40} {known.title.en} · {known.title.zh}")
        return
    found: Action | None = find("actions", action)
    if found is None:
        raise click.ClickException(f"There is no action {action!r}. `menshen act` lists them.")
    if not fields:
        _print_fields(found)
        return
    try:
        command = found.command.model_validate(dict(_field(text) for text in fields))
    except ValidationError as error:
        lines = [f"  {'.'.join(str(part) for part in problem['loc'])}: {problem['msg']}" for problem in error.errors()]
        raise click.UsageError("The fields do not fit:\n" + "\n".join(lines)) from None
    outcome = perform(
        found, [command], by=viewer_for(username), at=clock.now(), command_ids=[command_id] if command_id else None
    )[0]
    if outcome.problem:
        raise click.ClickException(str(outcome.problem.term))
    if as_json:
        print_json({"state": outcome.state, "subject": outcome.subject_id, "replayed": outcome.replayed})
    else:
        click.echo(f"{outcome.state}: {outcome.subject_type} {outcome.subject_id}")
    context.exit(0)


def _field(text: str) -> tuple[str, Any]:
    name, separator, value = text.partition("=")
    if not separator:
        raise click.UsageError(f"{text!r} is not FIELD=VALUE")
    if not value.startswith(("[", "{")):
        return name, value
    try:
        return name, json.loads(value)
    except json.JSONDecodeError as error:
        raise click.UsageError(f"{name} begins like JSON and is none: {error}") from None


def _print_fields(action: Action) -> None:
    click.echo(f"{action.title.en} · {action.title.zh}\n{action.description}\n")
    for field in fields_of(action.command):
        needed = "required" if field.required else "optional"
        choices = f" ({', '.join(code for code, _ in field.choices)})" if field.choices else ""
        click.echo(f"  {field.name:22} {field.kind:12} {needed:9} {field.term.en} · {field.term.zh}{choices}")
