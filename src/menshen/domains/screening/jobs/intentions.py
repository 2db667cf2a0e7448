"""What follows from announced returns: they end with the arrival; when their day goes by, somebody asks."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from menshen.domains.registry import interface as registry
from menshen.domains.screening.models import Arrival, Intention
from menshen.domains.screening.rules.lists import Identity
from menshen.domains.screening.vocabulary import IntentionState, Kind
from menshen.kernel.actions.performing import note
from menshen.kernel.base.clock import day_of
from menshen.kernel.base.jobs import Job
from menshen.kernel.base.terms import Term
from menshen.kernel.journal.entries import NewEntry, Reaction, subject_type
from menshen.kernel.scope.codes import LENGTHS, Level
from menshen.kernel.scope.viewers import acting, system_viewer
from menshen.kernel.tasks.flow import NewTask, TaskKind, open_tasks

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from menshen.kernel.journal.models import Entry
    from menshen.kernel.scope.viewers import Viewer

_INTENTION = subject_type(Intention)
_COMMUNITY = LENGTHS[Level.COMMUNITY]
_AS_EXPECTED = timedelta(days=30)

ASK_RETURNEE = TaskKind(
    "screening.ask_returnee",
    Term("Somebody was expected and has not come: please ask", "有拟返人员未按预计日期返回，请联系了解"),
    ladder=("grid_worker", "community_clerk", "community_secretary"),
    resolved_by=frozenset({Kind.INTENTION_FULFILLED.value, Kind.INTENTION_CALLED_OFF.value}),
    within=timedelta(hours=24),
    patience=timedelta(hours=12),
    action="screening.register_announced_arrival",
    subject_field="intention",
)
TASKS = (ASK_RETURNEE,)


def end_with_arrivals(entries: Sequence[Entry], *, by: Viewer, at: datetime) -> None:
    """Whoever was expected in a community and is registered there has come, however it was entered."""
    rows = list(Arrival.objects.filter(pk__in=[entry.subject_id for entry in entries]).select_related("person"))
    waiting = Intention.objects.filter(
        state=IntentionState.EXPECTED.value, name__in={row.person.name for row in rows}
    ).order_by("expected_on", "pk")
    if not (expected := list(waiting)):
        return
    facts = registry.people_facts({row.person_id for row in rows})
    ended = []
    for row in rows:
        person = facts.get(row.person_id)
        who = Identity(person.name, person.id_number, person.phone) if person else None
        same = next((one for one in expected if who and _is_for(one, who, row) and one not in ended), None)
        if same is not None:
            same.state, same.ended_at, same.arrival_id = IntentionState.CAME.value, at, row.pk
            ended.append(same)
    Intention.objects.bulk_update(ended, ["state", "ended_at", "arrival"])
    note(
        [
            NewEntry(Kind.INTENTION_FULFILLED, one.area_id, _INTENTION, one.pk, at, detail={"arrival": one.arrival_id})
            for one in ended
        ],
        by=by,
        at=at,
    )


def _is_for(one: Intention, who: Identity, arrival: Arrival) -> bool:
    """The same name and a number that agrees, in the same community, at about the time."""
    numbered = bool(one.id_number) and one.id_number == who.id_number
    called = bool(one.phone) and one.phone == who.phone and not (one.id_number and who.id_number and not numbered)
    near = one.expected_on - _AS_EXPECTED <= day_of(arrival.arrived_home_at or arrival.registered_at)
    return (
        one.name == who.name
        and (numbered or called)
        and near
        and one.area_id[:_COMMUNITY] == arrival.area_id[:_COMMUNITY]
    )


def ask_about_expected(at: datetime) -> None:
    """Open a task for everyone whose day has gone by without an arrival."""
    with acting(system_viewer()):
        overdue = Intention.objects.filter(state=IntentionState.EXPECTED.value, expected_on__lt=day_of(at))
        tasks = [NewTask(area, _INTENTION, number) for number, area in overdue.values_list("pk", "area_id")]
        open_tasks(ASK_RETURNEE, tasks, at=at)


REACTIONS = (Reaction(Kind.ARRIVAL_REGISTERED.value, end_with_arrivals),)
JOBS = (Job("screening.ask_about_expected", "0 8 * * *", ask_about_expected),)
