"""What the domains declare: their charters, actions, ledgers, indicators, documents, tasks and jobs."""

from __future__ import annotations

import importlib
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.apps import apps

from menshen.config.reference.markdown import both, code, prose, table
from menshen.kernel.actions.fields import fields_of
from menshen.kernel.base.modules import all_modules, declared

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from menshen.kernel.actions.declaration import Action
    from menshen.kernel.actions.fields import FieldSpec
    from menshen.kernel.base.modules import Module
    from menshen.kernel.documents.declaration import DocumentKind
    from menshen.kernel.indicators.declaration import Indicator
    from menshen.kernel.ledgers.columns import Column
    from menshen.kernel.ledgers.declaration import Ledger
    from menshen.kernel.tasks.flow import TaskKind


CONTENTS = {
    "domains": "what each package owns, and what it does not",
    "actions": "what can be done, with every field",
    "ledgers": "the tables, with every column and the headings that workbooks may use",
    "indicators": "the figures, and the ledger that shows the records behind each",
    "documents": "the papers, how they are numbered, what they say",
    "tasks": "what people are asked to do, and what runs by the clock",
    "rules": "the decision tables; every row is a test",
    "roles": "who may do what",
    "journal": "kinds of entries, and what follows from each",
    "problems": "every sentence with which something is refused",
    "api": "the JSON doors",
    "commands": "the program `menshen`",
    "settings": "what can be set from outside",
}


def contents_page() -> str:
    """The list of the pages beside it."""
    lines = [f"- [{name}]({name}.md): {hint}" for name, hint in CONTENTS.items()]
    return "# Reference\n\nMade from the code.\n\n" + "\n".join(lines) + "\n"


def domains_page() -> str:
    """The charters, which stand in the packages themselves."""
    parts = ["# Domains\n"]
    for module in all_modules():
        package = importlib.import_module(_package(module))
        counts = ", ".join(
            f"{len(items)} {name}"
            for name, items in (
                ("actions", module.actions),
                ("ledgers", module.ledgers),
                ("indicators", module.indicators),
                ("documents", module.documents),
                ("kinds of task", module.tasks),
                ("jobs", module.jobs),
            )
            if items
        )
        parts.append(f"## {both(module.title)} (`{module.name}`)\n\n{prose(package.__doc__)}\n\nDeclares {counts}.\n")
    return "\n".join(parts)


def _package(module: Module) -> str:
    """The package whose app declared the module; for the platform's own module that of its administration."""
    label = "administration" if module.name == "scope" else module.name
    return apps.get_app_config(label).name


def actions_page() -> str:
    """Every action with its fields; `happened_at`, which all of them have, is said once."""
    return _by_module("Actions", "actions", _action, ACTIONS_HAVE)


ACTIONS_HAVE = """\
Each is a form on the desk, an endpoint of the [API](api.md), a command (`menshen act CODE FIELD=VALUE…`) and, where a
ledger takes workbooks, a row of one. All of them also take `happened_at` (发生时间), for what is entered later than it
was seen.
"""


def _action(action: Action) -> str:
    asked = prose(action.command.__doc__)
    return (
        f"### {both(action.title)}\n\n{code(action.code)}: {prose(action.description)}\n\n"
        + (f"{asked}\n\n" if asked else "")
        + f"Permission {code(action.permission.value)}, journal {code(action.kind.value)}.\n\n"
        + table(("Field", "English", "中文", "Kind", "Needed", ""), map(_field, fields_of(action.command)[:-1]))
    )


def _field(spec: FieldSpec) -> tuple[str, ...]:
    choices = ", ".join(choice for choice, _ in spec.choices)
    remarks = [spec.help.en if spec.help else "", f"One of: {choices}." if choices else ""]
    needed = "yes" if spec.required else ""
    return code(spec.name), spec.term.en, spec.term.zh, spec.kind, needed, " ".join(filter(None, remarks))


def ledgers_page() -> str:
    """Every ledger with its columns."""
    return _by_module("Ledgers", "ledgers", _ledger)


def _ledger(ledger: Ledger) -> str:
    comes_in = f" Workbooks come in through {code(ledger.imports.action.code)}." if ledger.imports else ""
    return (
        f"### {both(ledger.title)}\n\n{code(ledger.code)}: permission {code(ledger.permission.value)}.{comes_in}\n\n"
        + table(
            ("Column", "English", "中文", "Kind", "Headings that are read as well", "Use"),
            [_column(column, importable=ledger.imports is not None) for column in ledger.columns],
        )
    )


def _column(column: Column, *, importable: bool) -> tuple[str, ...]:
    uses = (
        ("search", column.search),
        ("filter", column.filter),
        ("sort", column.sort),
        ("masked", column.masked),
        ("needed in workbooks", importable and column.imported and column.required),
        ("only in workbooks that come in", not (column.exported and column.source)),
        ("not in workbooks that come in", importable and not column.imported),
    )
    return (
        code(column.code),
        column.title.en,
        column.title.zh,
        column.kind.value,
        "、".join(column.aliases) if importable and column.imported else "",
        ", ".join(name for name, used in uses if used),
    )


def indicators_page() -> str:
    """Every figure and where its records are."""
    parts = ["# Indicators\n"]
    for module in all_modules():
        if module.indicators:
            rows = [_indicator(one) for one in module.indicators]
            headings = ("Code", "English", "中文", "Records in")
            parts.append(f"## {both(module.title)}\n\n{table(headings, rows)}")
    return "\n".join(parts)


def _indicator(indicator: Indicator) -> tuple[str, ...]:
    return (
        code(indicator.code),
        indicator.title.en,
        indicator.title.zh,
        code(indicator.ledger) if indicator.ledger else "",
    )


def documents_page() -> str:
    """Every kind of document with its data."""
    return _by_module("Documents", "documents", _document)


def _document(kind: DocumentKind) -> str:
    numbered = f"numbered by each {kind.issuer.en.lower()}" if kind.issuer else "numbered by the area it belongs to"
    rows = [
        (code(name), known.title.en, known.title.zh, "" if known.optional else "yes")
        for name, known in kind.fields.items()
    ]
    example = kind.number_of("示范社区", 2020, 1)
    parts = table(("Part", "English", "中文", "Needed"), rows)
    return f"### {both(kind.title)}\n\n{code(kind.code)}, {numbered}: {example}\n\n{parts}"


def tasks_page() -> str:
    """What people are asked to do, and what runs by the clock."""
    rows = [_task(kind) for kind in declared("tasks")]
    jobs = [(code(job.code), code(job.cron), _first_line(job.run)) for job in declared("jobs")]
    return (
        "# Tasks and jobs\n\nA task goes to a role in an area. What happens closes it; nobody ticks it off. "
        "Past its time\nand some patience it goes to the next role.\n\n## Tasks\n\n"
        + table(("Code", "English", "中文", "Goes to", "Within", "Then after", "Closed by"), rows)
        + "\n## Jobs\n\nMinute, hour, day, month, weekday in local time.\n\n"
        + table(("Code", "When", "What"), jobs)
    )


def _task(kind: TaskKind) -> tuple[str, ...]:
    closed_by = ", ".join(code(known) for known in sorted(kind.resolved_by))
    return (
        code(kind.code),
        kind.title.en,
        kind.title.zh,
        " → ".join(kind.ladder),
        _span(kind.within),
        _span(kind.patience) if len(kind.ladder) > 1 else "",
        closed_by or ("having been seen" if kind.acknowledged else "nothing left to do"),
    )


def _span(length: timedelta) -> str:
    hours, rest = divmod(length, timedelta(hours=1))
    return f"{hours} h" if not rest else f"{length / timedelta(minutes=1):.0f} min"


def _by_module(title: str, part: str, render: Callable[[Any], str], introduction: str = "") -> str:
    """One chapter a module, one section a declaration, in the order in which they are declared."""
    parts = [f"# {title}\n", *([introduction] if introduction else [])]
    for module in all_modules():
        items: Iterable[Any] = getattr(module, part)
        if items:
            parts += [f"## {both(module.title)}\n", *(render(item) for item in items)]
    return "\n".join(parts)


def _first_line(run: Callable[..., Any]) -> str:
    return prose(getattr(run, "__doc__", "")).partition("\n")[0]
