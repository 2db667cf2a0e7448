"""Sharing a verification list out. A proposal is made first and looked at; only sending moves the clues."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Annotated

from django.db import connection
from django.db.models import F, Q

from menshen.domains.registry import interface as registry
from menshen.domains.screening.actions.clue_lists import PUSHED
from menshen.domains.screening.models import Clue, ClueBatch, ClueShare
from menshen.domains.screening.rules.lists import split_evenly
from menshen.domains.screening.vocabulary import Kind, Permission, Problem, SplitLevel, SplitWay
from menshen.kernel.actions.declaration import Command, Label, Outcome, action, area_of_record
from menshen.kernel.actions.performing import note
from menshen.kernel.actions.types import AreaCode, RecordId
from menshen.kernel.base.terms import Term
from menshen.kernel.journal.entries import NewEntry, subject_type
from menshen.kernel.scope.codes import LENGTHS, Level, contains
from menshen.kernel.scope.models import Area
from menshen.kernel.scope.queries import standing

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from menshen.kernel.scope.viewers import Viewer

_NAMED = (Level.COMMUNITY.value, Level.GRID.value, Level.COMPOUND.value)


def at_hand(batches: Iterable[int]) -> QuerySet[Clue]:
    """Clues that nobody has answered and that are still with the unit that received the list."""
    return Clue.objects.filter(batch_id__in=list(batches), area_id=F("batch__area_id"), outcome="").order_by("pk")


class ProposeSplit(Command):
    """Propose who verifies which clues; a new proposal takes the place of an earlier one."""

    batch: Annotated[RecordId, Label("List", "协查批次")]
    way: Annotated[SplitWay, Label("How", "拆分方式")] = SplitWay.ADDRESS_THEN_EVENLY
    level: Annotated[SplitLevel, Label("Among", "拆分到")] = SplitLevel.COMMUNITY


@action(
    "screening.propose_split",
    kind=Kind.BATCH_SPLIT_PROPOSED,
    permission=Permission.CLUE_SPLIT,
    command=ProposeSplit,
    title=Term("Propose a split", "拆分（先出方案）"),
    areas_of=area_of_record(ClueBatch, "batch"),
)
def propose_split(commands: list[ProposeSplit], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """Say for each clue at hand which unit would get it; the proposal is seen in the ledgers and moves nothing."""
    batches = ClueBatch.objects.in_bulk([command.batch for command in commands])
    asked = {command.batch: command for command in commands}
    waiting: dict[int, list[Clue]] = defaultdict(list)
    for clue in at_hand(batches):
        waiting[clue.batch_id].append(clue)
    places = _Places([batches[number] for number in asked], [clue for clues in waiting.values() for clue in clues])
    plans: dict[int, dict[int, str]] = {}
    outcomes = []
    for command in commands:
        batch = batches[command.batch]
        units = places.units(batch, asked[batch.pk].level)
        if not waiting[batch.pk]:
            outcomes.append(Outcome.refused(Problem.NOTHING_TO_SPLIT))
        elif not units:
            outcomes.append(Outcome.refused(Problem.NO_UNITS, on="level"))
        else:
            plan = plans[batch.pk] = _plan(waiting[batch.pk], units, asked[batch.pk].way, places)
            shared = Counter(plan.values())
            here = len(waiting[batch.pk]) - len(plan)
            outcomes.append(Outcome.done(ClueBatch, batch.pk, batch.area_id, units=dict(shared), here=here))
    _keep(plans, batches, waiting)
    return outcomes


def _plan(clues: Sequence[Clue], units: Sequence[str], way: SplitWay, places: _Places) -> dict[int, str]:
    plan: dict[int, str] = {}
    if way is not SplitWay.EVENLY:
        plan = {clue.pk: unit for clue in clues if (unit := places.unit_of(clue, units))}
    if way is not SplitWay.BY_ADDRESS:
        rest = [clue for clue in clues if clue.pk not in plan]
        shared = split_evenly(len(rest), units, Counter(plan.values()))
        plan |= {clue.pk: unit for clue, unit in zip(rest, shared, strict=True)}
    return plan


class _Places:
    """The units below the receiving ones, and where the addresses of the clues lie."""

    def __init__(self, batches: Sequence[ClueBatch], clues: Sequence[Clue]) -> None:
        condition = Q(pk__in=[])
        for batch in batches:
            condition |= Q(code__gt=batch.area_id, code__lt=batch.area_id + ":")
        below = Area.objects.filter(condition, level__in=_NAMED, closed_on__isnull=True).order_by("code")
        self._areas = list(below.values_list("code", "name"))
        homes = registry.find_households([registry.HouseholdHint(clue.area_id, "", clue.address) for clue in clues])
        found = {clue.pk: home for clue, home in zip(clues, homes, strict=True) if isinstance(home, int)}
        areas = registry.household_areas(found.values())
        self._homes = {clue: areas[home] for clue, home in found.items() if home in areas}

    def units(self, batch: ClueBatch, level: SplitLevel) -> list[str]:
        digits = LENGTHS[Level(level.value)]
        return [code for code, _ in self._areas if len(code) == digits and contains(batch.area_id, code)]

    def unit_of(self, clue: Clue, units: Sequence[str]) -> str | None:
        """The unit in which the address lies: by the household there, else by the longest name of an area in it."""
        area = self._homes.get(clue.pk) or self._named_in(clue)
        return next((unit for unit in units if area and contains(unit, area)), None)

    def _named_in(self, clue: Clue) -> str | None:
        named = [(name, code) for code, name in self._areas if name in clue.address and contains(clue.area_id, code)]
        longest = max((len(name) for name, _ in named), default=0)
        codes = {code for name, code in named if len(name) == longest}
        deepest = max(codes, key=len, default="")
        return deepest if codes and all(contains(code, deepest) for code in codes) else None


def _keep(plans: dict[int, dict[int, str]], batches: dict[int, ClueBatch], waiting: dict[int, list[Clue]]) -> None:
    wanted = {(number, unit) for number, plan in plans.items() for unit in plan.values()}
    shares = shares_of(wanted, batches)
    changed = []
    for number, plan in plans.items():
        for clue in waiting[number]:
            unit = plan.get(clue.pk)
            clue.share = shares[number, unit] if unit else None
            changed.append(clue)
    Clue.objects.bulk_update(changed, ["share"], batch_size=2_000)
    ClueShare.objects.filter(batch_id__in=plans, sent_at__isnull=True, clues__isnull=True).delete()


def shares_of(wanted: Iterable[tuple[int, str]], batches: dict[int, ClueBatch]) -> dict[tuple[int, str], ClueShare]:
    """The parts of these lists for these units, made where they are missing."""
    pairs = sorted(set(wanted))
    rows = ClueShare.objects.filter(batch_id__in={number for number, _ in pairs}, area_id__in={u for _, u in pairs})
    held = {(row.batch_id, row.area_id): row for row in rows}
    fresh = [
        ClueShare(batch_id=number, area_id=unit, **{name: getattr(batches[number], name) for name in PUSHED})
        for number, unit in pairs
        if (number, unit) not in held
    ]
    ClueShare.objects.bulk_create(fresh)
    return held | {(row.batch_id, row.area_id): row for row in fresh}


class AssignClue(Command):
    """Change the proposal for one clue."""

    clue: Annotated[RecordId, Label("Clue", "协查线索")]
    to_area: Annotated[AreaCode, Label("Unit", "派往单位")]


@action(
    "screening.assign_clue",
    kind=Kind.CLUE_ASSIGNED,
    permission=Permission.CLUE_SPLIT,
    command=AssignClue,
    title=Term("Mean it for another unit", "调整拟派单位"),
    areas_of=area_of_record(Clue, "clue", Q(outcome="", area_id=F("batch__area_id"))),
)
def assign_clue(commands: list[AssignClue], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """Mean clues at hand for a unit below; sending moves them."""
    clues = Clue.objects.select_related("share").in_bulk([command.clue for command in commands])
    hand = {clue.pk: clue for clue in at_hand({clue.batch_id for clue in clues.values()}).filter(pk__in=clues)}
    batches = ClueBatch.objects.in_bulk({clue.batch_id for clue in hand.values()})
    open_areas = standing({command.to_area for command in commands})
    wanted = {
        (hand[command.clue].batch_id, command.to_area)
        for command in commands
        if command.clue in hand and _is_below(hand[command.clue], command.to_area, open_areas)
    }
    shares = shares_of(wanted, batches)
    outcomes = []
    for command in commands:
        clue = hand.get(command.clue)
        if clue is None:
            outcomes.append(Outcome.refused(Problem.SPLIT_SENT_ALREADY))
        elif not _is_below(clue, command.to_area, open_areas):
            outcomes.append(Outcome.refused(Problem.AREA_NOT_BELOW, on="to_area"))
        else:
            clue.share = shares[clue.batch_id, command.to_area]
            outcomes.append(Outcome.done(Clue, clue.pk, clue.area_id, to_area=command.to_area))
    Clue.objects.bulk_update(hand.values(), ["share"])
    return outcomes


def _is_below(clue: Clue, area: str, open_areas: Iterable[str]) -> bool:
    return area in open_areas and area != clue.area_id and contains(clue.area_id, area)


class SendClues(Command):
    """Send the clues to the units that the proposal says; what it leaves out stays here."""

    batch: Annotated[RecordId, Label("List", "协查批次")]


@action(
    "screening.send_clues",
    kind=Kind.BATCH_SPLIT,
    permission=Permission.CLUE_SPLIT,
    command=SendClues,
    title=Term("Send the clues out as proposed", "按方案下发"),
    areas_of=area_of_record(ClueBatch, "batch"),
)
def send_clues(commands: list[SendClues], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Give every clue at hand to the unit it is meant for."""
    batches = ClueBatch.objects.in_bulk([command.batch for command in commands])
    with connection.cursor() as cursor:
        cursor.execute(_SEND, [list(batches)])
        moved = Counter(cursor.fetchall())
    ClueShare.objects.filter(pk__in={share for _, share, _ in moved}, sent_at__isnull=True).update(sent_at=at)
    kind = subject_type(ClueShare)
    note(
        [
            NewEntry(Kind.SHARE_SENT, area, kind, share, at, detail={"clues": count})
            for (_, share, area), count in sorted(moved.items())
        ],
        by=by,
        at=at,
    )
    sent = Counter[int]()
    for (batch, _, _), count in moved.items():
        sent[batch] += count
    outcomes = []
    for command in commands:
        if count := sent.pop(command.batch, 0):
            outcomes.append(Outcome.done(ClueBatch, command.batch, batches[command.batch].area_id, clues=count))
        else:
            outcomes.append(Outcome.refused(Problem.SPLIT_NOT_PROPOSED))
    return outcomes


_SEND = """
    UPDATE screening_clue AS clue SET area_code = share.area_code
    FROM screening_clue_share AS share, screening_clue_batch AS batch
    WHERE batch.id = ANY(%s) AND clue.batch_id = batch.id AND share.id = clue.share_id AND clue.outcome = ''
        AND clue.area_code = batch.area_code AND share.area_code <> batch.area_code
    RETURNING batch.id, share.id, share.area_code
"""
