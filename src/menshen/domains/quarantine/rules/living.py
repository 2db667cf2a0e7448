"""The days under an order: the steps of a transfer, whether a home will do, the days of tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from menshen.domains.policy.vocabulary import CountFrom
from menshen.domains.quarantine.vocabulary import HomeVerdict, QuarantineReason, TransferState, TransferStep
from menshen.kernel.base.decisions import Decision, Reason

if TYPE_CHECKING:
    from collections.abc import Mapping

_NEXT = {
    (TransferState.ASKED, TransferStep.LEAVE): TransferState.ON_THE_WAY,
    (TransferState.ASKED, TransferStep.CANCEL): TransferState.CANCELLED,
    (TransferState.ON_THE_WAY, TransferStep.ARRIVE): TransferState.ARRIVED,
    (TransferState.ON_THE_WAY, TransferStep.CANCEL): TransferState.CANCELLED,
    (TransferState.ARRIVED, TransferStep.RECEIVE): TransferState.RECEIVED,
}


def after_step(state: TransferState, step: TransferStep) -> TransferState | None:
    """Where a transfer stands after a step; None where that step does not come next.

    Who has arrived is received by somebody, and is not sent back by a click.
    """
    return _NEXT.get((state, step))


@dataclass(frozen=True, slots=True)
class HomeFacts:
    """What somebody saw of a home. None is not asked."""

    own_room: bool | None = None
    own_toilet: bool | None = None
    aired: bool | None = None
    shared_air: bool | None = None
    vulnerable: bool | None = None


_FLAWS: tuple[tuple[str, bool, QuarantineReason], ...] = (
    ("own_room", False, QuarantineReason.HOME_NO_ROOM),
    ("own_toilet", False, QuarantineReason.HOME_NO_TOILET),
    ("aired", False, QuarantineReason.HOME_NO_AIR),
    ("shared_air", True, QuarantineReason.HOME_SHARED_AIR),
    ("vulnerable", True, QuarantineReason.HOME_VULNERABLE),
)


def home_suitability(home: HomeFacts) -> Decision[HomeVerdict]:
    """Whether quarantine can be spent in a home: all five must be well, one flaw is enough, what is unknown is asked.

    An unfit home decides nothing by itself: a person assesses and chooses the place.
    """
    flaws = [Reason(code) for name, bad, code in _FLAWS if getattr(home, name) is bad]
    if flaws:
        return Decision(HomeVerdict.SITE, tuple(flaws), None)
    if any(getattr(home, name) is None for name, _, _ in _FLAWS):
        return Decision(HomeVerdict.ASK, (Reason(QuarantineReason.HOME_UNASKED),), None)
    return Decision(HomeVerdict.HOME, (Reason(QuarantineReason.HOME_FIT),), None)


def days_of_tests(rule: Mapping[str, Any], counted_from: date, starts_on: date, until: date) -> tuple[date, ...]:
    """The days on which a rule row, as an order keeps it, asks for a test, those within the order.

    Counted as the days of the rule are: day 1 is `day1_offset` days after the event.
    """
    event = starts_on if rule["count_from"] == CountFrom.START else counted_from
    day_one = event + timedelta(days=rule["day1_offset"])
    second = day_one + timedelta(days=rule["first_days"])
    days = [day_one + timedelta(days=number - 1) for number in rule["first_test_days"]]
    days += [second + timedelta(days=number - 1) for number in rule["second_test_days"]]
    return tuple(day for day in days if starts_on <= day < until)
