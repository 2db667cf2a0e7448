"""Starting, extending and closing campaigns. Households are taken in by the database itself, however many there are."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from django.db import connection
from django.db.models import Q
from pydantic import Field

from menshen.domains.registry import interface as registry
from menshen.domains.screening.models import Campaign, CampaignShare
from menshen.domains.screening.vocabulary import HouseholdState, Kind, Permission, Problem, Step
from menshen.kernel.actions.declaration import Command, Label, Outcome, action, area_of_record
from menshen.kernel.actions.performing import note
from menshen.kernel.actions.types import AreaCode, RecordId, ShortText
from menshen.kernel.base.bulk import insert_rows
from menshen.kernel.base.clock import day_of
from menshen.kernel.base.terms import Term
from menshen.kernel.journal.entries import NewEntry, subject_type
from menshen.kernel.scope.codes import LENGTHS, Level

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from menshen.kernel.scope.viewers import Viewer

_GRID = LENGTHS[Level.GRID]
_RUNNING = Q(closed_on__isnull=True)


class StartCampaign(Command):
    """Every household that is registered in the area now is taken in, and is 'not reached' until something is known."""

    area: Annotated[AreaCode, Label("Area", "辖区")]
    title: Annotated[ShortText, Field(min_length=1), Label("Title", "排查名称")]
    starts_on: Annotated[date, Label("Starts on", "开始日期")]


@action(
    "screening.start_campaign",
    kind=Kind.CAMPAIGN_STARTED,
    permission=Permission.CAMPAIGN_WRITE,
    command=StartCampaign,
    title=Term("Start a campaign", "发起排查"),
)
def start_campaign(commands: list[StartCampaign], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Begin a campaign over all households of an area."""
    held = {
        (row.area_id, row.title): row
        for row in Campaign.objects.filter(
            area_id__in={command.area for command in commands}, title__in={command.title for command in commands}
        )
    }
    fresh = {(command.area, command.title): command for command in commands if _key(command) not in held}
    rows = [(command.area, command.title, command.starts_on) for command in fresh.values()]
    ids = dict(zip(fresh, insert_rows(Campaign, ("area", "title", "starts_on"), rows), strict=True))
    taken_in = take_in(ids.values(), by=by, at=at)
    empty = [number for number in ids.values() if not taken_in.get(number)]
    Campaign.objects.filter(pk__in=empty).delete()
    return [_started(command, held, ids, taken_in, fresh) for command in commands]


def _key(command: StartCampaign) -> tuple[str, str]:
    return command.area, command.title


def _started(
    command: StartCampaign,
    held: dict[tuple[str, str], Campaign],
    ids: dict[tuple[str, str], int],
    taken_in: dict[int, int],
    fresh: dict[tuple[str, str], StartCampaign],
) -> Outcome:
    key = _key(command)
    if key in held:
        same = held[key].starts_on == command.starts_on
        return Outcome.known(Campaign, held[key].pk) if same else _refused(Problem.CAMPAIGN_TITLE_TAKEN, "title")
    if not taken_in.get(ids[key]):
        return _refused(Problem.CAMPAIGN_EMPTY, "area")
    if fresh[key] is not command:
        same = fresh[key].starts_on == command.starts_on
        return Outcome.known(Campaign, ids[key]) if same else _refused(Problem.CAMPAIGN_TITLE_TAKEN, "title")
    return Outcome.done(Campaign, ids[key], command.area, households=taken_in[ids[key]])


def _refused(problem: Problem, field: str) -> Outcome:
    return Outcome.refused(problem, on=field)


class ExtendCampaign(Command):
    campaign: Annotated[RecordId, Label("Campaign", "排查")]


@action(
    "screening.extend_campaign",
    kind=Kind.CAMPAIGN_EXTENDED,
    permission=Permission.CAMPAIGN_WRITE,
    command=ExtendCampaign,
    title=Term("Take in new households", "补充新登记的住户"),
    areas_of=area_of_record(Campaign, "campaign", _RUNNING),
)
def extend_campaign(commands: list[ExtendCampaign], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Take in the households registered since the campaign began."""
    campaigns = Campaign.objects.in_bulk([command.campaign for command in commands])
    taken_in = take_in([row.pk for row in campaigns.values() if row.closed_on is None], by=by, at=at)
    outcomes = []
    for command in commands:
        campaign = campaigns[command.campaign]
        if campaign.closed_on is not None:
            outcomes.append(Outcome.refused(Problem.CAMPAIGN_CLOSED, closed_on=campaign.closed_on))
        elif added := taken_in.pop(campaign.pk, 0):
            outcomes.append(Outcome.done(Campaign, campaign.pk, campaign.area_id, households=added))
        else:
            outcomes.append(Outcome.known(Campaign, campaign.pk))
    return outcomes


class CloseCampaign(Command):
    """Nothing is asked any more; what is not reached stays so. Empty date: today."""

    campaign: Annotated[RecordId, Label("Campaign", "排查")]
    closed_on: Annotated[date | None, Label("Closed on", "结束日期")] = None


@action(
    "screening.close_campaign",
    after_exit=True,
    kind=Kind.CAMPAIGN_CLOSED,
    permission=Permission.CAMPAIGN_WRITE,
    command=CloseCampaign,
    title=Term("Close a campaign", "结束排查"),
    areas_of=area_of_record(Campaign, "campaign", _RUNNING),
)
def close_campaign(commands: list[CloseCampaign], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """End campaigns and what is still asked of the grids for them."""
    campaigns = Campaign.objects.in_bulk([command.campaign for command in commands])
    closing: dict[int, Campaign] = {}
    outcomes = []
    for command in commands:
        campaign = campaigns[command.campaign]
        if campaign.closed_on is not None:
            outcomes.append(Outcome.known(Campaign, campaign.pk))
            continue
        campaign.closed_on = max(command.closed_on or day_of(at), campaign.starts_on)
        closing[campaign.pk] = campaign
        outcomes.append(Outcome.done(Campaign, campaign.pk, campaign.area_id, closed_on=campaign.closed_on.isoformat()))
    Campaign.objects.bulk_update(closing.values(), ["closed_on"])
    shares = list(CampaignShare.objects.filter(campaign_id__in=closing))
    for share in shares:
        share.closed_on = closing[share.campaign_id].closed_on
    CampaignShare.objects.bulk_update(shares, ["closed_on"])
    return outcomes


_SHARES = """
    INSERT INTO screening_campaign_share (campaign_id, area_code, title, starts_on)
    SELECT DISTINCT campaign.id, left(household.area_code, %s), campaign.title, campaign.starts_on
    FROM screening_campaign AS campaign
    JOIN ({households}) AS household (id, area_code)
        ON household.area_code >= campaign.area_code AND household.area_code < campaign.area_code || ':'
    WHERE campaign.id = ANY(%s)
    ON CONFLICT (campaign_id, area_code) DO NOTHING
"""
_HOUSEHOLDS = """
    WITH fresh AS (
        INSERT INTO screening_campaign_household
            (campaign_id, share_id, household_id, area_code, state, next_step, taken_in_at)
        SELECT share.campaign_id, share.id, household.id, household.area_code, %s, %s, %s
        FROM screening_campaign_share AS share
        JOIN ({households}) AS household (id, area_code)
            ON household.area_code >= share.area_code AND household.area_code < share.area_code || ':'
            AND left(household.area_code, %s) = share.area_code
        WHERE share.campaign_id = ANY(%s)
        ON CONFLICT (campaign_id, household_id) DO NOTHING
        RETURNING campaign_id, share_id, left(area_code, %s) AS grid
    )
    SELECT campaign_id, share_id, grid, count(*) FROM fresh GROUP BY 1, 2, 3 ORDER BY 3
"""


def take_in(campaigns: Iterable[int], *, by: Viewer, at: datetime) -> dict[int, int]:
    """Take the households of their areas into the campaigns that lack them; gives how many each campaign got.

    The journal hears of it grid by grid, so that figures of the grids are counted again.
    """
    numbers = list(campaigns)
    if not numbers:
        return {}
    households, parameters = registry.inhabited_households().values_list("id", "area_id").query.sql_with_params()
    state: tuple[Any, ...] = (HouseholdState.NOT_REACHED.value, Step.PHONE.value, at)
    with connection.cursor() as cursor:
        cursor.execute(_SHARES.format(households=households), [_GRID, *parameters, numbers])
        cursor.execute(_HOUSEHOLDS.format(households=households), [*state, *parameters, _GRID, numbers, _GRID])
        shares = cursor.fetchall()
    subject = subject_type(CampaignShare)
    note(
        [
            NewEntry(Kind.CAMPAIGN_SHARED, grid, subject, share, at, detail={"households": count})
            for _, share, grid, count in shares
        ],
        by=by,
        at=at,
    )
    taken_in: dict[int, int] = dict.fromkeys(numbers, 0)
    for campaign, _, _, count in shares:
        taken_in[campaign] += count
    return taken_in
