"""What somebody who runs the platform looks up: settings, commands, roles."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

import click

from menshen.config import cli
from menshen.config.environment import Environment
from menshen.config.reference.markdown import both, code, table
from menshen.kernel.base.modules import all_modules
from menshen.kernel.scope.codes import Level
from menshen.kernel.scope.roles import all_roles

if TYPE_CHECKING:
    from collections.abc import Iterable


def settings_page() -> str:
    """Every variable that a process reads."""
    rows = [(code(f"MENSHEN_{each.name.upper()}"), each.metadata["help"]) for each in fields(Environment)]
    rows.append((code("MENSHEN_CLOCK"), "When a rehearsal's clock starts; `menshen serve --as-of` sets it."))
    return "# Settings\n\n" + table(("Variable", "Meaning"), rows)


def commands_page() -> str:
    """Every command with its own help text, 80 columns wide."""
    program = cli.program.make_context("menshen", [], resilient_parsing=True, terminal_width=80, max_content_width=80)
    pages = [f"## {context.command_path}\n\n```\n{context.get_help()}\n```\n" for context in _below(program)]
    return "\n".join(["# Commands\n", *pages])


def _below(context: click.Context) -> Iterable[click.Context]:
    """The commands of a group, each followed by its own."""
    group = context.command
    if isinstance(group, click.Group):
        for name in group.list_commands(context):
            command = group.get_command(context, name)
            assert command is not None
            inner = click.Context(command, info_name=name, parent=context)
            yield inner
            yield from _below(inner)


def roles_page() -> str:
    """The roles, and every permission with the roles that carry it."""
    parts = [
        "# Roles and permissions\n",
        "A grant gives somebody a role over an area and all below it, for some days. No role may do everything.\n",
    ]
    roles = all_roles()
    parts += [
        table(
            ("Role", "", "Usually for a", "Who"),
            [(code(role.code), both(role.title), Level(role.level).en.lower(), role.description.en) for role in roles],
        )
    ]
    for module in all_modules():
        if module.permissions:
            parts.append(f"## {both(module.title)}\n")
            parts.append(
                table(
                    ("Permission", "English", "中文", "Held by"),
                    [
                        (
                            code(word.value),
                            word.en,
                            word.zh,
                            ", ".join(role.code for role in roles if word.value in role.permissions),
                        )
                        for word in module.permissions
                    ],
                )
            )
    return "\n".join(parts)
