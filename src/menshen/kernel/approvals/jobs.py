"""What follows when the journal says that a request was made or has gone a level up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from menshen.kernel.approvals.asking import REQUEST, by_place
from menshen.kernel.approvals.declaration import kind_of
from menshen.kernel.approvals.models import Request
from menshen.kernel.approvals.vocabulary import Kind
from menshen.kernel.journal.entries import Reaction
from menshen.kernel.tasks.flow import NewTask, open_tasks

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from menshen.kernel.journal.models import Entry
    from menshen.kernel.scope.viewers import Viewer


def put_before(entries: Sequence[Entry], *, by: Viewer, at: datetime) -> None:  # noqa: ARG001  a reaction's signature
    """Who decides next has a task; when it is late, the role of the step above gets it."""
    waiting = Request.objects.filter(pk__in=[entry.subject_id for entry in entries])
    for (code, step), requests in by_place(waiting).items():
        if kind := kind_of(code):
            tasks = [NewTask(one.place_id, REQUEST, one.pk, one.facts, due_at=one.due_at) for one in requests]
            open_tasks(kind.tasks[step], tasks, at=at)


REACTIONS = (Reaction(Kind.ASKED, put_before), Reaction(Kind.ADVANCED, put_before))
