"""What is made of a message of a door contact: whether it is genuine, whether it is kept, whether a person asks.

No verdict here says anything about the person, and none has a consequence by itself.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from menshen.domains.quarantine.vocabulary import DoorVerdict, QuarantineReason
from menshen.kernel.base.decisions import Decision, Reason

if TYPE_CHECKING:
    from collections.abc import Collection

CLOCK_OFF = timedelta(minutes=5)
"""How far a device's clock may be off, and so how long a message is fresh."""


def signature(key: str, serial: str, sent_at: str, nonce: str, body: bytes) -> str:
    """What a device writes under a message: HMAC-SHA256 over its serial, time, number and body, a line each."""
    said = f"{serial}\n{sent_at}\n{nonce}\n".encode() + body
    return hmac.new(key.encode(), said, hashlib.sha256).hexdigest()


def is_genuine(given: str, expected: str) -> bool:
    """Compared in the same time whatever differs, so that nobody finds a signature by trying."""
    return hmac.compare_digest(given.encode(), expected.encode())


def is_fresh(sent_at: datetime, now: datetime) -> bool:
    """Whether a message was signed just now."""
    return abs(now - sent_at) <= CLOCK_OFF


@dataclass(frozen=True, slots=True)
class DoorFacts:
    """What is recorded around an opening. `outings` are the spans in which one is arranged; `visits` are the moments of
    checks, deliveries, hand-overs. `around`: how far from such a moment an opening still belongs to it."""

    in_force: bool
    outings: Collection[tuple[datetime, datetime]] = ()
    visits: Collection[datetime] = ()
    around: timedelta = timedelta(0)


def judge_opening(opened_at: datetime, facts: DoorFacts) -> Decision[DoorVerdict]:
    """Whether an opening is forgotten at once, explained by what is recorded, or asked about by a person."""
    if not facts.in_force:
        return Decision(DoorVerdict.FORGET, (Reason(QuarantineReason.SENSOR_OFF),), None)
    if any(since - facts.around <= opened_at <= until + facts.around for since, until in facts.outings):
        return Decision(DoorVerdict.EXPECTED, (Reason(QuarantineReason.OUTING_GRANTED),), None)
    if any(abs(opened_at - moment) <= facts.around for moment in facts.visits):
        return Decision(DoorVerdict.EXPECTED, (Reason(QuarantineReason.VISIT_KNOWN),), None)
    return Decision(DoorVerdict.ASK, (Reason(QuarantineReason.OPENING_UNKNOWN),), None)
