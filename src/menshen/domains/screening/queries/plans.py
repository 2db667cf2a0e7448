"""Reading who means to come or to leave, letters, and purchases that are followed up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Case, Count, F, Q, QuerySet, Value, When

from menshen.domains.screening.models import Intention, Letter, LetterText, OutgoingWorker, Purchase, Trip
from menshen.domains.screening.vocabulary import WorkerState

if TYPE_CHECKING:
    from menshen.kernel.scope.viewers import Viewer


def intentions(viewer: Viewer) -> QuerySet[Intention]:  # noqa: ARG001  row-level security knows the viewer
    return Intention.objects.all()


def workers(viewer: Viewer) -> QuerySet[OutgoingWorker]:
    return every_worker(viewer).filter(withdrawn_at__isnull=True)


def every_worker(viewer: Viewer) -> QuerySet[OutgoingWorker]:  # noqa: ARG001
    """The withdrawn ones too, each with how far it is."""
    return OutgoingWorker.objects.annotate(
        state=Case(
            When(departure__isnull=False, then=Value(WorkerState.LEFT.value)),
            When(trip__isnull=False, then=Value(WorkerState.SEATED.value)),
            When(examined_on__isnull=False, then=Value(WorkerState.CERTIFIED.value)),
            default=Value(WorkerState.REGISTERED.value),
        )
    )


def trips(viewer: Viewer) -> QuerySet[Trip]:  # noqa: ARG001
    """Trips with how many seats are given and how many are free."""
    return Trip.objects.annotate(
        taken=Count("workers", filter=Q(workers__withdrawn_at__isnull=True)), free=F("seats") - F("taken")
    )


def letters(viewer: Viewer) -> QuerySet[Letter]:
    return every_letter(viewer).filter(withdrawn_at__isnull=True)


def every_letter(viewer: Viewer) -> QuerySet[Letter]:  # noqa: ARG001
    """Those that were taken back too."""
    return Letter.objects.all()


def letter_texts(viewer: Viewer) -> QuerySet[LetterText]:  # noqa: ARG001
    """Every version; nothing is rewritten."""
    return LetterText.objects.annotate(signed=Count("letters", filter=Q(letters__withdrawn_at__isnull=True)))


def purchases(viewer: Viewer) -> QuerySet[Purchase]:
    """Those of whom somebody is still known."""
    return every_purchase(viewer).filter(forgotten_at__isnull=True)


def every_purchase(viewer: Viewer) -> QuerySet[Purchase]:  # noqa: ARG001
    return Purchase.objects.all()
