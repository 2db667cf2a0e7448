"""What screening asks people to do, and what follows from its own journal.

Visits are one task a grid, not one a household: whoever goes out does them together, from the list.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef

from menshen.domains.screening.models import Arrival, CampaignHousehold, CampaignShare
from menshen.domains.screening.vocabulary import Kind, Step
from menshen.kernel.base.terms import Term
from menshen.kernel.journal.entries import Reaction, subject_type
from menshen.kernel.scope.codes import LENGTHS, Level
from menshen.kernel.scope.models import Area
from menshen.kernel.tasks.flow import NewTask, TaskKind, close_tasks, open_tasks
from menshen.kernel.tasks.models import Task

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from menshen.kernel.journal.models import Entry
    from menshen.kernel.scope.viewers import Viewer

_GRID = LENGTHS[Level.GRID]
_AREA = subject_type(Area)
_ARRIVAL = subject_type(Arrival)
_LADDER = ("grid_worker", "community_secretary")

_SHARE = subject_type(CampaignShare)

# Closed when something is known of every household of the share, or the campaign is over.
REACH_HOUSEHOLDS = TaskKind(
    "screening.reach_households",
    Term("{campaign}: find out about the households of your grid", "{campaign}：请逐户摸排本网格住户"),
    ladder=_LADDER,
    within=timedelta(days=2),
    patience=timedelta(days=1),
    action="screening.record_attempt",
    subject_field="area",
)
# Closed when no household of the grid waits for a visit or a notice any more.
VISIT_HOUSEHOLDS = TaskKind(
    "screening.visit_households",
    Term(
        "{campaign}: {households} households could not be reached by phone, please visit",
        "{campaign}：有 {households} 户电话联系不上，请上门走访",
    ),
    ladder=_LADDER,
    within=timedelta(days=1),
    patience=timedelta(days=1),
    action="screening.record_attempt",
    subject_field="area",
)
ASK_ARRIVAL = TaskKind(
    "screening.ask_arrival",
    Term("Someone came home whose situation is not known yet: please ask", "有来返人员情况尚未掌握，请尽快联系核实"),
    ladder=_LADDER,
    resolved_by=frozenset({Kind.ARRIVAL_SUPERSEDED.value, Kind.ARRIVAL_WITHDRAWN.value}),
    within=timedelta(hours=2),
    patience=timedelta(hours=1),
    action="screening.correct_arrival",
    subject_field="arrival",
)
# Nothing follows from a contradiction but that somebody looks: it may be a slip of the pen.
COMPARE_ACCOUNTS = TaskKind(
    "screening.compare_accounts",
    Term("Two accounts of an arrival differ: please check", "来返信息与其他来源有出入，请人工核实"),
    ladder=_LADDER,
    resolved_by=frozenset({Kind.ARRIVAL_SUPERSEDED.value, Kind.ARRIVAL_WITHDRAWN.value}),
    within=timedelta(days=1),
    patience=timedelta(days=1),
    action="screening.correct_arrival",
    subject_field="arrival",
    acknowledged=True,
)
TASKS = (REACH_HOUSEHOLDS, VISIT_HOUSEHOLDS, ASK_ARRIVAL, COMPARE_ACCOUNTS)


def follow_attempts(entries: Sequence[Entry], *, by: Viewer, at: datetime) -> None:  # noqa: ARG001  a reaction's signature
    """Keep the tasks of the grids in which something was tried."""
    grids = {entry.area_id[:_GRID] for entry in entries}
    refresh_shares(CampaignShare.objects.filter(area_id__in=grids), at=at)
    refresh_visits(grids, at=at)


def follow_sharing(entries: Sequence[Entry], *, by: Viewer, at: datetime) -> None:  # noqa: ARG001
    """Who works in a grid hears of the campaign, and of households that were taken in later."""
    refresh_shares(CampaignShare.objects.filter(pk__in=[entry.subject_id for entry in entries]), at=at)


def follow_closing(entries: Sequence[Entry], *, by: Viewer, at: datetime) -> None:  # noqa: ARG001
    """Nothing is asked any more for a campaign that was closed."""
    shares = CampaignShare.objects.filter(campaign_id__in=[entry.subject_id for entry in entries])
    refresh_shares(shares, at=at)
    refresh_visits(set(shares.values_list("area_id", flat=True)), at=at)


def refresh_shares(shares: QuerySet[CampaignShare], *, at: datetime) -> None:
    """Open the tasks of these shares in which a household waits, close those of the others."""
    waiting = CampaignHousehold.objects.filter(share=OuterRef("pk"), closed_at__isnull=True)
    told = list(shares.order_by("pk").annotate(open=Exists(waiting)))
    left = [share for share in told if share.open and share.closed_on is None]
    close_tasks(REACH_HOUSEHOLDS, _SHARE, {share.pk for share in told} - {share.pk for share in left}, at=at)
    tasks = [NewTask(share.area_id, _SHARE, share.pk, {"campaign": share.title}) for share in left]
    open_tasks(REACH_HOUSEHOLDS, tasks, at=at)


def refresh_visits(grids: Collection[str], *, at: datetime) -> None:
    """Open, bring up to date or close the visits of these grids by what waits in them now."""
    waiting = (
        CampaignHousehold.objects.filter(
            share__area_id__in=grids,
            share__closed_on__isnull=True,
            next_step__in=(Step.DOOR.value, Step.NOTICE.value),
        )
        .values_list("share__area_id", "share__title")
        .annotate(households=Count("*"))
        .order_by("-households", "share__title")
    )
    facts: dict[str, dict[str, object]] = {}
    for grid, title, households in waiting:
        facts.setdefault(grid, {"campaign": title, "households": households})
    numbers = dict(Area.objects.filter(code__in=grids).values_list("code", "pk"))
    close_tasks(VISIT_HOUSEHOLDS, _AREA, [number for grid, number in numbers.items() if grid not in facts], at=at)
    open_tasks(
        VISIT_HOUSEHOLDS,
        [NewTask(grid, _AREA, numbers[grid], facts[grid]) for grid in sorted(facts)],
        at=at,
    )
    stale = [
        task
        for task in Task.objects.filter(kind=VISIT_HOUSEHOLDS.code, area_id__in=facts, closed_at__isnull=True)
        if task.facts != facts[task.area_id]
    ]
    for task in stale:
        task.facts = facts[task.area_id]
    Task.objects.bulk_update(stale, ["facts"])


def follow_arrivals(entries: Sequence[Entry], *, by: Viewer, at: datetime) -> None:  # noqa: ARG001
    """Ask about those whose situation is not known, until the two-hour clock ends."""
    unknown = Arrival.objects.filter(
        pk__in=[entry.subject_id for entry in entries], known_at__isnull=True, withdrawn_at__isnull=True
    )
    open_tasks(
        ASK_ARRIVAL,
        [
            NewTask(area[:_GRID], _ARRIVAL, number, due_at=ends_at)
            for number, area, ends_at in unknown.values_list("pk", "area_id", "clock_ends_at").order_by("pk")
        ],
        at=at,
    )


def follow_contradictions(entries: Sequence[Entry], *, by: Viewer, at: datetime) -> None:  # noqa: ARG001
    """Have somebody compare what was said."""
    tasks = [NewTask(entry.area_id[:_GRID], _ARRIVAL, entry.subject_id) for entry in entries]
    open_tasks(COMPARE_ACCOUNTS, tasks, at=at)


REACTIONS = (
    Reaction(Kind.ATTEMPT_RECORDED.value, follow_attempts),
    Reaction(Kind.ATTEMPT_WITHDRAWN.value, follow_attempts),
    Reaction(Kind.CAMPAIGN_SHARED.value, follow_sharing),
    Reaction(Kind.CAMPAIGN_CLOSED.value, follow_closing),
    Reaction(Kind.ARRIVAL_REGISTERED.value, follow_arrivals),
    Reaction(Kind.ARRIVAL_CORRECTED.value, follow_arrivals),
    Reaction(Kind.ARRIVAL_CONTRADICTED.value, follow_contradictions),
)
