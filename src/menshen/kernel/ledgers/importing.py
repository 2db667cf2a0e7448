"""A workbook going in through an action: row by row it ends as accepted, already known, or refused with its reason.

Rows go in chunks. The cursor of the run moves in the transaction of its chunk, so a run that was killed goes on where
it stopped, and a file that was imported before changes nothing. A dry run does all of it and takes it back.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.db import transaction
from pydantic import ValidationError

from menshen.kernel.actions.declaration import Command, Outcome
from menshen.kernel.actions.performing import perform
from menshen.kernel.base.clock import day_of
from menshen.kernel.base.problems import CommonProblem, Refused, not_found
from menshen.kernel.base.terms import Term, Vocabulary
from menshen.kernel.ledgers.areas import AreaFinder
from menshen.kernel.ledgers.declaration import ImportSpec, Ledger, RowContext
from menshen.kernel.ledgers.models import ImportRun, Refusal, RememberedHeading
from menshen.kernel.ledgers.workbook_in import ParsedRow, read_table
from menshen.kernel.scope.models import Area
from menshen.kernel.scope.viewers import acting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    from menshen.kernel.scope.viewers import Viewer


class ImportProblem(Vocabulary):
    """Why a workbook or a row cannot go in."""

    NOT_IMPORTABLE = (
        "ledgers:import:not_importable",
        "This ledger follows from other records; it takes no workbook.",
        "该台账由其他记录自动生成，不接受导入。",
    )
    WHICH_AREA = (
        "ledgers:import:which_area",
        "It is not clear which grid this row belongs to. Fill in the grid or compound, or start the import for one.",
        "无法判断该行属于哪个网格，请填写网格或小区，或针对某个网格导入。",
    )


@dataclass(slots=True)
class ImportReport:
    """What became of a workbook. `resumed_at` is the row at which an interrupted run went on."""

    run_id: int | None
    accepted: int = 0
    known: int = 0
    refused: int = 0
    refusals: list[Refusal] = field(default_factory=list)
    resumed_at: int = 0

    @property
    def rows(self) -> int:
        return self.accepted + self.known + self.refused


def run_import(
    ledger: Ledger,
    path: Path,
    *,
    area: str,
    by: Viewer,
    at: datetime,
    dry_run: bool = False,
    first: int | None = None,
    name: str = "",
    progress: Callable[[int], None] | None = None,
) -> ImportReport:
    """Take the workbook in for `area` and its subtree; `progress(rows)` is told after each chunk.

    A dry run can be kept to the `first` rows; `name` is what the file was called by who sent it.
    """
    spec = ledger.imports
    if spec is None:
        raise Refused(ImportProblem.NOT_IMPORTABLE)
    if not by.may(spec.action.permission, area) or not Area.objects.filter(code=area).exists():
        raise not_found()
    remembered = dict(RememberedHeading.objects.filter(ledger=ledger.code).values_list("heading", "column"))
    columns = [column for column in ledger.columns if column.imported]
    rows = read_table(path, columns, remembered=remembered, context_day=day_of(at))
    if dry_run:
        with acting(by):
            some = islice(rows, first)
            report = _run(ledger, spec, some, ImportReport(None), None, area=area, by=by, at=at, progress=progress)
            transaction.set_rollback(True)
        return report
    run = _begin(ledger, path, name or path.name, area=area, by=by, at=at)
    report = ImportReport(run.pk, run.accepted, run.known, run.refused, run.stored_refusals(), run.next_row)
    done = _run(ledger, spec, islice(rows, run.next_row, None), report, run, area=area, by=by, at=at, progress=progress)
    with acting(by):
        ImportRun.objects.filter(pk=run.pk).update(finished_at=at)
    return done


def _begin(ledger: Ledger, path: Path, name: str, *, area: str, by: Viewer, at: datetime) -> ImportRun:
    """The unfinished run of this very file for this area, to be gone on with, or a new one."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    assert by.actor_id is not None  # who may import is somebody
    with acting(by):
        unfinished = ImportRun.objects.filter(
            ledger=ledger.code, file_digest=digest, area_id=area, finished_at__isnull=True
        )
        return unfinished.order_by("-id").first() or ImportRun.objects.create(
            ledger=ledger.code,
            area_id=area,
            file_name=name[:200],
            file_digest=digest,
            started_at=at,
            started_by_id=by.actor_id,
        )


def _run(
    ledger: Ledger,
    spec: ImportSpec,
    rows: Iterator[ParsedRow],
    report: ImportReport,
    run: ImportRun | None,
    *,
    area: str,
    by: Viewer,
    at: datetime,
    progress: Callable[[int], None] | None,
) -> ImportReport:
    finder = AreaFinder(area)
    while chunk := list(islice(rows, spec.chunk)):
        with acting(by):
            settled = [_prepare(ledger, spec, row, finder, at) for row in chunk]
            commands = [(place, found) for place, found in enumerate(settled) if isinstance(found, Command)]
            outcomes = perform(spec.action, [command for _, command in commands], by=by, at=at)
            answers: list[Outcome] = [found if isinstance(found, Outcome) else Outcome("pending") for found in settled]
            for (place, _), outcome in zip(commands, outcomes, strict=True):
                answers[place] = outcome
            fresh = _count(report, chunk, answers)
            if run is not None:
                _advance(run, report, fresh, len(chunk))
        if progress:
            progress(len(chunk))
    return report


def _count(report: ImportReport, chunk: list[ParsedRow], answers: list[Outcome]) -> list[Refusal]:
    fresh = []
    for row, outcome in zip(chunk, answers, strict=True):
        if outcome.state == "done":
            report.accepted += 1
        elif outcome.state == "known":
            report.known += 1
        elif outcome.problem is not None:
            report.refused += 1
            fresh.append(Refusal(row.sheet, row.number, outcome.problem.code, outcome.problem.term))
    report.refusals.extend(fresh)
    return fresh


def _advance(run: ImportRun, report: ImportReport, fresh: list[Refusal], rows: int) -> None:
    run.next_row += rows
    run.accepted, run.known, run.refused = report.accepted, report.known, report.refused
    changed = ["next_row", "accepted", "known", "refused"]
    if fresh:
        run.refusals = run.refusals + [
            [refusal.sheet, refusal.row, refusal.code, refusal.reason.en, refusal.reason.zh] for refusal in fresh
        ]
        changed.append("refusals")
    run.save(update_fields=changed)


def _prepare(ledger: Ledger, spec: ImportSpec, row: ParsedRow, finder: AreaFinder, at: datetime) -> Command | Outcome:
    """The row's command, or why it cannot become one."""
    if row.problems:
        return _refused(row.problems[0].code.value, [mark.term for mark in row.problems])
    values = dict(row.values)
    home = finder.start
    if spec.area_from:
        found = finder.find([values.get(code) for code in spec.area_from], row.sheet)
        if found is None or len(found) < spec.area_digits:
            return Outcome.refused(ImportProblem.WHICH_AREA, on="area")
        home = values["area"] = found
    else:
        values["area"] = values.get("area") or home
    context = RowContext(home, day_of(at), at)
    try:
        return spec.build(values, context) if spec.build else _from_values(spec.action.command, values)
    except Refused as refused:
        return Outcome.refusal(refused)
    except ValidationError as error:
        titles = {column.code: column.title for column in ledger.columns}
        reasons = [
            Term(f"{title.en}: {found['msg']}", f"{title.zh}：{found['msg']}")
            for found in error.errors()
            for title in [titles.get(str(found["loc"][0]), Term(str(found["loc"][0]), str(found["loc"][0])))]
        ]
        return _refused(CommonProblem.INVALID.value, reasons)


def _from_values(command: type[Command], values: dict[str, Any]) -> Command:
    known = command.model_fields
    return command.model_validate(
        {code: value for code, value in values.items() if code in known and value is not None}
    )


def _refused(code: str, reasons: list[Term]) -> Outcome:
    joined = Term("; ".join(reason.en for reason in reasons), "；".join(reason.zh for reason in reasons))
    refused = Refused(CommonProblem.INVALID, status=422, detail=joined.en)
    refused.code, refused.term = code, joined
    return Outcome.refusal(refused)
