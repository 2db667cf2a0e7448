"""What follows from the beginning and from the end of an order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from menshen.domains.policy import interface as policy
from menshen.domains.policy.vocabulary import Measure
from menshen.domains.quarantine.actions.common import approved_above
from menshen.domains.quarantine.documents import issue_release, issue_start, without_notice
from menshen.domains.quarantine.jobs.proposing import propose_next
from menshen.domains.quarantine.models import OrderChange, Placement, QuarantineOrder, TeamSeat
from menshen.kernel.base.bulk import insert_rows
from menshen.kernel.base.clock import local

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from menshen.domains.policy.interface import TeamSeat as Required
    from menshen.kernel.journal.models import Entry
    from menshen.kernel.scope.viewers import Viewer

_SITE = Measure.CENTRALISED_QUARANTINE


def start_orders(entries: Sequence[Entry], *, by: Viewer, at: datetime) -> None:
    """A confirmed order gets its place, the seats of its team and its notice."""
    orders = _orders(entries)
    _place(orders, at)
    _seat_teams(orders)
    issue_start(without_notice(orders), by=by, at=at)


def _orders(entries: Iterable[Entry]) -> list[QuarantineOrder]:
    return list(QuarantineOrder.objects.filter(pk__in=[entry.subject_id for entry in entries]).order_by("pk"))


def _place(orders: Sequence[QuarantineOrder], at: datetime) -> None:
    """At home from the first day on; in a site only who was in a room until this moment, under the order replaced."""
    replaced = [order.supersedes_id for order in orders if order.supersedes_id and order.measure == _SITE]
    left = Placement.objects.filter(order__in=replaced, room__isnull=False, until_at=at)
    beds = (
        {order: (room, bed) for order, room, bed in left.values_list("order_id", "room_id", "bed")} if replaced else {}
    )
    placements = []
    for order in orders:
        if order.measure != _SITE or order.supersedes_id in beds:
            room, bed = beds.get(order.supersedes_id or 0, (None, None))
            placements.append(
                Placement(
                    area_id=order.area_id,
                    order=order,
                    person_id=order.person_id,
                    room_id=room,
                    bed=bed,
                    from_at=max(at, local(order.starts_on)),
                )
            )
    Placement.objects.bulk_create(placements)


def _seat_teams(orders: Sequence[QuarantineOrder]) -> None:
    """The seats that the pattern in force asks for; who was responsible under the order replaced stays so."""
    replaced = [order.supersedes_id for order in orders if order.supersedes_id]
    held = TeamSeat.objects.filter(order__in=replaced).exclude(holder="") if replaced else ()
    holders = {(seat.order_id, seat.role): (seat.holder, seat.holder_number) for seat in held}
    rows = policy.teams()
    patterns: dict[tuple[str, str, date], tuple[Required, ...]] = {}
    seats: list[tuple[Any, ...]] = []
    for order in orders:
        key = (order.measure, order.area_id, order.starts_on)
        if key not in patterns:
            patterns[key] = policy.team_in_force(rows, Measure(order.measure), order.area_id, order.starts_on)
        for seat in patterns[key]:
            holder = holders.get((order.supersedes_id or 0, seat.role.value), ("", ""))
            seats.append((order.area_id, order.pk, seat.role.value, seat.optional, *holder))
    insert_rows(TeamSeat, ("area", "order", "role", "optional", "holder", "holder_number"), seats)


def close_orders(entries: Sequence[Entry], *, by: Viewer, at: datetime) -> None:
    """An order that ended frees its place and gets its notice of release; the next phase of its rule is proposed.

    One that was shortened and goes on gets a new notice with its new end.
    """
    orders = _orders(entries)
    ended = [order for order in orders if order.ended_on is not None]
    said = said_reasons(entries)
    issue_start([order for order in orders if order.ended_on is None], by=by, at=at, added=said)
    leave_places(ended, {entry.subject_id: entry.happened_at for entry in entries})
    OrderChange.objects.filter(order__in=ended, decided_at__isnull=True).update(decided_at=at, accepted=False)
    issue_release(ended, by=by, at=at, added=said)
    propose_next(ended, by, at)


def leave_places(orders: Sequence[QuarantineOrder], moments: dict[int, datetime]) -> None:
    """Free the places of these orders at the moments given by order."""
    placements = list(Placement.objects.filter(order__in=orders, until_at__isnull=True))
    for placement in placements:
        placement.until_at = max(moments[placement.order_id], placement.from_at)
    Placement.objects.bulk_update(placements, ["until_at"], batch_size=1_000)


def said_reasons(entries: Iterable[Entry]) -> dict[int, list[dict[str, str]]]:
    """What a person wrote as the reason of an end, or what an approved change gave, by order; and who approved it."""
    changes = OrderChange.objects.in_bulk([entry.detail["change"] for entry in entries if "change" in entry.detail])
    said: dict[int, list[dict[str, str]]] = {}
    for entry in entries:
        if "change" in entry.detail:
            given = changes[entry.detail["change"]].reasons
            said[entry.subject_id] = [{"zh": reason["zh"], "en": reason["en"]} for reason in given]
        elif reason := entry.detail.get("reason"):
            said[entry.subject_id] = [{"zh": reason, "en": reason}]
        if "approval" in entry.detail:
            named = approved_above(entry.detail["approval"], entry.recorded_at).term
            said[entry.subject_id].append({"zh": named.zh, "en": named.en})
    return said
