"""People who were registered twice, and those who put that right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from factories.registry import COMMUNITY, NOW, phone, register, row, worker
from menshen.domains.registry.models import LikelyDuplicate, Merge
from menshen.kernel.actions.performing import perform
from menshen.kernel.base.modules import find
from menshen.kernel.scope.viewers import PLATFORM, acting

if TYPE_CHECKING:
    from datetime import datetime

    from menshen.kernel.actions.declaration import Outcome
    from menshen.kernel.scope.viewers import Viewer

STREET = COMMUNITY[:9]
OTHER_HOME = {"compound": "江景苑", "building": "1栋", "unit": "1单元", "door": "101"}


def street_clerk() -> Viewer:
    return worker(STREET, name="street_clerk")


def somebody(**known: Any) -> int:
    """The number of a person who was just registered, and for that bears a name of their own a while: nobody known."""
    name = known.pop("name", "张伟")
    (outcome,) = register(row("甲乙丙丁", **known), by=street_clerk())
    assert outcome.subject_id, outcome.problem
    assert act("correct_person", street_clerk(), person=outcome.subject_id, name=name).problem is None
    return outcome.subject_id


def twice(**later: Any) -> tuple[int, int]:
    """Somebody who is registered at 501, and a second time at 502."""
    return somebody(phone=phone(1)), somebody(**{"phone": phone(2), "door": "502", **later})


def act(code: str, by: Viewer, at: datetime = NOW, **fields: Any) -> Outcome:
    action = find("actions", f"registry.{code}")
    (outcome,) = perform(action, [action.command.model_validate(fields)], by=by, at=at)
    return outcome


def pairs() -> list[LikelyDuplicate]:
    """Those that nobody has settled, in the order of registration."""
    return list(find("ledgers", "registry.likely_duplicates").rows(PLATFORM).order_by("earlier", "later"))


def found(earlier: int, later: int) -> int:
    """The pair of the two, once somebody has looked."""
    assert act("find_duplicates", street_clerk(), area=STREET).problem is None
    with acting(PLATFORM):
        return LikelyDuplicate.objects.get(earlier=earlier, later=later).pk


def merge(
    pair: int, stays: str = "earlier", *, by: Viewer | None = None, at: datetime = NOW, **checked: bool
) -> Outcome:
    return act("merge_people", by or street_clerk(), at, pair=pair, stays=stays, **checked)


def only_merge() -> Merge:
    with acting(PLATFORM):
        return Merge.objects.get()


def undo(number: int, *, by: Viewer | None = None) -> Outcome:
    return act("undo_merge", by or street_clerk(), merge=number)
