"""Performing an action: the beats that every write has, in one place.

One transaction seen through the actor's eyes; a repeated command number answers as before; permission in the area of
each command, where 'not yours' and 'not there' answer alike; the action; one journal entry for each thing done; tasks
that the entries settle; reactions of other domains. From the action on, what the database or a reaction refuses is
tried again in halves, so that a command falls alone, together with all that would have followed from it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import DataError, IntegrityError, OperationalError, connection, transaction
from psycopg.errors import DeadlockDetected, ForeignKeyViolation

from menshen.kernel.actions.declaration import Action, Command, Outcome
from menshen.kernel.base.bulk import collector_at_rest
from menshen.kernel.base.modules import all_modules, declared
from menshen.kernel.base.problems import CommonProblem, Refused, not_found
from menshen.kernel.journal import entries as journal
from menshen.kernel.privacy.encryption import fingerprint
from menshen.kernel.scope.viewers import acting, system_viewer
from menshen.kernel.tasks.flow import resolve

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from menshen.kernel.journal.models import Entry
    from menshen.kernel.scope.viewers import Viewer

T = TypeVar("T")
_TRIES = 3


def perform(
    act: Action,
    commands: Sequence[Command],
    *,
    by: Viewer,
    at: datetime,
    command_ids: Sequence[UUID] | None = None,
) -> list[Outcome]:
    """Do it, all commands in one transaction, and answer one outcome a command in order.

    A command that cannot be done is refused and does not stop the others. Two callers with the same command number at
    the same moment both get the first one's outcome, also where their lists name several in another order.
    """
    ids: Sequence[UUID | None] = command_ids or [None] * len(commands)
    taken: Mapping[UUID, Entry] | None = None
    tries = 0
    while True:
        tries += 1
        try:
            with collector_at_rest(len(commands)), acting(by):
                return _perform(act, commands, ids, by=by, at=at, taken=taken)
        except IntegrityError as error:
            if not _is_taken(error):
                raise
            known = len(taken or ())
            # Somebody acted under one of these numbers, just now or where the viewer cannot look: their entry answers.
            with acting(system_viewer()):
                taken = journal.by_command([number for number in ids if number])
            if len(taken) == known:
                raise
        except OperationalError as error:
            # Two transactions waited for each other and the database ended this one; the other is through by now.
            if tries >= _TRIES or not isinstance(error.__cause__, DeadlockDetected):
                raise


def _perform(
    act: Action,
    commands: Sequence[Command],
    ids: Sequence[UUID | None],
    *,
    by: Viewer,
    at: datetime,
    taken: Mapping[UUID, Entry] | None,
) -> list[Outcome]:
    if taken is None:
        taken = journal.by_command([number for number in ids if number]) if any(ids) else {}
    outcomes = _replays(act, commands, ids, taken, by)
    repeats = _repeats(ids)
    waiting = [place for place, outcome in enumerate(outcomes) if outcome is None and place not in repeats]
    areas = act.areas_of([commands[place] for place in waiting]) if waiting else []
    allowed = []
    for place, area in zip(waiting, areas, strict=True):
        if area is None or not by.may(act.permission, area):
            outcomes[place] = Outcome.refusal(not_found())
        elif not act.after_exit and not by.collects(area):
            outcomes[place] = Outcome.refused(CommonProblem.COLLECTION_ENDED)
        else:
            allowed.append(place)

    def do(places: Sequence[int]) -> list[Outcome]:
        asked = [commands[place] for place in places]
        done = act.run(asked, by=by, at=at)
        _write_down(act, asked, [ids[place] for place in places], done, by=by, at=at)
        return done

    for place, outcome in zip(allowed, _in_halves(allowed, do), strict=True):
        outcomes[place] = outcome
    _overtaken(act, commands, ids, outcomes, by)
    for place, first in repeats.items():
        same = digest(act, commands[place]) == digest(act, commands[first])
        answer = outcomes[first] if same else None
        outcomes[place] = replace(answer, replayed=True) if answer else Outcome.refused(CommonProblem.COMMAND_REUSED)
    return [outcome for outcome in outcomes if outcome is not None]


def run(act: Action, commands: Sequence[Command], *, by: Viewer, at: datetime) -> list[Outcome]:
    """The action without its entries: how another action or a reaction makes its work part of its own."""
    return _in_halves(commands, lambda part: act.run(part, by=by, at=at))


def _in_halves(asked: Sequence[T], do: Callable[[Sequence[T]], list[Outcome]]) -> list[Outcome]:
    """All at once; where that is refused, each half by itself, so that in the end only the bad one fails."""
    if not asked:
        return []
    try:
        with transaction.atomic():
            outcomes = do(asked)
            connection.check_constraints()  # references are checked late, and at the end nobody could say whose it was
            return outcomes
    except (Refused, IntegrityError, DataError) as error:
        if _is_taken(error):
            raise
        if len(asked) == 1:
            return [Outcome.refusal(_refusal(error))]
    middle = len(asked) // 2
    return _in_halves(asked[:middle], do) + _in_halves(asked[middle:], do)


def _is_taken(error: Exception) -> bool:
    """Whether another transaction has used a command number meanwhile; no refusal, for its entry is the answer."""
    return isinstance(error, IntegrityError) and "a_command_acts_once" in str(error)


def _refusal(error: Refused | IntegrityError | DataError) -> Refused:
    if isinstance(error, Refused):
        return error
    return _contradiction(error) if isinstance(error, IntegrityError) else _unfit(error)


def _contradiction(error: IntegrityError) -> Refused:
    """The database's last check as a sentence: the one that a domain has for the constraint, else its name, which is
    one as well."""
    if isinstance(error.__cause__, ForeignKeyViolation):
        return not_found()
    diagnosis = getattr(error.__cause__, "diag", None)
    name = getattr(diagnosis, "constraint_name", None) or "unknown constraint"
    if problem := next((known[name] for module in all_modules() if name in (known := module.contradictions)), None):
        return Refused(problem, constraint=name)
    return Refused(CommonProblem.CONTRADICTION, detail=name.replace("_", " "), constraint=name)


def _unfit(error: DataError) -> Refused:
    """A value that no column holds: too long, out of range."""
    diagnosis = getattr(error.__cause__, "diag", None)
    detail = getattr(diagnosis, "message_primary", None) or "value out of range"
    return Refused(CommonProblem.INVALID, status=422, detail=detail)


def digest(act: Action, command: Command) -> str:
    """A fingerprint of what is asked, to tell a retry from another command under the same number.

    Without what was left at its default: a field that came with an update does not make a retry another command.
    """
    asked = command.model_dump_json(exclude_defaults=True)
    return fingerprint(f"{act.code} {asked}")


def _replays(
    act: Action,
    commands: Sequence[Command],
    ids: Sequence[UUID | None],
    taken: Mapping[UUID, Entry],
    by: Viewer,
) -> list[Outcome | None]:
    """The answers to commands that were done before; None for those that have to be done."""
    answers: list[Outcome | None] = []
    for command, number in zip(commands, ids, strict=True):
        entry = taken.get(number) if number else None
        answers.append(None if entry is None else _as_before(act, command, entry, by))
    return answers


def _as_before(act: Action, command: Command, entry: Entry, by: Viewer) -> Outcome:
    """What the entry says became of the command, for who wrote it or may do the same there."""
    its_own = entry.actor_id == by.actor_id or by.may(act.permission, entry.area_id)
    if not its_own or entry.command_digest != digest(act, command):
        return Outcome.refused(CommonProblem.COMMAND_REUSED)
    return Outcome("done", entry.subject_type, entry.subject_id, entry.area_id, entry.detail, entry.kind, replayed=True)


def _repeats(ids: Sequence[UUID | None]) -> dict[int, int]:
    """Places whose command number stands in the list before, with the first place of it."""
    first: dict[UUID, int] = {}
    return {
        place: first[number] for place, number in enumerate(ids) if number and first.setdefault(number, place) != place
    }


def _overtaken(
    act: Action, commands: Sequence[Command], ids: Sequence[UUID | None], outcomes: list[Outcome | None], by: Viewer
) -> None:
    """Where the same command was done by another caller while this one waited for a lock, its entry answers."""
    undone = {
        number: place
        for place, (number, outcome) in enumerate(zip(ids, outcomes, strict=True))
        if number and outcome and outcome.state != "done"
    }
    for number, entry in (journal.by_command(undone) if undone else {}).items():
        outcomes[undone[number]] = _as_before(act, commands[undone[number]], entry, by)


def _write_down(
    act: Action,
    commands: Sequence[Command],
    ids: Sequence[UUID | None],
    outcomes: Sequence[Outcome],
    *,
    by: Viewer,
    at: datetime,
) -> None:
    fresh: list[journal.NewEntry] = []
    for command, number, outcome in zip(commands, ids, outcomes, strict=True):
        if outcome.state == "done" and outcome.subject_id is not None:
            fresh.append(
                journal.NewEntry(
                    kind=outcome.kind or act.kind.value,
                    area=outcome.area,
                    subject_type=outcome.subject_type,
                    subject_id=outcome.subject_id,
                    happened_at=command.happened_at or at,
                    command_id=number,
                    command_digest=digest(act, command) if number else "",
                    detail=outcome.detail,
                )
            )
    note(fresh, by=by, at=at)


def note(fresh: Sequence[journal.NewEntry], *, by: Viewer, at: datetime) -> list[Entry]:
    """Write entries down, settle tasks and run the reactions; jobs and reactions use it for acts of their own."""
    if not fresh:
        return []
    written = journal.write(fresh, by=by, at=at)
    resolve(written, at=at)
    by_kind: dict[str, list[Any]] = {}
    for entry in written:
        by_kind.setdefault(entry.kind, []).append(entry)
    for reaction in declared("reactions"):
        if reaction.kind in by_kind:
            reaction.handler(by_kind[reaction.kind], by=by, at=at)
    return written
