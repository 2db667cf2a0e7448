"""Excel in, in three steps: choose the file, see what would happen, import; refused rows come back as a workbook."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from menshen.gateway.desk.ledgers import XLSX, readable_ledger
from menshen.gateway.desk.parts import Field, FieldGroup, Form, HeadingMatch, Option, SheetChoice, Step, Tally, Todo
from menshen.gateway.desk.shell import desk_page, draw, viewer_of
from menshen.kernel.base import clock
from menshen.kernel.base.ids import uuid7
from menshen.kernel.base.problems import Refused, not_found
from menshen.kernel.base.terms import Term
from menshen.kernel.ledgers.headings import HowMatched
from menshen.kernel.ledgers.importing import ImportReport, run_import
from menshen.kernel.ledgers.models import ImportRun, RememberedHeading
from menshen.kernel.ledgers.refusals import write_refusals
from menshen.kernel.ledgers.workbook_in import Section, Table, open_table
from menshen.kernel.ledgers.workbook_out import write_sheet
from menshen.kernel.scope.models import Area

if TYPE_CHECKING:
    from django.http import HttpRequest

    from menshen.kernel.ledgers.columns import Column
    from menshen.kernel.ledgers.declaration import Ledger

PREVIEWED = 2_000
SAMPLES = 3
LARGEST = 60 * 1024 * 1024
NO_FILE = Term("Choose a file first.", "请先选择文件。")
TOO_LARGE = Term("The file is larger than 60 MB. Split it into several.", "文件超过 60 MB，请拆分后上传。")
STEPS = (Term("Choose the file", "选择文件"), Term("Check", "核对"), Term("Done", "完成"))


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was sent and waits to be imported; known to this session only."""

    key: str
    ledger: str
    area: str
    name: str
    run: int | None = None

    @property
    def path(self) -> Path:
        return _folder() / f"{self.key}.upload"


def _folder() -> Path:
    folder = Path(settings.DATA) / "uploads"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _importable(request: HttpRequest, code: str) -> Ledger:
    viewer = viewer_of(request)
    found = readable_ledger(viewer, code)
    if found.imports is None or not viewer.has(found.imports.action.permission):
        raise not_found()
    return found


@desk_page
def upload(request: HttpRequest, code: str) -> HttpResponse:
    """Take the file and go on to the check."""
    found = _importable(request, code)
    area, error = request.POST.get("area") or viewer_of(request).home or "", None
    if request.method == "POST":
        sent = request.FILES.get("file")
        if sent is None or sent.size == 0:
            error = NO_FILE
        elif (sent.size or 0) > LARGEST:
            error = TOO_LARGE
        else:
            one = Upload(str(uuid4()), code, area, (sent.name or "")[:200])
            with one.path.open("wb") as file:
                for part in sent.chunks():
                    file.write(part)
            one.path.chmod(0o600)
            _keep(request, one)
            return redirect("desk:import_preview", code=code, key=one.key)
    name = Area.objects.filter(code=area).first()
    form = Form(
        url=request.path,
        groups=[
            FieldGroup(
                [
                    Field("file", Term("Excel file", "Excel 文件"), "file", required=True, error=error or "",
                          accept=".xlsx,.xls,.ods,.csv", span="wide"),
                    Field("area", Term("Area the file is about", "所属辖区"), "lookup", value=area, required=True,
                          lookup_url=reverse("desk:lookup_area"), shown=str(name or area), span="wide"),
                ]
            )
        ],
        submit=Term("Check the file", "上传并核对"),
        cancel_url=reverse("desk:ledger", args=[code]),
    )  # fmt: skip
    columns = [
        {"title": column.title, "required": column.required, "aliases": "、".join(column.aliases[:4])}
        for column in _columns(found)
    ]
    return draw(
        request,
        "desk/import_upload.html",
        _title(found),
        status=422 if error else 200,
        steps=_steps(0),
        form=form,
        columns=columns,
        template_url=reverse("desk:import_template", args=[code]),
        earlier=_earlier(found),
    )


def _title(found: Ledger) -> Term:
    return Term(f"Import: {found.title.en}", f"导入：{found.title.zh}")


def _columns(found: Ledger) -> list[Column]:
    return [column for column in found.columns if column.imported]


def _steps(current: int) -> list[Step]:
    return [
        Step(label, "done" if at < current else "current" if at == current else "todo")
        for at, label in enumerate(STEPS)
    ]


def _earlier(found: Ledger) -> list[Todo]:
    runs = ImportRun.objects.filter(ledger=found.code).order_by("-id")[:5]
    return [
        Todo(
            run.file_name,
            reverse("desk:ledger", args=[found.code]),
            Term(
                f"{run.accepted} accepted, {run.known} known, {run.refused} refused",
                f"导入 {run.accepted}，已存在 {run.known}，未通过 {run.refused}",
            ),
            due=f"{clock.in_local(run.started_at):%m-%d %H:%M}",
        )
        for run in runs
    ]


def _keep(request: HttpRequest, one: Upload) -> None:
    request.session[f"upload:{one.key}"] = [one.ledger, one.area, one.name, one.run]


def _kept(request: HttpRequest, code: str, key: UUID) -> Upload:
    held = request.session.get(f"upload:{key}")
    if held is None or held[0] != code:
        raise not_found()
    one = Upload(str(key), *held)
    if not one.path.exists():
        raise not_found()
    return one


@desk_page
def preview(request: HttpRequest, code: str, key: UUID) -> HttpResponse:
    """What the headings are taken for and what would become of the rows; then the import itself."""
    found, one = _importable(request, code), _kept(request, code, key)
    if one.run is not None:
        return _result(request, found, one)
    if request.method == "POST":
        _remember(found, request, one)
        if request.POST.get("action") == "run":
            return _import(request, found, one)
    try:
        table = open_table(one.path, _columns(found), context_day=clock.today(), remembered=_remembered(found))
    except Refused as refused:
        return draw(request, "desk/import_result.html", _title(found), status=422, steps=_steps(1), failed=refused.term,
                    tally=None, ledger_url=reverse("desk:ledger", args=[code]),
                    again_url=reverse("desk:import", args=[code]))  # fmt: skip
    missing = (
        table.skipped[0].mapping.missing if not table.sections and table.skipped and table.skipped[0].mapping else ()
    )
    tally = Tally() if missing or not table.sections else _tally(_dry_run(request, found, one))
    context: dict[str, Any] = {
        "steps": _steps(1),
        "form_url": request.path,
        "cancel_url": reverse("desk:ledger", args=[code]),
        "command_id": str(uuid7()),
        "sheets": _sheets(table),
        "headings": _headings(found, table),
        "missing": [column.title for column in missing],
        "tally": tally,
    }
    return draw(request, "desk/import_preview.html", _title(found), **context)


def _remembered(found: Ledger) -> dict[str, str]:
    return dict(RememberedHeading.objects.filter(ledger=found.code).values_list("heading", "column"))


def _dry_run(request: HttpRequest, found: Ledger, one: Upload) -> ImportReport:
    viewer = viewer_of(request)
    return run_import(
        found, one.path, area=one.area, by=viewer, at=clock.now(), dry_run=True, first=PREVIEWED, name=one.name
    )


def _tally(report: ImportReport) -> Tally:
    reasons = Counter((refusal.reason.en, refusal.reason.zh) for refusal in report.refusals)
    common = [(Term(en, zh), count) for (en, zh), count in reasons.most_common(12)]
    return Tally(report.accepted, report.known, report.refused, common)


def _sheets(table: Table) -> list[SheetChoice]:
    taken = [SheetChoice(one.sheet.name, one.sheet.rows, one.mapping.rows[-1]) for one in table.sections]
    left = [SheetChoice(one.name, 0, 0, chosen=False) for one in table.skipped]
    return taken + left


def _headings(found: Ledger, table: Table) -> list[HeadingMatch]:
    """Every heading of the first sheet that was taken, or of the one that came nearest."""
    section = table.sections[0] if table.sections else None
    mapping = section.mapping if section else next((one.mapping for one in table.skipped if one.mapping), None)
    if mapping is None:
        return []
    samples = _samples(table, section) if section else {}
    taken = {heading.index: match for match in mapping.matches for heading in match.headings}
    shown = []
    for heading in mapping.headings:
        if heading.index in mapping.results:
            continue
        match = taken.get(heading.index)
        options = [
            Option(column.code, column.title, match is not None and match.column.code == column.code)
            for column in _columns(found)
        ]
        certainty = "none" if match is None else "remembered" if match.how is HowMatched.REMEMBERED else "guessed"
        shown.append(
            HeadingMatch(f"heading:{heading.key}", heading.text, samples.get(heading.index, []), options, certainty)  # type: ignore[arg-type]
        )
    return shown


def _samples(table: Table, section: Section) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for row in table.originals(section):
        for index, cell in enumerate(row.cells):
            text = "" if cell is None else str(cell)
            held = found.setdefault(index, [])
            if text and text not in held and len(held) < SAMPLES:
                held.append(text)
        if row.number > section.mapping.rows[-1] + 10:
            break
    return found


def _remember(found: Ledger, request: HttpRequest, one: Upload) -> None:
    """Keep what a person chose for each heading; only what differs from what we would have guessed ourselves."""
    known = {column.code for column in _columns(found)}
    chosen = {
        name.removeprefix("heading:"): value
        for name, value in request.POST.items()
        if name.startswith("heading:") and (value in known or value == "")
    }
    table = open_table(one.path, _columns(found), context_day=clock.today(), remembered=_remembered(found))
    mappings = [section.mapping for section in table.sections] + [s.mapping for s in table.skipped if s.mapping]
    guessed = {heading.key: match.column.code for m in mappings for match in m.matches for heading in match.headings}
    for heading, column in chosen.items():
        if guessed.get(heading, "") != column:
            RememberedHeading.objects.update_or_create(
                ledger=found.code, heading=heading[:120], defaults={"column": column}
            )


def _import(request: HttpRequest, found: Ledger, one: Upload) -> HttpResponse:
    report = run_import(found, one.path, area=one.area, by=viewer_of(request), at=clock.now(), name=one.name)
    _keep(request, Upload(one.key, one.ledger, one.area, one.name, report.run_id))
    return redirect("desk:import_preview", code=found.code, key=one.key)


def _result(request: HttpRequest, found: Ledger, one: Upload) -> HttpResponse:
    run = _run(one)
    report = ImportReport(run.pk, run.accepted, run.known, run.refused, run.stored_refusals())
    errors_url = reverse("desk:import_errors", args=[found.code, one.key]) if run.refused else ""
    context: dict[str, Any] = {
        "steps": _steps(2),
        "tally": _tally(report),
        "error_workbook_url": errors_url,
        "ledger_url": reverse("desk:ledger", args=[found.code]),
        "again_url": reverse("desk:import", args=[found.code]),
    }
    return draw(request, "desk/import_result.html", _title(found), **context)


def _run(one: Upload) -> ImportRun:
    run: ImportRun | None = ImportRun.objects.filter(pk=one.run).first() if one.run else None
    if run is None:
        raise not_found()
    return run


@desk_page
def errors(request: HttpRequest, code: str, key: UUID) -> HttpResponse:
    """The refused rows with their reasons, to be mended and sent again."""
    found, one = _importable(request, code), _kept(request, code, key)
    back = one.path.with_suffix(".errors.xlsx")
    try:
        write_refusals(found, one.path, back, _run(one).stored_refusals(), day=clock.today())
        answer = HttpResponse(back.read_bytes(), content_type=XLSX)
    finally:
        back.unlink(missing_ok=True)
    answer["Content-Disposition"] = 'attachment; filename="refused.xlsx"'
    return answer


@desk_page
def template(request: HttpRequest, code: str) -> HttpResponse:
    """An empty workbook with the headings of the ledger."""
    found = _importable(request, code)
    path = _folder() / f"{uuid4()}.xlsx"
    try:
        write_sheet(path, found.title.zh, [column.title.zh for column in _columns(found)], [])
        answer = HttpResponse(path.read_bytes(), content_type=XLSX)
    finally:
        path.unlink(missing_ok=True)
    answer["Content-Disposition"] = f'attachment; filename="{found.code}.xlsx"'
    return answer
