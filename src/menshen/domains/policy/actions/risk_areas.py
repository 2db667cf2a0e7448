"""Listing and lifting risk areas: at once and by one person, because a list comes published, and lapses by itself."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, Annotated

from django.db.models import Q
from pydantic import Field

from menshen.domains.policy.actions.rules import end
from menshen.domains.policy.models import RiskArea
from menshen.domains.policy.rules import named_place
from menshen.domains.policy.vocabulary import Grade, Kind, Permission, Problem, RiskLevel, RuleState
from menshen.kernel.actions.declaration import Command, Label, Outcome, PointsAt, action
from menshen.kernel.actions.types import AreaCode, LongText, RecordId, ShortText
from menshen.kernel.base.bulk import next_ids
from menshen.kernel.base.problems import not_found
from menshen.kernel.base.terms import Term

if TYPE_CHECKING:
    from datetime import datetime

    from menshen.domains.policy.rules import Place
    from menshen.kernel.scope.viewers import Viewer


class ListRiskArea(Command):
    """`area` is the office that keeps the list; `place` is a province or city as a whole: to list a city because of one
    of its districts would keep people at home who were never near it."""

    area: Annotated[AreaCode, Label("Listed by", "登记单位辖区")]
    place: Annotated[ShortText, Field(min_length=1), Label("Place", "地区", Term("Province and city.", "省、市名称。"))]
    level: Annotated[RiskLevel, Label("Level", "风险等级")]
    valid_from: Annotated[date, Label("From", "起始日")]
    valid_until: Annotated[date | None, Label("Until (exclusive)", "截止日（不含）")] = None
    document: Annotated[LongText, Label("Document", "依据文件")] = ""
    grade: Annotated[Grade, Label("Grade of the source", "来源等级")]
    note: Annotated[LongText, Label("Note", "备注")] = ""


class CloseRiskArea(Command):
    area: Annotated[AreaCode, Label("Lifted by", "登记单位辖区")]
    risk_area: Annotated[RecordId, Label("Risk area", "风险地区")]
    until_on: Annotated[date, Label("First day no longer listed", "解除日")]
    reason: Annotated[LongText, Field(min_length=1), Label("Reason and document", "理由及依据文件")]


@action(
    "policy.list_risk_area",
    kind=Kind.RISK_AREA_LISTED,
    permission=Permission.RISK_AREA_WRITE,
    command=ListRiskArea,
    title=Term("List a risk area", "列入风险地区"),
)
def list_risk_area(commands: list[ListRiskArea], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Name a place as a risk area, with an end: a list that nobody renews lapses."""
    held: dict[str, list[RiskArea]] = defaultdict(list)
    for row in RiskArea.objects.filter(state=RuleState.IN_FORCE.value):
        held[row.place_code].append(row)
    fresh, outcomes = [], []
    for command, number in zip(commands, next_ids(RiskArea, len(commands)), strict=True):
        place = named_place(command.place)
        if place is None:
            outcomes.append(Outcome.refused(Problem.PLACE_UNKNOWN, on="place", place=command.place))
        elif refusal := _objection(command):
            outcomes.append(refusal)
        elif other := next((row for row in held[place.code] if _overlap(row, command)), None):
            asked = (command.level, command.valid_from, command.valid_until)
            same = (other.level, other.valid_from, other.valid_until) == asked
            refused = Outcome.refused(Problem.ALREADY_LISTED, place=place.name)
            outcomes.append(Outcome.known(RiskArea, other.pk) if same else refused)
        else:
            row = _row(command, number, place, by, at)
            held[place.code].append(row)
            fresh.append(row)
            outcomes.append(Outcome.done(RiskArea, number, command.area, place=place.code, level=row.level))
    RiskArea.objects.bulk_create(fresh)
    return outcomes


def _objection(command: ListRiskArea) -> Outcome | None:
    if command.valid_until is None:
        return Outcome.refused(Problem.END_MISSING, on="valid_until")
    if command.valid_until <= command.valid_from:
        return Outcome.refused(
            Problem.DATES_REVERSED, on="valid_until", valid_from=command.valid_from, valid_until=command.valid_until
        )
    if not command.document:
        return Outcome.refused(Problem.DOCUMENT_MISSING, on="document")
    if command.grade is Grade.MEMORY:
        return Outcome.refused(Problem.UNVERIFIED, on="grade", document=command.document)
    return None


def _overlap(row: RiskArea, command: ListRiskArea) -> bool:
    assert row.valid_until is not None
    assert command.valid_until is not None
    return row.valid_from < command.valid_until and command.valid_from < row.valid_until


def _row(command: ListRiskArea, number: int, place: Place, by: Viewer, at: datetime) -> RiskArea:
    return RiskArea(
        id=number,
        risk_id=f"{place.code}-{command.valid_from:%Y%m%d}-{number}",
        place_code=place.code,
        place_name=place.name,
        level=command.level.value,
        valid_from=command.valid_from,
        valid_until=command.valid_until,
        document=command.document,
        grade=command.grade.value,
        state=RuleState.IN_FORCE.value,
        note=command.note,
        proposed_by_id=by.actor_id,
        approved_at=at,
    )


@action(
    "policy.close_risk_area",
    kind=Kind.RISK_AREA_LIFTED,
    permission=Permission.RISK_AREA_WRITE,
    command=CloseRiskArea,
    title=Term("Lift a risk area", "解除风险地区"),
    points_at=PointsAt(RiskArea, "risk_area", Q(state=RuleState.IN_FORCE.value)),
)
def close_risk_area(commands: list[CloseRiskArea], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """Take a place off the list from a day on; what rests on it falls away for those who leave there later."""
    wanted = {command.risk_area for command in commands}
    rows = {row.pk: row for row in RiskArea.objects.select_for_update().filter(pk__in=wanted).order_by("pk")}
    outcomes = []
    for command in commands:
        row = rows.get(command.risk_area)
        if row is None:
            outcomes.append(Outcome.refusal(not_found()))
        elif row.state == RuleState.WITHDRAWN.value or row.valid_until == command.until_on:
            outcomes.append(Outcome.known(RiskArea, row.pk))
        elif row.state != RuleState.IN_FORCE.value or command.until_on > row.valid_until:
            facts = {"place": row.place_name, "day": command.until_on}
            outcomes.append(Outcome.refused(Problem.NOT_LISTED, on="until_on", **facts))
        else:
            end(row, command.until_on)
            facts = {"place": row.place_code, "until_on": command.until_on.isoformat(), "reason": command.reason}
            outcomes.append(Outcome.done(RiskArea, row.pk, command.area, **facts))
    RiskArea.objects.bulk_update(rows.values(), ["valid_until", "state"])
    return outcomes
