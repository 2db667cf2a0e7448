"""Decision tables: Markdown files that are the rule's test, its documentation, and data for any other language.

A file has a title, a purpose, the lines `Implements:` (clause or document), `Rights:` (rows of the list of rights,
where there are any) and `Rules:` (what the tables call), then sections with one table each. Columns whose heading
begins with `→` are the verdict, the others are facts. `—` is an empty cell, `unknown` is a fact that nobody knows.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
CHAPTERS = ("policy", "registry", "screening", "quarantine", "reporting", "approvals")
KERNEL = ("approvals",)  # chapters about a part of the kernel
VERDICT = "→ "
EMPTY = "—"


def package_of(chapter: str) -> str:
    """The package that holds the rules of a chapter."""
    return f"menshen.{'kernel' if chapter in KERNEL else 'domains'}.{chapter}"


@dataclass(frozen=True)
class Table:
    """One section: what it is about, and its rows as heading → cell; verdict headings keep no arrow."""

    name: str
    prose: str
    facts: tuple[str, ...]
    verdicts: tuple[str, ...]
    rows: tuple[dict[str, str], ...]


@dataclass(frozen=True)
class Spec:
    path: Path
    title: str
    purpose: str
    implements: str
    rights: tuple[str, ...]
    rules: tuple[str, ...]
    tables: tuple[Table, ...]

    def __getitem__(self, name: str) -> Table:
        return next(table for table in self.tables if table.name == name)


@cache
def read(name: str) -> Spec:
    """The spec `chapter/topic`; ValueError where the file is not in the form described above."""
    path = FOLDER / f"{name}.md"
    head, *sections = path.read_text(encoding="utf-8").split("\n## ")
    title, *lines = head.strip().splitlines()
    fields = {key: value.strip() for key, mark, value in (line.partition(":") for line in lines) if mark}
    purpose = "\n".join(line for line in lines if line.partition(":")[0] not in ("Implements", "Rights", "Rules"))
    if not title.startswith("# ") or "Implements" not in fields or "Rules" not in fields:
        raise ValueError(f"{path}: title, Implements or Rules is missing")
    return Spec(
        path=path,
        title=title.removeprefix("# "),
        purpose=purpose.strip(),
        implements=fields["Implements"],
        rights=tuple(fields.get("Rights", "").split()),
        rules=tuple(fields["Rules"].split()),
        tables=tuple(_table(section, path) for section in sections),
    )


def _table(section: str, path: Path) -> Table:
    name, *lines = section.splitlines()
    grid = [_cells(line) for line in lines if line.startswith("|")]
    prose = "\n".join(line for line in lines if not line.startswith("|")).strip()
    if len(grid) < 3:  # heading, rule, and at least one row
        raise ValueError(f"{path}: “{name}” has no rows")
    headings = grid[0]
    if len({heading.removeprefix(VERDICT) for heading in headings}) != len(headings):
        raise ValueError(f"{path}: two columns of “{name}” have one name")
    if any(len(cells) != len(headings) for cells in grid):
        raise ValueError(f"{path}: a row of “{name}” has more or fewer cells than the heading")
    return Table(
        name=name.strip(),
        prose=prose,
        facts=tuple(heading for heading in headings if not heading.startswith(VERDICT)),
        verdicts=tuple(heading.removeprefix(VERDICT) for heading in headings if heading.startswith(VERDICT)),
        rows=tuple(
            {
                heading.removeprefix(VERDICT): "" if cell == EMPTY else cell
                for heading, cell in zip(headings, cells, strict=True)
            }
            for cells in grid[2:]
        ),
    )


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def specs() -> tuple[Spec, ...]:
    """All specs, chapter by chapter."""
    return tuple(
        read(f"{chapter}/{path.stem}") for chapter in CHAPTERS for path in sorted((FOLDER / chapter).glob("*.md"))
    )


def render_markdown() -> str:
    """All tables as one page of documentation."""
    parts = [
        "# Decision tables",
        "Made from `tests/spec`; every row below is a test. Facts stand left, the verdict stands under the arrows (→).",
    ]
    for chapter in CHAPTERS:
        parts.append(f"## {chapter}")
        for spec in specs():
            if spec.path.parent.name != chapter:
                continue
            parts += [f"### {spec.title}", spec.purpose, f"Implements: {spec.implements}"]
            if spec.rights:
                parts.append(f"Rights of people that it keeps: {' '.join(spec.rights)}")
            parts.append("Rules: " + ", ".join(f"`{rule}`" for rule in spec.rules))
            for table in spec.tables:
                parts += [f"#### {table.name}", table.prose, _as_markdown(table)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _as_markdown(table: Table) -> str:
    headings = [*table.facts, *table.verdicts]
    shown = [*table.facts, *(VERDICT + verdict for verdict in table.verdicts)]
    lines = [shown, ["---"] * len(shown), *([row[heading] or EMPTY for heading in headings] for row in table.rows)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
