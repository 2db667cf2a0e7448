"""Workers who leave, people who are expected, and a dated rule about medicine."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from factories.clues import do
from factories.policy import keeper
from factories.registry import GRID
from factories.screening import COMMUNITY, DAY, EVENING, screener

if TYPE_CHECKING:
    from datetime import datetime

    from menshen.kernel.actions.declaration import Outcome

DISTRICT = COMMUNITY[:6]
LEAVES = date(2020, 2, 10)


def act(code: str, *, at: datetime = EVENING, **fields: Any) -> Outcome:
    """Somebody of the community who may do everything of screening does it."""
    return do(f"screening.{code}", screener(), at, **fields)


def expected(name: str = "归来", **known: Any) -> Outcome:
    told = {"area": GRID, "phone": "10000000077", "origin": "湖北省武汉市", "expected_on": "2020-01-25",
            "address": "滨江花园3栋101", "transport": "train", "transport_number": "G1001"}  # fmt: skip
    return act("announce_return", name=name, **told | known)


def leaving(number: int = 1, **known: Any) -> Outcome:
    """The head of the household of that number leaves for Shenzhen."""
    told = {"area": GRID, "name": f"住户{number}", "address": f"滨江花园3栋{100 + number}",
            "destination": "广东省深圳市", "leaves_on": LEAVES}  # fmt: skip
    return act("register_worker", **told | known)


def certify(worker: int, **known: Any) -> Outcome:
    return act("certify_worker", **{"worker": worker, "temperature": "36.5", "symptoms": []} | known)


def trip(seats: int = 2, **known: Any) -> Outcome:
    told = {"area": COMMUNITY, "title": "深圳一号车", "destination": "广东省深圳市", "seats": seats,
            "leaves_at": DAY.replace(hour=8, day=25)}  # fmt: skip
    return act("open_trip", **told | known)


def medicine_rule(*, days: int = 3, until: date | None = date(2020, 2, 20)) -> int:
    """A rule of the district on calls after purchases of fever medicine, proposed by one and approved by another."""
    proposed = do(
        "policy.propose_rule", keeper("one", DISTRICT), DAY, rule_id="MED-1", jurisdiction=DISTRICT,
        subject="fever_medicine", valid_from="2020-01-20", valid_until=until, first_measure="follow_up",
        first_days=days, count_from="start", document="示范区通告", grade="C",
    )  # fmt: skip
    assert proposed.subject_id is not None, proposed
    approved = do("policy.put_rule_in_force", keeper("two", DISTRICT), DAY, rule=proposed.subject_id)
    assert approved.state == "done", approved
    return proposed.subject_id
