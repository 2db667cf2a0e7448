"""Declaring an action: what is asked, who may do it, what it is called."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

from django.db.models import Q
from pydantic import AfterValidator, BaseModel, ConfigDict

from menshen.kernel.base.clock import as_written
from menshen.kernel.base.problems import Refused
from menshen.kernel.base.terms import Term, Vocabulary
from menshen.kernel.journal.entries import subject_type
from menshen.kernel.scope.queries import standing

if TYPE_CHECKING:
    from django.db import models

    from menshen.kernel.scope.viewers import Viewer


class Command(BaseModel):
    """What someone asks for, checked for shape before any action sees it.

    `happened_at` is what the caller claims, for facts that are entered later than they were seen; the time of the
    door stands in for it where it is missing.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    happened_at: Annotated[datetime, AfterValidator(as_written)] | None = None


@dataclass(frozen=True, slots=True)
class Label:
    """The name of a command's field on every form, in both languages, with one line of help where it needs one."""

    en: str
    zh: str
    help: Term | None = None

    @property
    def term(self) -> Term:
        return Term(self.en, self.zh)


@dataclass(slots=True)
class Outcome:
    """What became of one command: `done` (written), `known` (was so already; nothing written) or `refused`."""

    state: str
    subject_type: str = ""
    subject_id: int | None = None
    area: str = ""
    detail: dict[str, Any] = field(default_factory=dict)
    kind: str | None = None
    problem: Refused | None = None
    replayed: bool = False

    @classmethod
    def done(
        cls, subject: type[models.Model], subject_id: int, area: str, *, kind: str | None = None, **detail: Any
    ) -> Outcome:
        """Written; `kind` overrides the action's journal kind where one action has several results."""
        return cls("done", subject_type(subject), subject_id, area, detail, kind)

    @classmethod
    def known(cls, subject: type[models.Model], subject_id: int) -> Outcome:
        return cls("known", subject_type(subject), subject_id)

    @classmethod
    def refused(cls, problem: Vocabulary, *, on: str | None = None, status: int = 409, **facts: Any) -> Outcome:
        """Not accepted; `on` names the field of the command that has to change."""
        return cls("refused", problem=Refused(problem, field=on, status=status, **facts))

    @classmethod
    def refusal(cls, refused: Refused) -> Outcome:
        return cls("refused", problem=refused)


Run = Callable[..., list[Outcome]]
_ALWAYS = Q()


@dataclass(frozen=True, slots=True)
class PointsAt:
    """The records that an action is about, and the field of its command that takes the number of one.

    `fits` is a condition on those with which it can be done, or the condition of a moment: the page of a record offers
    the action for no other; `whose` narrows them to those that wait for the viewer. It spares a person a refusal and
    decides nothing; the action itself looks again. `spares` are fields that the form leaves out once the record is
    chosen, which answers them. A field that need not be filled lets the action be begun without a record.
    """

    model: type[models.Model]
    field: str
    fits: Q | Callable[[datetime], Q] = _ALWAYS
    whose: Callable[[Viewer, datetime], Q] | None = None
    spares: tuple[str, ...] = ()

    def condition(self, viewer: Viewer, at: datetime) -> Q:
        """Which records the viewer can do it with at that moment."""
        fits = self.fits if isinstance(self.fits, Q) else self.fits(at)
        return fits & self.whose(viewer, at) if self.whose else fits


@dataclass(frozen=True)
class Action:
    """One thing that can be done, as every door sees it.

    `areas_of(commands)` gives the area of each command, or None where the record it points at is not there for this
    viewer. `kind` is the journal kind of its entries. `after_exit`: can be done where collection has ended, because it
    takes nothing new down, ends what holds somebody, or keeps them safe meanwhile.
    """

    code: str
    kind: Vocabulary
    permission: Vocabulary
    command: type[Command]
    title: Term
    run: Run
    areas_of: Callable[[Sequence[Any]], list[str | None]]
    points_at: PointsAt | None = None
    after_exit: bool = False

    @property
    def description(self) -> str:
        return (self.run.__doc__ or "").strip()

    @property
    def domain(self) -> str:
        return self.code.split(".", 1)[0]


def own_area(commands: Sequence[Any]) -> list[str | None]:
    """For commands that name their area themselves; one that was never opened, or is closed, is not there."""
    areas = standing({command.area for command in commands})
    return [command.area if command.area in areas else None for command in commands]


def area_of_record(
    model: Any, name: str, fits: Q | Callable[[datetime], Q] = _ALWAYS
) -> Callable[[Sequence[Any]], list[str | None]]:
    """For commands that point at a scoped record by the field `name`: one query for all of them; `fits` as there."""

    def areas_of(commands: Sequence[Any]) -> list[str | None]:
        keys = {getattr(command, name) for command in commands}
        areas = dict(model.objects.filter(pk__in=keys).values_list("pk", "area_id"))
        return [areas.get(getattr(command, name)) for command in commands]

    areas_of.points_at = PointsAt(model, name, fits)  # type: ignore[attr-defined]  # `action` takes it from here
    return areas_of


def action(
    code: str,
    *,
    kind: Vocabulary,
    permission: Vocabulary,
    command: type[Command],
    title: Term,
    areas_of: Callable[[Sequence[Any]], list[str | None]] = own_area,
    points_at: PointsAt | None = None,
    after_exit: bool = False,
) -> Callable[[Run], Action]:
    """Turn `f(commands, *, by, at) -> outcomes` into an `Action`.

    Every action takes a list and answers in the same order: a form is a list of one, a workbook a list of thousands.
    It looks things up once for all commands; a query inside a loop over them is a mistake.
    """

    def declare(run: Run) -> Action:
        about = points_at or getattr(areas_of, "points_at", None)
        return Action(code, kind, permission, command, title, run, areas_of, about, after_exit)

    return declare
