"""The facts of a work report: figures at both ends of the period, what happened within it, what is not done.

Everything here counts; no person is read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Min, Q

from menshen.domains.quarantine import interface as quarantine
from menshen.domains.reporting.queries.dues import dues
from menshen.domains.reporting.queries.items import ITEMS
from menshen.domains.reporting.queries.sheets import daily_sheet, plain_sheet
from menshen.domains.reporting.rules import Gap, Tally, WorkFacts, WorkReport, work_report
from menshen.domains.reporting.vocabulary import When
from menshen.kernel.base.clock import day_of, in_local
from menshen.kernel.base.modules import find
from menshen.kernel.base.terms import Term
from menshen.kernel.indicators.declaration import Span, indicator
from menshen.kernel.indicators.filling import ensure_filled, records, values
from menshen.kernel.indicators.models import FillMark
from menshen.kernel.scope.codes import LENGTHS, Level, level_of, parent_of
from menshen.kernel.scope.models import Area
from menshen.kernel.scope.queries import children
from menshen.kernel.scope.roles import role
from menshen.kernel.scope.viewers import PLATFORM, acting
from menshen.kernel.tasks.models import Task

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from menshen.domains.reporting.queries.sheets import Sheet
    from menshen.domains.reporting.rules import Use
    from menshen.kernel.tasks.flow import TaskKind

BESIDES = ("screening.known_within_limit",)
"""Figures of the report that the daily sheet does not have."""
HAPPENED = ("quarantine.checks_recorded", "quarantine.checks_referred")
"""Figures of a day that the report gives for the whole period."""
QUERIES = {
    "quarantine.orders_without_team": Term("Orders whose team is incomplete", "包保小组人员不齐的隔离决定"),
    "quarantine.people_unchecked": Term("People with a check that is missing", "有健康监测漏项的人数"),
    "reporting.reports_due": Term("Daily reports owed", "应报日报"),
    "reporting.reports_late": Term("Daily reports that came late", "迟报日报"),
    "reporting.reports_missing": Term("Daily reports that never came", "缺报日报"),
    "reporting.reports_zero": Term("Zero reports", "零报告"),
    "reporting.figures_changed": Term("Figures that differ from the report handed in", "与上报数不一致的数据"),
    "tasks.overdue": Term("Tasks overdue", "逾期任务"),
}
"""What is counted and is no indicator, because it speaks of the work and not of a day."""
SUBMITTING = {
    Level.COMMUNITY: "reporting.submit_report",
    Level.STREET: "reporting.submit_street_report",
    Level.DISTRICT: "reporting.submit_district_report",
}
"""The task of who owes a report, by level."""
_GRID, _COMMUNITY = LENGTHS[Level.GRID], LENGTHS[Level.COMMUNITY]
_STILL = Q(first_at__isnull=True)


@dataclass(frozen=True, slots=True)
class _Stretch(Span):
    """The reporting days from `first` on as one, for figures that count what happened in a span."""

    first: date = date.min

    @property
    def start(self) -> datetime:
        return Span(self.first, self.cutoff_hour).start


@dataclass(frozen=True, slots=True)
class Source:
    """Where a figure of the report comes from: one line of its list of sources.

    `filled_at`: the figure holds everything that was recorded until then.
    """

    use: Use
    title: Term
    area: Area
    first: date
    last: date
    cutoff_hour: int
    filled_at: datetime


@dataclass(frozen=True, slots=True)
class WorkSheet:
    """A work report with where its figures come from: those of the day up to the cut-off, recorded until `at`."""

    area: Area
    above: Area | None
    first: date
    last: date
    cutoff_at: datetime
    at: datetime
    facts: WorkFacts
    report: WorkReport
    sources: tuple[Source, ...]


def title_of(code: str) -> Term:
    """What a figure of the report is called."""
    return QUERIES.get(code) or indicator(code).title


def work_sheet(area: Area, first: date, last: date, *, at: datetime) -> WorkSheet:
    """The report of an area over the days from `first` to `last`, both included, as the records stand now.

    The caller has checked the permission: figures of an area contain no person.
    """
    end = daily_sheet(area, last, at=at)
    start = plain_sheet(area, first - timedelta(days=1), at=at)
    with acting(PLATFORM):
        facts = _facts(area, end, start, first, at)
        report = work_report(facts)
        sources = _sources(area, report, end, start, first, at)
        above = Area.objects.filter(code=parent_of(area.code)).first()
    return WorkSheet(area, above, first, last, end.cutoff_at, at, facts, report, sources)


def _facts(area: Area, end: Sheet, start: Sheet, first: date, at: datetime) -> WorkFacts:
    last = end.span.day
    besides = [indicator(code) for code in BESIDES]
    ensure_filled(besides, end.span, at=at)
    known = values(BESIDES, end.span, [area.code])[area.code]
    now: dict[str, int | None] = {each.code: end.shown(area.code, each.code) for each in ITEMS}
    before: dict[str, int | None] = {each.code: start.shown(area.code, each.code) for each in ITEMS}
    stretch = _Stretch(last, end.span.cutoff_hour, first)
    tally, by_unit = _reports(area.code, first, last, at)
    checked_on = min(last, day_of(at) - timedelta(days=1))
    counted = {
        "screening.not_reached": _grids(area, end.span),
        "screening.known_too_late": _by_part(end, "screening.known_too_late", "grid_worker"),
        "screening.arrivals_symptoms_unknown": _by_part(end, "screening.arrivals_symptoms_unknown", "grid_worker"),
        "quarantine.referrals_open": _by_part(end, "quarantine.referrals_open", _who("quarantine.follow_referral")),
        "quarantine.orders_without_team": _for(_who("quarantine.fill_team"), quarantine.teams_incomplete(area.code)),
        "quarantine.people_unchecked": _for(
            _who("quarantine.missed_checks"), quarantine.people_unchecked(area.code, checked_on)
        ),
        "reporting.reports_missing": _units(by_unit, "missing"),
        "reporting.reports_late": _units(by_unit, "late"),
        "reporting.figures_changed": _for(_reporter(area.code, 1), {area.code: len(end.changed())}),
        "tasks.overdue": _overdue(area, at),
    }
    sums: dict[str, int | None] = {code: _happened(code, stretch, area.code) for code in HAPPENED}
    sums |= {
        "reporting.reports_due": tally.due,
        "reporting.reports_late": tally.late,
        "reporting.reports_missing": tally.missing,
        "reporting.reports_zero": tally.zero,
    }
    return WorkFacts(
        now=now | {code: known.get(code) for code in BESIDES},
        before=before,
        sums=sums,
        reports=tally,
        gaps=_gaps(area, counted),
        titles={code: title_of(code) for code in [*now, *BESIDES]},
        measures={measure.value: measure.term for measure in quarantine.MEASURES},
        checked_on=checked_on,
    )


def _happened(code: str, stretch: Span, area: str) -> int:
    known = indicator(code)
    return records(known, stretch, area).aggregate(total=known.value)["total"] or 0


# -- what is not done --------------------------------------------------------------------------------------------------


def _who(task: str, step: int = 0) -> str:
    """The role that a task of this kind goes to first, or after so many steps of its ladder."""
    kind: TaskKind | None = find("tasks", task)
    assert kind is not None, task
    return kind.ladder[min(step, len(kind.ladder) - 1)]


def _reporter(unit: str, step: int = 0) -> str:
    """Who hands in the report of a unit."""
    return _who(SUBMITTING.get(level_of(unit), SUBMITTING[Level.DISTRICT]), step)


def _role(code: str) -> Term:
    known = role(code)
    return known.title if known else Term(code, code)


Counts = dict[tuple[str, str], int]
"""What is not done, by place and by the role that does it."""


def _gaps(area: Area, counted: Mapping[str, Counts]) -> dict[str, list[Gap]]:
    """The same with the names of places and roles, places called as one would below the area of the report."""
    wanted = {code for counts in counted.values() for place, _ in counts for code in (place, place[:_COMMUNITY])}
    areas = {each.code: each for each in Area.objects.filter(code__in=wanted)}
    return {
        code: [
            Gap(place, _called(area, place, areas), _role(who), count)
            for (place, who), count in counts.items()
            if count
        ]
        for code, counts in counted.items()
    }


def _called(area: Area, place: str, areas: Mapping[str, Area]) -> Term:
    """`临江社区第三网格`; without the community where the report is its own."""
    own = areas.get(place)
    if own is None:
        return Term(place, place)
    english = own.english or own.name
    community = areas.get(place[:_COMMUNITY])
    if len(place) < _GRID or community is None or len(area.code) >= _COMMUNITY:
        return Term(english, own.name)
    return Term(f"{community.english or community.name} {english}", f"{community.name}{own.name}")


def _for(who: str, counts: Mapping[str, int]) -> Counts:
    return {(place, who): count for place, count in counts.items() if count}


def _grids(area: Area, span: Span) -> Counts:
    """The grids with households that nobody reached; above a street the communities, for nobody reads so many grids."""
    code, level = "screening.not_reached", level_of(area.code)
    lowest = Level.COMMUNITY if level in (Level.PROVINCE, Level.CITY, Level.DISTRICT) else Level.GRID
    below = children(area.code, lowest) if len(area.code) < LENGTHS[lowest] else Area.objects.filter(code=area.code)
    found = values([code], span, below.values_list("code", flat=True))
    return _for("grid_worker", {place: figures.get(code, 0) for place, figures in found.items()})


def _by_part(sheet: Sheet, code: str, who: str) -> Counts:
    """A figure by the units directly below, or of the area itself where there are none."""
    parts = {part.code: sheet.part_figures[part.code].get(code, 0) for part in sheet.parts}
    return _for(who, parts or {sheet.area.code: sheet.figures.get(code, 0)})


def _overdue(area: Area, at: datetime) -> Counts:
    """Tasks past their time by who has them now. What a report owes is said as a report."""
    open_ones = Task.objects.within(area.code).filter(closed_at__isnull=True, due_at__lt=at)
    rows = open_ones.exclude(kind__startswith="reporting.").values_list("area_id", "role")
    return {(place, who): count for place, who, count in rows.annotate(count=Count("*"))}


def _reports(area: str, first: date, last: date, at: datetime) -> tuple[Tally, list[dict[str, Any]]]:
    """What became of the reports owed in the period, all in all and by unit."""
    owed = dues(PLATFORM).filter(day__gte=first, day__lte=last, area_id__gte=area, area_id__lt=area + ":")
    rows = list(
        owed.order_by("area_id").values("area_id").annotate(
            due=Count("*"),
            late=Count("pk", filter=Q(first_at__gt=F("due_at"))),
            missing=Count("pk", filter=_STILL & Q(due_at__lt=at)),
            waiting=Count("pk", filter=_STILL & Q(due_at__gte=at)),
            zero=Count("pk", filter=Q(nil=True)),
        )
    )  # fmt: skip
    total = {name: sum(row[name] for row in rows) for name in ("due", "late", "missing", "waiting", "zero")}
    in_time = total["due"] - total["late"] - total["missing"] - total["waiting"]
    return Tally(in_time=in_time, **total), rows


def _units(rows: Iterable[Mapping[str, Any]], what: str) -> Counts:
    return {(row["area_id"], _reporter(row["area_id"])): row[what] for row in rows}


# -- where it comes from -----------------------------------------------------------------------------------------------


def _sources(area: Area, report: WorkReport, end: Sheet, start: Sheet, first: date, at: datetime) -> tuple[Source, ...]:
    """A line for every figure in the report, each once."""
    uses = list(dict.fromkeys(use for said in report.sentences for use in said.uses))
    areas = {each.code: each for each in Area.objects.filter(code__in={use.area for use in uses})}
    marks = _marks([end.span, start.span])
    return tuple(_source(use, areas.get(use.area, area), end.span, start.span, first, marks, at) for use in uses)


def _marks(spans: Iterable[Span]) -> dict[tuple[str, date], datetime]:
    inside = Q()
    for span in spans:
        inside |= Q(day=span.day, cutoff_hour=span.cutoff_hour)
    rows = FillMark.objects.filter(inside).values_list("code", "day").annotate(filled=Min("filled_at"))
    return {(code, day): in_local(filled) for code, day, filled in rows}


def _source(
    use: Use,
    area: Area,
    end: Span,
    start: Span,
    first: date,
    marks: Mapping[tuple[str, date], datetime],
    at: datetime,
) -> Source:
    days = {
        When.END: (end.day, end.day),
        When.START: (start.day, start.day),
        When.GROWN: (first, end.day),
        When.SUM: (first, end.day),
        When.NOW: (day_of(at), day_of(at)),
    }[use.when]
    filled = marks.get((use.code, days[1]), at) if use.when in (When.END, When.START, When.GROWN) else at
    return Source(use, title_of(use.code), area, *days, end.cutoff_hour, filled)
