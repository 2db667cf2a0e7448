"""One record: the cells of its row, its history from the journal, its papers, and what can be done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.urls import reverse

from menshen.gateway.desk.ledgers import readable_ledger
from menshen.gateway.desk.links import action_url
from menshen.gateway.desk.parts import Empty, Fact, Happening, Link, Section, Todo
from menshen.gateway.desk.shell import desk_page, draw, viewer_of
from menshen.kernel.base.modules import all_modules, declared, find
from menshen.kernel.base.problems import not_found
from menshen.kernel.base.terms import Term
from menshen.kernel.documents.models import Document
from menshen.kernel.documents.rendering import render_pdf
from menshen.kernel.journal.entries import subject_type
from menshen.kernel.journal.models import Entry
from menshen.kernel.ledgers.table import formatted

if TYPE_CHECKING:
    from django.db import models
    from django.http import HttpRequest

    from menshen.kernel.actions.declaration import Action
    from menshen.kernel.scope.viewers import Viewer

HISTORY = 100


@desk_page
def record(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The row of a ledger with everything that hangs on it."""
    viewer = viewer_of(request)
    found = readable_ledger(viewer, code)
    rows = found.rows(viewer).filter(pk=number)
    sources = [column.source or column.code for column in found.shown]
    raw = rows.values_list(*sources).first()
    if raw is None:
        raise not_found()
    cells = next(iter(formatted(found, viewer, [raw])))
    facts = [
        Fact(column.title, str(value), "known" if value not in ("", None) else "missing")
        for column, value in zip(found.shown, cells, strict=True)
    ]
    model = rows.model
    return draw(
        request,
        "desk/record.html",
        str(cells[0]) or found.title,
        crumbs=[Link(found.title, reverse("desk:ledger", args=[found.code]))],
        links=_doable(viewer, model, number),
        sections=[Section(Term("Details", "详情"), facts=facts), *_papers(model, number)],
        side=[_history(model, number)],
    )


def _doable(viewer: Viewer, model: type[models.Model], number: int) -> list[Link]:
    """Actions that point at a record of this kind and that the viewer may do."""
    links = []
    for act in declared("actions"):
        field = pointing_field(act, model)
        if field and viewer.has(act.permission):
            links.append(Link(act.title, action_url(act.code, **{field: number})))
    return links


def pointing_field(act: Action, model: type[models.Model]) -> str | None:
    """The field of the action's command that takes a record of this model, or None."""
    points_at: tuple[Any, str] | None = getattr(act.areas_of, "points_at", None)
    return points_at[1] if points_at and points_at[0] is model else None


def _papers(model: type[models.Model], number: int) -> list[Section]:
    papers = Document.objects.filter(subject_type=subject_type(model), subject_id=number).order_by("-issued_at")
    todos = [
        Todo(Term(f"{paper.number}", f"{paper.number}"), reverse("desk:document", args=[paper.pk]), _title(paper))
        for paper in papers
    ]
    return [Section(Term("Papers", "文书"), todos=todos)] if todos else []


def _title(paper: Document) -> Term:
    kind = find("documents", paper.kind)
    title: Term = kind.title if kind else Term(paper.kind, paper.kind)
    return title


def _history(model: type[models.Model], number: int) -> Section:
    entries = (
        Entry.objects.filter(subject_type=subject_type(model), subject_id=number)
        .select_related("actor")
        .order_by("-id")[:HISTORY]
    )
    words = {code.value: code.term for kinds in _all_kinds() for code in kinds}
    happenings = [
        Happening(words.get(entry.kind, entry.kind), entry.happened_at, entry.actor.display_name) for entry in entries
    ]
    return Section(
        Term("History", "经过"),
        happenings=happenings,
        empty=None if happenings else Empty(Term("No entries of its own", "暂无单独记录")),
    )


def _all_kinds() -> list[Any]:
    return [module.kinds for module in all_modules() if module.kinds]


@desk_page
def document(request: HttpRequest, number: int) -> HttpResponse:  # noqa: ARG001
    """A paper as PDF, for who sees the area it belongs to."""
    paper = Document.objects.filter(pk=number).first()
    if paper is None:
        raise not_found()
    answer = HttpResponse(render_pdf([paper]), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{paper.kind}-{paper.pk}.pdf"'
    return answer
