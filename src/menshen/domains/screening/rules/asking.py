"""Rules of screening: the ladder, the state of a household, the two-hour clock, the three ledgers, the origin."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from menshen.domains.policy.vocabulary import is_abroad
from menshen.domains.screening.vocabulary import (
    AttemptOutcome,
    Channel,
    ClockState,
    HouseholdState,
    MovementState,
    OriginClass,
    ScreeningReason,
    Step,
)
from menshen.kernel.base.decisions import Decision, Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from menshen.domains.policy.interface import Threshold

HUBEI = "42"
WUHAN = "4201"

OUTCOMES_OF = {
    Channel.PHONE: frozenset(
        {
            AttemptOutcome.REACHED,
            AttemptOutcome.NO_ANSWER,
            AttemptOutcome.NUMBER_WRONG,
            AttemptOutcome.REFUSED,
            AttemptOutcome.VACANT,
        }
    ),
    Channel.DOOR: frozenset(
        {
            AttemptOutcome.REACHED,
            AttemptOutcome.NOBODY_HOME,
            AttemptOutcome.REFUSED,
            AttemptOutcome.VACANT,
            AttemptOutcome.NOT_FOUND,
        }
    ),
    Channel.NOTICE: frozenset({AttemptOutcome.POSTED, AttemptOutcome.NOT_FOUND}),
    Channel.CALL_BACK: frozenset({AttemptOutcome.REACHED, AttemptOutcome.REFUSED}),
}
"""Which outcomes each way of contact can have."""

_SETTLED_BY = {
    Channel.PHONE: HouseholdState.SETTLED_BY_PHONE,
    Channel.DOOR: HouseholdState.SETTLED_AT_DOOR,
    Channel.CALL_BACK: HouseholdState.SETTLED_BY_CALL_BACK,
}
_CLOSED_AS = {
    AttemptOutcome.REFUSED: HouseholdState.REFUSED,
    AttemptOutcome.VACANT: HouseholdState.VACANT,
    AttemptOutcome.NOT_FOUND: HouseholdState.NOT_FOUND,
}


@dataclass(frozen=True, slots=True)
class AttemptFacts:
    """One attempt to reach a household."""

    channel: Channel
    outcome: AttemptOutcome
    at: datetime


def is_possible(channel: Channel, outcome: AttemptOutcome) -> bool:
    """Whether that way of contact can have that outcome."""
    return outcome in OUTCOMES_OF[channel]


def household_state(attempts: Iterable[AttemptFacts]) -> Decision[HouseholdState]:
    """What the attempts established, whatever their number and the order in which they came in.

    The first attempt that reached the household settles it, in its own way, for good: later calls and notices change
    nothing, so each household is counted once. Before that the latest finding (declined, vacant, not found) closes it,
    and a later success still settles it. A call without an answer and a posted notice establish nothing.
    """
    found: AttemptFacts | None = None
    for attempt in sorted(attempts, key=lambda one: one.at):
        if attempt.outcome is AttemptOutcome.REACHED:
            reason = Reason(ScreeningReason.REACHED, {"day": attempt.at.date().isoformat()})
            return Decision(_SETTLED_BY[attempt.channel], (reason,), None)
        if attempt.outcome in _CLOSED_AS:
            found = attempt
    if found is None:
        return Decision(HouseholdState.NOT_REACHED, (), None)
    reason = Reason(ScreeningReason.CLOSED, {"day": found.at.date().isoformat()})
    return Decision(_CLOSED_AS[found.outcome], (reason,), None)


def next_step(attempts: Sequence[AttemptFacts], *, phone_attempts: int = 3) -> Decision[Step]:
    """The next rung of the ladder phone → door → notice for one household.

    Phone until it was tried `phone_attempts` times or there is no working number, then one visit at the door, then a
    notice, then waiting for the household to call. Whoever declined is not asked again, and nothing follows from it.
    """
    state = household_state(attempts)
    if state.verdict.is_closed:
        return Decision(Step.DONE, state.reasons, None)
    posted = _latest(attempts, Channel.NOTICE)
    if posted:
        reason = Reason(ScreeningReason.NOTICE_POSTED, {"day": posted.at.date().isoformat()})
        return Decision(Step.WAIT, (reason,), None)
    nobody_home = _latest(attempts, Channel.DOOR)
    if nobody_home:
        reason = Reason(ScreeningReason.NOBODY_HOME, {"day": nobody_home.at.date().isoformat()})
        return Decision(Step.NOTICE, (reason,), None)
    calls = [attempt for attempt in attempts if attempt.channel is Channel.PHONE]
    if any(call.outcome is AttemptOutcome.NUMBER_WRONG for call in calls):
        return Decision(Step.DOOR, (Reason(ScreeningReason.NUMBER_WRONG),), None)
    if len(calls) >= phone_attempts:
        return Decision(Step.DOOR, (Reason(ScreeningReason.CALLS_USED_UP, {"made": len(calls)}),), None)
    if not calls:
        return Decision(Step.PHONE, (Reason(ScreeningReason.NOT_TRIED),), None)
    reason = Reason(ScreeningReason.CALLS_LEFT, {"made": len(calls), "wanted": phone_attempts})
    return Decision(Step.PHONE, (reason,), None)


def _latest(attempts: Sequence[AttemptFacts], channel: Channel) -> AttemptFacts | None:
    of_channel = [attempt for attempt in attempts if attempt.channel is channel]
    return max(of_channel, key=lambda one: one.at, default=None)


@dataclass(frozen=True, slots=True)
class Coverage:
    """How a campaign stands: every household in exactly one state, so that the parts add up to the whole."""

    households: int
    by_state: dict[HouseholdState, int]

    @property
    def settled(self) -> int:
        """Households whose situation is known."""
        return sum(count for state, count in self.by_state.items() if state.is_settled)

    @property
    def not_reached(self) -> int:
        return self.by_state.get(HouseholdState.NOT_REACHED, 0)

    @property
    def closed_otherwise(self) -> int:
        """Declined, vacant, not found: valid ends that are not 'settled'."""
        return self.households - self.settled - self.not_reached


def coverage(states: Iterable[HouseholdState]) -> Coverage:
    """The states of all households of a campaign, counted."""
    counted = Counter(states)
    return Coverage(counted.total(), {state: counted[state] for state in HouseholdState if counted[state]})


def two_hour_clock(
    *, arrived_home_at: datetime | None, known_at: datetime | None, now: datetime, within: Threshold
) -> Decision[ClockState]:
    """The clock from someone's arrival home to their situation being known; the limit is a threshold in hours.

    It measures the unit, not the person. Announced beforehand is known in time.
    """
    rule_id = within.threshold_id
    if arrived_home_at is None:
        return Decision(ClockState.NOT_STARTED, (Reason(ScreeningReason.ARRIVAL_TIME_UNKNOWN),), rule_id)
    end = known_at if known_at is not None else now
    seconds = (end - arrived_home_at).total_seconds()
    facts = {"minutes": int(seconds // 60), "limit": f"{within.value.normalize():f}"}
    in_time = seconds <= within.value * 3600
    if known_at is not None and seconds < 0:
        return Decision(ClockState.KNOWN_IN_TIME, (Reason(ScreeningReason.ANNOUNCED),), rule_id)
    if known_at is not None:
        state = ClockState.KNOWN_IN_TIME if in_time else ClockState.KNOWN_LATE
        return Decision(state, (Reason(ScreeningReason.HOURS_TAKEN, facts),), rule_id)
    state = ClockState.RUNNING if in_time else ClockState.OVERDUE
    return Decision(state, (Reason(ScreeningReason.HOURS_RUN, facts),), rule_id)


def movement_state(*, left_on: Iterable[date], arrived_on: Iterable[date], since: date, on: date) -> MovementState:
    """In which of the three ledgers a person stands on a day: not left, returned, not returned yet.

    `left_on` and `arrived_on` are all recorded departures and arrivals; those before `since` (the beginning of the
    survey) and after `on` do not count. Leaving and coming back on one day is returned.
    """
    last_left = max((day for day in left_on if since <= day <= on), default=None)
    last_arrived = max((day for day in arrived_on if since <= day <= on), default=None)
    if last_left is None and last_arrived is None:
        return MovementState.NOT_LEFT
    if last_arrived is not None and (last_left is None or last_left <= last_arrived):
        return MovementState.RETURNED
    return MovementState.NOT_YET_RETURNED


def origin_class(place_code: str | None, home_province: str) -> OriginClass:
    """The class of the daily sheet for a GB/T 2260 or country code; `home_province` is the two digits of our own.

    For a town of Hubei everything in Hubei is within the province.
    """
    if not place_code:
        return OriginClass.UNKNOWN
    if is_abroad(place_code):
        return OriginClass.ABROAD
    if place_code.startswith(home_province):
        return OriginClass.WITHIN_PROVINCE
    return OriginClass.HUBEI if place_code.startswith(HUBEI) else OriginClass.OTHER_PROVINCE


def is_wuhan(place_code: str | None) -> bool:
    """Whether it counts in 'of which Wuhan'."""
    return bool(place_code) and str(place_code).startswith(WUHAN)


@dataclass(frozen=True, slots=True)
class Account:
    """What one source says of an arrival; an empty place and no day are unknown."""

    place_code: str
    left_on: date | None


def differences(one: Account, other: Account) -> tuple[Reason, ...]:
    """In what two accounts of one arrival cannot both be right.

    A province and a city in it agree; unknown contradicts nothing. What follows is a question to a person, no more.
    """
    found = []
    # Without the padding of GB/T 2260 a province is the beginning of its cities.
    places = [code.removesuffix("00").removesuffix("00") for code in (one.place_code, other.place_code)]
    if all(places) and not (places[0].startswith(places[1]) or places[1].startswith(places[0])):
        found.append(Reason(ScreeningReason.PLACE_DIFFERS))
    if one.left_on is not None and other.left_on is not None and one.left_on != other.left_on:
        found.append(Reason(ScreeningReason.LEAVING_DIFFERS))
    return tuple(found)
