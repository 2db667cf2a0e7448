"""The glossary: words that people mix up, from `docs/glossary.csv`, then every list of choices in the code."""

from __future__ import annotations

import csv
import importlib
import pkgutil
from functools import cache

from menshen import domains, kernel
from menshen.config.environment import PROJECT
from menshen.config.reference.markdown import code, prose, table, vocabulary
from menshen.config.reference.names import source_of
from menshen.kernel.actions.fields import fields_of
from menshen.kernel.base.modules import declared
from menshen.kernel.base.terms import Vocabulary

WORDS = PROJECT / "docs" / "glossary.csv"


def glossary_page() -> str:
    """Words, choices, and the names of fields and columns."""
    with WORDS.open(encoding="utf-8", newline="") as file:
        rows = [(row["english"], row["chinese"], _link(row["code"]), row["meaning"]) for row in csv.DictReader(file)]
    parts = [
        "# Glossary · 词汇表\n",
        "What each word means here, and nowhere else two words for one thing.\n",
        table(("English", "中文", "In the code", "Meaning"), rows),
        "## Choices · 选项\n",
    ]
    parts += [
        f"### {words.__name__} ({_owner(words)})\n\n{_meaning(words)}{vocabulary(words)}"
        for words in vocabularies()
        if not all(":" in word.value for word in words)
    ]
    parts += ["## Fields and columns · 字段\n", _fields()]
    return "\n".join(parts)


def _fields() -> str:
    """Every name of a field or a column, with the codes it stands for."""
    named: dict[tuple[str, str], set[str]] = {}
    for action in declared("actions"):
        for spec in fields_of(action.command):
            named.setdefault((spec.term.en, spec.term.zh), set()).add(spec.name)
    for ledger in declared("ledgers"):
        for column in ledger.columns:
            named.setdefault((column.title.en, column.title.zh), set()).add(column.code)
    rows = [(en, zh, ", ".join(map(code, sorted(codes)))) for (en, zh), codes in sorted(named.items())]
    return table(("English", "中文", "Code"), rows)


def _link(name: str) -> str:
    """The name of what a dotted path names, linked to its file."""
    if not name:
        return ""
    path = source_of(name).relative_to(PROJECT).as_posix()
    return f"[`{name.rpartition('.')[2]}`]({path})"


def _meaning(words: type[Vocabulary]) -> str:
    said = prose(words.__dict__.get("__doc__"))
    return f"{said}\n\n" if said else ""


def _owner(words: type[Vocabulary]) -> str:
    return words.__module__.removeprefix("menshen.kernel.").removeprefix("menshen.domains.").partition(".")[0]


@cache
def vocabularies() -> tuple[type[Vocabulary], ...]:
    """Every vocabulary of the kernel and the domains, by package and name."""
    for package in (kernel, domains):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ".migrations" not in module.name:
                importlib.import_module(module.name)
    ours = [words for words in Vocabulary.__subclasses__() if words.__module__.startswith("menshen.")]
    return tuple(sorted(ours, key=lambda words: (words.__module__, words.__name__)))
