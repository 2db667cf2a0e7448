"""A list as a workbook. One that tells of people asks first what it is needed for."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from django.http import HttpResponse

from menshen.gateway.desk.links import action_url
from menshen.gateway.desk.parts import Field, FieldGroup, Form, Link, Option
from menshen.gateway.desk.shell import draw, viewer_of
from menshen.kernel.base import clock
from menshen.kernel.base.problems import Refused
from menshen.kernel.base.terms import Term
from menshen.kernel.stewardship.bulk import approved, ask_bulk_unmask, can_be_asked, hand_out_in_full
from menshen.kernel.stewardship.exports import hand_out, tells_of_people
from menshen.kernel.stewardship.vocabulary import Permission, Reason

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest

    from menshen.kernel.ledgers.declaration import Ledger
    from menshen.kernel.ledgers.table import Question

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_INTRO = Term(
    "Numbers stay masked. Your name, the time and a number will stand in every row, and the export is written down.",
    "号码仍为掩码；每行都会带上您的姓名、时间和编号，导出会记入日志。",
)


_FULL = Term("Full numbers, once, by request no. {number}", "导出完整号码（审批事项第 {number} 号，仅限一次）")


def exported(request: HttpRequest, ledger: Ledger, question: Question) -> HttpResponse:
    """All rows of the question as a workbook, masked as on the screen; first the form, where a reason is needed."""
    if tells_of_people(ledger) and request.method != "POST":
        return _ask(request, ledger, {})
    why, note = reason_in(request), request.POST.get("note", "")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.xlsx"
        try:
            if request.POST.get("full") == "true":
                hand_out_in_full(ledger, question, path, by=viewer_of(request), at=clock.now())
            else:
                hand_out(ledger, question, path, why=why, note=note, by=viewer_of(request), at=clock.now())
        except Refused as refused:
            if refused.field is None:
                raise
            return _ask(request, ledger, {refused.field: str(refused.term)})
        answer = HttpResponse(path.read_bytes(), content_type=XLSX)
    name = f"{ledger.title.zh}_{clock.now():%Y%m%d_%H%M}.xlsx"
    answer["Content-Disposition"] = f"attachment; filename=\"{ledger.code}.xlsx\"; filename*=UTF-8''{quote(name)}"
    return answer


def reason_in(request: HttpRequest) -> Reason | None:
    """The reason that was chosen in the form."""
    chosen = request.POST.get("reason", "")
    return Reason(chosen) if chosen in Reason.codes() else None


def reason_fields(request: HttpRequest, errors: Mapping[str, str]) -> FieldGroup:
    """What whoever wants to see more than the screen shows has to say."""
    chosen = request.POST.get("reason", "")
    options = [Option(one.value, one.term, one.value == chosen) for one in Reason]
    what, words = Term("What it is needed for", "用途"), Term("In a few words", "补充说明")
    note, wrong = request.POST.get("note", ""), errors.get("note", "")
    return FieldGroup(
        [
            Field("reason", what, "select", chosen, required=True, options=options, error=errors.get("reason", "")),
            Field("note", words, value=note, error=wrong),
        ]
    )


def _ask(request: HttpRequest, ledger: Ledger, errors: Mapping[str, str]) -> HttpResponse:
    back = request.GET.copy()
    back.pop("format", None)
    groups = [reason_fields(request, errors)]
    viewer, now = viewer_of(request), clock.now()
    if granted := approved(ledger, by=viewer, at=now):
        groups.append(FieldGroup([Field("full", _FULL.format(number=granted.pk), "checkbox")]))
    links = []
    if not granted and can_be_asked(ledger) and viewer.has(Permission.NUMBER_UNMASK):
        asked = action_url(ask_bulk_unmask.code, ledger=str(ledger.title), area=request.GET.get("area") or None)
        links.append(Link(ask_bulk_unmask.title, asked))
    form = Form(
        request.get_full_path(),
        groups,
        Term("Export", "导出"),
        cancel_url=f"{request.path}?{back.urlencode()}",
        intro=_INTRO,
    )
    title = Term(f"Export: {ledger.title.en}", f"导出：{ledger.title.zh}")
    return draw(request, "desk/action_form.html", title, form=form, links=links, status=422 if errors else 200)
