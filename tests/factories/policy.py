"""Those who keep the rules of a small district, and what they propose."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from menshen.domains.policy.actions.risk_areas import ListRiskArea
from menshen.domains.policy.actions.rules import ProposeRule
from menshen.domains.policy.vocabulary import Permission
from menshen.kernel.scope.codes import ROOT, level_of
from menshen.kernel.scope.models import Actor, Area
from menshen.kernel.scope.viewers import Held, Viewer

DISTRICT = "990102"
OTHER_DISTRICT = "990103"
NOW = datetime(2020, 1, 23, 2, tzinfo=UTC)
TODAY = date(2020, 1, 23)


def make_districts() -> None:
    Area.objects.bulk_create(
        [Area(code=code, level=level_of(code).value, name=code) for code in ("99", "9901", DISTRICT, OTHER_DISTRICT)],
        ignore_conflicts=True,
    )


def keeper(name: str = "proposer", area: str = DISTRICT, *, permissions: set[str] | None = None) -> Viewer:
    """Somebody with every permission of policy over `area`; the empty area is the whole tree."""
    actor, _ = Actor.objects.get_or_create(username=name, defaults={"display_name": name})
    allowed = frozenset(permissions if permissions is not None else Permission.codes())
    return Viewer(actor.pk, name, (Held("keeper", area, allowed),))


def keeper_of_all(name: str = "root") -> Viewer:
    return keeper(name, ROOT)


def proposal(**changes: Any) -> ProposeRule:
    """Home quarantine of fourteen days for who comes from an area with reported cases."""
    rule = {
        "rule_id": "D-1", "jurisdiction": DISTRICT, "subject": "reported_area_stay", "valid_from": "2020-01-23",
        "first_measure": "home_quarantine", "first_days": 14, "count_from": "leaving", "window_days": 14,
        "document": "区指挥部通告第1号", "grade": "A",
    }  # fmt: skip
    return ProposeRule.model_validate(rule | changes)


def listing(**changes: Any) -> ListRiskArea:
    listed = {
        "area": DISTRICT, "place": "浙江省温州市", "level": "reported_area", "valid_from": "2020-01-26",
        "valid_until": "2020-02-26", "document": "区指挥部通告第2号", "grade": "A",
    }  # fmt: skip
    return ListRiskArea.model_validate(listed | changes)
