"""From when on a record is no longer needed: said once for each table whose rows end by themselves.

A domain lists its holdings in its module. What refers to such a row goes with it, and a row that is still needed keeps
everything it refers to: a person with an order in force stays, however long ago they moved away.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.db.models import Expression, F

    from menshen.kernel.privacy.marks import Keep
    from menshen.kernel.scope.models import Scoped


@dataclass(frozen=True, slots=True)
class Holding:
    """Rows of `model` are held for `keep`, counted from `ended`; a row where that is empty is still needed.

    `binds`: while such a row has not ended, not even the end of all collection destroys it: somebody is held by it, or
    waits for an answer. `people`: a row is a human being. `emptied`: these columns are set to these values and the row
    stays, for what it counts.
    """

    model: type[Scoped]
    keep: Keep
    ended: Expression | F
    binds: bool = False
    people: bool = False
    emptied: dict[str, Any] = field(default_factory=dict)
