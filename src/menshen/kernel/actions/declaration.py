"""Declaring an action: what is asked, who may do it, what it is called."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict

from menshen.kernel.base.clock import as_written
from menshen.kernel.base.problems import Refused
from menshen.kernel.base.terms import Term, Vocabulary
from menshen.kernel.journal.entries import subject_type

if TYPE_CHECKING:
    from django.db import models


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


@dataclass(frozen=True)
class Action:
    """One thing that can be done, as every door sees it.

    `areas_of(commands)` gives the area of each command, or None where the record it points at is not there for this
    viewer. `kind` is the journal kind of its entries.
    """

    code: str
    kind: Vocabulary
    permission: Vocabulary
    command: type[Command]
    title: Term
    run: Run
    areas_of: Callable[[Sequence[Any]], list[str | None]]

    @property
    def description(self) -> str:
        return (self.run.__doc__ or "").strip()

    @property
    def domain(self) -> str:
        return self.code.split(".", 1)[0]


def own_area(commands: Sequence[Any]) -> list[str | None]:
    """For commands that name their area themselves."""
    return [command.area for command in commands]


def area_of_record(model: Any, name: str) -> Callable[[Sequence[Any]], list[str | None]]:
    """For commands that point at a scoped record by the field `name`: one query for all of them."""

    def areas_of(commands: Sequence[Any]) -> list[str | None]:
        keys = {getattr(command, name) for command in commands}
        areas = dict(model.objects.filter(pk__in=keys).values_list("pk", "area_id"))
        return [areas.get(getattr(command, name)) for command in commands]

    areas_of.points_at = (model, name)  # type: ignore[attr-defined]  # a record's page offers the actions about it
    return areas_of


def action(
    code: str,
    *,
    kind: Vocabulary,
    permission: Vocabulary,
    command: type[Command],
    title: Term,
    areas_of: Callable[[Sequence[Any]], list[str | None]] = own_area,
) -> Callable[[Run], Action]:
    """Turn `f(commands, *, by, at) -> outcomes` into an `Action`.

    Every action takes a list and answers in the same order: a form is a list of one, a workbook a list of thousands.
    It looks things up once for all commands; a query inside a loop over them is a mistake.
    """

    def declare(run: Run) -> Action:
        return Action(code, kind, permission, command, title, run, areas_of)

    return declare
