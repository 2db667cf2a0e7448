"""What became of an import: how far it is, how it ended, and the refused rows as a workbook."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from menshen.gateway.desk.exports import XLSX
from menshen.gateway.desk.ledgers import readable_ledger
from menshen.gateway.desk.parts import Badge, Progress, Step, Tally, Todo
from menshen.gateway.desk.shell import desk_page, draw, viewer_of
from menshen.kernel.base import clock
from menshen.kernel.base.jobs import worker_is_there
from menshen.kernel.base.problems import not_found
from menshen.kernel.base.terms import Term
from menshen.kernel.ledgers.importing import ImportReport
from menshen.kernel.ledgers.models import ImportRun
from menshen.kernel.ledgers.queueing import upload_path
from menshen.kernel.ledgers.refusals import write_refusals

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from menshen.kernel.ledgers.declaration import Ledger
    from menshen.kernel.scope.viewers import Viewer

WAITING = Term("Waiting for its turn", "排队等待中")
WORKING = Term("Going in", "正在导入")
NO_WORKER = Term(
    "No worker is running, so nothing goes in at present. Ask whoever keeps the server to start “menshen serve”; the "
    "import then goes on by itself.",
    "后台任务程序未运行，导入暂未进行。请联系服务器管理员启动“menshen serve”，启动后会自动继续。",
)
STEPS = (Term("Choose the file", "选择文件"), Term("Check", "核对"), Term("Done", "完成"))


def earlier(found: Ledger, viewer: Viewer) -> list[Todo]:
    """The last imports; who began one is led back to its page."""
    runs = ImportRun.objects.filter(ledger=found.code).order_by("-id")[:5]
    return [
        Todo(
            run.file_name,
            reverse("desk:import_preview", args=[found.code, run.upload])
            if run.upload and run.started_by_id == viewer.actor_id
            else reverse("desk:ledger", args=[found.code]),
            Term(
                f"{run.accepted} accepted, {run.known} known, {run.refused} refused",
                f"导入 {run.accepted}，已存在 {run.known}，未通过 {run.refused}",
            ),
            Badge(Term("not finished", "未完成"), "due") if run.upload and run.finished_at is None else None,
            due=f"{clock.in_local(run.started_at):%m-%d %H:%M}",
        )
        for run in runs
    ]


def run_of(request: HttpRequest, code: str, key: UUID) -> ImportRun | None:
    """The import that the file became, for who began it: from another tab, session or day too."""
    mine = ImportRun.objects.filter(upload=key, ledger=code, started_by_id=viewer_of(request).actor_id)
    run: ImportRun | None = mine.order_by("-id").first()
    return run


def tally(report: ImportReport) -> Tally:
    reasons = Counter((refusal.reason.en, refusal.reason.zh) for refusal in report.refusals)
    common = [(Term(en, zh), count) for (en, zh), count in reasons.most_common(12)]
    return Tally(
        report.accepted,
        report.known,
        report.refused,
        common,
        report.left_out.most_common(),
        report.untold_sentence or "",
    )


def title(found: Ledger) -> Term:
    return Term(f"Import: {found.title.en}", f"导入：{found.title.zh}")


def steps(current: int) -> list[Step]:
    return [
        Step(label, "done" if at < current else "current" if at == current else "todo")
        for at, label in enumerate(STEPS)
    ]


def importable(request: HttpRequest, code: str) -> Ledger:
    viewer = viewer_of(request)
    found = readable_ledger(viewer, code)
    if found.imports is None or not viewer.has(found.imports.action.permission):
        raise not_found()
    return found


def progress(request: HttpRequest, found: Ledger, run: ImportRun) -> HttpResponse:
    """How far it is; the page asks again every second for this part alone."""
    there = worker_is_there()
    shown = Progress(
        WORKING if run.next_row else WAITING,
        run.next_row,
        max(run.expected_rows or 0, run.next_row),
        poll_url=request.path,
        text="" if there else NO_WORKER,
    )
    if request.headers.get("HX-Request"):
        return render(request, "desk/components/progress.html", {"progress": shown})
    return draw(request, "desk/import_result.html", title(found), steps=steps(2), progress=shown)


def result(request: HttpRequest, found: Ledger, run: ImportRun) -> HttpResponse:
    if request.headers.get("HX-Request"):  # the last answer to the page that asked how far it is
        return HttpResponse(headers={"HX-Redirect": request.path})
    report = ImportReport.of(run)
    there = run.upload is not None and upload_path(run.upload).exists()
    context: dict[str, Any] = {
        "steps": steps(2),
        "tally": tally(report),
        "failed": Term(*run.broken_off[1:]) if run.broken_off else None,
        "error_workbook_url": reverse("desk:import_errors", args=[found.code, run.upload])
        if run.refused and there
        else "",
        "file_gone": bool(run.refused) and not there,
        "ledger_url": reverse("desk:ledger", args=[found.code]),
        "again_url": reverse("desk:import", args=[found.code]),
    }
    return draw(request, "desk/import_result.html", title(found), **context)


@desk_page
def errors(request: HttpRequest, code: str, key: UUID) -> HttpResponse:
    """The refused rows with their reasons, to be mended and sent again."""
    found, run = importable(request, code), run_of(request, code, key)
    sent = upload_path(key)
    if run is None or not sent.exists():
        raise not_found()
    back = sent.with_suffix(".errors.xlsx")
    try:
        write_refusals(
            found, sent, back, run.stored_refusals(), area=run.area_id, day=clock.today(), name=run.file_name
        )
        answer = HttpResponse(back.read_bytes(), content_type=XLSX)
    finally:
        back.unlink(missing_ok=True)
    answer["Content-Disposition"] = 'attachment; filename="refused.xlsx"'
    return answer
