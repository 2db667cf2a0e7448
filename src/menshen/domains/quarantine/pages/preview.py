"""Whom a rule would touch if it were approved: the pure decision, run over everybody, with and without it.

Nothing is written. A rule never lengthens a running order, so what is counted is what would be proposed in favour of
people, and what would be proposed anew to those who are not under an order yet.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from menshen.domains.policy import interface as policy
from menshen.domains.policy.vocabulary import Measure
from menshen.domains.quarantine.models import QuarantineOrder
from menshen.domains.quarantine.queries import facts_of, facts_of_arrivals, running
from menshen.domains.quarantine.rules import propose_change, propose_order
from menshen.domains.quarantine.vocabulary import Permission
from menshen.domains.screening import interface as screening
from menshen.kernel.base.clock import day_of
from menshen.kernel.base.terms import Term
from menshen.kernel.journal.entries import subject_type
from menshen.kernel.ledgers.details import DetailTable, cell
from menshen.kernel.scope.codes import LENGTHS, Level
from menshen.kernel.scope.queries import names_of
from menshen.kernel.scope.viewers import acting

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime

    from menshen.domains.policy.interface import Rulebook
    from menshen.domains.quarantine.rules import ArrivalFacts, Proposal
    from menshen.kernel.base.decisions import Decision
    from menshen.kernel.scope.viewers import Viewer

RULE = "policy.rule"
MOST = 20_000  # orders and arrivals looked at; beyond, the preview says that it is a part
LISTED = 100
WINDOW = timedelta(days=21)
_COMMUNITY = LENGTHS[Level.COMMUNITY]
_PART = Term(
    f"Only the first {MOST:,} people were looked at; there are more.",
    f"仅预览前 {MOST:,} 人，实际人数更多。",
)
_NOBODY = Term("As things stand, nobody in your area would be touched.", "按目前情况，您的辖区内没有人员受影响。")
_NEVER_LONGER = Term(
    "No running order is lengthened by a rule; each change is proposed, and a person decides on it.",
    "规则不会延长已生效的隔离；每项变更仅为建议，由人员逐一决定。",
)


@dataclass(frozen=True, slots=True)
class _Question:
    """The day looked at, the rules without the draft and with it, and whose people."""

    on: date
    before: Rulebook
    after: Rulebook
    jurisdiction: str


def touched(viewer: Viewer, number: int, at: datetime) -> DetailTable | None:  # noqa: ARG001  a detail's signature
    """Counts by community, in all areas of the viewer."""
    asked = _question(number, at)
    if asked is None:
        return None
    shorter: Counter[str] = Counter(order.area_id[:_COMMUNITY] for order, _ in _orders(asked))
    fresh: Counter[str] = Counter()
    other: Counter[str] = Counter()
    for area, had in _arrivals(asked):
        (other if had else fresh)[area[:_COMMUNITY]] += 1
    areas = sorted(shorter.keys() | fresh.keys() | other.keys())
    names = names_of(areas)
    rows = [[cell(names.get(area, "")), cell(shorter[area]), cell(fresh[area]), cell(other[area])] for area in areas]
    columns = (
        Term("Area", "辖区"),
        Term("Running orders proposed to be shortened", "建议缩短的隔离"),
        Term("People newly proposed an order", "新增隔离建议"),
        Term("Proposals that would differ", "内容变化的隔离建议"),
    )
    return DetailTable(columns, rows, _note(rows))


def touched_orders(viewer: Viewer, number: int, at: datetime) -> DetailTable | None:
    """The orders themselves, for who may read orders."""
    asked = _question(number, at)
    if asked is None:
        return None
    kind = subject_type(QuarantineOrder)
    with acting(viewer.holding(Permission.ORDER_READ)):
        found = list(_orders(asked))
        names = names_of(order.area_id for order, _ in found[:LISTED])
        rows = [
            [
                cell(order.person.name, (kind, order.pk)),
                cell(names.get(order.area_id, "")),
                cell(Measure(order.measure).term),
                cell(order.until_on),
                cell(_outcome(decision.verdict)),
            ]
            for order, decision in found[:LISTED]
        ]
    if not rows:
        return None
    columns = (
        Term("Name", "姓名"),
        Term("Grid", "所属网格"),
        Term("Measure", "管控措施"),
        Term("Free on, now", "现应解除日"),
        Term("As it would be proposed", "将建议"),
    )
    more = len(found) - LISTED
    note = Term(f"and {more} more", f"另有 {more} 人") if more > 0 else ""
    return DetailTable(columns, rows, note)


def _question(number: int, at: datetime) -> _Question | None:
    draft = policy.draft_rule(number)
    if draft is None:
        return None
    on = max(day_of(at), draft.valid_from)
    return _Question(on, policy.rulebook(), policy.rulebook_with(draft), draft.jurisdiction)


def _orders(asked: _Question) -> Iterator[tuple[QuarantineOrder, Decision[Proposal]]]:
    """Running orders that would be proposed to be shortened, and are not without the draft."""
    found = running().filter(arrival__isnull=False, until_on__gt=asked.on).select_related("person").order_by("pk")
    orders = [order for order in found[:MOST] if _within(order.area_id, asked)]
    facts = _facts({order.arrival_id for order in orders if order.arrival_id}, asked.on)
    for order in orders:
        known = facts.get(order.arrival_id or 0)
        if known is None:
            continue
        known, own = replace(known, area_code=order.area_id), facts_of(order)
        then = propose_change(own, known, rulebook=asked.after, on=asked.on)
        now = propose_change(own, known, rulebook=asked.before, on=asked.on)
        if then is not None and (now is None or then.verdict != now.verdict):
            yield order, then


def _arrivals(asked: _Question) -> Iterator[tuple[str, bool]]:
    """Areas of people under no confirmed order to whom something else would be proposed, and whether something is."""
    numbers = screening.arrivals_since(asked.on - WINDOW)[:MOST]
    decided = set(
        QuarantineOrder.objects.filter(arrival_id__in=numbers, confirmed_at__isnull=False).values_list(
            "arrival_id", flat=True
        )
    )
    for known in _facts(set(numbers) - decided, asked.on).values():
        if not _within(known.area_code, asked):
            continue
        then = propose_order(known, rulebook=asked.after, on=asked.on).verdict
        now = propose_order(known, rulebook=asked.before, on=asked.on).verdict
        if then != now:
            yield known.area_code, now.until is not None


def _facts(arrivals: set[int], day: date) -> dict[int, ArrivalFacts]:
    return {arrival.arrival_id: known for arrival, known in facts_of_arrivals(arrivals, day)}


def _within(area: str, asked: _Question) -> bool:
    return not asked.jurisdiction.isdecimal() or area.startswith(asked.jurisdiction)


def _outcome(verdict: Proposal) -> Term:
    if verdict.until is None:
        return Term("no measure any more", "不再需要管控")
    measure = verdict.measure.term
    return Term(f"{measure.en} until {verdict.until}", f"{measure.zh}，至 {verdict.until}")


def _note(rows: Sequence[object]) -> Term:
    part = running().filter(arrival__isnull=False)[: MOST + 1].count() > MOST
    said = [_NEVER_LONGER] if rows else [_NOBODY]
    said += [_PART] if part else []
    return Term(" ".join(one.en for one in said), "".join(one.zh for one in said))
