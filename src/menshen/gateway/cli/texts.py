"""`menshen check-text`: whether a notice, a banner or a post may be published."""

from __future__ import annotations

from typing import TextIO

import click

from menshen.domains.registry.interface import names_borne
from menshen.kernel.privacy.publication import check_text as findings_in
from menshen.kernel.privacy.publication import possible_names


@click.command("check-text")
@click.argument("file", type=click.File(encoding="utf-8"))
def check_text(file: TextIO) -> None:
    """Check the text FILE (`-` for standard input): exit code 1 and a line for each place that must not go out."""
    text = file.read()
    found = findings_in(text, names_borne(possible_names(text)))
    for one in found:
        click.echo(f"line {text.count(chr(10), 0, one.start) + 1}: {one.quote}: {one.flaw.term}")
    if found:
        raise click.exceptions.Exit(1)
    click.echo("Nothing in it says who somebody is together with where they live or how to reach them.")
