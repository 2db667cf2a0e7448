"""Where a due report stands, whether its sums agree, what is odd enough to ask about.

None is 'unknown' everywhere here, and is never taken for zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from typing import TYPE_CHECKING

from menshen.domains.reporting.vocabulary import CheckResult, ReportingReason, ReportState
from menshen.kernel.base.decisions import Decision, Reason

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from decimal import Decimal

SMALLEST_JUMP = 5
"""A figure has to grow by this much before it is odd: from one case to four is no jump in a small place."""


DUE_WITHIN = timedelta(hours=2)
WORKING_HOURS = (8, 22)


def due_time(cutoff: datetime) -> datetime:
    """When a report is due: two hours after its cut-off, but never at night: then at eight in the morning.

    `cutoff` is in local time. The platform's own setting; the founding reports name only the cut-off.
    """
    due = cutoff + DUE_WITHIN
    begins, ends = WORKING_HOURS
    if begins <= due.hour < ends:
        return due
    morning = due.replace(hour=begins, minute=0, second=0, microsecond=0)
    return morning if due.hour < begins else morning + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SubmissionFacts:
    """The first version that came in for a due report, with its figures by code."""

    submitted_at: datetime
    values: Mapping[str, int | None]


def is_zero_report(values: Mapping[str, int | None]) -> bool:
    """Whether every figure is known and zero. No figures at all is no report."""
    return bool(values) and all(value == 0 for value in values.values())


def report_state(*, due_at: datetime, submission: SubmissionFacts | None, now: datetime) -> Decision[ReportState]:
    """Where a due report stands. Late says when it came, and its reasons still say whether it was a zero report."""
    if submission is None:
        state = ReportState.DUE if now <= due_at else ReportState.MISSING
        code = ReportingReason.TIME_LEFT if now <= due_at else ReportingReason.NOTHING_CAME
        return Decision(state, (Reason(code, {"due_at": due_at.isoformat(timespec="minutes")}),), None)
    content = _content(submission.values)
    if submission.submitted_at > due_at:
        minutes = -((due_at - submission.submitted_at) // timedelta(minutes=1))  # a minute begun is a minute
        late = Reason(ReportingReason.CAME_LATE, {"minutes": minutes})
        return Decision(ReportState.LATE, (late, *content), None)
    zero = is_zero_report(submission.values)
    return Decision(ReportState.SUBMITTED_ZERO if zero else ReportState.SUBMITTED_VALUES, content, None)


def _content(values: Mapping[str, int | None]) -> tuple[Reason, ...]:
    if is_zero_report(values):
        return (Reason(ReportingReason.ALL_ZERO),)
    unknown = sum(value is None for value in values.values())
    reasons = [Reason(ReportingReason.SOME_VALUE, {"count": sum(bool(value) for value in values.values())})]
    if unknown:
        reasons.append(Reason(ReportingReason.SOME_UNKNOWN, {"count": unknown}))
    return tuple(reasons)


def check_in_force(
    *, yesterday: int | None, new: int | None, released: int | None, transferred: int | None, in_force: int | None
) -> Decision[CheckResult]:
    """In force = yesterday + new − released − transferred (在管 = 上期在管 + 新增 − 解除 − 转出)."""
    parts = {"yesterday": yesterday, "new": new, "released": released, "transferred": transferred}
    signs = {"yesterday": 1, "new": 1, "released": -1, "transferred": -1}
    signed = {name: None if value is None else signs[name] * value for name, value in parts.items()}
    return _adds_up(in_force, signed, "in_force")


def check_children(parent: int | None, children: Mapping[str, int | None]) -> Decision[CheckResult]:
    """The figure of an area is the sum of the figures of its parts, keyed by area code."""
    return _adds_up(parent, children, "parent")


def _adds_up(whole: int | None, parts: Mapping[str, int | None], whole_name: str) -> Decision[CheckResult]:
    missing = [name for name, value in {**parts, whole_name: whole}.items() if value is None]
    if missing:
        reason = Reason(ReportingReason.IDENTITY_UNKNOWN, {"missing": ", ".join(missing)})
        return Decision(CheckResult.UNCHECKABLE, (reason,), None)
    total = sum(value for value in parts.values() if value is not None)
    code = ReportingReason.IDENTITY_HOLDS if total == whole else ReportingReason.IDENTITY_BROKEN
    result = CheckResult.HOLDS if total == whole else CheckResult.BROKEN
    return Decision(result, (Reason(code, {"whole": whole, "parts": total}),), None)


def anomalies(
    value: int | None, history: Sequence[int | None], *, cumulative: bool = False, jump_factor: Decimal
) -> tuple[Reason, ...]:
    """What is odd about today's figure, given the figures of the days before, oldest first.

    Each is a question to the unit and never changes or blocks a figure. A jump is more than `jump_factor` times the
    median of the known days and at least `SMALLEST_JUMP` above it; a cumulative figure is judged by its fall only.
    """
    known = [one for one in history if one is not None]
    if value is None:
        return (Reason(ReportingReason.WENT_UNKNOWN),) if known else ()
    odd: list[Reason] = []
    if value < 0:
        odd.append(Reason(ReportingReason.NEGATIVE, {"value": value}))
    if cumulative:
        if known and value < known[-1]:
            odd.append(Reason(ReportingReason.CUMULATIVE_FELL, {"before": known[-1], "value": value}))
        return tuple(odd)
    if known:
        usual = median(known)
        if value > usual * float(jump_factor) and value - usual >= SMALLEST_JUMP:
            facts = {"value": value, "factor": f"{jump_factor.normalize():f}", "median": f"{usual:g}"}
            odd.append(Reason(ReportingReason.JUMPED, facts))
    return tuple(odd)
