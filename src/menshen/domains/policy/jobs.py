"""What runs by itself: bringing the rows that come with the platform into the database, and following area codes.

`menshen migrate` ends with `load_reference_data`, whether or not a migration was due, so that a new release brings its
rows. It only adds rows and ends open ones: a row that an area has changed, or that was corrected in the files under its
old name, stays as it is in the database, and a new row that contradicts what people have put in force waits as a draft.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import Value
from django.db.models.functions import Concat, Substr

from menshen.domains.policy.models import RiskArea, Rule, TeamRole, Threshold
from menshen.domains.policy.rules import shipped
from menshen.domains.policy.vocabulary import Kind, RuleState
from menshen.kernel.administration.vocabulary import Kind as Administration
from menshen.kernel.base.terms import Term
from menshen.kernel.journal.entries import Reaction
from menshen.kernel.scope.queries import subtree
from menshen.kernel.tasks.flow import NewTask, TaskKind, open_tasks

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from menshen.domains.policy.models import PolicyRow
    from menshen.kernel.journal.models import Entry
    from menshen.kernel.scope.viewers import Viewer


def load_reference_data() -> int:
    """Add the shipped rows that are missing and end those whose end has become known; gives how many changed."""
    return (
        _load(Rule, ("rule_id",), (_values(row) for row in shipped.rules()))
        + _load(RiskArea, ("risk_id",), (_values(row) for row in shipped.risk_areas()))
        + _load(Threshold, ("threshold_id",), (_values(row) for row in shipped.thresholds()))
        + _load(
            TeamRole,
            ("jurisdiction", "pattern", "role", "valid_from"),
            (
                _values(row, without="seat")
                | {"role": row.seat.role.value, "optional": row.seat.optional, "measures": sorted(row.measures)}
                for row in shipped.teams()
            ),
        )
    )


def _load(model: type[PolicyRow], key: tuple[str, ...], rows: Iterable[dict[str, Any]]) -> int:
    held = {tuple(getattr(row, name) for name in key): row for row in model.objects.all()}
    missing, ended = [], []
    for values in rows:
        row = held.get(tuple(values[name] for name in key))
        if row is None:
            missing.append(model(**_known(model, values)))
        elif row.valid_until is None and values["valid_until"] is not None:
            row.valid_until = values["valid_until"]
            ended.append(row)
    # Rows end before others begin: two that follow each other must not overlap for a moment.
    model.objects.bulk_update(ended, ["valid_until"])
    _add(model, missing)
    return len(missing) + len(ended)


def _add(model: type[PolicyRow], rows: list[PolicyRow]) -> None:
    """Together where they fit; else one by one, because a new release must not fail over what one area has decided."""
    try:
        with transaction.atomic():
            model.objects.bulk_create(rows)
    except IntegrityError:
        if len(rows) > 1:
            for row in rows:
                _add(model, [row])
        elif rows[0].state == RuleState.IN_FORCE.value:
            rows[0].state = RuleState.DRAFT.value
            _add(model, rows)
        else:
            raise


def _values(row: Any, *, without: str = "") -> dict[str, Any]:
    """The fields of a pure row as the columns of its table."""
    values = {field.name: getattr(row, field.name) for field in fields(row) if field.name != without}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


def _known(model: type[PolicyRow], values: dict[str, Any]) -> dict[str, Any]:
    """Without the texts that are unknown: their columns have the empty text for that."""
    return {name: value for name, value in values.items() if value is not None or model._meta.get_field(name).null}


def follow_codes(entries: Sequence[Entry], *, by: Viewer, at: datetime) -> None:  # noqa: ARG001  a reaction's signature
    """Rows that speak for an area say its new code; nothing else of them changes."""
    for entry in entries:
        old, new = entry.detail["old"], entry.area_id
        closed = subtree(old).filter(closed_on__isnull=False).values("code")
        for model in (Rule, Threshold, TeamRole):
            model.objects.filter(jurisdiction__in=closed).update(
                jurisdiction=Concat(Value(new), Substr("jurisdiction", len(old) + 1))
            )


DECIDE_RULE = TaskKind(
    "policy.decide_rule",
    Term("Rule {rule} is proposed: a second person decides", "规则 {rule} 已提出，请由另一人审批"),
    ladder=("policy_officer",),
    resolved_by=frozenset({Kind.RULE_APPROVED, Kind.RULE_REJECTED}),
    within=timedelta(days=1),
    action="policy.put_rule_in_force",
    subject_field="rule",
)
TASKS = (DECIDE_RULE,)


def ask_a_second(entries: Sequence[Entry], *, by: Viewer, at: datetime) -> None:  # noqa: ARG001  a reaction's signature
    """A rule that somebody proposes waits for a second person. Its own act is the approval, for that person names what
    was read to check it."""
    tasks = [
        NewTask(entry.area_id, entry.subject_type, entry.subject_id, {"rule": entry.detail["rule"]})
        for entry in entries
    ]
    open_tasks(DECIDE_RULE, tasks, at=at)


REACTIONS = (Reaction(Administration.AREA_RECODED, follow_codes), Reaction(Kind.RULE_PROPOSED, ask_a_second))
