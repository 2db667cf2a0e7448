"""The screening of every household by the ladder telephone → door → notice, call by call.

Which households are settled where is drawn; how many is not. An attempt is one thing that was done; the state of a
household is what its attempts established, so the attempts of a community add up to its households.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Final

from menshen.demo.arrivals import FIRST_DAY
from menshen.demo.town import MAIN, SECOND, VILLAGE, Community
from menshen.domains.screening.vocabulary import AttemptOutcome, Channel
from menshen.kernel.base.clock import local

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from menshen.demo.arrivals import PlannedArrival, PlannedDeparture
    from menshen.demo.people import Household


@dataclass(frozen=True, slots=True)
class PlannedAttempt:
    """One call, visit or notice. `result` and `situation` are words as written on the sheets.

    `situation` says what was established about the household at that moment and is empty when nothing was.
    """

    household: Household
    channel: Channel
    at: datetime
    result: str
    situation: str
    made_by: str

    @property
    def outcome(self) -> AttemptOutcome:
        return RESULTS[self.result]

    @property
    def settles(self) -> bool:
        return self.outcome is AttemptOutcome.REACHED


@dataclass(frozen=True, slots=True)
class Ladder:
    """How many households each step settles.

    `first_call` and `second_call` settle by telephone, `first_visit` and `second_visit` at the door; `never` were
    called twice and visited twice. Each visit that found nobody leaves a notice.
    """

    first_call: int
    second_call: int
    first_visit: int
    second_visit: int
    never: int


LADDERS: Final = {
    MAIN: Ladder(7_120, 984, 273, 1_024, 222),
    # 4,789 by telephone, 1,026 at the door, 928 + 2 × 111 = 1,150 notices.
    SECOND: Ladder(4_212, 577, 98, 928, 111),
    VILLAGE: Ladder(160, 11, 16, 9, 0),
}

REACHED: Final = "已接通"
AT_HOME: Final = "已入户"
NOBODY_HOME: Final = "无人在家"
POSTED: Final = "已张贴"
# Words of the sheets and what they mean.
RESULTS: Final = {
    REACHED: AttemptOutcome.REACHED,
    AT_HOME: AttemptOutcome.REACHED,
    NOBODY_HOME: AttemptOutcome.NOBODY_HOME,
    POSTED: AttemptOutcome.POSTED,
    "无人接听": AttemptOutcome.NO_ANSWER,
    "关机": AttemptOutcome.NO_ANSWER,
    "停机": AttemptOutcome.NUMBER_WRONG,
    "空号": AttemptOutcome.NUMBER_WRONG,
    "号码错误": AttemptOutcome.NUMBER_WRONG,
}
# Drawn as often as listed.
_NOT_REACHED: Final = ("无人接听", "无人接听", "无人接听", "无人接听", "关机", "关机", "停机", "空号", "号码错误")
ALL_AT_HOME: Final = "全家在家"
RETURNED: Final = "有人返回"
STILL_AWAY: Final = "有人外出未归"

_FIRST_VISITS: Final = 4  # days after the first day
_SECOND_VISITS: Final = 7


def plan_attempts(
    community: Community,
    households: Sequence[Household],
    arrivals: Iterable[PlannedArrival],
    departures: Iterable[PlannedDeparture],
    seed: int,
) -> list[PlannedAttempt]:
    """Every attempt of the campaign in the order of time; empty for a community without a ladder."""
    ladder = LADDERS.get(community.code)
    if ladder is None:
        return []
    planner = _Planner(community, arrivals, departures, seed)
    steps = planner.steps(households, ladder)
    attempts = []
    for place, household in enumerate(households):
        attempts.extend(planner.climb(household, place / len(households), steps.get(household.number, 5)))
    attempts.sort(key=lambda attempt: (attempt.at, attempt.household.number, attempt.channel))
    return attempts


class _Planner:
    def __init__(
        self,
        community: Community,
        arrivals: Iterable[PlannedArrival],
        departures: Iterable[PlannedDeparture],
        seed: int,
    ) -> None:
        self._rng = Random(f"{seed}:campaign:{community.code}")
        self._workers = {grid.code: grid.workers for grid in community.grids}
        self._home_at = {arrival.household.number: arrival.arrived_home_at for arrival in arrivals}
        self._away = {departure.household.number for departure in departures}

    def steps(self, households: Sequence[Household], ladder: Ladder) -> dict[str, int]:
        """The step (1 to 4) that settles a household; those that nothing settles are missing.

        Households with travellers are known and therefore never among the missing.
        """
        numbers = [household.number for household in households]
        quiet = [number for number in numbers if number not in self._home_at and number not in self._away]
        never = set(self._rng.sample(quiet, ladder.never))
        reached = [number for number in numbers if number not in never]
        self._rng.shuffle(reached)
        counts = (ladder.first_call, ladder.second_call, ladder.first_visit, ladder.second_visit)
        settled_by = [step for step, count in enumerate(counts, start=1) for _ in range(count)]
        return dict(zip(reached, settled_by, strict=True))

    def climb(self, household: Household, share: float, step: int) -> list[PlannedAttempt]:
        """The attempts on one household; `share` (0 to 1) is its place in the round, `step` the one that settles it."""
        first_call = FIRST_DAY + timedelta(days=int(share * 3))
        second_call = first_call + timedelta(days=1)
        first_visit = FIRST_DAY + timedelta(days=_FIRST_VISITS + int(share * 3))
        second_visit = FIRST_DAY + timedelta(days=_SECOND_VISITS + int(share * 3))
        calls = (first_call,) if step == 1 else (first_call, second_call)
        visits = (first_visit, second_visit)[: max(0, step - 2)]
        made_by = self._rng.choice(self._workers[household.grid_code])
        attempts = []

        def add(channel: Channel, at: datetime, result: str) -> None:
            situation = self._situation(household, at) if RESULTS[result] is AttemptOutcome.REACHED else ""
            attempts.append(PlannedAttempt(household, channel, at, result, situation, made_by))

        for number, day in enumerate(calls, start=1):
            add(Channel.PHONE, self._moment(day), REACHED if number == step else self._rng.choice(_NOT_REACHED))
        for number, day in enumerate(visits, start=3):
            at = self._moment(day)
            add(Channel.DOOR, at, AT_HOME if number == step else NOBODY_HOME)
            if number != step:
                add(Channel.NOTICE, at + timedelta(minutes=2), POSTED)
        return attempts

    def _moment(self, day: date) -> datetime:
        return local(day, 8, 30) + timedelta(minutes=self._rng.randint(0, 560))

    def _situation(self, household: Household, at: datetime) -> str:
        home_at = self._home_at.get(household.number)
        if home_at is None:
            return STILL_AWAY if household.number in self._away else ALL_AT_HOME
        return RETURNED if home_at <= at else STILL_AWAY
