"""Excel in, in three steps: choose the file, see what would happen, import; refused rows come back as a workbook.

A short file goes in at once. A long one waits for the worker: its page shows how far it is, can be closed, and is found
again among the earlier imports.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from menshen.gateway.desk.exports import XLSX
from menshen.gateway.desk.import_runs import earlier, importable, progress, result, run_of, steps, tally, title
from menshen.gateway.desk.parts import (
    Field,
    FieldGroup,
    Form,
    HeadingMatch,
    Option,
    SheetChoice,
)
from menshen.gateway.desk.shell import desk_page, draw, viewer_of
from menshen.kernel.base import clock
from menshen.kernel.base.ids import uuid7
from menshen.kernel.base.jobs import run_soon
from menshen.kernel.base.problems import Refused, not_found
from menshen.kernel.base.terms import Term
from menshen.kernel.ledgers.headings import HowMatched
from menshen.kernel.ledgers.importing import ImportReport, remembered_headings, run_import
from menshen.kernel.ledgers.models import RememberedHeading
from menshen.kernel.ledgers.queueing import TAKE_IN, queue_import, take_in, upload_path, uploads
from menshen.kernel.ledgers.workbook_in import Section, Table, open_table
from menshen.kernel.ledgers.workbook_out import write_sheet
from menshen.kernel.scope.models import Area

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from django.core.files.uploadedfile import UploadedFile
    from django.http import HttpRequest

    from menshen.kernel.ledgers.columns import Column
    from menshen.kernel.ledgers.declaration import Ledger

PREVIEWED = 2_000  # and as many go in at once: it takes a second or two
SAMPLES = 3
LONGEST_HEADING = 120  # that can be remembered
LARGEST = 60 * 1024 * 1024
KEPT = 24 * 3600  # seconds that an upload stays for its error workbook: it is full of people
NO_FILE = Term("Choose a file first.", "请先选择文件。")
NO_AREA = Term("Choose an area of yours.", "请选择您辖区内的区划。")
WHICH_GRID = Term(
    "A row that does not name its grid belongs to the one after which its sheet is called; a .csv has no sheets, there "
    "the name of the file counts. Otherwise to this area.",
    "行内未写网格的，按工作表名称归入网格；.csv 没有工作表，按文件名归入；都不能判断的归入所选辖区。",
)
TOO_LARGE = Term("The file is larger than 60 MB. Split it into several.", "文件超过 60 MB，请拆分后上传。")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was sent and waits to be imported; known to this session only. `sheets` are those to be taken, None
    means all that hold the table."""

    key: str
    ledger: str
    area: str
    name: str
    sheets: list[str] | None = None

    @property
    def path(self) -> Path:
        return upload_path(self.key)


def _forget_old() -> None:
    for path in uploads().iterdir():
        try:
            if path.stat().st_mtime < time.time() - KEPT:
                path.unlink()
        except FileNotFoundError:
            continue  # somebody else's upload has swept it away


@desk_page
def upload(request: HttpRequest, code: str) -> HttpResponse:
    """Take the file and go on to the check."""
    found = importable(request, code)
    area, errors = request.POST.get("area") or viewer_of(request).home or "", {}
    if request.method == "POST":
        sent = request.FILES.get("file")
        errors = _errors(found, request, area)
        if sent and not errors:
            one = _stored(code, area, sent)
            _keep(request, one)
            return redirect("desk:import_preview", code=code, key=one.key)
    columns = [
        {"title": column.title, "required": column.required, "aliases": "、".join(column.aliases[:4])}
        for column in _columns(found)
    ]
    return draw(
        request,
        "desk/import_upload.html",
        title(found),
        status=422 if errors else 200,
        steps=steps(0),
        form=_upload_form(request.path, code, area, errors),
        columns=columns,
        template_url=reverse("desk:import_template", args=[code]),
        earlier=earlier(found, viewer_of(request)),
    )


def _stored(code: str, area: str, sent: UploadedFile[Any]) -> Upload:
    _forget_old()
    one = Upload(str(uuid4()), code, area, (sent.name or "")[:200])
    with one.path.open("wb") as file:
        for part in sent.chunks():
            file.write(part)
    one.path.chmod(0o600)
    return one


def _upload_form(url: str, code: str, area: str, errors: Mapping[str, Term]) -> Form:
    name = Area.objects.filter(code=area).first()
    return Form(
        url=url,
        groups=[
            FieldGroup(
                [
                    Field("file", Term("Excel file", "Excel 文件"), "file", required=True, error=errors.get("file", ""),
                          accept=".xlsx,.xls,.ods,.csv", span="wide"),
                    Field("area", Term("Area the file is about", "所属辖区"), "lookup", value=area, required=True,
                          error=errors.get("area", ""), lookup_url=reverse("desk:lookup_area"),
                          shown=str(name or area), span="wide", help=WHICH_GRID),
                ]
            )
        ],
        submit=Term("Check the file", "上传并核对"),
        cancel_url=reverse("desk:ledger", args=[code]),
    )  # fmt: skip


def _errors(found: Ledger, request: HttpRequest, area: str) -> dict[str, Term]:
    """What is wrong with the form, by field."""
    errors, sent = {}, request.FILES.get("file")
    if not sent:
        errors["file"] = NO_FILE
    elif (sent.size or 0) > LARGEST:
        errors["file"] = TOO_LARGE
    allowed = found.imports is not None and viewer_of(request).may(found.imports.action.permission, area)
    if not allowed or not Area.objects.filter(code=area).exists():
        errors["area"] = NO_AREA
    return errors


def _columns(found: Ledger) -> list[Column]:
    return [column for column in found.columns if column.imported]


def _keep(request: HttpRequest, one: Upload) -> None:
    request.session[f"upload:{one.key}"] = [one.ledger, one.area, one.name, one.sheets]


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
    found = importable(request, code)
    if run := run_of(request, code, key):
        return progress(request, found, run) if run.finished_at is None else result(request, found, run)
    one = _kept(request, code, key)
    try:
        table = _opened(found, one)
        if request.method == "POST":
            one = replace(one, sheets=_chosen(request, table))
            _keep(request, one)
            _remember(found, one.area, request, table)
            if request.POST.get("action") == "run" and one.sheets != []:
                return _import(request, found, one)
            table = _opened(found, one)
    except Refused as refused:
        return draw(request, "desk/import_result.html", title(found), status=422, steps=steps(1), failed=refused.term,
                    tally=None, ledger_url=reverse("desk:ledger", args=[code]),
                    again_url=reverse("desk:import", args=[code]))  # fmt: skip
    missing = (
        table.skipped[0].mapping.missing if not table.sections and table.skipped and table.skipped[0].mapping else ()
    )
    report = ImportReport(None) if missing or not table.sections else _dry_run(request, found, one)
    context: dict[str, Any] = {
        "steps": steps(1),
        "form_url": request.path,
        "cancel_url": reverse("desk:ledger", args=[code]),
        "command_id": str(uuid7()),
        "sheets": _sheets(table, one.sheets),
        "headings": _headings(found, table),
        "missing": [column.title for column in missing],
        "tally": tally(report),
        "first": PREVIEWED if report.rows == PREVIEWED else 0,
    }
    return draw(request, "desk/import_preview.html", title(found), **context)


def _opened(found: Ledger, one: Upload) -> Table:
    return open_table(
        one.path,
        _columns(found),
        context_day=clock.today(),
        remembered=remembered_headings(found, one.area),
        name=one.name,
    )


def _chosen(request: HttpRequest, table: Table) -> list[str] | None:
    """The sheets that are ticked; a workbook of one sheet has nothing to tick."""
    return request.POST.getlist("sheet") if len(table.sections) + len(table.skipped) > 1 else None


def _dry_run(request: HttpRequest, found: Ledger, one: Upload) -> ImportReport:
    return run_import(
        found,
        one.path,
        area=one.area,
        by=viewer_of(request),
        at=clock.now(),
        dry_run=True,
        first=PREVIEWED,
        name=one.name,
        sheets=one.sheets,
    )


def _sheets(table: Table, chosen: list[str] | None) -> list[SheetChoice]:
    taken = [
        SheetChoice(one.sheet.name, one.sheet.rows, one.mapping.rows[-1], chosen is None or one.sheet.name in chosen)
        for one in table.sections
    ]
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


def _remember(found: Ledger, area: str, request: HttpRequest, table: Table) -> None:
    """Keep what a person chose for each heading of the file; only what differs from our own guess."""
    known = {column.code for column in _columns(found)}
    mappings = [section.mapping for section in table.sections] + [s.mapping for s in table.skipped if s.mapping]
    guessed = {heading.key: "" for mapping in mappings for heading in mapping.headings}
    guessed |= {heading.key: match.column.code for m in mappings for match in m.matches for heading in match.headings}
    for heading, guess in guessed.items():
        column = request.POST.get(f"heading:{heading}", guess)
        if column != guess and (column in known or not column) and len(heading) <= LONGEST_HEADING:
            RememberedHeading.objects.update_or_create(
                ledger=found.code, area_id=area, heading=heading, defaults={"column": column}
            )


def _import(request: HttpRequest, found: Ledger, one: Upload) -> HttpResponse:
    """A short file at once, a long one by the worker."""
    now = clock.now()
    run = queue_import(
        found, UUID(one.key), area=one.area, name=one.name, sheets=one.sheets, by=viewer_of(request), at=now
    )
    if (run.expected_rows or 0) <= PREVIEWED:
        take_in(run, at=now)
    else:
        run_soon(TAKE_IN.code)
    return redirect("desk:import_preview", code=found.code, key=run.upload)


@desk_page
def template(request: HttpRequest, code: str) -> HttpResponse:
    """An empty workbook with the headings of the ledger."""
    found = importable(request, code)
    path = uploads() / f"{uuid4()}.xlsx"
    try:
        write_sheet(path, found.title.zh, [column.title.zh for column in _columns(found)], [])
        answer = HttpResponse(path.read_bytes(), content_type=XLSX)
    finally:
        path.unlink(missing_ok=True)
    answer["Content-Disposition"] = f'attachment; filename="{found.code}.xlsx"'
    return answer
