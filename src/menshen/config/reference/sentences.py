"""Codes that programs meet: journal kinds with what follows from them, and every refusal."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from menshen.config.reference.glossary import vocabularies
from menshen.config.reference.markdown import both, code, prose, table, vocabulary
from menshen.kernel.base.modules import all_modules, declared

if TYPE_CHECKING:
    from menshen.kernel.base.terms import Vocabulary


INTRODUCTION = """\
Append-only. An entry says who did what, where, when it happened and when it was recorded; its detail holds no names and
no numbers of people. What follows happens in the same transaction.
"""


def journal_page() -> str:
    """Every kind of entry, what writes it, and what follows in the same transaction."""
    written: dict[str, list[str]] = defaultdict(list)
    for action in declared("actions"):
        written[action.kind.value].append(action.code)
    follows: dict[str, list[str]] = defaultdict(list)
    for reaction in declared("reactions"):
        module, name = reaction.handler.__module__, reaction.handler.__name__
        follows[str(reaction.kind)].append(f"{module.removeprefix('menshen.domains.')}.{name}")
    for kind in declared("tasks"):
        for closing in kind.resolved_by:
            follows[str(closing)].append(f"closes {kind.code}")
    parts = [
        "# Journal\n",
        INTRODUCTION,
    ]
    for module in all_modules():
        if module.kinds:
            rows = [
                (
                    code(kind.value),
                    kind.en,
                    kind.zh,
                    ", ".join(map(code, written[kind.value])),
                    ", ".join(map(code, sorted(follows[kind.value]))),
                )
                for kind in module.kinds
            ]
            parts.append(
                f"## {both(module.title)}\n\n" + table(("Kind", "English", "中文", "Written by", "What follows"), rows)
            )
    return "\n".join(parts)


def problems_page() -> str:
    """Every vocabulary of sentences: refusals, notes on workbooks, reasons of rules."""
    parts = [
        "# Problems and reasons\n",
        "Codes are stable; sentences may be improved. Places in braces are filled in.\n",
    ]
    parts += [
        f"## {_place(words)}\n\n{prose(words.__doc__)}\n\n{vocabulary(words)}"
        for words in vocabularies()
        if _is_sentences(words)
    ]
    return "\n".join(parts)


def _is_sentences(words: type[Vocabulary]) -> bool:
    return all(":" in word.value for word in words) and words.__name__ not in ("Permission", "Kind")


def _place(words: type[Vocabulary]) -> str:
    """`quarantine: Problem`."""
    domain = words.__module__.removeprefix("menshen.kernel.").removeprefix("menshen.domains.").partition(".")[0]
    return f"{domain}: {words.__name__}"
