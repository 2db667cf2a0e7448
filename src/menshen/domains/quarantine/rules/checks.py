"""Health checks, the responsible team, and the short wait of a feverish person."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from menshen.domains.quarantine.rules.orders import end_of
from menshen.domains.quarantine.vocabulary import (
    CheckSession,
    CheckVerdict,
    QuarantineReason,
    SpecialGroup,
    WaitingVerdict,
)
from menshen.domains.registry.vocabulary import SpecialNeedKind
from menshen.kernel.base.decisions import Decision, Reason

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date, datetime

    from menshen.domains.policy.interface import TeamSeat, Threshold
    from menshen.domains.policy.vocabulary import TeamRole
    from menshen.domains.quarantine.rules.orders import OrderFacts
    from menshen.domains.screening.vocabulary import Symptom

PLAUSIBLE = (Decimal(34), Decimal(43))
"""Body temperatures (°C) outside these are errors of the thermometer or of typing."""

_GROUP_OF_NEED = {
    SpecialNeedKind.PREGNANT: SpecialGroup.PREGNANT,
    SpecialNeedKind.CHRONIC_ILLNESS: SpecialGroup.ILL,
    SpecialNeedKind.DEPENDENT: SpecialGroup.DEPENDENT,
    SpecialNeedKind.DISABLED: SpecialGroup.DEPENDENT,
}
_ADULT_CARE_FROM = 14  # years of age; younger children are never alone in a site


def check_health(
    temperature: Decimal | None, symptoms: Collection[Symptom] | None, fever: Threshold
) -> Decision[CheckVerdict]:
    """What one check says: refer from the fever line on or with any symptom; unknown is never normal.

    `symptoms` is empty when they were asked and there were none, None when nobody asked.
    """
    reasons: list[Reason] = []
    refer = False
    complete = True
    if temperature is None:
        complete = False
        reasons.append(Reason(QuarantineReason.TEMPERATURE_UNKNOWN))
    elif not PLAUSIBLE[0] <= temperature <= PLAUSIBLE[1]:
        complete = False
        reasons.append(Reason(QuarantineReason.TEMPERATURE_IMPLAUSIBLE, {"temperature": str(temperature)}))
    elif temperature >= fever.value:
        refer = True
        reasons.append(Reason(QuarantineReason.FEVER, {"temperature": str(temperature), "line": str(fever.value)}))
    if symptoms is None:
        complete = False
        reasons.append(Reason(QuarantineReason.SYMPTOMS_UNASKED))
    elif symptoms:
        refer = True
        reasons.append(Reason(QuarantineReason.SYMPTOMS, {"count": len(symptoms)}))
    if refer:
        return Decision(CheckVerdict.REFER, tuple(reasons), fever.threshold_id)
    if not complete:
        return Decision(CheckVerdict.INCOMPLETE, tuple(reasons), fever.threshold_id)
    normal = Reason(QuarantineReason.NO_SIGNS, {"line": str(fever.value)})
    return Decision(CheckVerdict.NORMAL, (normal,), fever.threshold_id)


def sessions(per_day: int) -> tuple[CheckSession, ...]:
    """The sessions of a day at so many checks a day: morning first."""
    return tuple(CheckSession)[:per_day]


def open_checks(
    order: OrderFacts, done: Collection[tuple[date, CheckSession]], on: date, *, per_day: int = 2
) -> tuple[CheckSession, ...]:
    """The checks of that day that are not recorded yet; none on days the order does not bind."""
    if order.confirmed_on is None or not max(order.starts_on, order.confirmed_on) <= on < end_of(order):
        return ()
    return tuple(session for session in sessions(per_day) if (on, session) not in done)


def missed_checks(
    order: OrderFacts, done: Collection[tuple[date, CheckSession]], on: date, *, per_day: int = 2
) -> tuple[tuple[date, CheckSession], ...]:
    """The checks of full days before `on` that nobody recorded.

    The first day does not count: an order begins some time within it. A missed check is a task for the team, and says
    nothing about the person.
    """
    if order.confirmed_on is None:
        return ()
    first = max(order.starts_on, order.confirmed_on) + timedelta(days=1)
    days = (min(on, end_of(order)) - first).days
    return tuple(
        (day, session)
        for day in (first + timedelta(days=count) for count in range(days))
        for session in sessions(per_day)
        if (day, session) not in done
    )


def team_gaps(required: Sequence[TeamSeat], filled: Collection[TeamRole]) -> tuple[TeamRole, ...]:
    """The required roles that nobody fills. Each is a task; none of them touches the order or its days."""
    return tuple(seat.role for seat in required if not seat.optional and seat.role not in filled)


def special_groups(born_on: date | None, needs: Collection[SpecialNeedKind], on: date) -> frozenset[SpecialGroup]:
    """The groups of a person that are assessed individually; an unknown birth date gives no group."""
    groups = {_GROUP_OF_NEED[need] for need in needs if need in _GROUP_OF_NEED}
    if born_on is not None and (born_on.year + _ADULT_CARE_FROM, born_on.month, born_on.day) > (
        on.year,
        on.month,
        on.day,
    ):
        groups.add(SpecialGroup.UNDER_FOURTEEN)
    return frozenset(groups)


def waiting(
    *, since: datetime, now: datetime, at_most: Threshold, groups: Collection[SpecialGroup] = ()
) -> Decision[WaitingVerdict]:
    """Whether a feverish person may still be asked to wait for the medical hand-over.

    The wait has a basis and a limit in hours; when it is over the person goes. Children, pregnant and ill people do not
    wait at all: they are handed over at once.
    """
    if groups:
        reason = Reason(QuarantineReason.OWN_TREATMENT)
        return Decision(WaitingVerdict.HAND_OVER_NOW, (reason,), at_most.threshold_id)
    minutes = int((now - since).total_seconds() // 60)
    limit = int(at_most.value * 60)
    verdict = WaitingVerdict.WAIT if minutes < limit else WaitingVerdict.GO
    reason = Reason(QuarantineReason.WAITING_LIMIT, {"minutes": minutes, "limit": limit})
    return Decision(verdict, (reason,), at_most.threshold_id)
