"""Printing the slips that are left where nobody was reached. Posting one is an attempt and is recorded as such."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

from django.db.models import Q

from menshen.domains.screening.documents import HOUSEHOLD_NOTICE
from menshen.domains.screening.models import Attempt, CampaignHousehold
from menshen.domains.screening.vocabulary import Channel, HouseholdState, Kind, Permission, Problem
from menshen.kernel.actions.declaration import Command, Label, Outcome, action, area_of_record
from menshen.kernel.actions.types import RecordId
from menshen.kernel.base.clock import day_of, local
from menshen.kernel.base.terms import Term
from menshen.kernel.documents.issuing import NewDocument, issue
from menshen.kernel.documents.models import Document
from menshen.kernel.journal.entries import subject_type
from menshen.kernel.scope.codes import Level, at_level
from menshen.kernel.scope.models import Area

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from menshen.kernel.scope.viewers import Viewer

HOURS = "8:00—20:00"
TAKEN_DOWN_AFTER = timedelta(days=3)
CORRECTION_DAYS = 3
_TARGET = subject_type(CampaignHousehold)
_HELPS = Term("Leave empty if an answer always helps.", "不限期可不填。")


class IssueNotice(Command):
    target: Annotated[RecordId, Label("Household of the campaign", "排查对象户")]
    answer_by: Annotated[date | None, Label("An answer helps until", "答复期限", _HELPS)] = None


@action(
    "screening.issue_notice",
    kind=Kind.NOTICE_ISSUED,
    permission=Permission.ATTEMPT_WRITE,
    command=IssueNotice,
    title=Term("Print a note for the household", "打印温馨提示"),
    areas_of=area_of_record(CampaignHousehold, "target", Q(state=HouseholdState.NOT_REACHED.value)),
)
def issue_notice(commands: list[IssueNotice], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Issue numbered slips for households that are not reached, one a household and day.

    The outside bears the door and nothing else: no name, no reason.
    """
    targets = CampaignHousehold.objects.select_related("share", "household__dwelling").in_bulk(
        [command.target for command in commands]
    )
    today = Document.objects.filter(
        kind=HOUSEHOLD_NOTICE.code, subject_type=_TARGET, subject_id__in=targets, issued_at__gte=local(day_of(at))
    )
    printed = dict(today.values_list("subject_id", "pk"))
    wanted = {
        command.target: command
        for command in commands
        if command.target not in printed and targets[command.target].state == HouseholdState.NOT_REACHED.value
    }
    areas = _areas(targets[number].area_id for number in wanted)
    tried = _tried(wanted)
    items = [
        NewDocument(targets[n].area_id, _TARGET, n, _data(targets[n], command, areas, tried[n], day_of(at)))
        for n, command in wanted.items()
    ]
    papers = {paper.subject_id: paper.pk for paper in issue(HOUSEHOLD_NOTICE, items, by=by, at=at)}
    outcomes = []
    for command in commands:
        target = targets[command.target]
        if command.target in printed:
            outcomes.append(Outcome.known(Document, printed[command.target]))
        elif command.target in papers:
            printed[command.target] = papers[command.target]
            outcomes.append(Outcome.done(CampaignHousehold, target.pk, target.area_id, document=papers[target.pk]))
        else:
            outcomes.append(Outcome.refused(Problem.NOTHING_TO_ASK))
    return outcomes


def _areas(codes: Iterable[str]) -> dict[str, Area]:
    wanted = {area for code in codes for level in (Level.COMMUNITY, Level.GRID) if (area := at_level(code, level))}
    return {area.code: area for area in Area.objects.filter(code__in=wanted)}


def _tried(targets: Collection[int]) -> dict[int, list[dict[str, Any]]]:
    """Calls and visits so far, in the order of time."""
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    attempts = Attempt.objects.filter(
        target_id__in=targets, withdrawn_at__isnull=True, channel__in=(Channel.PHONE.value, Channel.DOOR.value)
    )
    for target, moment, channel in attempts.order_by("attempted_at").values_list(
        "target_id", "attempted_at", "channel"
    ):
        found[target].append({"on": day_of(moment), "channel": Channel(channel).term})
    return found


def _data(
    target: CampaignHousehold, command: IssueNotice, areas: dict[str, Area], tried: list[dict[str, Any]], day: date
) -> dict[str, Any]:
    community = areas[at_level(target.area_id, Level.COMMUNITY) or target.area_id]
    grid = areas.get(at_level(target.area_id, Level.GRID) or "")
    dwelling = target.household.dwelling
    return {
        "issuer": community.name,
        "address": str(dwelling) if dwelling else target.household.number,
        "purpose": Term(target.share.title, target.share.title),
        "attempts": tried,
        "community": {"name": community.name, "phone": community.phone, "hours": HOURS},
        "grid_worker": {"name": grid.name, "phone": grid.phone} if grid and grid.phone else None,
        "answer_by": command.answer_by,
        "remove_on": day + TAKEN_DOWN_AFTER,
        "kept_until": None,
        "correction": {"office": community.name, "phone": community.phone, "days": CORRECTION_DAYS},
    }
