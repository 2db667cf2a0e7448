"""Writing and reading the journal."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from menshen.kernel.base.bulk import insert_rows
from menshen.kernel.base.modules import all_modules
from menshen.kernel.journal.models import Entry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime
    from uuid import UUID

    from django.db import models
    from django.db.models import QuerySet

    from menshen.kernel.base.terms import Term
    from menshen.kernel.scope.viewers import Viewer


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An act about to be written down."""

    kind: str
    area: str
    subject_type: str
    subject_id: int
    happened_at: datetime
    command_id: UUID | None = None
    command_digest: str = ""
    detail: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reaction:
    """`handler(entries, by=…, at=…)` runs in the transaction of the entries of `kind` that caused it, all at once."""

    kind: str
    handler: Callable[..., None]


def subject_type(model: type[models.Model]) -> str:
    """How a record's kind is written in the journal: `quarantine.order`."""
    return f"{model._meta.app_label}.{model._meta.model_name}"


def kind_words() -> dict[str, Term]:
    """Code → words of every kind that a module declares."""
    return {kind.value: kind.term for module in all_modules() for kind in module.kinds or ()}


_COLUMNS = (
    "area", "kind", "subject_type", "subject_id", "actor", "happened_at", "recorded_at", "command_id",
    "command_digest", "detail",
)  # fmt: skip
_FIELDS = [field.attname for field in Entry._meta.concrete_fields]  # the id and then `_COLUMNS`, in that order


def write(entries: Sequence[NewEntry], *, by: Viewer, at: datetime) -> list[Entry]:
    """Append the entries, recorded at `at`, and give them back with their ids."""
    rows = [
        (
            entry.area, entry.kind, entry.subject_type, entry.subject_id, by.actor_id, entry.happened_at, at,
            entry.command_id, entry.command_digest, entry.detail,
        )
        for entry in entries
    ]  # fmt: skip
    ids = insert_rows(Entry, _COLUMNS, rows)
    return [Entry.from_db(None, _FIELDS, (number, *row)) for number, row in zip(ids, rows, strict=True)]


def history(subject: models.Model) -> QuerySet[Entry]:
    """Everything that happened to a record, oldest first."""
    return Entry.objects.filter(subject_type=subject_type(type(subject)), subject_id=subject.pk).order_by("id")


def by_command(command_ids: Iterable[UUID]) -> dict[UUID, Entry]:
    """Entries that these commands have already written."""
    # In plain SQL: every command from outside passes here, and the ORM takes longer to write the statement than the
    # database to answer it.
    found = Entry.objects.raw("SELECT * FROM journal_entry WHERE command_id = ANY(%s)", [list(command_ids)])
    return {entry.command_id: entry for entry in found if entry.command_id}
