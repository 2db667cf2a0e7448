"""Reading verification lists: lists and their parts with how far they are answered, clues with what is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import (
    Case,
    Count,
    DurationField,
    ExpressionWrapper,
    F,
    FloatField,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Extract, Floor

from menshen.domains.screening.models import Clue, ClueBatch, ClueShare, Verification
from menshen.domains.screening.vocabulary import ClueOutcome
from menshen.kernel.base import clock

if TYPE_CHECKING:
    from menshen.kernel.scope.viewers import Viewer

HANDED_ON = (
    ClueOutcome.OTHER_STREET.value,
    ClueOutcome.OTHER_DISTRICT.value,
    ClueOutcome.OTHER_CITY.value,
    ClueOutcome.OTHER_PROVINCE.value,
)
_NAMED = (ClueOutcome.AT_HOME.value, ClueOutcome.CENTRALISED.value, ClueOutcome.HOSPITAL.value)


def _standing(condition: Q) -> dict[str, Any]:
    """How many clues, how they were answered, and how many of them by each of the three moments."""
    verified = condition & ~Q(clues__outcome="")

    def answered(**more: Any) -> Count:
        return Count("clues", filter=verified & Q(**more))

    since = ExpressionWrapper(Value(clock.now()) - F("received_at"), output_field=DurationField())
    share = ExpressionWrapper(F("verified") * 100.0 / F("received"), output_field=FloatField())
    return {
        "received": Count("clues", filter=condition),
        "verified": answered(),
        "unanswered": Count("clues", filter=condition & Q(clues__outcome="")),
        "in_split_time": answered(clues__verified_at__lte=F("split_by")),
        "in_first_time": answered(clues__verified_at__lte=F("first_by")),
        "in_time": answered(clues__verified_at__lte=F("all_by")),
        "at_home": answered(clues__outcome=ClueOutcome.AT_HOME.value),
        "centralised": answered(clues__outcome=ClueOutcome.CENTRALISED.value),
        "hospital": answered(clues__outcome=ClueOutcome.HOSPITAL.value),
        "handed_on": answered(clues__outcome__in=HANDED_ON),
        "otherwise": Count("clues", filter=verified & ~Q(clues__outcome__in=[*_NAMED, *HANDED_ON])),
        "percent": Case(When(received__gt=0, then=Floor(share)), output_field=IntegerField()),
        "hours": Floor(Extract(since, "epoch") / 3600.0, output_field=IntegerField()),
    }


def batches(viewer: Viewer) -> QuerySet[ClueBatch]:  # noqa: ARG001  row-level security knows the viewer
    """Lists with all their clues that the viewer sees, wherever they are by now."""
    waiting = Q(clues__outcome="", clues__area_id=F("area_id"))
    return ClueBatch.objects.annotate(
        **_standing(Q()),
        at_hand=Count("clues", filter=waiting),
        proposed=Count("clues", filter=waiting & Q(clues__share__isnull=False)),
    )


def shares(viewer: Viewer) -> QuerySet[ClueShare]:  # noqa: ARG001
    """The parts of lists by unit: what is with the unit, and what the proposal would still send there."""
    there = Q(clues__area_id=F("area_id"))
    return ClueShare.objects.annotate(**_standing(there), proposed=Count("clues", filter=~there))


def clues(viewer: Viewer) -> QuerySet[Clue]:  # noqa: ARG001
    """Lines of lists. Title and sender are those of the part where there is one; the list itself may lie above the
    viewer's areas, so it is looked up and not joined: a join would leave the line out."""
    pushed = ClueBatch.objects.filter(pk=OuterRef("batch_id"))
    return Clue.objects.annotate(
        list_title=Coalesce("share__title", Subquery(pushed.values("title"))),
        sender=Coalesce("share__sender", Subquery(pushed.values("sender"))),
    )


def verifications(viewer: Viewer) -> QuerySet[Verification]:  # noqa: ARG001
    """Every answer, those that were corrected too."""
    return Verification.objects.all()
