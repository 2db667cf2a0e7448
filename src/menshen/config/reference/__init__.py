"""The generated part of the documentation: what the code declares, written down as pages.

`make docs` writes them, a test fails where one lags behind. Each page is a function without arguments; the path it is
written to is counted from the project's folder.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from menshen.config.reference import api, declarations, glossary, mission, process, sentences, tables

if TYPE_CHECKING:
    from collections.abc import Callable

PAGES: dict[str, Callable[[], str]] = {
    "GLOSSARY.md": glossary.glossary_page,
    "docs/mission.md": mission.mission_page,
    "docs/reference/README.md": declarations.contents_page,
    "docs/reference/domains.md": declarations.domains_page,
    "docs/reference/actions.md": declarations.actions_page,
    "docs/reference/ledgers.md": declarations.ledgers_page,
    "docs/reference/indicators.md": declarations.indicators_page,
    "docs/reference/documents.md": declarations.documents_page,
    "docs/reference/tasks.md": declarations.tasks_page,
    "docs/reference/rules.md": tables.rules_page,
    "docs/reference/roles.md": process.roles_page,
    "docs/reference/journal.md": sentences.journal_page,
    "docs/reference/problems.md": sentences.problems_page,
    "docs/reference/api.md": api.api_page,
    "docs/reference/commands.md": process.commands_page,
    "docs/reference/settings.md": process.settings_page,
}


def generated() -> dict[str, str]:
    """Path from the project's folder → the whole text that belongs there."""
    return {path: f"<!-- Written by `make docs`; do not edit. -->\n\n{page()}" for path, page in PAGES.items()}
