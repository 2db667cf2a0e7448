"""What follows when those above have decided, and what becomes of a request when its order ends by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from menshen.domains.quarantine.actions.early_release import EARLY_RELEASE, ORDER, release_early
from menshen.domains.quarantine.actions.longer import LONGER, hold_longer
from menshen.domains.quarantine.models import QuarantineOrder
from menshen.kernel.approvals.asking import overtake, requests_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from menshen.kernel.journal.models import Entry
    from menshen.kernel.scope.viewers import Viewer

APPROVALS = (EARLY_RELEASE, LONGER)


def do_approved(entries: Sequence[Entry], *, by: Viewer, at: datetime) -> None:
    """Orders end earlier, or others take their place, as it was approved."""
    if early := requests_of(entries, EARLY_RELEASE):
        release_early(early, by=by, at=at)
    if longer := requests_of(entries, LONGER):
        hold_longer(longer, by=by, at=at)


def overtake_requests(entries: Sequence[Entry], *, by: Viewer, at: datetime) -> None:
    """An order that has ended leaves nothing to decide: no end waits for an approval."""
    numbers = [entry.subject_id for entry in entries]
    ended = QuarantineOrder.objects.filter(pk__in=numbers, ended_on__isnull=False).values_list("pk", flat=True)
    overtake(APPROVALS, ORDER, ended, by=by, at=at)
