"""A workbook going in through an action: row by row it ends as accepted, already known, or refused with its reason.

Rows go in chunks. The cursor of the run moves in the transaction of its chunk, so a run that was killed goes on where
it stopped, and a file that was imported before changes nothing. A dry run does all of it and takes it back.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any, Self

from django.db import connection, transaction
from django.db.models import F, JSONField, Value
from django.db.models.expressions import CombinedExpression
from pydantic import ValidationError

from menshen.kernel.actions.declaration import Command, Outcome
from menshen.kernel.actions.fields import sentence_of
from menshen.kernel.actions.performing import perform
from menshen.kernel.base.clock import day_of
from menshen.kernel.base.problems import CommonProblem, Refused, not_found
from menshen.kernel.base.terms import Term, Vocabulary
from menshen.kernel.ledgers.areas import AreaFinder
from menshen.kernel.ledgers.declaration import ImportSpec, Ledger, RowContext
from menshen.kernel.ledgers.models import ImportRun, Refusal, RememberedHeading
from menshen.kernel.ledgers.parsed import text_of
from menshen.kernel.ledgers.vocabulary import CellNote
from menshen.kernel.ledgers.workbook_in import Mark, ParsedRow, Table, read_table
from menshen.kernel.scope.codes import ancestors_of
from menshen.kernel.scope.models import Area
from menshen.kernel.scope.viewers import acting

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from datetime import date, datetime
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
    READ_OTHERWISE = (
        "ledgers:import:read_otherwise",
        (
            "Somebody has changed since which heading is which column. Check the file and start again: rows that "
            "are in are recognised."
        ),
        "表头对应关系已被他人修改，请重新核对后导入；已录入的行会自动识别。",
    )
    FILE_GONE = (
        "ledgers:import:file_gone",
        (
            "The file is no longer on the server, where it is kept for a day. Send it again: rows that are in are "
            "recognised."
        ),
        "上传的文件已不在服务器上（仅保留一天），请重新上传；已录入的行会自动识别。",
    )
    NOT_ALLOWED = (
        "ledgers:import:not_allowed",
        "Whoever started this import may no longer import there. Somebody who may should send the file.",
        "发起人在该辖区已无导入权限，请由有权限的人员上传。",
    )
    GIVEN_UP = (
        "ledgers:import:given_up",
        (
            "The import broke off several times; the log of the server says why. Rows before it are in. Ask "
            "whoever keeps the server."
        ),
        "导入多次中断，原因见服务器日志；此前的行已录入。请联系服务器管理员。",
    )


_UNTOLD = Term(
    "{rows} rows name a grid that is not known: {en}. They go to the community, where no grid worker sees them; add "
    "the name as an alias of its grid.",
    "{rows} 行所写的网格不存在：{zh}。这些行归入社区，网格员看不到；请先为相应网格添加别名。",
)
_NAMED, _KEPT, _LONGEST = 5, 50, 40  # words in the sentence, words in the run, letters of each


@dataclass(slots=True)
class ImportReport:
    """What became of a workbook. `resumed_at` is how many rows were settled when an interrupted run went on.

    `left_out` is said beforehand, by a dry run: what would not be kept, and of how many rows. `untold` are the rows
    that name a grid nobody knows, by what they say: they go to the community.
    """

    run_id: int | None
    accepted: int = 0
    known: int = 0
    refused: int = 0
    refusals: list[Refusal] = field(default_factory=list)
    resumed_at: int = 0
    left_out: Counter[Term] = field(default_factory=Counter)
    untold: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, run: ImportRun, resumed_at: int = 0) -> Self:
        """All that became of the file, by whichever process."""
        return cls(
            run.pk, run.accepted, run.known, run.refused, run.stored_refusals(), resumed_at, untold=Counter(run.untold)
        )

    @property
    def rows(self) -> int:
        return self.accepted + self.known + self.refused

    @property
    def untold_sentence(self) -> Term | None:
        """What became of the rows whose grid is not known, and what helps."""
        if not self.untold:
            return None
        words = [word for word, _ in self.untold.most_common(_NAMED)]
        if len(self.untold) > _NAMED:
            words.append("…")
        return _UNTOLD.format(rows=self.untold.total(), en=", ".join(words), zh="、".join(words))


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
    sheets: Collection[str] | None = None,
    run: ImportRun | None = None,
    progress: Callable[[int], None] | None = None,
) -> ImportReport:
    """Take the workbook in for `area` and its subtree; `progress(rows)` is told after each chunk.

    A dry run can be kept to the `first` rows; `name` is what the file was called by who sent it; `sheets` names those
    to be taken, all that hold the table where it is None; `run` is one that was begun, to be gone on with.
    """
    spec = ledger.imports
    if spec is None:
        raise Refused(ImportProblem.NOT_IMPORTABLE)
    if not by.may(spec.action.permission, area) or not Area.objects.filter(code=area).exists():
        raise not_found()
    table = read_sent(ledger, path, area=area, day=day_of(at), name=name, sheets=sheets)
    try:
        if dry_run:
            intake = _Intake(ledger, spec, AreaFinder(area), by, at, table.day, _headings(table, spec))
            return _rehearse(intake, islice(table, first), progress)
        if run is not None and run.file_digest != digest_of(path, table):
            raise Refused(ImportProblem.READ_OTHERWISE)
        run = run or begin(ledger, path, name or path.name, table, area=area, by=by, at=at)
        table.day = day_of(run.started_at)  # a day without its year is the same one after the interruption
        intake = _Intake(ledger, spec, AreaFinder(area), by, at, table.day, _headings(table, spec))
        return _go_through(intake, table, run, progress)
    finally:
        table.close()


def read_sent(
    ledger: Ledger, path: Path, *, area: str, day: date, name: str = "", sheets: Collection[str] | None = None
) -> Table:
    """The records in a file that was sent for an area under this `name`, read on that day."""
    columns = [column for column in ledger.columns if column.imported]
    remembered = remembered_headings(ledger, area)
    return read_table(path, columns, remembered=remembered, context_day=day, name=name, sheets=sheets)


def remembered_headings(ledger: Ledger, area: str) -> dict[str, str]:
    """What people there and above said about headings in workbooks of this ledger: key of the heading → column code,
    "" for none."""
    said = RememberedHeading.objects.filter(ledger=ledger.code, area__in=[*ancestors_of(area), area])
    return dict(said.order_by("area").values_list("heading", "column"))


def begin(ledger: Ledger, path: Path, name: str, table: Table, *, area: str, by: Viewer, at: datetime) -> ImportRun:
    """The unfinished run of this very file for this area, to be gone on with, or a new one."""
    digest = digest_of(path, table)
    assert by.actor_id is not None  # who may import is somebody
    with acting(by):
        with connection.cursor() as cursor:  # a file that is sent twice at once has one run
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{ledger.code} {area} {digest}"])
        unfinished = ImportRun.objects.filter(
            ledger=ledger.code, file_digest=digest, area_id=area, finished_at__isnull=True
        )
        return unfinished.order_by("-id").first() or ImportRun.objects.create(
            ledger=ledger.code,
            area_id=area,
            file_name=name.encode(errors="replace").decode()[:200],
            file_digest=digest,
            started_at=at,
            started_by_id=by.actor_id,
        )


def digest_of(path: Path, table: Table) -> str:
    """Of the file and of how it is read: taken for other columns, its rows are counted differently."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
    for section in table.sections:
        places = [(match.column.code, [part.index for part in match.headings]) for match in section.mapping.matches]
        digest.update(repr((section.sheet.name, section.mapping.rows, places)).encode(errors="replace"))
    return digest.hexdigest()


def _rehearse(intake: _Intake, rows: Iterator[ParsedRow], progress: Callable[[int], None] | None) -> ImportReport:
    report = ImportReport(None, left_out=intake.left_out, untold=intake.finder.untold)
    with acting(intake.by):
        while chunk := list(islice(rows, intake.spec.chunk)):
            outcomes = intake.take(chunk)
            states = _states(outcomes)
            report.accepted += states["done"]
            report.known += states["known"]
            report.refused += states["refused"]
            report.refusals += _refusals(chunk, outcomes)
            if progress:
                progress(len(chunk))
        transaction.set_rollback(True)
    return report


def _go_through(intake: _Intake, table: Table, run: ImportRun, progress: Callable[[int], None] | None) -> ImportReport:
    resumed_at = position = run.next_row
    rows = islice(table, resumed_at, None)
    runs = ImportRun.objects.filter(pk=run.pk)
    while chunk := list(islice(rows, intake.spec.chunk)):
        with acting(intake.by):
            # Whoever takes the same file in at the same time waits here, and finds these rows settled.
            settled = runs.select_for_update().values_list("next_row", flat=True).get() - position
            if fresh := chunk[settled:]:
                _advance(run, fresh, intake.take(fresh), intake.finder.untold)
        position += len(chunk)
        if progress:
            progress(len(chunk))
    with acting(intake.by):
        runs.filter(finished_at__isnull=True).update(finished_at=intake.at)
        return ImportReport.of(runs.get(), resumed_at)


def _advance(run: ImportRun, chunk: list[ParsedRow], outcomes: list[Outcome], untold: Counter[str]) -> None:
    states = _states(outcomes)
    changed: dict[str, Any] = {
        "next_row": F("next_row") + len(chunk),
        "accepted": F("accepted") + states["done"],
        "known": F("known") + states["known"],
        "refused": F("refused") + states["refused"],
    }
    if refusals := _refusals(chunk, outcomes):
        stored = [[one.sheet, one.row, one.code, one.reason.en, one.reason.zh] for one in refusals]
        added = Value(stored, output_field=JSONField())
        # Put behind the others by the database: two hundred thousand refusals are not carried to and fro every time.
        changed["refusals"] = CombinedExpression(F("refusals"), "||", added, output_field=JSONField())
    if untold:
        held = Counter(ImportRun.objects.values_list("untold", flat=True).get(pk=run.pk))
        changed["untold"] = _shortened(held + untold)
        untold.clear()
    ImportRun.objects.filter(pk=run.pk).update(**changed)


def _shortened(untold: Counter[str]) -> dict[str, int]:
    """The most frequent words; a column that was mistaken for the grid has one for each row."""
    kept: Counter[str] = Counter()
    for place, (word, rows) in enumerate(untold.most_common()):
        kept[word[:_LONGEST] if place < _KEPT else "…"] += rows
    return kept


def _states(outcomes: list[Outcome]) -> Counter[str]:
    return Counter(outcome.state for outcome in outcomes)


def _refusals(chunk: list[ParsedRow], outcomes: list[Outcome]) -> list[Refusal]:
    return [
        Refusal(row.sheet, row.number, outcome.problem.code, outcome.problem.term)
        for row, outcome in zip(chunk, outcomes, strict=True)
        if outcome.problem is not None
    ]


@dataclass(frozen=True, slots=True)
class _Intake:
    """What the rows of one workbook have in common. `day` is the one on which they are read."""

    ledger: Ledger
    spec: ImportSpec
    finder: AreaFinder
    by: Viewer
    at: datetime
    day: date
    headings: dict[str, list[tuple[int, str]]]
    left_out: Counter[Term] = field(default_factory=Counter)

    def take(self, rows: list[ParsedRow]) -> list[Outcome]:
        """What became of each row; call inside `acting(by)`."""
        prepared = [self._prepared(row) for row in rows]
        commands = [found for found in prepared if isinstance(found, Command)]
        done = iter(perform(self.spec.action, commands, by=self.by, at=self.at))
        return [found if isinstance(found, Outcome) else next(done) for found in prepared]

    def _prepared(self, row: ParsedRow) -> Command | Outcome:
        """The row's command, or why it cannot become one."""
        if row.problems:
            return _refused(row.problems[0].code.value, [mark.term for mark in row.problems])
        values = dict(row.values)
        self.left_out.update(_spread(values, row))
        home = self.finder.start
        if self.spec.area_from:
            found = self.finder.find([values.get(code) for code in self.spec.area_from], row.sheet)
            if found is None or len(found) < self.spec.area_digits:
                return Outcome.refused(ImportProblem.WHICH_AREA, on="area")
            home = values["area"] = found
        else:
            values["area"] = values.get("area") or home
        try:
            if self.spec.build:
                return self.spec.build(values, RowContext(home, self.day, self.at, self._written(row)))
            return _from_values(self.spec.action.command, values)
        except Refused as refused:
            return Outcome.refusal(refused)
        except ValidationError as error:
            return _refused(CommonProblem.INVALID.value, [self._sentence(found) for found in error.errors()])

    def _written(self, row: ParsedRow) -> tuple[tuple[str, str], ...]:
        """The row as it came, where the ledger wants it."""
        places = self.headings.get(row.sheet, ())
        return tuple((heading, text_of(row.cells[index])) for index, heading in places if index < len(row.cells))

    def _sentence(self, found: Any) -> Term:
        """pydantic's finding with the column's title in front; what concerns the whole row has none."""
        sentence = sentence_of(found)
        if not found["loc"]:
            return sentence
        name = str(found["loc"][0])
        title = next((column.title for column in self.ledger.columns if column.code == name), Term(name, name))
        return Term(f"{title.en}: {sentence.en}", f"{title.zh}：{sentence.zh}")


def _headings(table: Table, spec: ImportSpec) -> dict[str, list[tuple[int, str]]]:
    """Place and text of each heading by sheet, without verdicts of an earlier import; nothing where nobody asks."""
    if not spec.as_written:
        return {}
    return {
        section.sheet.name: [
            (heading.index, heading.text)
            for heading in section.mapping.headings
            if heading.index not in section.mapping.results
        ]
        for section in table.sections
    }


def _spread(values: dict[str, Any], row: ParsedRow) -> set[Term]:
    """A second phone in one cell goes to the column for it, unless another one stands there; what has no place left."""
    left_out = set()
    for mark in row.notes:
        if mark.code is CellNote.MORE_PHONES:
            second, (other, *more) = mark.column.second, mark.facts["others"]
            if second and not values.get(second):
                values[second] = other
            elif not second or values[second] != other:
                more.append(other)
            if more:
                left_out.add(Mark(mark.column, CellNote.PHONES_LEFT_OUT, {}).term)
    return left_out


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
