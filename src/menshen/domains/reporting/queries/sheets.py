"""The figures of a daily sheet: the area, the areas below it, the day before, and what is to be asked about them."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from menshen.domains.policy import interface as policy
from menshen.domains.policy.vocabulary import ThresholdCode
from menshen.domains.quarantine.interface import MEASURES
from menshen.domains.reporting.models import ReportDue, Submission
from menshen.domains.reporting.queries.dues import Standing, history, standings
from menshen.domains.reporting.queries.items import ITEMS, SUMS
from menshen.domains.reporting.rules import anomalies, check_children, check_in_force
from menshen.domains.reporting.vocabulary import CheckResult, ReportingReason, ReportState
from menshen.kernel.base.decisions import Reason
from menshen.kernel.documents.models import Document
from menshen.kernel.indicators.declaration import Span
from menshen.kernel.indicators.filling import ensure_filled, values_of_days
from menshen.kernel.journal.entries import subject_type
from menshen.kernel.scope.codes import Level, children_level, level_of
from menshen.kernel.scope.queries import children
from menshen.kernel.scope.viewers import PLATFORM, acting

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from menshen.kernel.base.decisions import Decision
    from menshen.kernel.scope.models import Area

Figures = dict[str, int]
REPORTING_LEVELS = (Level.COMMUNITY, Level.STREET, Level.DISTRICT)
DAYS_LOOKED_BACK = 7
NO_LIMIT = Decimal("Infinity")


@dataclass(frozen=True, slots=True)
class Check:
    """One identity that the figures have to satisfy, with what came out."""

    figure: str
    kind: str
    decision: Decision[CheckResult]


@dataclass(frozen=True, slots=True)
class Flag:
    """A question about a figure: an identity that fails, a jump, a fall, a figure that is not known any more."""

    figure: str
    reason: Reason

    def as_json(self) -> dict[str, Any]:
        return {"figure": self.figure, **self.reason.as_json()}


@dataclass(frozen=True, slots=True)
class Sheet:
    """The daily sheet of one area, as the records stand. A figure that is missing from `figures` is unknown, not zero.

    The figures count records, whether or not a unit has reported. What a report adds is that somebody vouches for it,
    and only that makes a zero a zero: `shown` leaves the zeros of a silent unit, and of a total that contains one,
    unknown, on every level above it. Printed sheets and submissions hold what is shown. `paper` is the numbered one
    of the version signed last.
    """

    area: Area
    span: Span
    figures: Figures
    yesterday: Figures
    parts: list[Area]
    part_figures: dict[str, Figures]
    standings: dict[str, Standing]
    paper: Document | None = None
    checks: list[Check] = field(default_factory=list)
    flags: list[Flag] = field(default_factory=list)

    @property
    def cutoff_at(self) -> datetime:
        return self.span.end

    @property
    def broken(self) -> list[Check]:
        return [check for check in self.checks if check.decision.verdict is CheckResult.BROKEN]

    @property
    def silent(self) -> list[Area]:
        """The parts whose report is missing."""
        return [part for part in self.parts if self.states.get(part.code) is ReportState.MISSING]

    @property
    def incomplete(self) -> list[Area]:
        """The parts that reported and left a figure unknown, because a unit below them was silent."""
        reported = {code: standing.newest.values for code, standing in self.standings.items() if standing.newest}
        return [part for part in self.parts if None in reported.get(part.code, {}).values()]

    @property
    def handed_in(self) -> Submission | None:
        """The newest version of the area's own report."""
        own = self.standings.get(self.area.code)
        return own.newest if own else None

    @property
    def states(self) -> dict[str, ReportState]:
        """Where the report of the area and of each part stands; none for those that owe no report."""
        return {code: standing.state for code, standing in self.standings.items()}

    def shown(self, code: str, figure: str) -> int | None:
        """The figure of the area or a part, where it is known."""
        own = code == self.area.code
        value = (self.figures if own else self.part_figures[code]).get(figure)
        if value != 0:
            return value
        vouching = [part.code for part in self.parts] if own else [code]
        return 0 if all(self._vouched(part, figure) for part in vouching) else None

    def _vouched(self, part: str, figure: str) -> bool:
        """Whether a zero of the part is one: its report is not missing, and does not leave the figure open itself."""
        standing = self.standings.get(part)
        if standing is None:
            return True
        if standing.newest is None:
            return standing.state is not ReportState.MISSING
        return standing.newest.values.get(figure) is not None

    def printed(self, figure: str) -> int | None:
        """The area's own figure on paper: what was handed in, and until then what would be."""
        return self.handed_in.values.get(figure) if self.handed_in else self.shown(self.area.code, figure)

    def changed(self) -> list[Flag]:
        """Figures that the records give otherwise than the report that was handed in: it has to be corrected."""
        if self.handed_in is None:
            return []
        reported, own = self.handed_in.values, self.area.code
        both = [(each.code, reported.get(each.code), self.shown(own, each.code)) for each in ITEMS]
        return [
            Flag(code, Reason(ReportingReason.CHANGED_SINCE, {"before": _said(before), "value": _said(now)}))
            for code, before, now in both
            if before != now
        ]

    def as_json(self) -> dict[str, Any]:
        """The sheet for programs: codes to numbers as the records give them, null where nothing was computed.

        A unit whose `state` is missing has not vouched for its zeros.
        """
        handed_in = self.handed_in
        return {
            "area": self.area.code,
            "name": self.area.name,
            "day": self.span.day.isoformat(),
            "cutoff_at": self.cutoff_at.isoformat(),
            "state": self.states.get(self.area.code),
            "version": handed_in.version if handed_in else None,
            "signed": bool(handed_in and handed_in.signed_at),
            "values": {item.code: self.figures.get(item.code) for item in ITEMS},
            "yesterday": {item.code: self.yesterday.get(item.code) for item in ITEMS},
            "checks": [
                {"figure": check.figure, "identity": check.kind, "result": check.decision.verdict.value}
                for check in self.checks
            ],
            "flags": [flag.as_json() for flag in [*self.flags, *self.changed()]],
            "missing": [part.code for part in self.silent],
            "parts": [
                {
                    "area": part.code,
                    "name": part.name,
                    "state": self.states.get(part.code),
                    "values": {item.code: self.part_figures[part.code].get(item.code) for item in ITEMS},
                }
                for part in self.parts
            ],
        }


def _said(value: int | None) -> str:
    return "?" if value is None else str(value)


def span_of(area: str, day: date) -> Span:
    """The reporting day of an area under the cut-off hour in force there; without one, the calendar day."""
    return spans_of([(area, day)])[area, day]


def spans_of(keys: Iterable[tuple[str, date]]) -> dict[tuple[str, date], Span]:
    """The same for any number of areas and days."""
    thresholds, spans = policy.thresholds(), {}
    for area, day in keys:
        row = policy.threshold_in_force(thresholds, ThresholdCode.REPORT_CUT_OFF, area, day)
        spans[area, day] = Span(day) if row is None else Span(day, int(row.value))
    return spans


def daily_sheet(area: Area, day: date, *, at: datetime) -> Sheet:
    """The sheet as it stands now: the figures are brought up to everything committed so far.

    A report that is owed keeps the cut-off it was asked for with, whatever hour came into force since.
    """
    parts = _parts(area)
    places = [area.code, *(part.code for part in parts)]
    with acting(PLATFORM):  # the figures of an area contain no person; the caller has checked the permission
        standing = standings(places, day, at=at)
        own = standing.get(area.code)
        span = Span.until(day, own.due.cutoff_at) if own else span_of(area.code, day)
        days = (span, span.before)
        ensure_filled([item.indicator for item in ITEMS], *days, at=at)
        figures = values_of_days([item.code for item in ITEMS], days, places)
        earlier = history(area.code, day, days=DAYS_LOOKED_BACK)
        paper = _paper(own)
    today = figures[span]
    yesterday = figures[span.before][area.code]
    sheet = Sheet(area, span, today.pop(area.code), yesterday, parts, today, standing, paper)
    sheet.checks.extend([*_in_force_checks(sheet), *_sum_checks(sheet), *_part_checks(sheet)])
    sheet.flags.extend(Flag(check.figure, reason) for check in sheet.broken for reason in check.decision.reasons)
    sheet.flags.extend(_odd_figures(sheet, earlier))
    return sheet


def plain_sheet(area: Area, day: date, *, at: datetime) -> Sheet:
    """The figures of a day and who vouches for them, without the day before and what is to be asked about them."""
    parts = _parts(area)
    places = [area.code, *(part.code for part in parts)]
    with acting(PLATFORM):
        standing = standings(places, day, at=at)
        own = standing.get(area.code)
        span = Span.until(day, own.due.cutoff_at) if own else span_of(area.code, day)
        ensure_filled([item.indicator for item in ITEMS], span, at=at)
        figures = values_of_days([item.code for item in ITEMS], [span], places)[span]
    return Sheet(area, span, figures.pop(area.code), {}, parts, figures, standing)


def _paper(own: Standing | None) -> Document | None:
    if own is None:
        return None
    issued = Document.objects.filter(subject_type=subject_type(ReportDue), subject_id=own.due.pk)
    return issued.filter(withdrawn_at__isnull=True).order_by("-pk").first()


def _parts(area: Area) -> list[Area]:
    below = children_level(level_of(area.code))
    return list(children(area.code, below)) if below else []


def _in_force_checks(sheet: Sheet) -> list[Check]:
    figures, checks = sheet.figures, []
    for measure in MEASURES:
        prefix = f"quarantine.{measure.value}"
        decision = check_in_force(
            yesterday=sheet.yesterday.get(f"{prefix}.in_force"),
            new=figures.get(f"{prefix}.new"),
            released=figures.get(f"{prefix}.released"),
            transferred=figures.get(f"{prefix}.handed_over"),
            in_force=figures.get(f"{prefix}.in_force"),
        )
        checks.append(Check(f"{prefix}.in_force", "yesterday + new - released - transferred", decision))
    return checks


def _sum_checks(sheet: Sheet) -> list[Check]:
    return [
        Check(whole, " + ".join(parts), check_children(sheet.figures.get(whole), _picked(sheet.figures, parts)))
        for whole, parts in SUMS
    ]


def _picked(figures: Figures, codes: tuple[str, ...]) -> dict[str, int | None]:
    return {code: figures.get(code) for code in codes}


def _part_checks(sheet: Sheet) -> list[Check]:
    """The total against the units below."""
    if not sheet.parts:
        return []
    return [
        Check(
            item.code,
            "sum of the parts",
            check_children(
                sheet.figures.get(item.code), {part: known.get(item.code) for part, known in sheet.part_figures.items()}
            ),
        )
        for item in ITEMS
    ]


def _odd_figures(sheet: Sheet, earlier: list[Submission]) -> list[Flag]:
    """What is odd against what the area handed in on the days before."""
    if not earlier:
        return []
    factor = policy.threshold(ThresholdCode.JUMP_FACTOR, sheet.area.code, sheet.span.day)
    return [
        Flag(item.code, reason)
        for item in ITEMS
        for reason in anomalies(
            sheet.shown(sheet.area.code, item.code),
            [one.values.get(item.code) for one in earlier],
            cumulative=item.cumulative,
            jump_factor=NO_LIMIT if factor is None else factor,  # no factor in force: nothing may be called a jump
        )
    ]
