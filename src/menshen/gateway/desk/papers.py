"""All papers of a ledger at once: as one PDF to print, or as a zip with a file for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse

from menshen.gateway.desk.ledgers import asked, readable_ledger
from menshen.gateway.desk.links import model_of
from menshen.gateway.desk.records import may_read_paper
from menshen.gateway.desk.shell import desk_page, viewer_of
from menshen.kernel.base import clock
from menshen.kernel.base.problems import Refused, not_found
from menshen.kernel.documents.models import Document
from menshen.kernel.documents.rendering import render_each, render_pdf
from menshen.kernel.documents.vocabulary import DocumentProblem
from menshen.kernel.ledgers.table import matching
from menshen.kernel.privacy.lookups import LookUpKind, look_up

if TYPE_CHECKING:
    from django.http import HttpRequest

MOST = 2_000
"""Papers at one go: more make a file that no printer and no memory likes."""


@desk_page
def papers(request: HttpRequest, code: str) -> HttpResponse:
    """The papers that the ledger shows, in its order, as far as the viewer may read them; `as=zip` for single files.

    Each leaves a line in the look-up log, like everything that is taken out.
    """
    viewer = viewer_of(request)
    found = readable_ledger(viewer, code)
    if model_of(code) is not Document:
        raise not_found()
    shown = list(matching(found, viewer, asked(request, found))[: MOST + 1])
    readable = [paper for paper in shown if may_read_paper(viewer, paper)]
    if not readable or len(shown) > MOST:
        raise Refused(DocumentProblem.TOO_MANY if readable else DocumentProblem.NOTHING_TO_PRINT, most=MOST)
    single = request.GET.get("as") == "zip"
    content = render_each(readable) if single else render_pdf(readable)
    subjects = [(paper.subject_type, paper.subject_id, paper.area_id) for paper in readable]
    look_up(viewer, LookUpKind.EXPORTED, at=clock.now(), subjects=subjects, detail={"ledger": code})
    if single:
        return _file(content, "application/zip", f"{code}.zip", "attachment")
    return _file(content, "application/pdf", f"{code}.pdf", "inline")


def _file(content: bytes, kind: str, name: str, way: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'{way}; filename="{name}"'
    return answer
