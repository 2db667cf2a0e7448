"""Checking a home before somebody is quarantined in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from menshen.domains.quarantine.actions.common import OrderId, confirmable, unfinished
from menshen.domains.quarantine.models import HomeSurvey, QuarantineOrder
from menshen.domains.quarantine.rules import HomeFacts, home_suitability
from menshen.domains.quarantine.vocabulary import Kind, Permission, Problem, Seen
from menshen.kernel.actions.declaration import Command, Label, Outcome, action, area_of_record
from menshen.kernel.actions.types import Moment
from menshen.kernel.base.terms import Term

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import Q

    from menshen.kernel.scope.viewers import Viewer

_UNASKED = Term("Leave open if nobody looked.", "未核实请留空。")


class SurveyHome(Command):
    """What somebody saw of the home of a person for whom quarantine is proposed."""

    order: OrderId
    own_room: Annotated[Seen | None, Label("Own room", "有独立房间", _UNASKED)] = None
    own_toilet: Annotated[Seen | None, Label("Own toilet", "有独立卫生间", _UNASKED)] = None
    aired: Annotated[Seen | None, Label("Can be aired", "房间可通风", _UNASKED)] = None
    shared_air: Annotated[Seen | None, Label("Shared central air", "共用中央空调", _UNASKED)] = None
    vulnerable: Annotated[
        Seen | None, Label("Somebody vulnerable lives there too", "同住人员中有老人、孕产妇、慢性病患者等", _UNASKED)
    ] = None
    surveyed_at: Annotated[Moment | None, Label("When", "时间", Term("Empty: now.", "不填表示现在。"))] = None


_SEEN = ("own_room", "own_toilet", "aired", "shared_air", "vulnerable")


def _may_survey(at: datetime) -> Q:
    return confirmable(at) | unfinished(at)


@action(
    "quarantine.survey_home",
    kind=Kind.HOME_SURVEYED,
    permission=Permission.HOME_WRITE,
    command=SurveyHome,
    title=Term("Check the home", "核查居家隔离条件"),
    areas_of=area_of_record(QuarantineOrder, "order", _may_survey),
)
def survey_home(commands: list[SurveyHome], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """Record homes with the verdict of the rule. What is proposed follows it; where it is spent a person decides."""
    orders = QuarantineOrder.objects.in_bulk({command.order for command in commands})
    outcomes, rows = [], []
    for command in commands:
        order, moment = orders[command.order], command.surveyed_at or command.happened_at or at
        if order.household_id is None:
            outcomes.append(Outcome.refused(Problem.NO_HOME))
        elif moment > at:
            outcomes.append(Outcome.refused(Problem.IN_THE_FUTURE, on="surveyed_at"))
        else:
            seen = {name: _truth(getattr(command, name)) for name in _SEEN}
            verdict = home_suitability(HomeFacts(**seen)).verdict.value
            rows.append(
                HomeSurvey(
                    area_id=order.area_id,
                    household_id=order.household_id,
                    surveyed_at=moment,
                    verdict=verdict,
                    **seen,
                )
            )
            outcomes.append(Outcome.done(QuarantineOrder, order.pk, order.area_id, verdict=verdict))
    HomeSurvey.objects.bulk_create(rows)
    return outcomes


def _truth(seen: Seen | None) -> bool | None:
    return None if seen is None else seen is Seen.YES
