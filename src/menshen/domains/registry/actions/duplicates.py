"""Looking for people who were registered twice, and keeping apart those who only look alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from django.db.models import Q

from menshen.domains.registry.models import LikelyDuplicate, Person
from menshen.domains.registry.queries import UNSETTLED
from menshen.domains.registry.queries.duplicates import likely_duplicates
from menshen.domains.registry.vocabulary import Kind, Permission, Problem, WhyApart
from menshen.kernel.actions.declaration import Command, Label, Outcome, action, area_of_record
from menshen.kernel.actions.types import AreaCode, LongText, RecordId
from menshen.kernel.base.terms import Term
from menshen.kernel.scope.codes import LENGTHS, Level, bounds
from menshen.kernel.scope.models import Area
from menshen.kernel.scope.queries import subtree
from menshen.kernel.stewardship.retention import delete

if TYPE_CHECKING:
    from datetime import datetime

    from menshen.kernel.scope.viewers import Viewer


class FindDuplicates(Command):
    """After a roster has come in, or whenever somebody wonders; each night it happens by itself."""

    area: Annotated[AreaCode, Label("Area", "辖区")]


@action(
    "registry.find_duplicates",
    kind=Kind.DUPLICATES_SOUGHT,
    permission=Permission.PERSON_MERGE,
    command=FindDuplicates,
    title=Term("Look for duplicates", "查找重复人员"),
)
def find_duplicates(commands: list[FindDuplicates], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """List the pairs in these areas that may be one person, among the people whom the viewer sees."""
    numbers = dict(Area.objects.filter(code__in={command.area for command in commands}).values_list("code", "pk"))
    found = {area: sum(list_pairs(part, at=at) for part in parts(area)) for area in sorted(numbers)}
    return [Outcome.done(Area, numbers[command.area], command.area, pairs=found[command.area]) for command in commands]


def parts(area: str) -> list[str]:
    """As much as is looked at in one go: the area, or each street in it."""
    if len(area) >= LENGTHS[Level.STREET]:
        return [area]
    streets = subtree(area).filter(level=Level.STREET, closed_on__isnull=True)
    return list(streets.order_by("code").values_list("code", flat=True))


def list_pairs(area: str, *, at: datetime) -> int:
    """Bring the list up to date for one area; how many pairs there are. What was told apart stays so."""
    found = {(pair.earlier, pair.later, pair.likeness.value, pair.area) for pair in likely_duplicates(area)}
    lowest, beyond = bounds(area)
    around = Q(earlier__area_id__gte=lowest, earlier__area_id__lt=beyond) | Q(
        later__area_id__gte=lowest, later__area_id__lt=beyond
    )
    held = LikelyDuplicate.objects.filter(around, told_apart_at=None)
    listed = {tuple(row): key for key, *row in held.values_list("pk", "earlier", "later", "likeness", "area_id")}
    delete(LikelyDuplicate, (key for row, key in listed.items() if row not in found))
    LikelyDuplicate.objects.bulk_create(
        (
            LikelyDuplicate(earlier_id=earlier, later_id=later, likeness=likeness, area_id=shared, found_at=at)
            for earlier, later, likeness, shared in sorted(found - listed.keys())
        ),
        ignore_conflicts=True,  # one that somebody listed or told apart where the viewer cannot look
    )
    return len(found)


class TellApart(Command):
    pair: Annotated[RecordId, Label("Pair", "疑似重复")]
    because: Annotated[WhyApart, Label("Why", "原因")]
    note: Annotated[LongText, Label("How that is known", "核实情况")] = ""


@action(
    "registry.tell_apart",
    kind=Kind.PEOPLE_TOLD_APART,
    permission=Permission.PERSON_MERGE,
    command=TellApart,
    title=Term("Not the same: keep both", "不合并，保留两条"),
    areas_of=area_of_record(LikelyDuplicate, "pair", UNSETTLED),
)
def tell_apart(commands: list[TellApart], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """The pair leaves the list and does not come back."""
    wanted = {command.pair for command in commands}
    pairs = LikelyDuplicate.objects.select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk").in_bulk()
    people = {number for pair in pairs.values() for number in pair.people}
    merged = set(Person.objects.filter(pk__in=people, merged_into__isnull=False).values_list("pk", flat=True))
    outcomes = []
    for command in commands:
        pair = pairs[command.pair]
        if pair.told_apart_at:
            outcomes.append(Outcome.known(LikelyDuplicate, pair.pk))
        elif merged.intersection(pair.people):
            outcomes.append(Outcome.refused(Problem.PAIR_SETTLED))
        else:
            pair.told_apart_at, pair.told_apart_as, pair.note = at, command.because.value, command.note
            outcomes.append(Outcome.done(LikelyDuplicate, pair.pk, pair.area_id, because=command.because.value))
    LikelyDuplicate.objects.bulk_update(pairs.values(), ["told_apart_at", "told_apart_as", "note"])
    return outcomes
