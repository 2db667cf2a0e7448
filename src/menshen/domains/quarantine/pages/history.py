"""Orders and referrals as lines of a person's history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from menshen.domains.policy.vocabulary import Measure
from menshen.domains.quarantine.models import QuarantineOrder, Referral
from menshen.domains.quarantine.vocabulary import EndReason, ReferralConclusion
from menshen.kernel.base.terms import Term
from menshen.kernel.journal.entries import subject_type
from menshen.kernel.ledgers.details import Happened

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator


def orders(people: Collection[int]) -> Iterator[Happened]:
    """Proposed, confirmed or declined, and ended, each with the measure and its days."""
    kind = subject_type(QuarantineOrder)
    for one in QuarantineOrder.objects.filter(person_id__in=people):
        subject, measure = (kind, one.pk), Measure(one.measure).term
        days = f"{one.starts_on} – {one.until_on}"
        text = Term(f"{measure.en}, {days} (end not included)", f"{measure.zh}，{days}（不含止日）")
        if one.confirmed_at:
            title = Term("Order confirmed", "隔离决定已确认")
            yield Happened(one.person_id, one.confirmed_at, title, text, subject, "shield-check", "due")
        elif one.declined_at:
            title = Term("Proposed order declined", "隔离建议未予确认")
            yield Happened(one.person_id, one.declined_at, title, text, icon="x")
        else:
            title = Term("Order proposed, binds nobody yet", "已提出隔离建议（未生效）")
            yield Happened(one.person_id, one.proposed_at, title, text, icon="shield-check")
        if one.ended_at:
            reason = EndReason(one.end_reason).term
            title = Term("Order ended", "隔离已解除")
            yield Happened(one.person_id, one.ended_at, title, reason, subject, "circle-check", "good")


def referrals(people: Collection[int]) -> Iterator[Happened]:
    """Found with fever or symptoms, and what it turned out to be."""
    kind = subject_type(Referral)
    for one in Referral.objects.filter(person_id__in=people):
        subject = (kind, one.pk)
        found = Term("Referred for fever or symptoms", "发热或有症状，转诊")
        yield Happened(one.person_id, one.found_at, found, one.facility, subject, "stethoscope", "wrong")
        if one.concluded_at:
            conclusion = ReferralConclusion(one.conclusion).term
            title = Term("Referral concluded", "转诊结论")
            yield Happened(one.person_id, one.concluded_at, title, conclusion, subject, "stethoscope")
