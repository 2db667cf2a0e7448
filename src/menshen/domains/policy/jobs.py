"""What runs by itself: bringing the rows that come with the platform into the database.

`menshen migrate` ends with `load_reference_data`, whether or not a migration was due, so that a new release brings its
rows. It only adds rows and ends open ones: a row that an area has changed, or that was corrected
in the files under its old name, stays as it is in the database.
"""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from menshen.domains.policy.models import RiskArea, Rule, TeamRole, Threshold
from menshen.domains.policy.rules import shipped

if TYPE_CHECKING:
    from collections.abc import Iterable

    from menshen.domains.policy.models import PolicyRow


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
    model.objects.bulk_create(missing)
    return len(missing) + len(ended)


def _values(row: Any, *, without: str = "") -> dict[str, Any]:
    """The fields of a pure row as the columns of its table."""
    values = {field.name: getattr(row, field.name) for field in fields(row) if field.name != without}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


def _known(model: type[PolicyRow], values: dict[str, Any]) -> dict[str, Any]:
    """Without the texts that are unknown: their columns have the empty text for that."""
    return {name: value for name, value in values.items() if value is not None or model._meta.get_field(name).null}
