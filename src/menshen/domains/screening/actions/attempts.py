"""Recording what was tried to reach households. An attempt never is the state of a household: that follows by rule."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from django.db import connection
from django.db.models import F, Q
from pydantic import Field, model_validator

from menshen.domains.policy import interface as policy
from menshen.domains.policy.vocabulary import ThresholdCode
from menshen.domains.registry import interface as registry
from menshen.domains.screening.models import Attempt, CampaignHousehold
from menshen.domains.screening.rules import AttemptFacts, household_state, is_possible, next_step
from menshen.domains.screening.vocabulary import AttemptOutcome, Channel, Kind, Permission, Problem
from menshen.kernel.actions.declaration import Command, Label, Outcome, PointsAt, action, area_of_record
from menshen.kernel.actions.types import AreaCode, LongText, Moment, RecordId, ShortText
from menshen.kernel.base.bulk import insert_rows
from menshen.kernel.base.clock import day_of
from menshen.kernel.base.problems import Refused
from menshen.kernel.base.terms import Term
from menshen.kernel.scope.codes import LENGTHS, Level

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date

    from menshen.kernel.scope.viewers import Viewer

_GRID = LENGTHS[Level.GRID]
CALLS_BEFORE_A_VISIT = 3  # where no threshold is in force


class RecordAttempt(Command):
    """A call, a visit, a notice or a call-back.

    The household is `target`, a line of a campaign's list, or what identifies it: number, address, name of the head.
    Then the campaign that runs there is meant, the latest if there are several. Empty time: now.
    """

    target: Annotated[RecordId | None, Label("Household of the campaign", "排查对象户")] = None
    area: Annotated[AreaCode | None, Label("Grid", "所属网格")] = None
    household_number: Annotated[ShortText, Label("Household number", "户编号")] = ""
    head_name: Annotated[ShortText, Label("Head of the household", "户主姓名")] = ""
    address: Annotated[LongText, Label("Address", "住址")] = ""
    channel: Annotated[Channel, Label("Way of contact", "排查方式")]
    outcome: Annotated[AttemptOutcome, Label("Outcome", "排查结果")]
    attempted_at: Annotated[Moment | None, Label("When", "排查时间")] = None
    made_by: Annotated[ShortText, Label("Made by", "排查人")] = ""
    note: Annotated[LongText, Label("What was said", "家庭情况")] = ""

    @model_validator(mode="after")
    def _names_a_household(self) -> RecordAttempt:
        if self.target is None and (self.area is None or not (self.household_number or self.head_name or self.address)):
            raise ValueError("name the household: number, address or head / 请填写户编号、住址或户主姓名")
        return self


def _areas(commands: Sequence[RecordAttempt]) -> list[str | None]:
    """The area of the campaign's line where one is named, else the one in which the household is looked for."""
    targets = area_of_record(CampaignHousehold, "target")(commands)
    return [command.area if command.target is None else area for command, area in zip(commands, targets, strict=True)]


@action(
    "screening.record_attempt",
    kind=Kind.ATTEMPT_RECORDED,
    permission=Permission.ATTEMPT_WRITE,
    command=RecordAttempt,
    title=Term("Record an attempt", "登记联系记录"),
    points_at=PointsAt(CampaignHousehold, "target", Q(share__closed_on__isnull=True)),
    areas_of=_areas,
)
def record_attempt(commands: list[RecordAttempt], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """Record attempts and what they establish about their households."""
    targets = _targets(commands)
    held = _held({target.pk for target in targets if isinstance(target, CampaignHousehold)})
    answers: list[_Known | Outcome] = []
    fresh: list[tuple[CampaignHousehold, RecordAttempt, _Known]] = []
    for command, target in zip(commands, targets, strict=True):
        if isinstance(target, Outcome):
            answers.append(target)
            continue
        attempt = _Known(command.channel, command.outcome, command.attempted_at or command.happened_at or at)
        answer = _answer(command, target, attempt, held, at)
        if answer is attempt:
            held[target.pk][attempt.channel, attempt.at] = attempt
            fresh.append((target, command, attempt))
        answers.append(answer)
    rows = [
        (target.area_id, target.pk, attempt.channel, attempt.outcome, attempt.at, command.made_by, command.note)
        for target, command, attempt in fresh
    ]
    ids = insert_rows(Attempt, ("area", "target", "channel", "outcome", "attempted_at", "made_by", "note"), rows)
    written: dict[int, Outcome] = {}
    for number, (target, _, attempt) in zip(ids, fresh, strict=True):
        attempt.number = number
        detail = {"channel": attempt.channel.value, "outcome": attempt.outcome.value}
        written[id(attempt)] = Outcome.done(Attempt, number, target.area_id, **detail)
    settle({target.pk: target for target, _, _ in fresh}.values(), held, day_of(at))
    return [
        answer if isinstance(answer, Outcome) else written.pop(id(answer), Outcome.known(Attempt, answer.number))
        for answer in answers
    ]


class WithdrawAttempt(Command):
    """For an attempt that was entered by mistake; the state of the household follows from those that remain."""

    attempt: Annotated[RecordId, Label("Attempt", "联系记录")]
    reason: Annotated[LongText, Field(min_length=1), Label("Reason", "撤销原因")]


@action(
    "screening.withdraw_attempt",
    kind=Kind.ATTEMPT_WITHDRAWN,
    permission=Permission.ATTEMPT_WRITE,
    command=WithdrawAttempt,
    title=Term("Withdraw an attempt", "撤销联系记录"),
    areas_of=area_of_record(Attempt, "attempt", Q(withdrawn_at__isnull=True)),
)
def withdraw_attempt(commands: list[WithdrawAttempt], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """Take attempts back that never happened; they stay on record and no longer count."""
    attempts = Attempt.objects.select_related("target").in_bulk([command.attempt for command in commands])
    standing = {number for number, attempt in attempts.items() if attempt.withdrawn_at is None}
    Attempt.objects.filter(pk__in=standing).update(withdrawn_at=at)
    targets = {attempts[number].target_id: attempts[number].target for number in standing}
    settle(targets.values(), _held(targets), day_of(at))
    outcomes = []
    for command in commands:
        if command.attempt in standing:
            standing.discard(command.attempt)
            area = attempts[command.attempt].area_id
            outcomes.append(Outcome.done(Attempt, command.attempt, area, reason=command.reason))
        else:
            outcomes.append(Outcome.known(Attempt, command.attempt))
    return outcomes


@dataclass(slots=True, eq=False)
class _Known:
    """An attempt that is on record, or about to be: then its number is not known yet."""

    channel: Channel
    outcome: AttemptOutcome
    at: datetime
    number: int = 0


_Held = dict[int, dict[tuple[Channel, datetime], _Known]]


def _held(targets: Collection[int]) -> _Held:
    """What was tried already, by target. Nobody else records an attempt on them until we are done, because the state
    follows from all attempts together."""
    held: _Held = defaultdict(dict)
    waiting = CampaignHousehold.objects.filter(pk__in=targets).order_by("pk").select_for_update(no_key=True)
    list(waiting.values_list("pk"))
    rows = Attempt.objects.filter(target_id__in=targets, withdrawn_at__isnull=True)
    columns = ("pk", "target_id", "channel", "outcome", "attempted_at")
    for number, target, channel, outcome, moment in rows.values_list(*columns):
        held[target][Channel(channel), moment] = _Known(Channel(channel), AttemptOutcome(outcome), moment, number)
    return held


def _targets(commands: Sequence[RecordAttempt]) -> list[CampaignHousehold | Outcome]:
    """The line of the campaign that each command means, or why there is none."""
    named = CampaignHousehold.objects.select_related("share").in_bulk(
        {command.target for command in commands if command.target is not None}
    )
    places = [place for place, command in enumerate(commands) if command.target is None]
    found = dict(zip(places, registry.find_households([_hint(commands[place]) for place in places]), strict=True))
    by_household = {
        target.household_id: target
        # The last one wins: what still runs after what was closed, the later after the earlier.
        for target in CampaignHousehold.objects.select_related("share")
        .filter(household_id__in=[known for known in found.values() if isinstance(known, int)])
        .order_by(F("share__closed_on").asc(nulls_last=True), "share__starts_on", "pk")
    }
    targets: list[CampaignHousehold | Outcome] = []
    for place, command in enumerate(commands):
        household = found.get(place)
        if command.target is not None:
            targets.append(named[command.target])
        elif isinstance(household, Refused):
            targets.append(Outcome.refusal(household))
        elif isinstance(household, int) and household in by_household:
            targets.append(by_household[household])
        else:
            targets.append(Outcome.refused(Problem.HOUSEHOLD_NOT_IN_CAMPAIGN))
    return targets


def _hint(command: RecordAttempt) -> registry.HouseholdHint:
    assert command.area is not None  # the command's own check
    return registry.HouseholdHint(
        area=command.area,
        number=command.household_number,
        address=command.address,
        head_name=command.head_name,
    )


def _answer(
    command: RecordAttempt, target: CampaignHousehold, attempt: _Known, held: _Held, at: datetime
) -> _Known | Outcome:
    """The attempt itself when it is new, the same one when it is known, or why it cannot be."""
    same = held[target.pk].get((attempt.channel, attempt.at))
    closed_on = target.share.closed_on
    if attempt.at > at:
        return Outcome.refused(Problem.IN_THE_FUTURE, on="attempted_at")
    if not is_possible(command.channel, command.outcome):
        return Outcome.refused(Problem.OUTCOME_IMPOSSIBLE, on="outcome", outcome=str(command.outcome.term))
    if same is not None and same.outcome is not attempt.outcome:
        return Outcome.refused(Problem.ATTEMPT_DIFFERS, on="attempted_at", outcome=str(same.outcome.term))
    if same is None and closed_on is not None and day_of(attempt.at) > closed_on:
        return Outcome.refused(Problem.CAMPAIGN_CLOSED, closed_on=closed_on.isoformat())
    return same or attempt


def settle(targets: Iterable[CampaignHousehold], held: _Held, day: date) -> None:
    """Write what all attempts on these households establish now, in one statement."""
    limits = policy.thresholds()
    calls: dict[str, int] = {}
    changed = []
    for target in targets:
        grid = target.area_id[:_GRID]
        if grid not in calls:
            limit = policy.threshold_in_force(limits, ThresholdCode.PHONE_ATTEMPTS, grid, day)
            calls[grid] = CALLS_BEFORE_A_VISIT if limit is None else int(limit.value)
        attempts = [AttemptFacts(known.channel, known.outcome, known.at) for known in held[target.pk].values()]
        state = household_state(attempts).verdict
        step = next_step(attempts, phone_attempts=calls[grid]).verdict
        found = [(one.at, household_state((one,)).verdict) for one in attempts]
        closed_at = min((moment for moment, alone in found if alone.is_closed), default=None)
        settled_at = min((moment for moment, alone in found if alone.is_settled), default=None)
        changed.append((target.pk, state.value, step.value, closed_at, settled_at))
    if not changed:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE screening_campaign_household AS target
            SET state = found.state, next_step = found.step, closed_at = found.closed, settled_at = found.settled
            FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::timestamptz[], %s::timestamptz[])
                AS found (id, state, step, closed, settled)
            WHERE target.id = found.id
            """,
            [list(column) for column in zip(*changed, strict=True)],
        )
