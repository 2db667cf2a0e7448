"""Reading requests: for whom they wait, in which capacity somebody could decide, how they look in a list."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Case, CharField, Exists, F, Func, OuterRef, Q, QuerySet, Subquery, TextField, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Concat

from menshen.kernel.approvals.models import Decision, Deputy, Request
from menshen.kernel.approvals.rules import Capacity
from menshen.kernel.approvals.vocabulary import Answer, State
from menshen.kernel.base import clock
from menshen.kernel.base.modules import declared, find
from menshen.kernel.base.terms import Term, language
from menshen.kernel.scope.codes import contains
from menshen.kernel.scope.models import Grant
from menshen.kernel.scope.roles import all_roles

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from django.db.models.expressions import Combinable

    from menshen.kernel.approvals.declaration import ApprovalKind
    from menshen.kernel.scope.viewers import Viewer

WAITING = Q(closed_at__isnull=True)


def deputies_in_force(at: datetime) -> QuerySet[Deputy]:
    """Who stands in for whom at that moment; only as long as the one who is stood in for holds the role there."""
    day = clock.day_of(at)
    within_days = Q(valid_from__lte=day) & (Q(valid_until__isnull=True) | Q(valid_until__gt=day))
    granted = Grant.objects.filter(actor=OuterRef("holder"), role=OuterRef("role"), valid_from__lte=day).filter(
        Q(valid_until__isnull=True) | Q(valid_until__gt=day)
    )
    everywhere = Q(area__isnull=True)
    covering = granted.annotate(wanted=OuterRef("area_id"), beyond=Concat("area_id", Value(":"))).filter(
        everywhere | Q(area_id__lte=F("wanted"), beyond__gt=F("wanted"))
    )
    rows: QuerySet[Deputy] = Deputy.objects.filter(within_days, Exists(covering), ended_at__isnull=True)
    return rows


def stood_in_for(viewer: Viewer) -> Q:
    """Tasks of approvals that wait for a colleague in whose place the viewer decides today."""
    mine = deputies_in_force(clock.now()).filter(deputy=viewer.actor_id, role=OuterRef("role"))
    covering = mine.annotate(beyond=Concat("area_id", Value(":"))).filter(
        Q(request__isnull=True) | Q(request=OuterRef("subject_id")),
        area_id__lte=OuterRef("area_id"),
        beyond__gt=OuterRef("area_id"),
    )
    codes = [task.code for kind in declared("approvals") for task in kind.tasks]
    return Q(Exists(covering), kind__in=codes)


def waiting_for(viewer: Viewer, at: datetime) -> Q:
    """Open requests that the viewer could decide now, by an own role or in a colleague's place."""
    by_role = Q(pk__in=[])
    for held in viewer.held:
        by_role |= Q(role=held.role, place_id__gte=held.area, place_id__lt=held.area + ":")
        for kind in declared("approvals"):
            for number, step in enumerate(kind.steps):
                if step.role == held.role:
                    by_role |= Q(
                        kind=kind.code, step__lt=number, due_at__lte=at, area_id__gte=held.area,
                        area_id__lt=held.area + ":",
                    )  # fmt: skip
    standing_in = deputies_in_force(at).filter(deputy=viewer.actor_id, role=OuterRef("role"))
    covering = standing_in.annotate(beyond=Concat("area_id", Value(":"))).filter(
        Q(request__isnull=True) | Q(request=OuterRef("pk")),
        ~Q(holder=OuterRef("asked_by")),
        area_id__lte=OuterRef("place_id"),
        beyond__gt=OuterRef("place_id"),
    )
    decided = Decision.objects.filter(request=OuterRef("pk"), decided_by=viewer.actor_id)
    return WAITING & ~Q(asked_by=viewer.actor_id) & ~Q(Exists(decided)) & (by_role | Q(Exists(covering)))


def handed_over_by(viewer: Viewer, at: datetime) -> Q:  # noqa: ARG001  the form of such a condition
    """Open requests that wait for a role of the viewer's own."""
    mine = Q(pk__in=[])
    for held in viewer.held:
        mine |= Q(role=held.role, place_id__gte=held.area, place_id__lt=held.area + ":")
    return WAITING & mine & ~Q(asked_by=viewer.actor_id)


def asked_by(viewer: Viewer, at: datetime) -> Q:  # noqa: ARG001  the form of such a condition
    """Open requests of the viewer's own."""
    return WAITING & Q(asked_by=viewer.actor_id)


def capacities(viewer: Viewer, requests: Iterable[Request], at: datetime) -> dict[int, list[Capacity]]:
    """In which capacities the viewer could decide which step of each request, whether or not it waits there."""
    mine = list(deputies_in_force(at).filter(deputy=viewer.actor_id))
    found: dict[int, list[Capacity]] = defaultdict(list)
    for request in requests:
        kind: ApprovalKind | None = find("approvals", request.kind)
        for number, step in enumerate(kind.steps if kind else ()):
            place = step.place(request.area_id)
            if place is None:
                continue
            if any(held.role == step.role and contains(held.area, place) for held in viewer.held):
                found[request.pk].append(Capacity(number))
            found[request.pk] += [
                Capacity(number, one.holder_id)
                for one in mine
                if one.role == step.role and contains(one.area_id, place) and one.request_id in (None, request.pk)
            ]
    return found


def decided_by(requests: Iterable[Request]) -> dict[int, set[int]]:
    """Who has decided on each request, and in whose place: nobody of them does again."""
    found: dict[int, set[int]] = defaultdict(set)
    rows = Decision.objects.filter(request__in=[request.pk for request in requests])
    for request, person, holder in rows.values_list("request_id", "decided_by_id", "in_place_of_id"):
        found[request] |= {person, holder} - {None}
    return found


def open_requests(kinds: Sequence[ApprovalKind], subject: str, numbers: Iterable[int]) -> QuerySet[Request]:
    """Requests about these records that wait, in whatever area the record lies by now."""
    rows: QuerySet[Request] = Request.objects.filter(
        WAITING, kind__in=[kind.code for kind in kinds], subject_type=subject, subject_id__in=list(numbers)
    )
    return rows


def about(subject: str, number: int) -> QuerySet[Any]:
    """The requests about a record as lists show them, newest first."""
    return shown().filter(subject_type=subject, subject_id=number).order_by("-asked_at", "-pk")


# As lists show them, in the words of the reader.

_MOMENT = "MM-DD HH24:MI"


def requests(viewer: Viewer) -> QuerySet[Any]:  # noqa: ARG001  row-level security has seen to it
    """The rows of the ledger, the ones that wait first by their order."""
    return shown()


def shown() -> QuerySet[Any]:
    """Requests with what they ask, where they stand and what was decided, as sentences."""
    answers = (
        Decision.objects.filter(request=OuterRef("pk"))
        .order_by()
        .values("request")
        .annotate(said=StringAgg(_answer(), delimiter="；", order_by="step"))
        .values("said")
    )
    rows: QuerySet[Any] = Request.objects.annotate(
        asked=KeyTextTransform(language(), "what"),
        state=_state(clock.now()),
        stands=_stands(clock.now()),
        answers=Subquery(answers),
    )
    return rows


def deputies(viewer: Viewer) -> QuerySet[Deputy]:  # noqa: ARG001  row-level security has seen to it
    """Who stands in for whom, those whose time is over included."""
    rows: QuerySet[Deputy] = Deputy.objects.all()
    return rows


def _words(field: str, words: Mapping[str, Term], made: Callable[[Term], Term] = lambda term: term) -> Case:
    """Codes as the reader says them; one that nobody declares any more stays a code."""
    cases = [When(**{field: code}, then=Value(str(made(term)))) for code, term in words.items()]
    return Case(*cases, default=F(field), output_field=CharField())


def _state(at: datetime) -> Case:
    return Case(
        When(~Q(closed_as=""), then=F("closed_as")),
        When(due_at__lte=at, then=Value(State.OVERDUE.value)),
        default=Value(State.WAITING.value),
        output_field=CharField(),
    )


def _stands(at: datetime) -> Case:
    """Where it stands: for whom it waits and since when, or how it ended."""
    roles = {role.code: role.title for role in all_roles()}
    late = Term(", overdue since ", "，已逾期，时限 ")
    return Case(
        *(
            When(closed_as=state.value, then=Concat(Value(f"{state.term} "), _moment("closed_at")))
            for state in State
            if not state.is_open
        ),
        When(due_at__lte=at, then=Concat(_waits(roles), Value(str(late)), _moment("due_at"))),
        default=_waits(roles),
        output_field=TextField(),
    )


def _waits(roles: Mapping[str, Term]) -> Combinable:
    whom = _words(
        "role", roles, lambda title: Term(f"waits for the {_lower(title.en)} since ", f"待{title.zh}审批，自 ")
    )
    return Concat(whom, _moment("since"), output_field=TextField())


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


def _answer() -> Combinable:
    """One decision: when, by whom, in whose place, what, and why."""
    roles = {role.code: role.title for role in all_roles()}
    words = {answer.value: answer.term for answer in Answer}
    in_place = Term(" (deputy)", "（代行）")
    return Concat(
        _moment("decided_at"), Value(" "), _words("role", roles), Value(" "), F("decided_by__display_name"),
        Case(When(in_place_of__isnull=False, then=Value(str(in_place))), default=Value("")), Value(" "),
        _words("answer", words), Value(": "), F("reason"), output_field=TextField(),
    )  # fmt: skip


def _moment(field: str) -> Func:
    """A time as the clock on the wall shows it."""
    on_the_wall = Func(Value(clock.LOCAL.key), F(field), function="timezone")
    return Func(on_the_wall, Value(_MOMENT), function="to_char", output_field=CharField())
