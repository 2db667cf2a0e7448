"""Declaring a kind of approval: what is asked, and who decides on it at which level of the tree."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from menshen.kernel.approvals.queries import stood_in_for
from menshen.kernel.approvals.vocabulary import Kind
from menshen.kernel.base.modules import declared, find
from menshen.kernel.base.terms import Term
from menshen.kernel.scope.codes import Level, at_level
from menshen.kernel.tasks.flow import TaskKind

if TYPE_CHECKING:
    from collections.abc import Iterable

_SETTLED = frozenset({Kind.ADVANCED, Kind.APPROVED, Kind.REJECTED, Kind.WITHDRAWN, Kind.OVERTAKEN})


@dataclass(frozen=True, slots=True)
class Step:
    """One decision: by who holds `role` over the whole area of that `level` in which the request lies."""

    role: str
    level: Level

    def place(self, area: str) -> str | None:
        """The area for which it is decided; None for a request that is larger than the level."""
        return at_level(area, self.level)


@dataclass(frozen=True)
class ApprovalKind:
    """`code` is `domain.noun`; `asks` is the sentence that says what is asked, filled by the facts of the request.

    `steps` go up the tree; `within` is the time that each has. When it is over the request stays where it is, in
    sight: the task goes to the role of the next step, which may then decide in the place of the one that is late.
    """

    code: str
    title: Term
    asks: Term
    steps: tuple[Step, ...]
    within: timedelta
    patience: timedelta = field(default=timedelta(0))

    @cached_property
    def tasks(self) -> tuple[TaskKind, ...]:
        """One kind of task for each step; the module that declares the approval lists them among its tasks."""
        return tuple(self._task(number) for number in range(len(self.steps)))

    def _task(self, number: int) -> TaskKind:
        ladder = dict.fromkeys(step.role for step in self.steps[number:])
        return TaskKind(
            f"{self.code}_{_ORDINALS[number]}_step",
            Term(f"Decide: {self.asks.en}", f"请审批：{self.asks.zh}"),
            ladder=tuple(ladder),
            resolved_by=frozenset(_SETTLED),
            within=self.within,
            patience=self.patience,
            action="approvals.decide",
            subject_field="request",
            also=stood_in_for,
        )


_ORDINALS = ("first", "second", "third", "fourth", "fifth")


def kind_of(code: str) -> ApprovalKind | None:
    """The kind of that code; None for one that is no longer declared."""
    return find("approvals", code)


def all_kinds() -> Iterable[ApprovalKind]:
    return declared("approvals")
