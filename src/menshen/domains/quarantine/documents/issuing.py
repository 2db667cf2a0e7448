"""Issuing the notices of start and release for any number of orders at once.

A notice carries its number, the reasons, the rule, and where to appeal and to have a record corrected. What is printed
is gathered with the platform's own eyes: a room may lie in another area than the order, the street's phone always does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from menshen.domains.policy import interface as policy
from menshen.domains.policy.vocabulary import CountFrom, ThresholdCode
from menshen.domains.quarantine.documents.kinds import RELEASE_NOTICE, START_NOTICE, VOID_NOTICE
from menshen.domains.quarantine.documents.texts import (
    AFTERWARDS,
    APPEAL_DAYS,
    CORRECTION_DAYS,
    WHY_IT_ENDED,
    legal_texts,
)
from menshen.domains.quarantine.models import Placement, QuarantineOrder
from menshen.domains.quarantine.vocabulary import EndReason
from menshen.domains.registry import interface as registry
from menshen.kernel.base.clock import day_of
from menshen.kernel.documents.issuing import NewDocument, issue, withdraw
from menshen.kernel.documents.models import Document
from menshen.kernel.journal.entries import subject_type
from menshen.kernel.scope.codes import LENGTHS, Level
from menshen.kernel.scope.models import Area
from menshen.kernel.scope.viewers import PLATFORM, acting

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date, datetime

    from menshen.domains.registry.interface import PersonOnPaper
    from menshen.kernel.base.decisions import Reason
    from menshen.kernel.scope.viewers import Viewer

ORDER = subject_type(QuarantineOrder)
Said = dict[str, str]  # one sentence in both languages


def notice_limits(area: str, day: date, rows: Collection[policy.Threshold]) -> dict[ThresholdCode, Any]:
    """The numbers that a notice of start names, by code; None where no row is in force: then no notice can be made."""
    return {
        code: policy.threshold_in_force(rows, code, area, day)
        for code in (ThresholdCode.FEVER, ThresholdCode.CHECKS_PER_DAY)
    }


def issue_start(
    orders: Sequence[QuarantineOrder],
    *,
    by: Viewer,
    at: datetime,
    added: Mapping[int, Iterable[Said | Reason]] | None = None,
) -> dict[int, Document]:
    """One notice of start for each order, in the place of an earlier one; `added` are further reasons by order."""
    if not orders:
        return {}
    desk, before = _Desk.of(orders), _standing(orders)
    thresholds = policy.thresholds()
    items = []
    for order in orders:
        limits = notice_limits(order.area_id, order.starts_on, thresholds)
        data = desk.common(order) | {
            "counted_from": {
                "on": order.counted_from,
                "event": CountFrom(order.rule["count_from"]).term,
            },
            "starts_on": order.starts_on,
            "until_on": order.until_on,
            "reasons": [*map(_both, order.reasons), *(added or {}).get(order.pk, ())],
            "basis": legal_texts(order.starts_on),
            "fever_line": f"{limits[ThresholdCode.FEVER].value.normalize():f}",
            "checks_per_day": int(limits[ThresholdCode.CHECKS_PER_DAY].value),
            "grid_worker": desk.contact(order, Level.GRID),
            "visitor": {"name": order.managed_by, "phone": ""} if order.managed_by else None,
        }
        earlier = before.get(order.pk)
        items.append(NewDocument(order.area_id, ORDER, order.pk, data, earlier.pk if earlier else None))
    return {paper.subject_id: paper for paper in issue(START_NOTICE, items, by=by, at=at)}


def without_notice(orders: Sequence[QuarantineOrder]) -> list[QuarantineOrder]:
    """Those for which no notice of start stands."""
    have = _standing(orders)
    return [order for order in orders if order.pk not in have]


def issue_release(
    orders: Sequence[QuarantineOrder], *, by: Viewer, at: datetime, added: Mapping[int, Iterable[Said | Reason]]
) -> None:
    """One notice of release for each order after whose end the person is free."""
    free = [order for order in orders if EndReason(order.end_reason) in WHY_IT_ENDED]
    if not free:
        return
    desk, before = _Desk.of(free), _standing(free)
    items = []
    for order in free:
        earlier = before.get(order.pk)
        data = desk.common(order) | {
            "start_notice": earlier.number if earlier else "",
            "starts_on": order.starts_on,
            "ended_on": order.ended_on,
            "reasons": [WHY_IT_ENDED[EndReason(order.end_reason)], *added.get(order.pk, ())],
            "afterwards": list(AFTERWARDS),
        }
        items.append(NewDocument(order.area_id, ORDER, order.pk, data))
    issue(RELEASE_NOTICE, items, by=by, at=at)


def issue_void(
    orders: Sequence[QuarantineOrder], *, by: Viewer, at: datetime, added: Mapping[int, Iterable[Said | Reason]]
) -> None:
    """One notice for each order that was found void; its earlier papers are withdrawn, and print with the mark."""
    if not orders:
        return
    desk, before = _Desk.of(orders), _standing(orders)
    items = []
    for order in orders:
        earlier = before.get(order.pk)
        data = desk.common(order) | {
            "start_notice": earlier.number if earlier else "",
            "starts_on": order.starts_on,
            "voided_on": day_of(at),
            "reasons": list(added.get(order.pk, ())),
        }
        items.append(NewDocument(order.area_id, ORDER, order.pk, data))
    papers = Document.objects.filter(
        subject_type=ORDER, subject_id__in=[order.pk for order in orders], withdrawn_at__isnull=True
    )
    withdraw(papers.values_list("pk", flat=True), at=at)
    issue(VOID_NOTICE, items, by=by, at=at)


def _standing(orders: Iterable[QuarantineOrder]) -> dict[int, Document]:
    """The notices of start of these orders that nobody has withdrawn."""
    held = Document.objects.filter(
        kind=START_NOTICE.code,
        subject_type=ORDER,
        subject_id__in=[order.pk for order in orders],
        withdrawn_at__isnull=True,
    )
    return {paper.subject_id: paper for paper in held}


def _both(reason: Mapping[str, Any]) -> Said:
    return {"zh": reason["zh"], "en": reason["en"]}


@dataclass(frozen=True, slots=True)
class _Desk:
    """What stands around the orders of one batch: the people, the offices above them, the rooms they are in."""

    people: dict[int, PersonOnPaper]
    areas: dict[str, Area]
    rooms: dict[int, dict[str, str]]

    @classmethod
    def of(cls, orders: Sequence[QuarantineOrder]) -> _Desk:
        codes = {order.area_id[: LENGTHS[level]] for order in orders for level in Level}
        with acting(PLATFORM):
            return cls(
                registry.people_on_paper([order.person_id for order in orders]),
                {area.code: area for area in Area.objects.filter(code__in=codes)},
                _rooms(orders),
            )

    def common(self, order: QuarantineOrder) -> dict[str, Any]:
        """What the notice of start and the notice of release share."""
        person = self.people[order.person_id]
        community, street = self._area(order, Level.COMMUNITY), self._area(order, Level.STREET)
        return {
            "issuer": community.name,
            "person": {"name": person.name, "id_number": person.masked_id_number, "address": person.address},
            "measure": order.measure,
            "site": self.rooms.get(order.pk),
            "rule": {"id": order.rule_id, "document": order.rule["document"]},
            "decision": order.pk,
            "community": {"name": community.name, "phone": community.phone},
            "appeal": {"office": street.name, "phone": street.phone, "days": APPEAL_DAYS},
            "correction": {"office": community.name, "phone": community.phone, "days": CORRECTION_DAYS},
        }

    def contact(self, order: QuarantineOrder, level: Level) -> Said:
        area = self._area(order, level)
        return {"name": area.name, "phone": area.phone}

    def _area(self, order: QuarantineOrder, level: Level) -> Area:
        """The area of that level, or the nearest above it that is in the tree."""
        above = (order.area_id[:length] for length in range(LENGTHS[level], 0, -1))
        return next((self.areas[code] for code in above if code in self.areas), self.areas[order.area_id])


def _rooms(orders: Iterable[QuarantineOrder]) -> dict[int, dict[str, str]]:
    """Site and room in which each person is or was last; people at home are left out."""
    placed = Placement.objects.filter(order__in=[order.pk for order in orders], room__isnull=False)
    return {
        order: {"name": site, "room": number}
        for order, site, number in placed.order_by("from_at").values_list(
            "order_id", "room__site__name", "room__number"
        )
    }
