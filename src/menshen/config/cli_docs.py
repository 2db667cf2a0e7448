"""`menshen docs`: the generated pages of the documentation, written or checked."""

from __future__ import annotations

from difflib import unified_diff
from itertools import islice
from typing import TYPE_CHECKING

import click

from menshen.config.environment import PROJECT, ConfigurationError
from menshen.config.reference import generated

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

SHOWN = 20  # lines of a difference: enough to see what it is about


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; exit code 1 where a page differs from the code.")
@click.pass_context
def docs(context: click.Context, *, check: bool) -> None:
    """Write the generated pages anew: GLOSSARY.md, docs/mission.md and docs/reference."""
    if not (PROJECT / "pyproject.toml").is_file():
        raise ConfigurationError("The documentation is made in a clone of the project, not in an installed package.")
    stale = {}
    for name, text in generated().items():
        path = PROJECT / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale[path] = text
    for path, text in stale.items():
        shown = path.relative_to(PROJECT)
        if check:
            click.echo(f"{shown} is not what the code says: run `make docs`.")
            click.echo("".join(_differences(path, text)))
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            click.echo(f"{shown} written")
    context.exit(1 if check and stale else 0)


def _differences(path: Path, text: str) -> Iterable[str]:
    """The first lines in which a page differs from the code."""
    written = path.read_text(encoding="utf-8").splitlines(keepends=True) if path.exists() else []
    return islice(unified_diff(written, text.splitlines(keepends=True), "written", "the code"), SHOWN)
