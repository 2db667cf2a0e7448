"""Reports that are due and where each stands: due, missing, late, submitted zero, submitted with values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Subquery

from menshen.domains.reporting.models import ReportDue, Submission
from menshen.domains.reporting.rules import SubmissionFacts, report_state
from menshen.kernel.base import clock
from menshen.kernel.scope.codes import ROOT, parent_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from django.db.models import QuerySet

    from menshen.domains.reporting.vocabulary import ReportState
    from menshen.kernel.base.decisions import Decision
    from menshen.kernel.scope.viewers import Viewer


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the report of a unit stands, with its versions, the first one first."""

    due: ReportDue
    decision: Decision[ReportState]
    versions: tuple[Submission, ...] = ()

    @property
    def state(self) -> ReportState:
        return self.decision.verdict

    @property
    def first(self) -> Submission | None:
        return self.versions[0] if self.versions else None

    @property
    def newest(self) -> Submission | None:
        return self.versions[-1] if self.versions else None

    @property
    def locked(self) -> bool:
        """Whether a version was signed, newer ones or not."""
        return any(version.locked_at for version in self.versions)


def corrected_from(area: str, *, locked: bool) -> str:
    """Where one has to be allowed to correct the report of an area: a locked one is corrected by the level above."""
    return (parent_of(area) or ROOT) if locked else area


def dues(viewer: Viewer) -> QuerySet[Any]:  # noqa: ARG001  a ledger's signature
    """Reports owed, with the version that came first and the newest one."""
    versions = Submission.objects.filter(due=OuterRef("pk"))
    newest = versions.order_by("-version")
    return ReportDue.objects.annotate(
        first_at=Subquery(versions.order_by("version").values("submitted_at")[:1]),
        version=Subquery(newest.values("version")[:1]),
        nil=Subquery(newest.values("nil")[:1]),
        submitted_by_name=Subquery(newest.values("submitted_by__display_name")[:1]),
        signed_by_name=Subquery(newest.values("signed_by__display_name")[:1]),
        locked_at=Subquery(newest.values("locked_at")[:1]),
        is_in=Exists(versions),
    )


def chase_list(viewer: Viewer) -> QuerySet[Any]:
    """Reports that are past their time and have not come."""
    return dues(viewer).filter(is_in=False, due_at__lt=clock.now())


def standings(areas: Iterable[str], day: date, *, at: datetime) -> dict[str, Standing]:
    """Where the report of each area that owes one for that day stands, in two queries."""
    owed = {due.pk: due for due in ReportDue.objects.filter(area_id__in=set(areas), day=day)}
    versions: dict[int, list[Submission]] = {}
    submissions = Submission.objects.filter(due__in=owed).select_related("submitted_by", "signed_by")
    for submission in submissions.order_by("version"):
        versions.setdefault(submission.due_id, []).append(submission)
    return {due.area_id: _standing(due, versions.get(due.pk, []), at) for due in owed.values()}


def _standing(due: ReportDue, versions: list[Submission], at: datetime) -> Standing:
    first = versions[0] if versions else None
    facts = SubmissionFacts(first.submitted_at, first.zero_values) if first else None
    return Standing(due, report_state(due_at=due.due_at, submission=facts, now=at), tuple(versions))


def history(area: str, before: date, *, days: int) -> list[Submission]:
    """What an area handed in for the `days` before, oldest first, each in its newest version."""
    earlier = Submission.objects.filter(
        area_id=area, due__day__gte=before - timedelta(days=days), due__day__lt=before
    ).order_by("due__day", "version")
    return list({one.due_id: one for one in earlier}.values())
