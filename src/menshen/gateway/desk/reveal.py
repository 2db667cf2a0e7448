"""Showing a masked number in full, for a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from menshen.gateway.desk.exports import reason_fields, reason_in
from menshen.gateway.desk.ledgers import readable_ledger
from menshen.gateway.desk.parts import Fact, Form, Link
from menshen.gateway.desk.shell import desk_page, draw, viewer_of
from menshen.kernel.base import clock
from menshen.kernel.base.problems import Refused, not_found
from menshen.kernel.base.terms import Term
from menshen.kernel.ledgers.columns import CellKind
from menshen.kernel.stewardship.unmasking import hides, may_unmask, unmask
from menshen.kernel.stewardship.vocabulary import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

    from menshen.kernel.ledgers.columns import Column
    from menshen.kernel.ledgers.declaration import Ledger

_INTRO = Term(
    "Your name, the time and the reason will stand in the look-up log.", "您的姓名、时间和理由会记入查阅日志。"
)
_SHOWN = Term("Shown this once; it is written down in the look-up log.", "仅本次显示，已记入查阅日志。")


@desk_page
def reveal(request: HttpRequest, code: str, number: int, column: str) -> HttpResponse:
    """Asks what the number is needed for, and then shows it once."""
    viewer = viewer_of(request)
    ledger = readable_ledger(viewer, code)
    hidden = next((one for one in ledger.shown if one.code == column and hides(one)), None)
    if hidden is None or not may_unmask(ledger, number, column, by=viewer):
        raise not_found()
    if request.method != "POST":
        return _ask(request, ledger, number, hidden, {})
    why = reason_in(request)
    if why is None:
        return _ask(request, ledger, number, hidden, {"reason": str(Problem.REASON_MISSING.term)})
    try:
        value = unmask(ledger, number, column, why=why, note=request.POST.get("note", ""), by=viewer, at=clock.now())
    except Refused as refused:
        if refused.field is None:
            raise
        return _ask(request, ledger, number, hidden, {refused.field: str(refused.term)})
    fact = Fact(hidden.title, value, url=f"tel:{value}" if hidden.kind is CellKind.PHONE else "")
    back = Link(Term("Back to the record", "返回记录"), reverse("desk:record", args=[code, number]), primary=True)
    return draw(request, "desk/action_done.html", hidden.title, sentence=_SHOWN, facts=[fact], links=[back])


def _ask(request: HttpRequest, ledger: Ledger, number: int, column: Column, errors: Mapping[str, str]) -> HttpResponse:
    back = reverse("desk:record", args=[ledger.code, number])
    form = Form(request.path, [reason_fields(request, errors)], Term("Show", "查看"), cancel_url=back, intro=_INTRO)
    title = Term(f"Show in full: {column.title.en}", f"查看完整{column.title.zh}")
    crumbs = [Link(ledger.title, reverse("desk:ledger", args=[ledger.code]))]
    return draw(request, "desk/action_form.html", title, form=form, crumbs=crumbs, status=422 if errors else 200)
