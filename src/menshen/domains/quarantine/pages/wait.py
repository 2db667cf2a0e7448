"""What the page of a referral says of the wait for a doctor: how long at most, on what basis, and how to object."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from menshen.domains.policy import interface as policy
from menshen.domains.policy.vocabulary import ThresholdCode
from menshen.domains.quarantine.models import Referral
from menshen.domains.quarantine.rules import special_groups, waiting
from menshen.domains.quarantine.vocabulary import SpecialGroup, WaitingVerdict
from menshen.domains.registry import interface as registry
from menshen.kernel.base.clock import day_of, in_local
from menshen.kernel.base.terms import Term
from menshen.kernel.ledgers.details import DetailTable, cell
from menshen.kernel.scope.codes import Level, at_level
from menshen.kernel.scope.models import Area

if TYPE_CHECKING:
    from datetime import datetime

    from menshen.kernel.scope.viewers import Viewer

_FREE = Term(
    "Nobody is held for a fever. In an emergency they go first and tell afterwards; care never waits for a record.",
    "发热不是扣留的理由。紧急时先就医、后告知，救治不因登记而等待。",
)
_TONES = {WaitingVerdict.WAIT: "due", WaitingVerdict.GO: "wrong", WaitingVerdict.HAND_OVER_NOW: "wrong"}


def the_wait(viewer: Viewer, number: int, at: datetime) -> DetailTable | None:  # noqa: ARG001  a detail's signature
    """Of a referral that nobody has handed over yet."""
    referral = (
        Referral.objects.select_related("person", "order")
        .filter(pk=number, handed_over_at__isnull=True, concluded_at__isnull=True)
        .first()
    )
    if referral is None:
        return None
    day = day_of(referral.found_at)
    limit = policy.threshold_in_force(policy.thresholds(), ThresholdCode.WAITING_AT_MOST, referral.area_id, day)
    if limit is None:
        return None
    verdict = waiting(since=referral.found_at, now=at, at_most=limit, groups=_groups(referral, at)).verdict
    until = referral.found_at + timedelta(hours=float(limit.value))
    office = Area.objects.get(code=at_level(referral.area_id, Level.STREET) or referral.area_id)
    rows = [
        (Term("Now", "目前"), cell(verdict.term, tone=_TONES[verdict])),
        (Term("Waits since", "等候开始"), cell(f"{in_local(referral.found_at):%Y-%m-%d %H:%M}")),
        (Term("At most until", "最迟至"), cell(f"{in_local(until):%Y-%m-%d %H:%M}")),
        (Term("Basis", "依据"), cell(f"{limit.threshold_id} {limit.document}".strip())),
        (Term("To object", "异议渠道"), cell(f"{office.name} {office.phone}".strip())),
    ]
    return DetailTable(
        (Term("Wait", "等候"), Term("What holds", "内容")), [(cell(what), said) for what, said in rows], _FREE
    )


def _groups(referral: Referral, at: datetime) -> frozenset[SpecialGroup]:
    """Children, pregnant, ill and dependent people do not wait at all."""
    if referral.order is not None:
        return frozenset({SpecialGroup.DEPENDENT}) if referral.order.never_alone else frozenset()
    person = referral.person
    needs = registry.special_needs_of({person.pk}).get(person.pk, frozenset())
    return special_groups(person.born_on, needs, day_of(at))
