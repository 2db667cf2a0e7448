"""The mission: every mechanism that the founding reports name, and which of them the code serves today."""

from __future__ import annotations

import csv
import tomllib
from collections import Counter
from dataclasses import dataclass

from menshen.config.environment import PROJECT
from menshen.config.reference.markdown import table
from menshen.config.reference.names import source_of

FOLDER = PROJECT / "docs" / "mission"
OUT_OF_SCOPE = "none"


@dataclass(frozen=True, slots=True)
class Row:
    """One mechanism, in our own words."""

    id: str
    domain: str
    description: str


@dataclass(frozen=True, slots=True)
class Service:
    """What serves some rows: `code` are dotted paths or files, `tests` are `file::test`, all of which must exist."""

    rows: tuple[str, ...]
    by: str
    code: tuple[str, ...]
    tests: tuple[str, ...]


def rows() -> list[Row]:
    with (FOLDER / "rows.csv").open(encoding="utf-8", newline="") as file:
        return [Row(**row) for row in csv.DictReader(file)]


def services() -> list[Service]:
    told = tomllib.loads((FOLDER / "served.toml").read_text(encoding="utf-8"))
    return [Service(tuple(one["rows"]), one["by"], tuple(one["code"]), tuple(one["tests"])) for one in told["service"]]


INTRODUCTION = """\
The founding reports name {known} mechanisms, roles, ledgers and figures of epidemic control in a community. {served} of
them are served today: there is code for each, and a test that fails without it. The others are listed as not served
yet. Where a mechanism would harm people if built to the letter, its line says the form in which it is built instead.
"""


def mission_page() -> str:
    """Counts by domain, what is served with links, what is not."""
    known, served = rows(), services()
    of_row = {number: service for service in served for number in service.rows}
    total, done = Counter(row.domain for row in known), Counter(row.domain for row in known if row.id in of_row)
    domains = sorted(domain for domain in total if domain != OUT_OF_SCOPE)
    parts = [
        "# Mission\n",
        INTRODUCTION.format(known=len(known), served=len(of_row)),
        table(
            ("Domain", "Served", "Of"),
            [(domain, str(done[domain]), str(total[domain])) for domain in domains],
        ),
        "## Served\n",
    ]
    for domain in domains:
        lines = [
            (row.id, row.description, of_row[row.id].by, _links(of_row[row.id]))
            for row in known
            if row.domain == domain and row.id in of_row
        ]
        if lines:
            parts.append(f"### {domain}\n\n" + table(("Row", "Mechanism", "How", "Code and tests"), lines))
    parts.append("## Not served yet\n")
    for domain in domains:
        missing = [(row.id, row.description) for row in known if row.domain == domain and row.id not in of_row]
        if missing:
            parts.append(f"### {domain}\n\n" + table(("Row", "Mechanism"), missing))
    outside = [(row.id, row.description) for row in known if row.domain == OUT_OF_SCOPE]
    parts.append("## Outside of the product\n\n" + table(("Row", "Mechanism"), outside))
    return "\n".join(parts)


def _links(service: Service) -> str:
    return ", ".join(
        [f"[{name.removeprefix('menshen.')}](../{path_of(name)})" for name in service.code]
        + [f"[{test.partition('::')[2]}](../{test.partition('::')[0]})" for test in service.tests]
    )


def path_of(name: str) -> str:
    """The file of a dotted path, or the file that is named itself, from the project's folder."""
    return name if "/" in name else source_of(name).relative_to(PROJECT).as_posix()
