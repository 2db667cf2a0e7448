"""An order day by day: both checks, where the person was, and what happened."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import TYPE_CHECKING

from menshen.domains.quarantine.models import HealthCheck, OrderChange, Placement, QuarantineOrder
from menshen.domains.quarantine.vocabulary import CheckSession, CheckVerdict, EndReason
from menshen.domains.screening.vocabulary import Symptom
from menshen.kernel.base.clock import day_of, local
from menshen.kernel.base.modules import find
from menshen.kernel.base.terms import Term
from menshen.kernel.documents.models import Document
from menshen.kernel.journal.entries import subject_type
from menshen.kernel.ledgers.details import NOTHING, DetailCell, DetailTable, cell

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from menshen.kernel.scope.viewers import Viewer

MOST_DAYS = 60
COLUMNS = (
    Term("Day", "日期"),
    Term("Morning", "早"),
    Term("Evening", "晚"),
    Term("Where", "地点"),
    Term("What happened", "事项"),
)
_HOME = Term("at home", "居家")
_SITE = Term("in a site", "集中隔离点")
"""Where the room lies in an area that the viewer does not see, as sites of the street office do."""
_NOT_MEASURED, _NOT_ASKED = Term("not measured", "未测体温"), Term("symptoms not asked", "未问症状")
_MISSED = Term("not recorded", "未登记")
_TONES = {CheckVerdict.REFER: "wrong", CheckVerdict.INCOMPLETE: "due"}


def day_by_day(viewer: Viewer, number: int, at: datetime) -> DetailTable | None:  # noqa: ARG001  a detail's signature
    """From its first day until today or its end, the newest day first. A proposal has no days yet."""
    order = QuarantineOrder.objects.filter(pk=number, confirmed_at__isnull=False).first()
    if order is None:
        return None
    today = day_of(at)
    last = min(today, (order.ended_on or order.until_on) - timedelta(days=1))
    days = [order.starts_on + timedelta(days=count) for count in range((last - order.starts_on).days + 1)][-MOST_DAYS:]
    events = _events(order)
    days = sorted({*days, *(day for day in events if day <= today)})
    checks = _checks(order)
    stays = list(Placement.objects.filter(order=order).select_related("room__site").order_by("from_at"))
    rows = [
        [
            DetailCell(_name(order, day)),
            *(_check(checks.get((day, session)), order, day, today) for session in CheckSession),
            cell(_place(stays, day)),
            cell(_joined(events.get(day, ()))),
        ]
        for day in reversed(days)
    ]
    return DetailTable(COLUMNS, rows, _until(order)) if rows else None


def _name(order: QuarantineOrder, day: date) -> Term:
    count = (day - order.starts_on).days + 1
    if count < 1 or day >= order.until_on:
        return Term(f"{day}", f"{day}")
    return Term(f"{day} · day {count}", f"{day} · 第{count}天")


def _until(order: QuarantineOrder) -> Term:
    free = order.ended_on or order.until_on
    return Term(f"Free from {free} 0:00 on.", f"{free} 0时起解除。")


def _checks(order: QuarantineOrder) -> dict[tuple[date, CheckSession], HealthCheck]:
    """The newest of each chain of corrections."""
    found = HealthCheck.objects.filter(order=order, corrected_by__isnull=True)
    return {(one.day, CheckSession(one.session)): one for one in found}


def _check(found: HealthCheck | None, order: QuarantineOrder, day: date, today: date) -> DetailCell:
    """A check that nobody recorded is missing, which is not normal; one of today may still come."""
    if found is None:
        return cell(_MISSED, tone="due") if order.starts_on < day < min(today, order.until_on) else NOTHING
    measured = f"{found.temperature} °C"
    said = [_NOT_MEASURED if found.temperature is None else Term(measured, measured)]
    said += [_NOT_ASKED] if found.symptoms is None else [Symptom(code).term for code in found.symptoms]
    text = Term(", ".join(one.en for one in said), "，".join(one.zh for one in said))
    return cell(text, (subject_type(HealthCheck), found.pk), _TONES.get(CheckVerdict(found.verdict), ""))


def _place(stays: Iterable[Placement], day: date) -> Term | None:
    """Where the person was at the end of that day."""
    end = local(day + timedelta(days=1))
    there = [stay for stay in stays if stay.from_at < end and (stay.until_at is None or stay.until_at > local(day))]
    if not there:
        return None
    if there[-1].room_id is None:
        return _HOME
    room = there[-1].room
    return Term(f"{room.site.name} {room.number}", f"{room.site.name} {room.number}") if room else _SITE


def _events(order: QuarantineOrder) -> dict[date, list[Term]]:
    """What happened with the order itself, by day."""
    found: dict[date, list[Term]] = defaultdict(list)
    assert order.confirmed_at is not None
    found[day_of(order.confirmed_at)].append(Term("confirmed", "确认"))
    for paper in Document.objects.filter(
        subject_type=subject_type(QuarantineOrder), subject_id=order.pk, withdrawn_at__isnull=True
    ):
        kind = find("documents", paper.kind)
        title = kind.title if kind else Term("paper", "文书")
        found[day_of(paper.issued_at)].append(Term(f"{title.en} {paper.number}", f"{title.zh} {paper.number}"))
    for change in OrderChange.objects.filter(order=order):
        found[day_of(change.proposed_at)].append(
            Term(f"proposed to be free on {change.until_on}", f"建议缩短至 {change.until_on}")
        )
        if change.decided_at:
            word = Term("shortening approved", "缩短已批准") if change.accepted else Term("not shortened", "未缩短")
            found[day_of(change.decided_at)].append(word)
    if order.release_approved_at:
        found[day_of(order.release_approved_at)].append(Term("release approved", "解除已审批"))
    if order.ended_at:
        reason = EndReason(order.end_reason).term
        found[day_of(order.ended_at)].append(Term(f"ended: {reason.en}", f"解除：{reason.zh}"))
    return found


def _joined(words: Iterable[Term]) -> Term | None:
    said = list(words)
    return Term("; ".join(one.en for one in said), "；".join(one.zh for one in said)) if said else None
