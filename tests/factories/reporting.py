"""Days of a street that reports: who is feverish, who hands in, who signs."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from factories.scope import RIVERSIDE, STREET, signed_in
from menshen.domains.quarantine.models import Referral
from menshen.domains.quarantine.vocabulary import Kind
from menshen.domains.registry.models import Person
from menshen.domains.reporting.actions import (
    ChaseReport,
    CorrectReport,
    SignReport,
    SubmitReport,
    chase_report,
    correct_report,
    sign_report,
    submit_report,
)
from menshen.domains.reporting.jobs import open_reports
from menshen.domains.reporting.models import ReportDue
from menshen.domains.reporting.queries import Sheet, daily_sheet
from menshen.kernel.actions.performing import note, perform
from menshen.kernel.base.clock import local
from menshen.kernel.journal.entries import NewEntry, subject_type
from menshen.kernel.scope.models import Area
from menshen.kernel.scope.viewers import PLATFORM, Viewer, acting, system_viewer
from menshen.kernel.tasks.models import Task

if TYPE_CHECKING:
    from menshen.kernel.actions.declaration import Outcome

DAY = date(2020, 2, 5)
OPEN = "quarantine.referrals_open"
TOTAL = "quarantine.referrals_total"


def at(hour: int, minute: int = 0, *, day: date = DAY) -> datetime:
    return local(day) + timedelta(hours=hour, minutes=minute)


IN_TIME = at(24 + 7)  # the town reports whole days, due at eight the next morning
TOO_LATE = at(24 + 9)


def reports_fall_due(*days: date) -> None:
    for day in days or (DAY,):
        open_reports(local(day, 0, 5))


def feverish(area: str, people: int = 1, *, found: datetime | None = None) -> list[Referral]:
    """So many people of an area were found with a fever."""
    found, system = found or at(10), system_viewer()
    with acting(system):
        made = [
            Referral.objects.create(
                area_id=area, person=Person.objects.create(area_id=area, name="发热者"), reasons=[], found_at=found
            )
            for _ in range(people)
        ]
        entries = [NewEntry(Kind.REFERRAL_OPENED, area, subject_type(Referral), one.pk, found) for one in made]
        note(entries, by=system, at=found)
    return made


def sheet(area: str = STREET, *, day: date = DAY, now: datetime = IN_TIME) -> Sheet:
    return daily_sheet(Area.objects.get(code=area), day, at=now)


def due(area: str = RIVERSIDE, day: date = DAY) -> ReportDue:
    with acting(PLATFORM):
        return ReportDue.objects.get(area_id=area, day=day)


def leader_of(area: str) -> Viewer:
    return signed_in("street_leader" if area == STREET else "community_secretary", area)


def hand_in(
    area: str = RIVERSIDE, *, by: Viewer | None = None, now: datetime = IN_TIME, day: date = DAY, **known: Any
) -> Outcome:
    return perform(submit_report, [SubmitReport(area=area, day=day, **known)], by=by or leader_of(area), at=now)[0]


def sign(
    area: str = RIVERSIDE, *, by: Viewer | None = None, now: datetime = IN_TIME, day: date = DAY, **known: Any
) -> Outcome:
    return perform(sign_report, [SignReport(report=due(area, day).pk, **known)], by=by or leader_of(area), at=now)[0]


def correct(
    area: str = RIVERSIDE, *, by: Viewer | None = None, now: datetime = TOO_LATE, reason: str = "补登一人"
) -> Outcome:
    asked = CorrectReport(report=due(area).pk, reason=reason)
    return perform(correct_report, [asked], by=by or leader_of(area), at=now)[0]


def chase(*areas: str, by: Viewer | None = None, now: datetime = TOO_LATE) -> list[Outcome]:
    asked = [ChaseReport(report=due(area).pk) for area in areas]
    return perform(chase_report, asked, by=by or leader_of(STREET), at=now)


def tasks(**known):
    with acting(PLATFORM):
        return list(Task.objects.filter(**known).order_by("area_id"))


def refused(outcome):
    return outcome.problem.code if outcome.problem else outcome.state
