"""A community that is screened: its households, a campaign over them, calls and visits, people who come and go."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from factories.registry import GRID, NOW, make_areas, register, row, worker
from menshen.domains.policy.interface import load_reference_data
from menshen.domains.registry.vocabulary import Permission as Registry
from menshen.domains.screening.actions import (
    correct_arrival,
    record_attempt,
    record_departure,
    register_arrival,
    start_campaign,
)
from menshen.domains.screening.actions.arrivals import CorrectArrival, RegisterArrival
from menshen.domains.screening.actions.attempts import RecordAttempt
from menshen.domains.screening.actions.campaigns import StartCampaign
from menshen.domains.screening.actions.departures import RecordDeparture
from menshen.domains.screening.models import Arrival
from menshen.domains.screening.vocabulary import Permission
from menshen.kernel.actions.performing import perform
from menshen.kernel.base.clock import local
from menshen.kernel.base.modules import find
from menshen.kernel.indicators.declaration import Span
from menshen.kernel.scope.viewers import acting, system_viewer

if TYPE_CHECKING:
    from menshen.kernel.actions.declaration import Outcome
    from menshen.kernel.scope.viewers import Viewer

DAY = local(NOW.date())  # 23 January 2020, when the campaign begins
TODAY = DAY.date()
NOON = DAY + timedelta(hours=12)
EVENING = DAY + timedelta(hours=20)
TOMORROW = EVENING + timedelta(days=1)
COMMUNITY = GRID[:12]


def settled_town(*further: str) -> None:
    """Areas, and the rules of policy."""
    make_areas(*further)
    load_reference_data()


def screener(area: str = COMMUNITY, *, without: set[str] | None = None, name: str = "screener") -> Viewer:
    """Somebody who may do everything of screening and registry over `area`."""
    return worker(area, permissions={*Permission.codes(), *Registry.codes()} - (without or set()), name=name)


def households(count: int, area: str = GRID, *, first: int = 1) -> None:
    """So many households of one person each: numbers 001, 002 …, doors 101, 102 … of 滨江花园3栋."""
    register(
        *(
            row(f"住户{serial}", area=area, unit="", door=f"{100 + serial}", household_number=f"{serial:03d}")
            for serial in range(first, first + count)
        )
    )


def begin(
    area: str = COMMUNITY, *, title: str = "春节返乡排查", at: datetime = DAY, by: Viewer | None = None
) -> Outcome:
    """Start a campaign over the area."""
    command = StartCampaign(area=area, title=title, starts_on=at.date())
    (outcome,) = perform(start_campaign, [command], by=by or screener(), at=at)
    return outcome


def tried(number: int, channel: str, outcome: str, at: datetime, **known: Any) -> RecordAttempt:
    """An attempt on the household of that number, as a row of a register says it."""
    home = {"area": COMMUNITY, "household_number": f"{number:03d}"}
    return RecordAttempt.model_validate({**home, "channel": channel, "outcome": outcome, "attempted_at": at, **known})


def record(*attempts: RecordAttempt, at: datetime = EVENING, by: Viewer | None = None) -> list[Outcome]:
    return perform(record_attempt, attempts, by=by or screener(), at=at)


def back(name: str = "住户1", **known: Any) -> RegisterArrival:
    """Someone who came home from Wuhan at noon and was asked an hour later, unless it says otherwise."""
    noon = DAY + timedelta(hours=12)
    asked = noon + timedelta(hours=1)
    journey = {"origin": "湖北省武汉市", "left_on": DAY.date(), "arrived_home_at": noon, "known_at": asked}
    home = {"area": GRID, "address": "滨江花园3栋101"}
    return RegisterArrival.model_validate({**home, **journey, "name": name, **known})


def arrive(*arrivals: RegisterArrival, at: datetime = EVENING, by: Viewer | None = None) -> list[Outcome]:
    return perform(register_arrival, arrivals, by=by or screener(), at=at)


def correct(number: int, at: datetime = EVENING, **changes: Any) -> Outcome:
    command = CorrectArrival.model_validate({"arrival": number, **changes})
    (outcome,) = perform(correct_arrival, [command], by=screener(), at=at)
    return outcome


def only_arrival() -> Arrival:
    """The one arrival that counts."""
    with acting(system_viewer()):
        return Arrival.objects.select_related("person", "household").get(withdrawn_at__isnull=True)


def figure(code: str, day: date = TODAY, cutoff: int = 24) -> int:
    """A figure of screening over all areas, as it was known at the cut-off of that day."""
    indicator = find("indicators", f"screening.{code}")
    with acting(system_viewer()):
        return indicator.records(Span(day, cutoff)).aggregate(value=indicator.value)["value"]


def leave(name: str = "住户1", at: datetime = EVENING, **known: Any) -> Outcome:
    """Someone who left for Hangzhou ten days before the campaign, unless it says otherwise."""
    where = {"area": GRID, "address": "滨江花园3栋101", "destination": "浙江省杭州市", "left_on": "2020-01-13"}
    command = RecordDeparture.model_validate({**where, "name": name, **known})
    (outcome,) = perform(record_departure, [command], by=screener(), at=at)
    return outcome


def states(outcomes: list[Outcome]) -> list[str]:
    """`done`, `known` or the code of the problem."""
    return [outcome.problem.code if outcome.problem else outcome.state for outcome in outcomes]
