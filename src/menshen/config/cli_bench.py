"""`menshen bench`: the measurements behind every claim of speed, made again on this machine."""

from __future__ import annotations

import importlib.util
import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from menshen.config.environment import PROJECT, ConfigurationError

if TYPE_CHECKING:
    from types import ModuleType

    from benchmarks.results import Outcome


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--quick", is_flag=True, help="Fifty times smaller, to see that it works; RESULTS.md stays as it is.")
@click.option("--json", "as_json", is_flag=True, help="For scripts: all figures on the standard output.")
def bench(names: tuple[str, ...], *, quick: bool, as_json: bool) -> None:
    """Measure this machine and write benchmarks/RESULTS.md; all benches, or those named.

    NAME is one of import, register, lists, duplicates, export, papers, rollup, rules, demo; or million, which is not
    run unless named. Each works in a database of its own, removed afterwards; rollup needs some 20 GB of disk
    meanwhile. The whole set takes a quarter of an hour. Missed targets do not change the exit code.
    """
    runner = _runner()
    if strange := [name for name in names if name not in (*runner.NAMES, *runner.ON_REQUEST)]:
        raise click.BadParameter(f"there is no bench {strange[0]}", param_hint="NAME")
    found = {}
    for name, outcome in runner.run(names or runner.ordinary(quick=quick), quick=quick, say=_say):
        found[name] = asdict(outcome)
        if not quick:
            runner.keep(name, outcome)
        if not as_json:
            _print(outcome)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))


def _say(line: str) -> None:
    click.echo(line, err=True)


def _print(outcome: Outcome) -> None:
    for figure in outcome.section.figures:
        click.echo(f"  {figure.name}: {figure.median:.4g} {figure.unit}  {figure.verdict()}".rstrip())
    for each in outcome.section.comparisons:
        click.echo(f"  {each.ratio:.1f} times as long: {each.other}")


def _runner() -> ModuleType:
    """The benches stand beside the package and are not part of what is installed."""
    if not (PROJECT / "benchmarks" / "runner.py").is_file():
        raise ConfigurationError("The benches are not part of the installed package: clone the repository to run them.")
    if importlib.util.find_spec("openpyxl") is None:
        raise ConfigurationError("The benches compare with openpyxl, which is not installed: run `make bench`.")
    sys.path.insert(0, str(PROJECT))
    from benchmarks import runner

    return runner
